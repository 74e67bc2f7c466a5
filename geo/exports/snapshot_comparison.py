"""Say what differs between a snapshot and today's tables, incident by incident."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from geo.atlas import Atlas
from geo.exports.snapshot import SNAPSHOT_TABLES
from geo.exports.snapshot_reader import OpenedSnapshot, read_snapshot
from geo.incidents.filters import IncidentFilter
from geo.incidents.releases import version_key
from geo.tables.cells import cell_text
from geo.tables.schema import load_package
from geo.wording import count_noun

KINDS = {
    "changed": "changed",
    "added": "added: the filter shows it today",
    "withdrawn": "withdrawn",
    "left": "no longer under the filter",
    "unknown": "not in today's tables",
}
COMPARED_TABLES = (
    *("incidents", "tolls", "responsibility", "incident_sources", "reviews"),
    *("incident_projects", "incident_contractors"),
)
_SAME_VERSION = (
    "Snapshot and today's data have the same version: where they differ, the snapshot was edited, "
    "or the tables were without a new version."
)
_LONGEST_TEXT = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
Rows = dict[tuple[str, ...], dict[str, str]]


@dataclass(frozen=True)
class IncidentDifference:
    """Name an incident that is not today what the snapshot has; `kind` is one of KINDS.

    `details` says what: a withdrawal's reason, or table, column and both values.
    """

    incident_id: str
    kind: str
    details: tuple[str, ...]

    def __str__(self) -> str:
        return ". ".join([f"{self.incident_id}: {KINDS[self.kind]}", *self.details])


@dataclass(frozen=True)
class SnapshotComparison:
    """Hold what a check found: `chosen` is the filter restored.

    `notes` are sentences on versions and filter; differences are in the order of identifiers.
    """

    opened: OpenedSnapshot
    chosen: IncidentFilter
    notes: tuple[str, ...]
    differences: tuple[IncidentDifference, ...]

    @property
    def is_same(self) -> bool:
        """Say whether every file is as written and nothing differs from today."""
        return not self.opened.faults and not self.differences

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as a plain record for JSON."""
        return {
            "data_version": self.opened.data_version,
            "created": self.opened.created,
            "filter": {"sentence": self.opened.sentence, "query": self.chosen.to_query()},
            "faults": list(self.opened.faults),
            "notes": list(self.notes),
            "differences": [asdict(difference) for difference in self.differences],
        }

    def lines(self) -> list[str]:
        """Return all that was found, a sentence each."""
        opened = self.opened
        found = [
            f"Snapshot of data version {_printable(opened.data_version)}, exported "
            f"{_printable(opened.created)}: {_printable(opened.sentence)}",
            *map(_printable, opened.faults),
            *map(_printable, self.notes),
            *map(str, self.differences),
        ]
        if not opened.faults:
            found.append("Every file is as it was written.")
        count = len(self.differences)
        found.append(
            f"{count_noun(count, 'incident')} {'differs' if count == 1 else 'differ'} from "
            "today's data."
            if count
            else "Nothing that could be compared differs from today's data."
        )
        return found


def _printable(text: Any) -> str:
    # What a stranger's file says may reach a terminal.
    return _CONTROL.sub(" ", str(text))


def _quoted(text: str) -> str:
    shown = _printable(text)
    short = shown if len(shown) <= _LONGEST_TEXT else shown[: _LONGEST_TEXT - 1] + "…"
    return f"“{short}”" if short else "empty"


def _keys(table: str) -> list[str]:
    for resource in load_package()["resources"]:
        if resource["name"] == table:
            return [name for name in resource["schema"]["primaryKey"] if name != "incident_id"]
    raise KeyError(table)


def _rows_by_incident(tables: Mapping[str, pd.DataFrame], table: str) -> dict[str, Rows]:
    frame = tables[table]
    if table == "incident_sources" and "source_id" in tables.get("sources", ()):
        # A mended address or date of a page is a change of the incidents that rest on it.
        frame = frame.merge(tables["sources"], on="source_id", how="left")
    keys = _keys(table)
    found: dict[str, Rows] = {}
    for record in frame.to_dict("records"):
        texts = {str(name): cell_text(value) for name, value in record.items()}
        key = tuple(texts[name] for name in keys)
        found.setdefault(texts.pop("incident_id"), {})[key] = texts
    return found


def _row_changes(table: str, before: Rows, after: Rows) -> list[str]:
    changes = []
    for key in sorted({*before, *after}):
        name = ", ".join([table, *filter(None, key)])
        if key not in before or key not in after:
            changes.append(f"{_printable(name)}: row {'added' if key in after else 'removed'}")
            continue
        old, new = before[key], after[key]
        changes += [
            f"{_printable(name)}, {column}: {_quoted(old[column])} → {_quoted(new[column])}"
            for column in old
            if column in new and old[column] != new[column]
        ]
    return changes


def _can_compare(tables: Mapping[str, pd.DataFrame], table: str) -> bool:
    return table in tables and {"incident_id", *_keys(table)} <= set(tables[table].columns)


def compare_tables(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> dict[str, tuple[str, ...]]:
    """Return what changed in incidents that both sides have, by incident_id.

    Both hold tables by name, typed; tables and columns that one side lacks are not compared. A
    source's columns count as part of its link to an incident.
    """
    changes: dict[str, list[str]] = {}
    ids = set(before["incidents"]["incident_id"]) & set(after["incidents"]["incident_id"])
    for table in COMPARED_TABLES:
        if not (_can_compare(before, table) and _can_compare(after, table)):
            continue
        old, new = _rows_by_incident(before, table), _rows_by_incident(after, table)
        for incident_id in ids:
            found = _row_changes(table, old.get(incident_id, {}), new.get(incident_id, {}))
            changes.setdefault(incident_id, []).extend(found)
    return {key: tuple(found) for key, found in changes.items() if found}


def _version_notes(opened: OpenedSnapshot, today: str) -> list[str]:
    notes = []
    if opened.is_newer_form:
        notes.append(
            "The snapshot was made by a newer version of the atlas; what is not known here is "
            "left out of the comparison."
        )
    try:
        is_newer = version_key(opened.data_version) > version_key(today)
    except ValueError:
        return [*notes, f"“{opened.data_version[:20]}” is no data version."]
    if is_newer:
        notes.append(
            f"The snapshot's data version {opened.data_version} is newer than the {today} here."
        )
    elif opened.data_version != today:
        notes.append(f"Today's data version is {today}.")
    return notes


def _missing_differences(
    ids: set[str], shown: set[str], atlas: Atlas, changes: Mapping[str, tuple[str, ...]]
) -> list[IncidentDifference]:
    today = atlas.tables.incidents.set_index("incident_id")
    found = []
    for incident_id in ids - shown:
        if incident_id not in today.index:
            found.append(IncidentDifference(_printable(incident_id), "unknown", ()))
        elif today.loc[incident_id, "status"] == "withdrawn":
            reason = cell_text(today.loc[incident_id, "status_reason"])
            found.append(IncidentDifference(incident_id, "withdrawn", (reason,) if reason else ()))
        else:
            details = changes.get(incident_id, ())
            found.append(IncidentDifference(incident_id, "left", details))
    return found


def compare_snapshot(data: bytes, atlas: Atlas) -> SnapshotComparison:
    """Open a snapshot, restore its filter and compare it with today's tables.

    Raises SnapshotError as read_snapshot does. A filter that is not fully known here is never
    widened: then nothing is called added or no longer under it.
    """
    opened = read_snapshot(data)
    chosen, problems = IncidentFilter.from_query(opened.query, atlas.vocabulary)
    notes = _version_notes(opened, atlas.tables.data_version)
    notes += [problem.replace("The link's", "The snapshot's") for problem in problems]
    incidents = opened.tables.get("incidents")
    if incidents is None or "incident_id" not in incidents:
        return SnapshotComparison(opened, chosen, (*notes, "No incidents could be compared."), ())
    changes = compare_tables(
        opened.tables, {name: getattr(atlas.tables, name) for name in SNAPSHOT_TABLES}
    )
    ids = set(incidents["incident_id"].dropna())
    under = set((atlas.incidents if problems else atlas.select(chosen))["incident_id"])
    differences = _missing_differences(ids, under, atlas, changes)
    differences += [
        IncidentDifference(key, "changed", changes[key]) for key in changes if key in under
    ]
    if not problems:
        differences += [IncidentDifference(key, "added", ()) for key in under - ids]
    if differences and opened.data_version == atlas.tables.data_version:
        notes.append(_SAME_VERSION)
    ordered = sorted(differences, key=lambda difference: difference.incident_id)
    return SnapshotComparison(opened, chosen, tuple(notes), tuple(ordered))
