"""Put incident marks on the map, larger than in the browser, where they belong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from geo.paper.drawing.canvas import Canvas
from geo.paper.drawing.glyphs import Mark, draw_mark
from geo.paper.drawing.map_frame import MapFrame, near_path
from geo.view.deck import NEAR_RADIUS_M
from geo.view.scales import LINE_HEX

# A picture shows the country larger than a browser's window does; marks grow with it.
MARK_SCALE = 1.5


def place_marks(marks: pd.DataFrame, frame: MapFrame) -> list[Mark]:
    """Return the marks whose middle is inside the frame, the largest first.

    `marks` as in MapPlate.
    """
    drawn = []
    box, pixels = frame.box, frame.pixels(marks[["x", "y"]])
    rows: Iterable[Any] = marks.itertuples(index=False)
    for (x, y), row in zip(pixels, rows, strict=True):
        at = (float(x + row.dx * MARK_SCALE), float(y + row.dy * MARK_SCALE))
        if box.left <= at[0] <= box.right and box.top <= at[1] <= box.bottom:
            drawn.append(
                Mark(
                    *at,
                    float(row.r) * MARK_SCALE,
                    str(row.colour_hex),
                    str(row.kind),
                    is_filled=bool(row.is_filled),
                    is_district=bool(row.is_district),
                    is_selected=bool(row.is_selected),
                    alpha=float(row.alpha),
                )
            )
    return sorted(drawn, key=lambda mark: (mark.is_selected, -mark.radius))


def draw_marks(canvas: Canvas, frame: MapFrame, marks: pd.DataFrame, drawn: list[Mark]) -> None:
    """Draw circles around points that are only near, and marks as from place_marks."""
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
