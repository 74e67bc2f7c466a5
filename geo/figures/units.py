"""Profile places: the country, a province, a division or a district, with what lies in and around.

Incidents known only to their province are in the province's and the country's figures, never in a
division's or a district's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.incidents.selections import Part, Selection
from geo.incidents.vocabulary import UNSPECIFIED
from geo.places.projects import NOT_CHINESE, project_radius_km
from geo.wording import format_number, format_percent

COUNTRY = "PK"
# A percentage of fewer would change by five points or more with one incident.
SMALLEST_WHOLE = 20
NEAREST_SITES = 3


@dataclass(frozen=True)
class Unit:
    """Name a place that has a profile: level is country, province, division or district."""

    code: str
    name: str
    level: str
    admin1_code: str | None
    district_codes: tuple[str, ...]


@dataclass(frozen=True)
class UnitFacts:
    """Hold what is known of a unit apart from incidents; population is missing unless complete.

    `rough` maps the districts whose boundary is not good to what is said of it.
    """

    population: int | None
    districts_without_population: int
    area_km2: float | None
    rough: Mapping[str, str]
    history: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """Name a CPEC or other Chinese-run site; distance_km is 0 where the unit holds its point."""

    name: str
    detail: str
    distance_km: int
    uncertainty_km: int


def list_units(districts: pd.DataFrame) -> dict[str, Unit]:
    """Return every unit by its code: the country, then provinces, divisions and districts.

    Boundaries without a column `division` have none.
    """
    units = [Unit(COUNTRY, "All Pakistan", "country", None, tuple(districts["admin2_code"]))]
    for code, rows in districts.groupby("admin1_code"):
        name = str(rows["admin1_name"].iloc[0])
        units.append(Unit(str(code), name, "province", str(code), tuple(rows["admin2_code"])))
    if "division" in districts:
        for code, rows in districts.groupby(districts["admin1_code"] + ":" + districts["division"]):
            admin1_code, _, name = str(code).partition(":")
            held = tuple(rows["admin2_code"])
            units.append(Unit(str(code), f"{name} division", "division", admin1_code, held))
    for row in districts.sort_values("admin2_name").to_dict("records"):
        code = row["admin2_code"]
        name = f"{row['admin2_name']} district"
        units.append(Unit(code, name, "district", row["admin1_code"], (code,)))
    return {unit.code: unit for unit in units}


def place_part(selection: Selection, unit: Unit) -> Part:
    """Return the shown incidents of a unit."""
    rows = selection.incidents
    if unit.level == "country":
        return selection.whole(unit.name)
    if unit.level == "province":
        is_in = rows["admin1_code"] == unit.code
        return selection.part(unit.code, unit.name, is_in, provinces=(unit.code,))
    is_in = rows["admin2_code"].isin(unit.district_codes)
    return selection.part(unit.code, unit.name, is_in, districts=unit.district_codes)


def unspecified_part(selection: Selection, admin1_code: str | None) -> Part:
    """Return the shown incidents of a province (or of all) that no district is given for."""
    is_in = selection.incidents["admin2_code"].isna()
    label = "District unspecified"
    if admin1_code is None:
        return selection.part(UNSPECIFIED, label, is_in, districts=(UNSPECIFIED,))
    is_in &= selection.incidents["admin1_code"] == admin1_code
    return selection.part(
        UNSPECIFIED, label, is_in, provinces=(admin1_code,), districts=(UNSPECIFIED,)
    )


def describe_share(part: int, whole: int) -> str:
    """Return "12 of 115 (10%)"; no percentage of fewer than SMALLEST_WHOLE."""
    counted = f"{format_number(part)} of {format_number(whole)}"
    if whole < SMALLEST_WHOLE:
        return counted
    return f"{counted} ({format_percent(part / whole)})"


def adjacent_districts(districts: gpd.GeoDataFrame) -> dict[str, tuple[str, ...]]:
    """Return for each admin2_code the districts that share a border line with it, sorted.

    Polygons that meet in a point only are no neighbours. CRS as given; nothing is measured.
    """
    polygons = districts.geometry.array
    left, right = districts.sindex.query(polygons, predicate="intersects")
    is_pair = left != right
    left, right = left[is_pair], right[is_pair]
    is_line = shapely.length(shapely.intersection(polygons[left], polygons[right])) > 0
    keys = districts["admin2_code"].to_numpy()
    neighbours: dict[str, list[str]] = {str(key): [] for key in keys}
    for position, other in zip(left[is_line], right[is_line], strict=True):
        neighbours[str(keys[position])].append(str(keys[other]))
    return {key: tuple(sorted(codes)) for key, codes in neighbours.items()}


def neighbours_of(
    unit: Unit, units: Mapping[str, Unit], adjacent: Mapping[str, tuple[str, ...]]
) -> list[Unit]:
    """Return the units around: provinces around a province, districts around anything smaller."""
    own = set(unit.district_codes)
    around = {other for code in own for other in adjacent.get(code, ())} - own
    if unit.level == "country":
        return []
    if unit.level == "province":
        around = {str(units[code].admin1_code) for code in around}
    return sorted((units[code] for code in around), key=lambda other: other.name)


def unit_facts(unit: Unit, facts: pd.DataFrame, history: pd.DataFrame) -> UnitFacts:
    """Return population (census 2023), area, boundary quality and former units.

    `facts` as Atlas.facts; `history`: the table districts. A sum of populations needs all of them.
    """
    rows = facts.reindex(list(unit.district_codes))
    unknown = int(rows["population_2023"].isna().sum())
    weak = rows[rows["boundary_quality"].isin(["approximate", "rough"]).fillna(False)]
    is_area_known = bool(rows["area_km2"].notna().all())
    return UnitFacts(
        population=None if unknown else int(rows["population_2023"].sum()),
        districts_without_population=unknown,
        area_km2=float(rows["area_km2"].sum()) if is_area_known else None,
        rough={
            str(code): f"{row['boundary_quality']}"
            + ("" if pd.isna(row["boundary_note"]) else f": {row['boundary_note']}")
            for code, row in weak.iterrows()
        },
        history=_history(unit.code, history) if unit.level == "district" else (),
    )


def _history(code: str, history: pd.DataFrame) -> tuple[str, ...]:
    by_code = history.set_index("admin2_code").astype("string").to_dict("index")
    lines: list[str] = []
    # A chain of splits is short; the bound only guards against a loop in the table.
    while code in by_code and len(lines) < len(by_code):
        row = by_code[code]
        given = {name: "" if pd.isna(text) else str(text) for name, text in row.items()}
        since = f" since {given['valid_from']}" if given["valid_from"] else ""
        until = f" until {given['valid_to']}" if given["valid_to"] else ""
        note = f": {given['note']}" if given["note"] else ""
        lines.append(f"{given['admin2_name']}{since}{until}{note}")
        code = given["parent_admin2_code"]
    return tuple(lines)


def list_sites(unit: Unit, districts: gpd.GeoDataFrame, projects: pd.DataFrame) -> list[Site]:
    """Return the sites whose point a unit holds, by name; else the nearest, nearest first.

    Sites without a radius (lines, districts) and those that no Chinese firm runs are left out, as
    in projects.nearest_projects. Distances (whole km) from the unit's outline in an azimuthal
    equidistant projection around its middle: off by less than 0.1 % within 400 km of it.
    """
    is_chinese = ~projects["programme"].str.startswith(NOT_CHINESE).fillna(False)
    sites = projects.assign(radius_km=project_radius_km(projects["place_precision"]))
    sites = sites[is_chinese].dropna(subset=["latitude", "longitude", "radius_km"])
    shape = districts[districts["admin2_code"].isin(unit.district_codes)].geometry
    if sites.empty or shape.empty:
        return []
    middle = shape.union_all().representative_point()
    plane = f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +datum=WGS84"
    outline = shape.to_crs(plane).union_all()
    points = gpd.GeoSeries.from_xy(sites["longitude"], sites["latitude"], crs=4326).to_crs(plane)
    sites = sites.assign(distance_km=(points.distance(outline) / 1000).to_numpy())
    inside = sites[sites["distance_km"] == 0].sort_values("project_name")
    nearest = sites.nsmallest(NEAREST_SITES, "distance_km")
    return [_site(row) for _, row in (nearest if inside.empty else inside).iterrows()]


def _site(row: pd.Series) -> Site:
    status = "" if pd.isna(row["project_status"]) else f", {row['project_status']}"
    return Site(
        name=str(row["project_name"]),
        detail=f"{row['category']}, {row['programme']}{status}",
        distance_km=round(row["distance_km"]),
        uncertainty_km=int(np.ceil(row["radius_km"])),
    )


def describe_site(site: Site) -> str:
    """Return where a site lies, as in projects.describe_nearest."""
    if site.distance_km == 0:
        return f"its point lies inside (known to about {site.uncertainty_km} km)"
    if site.uncertainty_km >= site.distance_km:
        return f"within about {site.distance_km + site.uncertainty_km} km"
    return f"about {site.distance_km} km away (give or take {site.uncertainty_km} km)"
