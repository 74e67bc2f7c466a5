"""Put milestones on a time axis: thin rules whose labels cover neither each other nor a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from geo.paper.drawing.blocks import MARGIN_PX
from geo.paper.drawing.canvas import Box, Canvas

LANE_LABEL_PX = 190
MILESTONE_ROWS = 4
MILESTONE_LABEL_PX = 150
SEARCH_STEPS = 4000


@dataclass(frozen=True)
class Axis:
    """Hold how days become pixels; whole years are shown."""

    first: pd.Timestamp
    last: pd.Timestamp
    left: float
    right: float

    def x(self, day: Any) -> float:
        part = (pd.Timestamp(day) - self.first) / (self.last - self.first)
        return float(self.left + part * (self.right - self.left))


@dataclass(frozen=True)
class Milestone:
    """Hold a rule's x, and where its label stands: lines, left edge, width and row from below."""

    x: float
    lines: tuple[str, ...]
    left: float
    width: float
    row: int


def time_axis(rows: pd.DataFrame, span: tuple[date, date], left: float, right: float) -> Axis:
    """Return an axis of whole years that holds the span and every row."""
    days = [pd.Timestamp(day) for day in span]
    if len(rows):
        days += [pd.to_datetime(rows["first"]).min(), pd.to_datetime(rows["last"]).max()]
    first, last = min(days), max(days)
    return Axis(pd.Timestamp(first.year, 1, 1), pd.Timestamp(last.year + 1, 1, 1), left, right)


def _crosses(one: Milestone, other: Milestone) -> bool:
    """Say whether labels meet in a row, or the rule of `other` runs through the label of `one`."""
    meets = one.left < other.left + other.width and other.left < one.left + one.width
    is_cut = one.left - 3 < other.x < one.left + one.width + 3
    return (one.row == other.row and meets) or (other.row >= one.row and is_cut)


def place_milestones(wanted: Sequence[Milestone], area: Box, rows: int) -> list[Milestone] | None:
    """Return milestones with labels that no label or rule crosses, or None without room.

    Right of its rule and low before left of it and high; the search gives up after a while, since
    a key of numbers is at hand.
    """
    tries = iter(range(SEARCH_STEPS))

    def extend(placed: list[Milestone], rest: Sequence[Milestone]) -> list[Milestone] | None:
        if not rest:
            return placed
        one = rest[0]
        for left in (one.x + 4, one.x - 4 - one.width):
            for row in range(rows):
                place = replace(one, left=left, row=row)
                is_inside = area.left <= left and left + one.width <= area.right
                if not is_inside or next(tries, None) is None:
                    continue
                if any(_crosses(place, other) or _crosses(other, place) for other in placed):
                    continue
                found = extend([*placed, place], rest[1:])
                if found is not None:
                    return found
        return None

    return extend([], sorted(wanted, key=lambda milestone: -milestone.x))


def _wanted(
    canvas: Canvas, days: Sequence[float], labels: Sequence[str], size: float
) -> list[Milestone]:
    wanted = []
    for x, label in zip(days, labels, strict=True):
        lines = tuple(canvas.wrap(label, MILESTONE_LABEL_PX, size, lines=3)) or ("",)
        width = max(canvas.text_width(line, size) for line in lines)
        wanted.append(Milestone(x, lines, x, width + 4, 0))
    return wanted


def label_milestones(
    canvas: Canvas, milestones: pd.DataFrame | None, axis: Axis, size: float
) -> tuple[list[Milestone], list[str]]:
    """Return placed milestones and a key: empty where labels have room, else of their numbers.

    Milestones outside the axis are left out.
    """
    if milestones is None or milestones.empty:
        return [], []
    shown = milestones.assign(day=pd.to_datetime(milestones["event_date"]))
    shown = shown[shown["day"].between(axis.first, axis.last)]
    shown = shown.sort_values("day", kind="stable")
    days = [axis.x(day) for day in shown["day"]]
    labels = [str(label) for label in shown["label"]]
    area = Box(axis.left - LANE_LABEL_PX, 0, axis.right + MARGIN_PX * 0.75, 0)
    placed = place_milestones(_wanted(canvas, days, labels, size), area, MILESTONE_ROWS)
    if placed is not None:
        return placed, []
    numbers = [str(number) for number in range(1, len(days) + 1)]
    wanted = _wanted(canvas, days, numbers, size)
    # As many rows as numbers always have room.
    placed = place_milestones(wanted, area, len(wanted)) or []
    return placed, [f"{number}. {label}" for number, label in zip(numbers, labels, strict=True)]


def draw_milestones(
    canvas: Canvas, placed: Sequence[Milestone], area: Box, size: float, row_px: float
) -> None:
    """Draw rules down through an area and their labels above it, rows of `row_px` pixels."""
    for one in placed:
        top = area.top - 4 - one.row * row_px
        style = {"edgecolor": canvas.muted, "linewidth": 0.9, "alpha": 0.7, "zorder": 4.5}
        canvas.line([(one.x, top - row_px + 6), (one.x, area.bottom)], **style)
        for number, line in enumerate(reversed(one.lines)):
            baseline = top - 6 - number * size * 1.3
            canvas.text(one.left, baseline, line, size, colour=canvas.ink)
