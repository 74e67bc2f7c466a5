"""Who: what each group claimed, was named for or denied; one in full; two side by side."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.groups import (
    BASIS_COLUMNS,
    contested_part,
    group_matrix,
    group_part,
    list_contested,
    named_groups,
    shared_part,
    unnamed_matrix_row,
)
from geo.figures.profiles import KILLED, Profile, build_profile, make_line
from geo.incidents.filters import NO_GROUP
from geo.incidents.selections import Selection
from geo.wording import count_noun, link_markdown, plain_markdown, upper_first
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.profile import (
    LINE_HEAD,
    TOLL_NOTE,
    Cell,
    count_cell,
    edge_cell,
    line_cells,
    page_address,
    render_group_rows,
    render_lines,
    render_opener,
    render_table,
    render_tolls,
    toll_cell,
)


def _render_matrix(atlas: Atlas, selection: Selection) -> None:
    names = atlas.vocabulary.provinces
    provinces = sorted(names, key=lambda code: names[code])
    actor_ids = named_groups(selection)
    rows = [
        (Cell(atlas.vocabulary.groups[actor_id]), [count_cell(atlas, part) for part in (all_, *by)])
        for actor_id, (all_, by) in zip(
            actor_ids, group_matrix(selection, actor_ids, provinces), strict=True
        )
    ]
    unnamed, by_province = unnamed_matrix_row(selection, provinces)
    cells = [count_cell(atlas, part) for part in (unnamed, *by_province)]
    rows.append((Cell(unnamed.label), cells))
    head = ["Group", "All", *(names[code] for code in provinces)]
    render_table("Incidents by group and province (claimed, attributed or suspected)", head, rows)
    st.caption("An incident that two groups are named for stands in both rows.")


def _describe_actor(atlas: Atlas, actor_id: str) -> list[str]:
    by_id = atlas.tables.actors.set_index("actor_id")
    row, names = by_id.loc[actor_id], atlas.vocabulary.groups
    parts = sorted(atlas.vocabulary.group_members[actor_id] - {actor_id})
    lines = []
    if not pd.isna(row["aliases"]):
        lines.append(f"Also called: {row['aliases'].replace('|', ', ')}.")
    if not pd.isna(row["parent_actor_id"]):
        lines.append(f"Part of: {names[row['parent_actor_id']]}.")
    if parts:
        lines.append(f"Its parts, whose incidents are in its figures: {_names(atlas, parts)}.")
    if not pd.isna(row["ally_actor_ids"]):
        lines.append(f"Allied with: {_names(atlas, row['ally_actor_ids'].split('|'))}.")
    if not pd.isna(row["note"]):
        lines.append(str(row["note"]))
    return lines


def _names(atlas: Atlas, actor_ids: list[str]) -> str:
    names = atlas.tables.actors.set_index("actor_id")["actor_name"]
    return ", ".join(names[actor_id] for actor_id in actor_ids)


def _render_bases(atlas: Atlas, selection: Selection, actor_id: str) -> None:
    rows = []
    for basis, label in BASIS_COLUMNS.items():
        line = make_line(selection, group_part(selection, actor_id, basis), KILLED)
        rows.append((Cell(label), line_cells(atlas, line)))
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
        address = page_address(atlas, "incidents", part.shown_by, incident=contested.incident_id)
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


def _render_group(atlas: Atlas, selection: Selection, actor_id: str) -> None:
    st.subheader(plain_markdown(atlas.vocabulary.groups[actor_id]), anchor=False)
    for line in _describe_actor(atlas, actor_id):
        st.markdown(plain_markdown(line))
    _render_bases(atlas, selection, actor_id)
    inside = selection.within(group_part(selection, actor_id, "any"))
    profile = build_profile(inside, has_weapons=True)
    st.caption("What follows is of the incidents claimed, attributed or suspected.")
    _render_edges(atlas, inside, profile)
    _render_sections(atlas, selection, profile)
    _render_contested(atlas, selection, actor_id)


def _compared(atlas: Atlas, selection: Selection, actor_id: str) -> tuple[dict, Profile]:
    """Return one side of a comparison: cells by the name of the row, and the profile."""
    named = group_part(selection, actor_id, "any")
    inside = selection.within(named)
    profile = build_profile(inside)
    cells = {
        label: count_cell(atlas, group_part(selection, actor_id, basis))
        for basis, label in BASIS_COLUMNS.items()
    }
    for toll, label in KILLED.items():
        cells[f"{label}, killed"] = toll_cell(atlas, named, profile.total.tolls[toll])
    cells["Contested"] = count_cell(atlas, contested_part(selection, actor_id, atlas.tables.actors))
    for name, edge in (("First incident", profile.first), ("Last incident", profile.last)):
        cells[name] = replace(edge_cell(atlas, inside.chosen, edge), is_number=True)
    for section in ("province", "district", "target", "attack"):
        for line in profile.sections[section]:
            cells[f"{upper_first(section)}: {line.part.label}"] = count_cell(atlas, line.part)
    return cells, profile


def _render_comparison(atlas: Atlas, selection: Selection, actor_id: str, other_id: str) -> None:
    names = atlas.vocabulary.groups
    left, right = (_compared(atlas, selection, group)[0] for group in (actor_id, other_id))
    sections = ("Province", "District", "Target", "Attack")
    order = sorted(
        dict.fromkeys([*left, *right]),
        key=lambda name: next(
            (rank for rank, head in enumerate(sections, 1) if name.startswith(f"{head}: ")), 0
        ),
    )
    rows = [(Cell(name), [side.get(name, Cell("0")) for side in (left, right)]) for name in order]
    st.subheader("Two groups side by side", anchor=False)
    both = shared_part(selection, actor_id, other_id)
    render_table("Incidents under the filter", ["", names[actor_id], names[other_id]], rows)
    render_table(
        "Named for both", ["", "Incidents"], [(Cell("Both groups"), [count_cell(atlas, both)])]
    )


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
    render_group_rows(atlas, selection, "Incidents by group and basis")
    st.caption(TOLL_NOTE)
    _render_matrix(atlas, selection)
render_footer(atlas)
