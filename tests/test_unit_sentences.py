import pandas as pd
import pytest

from geo.figures.profiles import build_profile
from geo.figures.unit_sentences import (
    country_shares,
    describe_district,
    describe_unit,
    unit_title,
)
from geo.figures.units import Unit, UnitFacts, place_part
from geo.incidents.filters import IncidentFilter
from geo.incidents.selections import open_selection
from geo.incidents.vocabulary import build_vocabulary

WEST = Unit("PK-BA-WEST", "West district", "district", "PK-BA", ("PK-BA-WEST",))
BOTH = Unit("PK-BA", "Balochistan", "province", "PK-BA", ("PK-BA-WEST", "PK-BA-EAST"))


@pytest.mark.parametrize(
    ("unit", "facts", "text"),
    [
        (WEST, UnitFacts(None, 1, 10.4, {}, ()), "10 km² · population not in the table yet"),
        (WEST, UnitFacts(1200, 0, None, {}, ()), "1\u2009200 people (census 2023)"),
        (
            BOTH,
            UnitFacts(None, 1, 20.0, {}, ()),
            "2 districts · 20 km² · population not in the table yet for 1 district",
        ),
    ],
)
def test_sum_that_lacks_a_district_is_not_said(unit, facts, text):
    assert describe_unit(unit, facts) == text


def test_only_a_boundary_that_is_not_good_is_said():
    facts = pd.Series(
        {
            "population_2023": pd.NA,
            "area_km2": 12.0,
            "boundary_quality": "rough",
            "boundary_note": "a guess",
        }
    )
    rough = "population not in the table yet · 12 km² · boundary rough: a guess"
    assert describe_district(facts) == rough
    facts["boundary_quality"], facts["population_2023"] = "good", 7
    assert describe_district(facts) == "7 people (census 2023) · 12 km²"


def test_title_says_the_province_of_what_is_smaller_than_one():
    provinces = {"PK-BA": "Balochistan"}
    assert unit_title(WEST, provinces) == "West district, Balochistan"
    assert unit_title(BOTH, provinces) == "Balochistan"


def test_share_is_of_what_the_filter_shows(flat, tables, squares):
    vocabulary = build_vocabulary(squares, tables)
    chosen = IncidentFilter(inclusion=("core", "linked"))
    selection = open_selection(flat, tables.responsibility, vocabulary, chosen)
    inside = build_profile(selection.within(place_part(selection, WEST)))
    assert country_shares(selection, inside) == {
        "Incidents": "2 of 3",
        "All victims killed, best figures": "2 of 3",
        "Chinese nationals killed, best figures": "2 of 2",
    }
