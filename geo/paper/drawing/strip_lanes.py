"""Put marks into lanes under each other, so that few cover each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from geo.paper.drawing.blocks import MARGIN_PX, paragraph
from geo.paper.drawing.canvas import Box, Canvas
from geo.paper.drawing.glyphs import Mark, draw_mark
from geo.paper.drawing.milestone_labels import LANE_LABEL_PX, Axis
from geo.view.scales import LINE_HEX

RADIUS_SCALE = 1.2
# Context stands below the record and is drawn paler.
CONTEXT_ALPHA = 0.4


def lane_boxes(counts: Sequence[int], floors: Sequence[float], area: Box) -> list[Box]:
    """Return lanes under each other: each its floor, the rest by its incidents.

    Where many incidents have to stand side by side, the lane is higher. Floors that are too high
    together are cut in proportion.
    """
    total = area.bottom - area.top
    part = min(1.0, total / (sum(floors) or 1))
    roots = [count**0.75 for count in counts]
    if not any(roots):
        roots = [1.0 for _ in counts]
    unit = (total - part * sum(floors)) / (sum(roots) or 1)
    heights = [part * floor + unit * root for floor, root in zip(floors, roots, strict=True)]
    edges = itertools.accumulate(heights, initial=area.top)
    return [Box(area.left, top, area.right, end) for top, end in itertools.pairwise(edges)]


def spread_marks(marks: Sequence[Mark], lane: Box) -> list[Mark]:
    """Return marks moved up or down in their lane so that few cover each other.

    The largest first, nearest to the lane's middle; where all is full, the place farthest from
    others. The height within a lane carries no meaning.
    """
    middle = (lane.top + lane.bottom) / 2
    placed: dict[int, Mark] = {}
    for number in sorted(range(len(marks)), key=lambda index: -marks[index].radius):
        mark = marks[number]
        room = max(0.0, (lane.bottom - lane.top) / 2 - mark.reach)
        steps = range(int(room // 2) + 1)
        tried = [replace(mark, y=middle + sign * 2 * step) for step in steps for sign in (1, -1)]
        gaps = [
            min(
                (
                    ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                    - one.reach
                    - other.reach
                    for other in placed.values()
                ),
                default=0.0,
            )
            for one in tried
        ]
        free = next((one for one, gap in zip(tried, gaps, strict=True) if gap >= 0), None)
        placed[number] = free or tried[gaps.index(max(gaps))]
    return [placed[number] for number in range(len(marks))]


def with_tiers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with is_context, False where it is not said."""
    return rows if "is_context" in rows else rows.assign(is_context=False)


def _draw_lane(canvas: Canvas, axis: Axis, rows: pd.DataFrame, lane: Box, scale: float) -> None:
    cells: list[Any] = list(rows.itertuples(index=False))
    drawn = [
        Mark(
            axis.x(row.middle),
            0,
            float(row.radius_px) * scale,
            str(row.colour_hex),
            str(row.kind),
            is_filled=bool(row.is_known),
            alpha=CONTEXT_ALPHA if row.is_context else 1.0,
        )
        for row in cells
    ]
    for order, (mark, row) in enumerate(zip(spread_marks(drawn, lane), cells, strict=True)):
        left, right = axis.x(row.first), axis.x(row.last)
        if right > left:
            bar = Box(left, mark.y - 2.5, right, mark.y + 2.5)
            canvas.box(bar, facecolor=mark.colour_hex, alpha=0.45 * mark.alpha, zorder=5)
        draw_mark(canvas, mark, zorder=(9 if row.is_context else 10) + order / 10_000)


def draw_lanes(
    canvas: Canvas, axis: Axis, rows: pd.DataFrame, lanes: Sequence[str], area: Box, size: float
) -> None:
    """Draw lanes with their names and marks; `rows` as in StripPlate, marks as large as fit."""
    rows = with_tiers(rows)
    names = [
        paragraph(canvas, name, MARGIN_PX, LANE_LABEL_PX - 16, size, lines=3) for name in lanes
    ]
    counts = [int((rows["lane"] == lane).sum()) for lane in lanes]
    boxes = lane_boxes(counts, [block.height + 8 for block in names], area)
    rooms = [box.bottom - box.top for box, count in zip(boxes, counts, strict=True) if count]
    largest = float(rows["radius_px"].max()) if len(rows) else 1.0
    scale = min(RADIUS_SCALE, 0.4 * max(rooms, default=1.0) / largest)
    for lane, block, box in zip(lanes, names, boxes, strict=True):
        canvas.line(
            [(MARGIN_PX, box.bottom), (box.right, box.bottom)],
            edgecolor=LINE_HEX[canvas.theme]["middle"],
            linewidth=0.8,
            zorder=4,
        )
        _draw_lane(canvas, axis, rows[rows["lane"] == lane], box, scale)
        block.draw((box.top + box.bottom - block.height) / 2)
