"""Lay out the map as a picture for a slide; it knows nothing of filters or measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.paper.drawing.blocks import (
    MARGIN_PX,
    Block,
    LegendEntry,
    PictureTexts,
    draw_column,
    fitting_column,
    footer_blocks,
    legend_block,
    paragraph,
    size_block,
    space,
)
from geo.paper.drawing.canvas import Box, Canvas
from geo.paper.drawing.glyphs import shape_entries
from geo.paper.drawing.map_frame import MapFrame, fit_frame
from geo.paper.drawing.map_ground import draw_land, draw_scale_bar, draw_town_names
from geo.paper.drawing.map_marks import MARK_SCALE, draw_marks, place_marks
from geo.places.boundaries import Boundaries
from geo.view.scales import LINE_HEX
from geo.wording import count_noun

WIDTH_PX, HEIGHT_PX = 1920, 1080
COLUMN_PX = 520
FOOTER_GAP_PX = 14
# An inset's width and height, and what lifts it over all of the map.
INSET_PX, ABOVE_MAP = (430, 330), 40


@dataclass(frozen=True)
class MapPlate:
    """Hold all that a picture of the map shows.

    `fills`: admin2_code → colour; other districts keep the land's. `marks`: one row per incident,
    columns i, x, y (EPSG:4326), r (pixels of the browser's map), n (tier), colour_hex, kind (a
    key of `glyphs.KIND_LABELS`), is_filled, is_district, is_near, is_selected, alpha. `extent`:
    west, south, east, north in degrees; all of it is shown; `inset` is a part of it that is drawn
    larger in a corner. `sizes`: radius as in r, and its label.
    """

    boundaries: Boundaries
    fills: Mapping[str, str]
    marks: pd.DataFrame
    texts: PictureTexts
    extent: tuple[float, float, float, float]
    theme: str = "light"
    shading_legend: Sequence[LegendEntry] = ()
    mark_legend: Sequence[LegendEntry] = ()
    sizes: Sequence[tuple[float, str]] = ()
    inset: tuple[float, float, float, float] | None = None


def _column(canvas: Canvas, plate: MapPlate, scale: float) -> list[Block]:
    x, width, texts = float(MARGIN_PX), float(COLUMN_PX), plate.texts
    small = 15 * scale

    def words(text: str, size: float, lines: int, *, is_bold: bool = False) -> Block:
        return paragraph(canvas, text, x, width, size * scale, is_bold=is_bold, lines=lines)

    def part(title: str, entries: Sequence[LegendEntry]) -> list[Block]:
        if not entries:
            return []
        block = legend_block(canvas, entries, x, width, small)
        return [space(20 * scale), words(title, 15, 2, is_bold=True), space(6 * scale), block]

    signs = [LegendEntry(label, canvas.muted, kind) for kind, label in shape_entries(plate.marks)]
    blocks = [
        words(texts.title, 32, 3, is_bold=True),
        space(12 * scale),
        words(texts.sentence, 18, 12),
        space(12 * scale),
        words(texts.figures, 18, 5, is_bold=True),
        *part(texts.measure, plate.shading_legend),
        *part(texts.marks, plate.mark_legend),
    ]
    if signs:
        blocks += [space(8 * scale), legend_block(canvas, signs, x, width, small)]
    if plate.sizes and len(plate.marks):
        scaled = [(radius * MARK_SCALE, label) for radius, label in plate.sizes]
        blocks += [space(8 * scale), words(texts.size, 15, 2), size_block(canvas, scaled, x, small)]
    return blocks


def fit_map_box(canvas: Canvas, texts: PictureTexts) -> Box:
    """Return where the map stands beside its column and above its footer, in pixels."""
    # What is outside the map is counted in a note, and known with its frame: one line is kept.
    footer = footer_blocks(canvas, texts, [*texts.notes, "0" * 60])
    bottom = HEIGHT_PX - MARGIN_PX * 0.6 - sum(block.height for block in footer)
    return Box(MARGIN_PX * 2 + COLUMN_PX, MARGIN_PX, WIDTH_PX - MARGIN_PX, bottom - FOOTER_GAP_PX)


def _draw_words(canvas: Canvas, plate: MapPlate, box: Box, outside: int) -> None:
    notes = [*plate.texts.notes]
    if outside:
        notes.append(
            f"{outside} of {count_noun(len(plate.marks), 'mark')} outside this map section."
        )
    draw_column(footer_blocks(canvas, plate.texts, notes), box.bottom + FOOTER_GAP_PX)
    column = fitting_column(lambda scale: _column(canvas, plate, scale), box.bottom - MARGIN_PX)
    draw_column(column, MARGIN_PX - 6)


def _draw_map(
    canvas: Canvas, plate: MapPlate, frame: MapFrame, marks: pd.DataFrame, over: Sequence[Box]
) -> None:
    """Draw a section with its marks; nothing is named under what lies `over` it."""
    drawn = place_marks(marks, frame)
    draw_land(canvas, frame, plate.boundaries, plate.fills)
    draw_marks(canvas, frame, marks, drawn)
    edge = LINE_HEX[canvas.theme]["middle"]
    canvas.box(frame.box, facecolor="none", edgecolor=edge, linewidth=1, zorder=14)
    boxes = [*over, *(Box(mark.x, mark.y, mark.x, mark.y).grown(mark.reach) for mark in drawn)]
    draw_town_names(canvas, frame, boxes, draw_scale_bar(canvas, frame, boxes))


def _corner(frame: MapFrame, marks: pd.DataFrame) -> Box:
    """Return the corner of a frame for its inset: the one with the fewest marks."""
    box, xy = frame.box, frame.pixels(marks[["x", "y"]])
    corners = [
        Box(left, top, left + INSET_PX[0], top + INSET_PX[1])
        for top in (box.bottom - INSET_PX[1] - 12, box.top + 12)
        for left in (box.right - INSET_PX[0] - 12, box.left + 12)
    ]
    return min(corners, key=lambda each: sum(each.holds(Box(x, y, x, y)) for x, y in xy))


def _draw_inset(canvas: Canvas, plate: MapPlate, frame: MapFrame, box: Box) -> None:
    """Draw a part of the map larger in a box, and where it lies on the map."""
    if plate.inset is None:
        return
    west, south, east, north = plate.inset
    (left, top), (right, bottom) = frame.pixels([[west, north], [east, south]])
    ink = LINE_HEX[canvas.theme]["strong"]
    part = Box(float(left), float(top), float(right), float(bottom))
    canvas.box(part, facecolor="none", edgecolor=ink, linewidth=1.5, zorder=13)
    canvas.lift = ABOVE_MAP
    _draw_map(canvas, plate, fit_frame(plate.inset, box), _split(plate)[1], ())
    canvas.box(box, facecolor="none", edgecolor=ink, linewidth=1.5, zorder=15)
    canvas.lift = 0


def _split(plate: MapPlate) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the marks of the map, and those that its inset shows instead."""
    if plate.inset is None:
        return plate.marks, plate.marks.iloc[:0]
    west, south, east, north = plate.inset
    is_inset = plate.marks["x"].between(west, east) & plate.marks["y"].between(south, north)
    return plate.marks[~is_inset], plate.marks[is_inset]


def draw_map(plate: MapPlate) -> bytes:
    """Return the map as a PNG of 1920 by 1080 pixels; the same plate gives the same bytes.

    Marks outside the section are counted in a note. Raises ValueError for an empty extent and
    KeyError for an unknown theme.
    """
    canvas = Canvas(WIDTH_PX, HEIGHT_PX, plate.theme)
    frame = fit_frame(plate.extent, fit_map_box(canvas, plate.texts))
    marks, _ = _split(plate)
    outside = len(plate.marks) - len(place_marks(plate.marks, frame))
    _draw_words(canvas, plate, frame.box, outside)
    corner = _corner(frame, marks)
    _draw_map(canvas, plate, frame, marks, () if plate.inset is None else (corner,))
    _draw_inset(canvas, plate, frame, corner)
    return canvas.png()
