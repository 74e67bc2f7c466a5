"""Let a record in: as a new incident, or as more of one; and let an edit in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from geo.curation.addition import add_parts, next_incident_id
from geo.curation.change import Outcome
from geo.curation.duplicates import near_incidents
from geo.curation.edits import Edit, apply_edit, tie_page
from geo.curation.ledger import Ledger, refusal
from geo.curation.log import active_row, log_change, open_version
from geo.curation.record import INCIDENT, SECOND_CHECK, Entry, read_record
from geo.curation.values import cell_fault
from geo.tables.schema import DataFault, DataFaultError, coverage
from geo.wording import format_day


def _check_event_date(ledger: Ledger, entry: Entry, today: date) -> None:
    """Raise DataFaultError for an event without a day: the identifier has its year."""
    fields = ledger.fields("incidents")
    for column in ("event_date", "date_precision"):
        if fault := cell_fault(fields[column], entry.cells.get(column, ""), today):
            raise DataFaultError([entry.fault("cell_is_valid", column, fault)])


def _refuse_duplicates(ledger: Ledger, entry: Entry, incident_id: str, told: set[str]) -> None:
    near = near_incidents(ledger, incident_id)
    faults = [
        entry.fault(
            "incident_is_new",
            "event_date",
            f"{sentence}. If it is another one, go on with "
            f"--not-duplicate-of {other} 'how they are known to be two'",
        )
        for other, sentence in near.items()
        if other not in told
    ]
    idle = [
        DataFault(
            "duplicate_is_near", "incidents.csv", None, "incident_id", f"{key} is not near it"
        )
        for key in sorted(told - set(near))
    ]
    if faults or idle:
        raise DataFaultError([*faults, *idle])


def _new_sources(ledger: Ledger, known: set[str]) -> dict[str, str]:
    """Return the pages that are not among the known ones, with their addresses."""
    rows = ledger["sources"].rows
    return {row["source_id"]: row["url"] for row in rows if row["source_id"] not in known}


def add_incident(
    ledger: Ledger,
    path: Path,
    *,
    today: date,
    version: str | None = None,
    not_duplicate_of: Mapping[str, str] | None = None,
) -> Outcome:
    """Add a record's incident under the next free identifier.

    `not_duplicate_of`: near incident → how the two are known to be two. Raises DataFaultError with
    everything that the record breaks.
    """
    record = read_record(path, ledger)
    if len(record.of(INCIDENT)) != 1:
        message = "has no [incident]; to add to an incident that is there, give --to ID"
        raise refusal("record_has_incident", path.name, message)
    (entry,) = record.of(INCIDENT)
    _check_event_date(ledger, entry, today)
    notes = open_version(ledger, version)
    incident_id = next_incident_id(ledger, entry.cells["event_date"][:4])
    known = ledger["sources"].values("source_id")
    add_parts(ledger, record, incident_id, today)
    reasons = not_duplicate_of or {}
    _refuse_duplicates(ledger, entry, incident_id, set(reasons))
    why = record.top.cells.get("why", "")
    if not why:
        raise DataFaultError([record.top.fault("change_has_reason", "why", "is required")])
    told = "".join(f" Not {other}: {reason.rstrip('.')}." for other, reason in reasons.items())
    log_change(ledger, incident_id, "added", [], why + told, today)
    if entry.cells["event_date"] > coverage(ledger.folder).last.isoformat():
        last = format_day(coverage(ledger.folder).last)
        notes.append(f"Note: pages were searched for events up to {last} only; this one is later.")
    if not record.of(SECOND_CHECK):
        notes.append("It is provisional until a second check: see the command review.")
    pages = _new_sources(ledger, known)
    return Outcome(ledger.version, incident_id, notes, new_sources=pages)


def extend_incident(
    ledger: Ledger,
    path: Path,
    incident_id: str,
    *,
    why: str | None,
    today: date,
    version: str | None = None,
) -> Outcome:
    """Add a record's pages, figures, statements, projects or contractors to an incident.

    Raises DataFaultError with everything that the record breaks.
    """
    record = read_record(path, ledger)
    active_row(ledger, incident_id)
    if record.of(INCIDENT) or not record.entries or record.of(SECOND_CHECK):
        message = "for --to leave out [incident] and [second_check], and give another section"
        raise refusal("record_has_parts", path.name, message)
    notes = open_version(ledger, version)
    known = ledger["sources"].values("source_id")
    tables = add_parts(ledger, record, incident_id, today)
    kind = "sources added" if set(tables) <= {"incident_sources", "publishers"} else "corrected"
    note = why or record.top.cells.get("why", "")
    log_change(ledger, incident_id, kind, tables, note, today)
    pages = _new_sources(ledger, known)
    return Outcome(ledger.version, incident_id, notes, new_sources=pages)


def edit_incident(
    ledger: Ledger,
    incident_id: str,
    edits: Sequence[Edit],
    *,
    source_id: str | None,
    why: str,
    today: date,
    supports: str | None = None,
    version: str | None = None,
) -> Outcome:
    """Change fields of an incident, all or none; without a page the change is one of wording.

    Raises DataFaultError for the first edit that is refused.
    """
    active_row(ledger, incident_id)
    notes = open_version(ledger, version)
    columns = []
    if source_id and tie_page(ledger, incident_id, source_id, supports):
        columns.append("incident_sources")
    for edit in edits:
        name = apply_edit(ledger, incident_id, edit, source_id, today)
        columns += [name] if name not in columns else []
    told = f"{why.strip().rstrip('.')}. Source: {source_id}." if source_id and why.strip() else why
    log_change(ledger, incident_id, "corrected" if source_id else "reworded", columns, told, today)
    return Outcome(ledger.version, incident_id, notes)
