"""Spellings resolve as people and sources use them; districts are named as they were."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.places.history import former_district
from geo.places.location import locate_points
from geo.places.names import resolve_place

TOWNS = Path(__file__).parent / "town_check.csv"
# Towns that fall outside their district, and why.
MISSES = {
    "Patan": "the three Kohistans are coarse; Pattan falls in Kolai-Palas",
    "Talhar": "2.7 km across a coarse border",
    "Raiwind": "1.2 km across a coarse border",
    "Kotri": "0.1 km across the Indus, whose bank is simplified",
}


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Kech", "PK-BA-KECH"),
        ("Kej", "PK-BA-KECH"),
        ("turbat", "PK-BA-KECH"),
        ("Chaghi", "PK-BA-CHAGAI"),
        ("Las Bela", "PK-BA-LASBELA"),
        ("Noshki", "PK-BA-NUSHKI"),
        ("Bolan", "PK-BA-KACHHI"),
        ("Qila Abdullah", "PK-BA-KILLA-ABDULLAH"),
        ("瓜达尔", "PK-BA-GWADAR"),
        ("گوادر", "PK-BA-GWADAR"),
        ("D.I. Khan", "PK-KP-DERA-ISMAIL-KHAN"),
        ("Khyber Agency", "PK-KP-KHYBER"),
    ],
)
def test_spelling_resolves_to_its_district(spelling, code, atlas):
    assert [place.admin2_code for place in resolve_place(spelling, atlas.tables.place_names)] == [
        code
    ]


@pytest.mark.parametrize(
    ("spelling", "code"), [("NWFP", "PK-KP"), ("俾路支省", "PK-BA"), ("Sind", "PK-SD")]
)
def test_spelling_resolves_to_its_province(spelling, code, atlas):
    (place,) = resolve_place(spelling, atlas.tables.place_names)
    assert (place.admin1_code, place.admin2_code) == (code, None)


@pytest.mark.parametrize(
    ("spelling", "count"), [("Kohistan", 3), ("South Waziristan", 2), ("Karachi", 7)]
)
def test_ambiguous_spelling_is_reported_not_guessed(spelling, count, atlas):
    assert len(resolve_place(spelling, atlas.tables.place_names)) == count


@pytest.mark.parametrize("spelling", ["", "  ", "Atlantis", "<script>", "@@=1"])
def test_unknown_spelling_resolves_to_nothing(spelling, atlas):
    assert resolve_place(spelling, atlas.tables.place_names) == []


def test_every_district_has_a_name_to_be_found_by(atlas):
    named = set(atlas.tables.place_names["admin2_code"].dropna())
    assert named == set(atlas.districts["admin2_code"])


def test_towns_fall_in_their_district(atlas):
    towns = pd.read_csv(TOWNS)
    points = gpd.GeoSeries.from_xy(towns["longitude"], towns["latitude"], crs=4326)
    found = locate_points(points, atlas.districts, key="admin2_code")
    is_hit = (found == towns["admin2_code"]).fillna(False).astype(bool)
    assert len(towns) >= 120
    assert is_hit.mean() >= 0.97
    assert set(towns.loc[~is_hit, "name"]) == set(MISSES)


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("PK-BA-HUB", "2006-02-15", "Lasbela"),
        ("PK-BA-HUB", "2023-06-01", None),
        ("PK-KP-KHYBER", "2010-01-01", "Khyber Agency"),
        ("PK-KP-KHYBER", "2019-01-01", None),
        ("PK-KP-UPPER-KOHISTAN", "2010-01-01", "Kohistan"),
        ("PK-BA-GWADAR", "2010-01-01", None),
    ],
)
def test_district_is_named_as_it_was(code, day, name, atlas):
    former = former_district(code, pd.Timestamp(day), atlas.tables.districts)
    assert (former or "").startswith(name) if name else former is None


def test_districts_of_a_city_of_several_are_found_by_its_name(atlas):
    malir = [code for code, city in atlas.cities.items() if city == "Karachi"]
    assert "PK-SD-MALIR" in malir
    assert len(malir) == 7
    assert "PK-BA-GWADAR" not in atlas.cities
