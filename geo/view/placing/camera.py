"""Put the map's camera: web Mercator pixels, the section that holds a box of degrees."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.incidents.filters import IncidentFilter

# MapLibre's and deck.gl's world is 512 px wide at zoom 0.
WORLD_PX = 512
MIN_ZOOM, MAX_ZOOM = 3.0, 12.0
# A filter of one point or one small district is not magnified beyond this.
CLOSEST_FIT = 9.5
AT_DECIMALS = 3

Bounds = tuple[float, float, float, float]
Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """Hold the map's size in pixels, and how much of each edge other things lie over."""

    width: float = 790.0
    height: float = 460.0
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


USUAL_FRAME = Frame()


@dataclass(frozen=True)
class Camera:
    """Hold the middle of a map (EPSG:4326) and its zoom, as MapLibre counts it."""

    longitude: float
    latitude: float
    zoom: float

    def __str__(self) -> str:
        """Return the camera as an address has it: lon,lat,zoom."""
        numbers = (self.longitude, self.latitude, self.zoom)
        return ",".join(f"{round(number, AT_DECIMALS):g}" for number in numbers)


def parse_camera(text: str) -> Camera | None:
    """Return the camera of "lon,lat,zoom", or None where that is none on the map."""
    try:
        longitude, latitude, zoom = (float(part) for part in text.split(","))
    except ValueError:
        return None
    # A comparison with nan is false, so that it is none, too.
    is_sound = abs(longitude) <= 180 and abs(latitude) <= 80 and MIN_ZOOM <= zoom <= MAX_ZOOM
    return Camera(longitude, latitude, zoom) if is_sound else None


def world_pixels(points: npt.ArrayLike, zoom: float) -> npt.NDArray[np.float64]:
    """Return points (longitude, latitude) as web Mercator pixels, y down; shape (n, 2)."""
    degrees = np.asarray(points, dtype=float).reshape(-1, 2)
    scale = WORLD_PX * 2**zoom
    x = (degrees[:, 0] + 180) / 360
    y = (1 - np.arcsinh(np.tan(np.radians(degrees[:, 1]))) / np.pi) / 2
    return np.column_stack([x, y]) * scale


def fit_camera(bounds: Bounds, frame: Frame) -> Camera:
    """Return the camera that shows a box of degrees as large as the uncovered frame allows."""
    west, south, east, north = bounds
    corners = world_pixels([[west, north], [east, south]], 0)
    (left, top), (right, bottom) = corners
    room_x = max(frame.width - frame.left - frame.right, 50)
    room_y = max(frame.height - frame.top - frame.bottom, 50)
    scale = min(room_x / max(right - left, 1e-6), room_y / max(bottom - top, 1e-6))
    zoom = min(max(math.log2(scale), MIN_ZOOM), CLOSEST_FIT)
    # The box stands in the middle of what is not covered, so the camera stands beside it.
    shift_x = (frame.right - frame.left) / 2 / 2**zoom
    shift_y = (frame.bottom - frame.top) / 2 / 2**zoom
    x, y = (left + right) / 2 + shift_x, (top + bottom) / 2 + shift_y
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / WORLD_PX))))
    return Camera(round(x / WORLD_PX * 360 - 180, 3), round(latitude, 3), round(zoom, 2))


def camera_extent(camera: Camera, frame: Frame) -> Bounds:
    """Return west, south, east and north (EPSG:4326) of what a camera shows."""
    scale = WORLD_PX * 2**camera.zoom
    middle = world_pixels([[camera.longitude, camera.latitude]], camera.zoom)[0]
    half_x, half_y = frame.width / 2, frame.height / 2

    def latitude(y: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / scale))))

    return (
        (middle[0] - half_x) / scale * 360 - 180,
        latitude(middle[1] + half_y),
        (middle[0] + half_x) / scale * 360 - 180,
        latitude(middle[1] - half_y),
    )


def free_area(camera: Camera, frame: Frame) -> Area:
    """Return left, top, right and bottom of what nothing lies over, in pixels of the world."""
    x, y = map(float, world_pixels([[camera.longitude, camera.latitude]], camera.zoom)[0])
    left, top = x - frame.width / 2, y - frame.height / 2
    return (
        left + frame.left,
        top + frame.top,
        left + frame.width - frame.right,
        top + frame.height - frame.bottom,
    )


def _point_bounds(points: Iterable[Any], margin: float = 0.4) -> Bounds | None:
    xy = np.asarray([(mark["x"], mark["y"]) for mark in points], dtype=float)
    if not len(xy):
        return None
    (west, south), (east, north) = xy.min(axis=0) - margin, xy.max(axis=0) + margin
    return float(west), float(south), float(east), float(north)


def filter_bounds(
    chosen: IncidentFilter, districts: gpd.GeoDataFrame, shown: Iterable[Any]
) -> Bounds | None:
    """Return the box of the places that a filter names, or of its listed incidents; else None.

    `shown`: marker records of what the filter shows (x, y).
    """
    if chosen.ids:
        return _point_bounds(shown)
    is_named = districts["admin2_code"].isin(chosen.districts)
    if not is_named.any():
        is_named = districts["admin1_code"].isin(chosen.provinces)
    if not is_named.any():
        return None
    west, south, east, north = map(float, districts[is_named].total_bounds)
    return west, south, east, north
