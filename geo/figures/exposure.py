"""Find the days of a filter that were searched, and count the incidents that can lie in them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.incidents.filters import IncidentFilter
from geo.tables.periods import DAYS_PER_YEAR, Period
from geo.wording import count_noun

# A rate per year from less than a year would state what was never watched; a common year has 365
# days, hence not 1.
SHORTEST_YEARS = 365 / DAYS_PER_YEAR


@dataclass(frozen=True)
class BoundedCount:
    """Hold how many incidents can lie in a period, and how many of them surely do."""

    possible: int
    sure: int


def filter_period(chosen: IncidentFilter, coverage: Period) -> Period:
    """Return the period of a filter; an open end is that of the days searched, `coverage`."""
    first = chosen.from_date or coverage.first
    last = chosen.to_date or max(coverage.last, first)
    return Period(min(first, last), last)


def study_period(chosen: IncidentFilter, coverage: Period) -> Period | None:
    """Return the days of a filter's period that were searched, or None where there is none."""
    return filter_period(chosen, coverage).within(coverage)


def incidents_in(incidents: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the incidents that can lie in the period, with the days that they can mean cut to it.

    The same rule as the filter's: any day that a date can mean. Columns as given; `event_date`
    and `event_date_latest` are never outside the period.
    """
    start, end = pd.Timestamp(period.first), pd.Timestamp(period.last)
    can_lie = (incidents["event_date"] <= end) & (incidents["event_date_latest"] >= start)
    inside = incidents[can_lie]
    first, last = inside["event_date"], inside["event_date_latest"]
    return inside.assign(
        event_date=first.mask(first < start, start), event_date_latest=last.mask(last > end, end)
    )


def incidents_surely_in(incidents: pd.DataFrame, period: Period, coverage: Period) -> pd.DataFrame:
    """Return the incidents that lie in the period whatever day their date means, as given.

    A date that reaches past the last day searched is sure: pages of that time tell of it.
    """
    inside = incidents.loc[incidents_in(incidents, period).index]
    is_sure = inside["event_date"] >= pd.Timestamp(period.first)
    if period.last < coverage.last:
        is_sure &= inside["event_date_latest"] <= pd.Timestamp(period.last)
    return inside[is_sure]


def count_in_period(incidents: pd.DataFrame, period: Period, coverage: Period) -> BoundedCount:
    """Count incidents of the period; imprecise dates that reach outside it are possible, not sure.

    What is sure is said by incidents_surely_in.
    """
    possible = len(incidents_in(incidents, period))
    return BoundedCount(possible, sure=len(incidents_surely_in(incidents, period, coverage)))


def describe_exposure(period: Period) -> str:
    """Return the days under study and their length."""
    length = (
        f"{period.years:.1f} years"
        if period.years >= SHORTEST_YEARS
        else count_noun(period.days, "day")
    )
    return f"{period.describe_days()} ({length})"


def describe_unsearched(coverage: Period) -> str:
    """Return that none of the days under study was searched."""
    return (
        "The chosen period holds no day for which pages were searched "
        f"({coverage.describe_days()})."
    )
