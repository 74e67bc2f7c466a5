"""Give every point its district, and every incident its place, without guessing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

# Generous bounds of Pakistan (EPSG:4326): outside them a pair is foreign, or swapped.
LONGITUDE_RANGE = (60.0, 78.0)
LATITUDE_RANGE = (23.0, 38.0)


def locate_points(points: gpd.GeoSeries, units: gpd.GeoDataFrame, *, key: str) -> pd.Series:
    """Return the code of the unit that holds each point, or missing where none does.

    `points` in EPSG:4326, one result a row, same index. A point on a shared border goes to the
    unit whose code comes first, so that the answer never depends on the order of rows.
    There is no nearest-unit fallback: the sea and abroad have no district.
    """
    keys = units[key].sort_values()
    rank_of_unit = np.empty(len(units), dtype=int)
    rank_of_unit[units.index.get_indexer(keys.index)] = np.arange(len(units))
    point_numbers, unit_numbers = units.sindex.query(points.array, predicate="intersects")
    ranks = np.full(len(points), len(units))
    np.minimum.at(ranks, point_numbers, rank_of_unit[unit_numbers])
    found = pd.array([*keys, None], dtype="string").take(ranks)
    return pd.Series(found, index=points.index, name=key)


def describe_coordinate_fault(longitude: float, latitude: float) -> str | None:
    """Return what is wrong with a pair of coordinates for Pakistan, or None."""
    if not (np.isfinite(longitude) and np.isfinite(latitude)):
        return "longitude and latitude must both be numbers"
    inside = _within(longitude, LONGITUDE_RANGE) and _within(latitude, LATITUDE_RANGE)
    if inside:
        return None
    if _within(latitude, LONGITUDE_RANGE) and _within(longitude, LATITUDE_RANGE):
        return f"longitude {longitude} and latitude {latitude} look swapped"
    if not (_within(longitude, (-180, 180)) and _within(latitude, (-90, 90))):
        return f"longitude {longitude}, latitude {latitude} is not on the globe"
    return f"longitude {longitude}, latitude {latitude} is far outside Pakistan"


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def place_incidents(incidents: pd.DataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return incidents as points with `point_admin2_code`, the district that the polygon gives.

    Rows and index stay as they are; rows without coordinates have empty geometry and no code.
    `is_place_disputed` is true where the sources name one district and the point falls in
    another (or in none): the sources win, `place_difference` says why.
    """
    has_point = incidents["latitude"].notna() & incidents["longitude"].notna()
    geometry = gpd.GeoSeries.from_xy(incidents["longitude"], incidents["latitude"], crs=4326)
    placed = gpd.GeoDataFrame(incidents.copy(), geometry=geometry.where(has_point))
    placed["point_admin2_code"] = locate_points(
        placed.geometry[has_point], districts, key="admin2_code"
    ).reindex(placed.index)
    named = placed["admin2_code"]
    placed["is_place_disputed"] = (
        has_point & named.notna() & placed["point_admin2_code"].fillna("").ne(named.fillna(""))
    )
    return placed


def locate_point(
    longitude: float, latitude: float, districts: gpd.GeoDataFrame
) -> dict[str, str] | None:
    """Return code and names of the district that holds a point (EPSG:4326), or None."""
    points = gpd.GeoSeries.from_xy([longitude], [latitude], crs=4326)
    code = locate_points(points, districts, key="admin2_code").iloc[0]
    if pd.isna(code):
        return None
    unit = districts.set_index("admin2_code").loc[code]
    names = {name: str(unit[name]) for name in ("admin2_name", "admin1_code", "admin1_name")}
    return {"admin2_code": str(code), **names}
