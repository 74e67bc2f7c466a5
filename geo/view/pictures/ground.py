"""Draw the land under a small map: provinces and districts around a place, as SVG paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.places.boundaries import Boundaries

WIDTH_PX, HEIGHT_PX = 340, 280
# Around the place, so that its neighbours are seen.
MARGIN, COUNTRY_MARGIN = 0.12, 0.02
SMALLEST_SPAN_DEGREES = 0.8
# Half a pixel: what is finer can't be seen.
TOLERANCE_PX = 0.5


@dataclass(frozen=True)
class Frame:
    """Say how degrees (EPSG:4326) fall on a picture: its west and north edges and the scales."""

    west: float
    north: float
    px_per_longitude: float
    px_per_latitude: float

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return longitude and latitude as pixels from the upper left corner."""
        x = (points[:, 0] - self.west) * self.px_per_longitude
        y = (self.north - points[:, 1]) * self.px_per_latitude
        return np.column_stack([x, y])

    def holds(self, x: float, y: float) -> bool:
        """Return whether a pixel lies on the picture."""
        return 0 <= x <= WIDTH_PX and 0 <= y <= HEIGHT_PX


@dataclass(frozen=True)
class Ground:
    """Hold the paths under a small map: all land, the place itself, borders of its districts."""

    frame: Frame
    provinces: str
    districts: str
    place: str


def _fit(bounds: np.ndarray, margin: float) -> Frame:
    west, south, east, north = map(float, bounds)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    squeeze = float(np.cos(np.radians(middle_y)))
    width = max((east - west) * (1 + 2 * margin), SMALLEST_SPAN_DEGREES)
    height = max((north - south) * (1 + 2 * margin), SMALLEST_SPAN_DEGREES)
    scale = min(WIDTH_PX / (width * squeeze), HEIGHT_PX / height)
    return Frame(
        west=middle_x - WIDTH_PX / (2 * scale * squeeze),
        north=middle_y + HEIGHT_PX / (2 * scale),
        px_per_longitude=scale * squeeze,
        px_per_latitude=scale,
    )


def _ring(points: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"


def _path(units: gpd.GeoDataFrame, frame: Frame) -> str:
    drawn = shapely.transform(units.geometry.to_numpy(), frame.pixels)
    # A little beyond the edge, so that the cut is not drawn as a border.
    cut = shapely.clip_by_rect(drawn, -4, -4, WIDTH_PX + 4, HEIGHT_PX + 4)
    light = shapely.simplify(cut, TOLERANCE_PX)
    polygons = [part for part in shapely.get_parts(light) if part.geom_type == "Polygon"]
    rings = shapely.get_rings(np.array(polygons, dtype=object))
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def build_ground(boundaries: Boundaries, district_codes: Iterable[str]) -> Ground:
    """Return the ground of a map that fits a place, given by its districts.

    Plate carrée with its true scale at the middle latitude. All districts, or none of them, are
    the country: no district is drawn then.
    """
    districts, wanted = boundaries.districts, set(district_codes)
    inside = districts[districts["admin2_code"].isin(wanted)]
    is_country = inside.empty or len(inside) == len(districts)
    frame = (
        _fit(districts.total_bounds, COUNTRY_MARGIN)
        if is_country
        else _fit(inside.total_bounds, MARGIN)
    )
    return Ground(
        frame=frame,
        provinces=_path(boundaries.provinces, frame),
        districts="" if is_country else _path(districts, frame),
        place="" if is_country else _path(inside, frame),
    )
