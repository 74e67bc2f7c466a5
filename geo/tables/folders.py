"""Name the folders of the checkout, and the addresses under which their files are served."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
DATA_FOLDER = _ROOT / "data"
BOUNDARY_FOLDER = DATA_FOLDER / "boundaries"
STATIC_FOLDER = _ROOT / "static"
STATIC_URL = "/app/static"
# Where server.py serves the districts of an operator's own boundary set.
OWN_BOUNDARY_URL = "/atlas"
