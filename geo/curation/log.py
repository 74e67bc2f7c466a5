"""Name the version that is being prepared, and log changes under it."""

from __future__ import annotations

from datetime import date

from geo.curation.ledger import FIRST_LINE, Ledger, refusal
from geo.incidents.releases import last_release, version_key

WHY = "--why"


def checked_version(version: str, ledger: Ledger) -> str:
    """Return a version that is new. Raises DataFaultError unless it is above the last release."""
    releases = ledger.releases()
    try:
        key = version_key(version)
    except ValueError as error:
        raise refusal("version_has_its_form", "datapackage.json", str(error)) from error
    last = last_release(releases)
    if version in releases or (ledger.folder / "releases" / version).exists():
        message = f"{version} is released already; a release is never overwritten"
        raise refusal("release_is_kept", "releases.json", message, column=version)
    if last is not None and key <= version_key(last):
        message = f"{version} is not higher than the last release, {last}"
        raise refusal("version_is_raised", "releases.json", message, column=version)
    return version


def open_version(ledger: Ledger, wanted: str | None) -> list[str]:
    """Give the tables the version that a change belongs to, and say so where it is a new one.

    While the package states a released version, that is `wanted` or the next minor version.
    Raises DataFaultError for a version that is not new, or when another is being prepared.
    """
    current = ledger.version
    if current not in ledger.releases():
        if wanted not in (None, current):
            message = (
                f"{current} is being prepared; leave --version out, "
                f"and give the number when it is released: release {wanted}"
            )
            raise refusal("one_version_is_prepared", "datapackage.json", message, column="version")
        return []
    major, minor, _ = version_key(current)
    version = checked_version(wanted or f"{major}.{minor + 1}.0", ledger)
    ledger.version = version
    return [
        f"{current} is released and stays as it is: this change and those after it are "
        f"version {version}, until it is released."
    ]


def log_change(
    ledger: Ledger, incident_id: str, change: str, columns: list[str], note: str, today: date
) -> None:
    """Add a row to changes.csv; a second change of one kind in one version joins its row.

    Raises DataFaultError without a reason.
    """
    if not note.strip():
        raise refusal("change_has_reason", "changes.csv", "say why", column="note")
    table = ledger["changes"]
    key = {"version": ledger.version, "incident_id": incident_id, "change": change}
    found = table.find(**key)
    if not found:
        joined = {"columns": "|".join(columns), "note": note.strip()}
        table.insert(key | joined | {"change_date": today.isoformat()})
        return
    row = table.rows[found[0]]
    known = [name for name in row["columns"].split("|") if name]
    table.replace(
        found[0],
        {
            "change_date": today.isoformat(),
            "columns": "|".join([*known, *(name for name in columns if name not in known)]),
            "note": f"{row['note']} {note.strip()}",
        },
    )


def rename_version(ledger: Ledger, version: str) -> None:
    """Give the version that is being prepared, and what is logged under it, its number."""
    table = ledger["changes"]
    for position in table.find(version=ledger.version):
        if ledger.version not in ledger.releases():
            table.replace(position, {"version": version})
    ledger.version = version


def _row(ledger: Ledger, incident_id: str) -> int:
    table = ledger["incidents"]
    found = table.find(incident_id=incident_id)
    if not found:
        message = f"“{incident_id}” is no incident"
        raise refusal("incident_is_known", table.file, message, column="incident_id")
    return found[0]


def active_row(ledger: Ledger, incident_id: str) -> int:
    """Return the position of an active incident. Raises DataFaultError for any other."""
    table, position = ledger["incidents"], _row(ledger, incident_id)
    row, line = table.rows[position], position + FIRST_LINE
    if row["status"] != "active":
        message = f"{incident_id} is withdrawn: {row['status_reason']}"
        raise refusal("incident_is_active", table.file, message, row=line, column="status")
    return position


def withdrawn_row(ledger: Ledger, incident_id: str) -> int:
    """Return the position of a withdrawn incident. Raises DataFaultError for any other."""
    table, position = ledger["incidents"], _row(ledger, incident_id)
    if table.rows[position]["status"] != "withdrawn":
        message, line = f"{incident_id} is not withdrawn", position + FIRST_LINE
        raise refusal("incident_is_withdrawn", table.file, message, row=line, column="status")
    return position
