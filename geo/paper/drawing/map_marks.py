"""Put incident marks on the map, larger than in the browser, where they belong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.path import Path

from geo.paper.drawing.canvas import Canvas
from geo.paper.drawing.glyphs import Mark, draw_mark
from geo.paper.drawing.map_frame import MapFrame, near_path
from geo.view.deck import NEAR_RADIUS_M
from geo.view.placing.spread import precedence, spread_marks
from geo.view.scales import LINE_HEX

# A picture shows the country larger than a browser's window does; marks grow with it.
MARK_SCALE, PLACE_RADIUS_PX = 1.5, 2.2


def place_marks(marks: pd.DataFrame, frame: MapFrame) -> list[Mark]:
    """Return the marks whose place is inside the frame, beside each other, the deadliest last.

    `marks` as in MapPlate.
    """
    box, pixels = frame.box, frame.pixels(marks[["x", "y"]])
    is_inside = (
        (pixels[:, 0] >= box.left)
        & (pixels[:, 0] <= box.right)
        & (pixels[:, 1] >= box.top)
        & (pixels[:, 1] <= box.bottom)
    )
    rows: list[Any] = list(marks[is_inside].itertuples(index=False))
    order = sorted(range(len(rows)), key=lambda at: precedence(rows[at]._asdict()))
    places = pixels[is_inside][order]
    area = (box.left, box.top, box.right, box.bottom)
    offsets = spread_marks(places, [rows[at].r * MARK_SCALE for at in order], area)
    drawn = [
        Mark(
            float(place[0] + offset[0]),
            float(place[1] + offset[1]),
            float(rows[at].r) * MARK_SCALE,
            str(rows[at].colour_hex),
            str(rows[at].kind),
            is_filled=bool(rows[at].is_filled),
            is_district=bool(rows[at].is_district),
            is_selected=bool(rows[at].is_selected),
            alpha=float(rows[at].alpha),
        )
        for at, place, offset in zip(order, places, offsets, strict=True)
    ]
    drawn.reverse()
    return sorted(drawn, key=lambda mark: mark.is_selected)


def draw_places(canvas: Canvas, frame: MapFrame, marks: pd.DataFrame) -> None:
    """Draw a dot at every true place: it shows where the mark stands beside it."""
    box = frame.box
    for x, y in np.unique(frame.pixels(marks[["x", "y"]]), axis=0):
        if box.left <= x <= box.right and box.top <= y <= box.bottom:
            dot = Path.circle((float(x), float(y)), PLACE_RADIUS_PX)
            canvas.path(dot, facecolor=canvas.ink, zorder=9.5)


def draw_marks(canvas: Canvas, frame: MapFrame, marks: pd.DataFrame, drawn: list[Mark]) -> None:
    """Draw circles around points that are only near, and marks as from place_marks."""
    draw_places(canvas, frame, marks)
    near = marks.loc[marks["is_near"].astype(bool), ["x", "y"]].drop_duplicates()
    if len(near):
        canvas.path(
            near_path(list(near.itertuples(index=False, name=None)), NEAR_RADIUS_M, frame),
            clip=frame.box,
            facecolor="none",
            edgecolor=LINE_HEX[canvas.theme]["strong"],
            linewidth=1,
            alpha=0.45,
            zorder=8,
        )
    for order, mark in enumerate(drawn):
        draw_mark(canvas, mark, zorder=10 + order / 10_000)
