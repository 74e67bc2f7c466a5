"""All listed projects by their incidents, those without one apart."""

from collections.abc import Iterable

import streamlit as st

from geo.atlas import Atlas
from geo.figures.projects.facts import describe_kind, describe_programme, describe_status
from geo.figures.projects.parts import ProjectRow
from geo.incidents.selections import Selection
from geo.view.html_tables import Cell, Row
from geo.wording import count_noun
from pages.parts.show.profile import LINE_HEAD, edge_cell, render_table

_KIND = {"Kind": describe_kind, "Programme": describe_programme, "Status": describe_status}


def render_ranking(atlas: Atlas, selection: Selection, rows: Iterable[ProjectRow]) -> None:
    """Draw the projects of `rows`, as from project_rows; a name opens its profile."""
    listed = atlas.tables.projects.set_index("project_id")

    def drawn(row: ProjectRow) -> Row:
        part = row.line.part
        project = listed.loc[[part.code]].iloc[0]
        address = atlas.cells.address("projects", selection.chosen, site=part.code)
        counts = atlas.cells.line(part, row.line.tolls)
        edges = [edge_cell(atlas, part.shown_by, edge) for edge in (row.first, row.last)]
        texts = [Cell(say(project), is_number=False) for say in _KIND.values()]
        if not part.count:
            return Cell(part.label, address), texts
        # How far a project is stands in its profile: the column would make every row tall.
        return Cell(part.label, address), [*counts, *edges, *texts[:-1]]

    hit = [row for row in rows if row.line.part.count]
    others = [row for row in rows if not row.line.part.count]
    head = ["Project", *LINE_HEAD, "First", "Last", *list(_KIND)[:-1]]
    render_table("Projects by incidents", head, map(drawn, hit))
    if others:
        with st.expander(
            f"{count_noun(len(others), 'listed project')} without an incident under this filter"
        ):
            caption = "Listed projects without a recorded incident under this filter"
            render_table(caption, ["Project", *_KIND], map(drawn, others), is_counted=False)
