"""Draw the map as a picture for a slide; it knows nothing of filters or measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.path import Path

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
from geo.paper.drawing.glyphs import Mark, draw_mark, shape_entries
from geo.paper.drawing.map_frame import (
    MapFrame,
    fit_frame,
    geometry_path,
    map_layers,
    near_path,
    place_label,
    scale_bar,
    static_layer,
    town_labels,
)
from geo.places.boundaries import Boundaries
from geo.view.backdrop import LINE_KINDS
from geo.view.deck import NEAR_RADIUS_M
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.wording import count_noun, format_number

__all__ = ["LegendEntry", "PictureTexts", "map_picture"]

WIDTH_PX, HEIGHT_PX = 1920, 1080
COLUMN_PX = 520
# A picture shows the country larger than a browser's window does; marks grow with it.
MARK_SCALE = 1.5
LINE_SCALE = 1.3
# From how many pixels per km on districts are large enough for a border of the middle tone.
STRONGER_FROM = 2.0
LABEL_PX = {0: 15, 1: 18, 2: 15, 3: 14}
# From how many pixels per km on a rank of towns is tried, and how far from its point.
LABEL_FROM = {0: 0.0, 1: 0.0, 2: 0.5, 3: 1.0}
LABEL_GAPS = {0: (-1.0,), 1: (8, 16, 26, 38), 2: (7, 14), 3: (7,)}


def _column(
    canvas: Canvas,
    texts: PictureTexts,
    legend: Sequence[LegendEntry],
    mark_legend: Sequence[LegendEntry],
    shapes: Sequence[tuple[str, str]],
    sizes: Sequence[tuple[float, str]],
    scale: float,
) -> list[Block]:
    x, width = float(MARGIN_PX), float(COLUMN_PX)
    small = 15 * scale

    def words(text: str, size: float, lines: int, *, is_bold: bool = False) -> Block:
        return paragraph(canvas, text, x, width, size * scale, is_bold=is_bold, lines=lines)

    def part(title: str, entries: Sequence[LegendEntry]) -> list[Block]:
        if not entries:
            return []
        block = legend_block(canvas, entries, x, width, small)
        return [space(20 * scale), words(title, 15, 2, is_bold=True), space(6 * scale), block]

    signs = [LegendEntry(label, canvas.muted, kind) for kind, label in shapes]
    blocks = [
        words(texts.title, 32, 3, is_bold=True),
        space(12 * scale),
        words(texts.sentence, 18, 12),
        space(12 * scale),
        words(texts.figures, 18, 5, is_bold=True),
        *part(texts.measure, legend),
        *part(texts.marks, mark_legend),
    ]
    if signs:
        blocks += [space(8 * scale), legend_block(canvas, signs, x, width, small)]
    if sizes:
        scaled = [(radius * MARK_SCALE, label) for radius, label in sizes]
        blocks += [space(8 * scale), words(texts.size, 15, 2), size_block(canvas, scaled, x, small)]
    return blocks


def _draw_land(
    canvas: Canvas, frame: MapFrame, boundaries: Boundaries, fills: Mapping[str, str]
) -> None:
    surface, layers = SURFACE_HEX[canvas.theme], map_layers(boundaries)

    def fill(geometries: pd.Series, colour: str, zorder: float) -> None:
        path = geometry_path(geometries, frame)
        if path is not None:
            canvas.path(path, clip=frame.box, facecolor=colour, zorder=zorder)

    canvas.box(frame.box, facecolor=surface["sea"], zorder=1)
    fill(static_layer("land").geometry, surface["neighbour"], 2)
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


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    return frame.itertuples(index=False)


def place_marks(marks: pd.DataFrame, frame: MapFrame) -> list[Mark]:
    """Return the marks whose middle is inside the frame, the largest first."""
    drawn = []
    pixels = frame.pixels(marks[["x", "y"]])
    for (x, y), row in zip(pixels, _rows(marks), strict=True):
        at = (float(x + row.dx * MARK_SCALE), float(y + row.dy * MARK_SCALE))
        box = frame.box
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


def _draw_marks(canvas: Canvas, frame: MapFrame, marks: pd.DataFrame, drawn: list[Mark]) -> None:
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


def _draw_scale_bar(canvas: Canvas, frame: MapFrame, taken: list[Box]) -> Box:
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


def _draw_labels(canvas: Canvas, frame: MapFrame, marks: list[Box], taken: list[Box]) -> None:
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


def map_picture(
    boundaries: Boundaries,
    fills: Mapping[str, str],
    marks: pd.DataFrame,
    legend: Sequence[LegendEntry],
    mark_legend: Sequence[LegendEntry],
    texts: PictureTexts,
    *,
    extent: tuple[float, float, float, float],
    theme: str = "light",
    sizes: Sequence[tuple[float, str]] = (),
) -> bytes:
    """Return the map as a PNG of 1920 by 1080 pixels; the same input gives the same bytes.

    `fills`: admin2_code → colour; other districts keep the land's. `marks`: one row per incident,
    columns x, y (EPSG:4326), dx, dy, r (pixels of the browser's map, y down), colour_hex, kind
    (a key of `glyphs.KIND_LABELS`), is_filled, is_district, is_near, is_selected, alpha. `sizes`:
    radius as in r, and its label. `extent`: west, south, east, north in degrees; all of it is
    shown. Marks outside are counted in a note. Raises ValueError for an empty extent and KeyError
    for an unknown theme.
    """
    canvas = Canvas(WIDTH_PX, HEIGHT_PX, theme)
    # The note on marks outside needs the frame, whose height needs the notes: one line is kept.
    footer = footer_blocks(canvas, texts, [*texts.notes, "0" * 60])
    bottom = HEIGHT_PX - MARGIN_PX * 0.6 - sum(block.height for block in footer)
    box = Box(MARGIN_PX * 2 + COLUMN_PX, MARGIN_PX, WIDTH_PX - MARGIN_PX, bottom - 14)
    frame = fit_frame(extent, box)
    drawn = place_marks(marks, frame)
    outside = len(marks) - len(drawn)
    notes = [*texts.notes]
    if outside:
        notes.append(f"{outside} of {count_noun(len(marks), 'mark')} outside this map section.")
    draw_column(footer_blocks(canvas, texts, notes), bottom)
    shapes, sizes = shape_entries(marks), sizes if len(marks) else ()
    draw_column(
        fitting_column(
            lambda scale: _column(canvas, texts, legend, mark_legend, shapes, sizes, scale),
            bottom - MARGIN_PX - 14,
        ),
        MARGIN_PX - 6,
    )
    _draw_land(canvas, frame, boundaries, fills)
    _draw_marks(canvas, frame, marks, drawn)
    canvas.box(box, facecolor="none", edgecolor=LINE_HEX[theme]["middle"], linewidth=1, zorder=14)
    boxes = [Box(m.x, m.y, m.x, m.y).grown(m.reach) for m in drawn]
    _draw_labels(canvas, frame, boxes, [_draw_scale_bar(canvas, frame, boxes)])
    return canvas.png()
