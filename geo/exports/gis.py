"""Write incidents as GeoPackage, GeoParquet, GeoJSON and KML, by GDAL's and geopandas' drivers."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import pyproj

from geo.exports.csv_table import export_columns, with_export_columns
from geo.incidents.tallies import tally_districts
from geo.places.boundaries import BoundaryNotice
from geo.wording import (
    PRECISION_LABELS,
    describe_responsibility,
    describe_toll,
    describe_verification,
    format_name,
    format_place,
)

# GeoPackage 1.4, GDAL's default, makes QGIS of 2022 warn; nothing of it is used here.
GEOPACKAGE_VERSION = "1.2"
GEOPARQUET_VERSION = "1.1.0"
# EPSG:4326 spelt out: PROJ gives that code with or without its members, depending on what the
# thread looked up before, so that the bytes of a file would differ.
WGS_84 = pyproj.CRS.from_wkt(
    'GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,'
    'LENGTHUNIT["metre",1]]],CS[ellipsoidal,2],AXIS["Geodetic latitude (Lat)",north],'
    'AXIS["Geodetic longitude (Lon)",east],ANGLEUNIT["degree",0.0174532925199433],'
    'ID["EPSG",4326]]'
)
# A driver option of GDAL is one for all threads of the process.
_GDAL_LOCK = Lock()
_DISTRICT_COLUMNS = ("admin2_code", "admin2_name", "admin1_code", "admin1_name", "area_km2")
# XML 1.0 can't carry these, escaped or not.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def export_frame(
    incidents: gpd.GeoDataFrame, *, data_version: str, notice: BoundaryNotice
) -> gpd.GeoDataFrame:
    """Return incidents with the columns of the CSV, unguarded, and their points (EPSG:4326).

    Dates are days without a time; missing stays missing. A row without a place keeps an empty
    geometry.
    """
    rows = with_export_columns(incidents, data_version=data_version, notice=notice)
    rows = rows[[*(column.name for column in export_columns()), "geometry"]]
    days = rows.select_dtypes("datetime").columns
    texts = rows.columns[[pd.api.types.is_string_dtype(dtype) for dtype in rows.dtypes]]
    types = dict.fromkeys(texts, "string") | dict.fromkeys(days, pd.ArrowDtype(pa.date32()))
    return rows.astype(types).reset_index(drop=True).set_crs(WGS_84, allow_override=True)


def district_frame(
    incidents: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, notice: BoundaryNotice
) -> gpd.GeoDataFrame:
    """Return the districts that hold incidents (polygons, EPSG:4326), with tally_districts' counts.

    Incidents whose district is unspecified are in none of them.
    """
    tally = tally_districts(incidents)
    units = districts[[*_DISTRICT_COLUMNS, "geometry"]].merge(
        tally, left_on="admin2_code", right_index=True, how="inner"
    )
    units = units.sort_values("admin2_code", ignore_index=True).assign(
        boundary_version=notice.boundary_version,
        licence=f"{notice.attribution} ({notice.licence}). {notice.disclaimer}",
    )
    geometry = units.pop("geometry")
    return gpd.GeoDataFrame(units, geometry=geometry).set_crs(WGS_84, allow_override=True)


def geopackage_bytes(
    rows: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, *, changed: date, about: dict[str, str]
) -> bytes:
    """Return a GeoPackage with the layers incidents (points) and districts (multipolygons).

    `rows` as from export_frame, `districts` as from district_frame. `changed` is written as the
    layers' last change in place of the clock, so that the same tables give the same bytes;
    `about` (title, licence, …) becomes the file's metadata.
    """
    new_file = {"dataset_metadata": about, "dataset_options": {"VERSION": GEOPACKAGE_VERSION}}
    layers: tuple[tuple[str, gpd.GeoDataFrame, dict[str, Any]], ...] = (
        ("incidents", rows, {"geometry_type": "Point", **new_file}),
        (
            "districts",
            districts,
            {"geometry_type": "MultiPolygon", "promote_to_multi": True, "append": True},
        ),
    )
    with TemporaryDirectory() as folder, _GDAL_LOCK:
        path = Path(folder) / "incidents.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{changed:%Y-%m-%d}T00:00:00.000Z"})
        try:
            for name, frame, options in layers:
                pyogrio.write_dataframe(
                    frame, path, layer=name, driver="GPKG", use_arrow=True, **options
                )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes()


def geoparquet_bytes(units: gpd.GeoDataFrame) -> bytes:
    """Return units as GeoParquet 1.1 with a bounding box per row."""
    buffer = io.BytesIO()
    units.to_parquet(
        buffer, index=False, schema_version=GEOPARQUET_VERSION, write_covering_bbox=True
    )
    return buffer.getvalue()


def geojson_bytes(rows: gpd.GeoDataFrame) -> bytes:
    """Return incidents as GeoJSON (RFC 7946): EPSG:4326, null geometry where there is no place.

    `rows` as from export_frame. Dates are ISO texts, numbers numbers, missing null.
    """
    buffer = io.BytesIO()
    pyogrio.write_dataframe(
        rows,
        buffer,
        driver="GeoJSON",
        layer="incidents",
        geometry_type="Point",
        layer_options={
            "RFC7946": "YES",
            "WRITE_NAME": "NO",
            # A text in square brackets is a text.
            "AUTODETECT_JSON_STRINGS": "NO",
        },
    )
    return buffer.getvalue()


def _balloon(incident: pd.Series) -> str:
    lines = (
        f"{incident['incident_id']} ({incident['inclusion']})",
        f"{format_place(incident)} ({PRECISION_LABELS[incident['geo_precision']]})",
        incident["summary"],
        describe_toll(incident),
        describe_responsibility(incident),
        describe_verification(incident),
        f"Sources: {incident['source_urls']}",
        f"Data version {incident['data_version']}. {incident['licence']}",
    )
    # Google Earth takes a description for HTML.
    return "<br>".join(html.escape(_NO_XML.sub("", str(line)), quote=False) for line in lines)


def _label(incident: pd.Series) -> str:
    text = f"{incident['event_date_text']} · {format_name(incident)}"
    return _NO_XML.sub("", text).replace("<", "‹").replace(">", "›")


def kml_bytes(rows: gpd.GeoDataFrame) -> bytes:
    """Return incidents as KML placemarks with name, description and the span of their dates.

    `rows` as from export_frame. A span runs to the last day that the date can mean, or to the end
    of an event that lasted. Incidents without a place are placemarks without a point.
    """
    days = rows[["event_date", "event_date_end", "event_date_latest"]].astype("string")
    marks = gpd.GeoDataFrame(
        {
            "name": [_label(row) for _, row in rows.iterrows()],
            "description": [_balloon(row) for _, row in rows.iterrows()],
            "begin": days["event_date"],
            "end": days["event_date_end"].fillna(days["event_date_latest"]),
            "incident_id": rows["incident_id"],
            "geo_precision": rows["geo_precision"],
        },
        geometry=rows.geometry,
        crs=rows.crs,
    )
    buffer = io.BytesIO()
    pyogrio.write_dataframe(
        marks, buffer, driver="LIBKML", layer="incidents", geometry_type="Point"
    )
    return buffer.getvalue()
