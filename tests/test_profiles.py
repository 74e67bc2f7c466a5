import random
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from conftest import incident, make_table, statement, toll
from test_recount import random_filter

from geo.figures.groups import (
    are_related,
    contested_part,
    group_part,
    group_row,
    group_rows,
    list_contested,
    unnamed_part,
)
from geo.figures.profiles import build_profile, worst_years
from geo.figures.units import (
    Unit,
    adjacent_districts,
    describe_share,
    describe_site,
    list_sites,
    list_units,
    neighbours_of,
    place_part,
    unit_facts,
    unspecified_part,
)
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.flat import flatten_incidents
from geo.incidents.selections import open_selection
from geo.incidents.vocabulary import UNSPECIFIED, build_vocabulary


def select(flat, tables, squares, chosen=None):
    vocabulary = build_vocabulary(squares, tables)
    return open_selection(flat, tables.responsibility, vocabulary, chosen or EVERYTHING)


@pytest.fixture
def selection(flat, tables, squares):
    return select(flat, tables, squares)


@pytest.fixture
def units(squares):
    return list_units(squares.assign(division=["One", "One"]))


def numbers(part):
    return "".join(key[-1] for key in part.ids)


def test_sections_split_all_incidents_and_keep_the_unspecified(selection):
    sections = build_profile(selection).sections
    assert {line.part.code: line.part.count for line in sections["district"]} == {
        "PK-BA-WEST": 2,
        "PK-BA-EAST": 1,
        UNSPECIFIED: 1,
    }
    for name in ("inclusion", "target", "attack", "province", "district", "year"):
        assert sum(line.part.count for line in sections[name]) == 4, name


def test_profile_keeps_ranges_and_counts_the_unreported(selection):
    total = build_profile(selection).total.tolls["fatalities"]
    assert (total.low, total.best, total.high) == (3, 3, 7)
    assert (total.reported, total.unreported) == (3, 1)
    assert "attacker_fatalities" not in build_profile(selection).total.tolls


def test_imprecise_date_is_no_day(selection):
    profile = build_profile(selection.within(group_part(selection, "alpha", "suspected")))
    assert profile.first.text == profile.last.text == "some day in Mar 2018"


def test_empty_selection_has_a_profile_without_edges(flat, tables, squares):
    nothing = select(flat, tables, squares, IncidentFilter(provinces=("PK-SD",)))
    profile = build_profile(nothing, has_weapons=True)
    assert profile.total.part.count == 0
    assert profile.first is None
    assert profile.sections["year"] == profile.sections["weapon"] == ()
    assert group_rows(nothing) == []


def test_event_that_ends_before_it_starts_does_not_break_a_profile(tables, squares):
    row = incident(1, "2018-01-10", "PK-BA-WEST", event_date_end=pd.Timestamp("2017-01-01"))
    broken = replace(tables, incidents=make_table("incidents", [row]))
    profile = build_profile(select(flatten_incidents(broken, squares), broken, squares))
    assert profile.first == profile.last
    assert [line.part.code for line in profile.sections["year"]] == ["2018"]


def test_week_over_new_year_is_in_one_year_and_its_link_shows_just_it(tables, squares):
    rows = [
        incident(1, "2018-12-31", "PK-BA-WEST", date_precision="week"),
        incident(2, "2019-02-02", "PK-BA-WEST"),
    ]
    weekly = replace(tables, incidents=make_table("incidents", rows))
    selection = select(flatten_incidents(weekly, squares), weekly, squares)
    years = [line.part for line in build_profile(selection).sections["year"]]
    assert [(part.code, numbers(part)) for part in years] == [("2018", "1"), ("2019", "2")]
    assert [selection.ids_of(part.shown_by) for part in years] == [part.ids for part in years]


def test_bases_stay_apart_and_a_group_holds_its_parts(selection):
    row = group_row(selection, "alpha")
    assert {basis: numbers(part) for basis, part in row.by_basis.items()} == {
        "claimed": "1",
        "attributed": "",
        "suspected": "2",
        "any": "12",
        "denied": "",
    }
    beta = group_row(selection, "beta")
    assert numbers(beta.by_basis["denied"]) == "3"
    assert numbers(beta.by_basis["any"]) == "4"
    assert beta.tolls["fatalities"].high == 4
    assert numbers(unnamed_part(selection)) == "3"


def test_group_with_one_incident_has_one_edge_twice(selection):
    row = group_row(selection, "alpha-wing")
    assert row.first == row.last
    assert row.first.incident_id == "CPA-2018-0001"


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("bla", "bla-majeed", True),
        ("ttp-swat", "ttp-shehryar-mehsud", True),
        ("bla", "bras", True),
        ("blf", "baloch-unspecified", True),
        ("bla", "blf", False),
        ("ttp", "jundullah", False),
        ("blf", "islamist-unspecified", False),
    ],
)
def test_related_groups_do_not_contradict_each_other(one, other, related, atlas):
    assert are_related(one, other, atlas.tables.actors) is related
    assert are_related(other, one, atlas.tables.actors) is related


def test_contested_are_rival_claims_and_own_denials(tables, squares):
    stated = [
        *(statement(1, "alpha-wing", "claimed"), statement(1, "alpha", "attributed")),
        *(statement(2, "alpha", "claimed"), statement(2, "beta", "suspected")),
        *(statement(3, "beta", "attributed"), statement(3, "beta", "denied")),
        *(statement(4, "alpha", "claimed"), statement(4, "beta", "denied")),
    ]
    told = replace(tables, responsibility=make_table("responsibility", stated))
    selection = select(flatten_incidents(told, squares), told, squares)
    assert numbers(contested_part(selection, "alpha", told.actors)) == "2"
    part = contested_part(selection, "beta", told.actors)
    assert numbers(part) == "23"
    listed = list_contested(selection, part, told.actors, told.sources)
    assert [len(each.statements) for each in listed] == [2, 2]
    assert listed[1].statements[1].text == "denied by Beta (said by somebody)"


def test_unspecified_incident_is_in_the_province_and_in_no_district(selection, units):
    assert numbers(place_part(selection, units["PK"])) == "1234"
    assert numbers(place_part(selection, units["PK-BA"])) == "1234"
    assert numbers(place_part(selection, units["PK-BA:One"])) == "123"
    assert numbers(place_part(selection, units["PK-BA-WEST"])) == "12"
    assert numbers(unspecified_part(selection, "PK-BA")) == "4"
    assert numbers(unspecified_part(selection, "PK-SD")) == ""


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.random) for seed in range(1, 6))]
)
def test_link_of_each_part_shows_exactly_its_incidents(seed, atlas):
    chosen = random_filter(atlas, random.Random(f"links {seed}"))
    selection = open_selection(
        atlas.incidents, atlas.tables.responsibility, atlas.vocabulary, chosen
    )
    parts = [part for row in group_rows(selection) for part in row.by_basis.values()]
    for unit in list_units(atlas.districts).values():
        if unit.level in ("province", "division"):
            inside = selection.within(place_part(selection, unit))
            lines = build_profile(inside, has_weapons=True).sections.values()
            parts += [line.part for section in lines for line in section]
    for part in filter(lambda part: part.count, parts):
        query = {name: [text] for name, text in part.shown_by.to_query().items()}
        opened, problems = IncidentFilter.from_query(query, atlas.vocabulary)
        assert problems == []
        assert tuple(atlas.select(opened)["incident_id"]) == part.ids


def test_every_unit_of_the_atlas_has_a_profile_address(atlas):
    levels = pd.Series([unit.level for unit in list_units(atlas.districts).values()])
    assert levels.value_counts().to_dict() == {
        "country": 1,
        "province": 7,
        "division": 38,
        "district": 166,
    }


def test_boundaries_without_divisions_have_none(squares):
    assert {unit.level for unit in list_units(squares).values()} == {
        "country",
        "province",
        "district",
    }


def test_share_refuses_a_percentage_of_few():
    assert describe_share(3, 12) == "3 of 12"
    assert describe_share(0, 0) == "0 of 0"
    assert describe_share(12, 115) == "12 of 115 (10%)"


def test_neighbours_share_a_line_and_not_a_point():
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(1, 1, 2, 2)]
    grid = gpd.GeoDataFrame({"admin2_code": ["A", "B", "C"]}, geometry=boxes, crs=4326)
    assert adjacent_districts(grid) == {"A": ("B",), "B": ("A", "C"), "C": ("B",)}


def test_neighbours_of_gwadar_and_sindh(atlas):
    units, adjacent = list_units(atlas.districts), adjacent_districts(atlas.districts)
    gwadar = [unit.code for unit in neighbours_of(units["PK-BA-GWADAR"], units, adjacent)]
    assert {"PK-BA-KECH", "PK-BA-AWARAN"} <= set(gwadar)
    sindh = {unit.code for unit in neighbours_of(units["PK-SD"], units, adjacent)}
    assert sindh == {"PK-BA", "PK-PB"}
    assert neighbours_of(units["PK"], units, adjacent) == []


def test_facts_never_sum_over_unknown_populations(atlas):
    units = list_units(atlas.districts)
    history = atlas.tables.districts
    assert unit_facts(units["PK-BA"], atlas.facts, history).population > 14_000_000
    assert unit_facts(units["PK-SD"], atlas.facts, history).population == 55_696_147
    north = unit_facts(units["PK-GB"], atlas.facts, history)
    assert north.population is None
    assert north.districts_without_population == len(units["PK-GB"].district_codes)
    hub = unit_facts(units["PK-BA-HUB"], atlas.facts, history)
    assert "Lasbela until 2022-09-03" in hub.history[1]


def project(number, longitude, precision="coordinates in the cited page", **more):
    return {
        "project_id": f"P{number:02}",
        "project_name": f"Site {number}",
        "category": "energy",
        "programme": "CPEC",
        "latitude": 28.0,
        "longitude": longitude,
        "place_precision": precision,
    } | more


def test_sites_inside_come_first_and_lines_never(squares):
    projects = make_table(
        "projects",
        [
            project(1, 65.0),
            project(2, 65.5, precision="line; representative point only"),
            project(3, 66.5, precision="town"),
            project(4, 65.2, programme="NOT Chinese"),
        ],
    )
    west = Unit("PK-BA-WEST", "West", "district", "PK-BA", ("PK-BA-WEST",))
    (site,) = list_sites(west, squares, projects)
    assert describe_site(site) == "its point lies inside (known to about 1 km)"
    nearest, farther = list_sites(west, squares, projects[projects["project_id"] != "P01"]), []
    assert [site.name for site in nearest] == ["Site 3"]
    # Half a degree of longitude at 28° north; source: length of a degree on WGS 84, 98.4 km.
    assert nearest[0].distance_km == pytest.approx(49, abs=1)
    assert describe_site(nearest[0]) == "about 49 km away (give or take 10 km)"
    assert list_sites(west, squares, projects.iloc[:0]) == farther


def test_worst_years_keep_ties_and_leave_zeros_out(tables, squares):
    rows = [incident(n, f"201{n}-01-01", "PK-BA-WEST") for n in (1, 2, 3, 4)]
    tolls = [
        toll(n, "all_victims", "fatalities", best, best, best)
        for n, best in ((1, 5), (2, 3), (3, 3), (4, 0))
    ]
    told = replace(
        tables, incidents=make_table("incidents", rows), tolls=make_table("tolls", tolls)
    )
    years = build_profile(select(flatten_incidents(told, squares), told, squares)).sections["year"]
    assert [line.part.code for line in worst_years(years, "fatalities", 2)] == [
        "2011",
        "2012",
        "2013",
    ]
