"""Draw what lies around the marks: land and borders below, scale bar and names of towns above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.path import Path

from geo.paper.drawing.canvas import Box, Canvas
from geo.paper.drawing.map_frame import (
    MapFrame,
    geometry_path,
    map_layers,
    place_label,
    scale_bar,
    static_layer,
    town_labels,
)
from geo.places.boundaries import Boundaries
from geo.view.backdrop import LINE_KINDS
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.wording import format_number

LINE_SCALE = 1.3
LAND_BOUNDS = (35.0, 0.0, 105.0, 58.0)
# From how many pixels per km on districts are large enough for a border of the middle tone.
STRONGER_FROM = 2.0
LABEL_PX = {0: 15, 1: 18, 2: 15, 3: 14}
# From how many pixels per km on a rank of towns is tried, and how far from its point.
LABEL_FROM = {0: 0.0, 1: 0.0, 2: 0.5, 3: 1.0}
LABEL_GAPS = {0: (-1.0,), 1: (8, 16, 26, 38), 2: (7, 14), 3: (7,)}


def draw_land(
    canvas: Canvas, frame: MapFrame, boundaries: Boundaries, fills: Mapping[str, str]
) -> None:
    """Draw sea, neighbours, the country, districts in their fills, and every border."""
    surface, layers = SURFACE_HEX[canvas.theme], map_layers(boundaries)

    def fill(geometries: pd.Series, colour: str, zorder: float) -> None:
        path = geometry_path(geometries, frame)
        if path is not None:
            canvas.path(path, clip=frame.box, facecolor=colour, zorder=zorder)

    canvas.box(frame.box, facecolor=surface["sea"], zorder=1)
    # The projection is made for the country; the far side of the world would fold over it.
    fill(static_layer("land").geometry.clip_by_rect(*LAND_BOUNDS), surface["neighbour"], 2)
    fill(layers["provinces"].geometry, surface["land"], 3)
    districts = layers["districts"]
    colours = districts["admin2_code"].map(dict(fills)).dropna()
    for colour, rows in colours.groupby(colours, sort=True):
        fill(districts.geometry[rows.index], str(colour), 4)
    for rank, (kind, (tone, width)) in enumerate(LINE_KINDS.items()):
        if kind == "district" and frame.px_per_m * 1000 > STRONGER_FROM:
            tone = "middle"
        path = geometry_path(layers["lines"].geometry[layers["lines"]["kind"] == kind], frame)
        if path is not None:
            canvas.path(
                path,
                clip=frame.box,
                facecolor="none",
                edgecolor=LINE_HEX[canvas.theme][tone],
                linewidth=width * LINE_SCALE,
                linestyle=(0, (4, 2.5)) if kind == "disputed" else "solid",
                joinstyle="round",
                zorder=6 - rank / 10,
            )


def draw_scale_bar(canvas: Canvas, frame: MapFrame, taken: Sequence[Box]) -> Box:
    """Draw the scale bar in the corner where it covers least of what is taken; return its box."""
    box, high = frame.box, 46
    room = scale_bar(frame, box.left, box.bottom, 210)[1] + 28
    corners = [
        Box(left, top, left + room, top + high)
        for top in (box.bottom - high - 12, box.top + 12)
        for left in (box.left + 12, box.right - room - 12)
    ]
    corner = min(corners, key=lambda place: sum(place.meets(other) for other in taken))
    left, y = corner.left + 14, corner.bottom - 14
    km, length = scale_bar(frame, left, y, 210)
    corner = Box(corner.left, corner.top, left + length + 14, corner.bottom)
    canvas.box(corner, facecolor=canvas.paper, alpha=0.75, zorder=12)
    points = [(left, y - 6), (left, y), (left + length, y), (left + length, y - 6)]
    canvas.line(points, edgecolor=canvas.ink, linewidth=1.5, zorder=13)
    unit = f"{format_number(int(km))} km" if km >= 1 else f"{format_number(round(km * 1000))} m"
    canvas.text(left, y - 12, unit, 14)
    return corner


def draw_town_names(canvas: Canvas, frame: MapFrame, marks: Sequence[Box], bar: Box) -> None:
    """Draw names of towns beside their points, clear of the scale bar and of each other.

    Only the largest towns may cover marks.
    """
    taken = [bar]
    surface, area = SURFACE_HEX[canvas.theme], frame.box.grown(-6)
    for label in town_labels():
        rank = label["label_rank"]
        if frame.px_per_m * 1000 < LABEL_FROM[rank]:
            continue
        x, y = frame.pixels([label["longitude"], label["latitude"]])[0]
        if not area.holds(Box(x, y, x, y)):
            continue
        size, name = LABEL_PX[rank], label["name"]
        room = (canvas.text_width(name, size) + 4, size * 1.2)
        gaps = LABEL_GAPS[rank] if rank else (-room[0] / 2,)
        box = place_label((x, y), room, area, [*marks, *taken], gaps)
        if box is None and rank == 1:
            box = place_label((x, y), room, area, taken, gaps)
        if box is None:
            continue
        taken.append(box)
        colour = canvas.ink if rank else canvas.muted
        halo = surface["land"] if rank else None
        canvas.text(box.left + 2, box.bottom - size * 0.3, name, size, colour=colour, halo=halo)
        if rank:
            dot = Path.circle((x, y), 2.6)
            canvas.path(dot, facecolor=canvas.ink, edgecolor=halo, linewidth=1, zorder=9)
