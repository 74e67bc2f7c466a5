"""Find a Chromium for the browser journeys, or get one; say loudly when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome, or None."""
    named = os.environ.get("CHROMIUM")
    candidates = [named, *NAMES] if named else NAMES
    found = next((path for name in candidates if (path := shutil.which(name))), None)
    return found or _playwright_chromium()


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def _try(*command: str) -> None:
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=False)


def get_chromium() -> str | None:
    """Return a Chromium, trying Debian's package and then playwright's own download."""
    if find_chromium() is None and shutil.which("apt-get") and os.geteuid() == 0:
        _try("apt-get", "update", "-qq")
        _try("apt-get", "install", "-y", "-qq", "chromium")
    if find_chromium() is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    return find_chromium()


if __name__ == "__main__":
    path = get_chromium()
    if path:
        print(f"Browser journeys use {path}")
    else:
        print("NO CHROMIUM: the browser journeys can't run here. Set CHROMIUM=/path/to/chromium.")
        sys.exit(1 if os.environ.get("CI") else 0)
