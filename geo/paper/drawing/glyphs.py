"""Draw incident marks and the legend that explains them, the same on map and timeline picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.path import Path

from geo.paper.drawing.canvas import Box, Canvas
from geo.view.scales import ACCENT_HEX, LINE_HEX, SURFACE_HEX

# What the shapes say, in the order of the legend.
KIND_LABELS = {
    "suicide": "suicide attack",
    "kidnapping": "kidnapping",
    "no_harm": "no one hurt",
    "other": "other attack",
}
FLAG_LABELS = {
    "open": "open mark: deaths not reported",
    "is_district": "framed: only the district known; at its middle",
    "is_near": "thin circle: the point is within about 10 km",
    "is_selected": "selected incident",
}


@dataclass(frozen=True)
class Mark:
    """Hold where and how one incident is drawn, in pixels of the picture."""

    x: float
    y: float
    radius: float
    colour_hex: str
    kind: str = "other"
    is_filled: bool = True
    is_district: bool = False
    is_selected: bool = False
    alpha: float = 1.0

    @property
    def reach(self) -> float:
        """Return how far the mark reaches from its middle, in pixels."""
        frame = 4.5 if self.is_district else 1.5
        return outline_radius(self.kind, self.radius) + (9 if self.is_selected else frame)


def _polygon(x: float, y: float, radius: float, corners: int) -> Path:
    angles = [2 * math.pi * corner / corners - math.pi / 2 for corner in range(corners + 1)]
    points = [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]
    return Path(points, closed=True)


def outline_radius(kind: str, radius: float) -> float:
    """Return the radius of the circle around a shape whose area is that of a circle of `radius`."""
    corners = {"suicide": 4, "kidnapping": 3}.get(kind)
    if corners is None:
        return radius
    return radius * math.sqrt(2 * math.pi / (corners * math.sin(2 * math.pi / corners)))


def mark_path(mark: Mark) -> Path:
    """Return a mark's outline: circle, diamond or triangle of the same area."""
    around = outline_radius(mark.kind, mark.radius)
    corners = {"suicide": 4, "kidnapping": 3}.get(mark.kind)
    if corners is None:
        return Path.circle((mark.x, mark.y), around)
    return _polygon(mark.x, mark.y, around, corners)


def draw_mark(canvas: Canvas, mark: Mark, zorder: float = 10) -> None:
    """Draw a mark: halo in the land's colour, shape, and the frame or ring that it has."""
    land = SURFACE_HEX[canvas.theme]["land"]
    shape = mark_path(mark)
    is_ring = mark.kind == "no_harm"
    colour, is_filled = mark.colour_hex, mark.is_filled and not is_ring
    shared: dict[str, Any] = {"alpha": mark.alpha, "zorder": zorder}
    canvas.path(shape, facecolor=land, edgecolor=land, linewidth=3.5, **shared)
    if is_filled:
        canvas.path(shape, facecolor=colour, edgecolor=land, linewidth=1, **shared)
    else:
        canvas.path(shape, facecolor="none", edgecolor=colour, linewidth=2, **shared)
    if is_ring:
        dot = Path.circle((mark.x, mark.y), max(1.6, 0.3 * mark.radius))
        canvas.path(dot, facecolor=colour, **shared)
    if mark.is_district:
        _draw_frame(canvas, mark, zorder)
    if mark.is_selected:
        ring = Path.circle((mark.x, mark.y), outline_radius(mark.kind, mark.radius) + 6)
        style: dict[str, Any] = {"facecolor": "none", "zorder": zorder}
        canvas.path(ring, edgecolor=land, linewidth=6, **style)
        canvas.path(ring, edgecolor=ACCENT_HEX[canvas.theme], linewidth=3, **style)


def _draw_frame(canvas: Canvas, mark: Mark, zorder: float) -> None:
    half = outline_radius(mark.kind, mark.radius) + 3.5
    canvas.box(
        Box(mark.x - half, mark.y - half, mark.x + half, mark.y + half),
        facecolor="none",
        edgecolor=LINE_HEX[canvas.theme]["strong"],
        linewidth=1.1,
        alpha=mark.alpha,
        zorder=zorder,
    )


def shape_entries(marks: pd.DataFrame) -> list[tuple[str, str]]:
    """Return kind or flag, and its words, of the shapes that occur among marks.

    Raises ValueError for a kind that is not in `KIND_LABELS`.
    """
    unknown = set(marks["kind"]) - set(KIND_LABELS)
    if unknown:
        raise ValueError(f"unknown kinds of marks: {', '.join(sorted(map(str, unknown)))}")
    if marks.empty:
        return []
    kinds = [kind for kind in KIND_LABELS if marks["kind"].eq(kind).any()]
    flags = [flag for flag in FLAG_LABELS if flag in marks and marks[flag].astype(bool).any()]
    if not marks["is_filled"].astype(bool).all():
        flags.insert(0, "open")
    shown = [(key, (KIND_LABELS | FLAG_LABELS)[key]) for key in [*kinds, *flags]]
    return [] if shown == [("other", KIND_LABELS["other"])] else shown


def draw_key(canvas: Canvas, kind: str, colour: str, x: float, y: float, size: float) -> None:
    """Draw a legend's sign with its middle at x, y."""
    middle = LINE_HEX[canvas.theme]["middle"]
    if kind in ("area", "bar"):
        half, tall = size * 0.8, size * (0.5 if kind == "area" else 0.18)
        edge: dict[str, Any] = (
            {"edgecolor": middle, "linewidth": 0.8} if kind == "area" else {"alpha": 0.5}
        )
        box = Box(x - half, y - tall, x + half, y + tall)
        canvas.box(box, facecolor=colour, zorder=15, **edge)
    elif kind == "is_near":
        circle = Path.circle((x, y), size * 0.6)
        strong = LINE_HEX[canvas.theme]["strong"]
        canvas.path(circle, facecolor="none", edgecolor=strong, linewidth=1, zorder=15)
    else:
        mark = Mark(
            x,
            y,
            size * 0.42,
            colour,
            kind if kind in KIND_LABELS else "other",
            is_filled=kind != "open",
            is_district=kind == "is_district",
            is_selected=kind == "is_selected",
        )
        draw_mark(canvas, mark, zorder=15)
