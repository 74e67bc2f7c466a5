"""Put marks beside each other on the screen, so that each can be hit by a pointer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.view.placing.camera import Area, Camera, Frame, free_area, world_pixels

Points = npt.NDArray[np.float64]

# How far a mark's icon reaches beyond its radius, and what is left between two marks.
EDGE_PX, GAP_PX = 1.5, 1.0
_STEP_PX, _ARC_PX, _FARTHEST_PX = 3.0, 4.0, 240.0
_FEW = 400


@cache
def _offsets() -> Points:
    """Return the offsets that are tried, nearest first, on rings around the true place."""
    rings = []
    for radius in np.arange(_STEP_PX, _FARTHEST_PX, _STEP_PX):
        count = max(8, round(2 * np.pi * radius / _ARC_PX))
        angles = 2 * np.pi * np.arange(count) / count
        rings.append(np.column_stack([np.cos(angles), np.sin(angles)]) * radius)
    return np.round(np.concatenate([np.zeros((1, 2)), *rings]))


def _is_inside(places: Points, reach: float, area: Area) -> npt.NDArray[np.bool_]:
    low, high = np.array(area[:2]) + reach, np.array(area[2:]) - reach
    return np.asarray(((places >= low) & (places <= high)).all(axis=1))


def _nearest_free(
    place: Points, reach: float, taken: Points, reaches: Points, area: Area | None
) -> Points:
    is_near = np.hypot(*(taken - place).T) < _FARTHEST_PX + reach + reaches
    others, needed = taken[is_near], reaches[is_near] + reach + GAP_PX
    offsets = _offsets()
    # What is outside by itself can't be kept inside.
    is_kept = area is not None and _is_inside(place[None], 0, area).all()
    for first, last in ((0, 1), (1, _FEW), (_FEW, len(offsets))):
        tried = place + offsets[first:last]
        distances = np.hypot(*(tried[:, None, :] - others[None, :, :]).transpose(2, 0, 1))
        is_free = (distances >= needed).all(axis=1)
        if area is not None and is_kept:
            is_free &= _is_inside(tried, reach, area)
        if is_free.any():
            return np.asarray(offsets[first + int(is_free.argmax())])
    return np.zeros(2)


def spread_marks(places: npt.ArrayLike, radii: npt.ArrayLike, area: Area | None = None) -> Points:
    """Return the offset of each mark from its true place, so that none covers another.

    `places`: pixels, shape (n, 2), in order of precedence: each mark takes the free place
    nearest to its own among those before it. `radii`: pixels, shape (n,); `area`: left, top,
    right and bottom of what can be seen, which no mark leaves. Whole pixels, shape (n, 2); the
    same marks give the same offsets. A mark without a free place within 240 px keeps its own.
    """
    points = np.asarray(places, dtype=float).reshape(-1, 2)
    reaches = np.asarray(radii, dtype=float) + EDGE_PX
    offsets = np.zeros_like(points)
    for number, (place, reach) in enumerate(zip(points, reaches, strict=True)):
        taken = points[:number] + offsets[:number]
        offsets[number] = _nearest_free(place, reach, taken, reaches[:number], area)
    return offsets


def precedence(mark: dict[str, Any]) -> tuple[bool, float, int]:
    """Return what marks are sorted by: the record before context, then the deadliest first."""
    return mark["n"] == "context", -mark["r"], mark["i"]


def mark_offsets(
    marks: Sequence[dict[str, Any]], camera: Camera, frame: Frame | None = None
) -> dict[int, tuple[float, float]]:
    """Return `i` → offset in pixels of the marks that can't stand at their true place.

    `marks`: the marker records that are shown (i, x, y, r, n); `frame`: the map's size, where it
    is known.
    """
    ordered = sorted(marks, key=precedence)
    places = world_pixels([(mark["x"], mark["y"]) for mark in ordered], camera.zoom)
    area = None if frame is None else free_area(camera, frame)
    offsets = spread_marks(places, [mark["r"] for mark in ordered], area)
    return {
        mark["i"]: (int(x), int(y)) for mark, (x, y) in zip(ordered, offsets, strict=True) if x or y
    }
