"""Cut the period under study to the days that were searched, and count what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.wording import count_noun, format_day

YEAR_DAYS = 365.25
# A rate per year from less than a year would state what was never watched; a common year has 365
# days, hence not 1.
SHORTEST_YEARS = 365 / YEAR_DAYS


@dataclass(frozen=True)
class Period:
    """Hold the days under study, both inclusive, and the days for which pages were searched."""

    start: date
    end: date
    record_start: date
    coverage_end: date

    @property
    def years(self) -> float:
        """Return the length in years; 0 where the period holds no day."""
        return exposure_years(self.start, self.end)


@dataclass(frozen=True)
class PeriodCount:
    """Hold how many incidents can lie in a period, and how many of them surely do."""

    possible: int
    sure: int


def exposure_years(start: date, end: date) -> float:
    """Return the years from start to end, both days inclusive; 0 where end is before start."""
    return max(0, (end - start).days + 1) / YEAR_DAYS


def study_period(
    from_date: date | None, to_date: date | None, *, record_start: date, coverage_end: date
) -> Period:
    """Return the period of a filter, cut to the days for which pages were searched.

    It holds no day where the two do not meet.
    """
    return Period(
        start=max(from_date or record_start, record_start),
        end=min(to_date or coverage_end, coverage_end),
        record_start=record_start,
        coverage_end=coverage_end,
    )


def incidents_in(incidents: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the incidents that can lie in the period, with the days that they can mean cut to it.

    The same rule as the filter's: any day that a date can mean. Columns as given; `event_date`
    and `event_date_latest` are never outside the period.
    """
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    if period.years == 0:
        return incidents.iloc[:0]
    can_lie = (incidents["event_date"] <= end) & (incidents["event_date_latest"] >= start)
    inside = incidents[can_lie]
    first, last = inside["event_date"], inside["event_date_latest"]
    return inside.assign(
        event_date=first.mask(first < start, start), event_date_latest=last.mask(last > end, end)
    )


def count_in_period(incidents: pd.DataFrame, period: Period) -> PeriodCount:
    """Count incidents of the period; imprecise dates that reach outside it are possible, not sure.

    A date that reaches past the last day searched is sure: pages of that time tell of it.
    """
    inside = incidents.loc[incidents_in(incidents, period).index]
    is_sure = inside["event_date"] >= pd.Timestamp(period.start)
    if period.end < period.coverage_end:
        is_sure &= inside["event_date_latest"] <= pd.Timestamp(period.end)
    return PeriodCount(possible=len(inside), sure=int(is_sure.sum()))


def describe_period(period: Period) -> str:
    """Return the days under study and their length, or that none of them was searched."""
    searched = f"{format_day(period.record_start)} – {format_day(period.coverage_end)}"
    if period.years == 0:
        return f"The chosen period holds no day for which pages were searched ({searched})."
    length = (
        f"{period.years:.1f} years"
        if period.years >= SHORTEST_YEARS
        else count_noun((period.end - period.start).days + 1, "day")
    )
    return f"{format_day(period.start)} – {format_day(period.end)} ({length})"
