"""Rings around sites, with distances that can be worked out by hand: 1° of latitude is 111 km."""

import numpy as np
import pytest
from conftest import incident, make_table

from geo.places.rings import rank_rings, ring_pairs

EXACT, TOWN = "coordinates in the cited page", "town"


def site(number, latitude, longitude=65.0, precision=EXACT, **more):
    return {
        "project_id": f"P0{number}",
        "project_name": f"Site {number}",
        "category": "port",
        "programme": "CPEC",
        "latitude": latitude,
        "longitude": longitude,
        "place_precision": precision,
    } | more


def pairs_of(incidents, sites, squares):
    projects = make_table("projects", sites)
    return ring_pairs(make_table("incidents", incidents), projects, squares), projects


def west(number=1, precision="exact", **more):
    return incident(number, "2018-01-10", "PK-BA-WEST", geo_precision=precision, **more)


@pytest.mark.parametrize(
    ("incident_precision", "site_precision", "radii"),
    [("exact", EXACT, 2), ("near", EXACT, 11), ("exact", TOWN, 11), ("near", TOWN, 20)],
)
def test_range_is_the_distance_less_and_plus_both_radii(
    squares, incident_precision, site_precision, radii
):
    # 0.2° north of the incident at 28°N: a fifth of 110.8 km.
    found, _ = pairs_of(
        [west(1, incident_precision)], [site(1, 28.2, precision=site_precision)], squares
    )
    (row,) = found.to_dict("records")
    assert row["nearest_km"] == pytest.approx(22.17 - radii, abs=0.05)
    assert row["farthest_km"] == pytest.approx(22.17 + radii, abs=0.05)


def test_nearer_than_both_radii_is_nought(squares):
    found, _ = pairs_of([west(1, "near")], [site(1, 28.05)], squares)
    assert found["nearest_km"].tolist() == [0]


def test_certain_and_possible_follow_from_the_range(squares):
    # 22 km, give or take 2 km: not within 10, surely within 25 and 50.
    found, projects = pairs_of([west()], [site(1, 28.2)], squares)
    ranked = rank_rings(found, projects).set_index("ring_km")
    assert ranked["certain"].to_dict() == {10: 0, 25: 1, 50: 1}
    assert ranked["possible"].to_dict() == {10: 0, 25: 1, 50: 1}
    # Give or take 20 km: possible within 10, certain within 50 only.
    found, projects = pairs_of([west(1, "near")], [site(1, 28.2, precision=TOWN)], squares)
    ranked = rank_rings(found, projects).set_index("ring_km")
    assert ranked["certain"].to_dict() == {10: 0, 25: 0, 50: 1}
    assert ranked["possible"].to_dict() == {10: 1, 25: 1, 50: 1}


def test_district_alone_is_possible_by_its_polygon_and_never_certain(squares):
    # West reaches to 29°N; the site lies 0.3° north of it, the incident's own point much farther.
    found, projects = pairs_of([west(1, "admin2")], [site(1, 29.3), site(2, 28.5)], squares)
    north, inside = found.to_dict("records")
    assert north["nearest_km"] == pytest.approx(33.26 - 1, abs=0.1)
    assert inside["nearest_km"] == 0
    assert np.isinf(found["farthest_km"]).all()
    ranked = rank_rings(found, projects).set_index(["ring_km", "project_id"])
    assert ranked["possible"].to_dict() == {
        (10, "P02"): 1,
        (10, "P01"): 0,
        (25, "P02"): 1,
        (25, "P01"): 0,
        (50, "P01"): 1,
        (50, "P02"): 1,
    }
    assert (ranked["certain"] == 0).all()


def test_province_alone_and_sites_without_a_radius_are_never_counted(squares):
    sites = [
        site(1, 28.0, precision="line; representative point only"),
        site(2, None, None, precision="line; no representative point taken"),
        site(3, 28.0, programme="NOT Chinese"),
        site(4, 28.0),
    ]
    rows = [incident(1, "2018-01-10", None), west(2)]
    found, projects = pairs_of(rows, sites, squares)
    assert found[["project_id", "incident_id"]].to_numpy().tolist() == [["P04", "CPA-2018-0002"]]
    assert set(rank_rings(found, projects)["project_id"]) == {"P04"}


def test_most_certain_comes_first_and_equals_share_a_rank(squares):
    rows = [west(1), west(2), west(3, "near"), west(4, latitude=28.9)]
    sites = [site(1, 28.9, 65.5), site(2, 28.9), site(3, 28.0), site(4, 28.9)]
    found, projects = pairs_of(rows, sites, squares)
    ranked = rank_rings(found, projects, [10])
    # The third may lie 11 km off, so that it is possible and not certain.
    assert ranked[["rank", "project_id", "certain", "possible"]].to_numpy().tolist() == [
        [1, "P03", 2, 3],
        [2, "P02", 1, 1],
        [2, "P04", 1, 1],
        [4, "P01", 0, 0],
    ]


def test_no_incident_gives_noughts(squares):
    found, projects = pairs_of([], [site(1, 28.0)], squares)
    assert found.empty
    ranked = rank_rings(found, projects)
    assert ranked[["ring_km", "certain", "possible"]].to_numpy().tolist() == [
        [10, 0, 0],
        [25, 0, 0],
        [50, 0, 0],
    ]


def test_certain_is_never_more_than_possible_and_grows_with_the_ring(atlas):
    found = ring_pairs(atlas.incidents, atlas.tables.projects, atlas.districts)
    ranked = rank_rings(found, atlas.tables.projects)
    assert (ranked["certain"] <= ranked["possible"]).all()
    wide = ranked.pivot(index="project_id", columns="ring_km", values=["certain", "possible"])
    for kind in ("certain", "possible"):
        assert (wide[kind][10] <= wide[kind][25]).all()
        assert (wide[kind][25] <= wide[kind][50]).all()
    assert not set(found["incident_id"]) & set(
        atlas.incidents.loc[atlas.incidents["geo_precision"] == "admin1", "incident_id"]
    )
