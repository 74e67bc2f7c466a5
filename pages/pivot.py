"""Cross-table: places, groups, projects or kinds by time or scope, each cell with its incidents."""

import streamlit as st

from geo.atlas import Atlas
from geo.figures.pivots.axes import CELLS, COLUMNS, ROWS
from geo.figures.pivots.pivot import PivotCell, build_pivot
from geo.incidents.filters import IncidentFilter
from geo.view.html_tables import Cell, Row
from geo.wording import format_day
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.profile import TOLL_NOTE, render_table
from pages.parts.state.address import change_view, current_view

# Rows in which an incident can stand more than once, and why.
OVERLAP_NOTES = {
    "group": "An incident that several groups are named for stands in each of their rows, and a "
    "group’s row holds its parts: rows do not add up to the last line, which counts each "
    "incident once.",
    "project": "An incident that hit two projects stands in both rows: rows do not add up to the "
    "last line, which counts each incident once. Rows are projects, wherever the incident "
    "happened; an incident near a site that no source ties to it is not in its row.",
}


def _render_choice(name: str, label: str, names: dict[str, str]) -> str:
    """Draw one choice of the table; return its code."""

    def keep() -> None:
        change_view(**{name: st.session_state[f"{name}_select"]})

    st.session_state[f"{name}_select"] = getattr(current_view(), name)
    code: str = st.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        key=f"{name}_select",
        on_change=keep,
    )
    return code


def _cell(atlas: Atlas, cell: PivotCell) -> Cell:
    if cell.toll is None:
        return atlas.cells.count(cell.part)
    return atlas.cells.toll(cell.part, cell.toll)


def _row(atlas: Atlas, label: str, cells: tuple[PivotCell, ...]) -> Row:
    """Return a row with the cell of its whole first: a wide table opens with it."""
    *single, whole = (_cell(atlas, cell) for cell in cells)
    return Cell(label), [whole, *single]


def _notes(atlas: Atlas, rows: str, columns: str, cells: str) -> list[str]:
    notes = [OVERLAP_NOTES.get(rows, "Rows add up to the last line, columns to “All”.")]
    if columns != "scope":
        end = format_day(atlas.tables.coverage_end)
        notes.append(
            f"By the first day that a date can mean; searched up to {end}, so that the last "
            "column can be a part of its span."
        )
    if cells != "incidents":
        notes.append(TOLL_NOTE)
    return notes


def _render_pivot(atlas: Atlas, chosen: IncidentFilter) -> None:
    with st.container(horizontal=True):
        rows = _render_choice("rows", "Rows", ROWS)
        columns = _render_choice("columns", "Columns", COLUMNS)
        cells = _render_choice("cells", "Cells", CELLS)
    selection = atlas.selection(chosen)
    pivot = build_pivot(selection, rows, columns, cells, atlas.tables.coverage)
    head = [ROWS[rows], "All", *(line.label for line in pivot.columns)]
    drawn = [
        _row(atlas, line.label, row) for line, row in zip(pivot.rows, pivot.cells, strict=True)
    ]
    total = _row(atlas, "All shown", pivot.totals)
    caption = f"{CELLS[cells]} by {ROWS[rows].lower()} and {COLUMNS[columns].lower()}"
    render_table(caption, head, drawn, foot=[total])
    for note in _notes(atlas, rows, columns, cells):
        st.caption(note)


atlas, chosen, incidents = open_incident_page()
if incidents.empty:
    render_empty(atlas, chosen)
_render_pivot(atlas, chosen)
render_footer(atlas)
