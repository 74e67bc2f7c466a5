"""GeoPackage, GeoParquet, GeoJSON, KML and the static JSON, read back by pyogrio and geopandas."""

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pyarrow.parquet
import pyogrio
import pytest

from geo.exports.csv_table import csv_bytes
from geo.exports.gis import (
    district_frame,
    export_frame,
    geojson_bytes,
    geopackage_bytes,
    geoparquet_bytes,
    kml_bytes,
)
from geo.exports.static_json import (
    JSON_FOLDER,
    districts_document,
    incidents_document,
    write_version,
)
from geo.incidents.tallies import sum_toll
from geo.places.boundaries import load_districts, load_notice
from geo.tables.cells import cell_text

HOSTILE = '<script>alert(1)</script> ]]> & "x" \x01'
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def rows(atlas):
    return export_frame(atlas.incidents, data_version="1.0.0", notice=atlas.notice)


@pytest.fixture(scope="module")
def units(atlas):
    return district_frame(atlas.incidents, atlas.districts, atlas.notice)


def geopackage(rows, units):
    about = {"licence": "CC BY 4.0; boundaries ODbL 1.0"}
    return geopackage_bytes(rows, units, changed=date(2026, 3, 15), about=about)


@pytest.fixture
def layer(tmp_path):
    """Return a function that reads a layer of a GeoPackage's bytes."""

    def read(data, name):
        (tmp_path / "a.gpkg").write_bytes(data)
        return pyogrio.read_dataframe(tmp_path / "a.gpkg", layer=name)

    return read


def test_columns_and_cells_are_those_of_the_csv(atlas, rows):
    data = csv_bytes(atlas.incidents, data_version="1.0.0", notice=atlas.notice)
    read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    ours = [{name: cell_text(value) for name, value in row.items()} for row in records(rows)]
    assert ours == read


def records(rows):
    return rows.drop(columns="geometry").to_dict("records")


def test_geopackage_has_every_incident_and_the_districts_they_fall_in(rows, units, layer):
    data = geopackage(rows, units)
    points, polygons = layer(data, "incidents"), layer(data, "districts")
    assert list(points["incident_id"]) == list(rows["incident_id"])
    assert points.geometry.isna().sum() == rows["latitude"].isna().sum() > 0
    assert polygons["incidents"].sum() == (~rows["admin2_is_unspecified"]).sum()
    assert sum_toll(points, "fatalities") == sum_toll(rows, "fatalities")


def test_geopackage_keeps_types_and_licence_and_repeats_its_bytes(rows, units, tmp_path):
    data = geopackage(rows, units)
    assert data == geopackage(rows, units)
    (tmp_path / "a.gpkg").write_bytes(data)
    info = pyogrio.read_info(tmp_path / "a.gpkg", layer="incidents")
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (types["event_date"], types["fatalities_low"]) == ("OFTDate", "OFTInteger64")
    assert "ODbL" in info["dataset_metadata"]["licence"]


def test_geoparquet_is_1_1_with_equal_rows(rows):
    data = geoparquet_bytes(rows)
    meta = pyarrow.parquet.read_schema(io.BytesIO(data)).metadata[b"geo"]
    assert json.loads(meta)["version"] == "1.1.0"
    read = gpd.read_parquet(io.BytesIO(data))
    assert read.crs.to_epsg() == 4326
    assert pd.read_parquet(io.BytesIO(data))["fatalities_low"].sum() == rows["fatalities_low"].sum()
    for column in ("fatalities_best", "event_date_text", "is_suicide", "latitude"):
        assert list(read[column].dropna()) == list(rows[column].dropna())
        assert list(read[column].isna()) == list(rows[column].isna())


def test_geojson_follows_rfc_7946(rows):
    document = json.loads(geojson_bytes(rows))
    assert "crs" not in document
    assert len(document["features"]) == len(rows)
    for feature, row in zip(document["features"], records(rows), strict=True):
        cells = feature["properties"]
        assert (feature["geometry"] is None) == (cells["latitude"] is None)
        assert cells["event_date"] == row["event_date"].isoformat()
        assert (cells["fatalities_best"] is None) == pd.isna(row["fatalities_best"])


def test_geojson_alters_no_text(rows):
    texts = ["[1]", '{"a": 1}', "=cmd()", HOSTILE]
    some = rows.head(4).assign(weapon=texts)
    features = json.loads(geojson_bytes(some))["features"]
    assert [feature["properties"]["weapon"] for feature in features] == texts


def marks(data):
    return list(ElementTree.fromstring(data).iter(f"{KML}Placemark"))


def test_kml_has_name_span_and_every_incident(rows):
    found = marks(kml_bytes(rows))
    assert len(found) == len(rows)
    assert sum(mark.find(f"{KML}Point") is None for mark in found) == rows["latitude"].isna().sum()
    month = rows.index[rows["date_precision"] == "month"][0]
    span = found[month].find(f"{KML}TimeSpan")
    assert span.findtext(f"{KML}begin") == str(rows["event_date"][month])
    assert span.findtext(f"{KML}end") == str(rows["event_date_latest"][month])


def test_kml_shows_hostile_text_and_runs_none(rows):
    (mark,) = marks(kml_bytes(rows.head(1).assign(summary=HOSTILE, place_name=HOSTILE)))
    assert "<script" not in mark.findtext(f"{KML}description")
    assert "&lt;script&gt;" in mark.findtext(f"{KML}description")
    assert "<" not in mark.findtext(f"{KML}name")


@pytest.mark.parametrize("writer", [geojson_bytes, geoparquet_bytes, kml_bytes])
def test_no_rows_give_a_valid_empty_file(writer, rows):
    assert len(writer(rows.iloc[:0])) > 0


def test_no_rows_give_an_empty_geopackage(rows, units, layer):
    data = geopackage(rows.iloc[:0], units.iloc[:0])
    assert len(layer(data, "incidents")) == len(layer(data, "districts")) == 0


def test_nothing_is_written_as_a_word_for_missing(rows):
    text = (geojson_bytes(rows) + kml_bytes(rows)).decode()
    for word in (">nan<", ": nan", "NaT", "<NA>", '"None"', ": None", '"nan"'):
        assert word not in text


def test_committed_json_is_that_of_the_tables(atlas):
    districts, notice = load_districts(), load_notice()
    folder = JSON_FOLDER / f"v{atlas.tables.data_version}"
    for name, make in (("incidents", incidents_document), ("districts", districts_document)):
        read = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        assert read == make(atlas.tables, districts, notice), "run: python -m geo build --tables"


def test_json_counts_are_the_pages_counts(atlas):
    document = districts_document(atlas.tables, atlas.districts, atlas.notice)
    counted = sum(unit["incidents"] for unit in document["districts"]) + document["unspecified"]
    assert counted == len(atlas.incidents)
    assert len(document["districts"]) == len(atlas.districts)


def test_older_versions_of_the_json_stay(tables, squares, atlas, tmp_path):
    old = tmp_path / "v0.9.0"
    old.mkdir()
    (old / "incidents.json").write_text("as released")
    facts = pd.DataFrame(columns=atlas.tables.district_facts.columns)
    tables = tables.__class__(**{**vars(tables), "district_facts": facts})
    write_version(tables, squares.assign(area_km2=1.0), atlas.notice, tmp_path)
    assert (old / "incidents.json").read_text() == "as released"
    versions = json.loads((tmp_path / "versions.json").read_text())
    assert versions == {"latest": "1.0.0", "versions": ["0.9.0", "1.0.0"]}
    first = json.loads((tmp_path / "v1.0.0" / "incidents.json").read_text())["incidents"][0]
    assert first["tolls"][0]["best"] == 2
    assert first["responsibility"][0]["basis"] == "claimed"
