"""The style that the theme's settings can't express; server.py puts it into the page's head."""

from pathlib import Path

PAGE_CSS = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
