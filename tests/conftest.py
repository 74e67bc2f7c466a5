"""Two square districts, five hand-written incidents, and the real atlas."""

import os
import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from asgi import open_addresses
from get_chromium import find_chromium
from journey import chromium, serve

from geo.addresses.library import Library
from geo.atlas import load_atlas
from geo.incidents.flat import flatten_incidents
from geo.tables.folders import DATA_FOLDER
from geo.tables.loader import IncidentTables
from geo.tables.periods import Period
from geo.tables.schema import table_fields

TODAY = date(2026, 11, 25)
DTYPES = {"integer": "Int64", "number": "float64", "boolean": "bool", "date": "datetime64[s]"}


@pytest.fixture(scope="session")
def atlas():
    return load_atlas(today=TODAY)


@pytest.fixture(scope="session")
def library(atlas):
    return Library(atlas)


@pytest.fixture(scope="session")
def app(library):
    """Return the addresses that need no session, without a limit, to be asked by asgi.ask."""
    return open_addresses(library)


@pytest.fixture
def data_copy(tmp_path):
    """Return a copy of the real data folder that a test may damage."""
    return Path(shutil.copytree(DATA_FOLDER, tmp_path / "data"))


@pytest.fixture(scope="session")
def address():
    """Yield the address of a real server for the browser journeys."""
    if find_chromium() is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a Chromium: run tests/get_chromium.py")
        pytest.skip("NO CHROMIUM: the browser journeys did not run")
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser(address):
    """Yield a headless Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def squares():
    """Return West and East, two squares of the same province that share the edge at 66°E."""
    return gpd.GeoDataFrame(
        {
            "admin2_code": ["PK-BA-EAST", "PK-BA-WEST"],
            "admin2_name": ["East", "West"],
            "admin1_code": ["PK-BA", "PK-BA"],
            "admin1_name": ["Balochistan", "Balochistan"],
            "label_longitude": [67.0, 65.0],
            "label_latitude": [28.0, 28.0],
        },
        geometry=[shapely.box(66, 27, 68, 29), shapely.box(64, 27, 66, 29)],
        crs="EPSG:4326",
    )


def make_table(table, rows):
    """Return rows as a table of the schema; columns not given are empty."""
    columns = {}
    for field in table_fields(table):
        values = [
            row.get(field["name"], False if field["type"] == "boolean" else None) for row in rows
        ]
        columns[field["name"]] = pd.Series(values, dtype=DTYPES.get(field["type"], "string"))
    return pd.DataFrame(columns)


def incident(number, day, district, **more):
    """Return one incident row in West or East, or with the district unspecified."""
    longitude = {"PK-BA-WEST": 65.0, "PK-BA-EAST": 67.0}.get(district)
    return {
        "incident_id": f"CPA-2018-000{number}",
        "status": "active",
        "inclusion": "core",
        "inclusion_reason": "Hand-written.",
        "event_date": pd.Timestamp(day),
        "date_precision": "day",
        "admin1_code": "PK-BA",
        "admin2_code": district,
        "place_name": f"Place {number}",
        "latitude": 28.0 if longitude else None,
        "longitude": longitude,
        "geo_precision": "near" if longitude else "admin1",
        "attack_type": "bombing",
        "target_category": "chinese_nationals",
        "cpec_link": "cpec_project",
        "outcome": "killed",
        "summary": "A hand-written incident that stands in for a real one in the tests.",
        "evidence_id": f"2018-hand-{number}",
    } | more


def toll(number, victim_class, harm, low, best, high):
    """Return one toll row sourced by S0001."""
    bounds = {"low": low, "best": best, "high": high}
    sources = {f"{name}_source_id": "S0001" for name, value in bounds.items() if value is not None}
    named = {"incident_id": f"CPA-2018-000{number}", "victim_class": victim_class, "harm": harm}
    return named | bounds | sources


def statement(number, actor_id, basis):
    """Return one responsibility row sourced by S0001."""
    return {
        "incident_id": f"CPA-2018-000{number}",
        "actor_id": actor_id,
        "basis": basis,
        "stated_by": "somebody",
        "source_id": "S0001",
    }


# One for all tests of a worker: a test that needs another row makes a copy.
@pytest.fixture(scope="session")
def tables():
    """Return five incidents: two in West, one in East, one in the province only, one withdrawn."""
    incidents = [
        incident(1, "2018-01-10", "PK-BA-WEST"),
        incident(2, "2018-03-01", "PK-BA-WEST", date_precision="month", inclusion="linked"),
        incident(3, "2018-05-05", "PK-BA-EAST", inclusion="context"),
        incident(4, "2018-07-07", None),
        incident(5, "2018-09-09", "PK-BA-EAST", status="withdrawn", status_reason="A double."),
    ]
    ids = [row["incident_id"] for row in incidents]
    actors = [
        {
            "actor_id": "alpha",
            "actor_name": "Alpha",
            "abbreviation": "ALP",
            "family": "baloch",
            "kind": "group",
        },
        {
            "actor_id": "alpha-wing",
            "actor_name": "Alpha Wing",
            "family": "baloch",
            "kind": "faction",
            "parent_actor_id": "alpha",
        },
        {"actor_id": "beta", "actor_name": "Beta", "family": "taliban", "kind": "group"},
    ]
    tolls = [
        toll(1, "all_victims", "fatalities", 2, 2, 3),
        toll(1, "chinese", "fatalities", 2, 2, 2),
        toll(1, "attacker", "fatalities", 9, 9, 9),
        toll(3, "all_victims", "fatalities", 0, 0, 0),
        toll(4, "all_victims", "fatalities", 1, None, 4),
    ]
    responsibility = [
        statement(1, "alpha-wing", "claimed"),
        statement(2, "alpha", "suspected"),
        statement(3, "beta", "denied"),
        statement(4, "beta", "attributed"),
    ]
    reviews = [
        {
            "incident_id": row["incident_id"],
            "role": role,
            "reviewer": "somebody",
            "review_date": pd.Timestamp("2018-12-01"),
            "verdict": "coded" if role == "first_coded" else "confirmed",
        }
        for row in incidents
        for role in ("first_coded", "second_check")
        if role == "first_coded" or row["inclusion"] == "core"
    ]
    publisher = {"publisher": "P", "kind": "newspaper", "reliability": "B"}
    source = {"source_id": "S0001", "url": "https://example.org/1", "publisher": "P", "origin": "P"}
    return IncidentTables(
        incidents=make_table("incidents", incidents),
        sources=make_table("sources", [source]),
        incident_sources=make_table(
            "incident_sources",
            [{"incident_id": key, "source_id": "S0001", "supports": "date"} for key in ids],
        ),
        tolls=make_table("tolls", tolls),
        responsibility=make_table("responsibility", responsibility),
        actors=make_table("actors", actors),
        publishers=make_table("publishers", [publisher | {"reliability_reason": "Hand-written."}]),
        reviews=make_table("reviews", reviews),
        **{
            name: make_table(name, [])
            for name in (
                *("changes", "excluded", "milestones", "published_tallies", "projects"),
                *("incident_projects", "contractors", "incident_contractors"),
                *("place_names", "districts", "district_facts"),
            )
        },
        data_version="1.0.0",
        coverage=Period(date(2018, 1, 1), date(2018, 12, 31)),
    )


@pytest.fixture(scope="session")
def flat(tables, squares):
    return flatten_incidents(tables, squares)
