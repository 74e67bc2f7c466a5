"""Say what a cross-table can be cut by, and which cells' filters say more than their cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geo.figures.groups import named_groups
from geo.incidents.filters import NAMING_BASES
from geo.incidents.projects import project_links
from geo.incidents.selections import Selection
from geo.incidents.vocabulary import NO_GROUP, TIERS, UNSPECIFIED
from geo.tables.periods import Period
from geo.wording import INCLUSION_LABELS, upper_first

# What rows, columns and cells can be, with their names.
ROWS = {
    "province": "Province",
    "district": "District",
    "group": "Group",
    "project": "Project",
    "target": "Target",
    "attack": "Attack",
    "scope": "Scope",
}
COLUMNS = {"year": "Year", "five-years": "Five years", "scope": "Scope"}
CELLS = {
    "incidents": "Incidents",
    "chinese-killed": "Chinese killed",
    "killed": "All victims killed",
}
TOLLS = {"chinese-killed": "chinese_fatalities", "killed": "fatalities"}
# Row → field of the filter, column of the flat incidents, names of the vocabulary.
_CODED = {
    "province": ("provinces", "admin1_code", "province"),
    "district": ("districts", "admin2_code", "district"),
    "target": ("targets", "target_category", "target"),
    "attack": ("attacks", "attack_type", "attack"),
    "scope": ("inclusion", "inclusion", "inclusion"),
}
SPAN_YEARS = 5
# The row of the incidents that no source ties to a listed project.
NO_PROJECT = "no-project"


@dataclass(frozen=True)
class AxisLine:
    """Name a row or column: `fields` narrow the filter to it.

    `is_exact`: those fields show just its incidents; else they must be listed one by one.
    """

    code: str
    label: str
    fields: Mapping[str, Any]
    is_exact: bool = True


@dataclass(frozen=True)
class Axis:
    """Hold the lines of an axis in their order, and which incident stands in which.

    `members` has columns incident_id and code; `overlaps`: an incident can stand in several.
    """

    lines: tuple[AxisLine, ...]
    members: pd.DataFrame
    overlaps: bool = False


def coded_axis(selection: Selection, name: str) -> Axis:
    """Return the axis of a column of codes, by label; tiers of inclusion in their own order."""
    field, column, parameter = _CODED[name]
    names = selection.vocabulary.names(parameter)
    labels = INCLUSION_LABELS if name == "scope" else names
    codes = selection.incidents[column].fillna(UNSPECIFIED).astype(str)
    present = set(codes)
    order = TIERS if name == "scope" else sorted(present, key=lambda code: labels[code])
    lines = (
        AxisLine(code, upper_first(labels[code]), {field: (code,)})
        for code in order
        if code in present
    )
    members = pd.DataFrame({"incident_id": selection.incidents["incident_id"], "code": codes})
    return Axis(tuple(lines), members)


def group_axis(selection: Selection) -> Axis:
    """Return the axis of the groups named, parts included, and of what no group is named for."""
    vocabulary, chosen = selection.vocabulary, selection.chosen
    ids = selection.incidents["incident_id"]
    stated = selection.responsibility
    stated = stated[stated["basis"].isin(NAMING_BASES) & stated["incident_id"].isin(ids)]
    holders = [
        (member, actor_id)
        for actor_id in named_groups(selection)
        for member in vocabulary.group_members[actor_id]
    ]
    of_member = pd.DataFrame(holders, columns=["actor_id", "code"])
    members = stated[["incident_id", "actor_id"]].merge(of_member, on="actor_id")
    members = members[["incident_id", "code"]].drop_duplicates()
    unnamed = pd.DataFrame({"incident_id": ids[~ids.isin(stated["incident_id"])]})
    members = pd.concat([members, unnamed.assign(code=NO_GROUP)], ignore_index=True)
    present = set(members["code"])
    order = [*sorted(present - {NO_GROUP}, key=lambda code: vocabulary.groups[code])]
    order += [NO_GROUP] * (NO_GROUP in present)
    lines = (
        AxisLine(
            code,
            vocabulary.groups[code],
            {"groups": (code,), "basis": "any"},
            # The filter's own group would be replaced by the cell's.
            is_exact=not chosen.groups,
        )
        for code in order
    )
    return Axis(tuple(lines), members, overlaps=True)


def project_axis(selection: Selection) -> Axis:
    """Return the axis of the listed projects, by name, and of what is tied to none of them."""
    names, ids = selection.vocabulary.projects, selection.incidents["incident_id"]
    members = project_links(selection.incidents).rename(columns={"project_id": "code"})
    untied = pd.DataFrame({"incident_id": ids[~ids.isin(members["incident_id"])]})
    lines = [
        # The filter's own project would be replaced by the cell's.
        AxisLine(code, names[code], {"projects": (code,)}, is_exact=not selection.chosen.projects)
        for code in sorted(set(members["code"]), key=lambda code: names[code])
    ]
    if len(untied):
        lines.append(AxisLine(NO_PROJECT, "No listed project", {}, is_exact=False))
    members = pd.concat([members, untied.assign(code=NO_PROJECT)], ignore_index=True)
    return Axis(tuple(lines), members, overlaps=True)


def time_axis(selection: Selection, years: int, coverage: Period) -> Axis:
    """Return the axis of spans of one or more years, from the first with an incident to the last.

    By the first day that a date can mean. Spans of several years end with a year that their
    length divides; labels are cut to the days searched. A span that an incident reaches into or
    out of is not exact: the filter shows an incident on any day that its date can mean.
    """
    rows = selection.incidents
    starts, ends = (
        (rows[column].dt.year - 1) // years * years + 1
        for column in ("event_date", "event_date_latest")
    )
    members = pd.DataFrame({"incident_id": rows["incident_id"], "code": starts.astype(str)})
    is_vague = starts != ends
    vague = set(starts[is_vague]) | set(ends[is_vague])
    lines = tuple(
        AxisLine(
            str(first),
            _span_label(first, first + years - 1, coverage),
            {"from_date": date(first, 1, 1), "to_date": date(first + years - 1, 12, 31)},
            is_exact=first not in vague,
        )
        for first in (range(starts.min(), starts.max() + 1, years) if len(rows) else ())
    )
    return Axis(lines, members)


def _span_label(first: int, last: int, coverage: Period) -> str:
    first, last = max(first, min(coverage.first.year, last)), min(last, coverage.last.year)
    return str(first) if last <= first else f"{first}–{last}"


def build_axis(selection: Selection, name: str, coverage: Period) -> Axis:
    """Return the axis of a code of ROWS or COLUMNS. Raises KeyError for another."""
    if name == "group":
        return group_axis(selection)
    if name == "project":
        return project_axis(selection)
    if name in ("year", "five-years"):
        return time_axis(selection, 1 if name == "year" else SPAN_YEARS, coverage)
    return coded_axis(selection, name)
