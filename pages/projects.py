"""What: each listed project with what hit it, one in full, and how many incidents lie around."""

import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.groups import describe_most_named
from geo.figures.profiles import Profile, build_profile, describe_profile, tier_lines
from geo.figures.projects.facts import describe_project, project_sources
from geo.figures.projects.parts import (
    contractor_lines,
    list_ties,
    project_part,
    project_rows,
    tied_part,
)
from geo.incidents.selections import Part, Selection
from geo.view.html_tables import Cell
from geo.wording import link_markdown, plain_markdown
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
from pages.parts.show.projects.first import render_first
from pages.parts.show.projects.ranking import render_ranking
from pages.parts.show.projects.rings import render_rings, render_site_rings

TIE_NOTE = (
    "A project’s incidents are those that a source ties to it, wherever they happened: the bus to "
    "Dasu that was hit at Besham counts for Dasu. An incident that two projects share counts for "
    "both."
)


def _render_ties(atlas: Atlas, inside: Selection, site: str) -> None:
    rows = [
        (
            atlas.cells.incident(tie.title, inside.chosen, tie.incident_id, tie.day),
            [
                Cell(text, is_number=False)
                for text in (tie.tier, tie.basis, tie.words, tie.note or "–")
            ],
        )
        for tie in list_ties(inside, site, atlas.tables)
    ]
    head = ["Incident", "Scope", "Basis", "Words of the source", "Note"]
    render_table("What ties each incident to the project", head, rows, is_counted=False)


def _render_about(atlas: Atlas, project: pd.Series) -> None:
    lines = describe_project(project, dict(atlas.vocabulary.provinces))
    pages = ", ".join(link_markdown(host, url) for host, url in project_sources(project))
    listed = [f"- {plain_markdown(line)}" for line in lines]
    st.markdown("\n".join([*listed, f"- Pages: {pages or 'none given'}"]))


def _render_figures(atlas: Atlas, inside: Selection, profile: Profile) -> None:
    left, right = st.columns(2)
    with left:
        render_tolls(atlas, profile.total)
        render_lines(
            atlas,
            "Employers and contractors of those hit",
            ["Employer or contractor", *LINE_HEAD],
            contractor_lines(inside),
        )
    with right:
        edges = [edge_cell(atlas, inside.chosen, edge) for edge in (profile.first, profile.last)]
        render_table(
            "First and last incident under the filter",
            ["", "First", "Last"],
            [(Cell("Date"), edges)],
        )
        head = ["District", *LINE_HEAD]
        render_lines(atlas, "Districts", head, profile.sections["district"], inside.chosen)
        render_lines(atlas, "Kinds of attack", ["Attack", *LINE_HEAD], profile.sections["attack"])
    st.caption(TOLL_NOTE)
    render_group_rows(atlas, inside, "Groups by basis")
    render_years(atlas, profile)


def _render_project(atlas: Atlas, selection: Selection, site: str) -> None:
    name = atlas.vocabulary.projects[site]
    st.subheader(plain_markdown(name), anchor=False)

    def cut(of: Selection) -> Part:
        return project_part(of, site)

    inside = selection.within(cut(selection))
    profile = build_profile(inside)
    tiers = tier_lines(selection, cut)
    first, *others = describe_profile(name, profile, tiers, selection)
    render_head([first, *describe_most_named(inside), *others])
    is_hit = not inside.incidents.empty
    if is_hit:
        codes = tuple(inside.incidents["admin2_code"].dropna().unique())
        render_pictures(atlas, inside, name, district_codes=codes)
    listed = atlas.tables.projects.set_index("project_id")
    _render_about(atlas, listed.loc[[site]].iloc[0])
    render_first(atlas, selection, site)
    left, right = st.columns(2)
    with left:
        render_tiers(atlas, selection, tiers, cut)
    with right:
        render_site_rings(atlas, selection, site)
    if is_hit:
        _render_ties(atlas, inside, site)
        _render_figures(atlas, inside, profile)


atlas, chosen, incidents = open_incident_page()
selection = atlas.selection(chosen)
rows = project_rows(selection)
titles = {row.line.part.code: row.line.part.label for row in rows}
site = render_opener("site", "Open a project", titles, "All projects")
if incidents.empty:
    render_empty(atlas, chosen)
if site:
    _render_project(atlas, selection, site)
st.subheader("All projects", anchor=False)
if not site and not incidents.empty:
    inside = selection.within(tied_part(selection))
    render_pictures(atlas, inside, "incidents at listed projects")
render_ranking(atlas, selection, rows)
st.caption(TIE_NOTE)
render_lines(
    atlas,
    "Employers and contractors of those hit, under the filter",
    ["Employer or contractor", *LINE_HEAD],
    contractor_lines(selection),
)
st.caption(TOLL_NOTE)
render_rings(atlas, selection)
render_footer(atlas)
