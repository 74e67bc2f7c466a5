"""Say in words what is known of a province, division or district, and its share of the country."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.figures.profiles import KILLED, SHOWN_TOLLS, Profile
from geo.figures.units import Unit, UnitFacts, describe_share
from geo.incidents.selections import Selection
from geo.wording import count_noun, format_number

NO_POPULATION = "population not in the table yet"


def _describe_people(people: int) -> str:
    return f"{format_number(people)} people (census 2023)"


def _describe_area(area_km2: float) -> str:
    return f"{format_number(round(area_km2))} km²"


def describe_unit(unit: Unit, facts: UnitFacts) -> str:
    """Return number of districts, area and population of a unit, which can be missing."""
    is_district = unit.level == "district"
    parts = [] if is_district else [count_noun(len(unit.district_codes), "district")]
    if facts.area_km2 is not None:
        parts.append(_describe_area(facts.area_km2))
    missing = count_noun(facts.districts_without_population, "district")
    parts.append(
        f"{NO_POPULATION}{'' if is_district else f' for {missing}'}"
        if facts.population is None
        else _describe_people(facts.population)
    )
    return " · ".join(parts)


def describe_district(facts: pd.Series) -> str:
    """Return population, area and a boundary that is not good; `facts`: a row of Atlas.facts."""
    people = facts["population_2023"]
    parts = [
        NO_POPULATION if pd.isna(people) else _describe_people(int(people)),
        _describe_area(facts["area_km2"]),
    ]
    if str(facts["boundary_quality"]) in ("approximate", "rough"):
        parts.append(f"boundary {facts['boundary_quality']}: {facts['boundary_note']}")
    return " · ".join(parts)


def unit_title(unit: Unit, provinces: Mapping[str, str]) -> str:
    """Return a unit's name; a division or district says its province, too."""
    if unit.level in ("division", "district") and unit.admin1_code is not None:
        return f"{unit.name}, {provinces[unit.admin1_code]}"
    return unit.name


def country_shares(selection: Selection, profile: Profile) -> dict[str, str]:
    """Return a profile's shares of what a selection shows, incidents and best figures of tolls."""
    country = selection.whole()
    shares = {"Incidents": describe_share(profile.total.part.count, country.count)}
    for toll in SHOWN_TOLLS:
        shares[f"{KILLED[toll]} killed, best figures"] = describe_share(
            profile.total.tolls[toll].best, selection.sum_toll(country, toll).best
        )
    return shares
