"""Change fields of an incident and of the rows that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo.curation.ledger import FIRST_LINE, Ledger, Table, refusal
from geo.curation.log import active_row
from geo.curation.values import cell_fault, is_free_text, reference_fault
from geo.tables.schema import DataFaultError

# Name before the first dot of a field → table; what comes between is the row's key.
_TABLES = {
    "tolls": "tolls",
    "responsibility": "responsibility",
    "projects": "incident_projects",
    "contractors": "incident_contractors",
    "pages": "incident_sources",
    "sources": "sources",
}
_KEYS = {
    "tolls": ("victim_class", "harm"),
    "responsibility": ("actor_id", "basis"),
    "incident_projects": ("project_id",),
    "incident_contractors": ("contractor_id",),
    "incident_sources": ("source_id",),
    "sources": ("source_id",),
}
FIELD_FORMS = (
    "a column of incidents.csv; or tolls.CLASS.HARM.COLUMN, responsibility.ACTOR.BASIS.COLUMN, "
    "projects.ID.COLUMN, contractors.ID.COLUMN, pages.SOURCE_ID.COLUMN (what a page supports), "
    "sources.SOURCE_ID.COLUMN (the page itself)"
)
_FIXED = {
    "incident_id": "an identifier is given once",
    "status": "use the command withdraw, or restore",
    "status_reason": "use the command withdraw, or restore",
    "evidence_id": "it names the evidence record that the row was coded from",
}
_STATEMENT = ("actor_id", "basis", "stated_by", "stated_date")


@dataclass(frozen=True)
class Edit:
    """Hold a field to change, its new text, and the text that the curator saw there, if given."""

    field: str
    value: str
    was: str | None = None


def _field_fault(edit: Edit, file: str, message: str) -> DataFaultError:
    return refusal("field_is_known", file, message, column=edit.field)


def _new_toll(ledger: Ledger, key: dict[str, str], edit: Edit, today: date) -> int:
    """Add the row of a toll that nobody reported so far, and return its position."""
    table, fields = ledger["tolls"], ledger.fields("tolls")
    for column in _KEYS["tolls"]:
        if fault := cell_fault(fields[column], key[column], today):
            raise _field_fault(edit, table.file, fault)
    table.insert(key, after="incident_id")
    return table.find(**key)[0]


def _locate(ledger: Ledger, incident_id: str, edit: Edit, today: date) -> tuple[Table, int, str]:
    """Return table, row and column of a field. Raises DataFaultError where there is none."""
    first, *rest = edit.field.split(".")
    if not rest:
        return ledger["incidents"], active_row(ledger, incident_id), first
    keys = _KEYS.get(_TABLES.get(first, ""), ())
    if not keys or len(rest) != len(keys) + 1:
        raise _field_fault(edit, f"{first}.csv", f"is no field; write {FIELD_FORMS}")
    table = ledger[_TABLES[first]]
    key = dict(zip(keys, rest, strict=False))
    if table.name == "sources":
        if not ledger["incident_sources"].find(incident_id=incident_id, **key):
            message = f"{key['source_id']} is no page of {incident_id}"
            raise _field_fault(edit, table.file, message)
    else:
        key["incident_id"] = incident_id
    found = table.find(**key)
    if not found and table.name == "tolls":
        found = [_new_toll(ledger, key, edit, today)]
    if len(found) != 1:
        rows = ", ".join(str(at + FIRST_LINE) for at in found)
        message = f"fits the rows {rows}; edit them by hand" if found else "fits no row"
        raise _field_fault(edit, table.file, message)
    return table, found[0], rest[-1]


def _other_cells(table: Table, column: str, value: str, source_id: str | None) -> dict[str, str]:
    """Return the cells that follow: a figure and a statement rest on the page that was given."""
    if table.name == "tolls" and column in ("low", "best", "high"):
        return {f"{column}_source_id": (source_id or "") if value else ""}
    if table.name == "responsibility" and column in _STATEMENT and source_id:
        return {"source_id": source_id}
    return {}


def _check_column(
    ledger: Ledger, table: Table, column: str, edit: Edit, source_id: str | None
) -> None:
    """Raise DataFaultError for a column that is not known or fixed, or that needs a page."""
    is_page = column.endswith("source_id") and table.name in ("sources", "tolls")
    if column in _FIXED or is_page:
        reason = _FIXED.get(column, "it follows from the page that a figure is given with")
        raise _field_fault(edit, table.file, f"can't be edited: {reason}")
    fields = ledger.fields(table.name)
    if column not in fields:
        message = f"is no column of {table.file}; there are: {', '.join(fields)}"
        raise _field_fault(edit, table.file, message)
    if source_id is None and not is_free_text(ledger, table.name, column):
        page = "the page itself" if table.name == "sources" else "the page that says so"
        message = f"is no wording: use --source SOURCE_ID ({page}), not --reworded"
        raise refusal("fact_has_page", table.file, message, column=edit.field)


def apply_edit(
    ledger: Ledger, incident_id: str, edit: Edit, source_id: str | None, today: date
) -> str:
    """Put a new text into a field and return what changes.csv calls it.

    Raises DataFaultError for a field that is not known or fixed, a fact without a page, a value
    that it can't hold, and one that is another than the curator saw, or that stands there already.
    """
    table, position, column = _locate(ledger, incident_id, edit, today)
    _check_column(ledger, table, column, edit, source_id)
    fields, row = ledger.fields(table.name), position + FIRST_LINE
    now, value = table.rows[position][column], edit.value.strip()
    if edit.was is not None and edit.was != now:
        message = f"is “{now}” now, not “{edit.was}”: somebody else has changed it"
        raise refusal("field_is_as_seen", table.file, message, row=row, column=edit.field)
    if now == value:
        message = f"is “{value}” already"
        raise refusal("edit_changes_something", table.file, message, row=row, column=edit.field)
    fault = cell_fault(fields[column], value, today)
    fault = fault or reference_fault(ledger, table.name, column, value)
    if fault:
        raise refusal("cell_is_valid", table.file, fault, row=row, column=edit.field)
    follows = _other_cells(table, column, value, source_id)
    table.replace(position, {column: value} | follows)
    return column if table.name == "incidents" else table.name


def tie_page(ledger: Ledger, incident_id: str, source_id: str, supports: str | None) -> bool:
    """Make sure that a page is one of the incident's; say whether it was tied to it just now.

    Raises DataFaultError for an unknown page, and for one that is another incident's unless
    `supports` says what it supports here.
    """
    table = ledger["incident_sources"]
    if source_id not in ledger["sources"].values("source_id"):
        message = f"“{source_id}” is no source_id; add a new page with: add --to {incident_id}"
        raise refusal("reference_is_known", "sources.csv", message, column="source_id")
    key = {"incident_id": incident_id, "source_id": source_id}
    if table.find(**key):
        return False
    if not supports:
        message = (
            f"{source_id} is no page of {incident_id} yet; say in a few words what it supports "
            "with --supports"
        )
        raise refusal("page_is_the_incident_s", table.file, message, column="source_id")
    table.insert(key | {"supports": supports, "is_background": "false"}, after="incident_id")
    return True
