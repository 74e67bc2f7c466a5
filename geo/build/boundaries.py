"""Make provinces, districts and tehsils from the pinned geoBoundaries polygons."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.view.boundary_files import DISPLAY_DECIMALS, DISPLAY_TOLERANCE_M, EQUAL_AREA_CRS

GAP_WIDTH_M = 1000
JOIN_DECIMALS = 5
# A city of several districts, each a few kilometres wide.
CITY, CITY_TOLERANCE_M = "Karachi", 120

PROVINCE_CODES = {
    "Azad Jammu and Kashmir": "PK-JK",
    "Balochistan": "PK-BA",
    "Gilgit-Baltistan": "PK-GB",
    "Islamabad Capital Territory": "PK-IS",
    "Khyber Pakhtunkhwa": "PK-KP",
    "Punjab": "PK-PB",
    "Sindh": "PK-SD",
}

Polygons = npt.NDArray[np.object_]
Levels = dict[str, gpd.GeoDataFrame]


def read_polygons(wheel: Path, shape_ids: pd.Series) -> list[BaseGeometry]:
    """Read polygons from the pinned wheel, in the order of `shape_ids` (EPSG:4326).

    Raises KeyError when the wheel lacks one of them.
    """
    database = sqlite3.connect(":memory:")
    with zipfile.ZipFile(wheel) as archive:
        database.deserialize(archive.read("gazetteer/data/data.db"))
    stored = dict(database.execute("SELECT shape_id, coordinates FROM location_data"))
    return [shapely.from_wkb(stored[shape_id]) for shape_id in shape_ids]


def admin2_code(admin1_code: str, admin2_name: str) -> str:
    """Return the stable code of a district, e.g. PK-KP-DERA-ISMAIL-KHAN."""
    return f"{admin1_code}-{re.sub('[^A-Z]+', '-', admin2_name.upper())}"


def read_tehsils(wheel: Path, grouping: Path) -> gpd.GeoDataFrame:
    """Return one row per tehsil as the source draws it, with its district of 2024 (EPSG:4326)."""
    table = pd.read_csv(grouping, dtype=str)
    table = table[table["keep"] == "1"].sort_values("shape_id", ignore_index=True)
    codes = table["province"].map(PROVINCE_CODES)
    return gpd.GeoDataFrame(
        {
            "admin3_code": table["shape_id"],
            "admin3_name": table["tehsil_label"],
            "admin2_code": [
                admin2_code(*pair) for pair in zip(codes, table["district"], strict=True)
            ],
            "admin2_name": table["district"],
            "division": table["division"],
            "admin1_code": codes,
            "admin1_name": table["province"],
        },
        geometry=read_polygons(wheel, table["shape_id"]),
        crs="EPSG:4326",
    )


def _simplify(units: Polygons, is_city: npt.NDArray[np.bool_], tolerance_m: float) -> Polygons:
    """Return a coverage simplified, its city less so: its districts are smaller than the rest."""
    coarse: Polygons = shapely.coverage_simplify(units, tolerance_m)
    if not is_city.any():
        return coarse
    around = shapely.union_all(coarse[is_city])
    fine = shapely.coverage_simplify(units, CITY_TOLERANCE_M)
    mixed = coarse.copy()
    mixed[is_city] = shapely.intersection(fine[is_city], around)
    # Where the finer edges leave gaps along the coarser ones, a neighbour takes them.
    cleaned: Polygons = shapely.coverage_clean(mixed, gap_width=2 * tolerance_m)
    return cleaned


def _coverage(tehsils: gpd.GeoDataFrame, *, tolerance_m: float, decimals: int) -> gpd.GeoDataFrame:
    projected = tehsils.geometry.to_crs(EQUAL_AREA_CRS)
    cleaned = shapely.coverage_clean(projected.to_numpy(), gap_width=GAP_WIDTH_M)
    if tolerance_m:
        cleaned = _simplify(cleaned, (tehsils["division"] == CITY).to_numpy(), tolerance_m)
    geographic = gpd.GeoSeries(cleaned, crs=EQUAL_AREA_CRS).to_crs("EPSG:4326").to_numpy()
    rounded = shapely.transform(geographic, lambda xy: np.round(xy, decimals))
    return tehsils.set_geometry(gpd.GeoSeries(rounded, crs="EPSG:4326"))


def _dissolve(tehsils: gpd.GeoDataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    groups = tehsils.groupby(columns, sort=True)
    return gpd.GeoDataFrame(
        pd.DataFrame(list(groups.groups), columns=columns),
        geometry=[shapely.coverage_union_all(part.geometry.to_numpy()) for _, part in groups],
        crs=tehsils.crs,
    )


def _with_measures(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    projected = units.geometry.to_crs(EQUAL_AREA_CRS)
    # The centre of the largest inscribed circle: a label there stays inside a crescent too.
    centres = gpd.GeoSeries(
        [shapely.Point(line.coords[0]) for line in shapely.maximum_inscribed_circle(projected)],
        crs=EQUAL_AREA_CRS,
    ).to_crs("EPSG:4326")
    units.insert(units.columns.get_loc("geometry"), "area_km2", (projected.area / 1e6).round(1))
    units.insert(units.columns.get_loc("geometry"), "label_longitude", centres.x.round(4))
    units.insert(units.columns.get_loc("geometry"), "label_latitude", centres.y.round(4))
    return units


def build_levels(tehsils: gpd.GeoDataFrame, *, tolerance_m: float, decimals: int) -> Levels:
    """Return provinces, districts and tehsils that share every edge (EPSG:4326).

    Rows: 7, 166 and 553; keys admin1_code, admin2_code, admin3_code; areas in km².
    Raises ValueError when a level is not a valid coverage of valid polygons.
    """
    fine = _coverage(tehsils, tolerance_m=tolerance_m, decimals=decimals)
    province_columns = ["admin1_code", "admin1_name"]
    levels = {
        "provinces": _dissolve(fine, province_columns),
        "districts": _dissolve(fine, ["admin2_code", "admin2_name", "division", *province_columns]),
        "tehsils": fine.drop(columns=["division", "admin1_name", "admin2_name"]),
    }
    for name, units in levels.items():
        if not (shapely.coverage_is_valid(units.geometry.to_numpy()) and units.is_valid.all()):
            raise ValueError(f"{name}: not a valid coverage at {tolerance_m} m")
    return {name: _with_measures(units) for name, units in levels.items()}


def build_boundaries(wheel: Path, folder: Path) -> Levels:
    """Write the GeoParquet files of the join resolution and return the display resolution."""
    tehsils = read_tehsils(wheel, folder / "tehsil_district.csv")
    for name, units in build_levels(tehsils, tolerance_m=0, decimals=JOIN_DECIMALS).items():
        units.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    return build_levels(tehsils, tolerance_m=DISPLAY_TOLERANCE_M, decimals=DISPLAY_DECIMALS)
