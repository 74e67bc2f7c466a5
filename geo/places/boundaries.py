"""Load provinces, districts and tehsils, the embedded ones or an operator's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.tables.folders import BOUNDARY_FOLDER
from geo.tables.schema import DataFault, DataFaultError

LEVEL_COLUMNS = {
    "provinces": ("admin1_code", "admin1_name"),
    "districts": ("admin2_code", "admin2_name", "admin1_code", "admin1_name", "area_km2"),
    "tehsils": ("admin3_code", "admin3_name", "admin2_code", "admin1_code", "area_km2"),
}
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class BoundaryNotice:
    """Name the version, source, licence and disclaimer that every map and export states."""

    boundary_version: str
    source: str
    licence: str
    licence_url: str
    attribution: str
    disclaimer: str


@dataclass(frozen=True)
class Boundaries:
    """Hold the set in use: provinces (key admin1_code) and districts (key admin2_code), EPSG:4326.

    `problem` says why an operator's set was not taken; `is_swapped` that it was.
    """

    provinces: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    notice: BoundaryNotice
    is_swapped: bool = False
    problem: str | None = None


def _fault(path: Path, message: str, column: str | None = None) -> DataFault:
    name = f"boundaries/{path.name}"
    return DataFault("boundaries_are_sound", name, None, column, message)


def load_notice(folder: Path = BOUNDARY_FOLDER) -> BoundaryNotice:
    """Read the notice of a boundary set. Raises DataFaultError when it is missing or damaged."""
    path = folder / "boundaries.json"
    try:
        return BoundaryNotice(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DataFaultError([_fault(path, f"can't be read: {error}")]) from error


def _unit_faults(units: gpd.GeoDataFrame, level: str, path: Path) -> list[DataFault]:
    key, *_ = LEVEL_COLUMNS[level]
    missing = [column for column in LEVEL_COLUMNS[level] if column not in units.columns]
    if missing:
        return [_fault(path, "the column is missing", column) for column in missing]
    if units.crs is None or units.crs.to_epsg() != 4326:
        return [_fault(path, "coordinates are not in EPSG:4326; transform the file", "geometry")]
    geometry = units.geometry
    is_bad = geometry.isna() | geometry.is_empty | ~geometry.geom_type.isin(_POLYGONS)
    rules = (
        (key, units[key].isna() | units[key].duplicated(), "is empty or stands there twice"),
        ("geometry", is_bad, "is missing, empty or no polygon"),
        ("geometry", ~is_bad & ~geometry.is_valid, "is not valid (crosses itself)"),
    )
    return [
        DataFault(
            "boundaries_are_sound",
            f"boundaries/{path.name}",
            int(str(position)) + 1,
            column,
            f"{units.loc[position, key]} {message}",
        )
        for column, wrong, message in rules
        for position in units.index[wrong]
    ]


def load_level(level: str, folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read one level of polygons (EPSG:4326), sorted by its key column.

    `level` is provinces, districts or tehsils. Raises DataFaultError when the file is missing or
    damaged, lacks a column, is in another CRS, or has a unit that is double, empty or invalid.
    """
    path = folder / f"{level}.parquet"
    try:
        units = gpd.read_parquet(path)
    except Exception as error:  # pyarrow raises its own types, geopandas plain ones
        raise DataFaultError([_fault(path, f"can't be read: {error}")]) from error
    faults = _unit_faults(units.reset_index(drop=True), level, path)
    if faults:
        raise DataFaultError(faults)
    return units.sort_values(LEVEL_COLUMNS[level][0], ignore_index=True)


def load_provinces(folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read the provinces and territories (key admin1_code)."""
    return load_level("provinces", folder)


def load_districts(folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read the districts (key admin2_code), with a point inside each for its label."""
    districts = load_level("districts", folder)
    if "label_longitude" not in districts:
        points = districts.representative_point()
        districts = districts.assign(label_longitude=points.x, label_latitude=points.y)
    return districts


def load_boundaries(folder: Path = BOUNDARY_FOLDER, *, is_swapped: bool = False) -> Boundaries:
    """Read a boundary set. Raises DataFaultError with what is wrong with it."""
    return Boundaries(
        load_provinces(folder), load_districts(folder), load_notice(folder), is_swapped
    )


def choose_boundaries(
    own_folder: Path | None, used_codes: pd.Series, folder: Path = BOUNDARY_FOLDER
) -> Boundaries:
    """Return an operator's set where it is sound, otherwise the embedded one and the reason.

    `used_codes`: the admin2_code of incidents; a set without one of them can't be used.
    """
    if own_folder is None:
        return load_boundaries(folder)
    try:
        own = load_boundaries(own_folder, is_swapped=True)
        unknown = sorted(set(used_codes.dropna()) - set(own.districts["admin2_code"]))
        if not unknown:
            return own
        problem = f"it lacks the districts {', '.join(unknown[:5])} that incidents name"
    except DataFaultError as error:
        problem = str(error)
    embedded = load_boundaries(folder)
    return Boundaries(
        embedded.provinces,
        embedded.districts,
        embedded.notice,
        problem=f"The boundary set of ATLAS_BOUNDARIES is not used: {problem}. "
        "The embedded boundaries are shown instead.",
    )
