"""Draw the timeline strip as a picture: one mark per incident, in lanes, with milestones."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from geo.paper.drawing.blocks import (
    MARGIN_PX,
    Block,
    LegendEntry,
    PictureTexts,
    draw_column,
    flow_block,
    footer_blocks,
    paragraph,
    space,
)
from geo.paper.drawing.canvas import Box, Canvas
from geo.paper.drawing.glyphs import Mark, draw_mark, shape_entries
from geo.paper.drawing.milestone_labels import (
    LANE_LABEL_PX,
    Axis,
    draw_milestones,
    label_milestones,
    time_axis,
)
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.wording import format_day

SMALLEST_LANE_PX = 30
RADIUS_SCALE = 1.2


def key_block(canvas: Canvas, key: Sequence[str], x: float, width: float, size: float) -> Block:
    """Return the key of milestones in columns, read downwards."""
    columns = min(4, len(key)) or 1
    room = width / columns
    per_column = -(-len(key) // columns)
    stacks = [
        [
            paragraph(canvas, text, x + number * room, room - 20, size, lines=3)
            for text in key[number * per_column : (number + 1) * per_column]
        ]
        for number in range(columns)
    ]

    def draw(top: float) -> None:
        for stack in stacks:
            draw_column(stack, top)

    return Block(max(sum(block.height for block in stack) for stack in stacks), draw)


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


def _draw_axis(canvas: Canvas, axis: Axis, span: tuple[date, date], area: Box, size: float) -> None:
    surface, faint = SURFACE_HEX[canvas.theme], LINE_HEX[canvas.theme]["faint"]
    canvas.box(area, facecolor=surface["land"], zorder=1)
    edges = (
        (area.left, axis.x(span[0])),
        (axis.x(pd.Timestamp(span[1]) + pd.Timedelta(days=1)), area.right),
    )
    for left, right in edges:
        if right > left:
            outside = Box(left, area.top, right, area.bottom)
            canvas.box(outside, facecolor=surface["neighbour"], zorder=2)
    years = range(axis.first.year, axis.last.year)
    year_px = (axis.right - axis.left) / len(years)
    every = next(n for n in (1, 2, 5, 10, 20, 50, 1000) if n * year_px > 3.6 * size)
    for year in [*years, axis.last.year]:
        x = axis.x(pd.Timestamp(year, 1, 1))
        canvas.line([(x, area.top), (x, area.bottom)], edgecolor=faint, linewidth=0.8, zorder=3)
        if year in years and year % every == 0:
            baseline = area.bottom + size * 1.3
            canvas.text(x + year_px / 2, baseline, str(year), size, align="center")


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
        )
        for row in cells
    ]
    for order, (mark, row) in enumerate(zip(spread_marks(drawn, lane), cells, strict=True)):
        left, right = axis.x(row.first), axis.x(row.last)
        if right > left:
            bar = Box(left, mark.y - 2.5, right, mark.y + 2.5)
            canvas.box(bar, facecolor=mark.colour_hex, alpha=0.45, zorder=5)
        draw_mark(canvas, mark, zorder=10 + order / 10_000)


def _draw_lanes(
    canvas: Canvas, axis: Axis, rows: pd.DataFrame, lanes: Sequence[str], area: Box, size: float
) -> None:
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


def _head(canvas: Canvas, texts: PictureTexts | None, scale: float) -> list[Block]:
    if texts is None:
        return []
    width = canvas.area.right - 2 * MARGIN_PX
    words = (
        (texts.title, 30, 2, True),
        (texts.sentence, 17, 4, False),
        (texts.figures, 17, 2, True),
    )
    blocks = [
        paragraph(canvas, text, MARGIN_PX, width, size * scale, lines=lines, is_bold=is_bold)
        for text, size, lines, is_bold in words
    ]
    return [*blocks, space(14 * scale)]


def _foot(
    canvas: Canvas,
    texts: PictureTexts | None,
    rows: pd.DataFrame,
    legend: Sequence[LegendEntry],
    span: tuple[date, date],
    key: Sequence[str],
    scale: float,
) -> list[Block]:
    size, width = 14 * scale, canvas.area.right - 2 * MARGIN_PX
    signs = [
        LegendEntry(label, canvas.muted, kind)
        for kind, label in shape_entries(rows.assign(is_filled=rows["is_known"]))
    ]
    if (rows["first"] != rows["last"]).any():
        label = "bar: the days that the date can mean, or how long it lasted"
        signs.append(LegendEntry(label, canvas.muted, "bar"))
    period = f"outside {format_day(span[0])} to {format_day(span[1])}"
    signs.append(LegendEntry(period, SURFACE_HEX[canvas.theme]["neighbour"]))
    blocks = [
        space(size * 2.2),
        *([key_block(canvas, key, MARGIN_PX, width, 13 * scale), space(8)] if key else []),
        flow_block(canvas, legend, MARGIN_PX, width, size),
        flow_block(canvas, signs, MARGIN_PX, width, size),
    ]
    if texts is not None:
        marks = f"{texts.size}. The height within a lane has no meaning."
        notes = [marks, *texts.notes] if len(rows) else texts.notes
        blocks += [space(4), *footer_blocks(canvas, texts, notes)]
    return blocks


def timeline_picture(
    rows: pd.DataFrame,
    texts: PictureTexts | None,
    *,
    lanes: Sequence[str],
    legend: Sequence[LegendEntry],
    span: tuple[date, date],
    theme: str = "light",
    width_px: int = 1920,
    height_px: int = 640,
    milestones: pd.DataFrame | None = None,
) -> bytes:
    """Return the timeline strip as a PNG; the same input gives the same bytes.

    `rows`: one per incident, columns first, middle, last (dates; a bar where first is not last),
    lane, colour_hex, radius_px, is_known (False: open mark), kind (a key of
    `glyphs.KIND_LABELS`). `lanes`: from top to bottom, empty ones are kept. `span`: the days that
    the record covers; what is outside is tinted. `milestones`: event_date and label; where the
    labels have no room they become numbers with a key. Raises ValueError where a row's lane is
    not in `lanes`, KeyError for an unknown theme.
    """
    unknown = sorted(set(rows["lane"]) - set(lanes))
    if unknown:
        raise ValueError(f"rows stand in lanes that are not given: {', '.join(unknown)}")
    canvas = Canvas(width_px, height_px, theme)
    left, right = MARGIN_PX + LANE_LABEL_PX, width_px - MARGIN_PX
    axis = time_axis(rows, span, left, right)
    for percent in range(100, 49, -10):
        scale = percent / 100
        placed, key = label_milestones(canvas, milestones, axis, 13 * scale)
        row_px = 13 * scale * (1.3 * max((len(one.lines) for one in placed), default=0) + 0.6)
        above = row_px * (1 + max((one.row for one in placed), default=-1))
        head = _head(canvas, texts, scale)
        foot = _foot(canvas, texts, rows, legend, span, key, scale)
        top = MARGIN_PX * 0.6 + sum(block.height for block in head) + above
        bottom = height_px - MARGIN_PX * 0.5 - sum(block.height for block in foot)
        if bottom - top >= SMALLEST_LANE_PX * max(len(lanes), 4):
            break
    area = Box(left, top, right, bottom)
    draw_column(head, MARGIN_PX * 0.6)
    draw_column(foot, bottom)
    _draw_axis(canvas, axis, span, area, 14 * scale)
    draw_milestones(canvas, placed, area, 13 * scale, row_px)
    _draw_lanes(canvas, axis, rows, lanes, area, 14 * scale)
    return canvas.png()
