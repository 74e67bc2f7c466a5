"""Place milestones on the years shown: which are named, on which level, on which side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.wording import format_day

# From so many on, only the main ones are named: the others are named on hover and in the list.
MOST_NAMED = 8
LEVELS = 4
LETTER_PX, GAP_PX = 6.4, 14


@dataclass(frozen=True)
class Milestone:
    """Hold a milestone: its first possible day, the date in words, its name and where that stands.

    `name` is empty where the chart has no room for it; `level` counts rows from below; `is_left`
    says that the name ends at the rule instead of starting there.
    """

    day: date
    when: str
    label: str
    is_main: bool
    name: str = ""
    level: int = 0
    is_left: bool = False


def format_partial_date(text: str) -> str:
    """Return 2015, 2015-04 or 2015-04-20 as 2015, Apr 2015 or 20 Apr 2015."""
    day = pd.Timestamp(text)
    return {4: f"{day:%Y}", 7: f"{day:%b %Y}"}.get(len(text), format_day(day))


def milestone_days(milestones: pd.DataFrame) -> pd.Series:
    """Return the first day that each milestone's date can mean (date), same index."""
    days: pd.Series = pd.to_datetime(milestones["milestone_date"], format="ISO8601").dt.date
    return days


def milestones_within(milestones: pd.DataFrame, span: tuple[date, date]) -> pd.DataFrame:
    """Return the milestones whose first possible day lies in the span, both ends included."""
    days = milestone_days(milestones)
    return milestones[[span[0] <= day <= span[1] for day in days]]


def _place(
    taken: list[tuple[int, float, float]], x: float, width: float, plot_px: float
) -> tuple[int, bool] | None:
    for level in range(LEVELS):
        for is_left in (False, True):
            left = x - width if is_left else x
            is_free = all(
                left + width <= start or end <= left for row, start, end in taken if row == level
            )
            if left >= 0 and left + width <= plot_px and is_free:
                taken.append((level, left, left + width))
                return level, is_left
    return None


def place_milestones(
    milestones: pd.DataFrame, span: tuple[date, date], plot_px: float
) -> tuple[Milestone, ...]:
    """Return the milestones of a span in their order, with names where there is room.

    `plot_px`: the width of the years in pixels, about. The main ones (those with a short_label)
    come first; where few are in the span, all are named.
    """
    inside = milestones_within(milestones, span)
    rows = inside.assign(
        day=milestone_days(inside), is_main=inside["short_label"].notna()
    ).sort_values(["is_main", "day"], ascending=[False, True])
    days = max((span[1] - span[0]).days, 1)
    taken: list[tuple[int, float, float]] = []
    placed = []
    for row in rows.to_dict("records"):
        label = str(row["label"])
        name = str(row["short_label"]) if row["is_main"] else label
        x = (row["day"] - span[0]).days / days * plot_px
        is_wanted = row["is_main"] or len(rows) <= MOST_NAMED
        width = len(name) * LETTER_PX + GAP_PX
        place = _place(taken, x, width, plot_px) if is_wanted else None
        when = format_partial_date(str(row["milestone_date"]))
        level, is_left = place or (0, False)
        placed.append(
            Milestone(
                row["day"], when, label, row["is_main"], name if place else "", level, is_left
            )
        )
    return tuple(sorted(placed, key=lambda one: one.day))
