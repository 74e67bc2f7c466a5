"""Put geography into a box of pixels: projection, paths, the scale bar, places for labels."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path
from pyproj import Geod, Transformer

from geo.paper.drawing.canvas import Box
from geo.places.boundaries import Boundaries
from geo.tables.folders import STATIC_FOLDER
from geo.view.boundary_files import swapped_files

Points = npt.NDArray[np.float64]
GEOD = Geod(ellps="WGS84")
# Directions in which a label is tried around its point: x, y, in order of preference.
_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))


@dataclass(frozen=True)
class MapFrame:
    """Hold a Lambert conformal conic projection and how its metres become pixels of a box."""

    box: Box
    project: Transformer
    middle: tuple[float, float]
    px_per_m: float

    def pixels(self, coordinates: Any) -> Points:
        """Return pixels, y down, of longitudes and latitudes (EPSG:4326), two columns each."""
        lonlat = np.asarray(coordinates, dtype=float).reshape(-1, 2)
        metres = np.column_stack(self.project.transform(lonlat[:, 0], lonlat[:, 1]))
        centre = ((self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2)
        pixels: Points = centre + (metres - self.middle) * (self.px_per_m, -self.px_per_m)
        return pixels

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a pixel."""
        easting = self.middle[0] + (x - (self.box.left + self.box.right) / 2) / self.px_per_m
        northing = self.middle[1] - (y - (self.box.top + self.box.bottom) / 2) / self.px_per_m
        longitude, latitude = self.project.transform(easting, northing, direction="INVERSE")
        return float(longitude), float(latitude)


def fit_frame(extent: tuple[float, float, float, float], box: Box) -> MapFrame:
    """Return a frame that shows all of an extent (west, south, east, north; degrees), undistorted.

    What is left of the box shows the surroundings. Standard parallels one sixth inside the
    extent: Deetz and Adams (1945), U.S. Coast and Geodetic Survey Special Publication 68. Raises
    ValueError for an empty extent.
    """
    west, south, east, north = extent
    if not (west < east and south < north):
        raise ValueError(f"the extent {extent} is empty: west, south, east, north")
    sixth = (north - south) / 6
    crs = (
        f"+proj=lcc +lat_1={south + sixth} +lat_2={north - sixth} "
        f"+lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84 +units=m"
    )
    project = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    left, bottom, right, top = project.transform_bounds(west, south, east, north)
    across, high = (box.right - box.left) / (right - left), (box.bottom - box.top) / (top - bottom)
    middle = ((left + right) / 2, (bottom + top) / 2)
    return MapFrame(box, project, middle, min(across, high) * 0.98)


def geometry_path(geometries: Iterable[Any], frame: MapFrame) -> Path | None:
    """Return polygons (holes stay holes) and lines as one path in pixels; None where empty."""
    parts = shapely.get_parts(np.asarray(list(geometries), dtype=object))
    is_polygon = shapely.get_type_id(parts) == 3
    rings = shapely.get_rings(shapely.orient_polygons(parts[is_polygon]))
    chains = [*rings, *parts[~is_polygon]]
    if not chains:
        return None
    coordinates, chain = shapely.get_coordinates(chains, return_index=True)
    codes = np.full(len(coordinates), Path.LINETO, dtype=Path.code_type)
    starts = np.flatnonzero(np.diff(chain, prepend=-1))
    codes[starts] = Path.MOVETO
    ends = np.append(starts[1:], len(codes))[: len(rings)] - 1
    codes[ends] = Path.CLOSEPOLY
    return Path(frame.pixels(coordinates), codes)


@lru_cache(maxsize=8)
def static_layer(name: str) -> gpd.GeoDataFrame:
    """Read a file of `static/` (EPSG:4326), once per server; callers don't change it."""
    return gpd.read_file(STATIC_FOLDER / f"{name}.geojson")


@lru_cache(maxsize=1)
def town_labels() -> tuple[dict[str, Any], ...]:
    """Read the map's names, most important first; rank 0 is a country or a sea."""
    labels = json.loads((STATIC_FOLDER / "labels.json").read_text(encoding="utf-8"))
    return tuple(sorted(labels, key=lambda label: (label["label_rank"], label["name"])))


def map_layers(boundaries: Boundaries) -> dict[str, gpd.GeoDataFrame]:
    """Return districts, provinces and lines, the very shapes that the browser gets."""
    names = ("districts", "provinces", "lines")
    if not boundaries.is_swapped:
        return {name: static_layer(name) for name in names}
    files = swapped_files(boundaries)
    return {
        name: gpd.GeoDataFrame.from_features(json.loads(files[f"{name}.geojson"]), crs="EPSG:4326")
        for name in names
    }


def near_path(points: Sequence[tuple[float, float]], radius_m: float, frame: MapFrame) -> Path:
    """Return geodesic circles around points (longitude, latitude) as one path in pixels."""
    azimuths = np.linspace(0, 360, 49)
    rings = []
    for longitude, latitude in points:
        count = len(azimuths)
        east, north, _ = GEOD.fwd(
            np.full(count, longitude), np.full(count, latitude), azimuths, np.full(count, radius_m)
        )
        rings.append(Path(frame.pixels(np.column_stack([east, north])), closed=True))
    return Path.make_compound_path(*rings)


def scale_bar(frame: MapFrame, x: float, y: float, longest_px: float) -> tuple[float, float]:
    """Return length in km (1, 2 or 5 times a power of ten) and in pixels of a bar at a pixel.

    Geodesic: the projection's scale differs a little from place to place.
    """
    start, end = frame.lonlat(x, y), frame.lonlat(x + longest_px, y)
    longest_km = GEOD.inv(*start, *end)[2] / 1000
    power = 10 ** math.floor(math.log10(longest_km))
    km = max(step * power for step in (1, 2, 5) if step * power <= longest_km)
    return km, longest_px * km / longest_km


def place_label(
    point: tuple[float, float],
    size: tuple[float, float],
    area: Box,
    taken: Sequence[Box],
    gaps: Sequence[float],
) -> Box | None:
    """Return the first free box for a label of a size around a point, or None.

    Tried at each gap (pixels) in turn, right of the point first; it must lie inside `area`.
    """
    width, height = size
    for gap in gaps:
        for across, down in _DIRECTIONS:
            lean = 0.75 if across and down else 1.0
            x = point[0] + across * (gap * lean + width / 2)
            y = point[1] + down * (gap * lean + height / 2)
            box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if area.holds(box) and not any(box.meets(other) for other in taken):
                return box
    return None
