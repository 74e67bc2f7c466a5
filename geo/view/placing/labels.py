"""Put the names of towns where they cover neither marks nor each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from geo.view.placing.camera import Area, Camera, world_pixels
from geo.view.placing.spread import EDGE_PX, Points

LETTER_PX, LINE_PX = 6.6, 14.0
LABEL_SIZE_PX = {0: 11, 1: 13, 2: 11, 3: 11}
# From which zoom on towns of a rank are named.
ZOOM_OF_RANK = {0: 0.0, 1: 0.0, 2: 5.2, 3: 6.1}
# How far from its point a name may stand; the largest towns are named in any case.
_GAPS_PX = {1: (8, 14, 22, 32, 44, 58), 2: (8, 14, 22), 3: (8, 14)}
_DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8))

Offset = tuple[float, float]


def _half_size(label: Mapping[str, Any]) -> Points:
    scale = LABEL_SIZE_PX[label["label_rank"]] / 12
    return np.array([len(label["name"]) * LETTER_PX * scale / 2, LINE_PX * scale / 2])


def _is_free(middle: Points, half: Points, marks: Points, reaches: Points, taken: Points) -> bool:
    beside = np.abs(marks - middle) - half
    is_clear = np.hypot(*np.maximum(beside, 0).T) >= reaches
    if not is_clear.all():
        return False
    if not len(taken):
        return True
    apart = np.abs(taken[:, :2] - middle) >= taken[:, 2:] + half
    return bool(apart.any(axis=1).all())


def _is_inside(middle: Points, half: Points, area: Area | None) -> bool:
    if area is None:
        return True
    return bool((middle - half >= area[:2]).all() and (middle + half <= area[2:]).all())


def _places(label: Mapping[str, Any], half: Points) -> Iterable[Offset]:
    rank = label["label_rank"]
    if rank == 0:
        yield 0.0, 0.0
        return
    for gap in _GAPS_PX[rank]:
        for across, down in _DIRECTIONS:
            yield (
                round(across * gap + np.sign(across) * half[0]),
                round(down * gap + np.sign(down) * half[1] * 0.6),
            )


def place_labels(
    labels: Sequence[Mapping[str, Any]],
    camera: Camera,
    marks: Points,
    radii: Points,
    area: Area | None = None,
) -> list[Offset | None]:
    """Return each label's offset in pixels from its point, or None where it has no room.

    `labels`: records with name, longitude, latitude, label_rank; `marks`: where marks stand in
    world pixels of the camera's zoom, shape (n, 2); `radii` in pixels; `area`: left, top, right
    and bottom of what can be seen, which no name of a town in it leaves. Largest ranks go first;
    one of rank 1 is named below its point where nothing is free, since a map needs its cities.
    """
    points = world_pixels([(each["longitude"], each["latitude"]) for each in labels], camera.zoom)
    reaches = np.asarray(radii, dtype=float) + EDGE_PX + 1
    seen = {at for at, point in enumerate(points) if _is_inside(point, np.zeros(2), area)}
    taken = np.empty((0, 4))
    offsets: list[Offset | None] = [None] * len(labels)
    order = sorted(range(len(labels)), key=lambda at: (labels[at]["label_rank"] or 9, at))
    for at in order:
        label, half = labels[at], _half_size(labels[at])
        if camera.zoom < ZOOM_OF_RANK[label["label_rank"]]:
            continue
        free = (
            offset
            for offset in _places(label, half)
            if (at not in seen or _is_inside(points[at] + offset, half, area))
            and _is_free(points[at] + offset, half, marks, reaches, taken)
        )
        found = next(free, (0.0, 12.0) if label["label_rank"] == 1 else None)
        if found is not None:
            offsets[at] = found
            taken = np.vstack([taken, [*(points[at] + found), *half]])
    return offsets
