"""Where in detail: the country, a province, a division or a district as a page of its own."""

import streamlit as st

from geo.atlas import Atlas
from geo.figures.groups import describe_most_named
from geo.figures.profiles import (
    SHOWN_TOLLS,
    Line,
    Profile,
    build_profile,
    describe_profile,
    make_line,
    tier_lines,
)
from geo.figures.unit_sentences import country_shares, describe_unit, unit_title
from geo.figures.units import (
    COUNTRY,
    Unit,
    UnitFacts,
    adjacent_districts,
    describe_site,
    list_sites,
    list_units,
    neighbours_of,
    place_part,
    unit_facts,
    unspecified_part,
)
from geo.incidents.selections import Selection
from geo.places.boundaries import Boundaries
from geo.view.html_tables import Cell
from geo.wording import count_noun, plain_markdown, upper_first
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.profile import (
    LINE_HEAD,
    TOLL_NOTE,
    edge_cell,
    render_group_rows,
    render_lines,
    render_opener,
    render_table,
    render_tolls,
    render_years,
)
from pages.parts.show.profile_pictures import render_head, render_pictures, render_tiers

# Which parts of a place are listed, by the level of the place.
SECTIONS_OF_PLACES = {
    "province": ("country",),
    "district": ("country", "province", "division"),
}


# The borders of one set do not change while the server runs.
@st.cache_resource(
    show_spinner=False, hash_funcs={Boundaries: lambda held: held.notice.boundary_version}
)
def _adjacent(boundaries: Boundaries) -> dict[str, tuple[str, ...]]:
    return adjacent_districts(boundaries.districts)


def _render_facts(atlas: Atlas, unit: Unit, facts: UnitFacts) -> None:
    st.markdown(plain_markdown(describe_unit(unit, facts)))
    if unit.level == "district" or not facts.rough:
        st.markdown(plain_markdown(f"Boundary: {facts.rough.get(unit.code, 'good')}"))
    else:
        count = count_noun(len(unit.district_codes), "district")
        with st.expander(f"Boundary: not good in {len(facts.rough)} of {count}"):
            for code, note in facts.rough.items():
                st.markdown(f"- {plain_markdown(f'{atlas.vocabulary.districts[code]}: {note}')}")
    for line in facts.history:
        st.markdown(f"- {plain_markdown(line)}")


def _render_shares(selection: Selection, profile: Profile) -> None:
    shares = country_shares(selection, profile)
    rows = [(Cell(label), [Cell(text)]) for label, text in shares.items()]
    render_table("Share of the country’s total under the filter", ["", "Share"], rows)


def _render_beside(atlas: Atlas, selection: Selection, unit: Unit) -> None:
    part = unspecified_part(selection, unit.admin1_code)
    where = (
        "their province"
        if unit.admin1_code is None
        else atlas.vocabulary.provinces[unit.admin1_code]
    )
    inside = "are in" if unit.level in ("country", "province") else "are not in"
    render_lines(
        atlas,
        f"Incidents known to {where} only",
        ["", *LINE_HEAD],
        [make_line(selection, part, SHOWN_TOLLS)],
    )
    st.caption(f"Their district is unspecified; they {inside} the figures of this page.")


def _render_neighbours(
    atlas: Atlas, selection: Selection, unit: Unit, units: dict[str, Unit]
) -> None:
    adjacent = _adjacent(atlas.boundaries)
    rows = []
    for other in neighbours_of(unit, units, adjacent):
        line = make_line(selection, place_part(selection, other), SHOWN_TOLLS)
        address = atlas.cells.address("places", selection.chosen, place=other.code)
        rows.append((Cell(other.name, address), atlas.cells.line(line.part, line.tolls)))
    if rows:
        render_table("Neighbours that share a border", ["Place", *LINE_HEAD], rows)


def _render_sites(atlas: Atlas, unit: Unit) -> None:
    sites = list_sites(unit, atlas.districts, atlas.tables.projects)
    rows = [
        (
            Cell(site.name),
            [Cell(text, is_number=False) for text in (site.detail, describe_site(site))],
        )
        for site in sites
    ]
    is_inside = bool(sites) and sites[0].distance_km == 0
    caption = "CPEC and other Chinese-run sites here" if is_inside else "Nearest listed sites"
    render_table(caption, ["Site", "Kind", "Where"], rows, is_counted=False)
    st.caption(
        "Roads and other lines are left out: one point of a line says nothing of its distance. "
        "Distances are from the outline of the unit."
    )


def _render_figures(
    atlas: Atlas, selection: Selection, inside: Selection, unit: Unit, tiers: tuple[Line, ...]
) -> None:
    profile = build_profile(inside)
    left, right = st.columns(2)
    with left:
        render_tiers(atlas, selection, tiers, lambda of: place_part(of, unit))
        render_tolls(atlas, profile.total)
    with right:
        edges = [edge_cell(atlas, inside.chosen, edge) for edge in (profile.first, profile.last)]
        render_table(
            "First and last incident under the filter",
            ["", "First", "Last"],
            [(Cell("Date"), edges)],
        )
        if unit.code != COUNTRY:
            _render_shares(selection, profile)
        _render_beside(atlas, selection, unit)
    st.caption(TOLL_NOTE)
    render_years(atlas, profile)
    render_group_rows(atlas, inside, "Groups by basis")
    left, right = st.columns(2)
    with left:
        render_lines(atlas, "Targets", ["Target", *LINE_HEAD], profile.sections["target"])
        render_lines(atlas, "Kinds of attack", ["Attack", *LINE_HEAD], profile.sections["attack"])
    with right:
        for section, levels in SECTIONS_OF_PLACES.items():
            if unit.level in levels:
                name, lines = upper_first(section), profile.sections[section]
                render_lines(atlas, f"{name}s", [name, *LINE_HEAD], lines, selection.chosen)


def _render_place(atlas: Atlas, selection: Selection, unit: Unit, units: dict[str, Unit]) -> None:
    title = unit_title(unit, atlas.vocabulary.provinces)
    st.subheader(plain_markdown(title), anchor=False)
    inside = selection.within(place_part(selection, unit))
    tiers = tier_lines(selection, lambda of: place_part(of, unit))
    first, *others = describe_profile(unit.name, build_profile(inside), tiers, selection)
    render_head([first, *describe_most_named(inside), *others])
    codes = () if unit.code == COUNTRY else unit.district_codes
    render_pictures(atlas, inside, title, district_codes=codes)
    _render_figures(atlas, selection, inside, unit, tiers)
    st.markdown("**About the place**")
    _render_facts(atlas, unit, unit_facts(unit, atlas.facts, atlas.tables.districts))
    if unit.code != COUNTRY:
        left, right = st.columns(2)
        with left:
            _render_sites(atlas, unit)
        with right:
            _render_neighbours(atlas, selection, unit, units)


atlas, chosen, incidents = open_incident_page()
units = list_units(atlas.districts)
titles = {code: unit_title(unit, atlas.vocabulary.provinces) for code, unit in units.items()}
place = render_opener("place", "Open a place", titles, "All Pakistan")
if incidents.empty:
    render_empty(atlas, chosen)
_render_place(atlas, atlas.selection(chosen), units[place or COUNTRY], units)
render_footer(atlas)
