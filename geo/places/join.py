"""Give the rows of a table that an analyst brings along their district."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from geo.places.location import describe_coordinate_fault, locate_points
from geo.tables.cells import is_missing

LONGITUDE_NAMES = ("lon", "longitude", "long", "lng", "x", "decimallongitude")
LATITUDE_NAMES = ("lat", "latitude", "y", "decimallatitude")
UNIT_COLUMNS = ("admin1_code", "admin1_name", "admin2_code", "admin2_name")
FAULT_COLUMN = "point_fault"
NO_DISTRICT = "the point is at sea or abroad"


class EventTableError(ValueError):
    """Report that a table can't be read, joined or written, and why."""


def read_events(path: Path) -> pd.DataFrame:
    """Read a table of events: Parquet or GeoParquet by the suffix .parquet, else CSV.

    CSV is UTF-8 with commas or semicolons; every cell is text, exactly as it stands. Parquet
    keeps its types; the points of GeoParquet are added as `longitude` and `latitude` (EPSG:4326).
    Raises EventTableError when the file is missing or is not such a table.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise EventTableError(f"{path}: there is no such file") from error
    except OSError as error:
        raise EventTableError(f"{path}: can't be read: {error.strerror}") from error
    if not content.strip():
        raise EventTableError(f"{path}: the file is empty")
    if path.suffix.lower() == ".parquet":
        return _read_parquet(content, path)
    return _read_csv(content, path)


def _read_csv(content: bytes, path: Path) -> pd.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EventTableError(
            f"{path}: the file is not UTF-8 (byte {error.start}); save it as CSV in UTF-8"
        ) from error
    # pandas renames double columns and fills up short rows; nothing may change here.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_separator(text), strict=True)
    header: list[str] | None = None
    rows: list[list[str]] = []
    try:
        for cells in filter(None, reader):
            if header is None:
                header = cells
            elif len(cells) == len(header):
                rows.append(cells)
            else:
                raise EventTableError(
                    f"{path}: line {reader.line_num} has {len(cells)} cells, "
                    f"the header has {len(header)}"
                )
    except csv.Error as error:
        raise EventTableError(f"{path}: line {reader.line_num}: {error}") from error
    if header is None:
        raise EventTableError(f"{path}: the file is empty")
    if all(not cell.strip() or np.isfinite(_to_number(cell)) for cell in header):
        raise EventTableError(f"{path}: the first line names no columns; add a header")
    return pd.DataFrame(rows, columns=header, dtype="str")


def _find_separator(text: str) -> str:
    """Return the separator, comma or semicolon, that gives the header more columns."""

    def count_columns(separator: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        # A header that can't be read is reported by the strict reader, with its line.
        with contextlib.suppress(csv.Error):
            return len(next(filter(None, reader), []))
        return 0

    return max(",;", key=count_columns)


def _read_parquet(content: bytes, path: Path) -> pd.DataFrame:
    events: pd.DataFrame
    # With pandas' own types an integer beside an empty cell would become a float.
    try:
        if b"geo" in (pq.read_schema(io.BytesIO(content)).metadata or {}):
            events = gpd.read_parquet(
                io.BytesIO(content), to_pandas_kwargs={"types_mapper": pd.ArrowDtype}
            )
        else:
            events = pd.read_parquet(io.BytesIO(content), dtype_backend="pyarrow")
        # A named index is a column of the file; an unnamed one only counts its rows.
        is_named = any(name is not None for name in events.index.names)
        events = events.reset_index(drop=not is_named)
    except Exception as error:  # pyarrow raises its own types, geopandas plain ones
        raise EventTableError(f"{path}: can't be read as Parquet: {error}") from error
    return _add_coordinates(events, path) if isinstance(events, gpd.GeoDataFrame) else events


def _add_coordinates(events: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return the events with `longitude` and `latitude` of their points (EPSG:4326)."""
    _refuse_taken(events.columns, ("longitude", "latitude"))
    kinds = sorted(set(events.geometry.geom_type.dropna()) - {"Point"})
    if kinds:
        raise EventTableError(f"{path}: the geometry must be points, but holds {', '.join(kinds)}")
    if events.crs is None:
        raise EventTableError(f"{path}: the geometry names no coordinate reference system")
    points = events.geometry.to_crs(4326)
    return events.assign(longitude=points.x, latitude=points.y)


def _refuse_taken(columns: Iterable[str], added: Iterable[str]) -> None:
    present = set(columns)
    taken = [name for name in added if name in present]
    if taken:
        raise EventTableError(
            f"the table already has {', '.join(taken)}, which would be added; rename or drop it"
        )


def find_coordinate_columns(
    columns: Iterable[str], longitude: str | None = None, latitude: str | None = None
) -> tuple[str, str]:
    """Return the names of the longitude and latitude columns: those given, else the usual ones.

    Raises EventTableError, with the columns that there are, when one is missing or ambiguous.
    """
    names = [str(name) for name in columns]
    return (
        _find_column(names, longitude, LONGITUDE_NAMES, "longitude"),
        _find_column(names, latitude, LATITUDE_NAMES, "latitude"),
    )


def _find_column(names: list[str], given: str | None, usual: tuple[str, ...], what: str) -> str:
    if given is None:
        found = [name for name in names if name.strip().casefold() in usual]
    else:
        found = [name for name in names if name == given]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(names)
    if found:
        raise EventTableError(
            f"more than one column can be the {what}: {', '.join(found)}; "
            f"name one that is there once. The columns are: {listed}"
        )
    missing = f"no column is called {given}" if given is not None else f"no {what} column is found"
    raise EventTableError(f"{missing}; name the {what} column. The columns are: {listed}")


def _to_number(cell: Any) -> float:
    """Return a cell as a number, or NaN; Python would also read 6_5 as 65."""
    try:
        return float("nan") if isinstance(cell, str) and "_" in cell else float(cell)
    except (TypeError, ValueError):
        return float("nan")


def join_events(
    events: pd.DataFrame, districts: gpd.GeoDataFrame, longitude: str, latitude: str
) -> pd.DataFrame:
    """Return the same rows in the same order with UNIT_COLUMNS and FAULT_COLUMN added.

    `longitude` and `latitude` name columns of degrees (EPSG:4326), as numbers or text. A row
    that is not located has no unit, and its fault says why; that of a located row is empty.
    Raises EventTableError when a column is missing or an added one is already there.
    """
    longitude, latitude = find_coordinate_columns(events.columns, longitude, latitude)
    _refuse_taken(events.columns, (*UNIT_COLUMNS, FAULT_COLUMN))
    longitudes = [_to_number(cell) for cell in events[longitude]]
    latitudes = [_to_number(cell) for cell in events[latitude]]
    faults = pd.Series(
        map(describe_coordinate_fault, longitudes, latitudes), dtype="string", name=FAULT_COLUMN
    )
    points = gpd.GeoSeries.from_xy(longitudes, latitudes, crs=4326)[faults.isna()]
    codes = locate_points(points, districts, key="admin2_code").reindex(faults.index)
    faults = faults.mask(faults.isna() & codes.isna(), NO_DISTRICT).fillna("")
    units = districts.set_index("admin2_code", drop=False)
    joined = events.copy()
    # By position: the index of the events may hold a label twice.
    for name in UNIT_COLUMNS:
        joined[name] = codes.map(units[name]).astype("string").array
    joined[FAULT_COLUMN] = faults.array
    return joined


def write_events(joined: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (UTF-8, commas, LF) or Parquet, by suffix; all of it or nothing.

    A GeoDataFrame becomes GeoParquet. The index is not written. Raises EventTableError when the
    suffix is another or the file can't be written; a file that was there before then stays.
    """
    writers = {".csv": _write_csv, ".parquet": _write_parquet}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise EventTableError(f"{path}: the name must end in {' or '.join(writers)}")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        write(joined, partial)
        partial.replace(path)
    except Exception as error:  # pyarrow raises its own types, the file system OSError
        raise EventTableError(f"{path}: can't be written: {error}") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _write_parquet(joined: pd.DataFrame, path: Path) -> None:
    joined.to_parquet(path, index=False)


def _write_csv(joined: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_csv_line(joined.columns))
        file.writelines(map(_csv_line, joined.itertuples(index=False, name=None)))


def _csv_line(cells: Iterable[Any]) -> str:
    return ",".join(map(_csv_cell, cells)) + "\n"


def _csv_cell(value: Any) -> str:
    # Unlike in geo.exports.csv_table no formula is guarded: the analyst's cells stay as they are.
    text = "" if is_missing(value) else str(value)
    # Python's csv leaves a lone CR bare; a semicolon could make the header look like another.
    if any(mark in text for mark in ',;"\r\n'):
        text = text.replace('"', '""')
        return f'"{text}"'
    return text


def describe_join(joined: pd.DataFrame) -> str:
    """Return one sentence that says how many rows are located and how many are not."""
    faults = int(joined[FAULT_COLUMN].ne("").sum())
    sentence = f"Located {len(joined) - faults} of {len(joined)} rows"
    if not faults:
        return f"{sentence}."
    return f"{sentence}; {faults} {'has' if faults == 1 else 'have'} a fault (see {FAULT_COLUMN})."
