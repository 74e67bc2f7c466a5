"""Cut incidents by the projects, employers and contractors that the sources tie them to.

An incident can be tied to two projects or firms, so that figures of rows do not add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.figures.profiles import SHOWN_TOLLS, Edge, Line, find_edges, make_line
from geo.incidents.projects import PROJECT_BASIS_LABELS, named_codes, names_any
from geo.incidents.selections import Part, Selection
from geo.tables.loader import IncidentTables
from geo.wording import INCLUSION_LABELS, format_title, upper_first


@dataclass(frozen=True)
class ProjectRow:
    """Hold one project's line, with its first and its last incident."""

    line: Line
    first: Edge | None
    last: Edge | None


@dataclass(frozen=True)
class Tie:
    """Say on what it rests that an incident hit a project: the basis, and the sources' words."""

    incident_id: str
    title: str
    day: str
    tier: str
    basis: str
    words: str
    note: str


def project_part(selection: Selection, project_id: str) -> Part:
    """Return the shown incidents of a project. Raises KeyError for one that is not listed."""
    is_in = names_any(selection.incidents["project_ids"], (project_id,))
    name = selection.vocabulary.projects[project_id]
    return selection.part(project_id, name, is_in, projects=(project_id,))


def contractor_part(selection: Selection, contractor_id: str) -> Part:
    """Return the shown incidents of an employer or contractor. Raises KeyError for another."""
    is_in = names_any(selection.incidents["contractor_ids"], (contractor_id,))
    name = selection.vocabulary.contractors[contractor_id]
    return selection.part(contractor_id, name, is_in, contractors=(contractor_id,))


def tied_part(selection: Selection) -> Part:
    """Return the shown incidents that the sources tie to a listed project."""
    is_in = selection.incidents["project_ids"].notna()
    return selection.part("tied", "Tied to a listed project", is_in)


def _ranked(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.part.count, line.part.label))


def project_rows(selection: Selection) -> tuple[ProjectRow, ...]:
    """Return a row for every listed project, most incidents first, then by name."""
    lines = _ranked(
        make_line(selection, project_part(selection, project_id), SHOWN_TOLLS)
        for project_id in selection.vocabulary.projects
    )
    return tuple(
        ProjectRow(line, *find_edges(selection.within(line.part).incidents)) for line in lines
    )


def contractor_lines(selection: Selection) -> tuple[Line, ...]:
    """Return a line for each employer or contractor of the shown incidents, most first."""
    return tuple(
        _ranked(
            make_line(selection, contractor_part(selection, code), SHOWN_TOLLS)
            for code in named_codes(selection.incidents["contractor_ids"])
        )
    )


def list_ties(selection: Selection, project_id: str, tables: IncidentTables) -> list[Tie]:
    """Return what ties each shown incident of a project to it, oldest first."""
    links = tables.incident_projects[tables.incident_projects["project_id"] == project_id]
    by_id = links.set_index("incident_id").to_dict("index")
    shown = selection.incidents[selection.incidents["incident_id"].isin(list(by_id))]
    return [_tie(row, by_id[row["incident_id"]]) for row in shown.to_dict("records")]


def _tie(incident: Mapping[Any, Any], link: Mapping[Any, Any]) -> Tie:
    words, note = (
        "" if pd.isna(link[name]) else str(link[name]) for name in ("source_words", "note")
    )
    return Tie(
        incident_id=str(incident["incident_id"]),
        title=format_title(incident),
        day=f"{incident['event_date']:%Y-%m-%d}",
        tier=INCLUSION_LABELS[str(incident["inclusion"])],
        basis=upper_first(PROJECT_BASIS_LABELS[str(link["basis"])]),
        words=words,
        note=note,
    )
