"""Load provinces, districts and tehsils, and say where they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from geo.schema import DATA_FOLDER, DataFault, DataFaultError

BOUNDARY_FOLDER = DATA_FOLDER / "boundaries"
LEVEL_KEYS = {"provinces": "admin1_code", "districts": "admin2_code", "tehsils": "admin3_code"}


@dataclass(frozen=True)
class BoundaryNotice:
    """Name the version, source, licence and disclaimer that every map and export states."""

    boundary_version: str
    source: str
    licence: str
    licence_url: str
    attribution: str
    disclaimer: str


def _fault(path: Path, error: Exception | str) -> DataFaultError:
    message = f"can't be read: {error}" if isinstance(error, Exception) else error
    return DataFaultError(
        [DataFault("boundaries_are_readable", f"boundaries/{path.name}", None, None, message)]
    )


def load_notice(folder: Path = BOUNDARY_FOLDER) -> BoundaryNotice:
    """Read the notice of a boundary set. Raises DataFaultError when it is missing or damaged."""
    path = folder / "boundaries.json"
    try:
        return BoundaryNotice(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise _fault(path, error) from error


def load_level(level: str, folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read one level of polygons (EPSG:4326), sorted by its key column.

    `level` is provinces, districts or tehsils. Raises DataFaultError when the file is missing
    or damaged, when the key column is missing or double, or when the CRS is another.
    """
    path, key = folder / f"{level}.parquet", LEVEL_KEYS[level]
    try:
        units = gpd.read_parquet(path)
    except Exception as error:  # pyarrow raises its own types, geopandas plain ones
        raise _fault(path, error) from error
    if key not in units.columns or not units[key].is_unique:
        raise _fault(path, f"column {key} is missing or holds a value twice")
    if units.crs is None or units.crs.to_epsg() != 4326:
        raise _fault(path, "coordinates are not in EPSG:4326")
    return units.sort_values(key, ignore_index=True)


def load_provinces(folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read the 7 provinces and territories (key admin1_code)."""
    return load_level("provinces", folder)


def load_districts(folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read the 166 districts of 2024 (key admin2_code)."""
    return load_level("districts", folder)


def load_tehsils(folder: Path = BOUNDARY_FOLDER) -> gpd.GeoDataFrame:
    """Read the 553 tehsils (key admin3_code)."""
    return load_level("tehsils", folder)
