"""Draw a profile's pictures and its first lines, and two sides as dumbbells."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from geo.atlas import Atlas
from geo.figures.comparisons import Change
from geo.figures.profiles import SHOWN_TOLLS, Line, make_line
from geo.incidents.selections import Part, Selection
from geo.incidents.vocabulary import RECORD
from geo.places.boundaries import Boundaries
from geo.view.html_tables import Cell, Row
from geo.view.pictures.dumbbells import DumbbellLook, Pair, dumbbells
from geo.view.pictures.ground import Ground, build_ground
from geo.view.pictures.profile_marks import ProfileLook, group_hex
from geo.view.pictures.profile_pictures import profile_pictures
from geo.wording import plain_markdown
from pages.parts.show.profile import LINE_HEAD, render_table


# The borders of one set do not change while the server runs.
@st.cache_resource(
    show_spinner=False,
    max_entries=64,
    hash_funcs={Boundaries: lambda held: held.notice.boundary_version},
)
def _ground(boundaries: Boundaries, district_codes: tuple[str, ...]) -> Ground:
    return build_ground(boundaries, district_codes)


def _theme() -> str:
    return st.context.theme.type or "light"


def render_head(sentences: Sequence[str]) -> None:
    """Draw what a profile counts, its first sentence strong."""
    first, *others = map(plain_markdown, sentences)
    with st.container(key="profile_head"):
        st.markdown(" ".join([f"**{first}**", *others]))


def render_pictures(
    atlas: Atlas,
    inside: Selection,
    title: str,
    *,
    district_codes: tuple[str, ...] = (),
    actor_id: str | None = None,
) -> None:
    """Draw map and timeline of a selection, fitted to a place, or in the colour of a group."""
    theme, actors = _theme(), atlas.tables.actors
    look = ProfileLook(
        title=title,
        theme=theme,
        coverage=atlas.tables.coverage,
        cells=atlas.cells,
        actors=actors,
        own_hex=group_hex(actor_id, actors, theme) if actor_id else "",
    )
    markers = {record["id"]: record for record in atlas.markers}
    st.html(profile_pictures(inside, markers, _ground(atlas.boundaries, district_codes), look))


def render_tiers(
    atlas: Atlas, selection: Selection, tiers: Iterable[Line], cut: Callable[[Selection], Part]
) -> None:
    """Draw a profile's tiers apart: the record and its sum, then the context beside it."""
    lines, shown = {line.part.code: line for line in tiers}, selection.chosen.inclusion

    def row(label: str, line: Line) -> Row:
        return Cell(label), atlas.cells.line(line.part, line.tolls)

    rows = [row(lines[tier].part.label, lines[tier]) for tier in RECORD if tier in shown]
    if set(RECORD) <= set(shown):
        record = selection.within(
            selection.listed(
                "record",
                "Core and linked",
                {key for tier in RECORD for key in lines[tier].part.ids},
            )
        )
        rows.append(row("Core and linked", make_line(record, record.whole(), SHOWN_TOLLS)))
    is_counted = "context" in shown
    label = "Context" if is_counted else "Context, not counted on this page"
    rows.append(row(label, lines["context"]))
    if is_counted and len(shown) > 1:
        rows.append(row("All shown", make_line(selection, cut(selection), SHOWN_TOLLS)))
    render_table("Incidents by scope", ["Scope", *LINE_HEAD], rows, is_counted=False)


def render_dumbbells(
    caption: str,
    changes: Iterable[Change],
    names: tuple[str, str],
    hexes: tuple[str, str],
) -> None:
    """Draw the counts of two sides, line by line."""
    pairs = [Pair(change.label, change.before.count, change.after.count) for change in changes]
    st.html(dumbbells(caption, pairs, DumbbellLook(names, hexes, _theme())) or "<p></p>")


def side_hexes(atlas: Atlas, actor_id: str, other_id: str) -> tuple[str, str]:
    """Return the colours of two groups."""
    theme, actors = _theme(), atlas.tables.actors
    return group_hex(actor_id, actors, theme), group_hex(other_id, actors, theme)


def period_hexes() -> tuple[str, str]:
    """Return the one colour that both periods have: ring and dot tell them apart."""
    return ("#2f5d73",) * 2 if _theme() == "light" else ("#7fb3c8",) * 2
