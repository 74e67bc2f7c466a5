import json
from dataclasses import replace

import pandas as pd
import pytest
from conftest import TODAY, incident, make_table

from geo.checks.run import check_folder
from geo.incidents.flat import flatten_incidents
from geo.incidents.projects import PROJECT_BASIS_LABELS, ids_of_project
from geo.incidents.tallies import sum_toll
from geo.places.projects import (
    FARTHEST_SITE_KM,
    describe_nearest,
    describe_sites,
    nearest_projects,
    project_radius_km,
    project_records,
)
from geo.tables.schema import codes

COORDINATES = "coordinates in the cited page"
LINE = "line; representative point only"


def project(number, latitude, precision=COORDINATES, **more):
    """Return one project row on the meridian 65°E, where the incident in West lies at 28°N."""
    return {
        "project_id": f"P0{number}",
        "project_name": f"Site {number}",
        "category": "port",
        "programme": "CPEC",
        "latitude": latitude,
        "longitude": None if latitude is None else 65.0,
        "place_precision": precision,
    } | more


def nearest(incidents, projects):
    return nearest_projects(make_table("incidents", incidents), make_table("projects", projects))


def west(number=1, **more):
    return incident(number, "2018-01-10", "PK-BA-WEST", **more)


def row(distance, uncertainty):
    return pd.Series(
        {"project_name": "Gwadar Port", "distance_km": distance, "uncertainty_km": uncertainty}
    )


def test_one_degree_of_latitude_is_about_111_km():
    found = nearest([west()], [project(1, 29.0), project(2, 31.0)])
    assert found.loc["CPA-2018-0001"].to_dict() == {
        "project_id": "P01",
        "project_name": "Site 1",
        "distance_km": 111,
        "uncertainty_km": 11,
        "programme": "CPEC",
    }


def test_one_degree_of_longitude_is_shorter():
    found = nearest([west()], [project(1, 28.0, longitude=66.0)])
    assert found["distance_km"].tolist() == [98]


@pytest.mark.parametrize(
    ("incident_precision", "project_precision", "uncertainty"),
    [
        ("exact", COORDINATES, 2),
        ("exact", "site, approximate (<5 km)", 6),
        ("near", "town", 20),
        ("near", "area (<20 km)", 30),
    ],
)
def test_uncertainty_adds_up(incident_precision, project_precision, uncertainty):
    found = nearest([west(geo_precision=incident_precision)], [project(1, 29, project_precision)])
    assert found["uncertainty_km"].tolist() == [uncertainty]


def test_uncertainty_is_rounded_up(monkeypatch):
    monkeypatch.setattr("geo.places.projects.INCIDENT_RADIUS_KM", {"near": 1.2})
    assert nearest([west()], [project(1, 29.0)])["uncertainty_km"].tolist() == [3]


def test_district_or_province_alone_gets_no_project():
    rows = [west(1, geo_precision="admin2"), west(2, geo_precision="admin1"), west(3)]
    assert nearest(rows, [project(1, 28.0)]).index.tolist() == ["CPA-2018-0003"]


def test_line_district_or_missing_point_is_never_nearest():
    unfit = [project(1, 28.0, LINE), project(2, 28.0, "district only"), project(3, None)]
    assert nearest([west()], [*unfit, project(4, 32.0)])["project_id"].tolist() == ["P04"]
    assert nearest([west()], unfit).empty


def test_no_incident_gives_the_same_columns():
    found = nearest([], [project(1, 28.0)])
    assert found.empty
    assert found.columns.equals(nearest([west()], [project(1, 28.0)]).columns)


def test_order_of_incidents_stays_and_order_of_projects_is_nothing():
    rows = [west(2, latitude=28.9), west(1)]
    found = nearest(rows, [project(3, 29.0), project(2, 29.0), project(1, 27.5)])
    assert found["project_id"].to_dict() == {"CPA-2018-0002": "P02", "CPA-2018-0001": "P01"}
    assert found.index.tolist() == ["CPA-2018-0002", "CPA-2018-0001"]


def test_unknown_text_has_no_radius():
    texts = pd.Series(
        ["somewhere", None, "site, approximate (<5 km) or not", "town"], index=[*"abcd"]
    )
    radius = project_radius_km(texts)
    assert radius.dropna().to_dict() == {"d": 10.0}
    assert radius.index.equals(texts.index)


@pytest.mark.parametrize(
    ("distance", "uncertainty", "words"),
    [
        (30, 6, "about 30 km away (give or take 6 km)"),
        (7, 6, "about 7 km away (give or take 6 km)"),
        (6, 6, "within about 12 km"),
        (3, 6, "within about 9 km"),
    ],
)
def test_distance_below_its_uncertainty_is_not_spelled_out(distance, uncertainty, words):
    assert describe_nearest(row(distance, uncertainty)) == f"Nearest site: Gwadar Port, {words}"


def test_records_are_plain_and_rounded():
    more = {"project_status": "operational", "status_date": "2023-01", "operator": "Somebody"}
    records = project_records(make_table("projects", [project(1, 28.12345, LINE, **more)]))
    texts = {
        "t1": "Site 1 (a line; one point of it)",
        "t2": "port · CPEC",
        "t3": "operational (as of 2023-01); Somebody",
    }
    assert records == [{"id": "P01", "x": 65.0, "y": 28.123, "m": "+"} | texts]
    assert {type(value) for value in records[0].values()} == {str, float}


def test_record_leaves_out_what_is_missing():
    rows = [project(1, None), project(2, 28.0), project(3, 28.0, project_status="planned")]
    records = project_records(make_table("projects", rows))
    assert [(record["id"], record["t3"]) for record in records] == [("P02", ""), ("P03", "planned")]


def test_real_texts_without_radius_are_known(atlas):
    projects = atlas.tables.projects
    without = projects[project_radius_km(projects["place_precision"]).isna()]
    pointed = without["latitude"].notna()
    assert set(without.loc[pointed, "place_precision"]) == {LINE, "district only"}
    # A place that has no point says so.
    assert without.loc[~pointed, "place_precision"].str.contains("no .*point").all()


def test_dasu_is_three_incidents_and_fourteen_chinese_dead(atlas):
    """A search by place finds two of them and nine dead: the staff's bus was hit at Besham."""
    ids = ids_of_project(atlas.tables, "P25")
    assert ids == ("CPA-2021-0006", "CPA-2023-0003", "CPA-2024-0003")
    dasu = atlas.incidents[atlas.incidents["incident_id"].isin(ids)]
    assert sum_toll(dasu, "chinese_fatalities").best == 14
    assert set(dasu["project_names"]) == {"Dasu hydropower (Barseen)"}
    assert set(dasu["contractor_names"]) == {"China Gezhouba Group Company"}


def test_several_projects_are_one_text_in_order_and_none_is_missing(tables, squares):
    links = [("CPA-2018-0003", "P02"), ("CPA-2018-0003", "P01"), ("CPA-2018-0005", "P01")]
    linked = replace(
        tables,
        projects=make_table("projects", [project(1, 28.0), project(2, 29.0)]),
        incident_projects=make_table(
            "incident_projects", [{"incident_id": one, "project_id": other} for one, other in links]
        ),
    )
    flat = flatten_incidents(linked, squares).set_index("incident_id")
    assert flat["project_ids"].dropna().to_dict() == {"CPA-2018-0003": "P01; P02"}
    assert flat.loc["CPA-2018-0003", "project_names"] == "Site 1; Site 2"
    assert flat["contractor_ids"].isna().all()
    assert ids_of_project(linked, "P01") == ("CPA-2018-0003", "CPA-2018-0005")


def test_an_unknown_project_is_a_fault_that_names_its_row(data_copy):
    path = data_copy / "incident_projects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",P25,", ",P99,", 1), encoding="utf-8")
    (fault,) = check_folder(data_copy, today=TODAY)
    assert (fault.check, fault.file) == ("foreign_key", "incident_projects.csv")
    assert "P99" in fault.message


def test_every_basis_has_its_words():
    assert set(PROJECT_BASIS_LABELS) == set(codes("incident_projects", "basis"))


def test_real_incidents_get_a_project_with_a_radius(atlas):
    found = nearest_projects(atlas.incidents, atlas.tables.projects)
    pointed = atlas.incidents[atlas.incidents["geo_precision"].isin(["exact", "near"])]
    assert found.index.tolist() == pointed["incident_id"].tolist()
    assert (found["distance_km"] >= 0).all()
    assert (found["uncertainty_km"] >= 2).all()


def test_real_records_survive_json(atlas):
    records = project_records(atlas.tables.projects)
    assert len(records) == atlas.tables.projects["latitude"].notna().sum()
    assert json.loads(json.dumps(records, allow_nan=False)) == records


def test_site_that_is_far_or_unknown_is_not_named():
    near, far = row(10, 3), row(FARTHEST_SITE_KM + 1, 3)
    sites = pd.DataFrame([near, far], index=["CPA-2018-0001", "CPA-2018-0002"])
    assert describe_sites(sites, "CPA-2018-0001") == describe_nearest(near)
    assert describe_sites(sites, "CPA-2018-0002") == "no listed site within 100 km"
    assert describe_sites(sites, "CPA-2018-0003").startswith("no distance to a site")
