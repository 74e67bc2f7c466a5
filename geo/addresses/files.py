"""Make a filter's files as the download buttons make them, byte for byte."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property

import pandas as pd

from geo.addresses.metadata import metadata_document
from geo.atlas import Atlas
from geo.exports.csv_table import csv_bytes, export_columns, export_name, with_export_columns
from geo.exports.formats import FORMATS, Export
from geo.incidents.filters import IncidentFilter
from geo.tables.cells import cell_json
from geo.tables.schema import load_package

METADATA = "metadata.json"
# The address that a snapshot states for its view: without a host, so that one data version gives
# the same bytes wherever it is served.
SNAPSHOT_PAGE = "/"
# Level 9 takes thrice the time for two percent of the bytes.
_GZIP_LEVEL = 6
_TEXTS = {"csv", "json", METADATA, "geojson", "kml", "bib", "ris"}
# Made by GDAL or out of many files: not for a crawler that follows every link.
_HEAVY = {"zip", "gpkg", "parquet", "geojson", "kml"}


@dataclass(frozen=True)
class DataFormat:
    """Name a file suffix, what it is for, its media type and its maker.

    `is_text` is worth compressing; `is_heavy` takes the server some time.
    """

    suffix: str
    label: str
    purpose: str
    mime: str
    make: Callable[[Export], bytes]

    @property
    def is_text(self) -> bool:
        return self.suffix in _TEXTS

    @property
    def is_heavy(self) -> bool:
        return self.suffix in _HEAVY


@dataclass(frozen=True)
class DataFile:
    """Hold a file that is served: bytes, media type, and its name where it is to be saved."""

    data: bytes
    mime: str
    name: str = ""
    is_text: bool = True

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the content."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def packed(self) -> bytes:
        """Return the content as gzip, the same bytes for the same content."""
        return gzip.compress(self.data, _GZIP_LEVEL, mtime=0)


def json_bytes(document: object) -> bytes:
    """Return a JSON document in UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _csv(export: Export) -> bytes:
    atlas = export.atlas
    rows = atlas.select(export.chosen)
    return csv_bytes(rows, data_version=atlas.tables.data_version, notice=atlas.notice)


def _json(export: Export) -> bytes:
    atlas = export.atlas
    rows = with_export_columns(
        atlas.select(export.chosen), data_version=atlas.tables.data_version, notice=atlas.notice
    )
    names = [column.name for column in export_columns()]
    cells = rows[names].itertuples(index=False)
    return json_bytes([dict(zip(names, map(cell_json, row), strict=True)) for row in cells])


def _metadata(export: Export) -> bytes:
    released = export.created.date()
    return json_bytes(metadata_document(export.atlas, export.chosen, released))


def _of_button(code: str) -> DataFormat:
    button = FORMATS[code]
    return DataFormat(
        button.suffix,
        button.label,
        button.purpose,
        button.mime,
        lambda export: button.make(export, lambda *_: None),
    )


DATA_FORMATS = {
    known.suffix: known
    for known in (
        DataFormat("csv", "CSV", "Spreadsheets, pandas, R", "text/csv; charset=utf-8", _csv),
        DataFormat("json", "JSON", "Scripts; a list of the CSV’s rows", "application/json", _json),
        DataFormat(
            METADATA,
            "Metadata",
            "The filter in words, columns with units, version, licence, citation, row count",
            "application/json",
            _metadata,
        ),
        *map(_of_button, FORMATS),
    )
}


def release_date(atlas: Atlas) -> date:
    """Return the day of the data version: of its logged changes, else of the package."""
    changes = atlas.tables.changes
    logged = changes.loc[changes["version"] == atlas.tables.data_version, "change_date"]
    day = logged.max() if len(logged) else load_package()["created"]
    return pd.Timestamp(day).date()


def make_file(atlas: Atlas, chosen: IncidentFilter, suffix: str) -> DataFile:
    """Return the file of a filter. Raises KeyError for a suffix that is not in DATA_FORMATS.

    What depends on the time of export (the snapshot) states the data version's day, 00:00 UTC.
    """
    known = DATA_FORMATS[suffix]
    created = datetime.combine(release_date(atlas), time(), UTC)
    data = known.make(Export(atlas, chosen, created, SNAPSHOT_PAGE))
    name = export_name(atlas.select(chosen), atlas.tables.data_version, suffix)
    return DataFile(data, known.mime, name, known.is_text)
