"""What Groups, Places and What changed share: tables whose every number opens its incidents."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import streamlit as st

from geo.atlas import Atlas
from geo.figures.groups import BASIS_COLUMNS, group_rows, unnamed_part
from geo.figures.profiles import SHOWN_TOLLS, VICTIM_CLASSES, Edge, Line, find_edges
from geo.incidents.filters import UNSPECIFIED, IncidentFilter
from geo.incidents.flat import HARMS, toll_prefix
from geo.incidents.selections import Part, Selection
from geo.incidents.tallies import TollSum
from geo.wording import (
    CLASS_LABELS,
    HARM_LABELS,
    format_number,
    upper_first,
)
from pages.parts.state.address import opened_code, set_opened

NOTHING = "–"
NO_ROW = "no recorded incident"
LINE_HEAD = ["Incidents", "Killed", "Chinese killed"]
TOLL_NOTE = (
    "Killed: victims, best figure, range in brackets; attackers are never counted. Small: how many "
    "of the incidents have a figure, where not all have one; the others are not zero. Every number "
    "opens the incidents behind it."
)


GROUP_NOTE = (
    "A group’s row holds its parts. An incident can be claimed by one group and attributed to "
    "another, or claimed and attributed at once, so neither rows nor columns add up to the number "
    "of incidents. Tolls and dates are those of “any of these” under the filter; a denial "
    "never counts there."
)


@dataclass(frozen=True)
class Cell:
    """Hold a cell's text, the address that it opens, and a small addition."""

    text: str
    href: str = ""
    small: str = ""
    is_number: bool = True


def page_address(atlas: Atlas, page: str, chosen: IncidentFilter, **opened: str) -> str:
    """Return the address of a page under a filter, with what is opened on it."""
    query = chosen.to_query() | opened | {"v": atlas.tables.data_version}
    return f"/{page}?{urlencode(query, safe=',:')}"


def count_cell(atlas: Atlas, part: Part) -> Cell:
    """Return a count that opens its incidents; zero opens nothing."""
    if not part.count:
        return Cell("0")
    return Cell(format_number(part.count), page_address(atlas, "incidents", part.shown_by))


def toll_cell(atlas: Atlas, part: Part, total: TollSum) -> Cell:
    """Return a sum of persons that opens the incidents it is of."""
    if not part.count:
        return Cell(NOTHING)
    address = page_address(atlas, "incidents", part.shown_by)
    small = f"{total.reported} of {part.count}" if total.gap else ""
    return Cell(total.text, address, small)


def edge_cell(atlas: Atlas, chosen: IncidentFilter, edge: Edge | None) -> Cell:
    """Return the date of a first or last incident, which opens it."""
    if edge is None:
        return Cell(NOTHING, is_number=False)
    address = page_address(atlas, "incidents", chosen, incident=edge.incident_id)
    return Cell(edge.text, address, is_number=False)


def line_cells(atlas: Atlas, line: Line) -> list[Cell]:
    """Return the cells of a line: its count and its tolls."""
    tolls = [toll_cell(atlas, line.part, total) for total in line.tolls.values()]
    return [count_cell(atlas, line.part), *tolls]


def _html(cell: Cell, about: str) -> str:
    text = escape(cell.text)
    if cell.href:
        name = escape(f"{about}: {cell.text}", quote=True)
        text = f'<a href="{escape(cell.href, quote=True)}" aria-label="{name}">{text}</a>'
    small = f" <small>· {escape(cell.small)}</small>" if cell.small else ""
    return f"{text}{small}"


def _class(cell: Cell) -> str:
    if not cell.is_number:
        return ""
    return ' class="n z"' if cell.text in ("0", NOTHING) and not cell.href else " class=n"


def table_html(caption: str, head: list[str], rows: Iterable[tuple[Cell, list[Cell]]]) -> str:
    """Return a table with row and column heads; all texts are escaped."""
    columns = head[1:]
    body = []
    is_number = [True] * len(columns)
    for label, cells in rows:
        is_number = [cell.is_number for cell in cells]
        drawn = "".join(
            f"<td{_class(cell)}>{_html(cell, f'{label.text}, {column}')}</td>"
            for column, cell in zip(columns, cells, strict=True)
        )
        body.append(f"<tr><th scope=row>{_html(label, head[0])}</th>{drawn}</tr>")
    heads = f"<th scope=col>{escape(head[0])}</th>" + "".join(
        f"<th scope=col{' class=n' if numeric else ''}>{escape(column)}</th>"
        for column, numeric in zip(columns, is_number, strict=True)
    )
    mode = " d" if st.context.theme.type == "dark" else ""
    name = escape(caption, quote=True)
    return (
        f'<div class="atlas-table{mode}" tabindex=0 role=region aria-label="{name}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def render_table(
    caption: str, head: list[str], rows: Iterable[tuple[Cell, list[Cell]]], empty: str = NO_ROW
) -> None:
    """Draw a table; where it has no row, say so."""
    listed = list(rows)
    if listed:
        st.html(table_html(caption, head, listed))
    else:
        st.html(f"<div class=atlas-table><b>{escape(caption)}</b>: {empty}.</div>")


def render_lines(
    atlas: Atlas,
    caption: str,
    head: list[str],
    lines: Iterable[Line],
    places_under: IncidentFilter | None = None,
) -> None:
    """Draw lines as a table of counts and tolls; with a filter, names of places open their page."""

    def name(line: Line) -> Cell:
        code = line.part.code
        if places_under is None or code == UNSPECIFIED:
            return Cell(line.part.label)
        return Cell(line.part.label, page_address(atlas, "places", places_under, place=code))

    render_table(caption, head, [(name(line), line_cells(atlas, line)) for line in lines])


def render_tolls(atlas: Atlas, total: Line) -> None:
    """Draw the tolls of all classes and harms of victims."""
    rows = []
    for victim_class in VICTIM_CLASSES:
        sums = [total.tolls[toll_prefix(victim_class, harm)] for harm in HARMS]
        cells = [toll_cell(atlas, total.part, figure) for figure in sums]
        rows.append((Cell(CLASS_LABELS[victim_class]), cells))
    head = ["Victims", *(upper_first(HARM_LABELS[harm]) for harm in HARMS)]
    render_table("Tolls by class of victim", head, rows)


def render_group_rows(atlas: Atlas, selection: Selection, caption: str) -> None:
    """Draw what each group that is named claimed, was named for or denied."""
    rows = []
    for row in group_rows(selection):
        counts = [count_cell(atlas, part) for part in row.by_basis.values()]
        tolls = [toll_cell(atlas, row.by_basis["any"], total) for total in row.tolls.values()]
        edges = [edge_cell(atlas, selection.chosen, edge) for edge in (row.first, row.last)]
        address = page_address(atlas, "groups", selection.chosen, actor=row.actor_id)
        rows.append((Cell(row.label, address), [*counts, *tolls, *edges]))
    part = unnamed_part(selection)
    counts = [Cell(NOTHING)] * 3 + [count_cell(atlas, part), Cell(NOTHING)]
    tolls = [toll_cell(atlas, part, selection.sum_toll(part, toll)) for toll in SHOWN_TOLLS]
    edges = find_edges(selection.within(part).incidents)
    drawn = [edge_cell(atlas, part.shown_by, edge) for edge in edges]
    rows.append((Cell(part.label), [*counts, *tolls, *drawn]))
    head = ["Group", *BASIS_COLUMNS.values(), *LINE_HEAD[1:], "First", "Last"]
    render_table(caption, head, rows)
    st.caption(GROUP_NOTE)


def render_opener(name: str, label: str, titles: dict[str, str], placeholder: str) -> str | None:
    """Draw the box that opens one of the codes of `OPENED`; return what is opened."""

    def keep() -> None:
        set_opened(name, st.session_state[f"{name}_box"])

    st.session_state[f"{name}_box"] = opened_code(name)
    return st.selectbox(
        label,
        list(titles),
        index=None,
        format_func=titles.get,
        key=f"{name}_box",
        on_change=keep,
        placeholder=placeholder,
    )
