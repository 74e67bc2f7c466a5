"""The Projects page: what is counted for a project, rings around sites, and bad links."""

import re

import pytest
from test_pages import open_page, texts
from test_profile_pages import Links, ids_behind, tables

from geo.figures.projects.facts import describe_programme, describe_project, project_sources
from geo.figures.projects.parts import list_ties, project_part, project_rows
from geo.figures.projects.rings import ring_rows
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.places.rings import RINGS_KM, rank_rings, ring_pairs

DASU = "Dasu hydropower (Barseen)"


@pytest.mark.thorough
def test_dasu_has_its_three_incidents_and_fourteen_chinese_dead(atlas):
    app = open_page("projects", site="P25", inclusion="core,linked,context")
    assert not app.exception
    said = texts(app)
    assert f"{DASU}: 3 of the filter’s 125 incidents (2 core, 0 linked, 1 context)." in said
    assert "Chinese nationals killed: 14 (14–15) in the record, 0 in context." in said
    links = Links(tables(app)).links
    wanted = ["CPA-2021-0006", "CPA-2023-0003", "CPA-2024-0003"]
    assert list(ids_behind(atlas, links["All shown, Incidents: 3"])) == wanted
    assert list(ids_behind(atlas, links[f"{DASU}, Incidents: 3"])) == wanted
    assert list(ids_behind(atlas, links[f"{DASU}, Chinese killed: 14 (14–15)"])) == wanted


@pytest.mark.thorough
def test_record_leaves_the_context_of_a_project_apart():
    said = texts(open_page("projects", site="p25"))
    assert f"{DASU}: 2 of the filter’s 50 incidents (2 core, 0 linked)." in said
    assert "Not counted: 1 context incident." in said
    assert "First recorded in this table (core and linked): " in said
    assert "Status: under construction (as of 2024-03)" in said


@pytest.mark.thorough
def test_project_that_nothing_hit_says_so_and_has_its_rings():
    app = open_page("projects", site="P20")
    assert not app.exception
    said = texts(app)
    assert (
        "Matiari HVDC converter station: 0 of the filter’s 50 incidents (0 core, 0 linked)" in said
    )
    assert "Incidents around the site" in tables(app)
    assert "Tolls by class of victim" not in tables(app)


@pytest.mark.thorough
def test_every_listed_project_stands_once_most_incidents_first(atlas):
    selection = atlas.selection(EVERYTHING)
    rows = project_rows(selection)
    listed = set(atlas.tables.projects["project_id"])
    assert len(rows) == len(listed)
    assert {row.line.part.code for row in rows} == listed
    order = [(-row.line.part.count, row.line.part.label) for row in rows]
    assert order == sorted(order)
    assert "50 listed projects without an incident" in " ".join(
        box.label for box in open_page("projects", inclusion="core,linked,context").expander
    )


def test_project_part_is_exact_beside_another_project_of_the_filter(atlas):
    selection = atlas.selection(IncidentFilter(projects=("P35",)))
    shared = project_part(selection, "P37")
    assert shared.count
    assert selection.ids_of(shared.shown_by) == shared.ids


@pytest.mark.thorough
def test_unknown_project_of_a_link_is_named_and_left_out():
    app = open_page("projects", project="P999", contractor="nobody", site="P998")
    said = texts(app)
    assert not app.exception
    for name, text in (("project", "P999"), ("contractor", "nobody"), ("site", "P998")):
        assert f"The link's {name} “{text}” is not known here; it was left out." in said
    assert not {"project", "contractor", "site"} & set(app.query_params)


@pytest.mark.thorough
def test_empty_filter_offers_to_widen_the_project_alone():
    app = open_page("projects", project="P25", province="PK-SD", site="P25")
    assert "No incident fits this filter" in texts(app)
    labels = {button.key: button.label for button in app.button}
    assert labels["widen_project"] == "Show all projects (14 incidents)"
    app.button(key="widen_project").click().run()
    assert not app.exception
    assert "project" not in app.query_params
    assert app.query_params["province"] == "PK-SD"


@pytest.mark.thorough
def test_filter_bar_offers_what_incidents_name_and_what_a_link_chose():
    app = open_page("incidents", project="P25,P20", contractor="cggc")
    app.session_state["more_filters"] = True
    app.run()
    options = app.multiselect(key="filter_project").options
    assert DASU in options
    assert "Matiari HVDC converter station" in options
    assert len(options) == 27
    app.multiselect(key="filter_project").set_value(["P25"]).run()
    assert app.query_params["project"] == "P25"
    assert f"2 of 125 incidents · project: {DASU} · employer or contractor: China" in texts(app)


@pytest.mark.thorough
def test_rings_of_the_page_are_those_of_rank_rings(atlas):
    chosen = IncidentFilter()
    pairs = ring_pairs(atlas.select(chosen), atlas.tables.projects, atlas.districts)
    ranked = rank_rings(pairs, atlas.tables.projects).set_index(["project_id", "ring_km"])
    rows = ring_rows(atlas.selection(chosen), atlas.ring_pairs, atlas.tables.projects)
    drawn = Links(tables(open_page("projects"))).links
    assert {row.project_id for row in rows} == set(ranked.index.get_level_values("project_id"))
    for row in rows:
        assert tuple(row.rings) == RINGS_KM
        for ring_km, ring in row.rings.items():
            wanted = ranked.loc[(row.project_id, ring_km)]
            counts = (ring.rank, ring.certain.count, ring.possible.count)
            assert counts == (wanted["rank"], wanted["certain"], wanted["possible"])
            if ring.possible.count:
                address = drawn[f"{row.name}, Within {ring_km} km: {ring.text}"]
                assert tuple(ids_behind(atlas, address)) == ring.possible.ids
    assert [row.rings[10].rank for row in rows] == sorted(row.rings[10].rank for row in rows)


def test_ties_say_basis_and_words_of_the_source(atlas):
    ties = list_ties(atlas.selection(EVERYTHING), "P25", atlas.tables)
    assert [tie.tier for tie in ties] == ["Core", "Context", "Core"]
    assert ties[-1].basis == "Named by the sources"
    assert "Besham" in ties[-1].words


def test_what_is_known_of_a_project_is_said_without_codes(atlas):
    listed = atlas.tables.projects.set_index("project_id", drop=False)
    for project_id in listed.index:
        project = listed.loc[project_id]
        said = " ".join(describe_project(project, dict(atlas.vocabulary.provinces)))
        assert not re.search(r"\bnan\b|<NA>|None|NOT ", said)
        assert all(url.startswith("http") for _, url in project_sources(project))
    assert describe_programme(listed.loc["P37"]) == "not Chinese"
