"""Find LibreOffice and GDAL for the checks of exports, or get them; say loudly what is missing."""

import os
import shutil
import subprocess
import sys

# Debian's package by the program that it brings.
PACKAGES = {"soffice": "libreoffice-calc-nogui", "ogrinfo": "gdal-bin"}


def missing_programs() -> list[str]:
    """Return the programs that are not on the path."""
    return [program for program in PACKAGES if shutil.which(program) is None]


def _try(*command: str) -> None:
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=False)


def get_programs() -> list[str]:
    """Get the programs from Debian's packages where that is allowed; return what is missing."""
    missing = missing_programs()
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        _try("apt-get", "update", "-qq")
        packages = [PACKAGES[program] for program in missing]
        _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    return missing_programs()


if __name__ == "__main__":
    missing = get_programs()
    if missing:
        print(f"NO {', '.join(missing).upper()}: exports are not opened in these programs here.")
        sys.exit(1 if os.environ.get("CI") else 0)
    print(f"Exports are opened in {', '.join(PACKAGES)}")
