"""Name the formats in which a filter's incidents leave, and make each."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import pandas as pd

from geo.atlas import Atlas
from geo.exports.citations import bibtex, ris
from geo.exports.gis import (
    district_frame,
    export_frame,
    geojson_bytes,
    geopackage_bytes,
    geoparquet_bytes,
    kml_bytes,
)
from geo.exports.snapshot import Report, describe_layers, write_snapshot
from geo.incidents.filters import IncidentFilter
from geo.incidents.sources import select_sources


@dataclass(frozen=True)
class Export:
    """Hold what is exported: the checked data, the filter, time (UTC) and address of the view."""

    atlas: Atlas
    chosen: IncidentFilter
    created: datetime
    page_url: str = ""


@dataclass(frozen=True)
class Format:
    """Name a format, what it is for, its media type, file suffix and maker."""

    label: str
    purpose: str
    mime: str
    suffix: str
    make: Callable[[Export, Report], bytes]


def _snapshot(export: Export, report: Report) -> bytes:
    buffer = io.BytesIO()
    write_snapshot(
        buffer,
        export.atlas,
        export.chosen,
        created=export.created,
        page_url=export.page_url,
        report=report,
    )
    return buffer.getvalue()


def _rows(export: Export) -> gpd.GeoDataFrame:
    atlas = export.atlas
    return export_frame(
        atlas.select(export.chosen), data_version=atlas.tables.data_version, notice=atlas.notice
    )


def _geopackage(export: Export, _report: Report) -> bytes:
    atlas, incidents = export.atlas, export.atlas.select(export.chosen)
    districts = district_frame(incidents, atlas.districts, atlas.notice)
    return geopackage_bytes(
        _rows(export),
        districts,
        changed=atlas.tables.coverage_end,
        about=describe_layers(atlas, atlas.sentence(export.chosen)),
    )


def _references(export: Export) -> pd.DataFrame:
    ids = export.atlas.select(export.chosen)["incident_id"]
    return select_sources(export.atlas.tables, ids)


FORMATS = {
    "snapshot": Format(
        "Snapshot (zip, Data Package)",
        "All tables of the filter with sources, versions, hashes, licences and a README; can be "
        "opened again on the About page",
        "application/zip",
        "zip",
        _snapshot,
    ),
    "geopackage": Format(
        "GeoPackage", "QGIS, ArcGIS, R", "application/geopackage+sqlite3", "gpkg", _geopackage
    ),
    "geoparquet": Format(
        "GeoParquet",
        "pandas, geopandas, DuckDB, R",
        "application/vnd.apache.parquet",
        "parquet",
        lambda export, _report: geoparquet_bytes(_rows(export)),
    ),
    "geojson": Format(
        "GeoJSON",
        "Web maps, scripts",
        "application/geo+json",
        "geojson",
        lambda export, _report: geojson_bytes(_rows(export)),
    ),
    "kml": Format(
        "KML",
        "Google Earth",
        "application/vnd.google-earth.kml+xml",
        "kml",
        lambda export, _report: kml_bytes(_rows(export)),
    ),
    "bibtex": Format(
        "BibTeX of the sources",
        "LaTeX, JabRef, Zotero",
        "application/x-bibtex",
        "bib",
        lambda export, _report: bibtex(_references(export)).encode(),
    ),
    "ris": Format(
        "RIS of the sources",
        "EndNote, Zotero, Citavi",
        "application/x-research-info-systems",
        "ris",
        lambda export, _report: ris(_references(export)).encode(),
    ),
}
