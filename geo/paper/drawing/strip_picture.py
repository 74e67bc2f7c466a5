"""Draw the timeline strip as a picture: one mark per incident, in lanes, with milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
from geo.paper.drawing.glyphs import shape_entries
from geo.paper.drawing.milestone_labels import (
    LANE_LABEL_PX,
    Axis,
    Milestone,
    draw_milestones,
    label_milestones,
    time_axis,
)
from geo.paper.drawing.strip_lanes import draw_lanes, with_tiers
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.wording import format_day

SMALLEST_LANE_PX = 30
MILESTONE_PX = 13


@dataclass(frozen=True)
class StripPlate:
    """Hold all that a picture of the timeline shows.

    `rows`: one per incident, columns first, middle, last (dates; a bar where first is not last),
    lane, colour_hex, radius_px, is_known (False: open mark), kind (a key of
    `glyphs.KIND_LABELS`) and, where tiers are told apart, is_context (drawn paler). `lanes`: from
    top to bottom, empty ones are kept. `span`: the days that the record covers; what is outside
    is tinted. `milestones`: event_date and label; where the labels have no room they become
    numbers with a key. Raises ValueError where a row's lane is not in `lanes`.
    """

    rows: pd.DataFrame
    lanes: Sequence[str]
    legend: Sequence[LegendEntry]
    span: tuple[date, date]
    texts: PictureTexts | None = None
    milestones: pd.DataFrame | None = None
    theme: str = "light"
    width_px: int = 1920
    height_px: int = 640

    def __post_init__(self) -> None:
        unknown = sorted(set(self.rows["lane"]) - set(self.lanes))
        if unknown:
            raise ValueError(f"rows stand in lanes that are not given: {', '.join(unknown)}")


@dataclass(frozen=True)
class _Layout:
    """Hold what stands above and below the lanes at a scale of the letters."""

    scale: float
    area: Box
    head: list[Block]
    foot: list[Block]
    milestones: list[Milestone]
    row_px: float


def _key_block(canvas: Canvas, key: Sequence[str], x: float, width: float, size: float) -> Block:
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


def _signs(canvas: Canvas, plate: StripPlate) -> list[LegendEntry]:
    rows, (start, end) = plate.rows, plate.span
    signs = [
        LegendEntry(label, canvas.muted, kind)
        for kind, label in shape_entries(rows.assign(is_filled=rows["is_known"]))
    ]
    if (rows["first"] != rows["last"]).any():
        label = "bar: the days that the date can mean, or how long it lasted"
        signs.append(LegendEntry(label, canvas.muted, "bar"))
    if with_tiers(rows)["is_context"].any():
        signs.append(LegendEntry("paler: context, not of the record", canvas.muted, "mark"))
    period = f"outside {format_day(start)} to {format_day(end)}"
    return [*signs, LegendEntry(period, SURFACE_HEX[canvas.theme]["neighbour"])]


def _foot(canvas: Canvas, plate: StripPlate, key: Sequence[str], scale: float) -> list[Block]:
    size, width, texts = 14 * scale, canvas.area.right - 2 * MARGIN_PX, plate.texts
    blocks = [space(size * 2.2)]
    if key:
        blocks += [_key_block(canvas, key, MARGIN_PX, width, MILESTONE_PX * scale), space(8)]
    blocks += [
        flow_block(canvas, entries, MARGIN_PX, width, size)
        for entries in (plate.legend, _signs(canvas, plate))
    ]
    if texts is not None:
        marks = f"{texts.size}. The height within a lane has no meaning."
        notes = [marks, *texts.notes] if len(plate.rows) else texts.notes
        blocks += [space(4), *footer_blocks(canvas, texts, notes)]
    return blocks


def _layout(canvas: Canvas, plate: StripPlate, axis: Axis, scale: float) -> _Layout:
    size = MILESTONE_PX * scale
    placed, key = label_milestones(canvas, plate.milestones, axis, size)
    row_px = size * (1.3 * max((len(one.lines) for one in placed), default=0) + 0.6)
    above = row_px * (1 + max((one.row for one in placed), default=-1))
    head, foot = _head(canvas, plate.texts, scale), _foot(canvas, plate, key, scale)
    top = MARGIN_PX * 0.6 + sum(block.height for block in head) + above
    bottom = plate.height_px - MARGIN_PX * 0.5 - sum(block.height for block in foot)
    return _Layout(scale, Box(axis.left, top, axis.right, bottom), head, foot, placed, row_px)


def _fit_layout(canvas: Canvas, plate: StripPlate, axis: Axis) -> _Layout:
    """Return the layout of the largest scale that leaves the lanes room, or the smallest one."""
    least = SMALLEST_LANE_PX * max(len(plate.lanes), 4)
    scales = [percent / 100 for percent in range(100, 49, -10)]
    for scale in scales:
        layout = _layout(canvas, plate, axis, scale)
        if layout.area.bottom - layout.area.top >= least:
            break
    return layout


def draw_strip(plate: StripPlate) -> bytes:
    """Return the timeline strip as a PNG; the same plate gives the same bytes.

    Raises KeyError for an unknown theme.
    """
    canvas = Canvas(plate.width_px, plate.height_px, plate.theme)
    left, right = MARGIN_PX + LANE_LABEL_PX, plate.width_px - MARGIN_PX
    axis = time_axis(plate.rows, plate.span, left, right)
    layout = _fit_layout(canvas, plate, axis)
    area, size = layout.area, 14 * layout.scale
    draw_column(layout.head, MARGIN_PX * 0.6)
    draw_column(layout.foot, area.bottom)
    _draw_axis(canvas, axis, plate.span, area, size)
    draw_milestones(canvas, layout.milestones, area, MILESTONE_PX * layout.scale, layout.row_px)
    draw_lanes(canvas, axis, plate.rows, plate.lanes, area, size)
    return canvas.png()
