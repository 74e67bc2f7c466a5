"""Answer first: how many were killed, in how many attacks, when last, and whether it gets worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo.figures.exposure import SHORTEST_YEARS, filter_period, incidents_surely_in
from geo.figures.rates import FEWEST_TO_COMPARE, RateComparison, compare_rates
from geo.incidents.selections import Selection
from geo.incidents.tallies import TollSum, sum_toll
from geo.incidents.vocabulary import RECORD, TIERS
from geo.tables.periods import Period

# Long enough that one bad year does not make a trend, short enough to be about now.
TREND_YEARS = 5


@dataclass(frozen=True)
class TierSum:
    """Hold a toll over what is shown, and over its record and its context apart (persons)."""

    shown: TollSum
    record: TollSum
    context: TollSum


@dataclass(frozen=True)
class TrendSide:
    """Hold one side of a trend: its days, the attacks that surely lie in them, and their dead."""

    period: Period
    attacks: int
    chinese_killed: TollSum


@dataclass(frozen=True)
class Trend:
    """Hold the attacks on Chinese nationals of a period beside those of the one before.

    `test` is None where the period is shorter than a year, or where there are too few for any
    split to differ from chance; `refusal` says why there is nothing to compare and is empty
    where there is.
    """

    recent: TrendSide | None
    before: TrendSide | None
    test: RateComparison | None
    refusal: str


@dataclass(frozen=True)
class LastAttack:
    """Hold the last attack on Chinese nationals (tier core), and the days from it to `until`.

    `days` is None where its date is known to the month or the year only.
    """

    incident: Mapping[str, object]
    days: int | None
    until: date


@dataclass(frozen=True)
class Headline:
    """Hold what the first screen answers; `by_tier` counts what the filter has in each tier."""

    by_tier: Mapping[str, int]
    chinese_killed: TierSum
    killed: TierSum
    last: LastAttack | None
    trend: Trend


def _tier_sum(incidents: pd.DataFrame, toll: str) -> TierSum:
    is_record = incidents["inclusion"].isin(RECORD)
    return TierSum(
        sum_toll(incidents, toll),
        sum_toll(incidents[is_record], toll),
        sum_toll(incidents[~is_record], toll),
    )


def _last_attack(core: pd.DataFrame, until: date) -> LastAttack | None:
    if core.empty:
        return None
    last = core.sort_values(["event_date_latest", "event_date", "incident_id"]).iloc[-1]
    is_dated = last["date_precision"] == "day"
    days = (pd.Timestamp(until) - last["event_date"]).days if is_dated else None
    return LastAttack({str(name): value for name, value in last.items()}, days, until)


def _shifted(period: Period) -> Period:
    """Return the period before one of the same length; whole years for whole years."""
    first, last = period.first, period.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = last.year - first.year + 1
        if first.year > years:
            return Period(date(first.year - years, 1, 1), date(first.year - 1, 12, 31))
    return period.before()


def trend_periods(selection: Selection, coverage: Period) -> tuple[Period, Period]:
    """Return the filter's period, or the last whole years that were searched, and the one before.

    `coverage`: the days that pages were searched for.
    """
    chosen = selection.chosen
    if chosen.from_date or chosen.to_date:
        own = filter_period(chosen, coverage)
    else:
        is_whole = (coverage.last.month, coverage.last.day) == (12, 31)
        last = coverage.last.year - (0 if is_whole else 1)
        own = Period(date(last - TREND_YEARS + 1, 1, 1), date(last, 12, 31))
    return own, _shifted(own)


def _side(selection: Selection, period: Period, coverage: Period) -> TrendSide:
    chosen = replace(
        selection.chosen, inclusion=("core",), from_date=period.first, to_date=period.last
    )
    sure = incidents_surely_in(selection.select(chosen).incidents, period, coverage)
    return TrendSide(period, len(sure), sum_toll(sure, "chinese_fatalities"))


def compare_with_before(selection: Selection, coverage: Period) -> Trend:
    """Set the attacks on Chinese nationals of a period beside those of the period before.

    Method: two Poisson rates given their sum, as rates.compare_rates; no figure looks ahead.
    """
    if "core" not in selection.chosen.inclusion:
        return Trend(None, None, None, "attacks on Chinese nationals are not under this filter")
    own, earlier = trend_periods(selection, coverage)
    if own.last > coverage.last:
        return Trend(None, None, None, "the period reaches past the last day that was searched")
    if earlier.first < coverage.first:
        return Trend(None, None, None, "no period of the same length before it was searched")
    recent, before = (_side(selection, period, coverage) for period in (own, earlier))
    test = None
    if recent.attacks + before.attacks >= FEWEST_TO_COMPARE and own.years >= SHORTEST_YEARS:
        test = compare_rates(recent.attacks, own.years, before.attacks, earlier.years)
    return Trend(recent, before, test, "")


def build_headline(selection: Selection, coverage: Period) -> Headline:
    """Return the answers for what a filter shows; `coverage`: the days that were searched."""
    chosen = selection.chosen
    every = selection.select(replace(chosen, inclusion=TIERS)).incidents
    shown, counts = selection.incidents, every["inclusion"].value_counts()
    until = min(chosen.to_date or coverage.last, coverage.last)
    return Headline(
        by_tier={tier: int(counts.get(tier, 0)) for tier in TIERS},
        chinese_killed=_tier_sum(shown, "chinese_fatalities"),
        killed=_tier_sum(shown, "fatalities"),
        last=_last_attack(shown[shown["inclusion"] == "core"], until),
        trend=compare_with_before(selection, coverage),
    )
