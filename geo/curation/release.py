"""Release a version: freeze its fingerprints and keep its tables as they are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from geo.curation.change import Outcome
from geo.curation.ledger import Ledger, refusal
from geo.curation.log import checked_version, rename_version
from geo.incidents.releases import freeze_release, last_release
from geo.tables.loader import IncidentTables
from geo.tables.schema import PACKAGE_FILE

RELEASE_FOLDER = "releases"


def _differs(ledger: Ledger, last: str) -> bool:
    kept = ledger.folder / RELEASE_FOLDER / last
    return any(
        not (kept / table.file).is_file()
        or (kept / table.file).read_bytes() != ledger.base[table.file]
        for table in ledger.tables.values()
    )


def prepare_release(ledger: Ledger, version: str) -> Outcome:
    """Give the tables the version's number, and what was logged since the last release with them.

    Raises DataFaultError for a version that is not higher, or when there is nothing to release.
    """
    checked_version(version, ledger)
    last = last_release(ledger.releases())
    if last is not None and not _differs(ledger, last):
        message = f"the tables are those of {last}; there is nothing to release"
        raise refusal("release_has_changes", PACKAGE_FILE, message, column="version")
    before = ledger.version
    rename_version(ledger, version)
    notes = [f"What was prepared as {before} is {version} now."] if before != version else []
    return Outcome(version, None, notes)


def keep_tables(version: str, tables: list[str]) -> Callable[[IncidentTables, Path], None]:
    """Return the last step of a release: fingerprints, and the files of releases/VERSION."""

    def keep(frames: IncidentTables, folder: Path) -> None:
        freeze_release(frames, folder)
        target = folder / RELEASE_FOLDER / version
        target.mkdir(parents=True)
        for name in (*(f"{table}.csv" for table in tables), PACKAGE_FILE):
            shutil.copyfile(folder / name, target / name)

    return keep
