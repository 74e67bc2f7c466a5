"""What Groups, Places and What changed share: tables whose every number opens its incidents."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from geo.atlas import Atlas
from geo.figures.groups import BASIS_COLUMNS, GroupRow, group_rows, unnamed_part
from geo.figures.profiles import (
    KILLED,
    SHOWN_TOLLS,
    VICTIM_CLASSES,
    Edge,
    Line,
    Profile,
    find_edges,
    worst_years,
)
from geo.incidents.filtering.words import describe_tiers
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import HARMS, toll_prefix
from geo.incidents.selections import Selection
from geo.incidents.vocabulary import UNSPECIFIED
from geo.view.html_tables import NOTHING, Cell, Row, table_html
from geo.wording import (
    CLASS_LABELS,
    HARM_LABELS,
    upper_first,
)
from pages.parts.state.address import change_view, current_view

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


def edge_cell(atlas: Atlas, chosen: IncidentFilter, edge: Edge | None) -> Cell:
    """Return the date of a first or last incident, which opens it."""
    if edge is None:
        return Cell(NOTHING, is_number=False)
    return atlas.cells.incident(edge.text, chosen, edge.incident_id, edge.day)


def render_table(
    caption: str,
    head: list[str],
    rows: Iterable[Row],
    empty: str = NO_ROW,
    *,
    foot: Iterable[Row] = (),
    is_counted: bool = True,
) -> None:
    """Draw a table; where it has no row, say so. Counted figures name the tiers that they are of.

    Rows of `foot` stay below when the others are sorted.
    """
    listed = list(rows)
    note = f"({describe_tiers(current_view().chosen.inclusion)})" if is_counted else ""
    if listed:
        theme = st.context.theme.type or "light"
        st.html(table_html(caption, head, listed, theme=theme, foot=foot, note=note))
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

    def row(line: Line) -> Row:
        code, cells = line.part.code, atlas.cells
        is_page = code != UNSPECIFIED
        address = (
            cells.address("places", places_under, place=code) if places_under and is_page else ""
        )
        return Cell(line.part.label, address), cells.line(line.part, line.tolls)

    render_table(caption, head, map(row, lines))


def render_tolls(atlas: Atlas, total: Line) -> None:
    """Draw the tolls of all classes and harms of victims."""
    rows = []
    for victim_class in VICTIM_CLASSES:
        sums = [total.tolls[toll_prefix(victim_class, harm)] for harm in HARMS]
        cells = [atlas.cells.toll(total.part, figure) for figure in sums]
        rows.append((Cell(CLASS_LABELS[victim_class]), cells))
    head = ["Victims", *(upper_first(HARM_LABELS[harm]) for harm in HARMS)]
    render_table("Tolls by class of victim", head, rows)


def render_years(atlas: Atlas, profile: Profile) -> None:
    """Draw the killed of each class by year, and the years with most."""
    years = profile.sections["year"]
    head = ["Year", "Incidents", *(f"{label} killed" for label in KILLED.values())]
    render_lines(atlas, "By year", head, years)
    most = []
    for toll, label in KILLED.items():
        ranked = ", ".join(
            f"{line.part.code} ({line.tolls[toll].best})" for line in worst_years(years, toll)
        )
        if ranked:
            most.append(f"- {label}: {ranked}")
    if most:
        st.markdown("Years with most killed, by best figures:\n" + "\n".join(most))
    st.caption(
        "By the first day of the event. A year without a row has no recorded incident under this "
        "filter. Workers are among the civilians: the filter’s target “Pakistani workers” leaves "
        "the attacks on them."
    )


def _group_cells(atlas: Atlas, selection: Selection, row: GroupRow) -> Row:
    cells, chosen = atlas.cells, selection.chosen
    counts = [cells.count(part) for part in row.by_basis.values()]
    tolls = [cells.toll(row.by_basis["any"], total) for total in row.tolls.values()]
    edges = [edge_cell(atlas, chosen, edge) for edge in (row.first, row.last)]
    address = cells.address("groups", chosen, actor=row.actor_id)
    return Cell(row.label, address), [*counts, *tolls, *edges]


def _unnamed_cells(atlas: Atlas, selection: Selection) -> Row:
    cells, part = atlas.cells, unnamed_part(selection)
    counts = [Cell(NOTHING)] * 3 + [cells.count(part), Cell(NOTHING)]
    tolls = [cells.toll(part, selection.sum_toll(part, toll)) for toll in SHOWN_TOLLS]
    edges = find_edges(selection.within(part).incidents)
    drawn = [edge_cell(atlas, part.shown_by, edge) for edge in edges]
    return Cell(part.label), [*counts, *tolls, *drawn]


def render_group_rows(atlas: Atlas, selection: Selection, caption: str) -> None:
    """Draw what each group that is named claimed, was named for or denied."""
    rows = [_group_cells(atlas, selection, row) for row in group_rows(selection)]
    rows.append(_unnamed_cells(atlas, selection))
    head = ["Group", *BASIS_COLUMNS.values(), *LINE_HEAD[1:], "First", "Last"]
    render_table(caption, head, rows)
    st.caption(GROUP_NOTE)


def render_opener(name: str, label: str, titles: dict[str, str], placeholder: str) -> str | None:
    """Draw the box that opens one of the codes that an address opens; return what is opened."""

    def keep() -> None:
        change_view(**{name: st.session_state[f"{name}_box"]})

    st.session_state[f"{name}_box"] = getattr(current_view(), name)
    code: str | None = st.selectbox(
        label,
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        key=f"{name}_box",
        on_change=keep,
        placeholder=placeholder,
    )
    return code
