"""Pieces of a picture's columns: paragraphs, legends and the footer, measured before drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matplotlib.path import Path

from geo.paper.drawing.canvas import BASELINE, LINE_HEIGHT, Canvas
from geo.paper.drawing.glyphs import draw_key

MARGIN_PX = 40


@dataclass(frozen=True)
class LegendEntry:
    """Name a colour. `kind`: "area", "mark", "bar", or a kind of mark of `KIND_LABELS`."""

    label: str
    colour_hex: str
    kind: str = "area"


@dataclass(frozen=True)
class PictureTexts:
    """Hold a picture's words: all are drawn literally, an empty one takes no room."""

    title: str
    sentence: str
    figures: str
    measure: str
    sources: str
    disclaimer: str
    notes: tuple[str, ...] = ()
    marks: str = "Marks"
    size: str = "Area of a mark: victims killed"


@dataclass(frozen=True)
class Block:
    """Hold a piece of a column: its height in pixels, and how to draw it below a given top."""

    height: float
    draw: Callable[[float], None]


def paragraph(
    canvas: Canvas,
    text: str,
    x: float,
    width: float,
    size_px: float,
    *,
    colour: str | None = None,
    is_bold: bool = False,
    lines: int = 99,
) -> Block:
    """Return wrapped text as a block; an empty text takes no room."""
    wrapped = canvas.wrap(text, width, size_px, is_bold=is_bold, lines=lines)
    step = size_px * LINE_HEIGHT

    def draw(top: float) -> None:
        for row, line in enumerate(wrapped):
            baseline = top + row * step + size_px * BASELINE
            canvas.text(x, baseline, line, size_px, colour=colour, is_bold=is_bold)

    return Block(len(wrapped) * step, draw)


def space(height: float) -> Block:
    """Return an empty block."""
    return Block(height, lambda _top: None)


def draw_column(blocks: Iterable[Block], top: float) -> float:
    """Draw blocks under each other and return where the last one ends."""
    for block in blocks:
        block.draw(top)
        top += block.height
    return top


def fitting_column(make: Callable[[float], list[Block]], height: float) -> list[Block]:
    """Return the blocks of the largest scale, 1.2 to 0.5, that fit a height.

    `make` gives the blocks of a scale. What is too high even at 0.5 is returned at 0.5.
    """
    scales = [percent / 100 for percent in range(50, 121, 5)]
    best, low, high = make(scales[0]), 1, len(scales)
    while low < high:
        middle = (low + high) // 2
        blocks = make(scales[middle])
        if sum(block.height for block in blocks) <= height:
            best, low = blocks, middle + 1
        else:
            high = middle
    return best


def legend_block(
    canvas: Canvas,
    entries: Sequence[LegendEntry],
    x: float,
    width: float,
    size_px: float,
    *,
    columns: int = 2,
) -> Block:
    """Return entries in as many columns, at most `columns`, as their labels leave room for."""
    indent, gap = 2.4 * size_px, 1.2 * size_px
    widest = max((canvas.text_width(entry.label[:200], size_px) for entry in entries), default=0.0)
    while columns > 1 and (indent + widest + gap) * columns - gap > width:
        columns -= 1
    column_width = (width + gap) / columns
    room = column_width - gap - indent if columns > 1 else width - indent
    labels = [canvas.wrap(entry.label, room, size_px, lines=3) for entry in entries]
    step, per_column = size_px * LINE_HEIGHT, math.ceil(len(entries) / columns)
    heights = [max(1, len(lines)) * step + 0.3 * size_px for lines in labels]
    stacks = [
        range(first, min(first + per_column, len(entries)))
        for first in range(0, len(entries), max(per_column, 1))
    ]

    def draw(top: float) -> None:
        for number, stack in enumerate(stacks):
            left, y = x + number * column_width, top
            for index in stack:
                entry = entries[index]
                draw_key(
                    canvas, entry.kind, entry.colour_hex, left + size_px, y + step / 2, size_px
                )
                for row, line in enumerate(labels[index]):
                    canvas.text(left + indent, y + row * step + size_px * 1.02, line, size_px)
                y += heights[index]

    return Block(max((sum(heights[i] for i in stack) for stack in stacks), default=0.0), draw)


def flow_block(
    canvas: Canvas, entries: Sequence[LegendEntry], x: float, width: float, size_px: float
) -> Block:
    """Return entries one after the other in as many rows as they need."""
    step, indent = 1.65 * size_px, 2.2 * size_px
    labels = [canvas.wrap(e.label, width - indent, size_px, lines=1) or [""] for e in entries]
    places, left, row = [], x, 0
    for lines in labels:
        room = indent + canvas.text_width(lines[0], size_px)
        if left > x and left + room > x + width:
            left, row = x, row + 1
        places.append((left, row))
        left += room + 1.6 * size_px

    def draw(top: float) -> None:
        for entry, lines, (start, number) in zip(entries, labels, places, strict=True):
            y = top + (number + 0.5) * step
            draw_key(canvas, entry.kind, entry.colour_hex, start + 0.9 * size_px, y, size_px)
            canvas.text(start + indent, y + 0.36 * size_px, lines[0], size_px)

    return Block((row + 1) * step if entries else 0.0, draw)


def size_block(
    canvas: Canvas,
    sizes: Sequence[tuple[float, str]],
    x: float,
    size_px: float,
) -> Block:
    """Return circles to scale in a row, each with its label; `sizes` holds radius and label."""
    tallest = max((radius for radius, _ in sizes), default=0.0)
    height = max(2 * tallest, size_px) + 0.7 * size_px if sizes else 0.0

    def draw(top: float) -> None:
        left, bottom = x + 2, top + height - 0.4 * size_px
        for radius, label in sizes:
            circle = Path.circle((left + radius, bottom - radius), radius)
            canvas.path(circle, facecolor="none", edgecolor=canvas.muted, linewidth=1.4, zorder=15)
            left += 2 * radius + 0.4 * size_px
            canvas.text(left, bottom - radius + 0.36 * size_px, label, size_px)
            left += canvas.text_width(label, size_px) + 1.4 * size_px

    return Block(height, draw)


def footer_blocks(canvas: Canvas, texts: PictureTexts, notes: Sequence[str]) -> list[Block]:
    """Return notes, sources and disclaimer across the picture's width."""
    width = canvas.area.right - 2 * MARGIN_PX
    lines = [" ".join(notes), texts.sources, texts.disclaimer]
    return [
        paragraph(canvas, text, MARGIN_PX, width, 13, colour=canvas.muted, lines=4)
        for text in lines
    ]
