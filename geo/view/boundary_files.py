"""Make the map's polygons and lines of a boundary set, light enough for a browser."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.places.boundaries import Boundaries
from geo.tables.folders import OWN_BOUNDARY_URL, STATIC_FOLDER, STATIC_URL
from geo.view.backdrop import LINE_KINDS
from geo.view.scales import SURFACE_HEX

# Equal area, so that a tolerance means the same in Karachi and in Gilgit.
EQUAL_AREA_CRS = "+proj=laea +lat_0=30 +lon_0=69 +datum=WGS84 +units=m"
DISPLAY_TOLERANCE_M = 1500
DISPLAY_DECIMALS = 4
# Where server.py serves an operator's set from.


def compact_json(value: Any) -> str:
    """Return JSON in one line; the same value gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def geojson(units: gpd.GeoDataFrame) -> str:
    """Return units as compact GeoJSON (RFC 7946: EPSG:4326, right-hand rule), 4 decimals."""
    precise = shapely.set_precision(
        units.geometry.to_numpy(), 10**-DISPLAY_DECIMALS, mode="pointwise"
    )
    oriented = units.set_geometry(shapely.orient_polygons(precise))
    return compact_json(oriented.to_geo_dict(drop_id=True))


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


def inner_lines(units: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Return the borders between units as one row of the given kind."""
    boundaries = units.geometry.boundary
    outer = units.union_all().boundary
    inner = shapely.line_merge(shapely.union_all(boundaries.to_numpy()).difference(outer))
    return gpd.GeoDataFrame({"kind": [kind]}, geometry=[inner], crs="EPSG:4326")


def numbered_lines(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return lines with the number `k` of their kind in `layers.LINE_KINDS`."""
    return lines.assign(k=lines["kind"].map(list(LINE_KINDS).index))


def map_style(theme: str, base_url: str = STATIC_URL) -> dict[str, Any]:
    """Return a MapLibre style whose sources are all on this host.

    `base_url` holds provinces.geojson; the neighbouring land is always the embedded one.
    """
    surface = SURFACE_HEX[theme]
    fills = (("land", "neighbour", STATIC_URL), ("provinces", "land", base_url))
    return {
        "version": 8,
        "name": f"CPEC Incident Atlas, {theme}",
        "sources": {
            name: {"type": "geojson", "data": f"{url}/{name}.geojson"} for name, _, url in fills
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
                for name, colour, _ in fills
            ),
        ],
    }


def simplify_units(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units simplified for display; shared edges stay shared where they are a coverage."""
    projected = units.geometry.to_crs(EQUAL_AREA_CRS).to_numpy()
    if shapely.coverage_is_valid(projected):
        light = shapely.coverage_simplify(projected, DISPLAY_TOLERANCE_M)
    else:
        light = shapely.simplify(projected, DISPLAY_TOLERANCE_M)
    return units.set_geometry(gpd.GeoSeries(light, crs=EQUAL_AREA_CRS).to_crs("EPSG:4326"))


def _swapped_lines(provinces: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    outline = gpd.GeoDataFrame(
        {"kind": ["international"]}, geometry=[provinces.union_all().boundary], crs="EPSG:4326"
    )
    embedded = gpd.read_file(STATIC_FOLDER / "lines.geojson")[["kind", "geometry"]]
    neighbours = embedded[embedded["kind"] == "neighbour"]
    parts = [
        outline,
        inner_lines(provinces, "province"),
        inner_lines(districts, "district"),
        neighbours,
    ]
    return numbered_lines(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326"))


def swapped_files(boundaries: Boundaries) -> dict[str, str]:
    """Return what the browser fetches for an operator's set: file name → text.

    An outer border is drawn as international throughout: what is disputed is the operator's to
    say in the set's disclaimer.
    """
    provinces = simplify_units(boundaries.provinces)
    districts = simplify_units(boundaries.districts)
    return {
        "districts.geojson": geojson(district_features(districts)),
        "provinces.geojson": geojson(provinces[["admin1_code", "geometry"]]),
        "lines.geojson": geojson(_swapped_lines(provinces, districts)),
        **{
            f"style-{theme}.json": compact_json(map_style(theme, OWN_BOUNDARY_URL))
            for theme in SURFACE_HEX
        },
    }
