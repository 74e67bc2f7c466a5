"""Record a second check, withdraw an incident, and take a withdrawal back."""

from __future__ import annotations

from datetime import date

from geo.curation.change import Outcome
from geo.curation.ledger import FIRST_LINE, Ledger, refusal
from geo.curation.log import active_row, log_change, open_version, withdrawn_row
from geo.curation.values import cell_fault, role_fault

SECOND_CHECK = "second_check"
_NOT_OF_A_CHECK = "coded"


def review_incident(
    ledger: Ledger,
    incident_id: str,
    *,
    verdict: str,
    note: str,
    reviewer: str,
    today: date,
    version: str | None = None,
) -> Outcome:
    """Add a second check of today; follow-ups were then looked for up to today.

    Raises DataFaultError for an unknown verdict, a reviewer who is named, a check without a note
    and a second one on one day.
    """
    position = active_row(ledger, incident_id)
    table, field = ledger["reviews"], ledger.fields("reviews")["verdict"]
    allowed = [code for code in field["constraints"]["enum"] if code != _NOT_OF_A_CHECK]
    field = field | {"constraints": {"required": True, "enum": allowed}}
    if fault := cell_fault(field, verdict, today):
        raise refusal("cell_is_valid", table.file, fault, column="verdict")
    if fault := role_fault(reviewer):
        raise refusal("reviewer_is_a_role", table.file, fault, column="reviewer")
    if not note.strip():
        message = "say what was found or changed"
        raise refusal("check_has_note", table.file, message, column="note")
    key = {"incident_id": incident_id, "role": SECOND_CHECK, "review_date": today.isoformat()}
    if found := table.find(**key):
        message = f"{incident_id} has a second check of today already"
        raise refusal("one_check_a_day", table.file, message, row=found[0] + FIRST_LINE)
    notes = open_version(ledger, version)
    cells = {"reviewer": reviewer, "verdict": verdict, "note": note.strip()}
    table.insert(key | cells, after="incident_id")
    ledger["incidents"].replace(position, {"follow_up_until": today.isoformat()})
    told = f"Second check: {verdict.replace('_', ' ')}. {note}"
    log_change(ledger, incident_id, "reworded", ["reviews", "follow_up_until"], told, today)
    return Outcome(ledger.version, incident_id, notes)


def withdraw_incident(
    ledger: Ledger, incident_id: str, *, why: str, today: date, version: str | None = None
) -> Outcome:
    """Make an incident a tombstone: its row stays, with the reason.

    Raises DataFaultError for an incident that is not there or withdrawn already.
    """
    position = active_row(ledger, incident_id)
    notes = open_version(ledger, version)
    log_change(ledger, incident_id, "withdrawn", ["status", "status_reason"], why, today)
    cells = {"status": "withdrawn", "status_reason": why.strip()}
    ledger["incidents"].replace(position, cells)
    return Outcome(ledger.version, incident_id, notes)


def restore_incident(
    ledger: Ledger, incident_id: str, *, why: str, today: date, version: str | None = None
) -> Outcome:
    """Take back a mistaken withdrawal; both stay in the log.

    Raises DataFaultError for an incident that is not there or not withdrawn.
    """
    position = withdrawn_row(ledger, incident_id)
    notes = open_version(ledger, version)
    log_change(ledger, incident_id, "corrected", ["status", "status_reason"], why, today)
    ledger["incidents"].replace(position, {"status": "active", "status_reason": ""})
    return Outcome(ledger.version, incident_id, notes)
