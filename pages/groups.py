"""Who: what each group claimed, was named for or denied; one in full; two side by side."""

from dataclasses import replace

import streamlit as st

from geo.atlas import Atlas
from geo.figures.group_comparison import GroupSide, compare_groups
from geo.figures.groups import (
    BASIS_COLUMNS,
    contested_part,
    group_matrix,
    group_part,
    list_contested,
    named_groups,
    unnamed_matrix_row,
)
from geo.figures.profiles import (
    KILLED,
    Line,
    Profile,
    build_profile,
    describe_profile,
    make_line,
    tier_lines,
)
from geo.incidents.actors import describe_actor
from geo.incidents.selections import Part, Selection
from geo.incidents.vocabulary import NO_GROUP
from geo.view.html_tables import Cell
from geo.wording import count_noun, link_markdown, plain_markdown, upper_first
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
from pages.parts.show.profile_pictures import (
    render_dumbbells,
    render_head,
    render_pictures,
    render_tiers,
    side_hexes,
)


def _render_matrix(atlas: Atlas, selection: Selection) -> None:
    names = atlas.vocabulary.provinces
    provinces = sorted(names, key=lambda code: names[code])
    actor_ids = named_groups(selection)
    rows = [
        (Cell(atlas.vocabulary.groups[actor_id]), [atlas.cells.count(part) for part in (all_, *by)])
        for actor_id, (all_, by) in zip(
            actor_ids, group_matrix(selection, actor_ids, provinces), strict=True
        )
    ]
    unnamed, by_province = unnamed_matrix_row(selection, provinces)
    cells = [atlas.cells.count(part) for part in (unnamed, *by_province)]
    rows.append((Cell(unnamed.label), cells))
    head = ["Group", "All", *(names[code] for code in provinces)]
    render_table("Incidents by group and province (claimed, attributed or suspected)", head, rows)
    st.caption("An incident that two groups are named for stands in both rows.")


def _render_bases(atlas: Atlas, selection: Selection, actor_id: str) -> None:
    rows = []
    for basis, label in BASIS_COLUMNS.items():
        line = make_line(selection, group_part(selection, actor_id, basis), KILLED)
        rows.append((Cell(label), atlas.cells.line(line.part, line.tolls)))
    head = ["Basis", "Incidents", *(f"{label} killed" for label in KILLED.values())]
    render_table("Incidents by basis, and victims killed", head, rows)
    st.caption(
        "An incident can stand on several bases. Claimed: the group’s own statement. Attributed: "
        "an authority’s statement as fact. Suspected: a suspicion of police or media. " + TOLL_NOTE
    )


def _render_contested(atlas: Atlas, selection: Selection, actor_id: str) -> None:
    part = contested_part(selection, actor_id, atlas.tables.actors)
    st.markdown(f"**Contested: {count_noun(part.count, 'incident')}**")
    st.caption(
        "The group or a part of it denies the attack, or another group is named too that is not "
        "its part, its ally or an unnamed group of its own family."
    )
    for contested in list_contested(selection, part, atlas.tables.actors, atlas.tables.sources):
        said = "; ".join(
            f"{plain_markdown(statement.text)}, {link_markdown(statement.publisher, statement.url)}"
            for statement in contested.statements
        )
        address = atlas.cells.address("incidents", part.shown_by, incident=contested.incident_id)
        st.markdown(f"- [{plain_markdown(contested.title)}]({address}): {said}")


def _render_sections(atlas: Atlas, selection: Selection, profile: Profile) -> None:
    left, right = st.columns(2)
    sections = profile.sections
    with left:
        head = ["District", *LINE_HEAD]
        render_lines(atlas, "Districts", head, sections["district"], selection.chosen)
        head = ["Province", *LINE_HEAD]
        render_lines(atlas, "Provinces", head, sections["province"], selection.chosen)
    with right:
        render_tolls(atlas, profile.total)
        render_lines(atlas, "Targets", ["Target", *LINE_HEAD], sections["target"])
        render_lines(atlas, "Kinds of attack", ["Attack", *LINE_HEAD], sections["attack"])
    with st.expander("Weapons, in the sources’ own words"):
        render_lines(atlas, "Weapons", ["Weapon", "Incidents"], sections["weapon"])


def _render_edges(atlas: Atlas, inside: Selection, profile: Profile) -> None:
    cells = [edge_cell(atlas, inside.chosen, edge) for edge in (profile.first, profile.last)]
    render_table(
        "First and last incident under the filter", ["", "First", "Last"], [(Cell("Date"), cells)]
    )


def _render_head(
    selection: Selection, actor_id: str, profile: Profile, tiers: tuple[Line, ...]
) -> None:
    vocabulary = selection.vocabulary
    has_parts = len(vocabulary.group_members[actor_id]) > 1
    name = vocabulary.group_short_names[actor_id] + " with its parts" * has_parts
    by_basis = ", ".join(
        f"{label.lower()} {group_part(selection, actor_id, basis).count}"
        for basis, label in BASIS_COLUMNS.items()
        if basis != "any"
    )
    first, *others = describe_profile(name, profile, tiers, selection)
    render_head([first, f"{upper_first(by_basis)}.", *others])


def _render_group(atlas: Atlas, selection: Selection, actor_id: str) -> None:
    name = atlas.vocabulary.groups[actor_id]
    st.subheader(plain_markdown(name), anchor=False)

    def cut(of: Selection) -> Part:
        return group_part(of, actor_id, "any")

    inside = selection.within(cut(selection))
    profile = build_profile(inside, has_weapons=True)
    tiers = tier_lines(selection, cut)
    _render_head(selection, actor_id, profile, tiers)
    render_pictures(atlas, inside, name, actor_id=actor_id)
    for line in describe_actor(actor_id, atlas.tables.actors, atlas.vocabulary):
        st.markdown(plain_markdown(line))
    _render_bases(atlas, selection, actor_id)
    st.caption("What follows is of the incidents claimed, attributed or suspected.")
    render_tiers(atlas, selection, tiers, cut)
    _render_edges(atlas, inside, profile)
    _render_sections(atlas, selection, profile)
    render_years(atlas, profile)
    _render_contested(atlas, selection, actor_id)


def _side_cells(atlas: Atlas, side: GroupSide) -> list[Cell]:
    """Return the cells above the sections, in the order of `_side_labels`."""
    dates = [edge_cell(atlas, side.chosen, edge) for edge in (side.first, side.last)]
    return [
        *(atlas.cells.count(part) for part in side.by_basis.values()),
        *(atlas.cells.toll(side.killed.part, toll) for toll in side.killed.tolls.values()),
        atlas.cells.count(side.contested),
        *(replace(cell, is_number=True) for cell in dates),
    ]


def _side_labels() -> list[str]:
    killed = (f"{label}, killed" for label in KILLED.values())
    return [*BASIS_COLUMNS.values(), *killed, "Contested", "First incident", "Last incident"]


def _render_comparison(atlas: Atlas, selection: Selection, actor_id: str, other_id: str) -> None:
    names, count = atlas.vocabulary.groups, atlas.cells.count
    compared = compare_groups(selection, actor_id, other_id, atlas.tables.actors)
    sides = [_side_cells(atlas, side) for side in (compared.one, compared.other)]
    rows = [
        (Cell(label), list(cells)) for label, *cells in zip(_side_labels(), *sides, strict=True)
    ]
    st.subheader("Two groups side by side", anchor=False)
    render_table("Incidents under the filter", ["", names[actor_id], names[other_id]], rows)
    both = (Cell("Both groups"), [count(compared.both)])
    render_table("Named for both", ["", "Incidents"], [both])
    sides_named, hexes = (names[actor_id], names[other_id]), side_hexes(atlas, actor_id, other_id)
    for section, lines in compared.sections.items():
        left, right = st.columns([2, 3])
        with left:
            render_dumbbells(f"Incidents by {section}", lines, sides_named, hexes)
        with right:
            counts = [(Cell(line.label), [count(line.before), count(line.after)]) for line in lines]
            render_table(f"By {section}", [upper_first(section), *sides_named], counts)


atlas, chosen, incidents = open_incident_page()
selection = atlas.selection(chosen)
titles = {code: name for code, name in atlas.vocabulary.groups.items() if code != NO_GROUP}
first, second = st.columns(2)
with first:
    actor = render_opener("actor", "Open a group", titles, "All groups")
with second:
    other = render_opener("other", "Compare it with", titles, "No other group")
if incidents.empty:
    render_empty(atlas, chosen)
if actor:
    _render_group(atlas, selection, actor)
if actor and other:
    _render_comparison(atlas, selection, actor, other)
if not incidents.empty:
    st.subheader("All groups", anchor=False)
    if not actor:
        render_pictures(atlas, selection, "all groups")
    render_group_rows(atlas, selection, "Incidents by group and basis")
    st.caption(TOLL_NOTE)
    _render_matrix(atlas, selection)
render_footer(atlas)
