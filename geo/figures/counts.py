"""Count incidents and tolls by month, quarter or year, cumulatively, and over twelve months.

An incident counts in a period when all days that its date can mean lie in it; one whose date is
too vague for that is in no bar and is counted beside them, never spread or guessed. Cumulative and
twelve-month counts use the last day that a date can mean.

A filter's period cuts what is shown, not what a twelve-month count reaches back to.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.incidents.tallies import filled_bounds
from geo.incidents.vocabulary import RECORD, TIERS
from geo.tables.periods import Period
from geo.wording import NOT_REPORTED, describe_sum

UNITS = {"year": "Year", "quarter": "Quarter", "month": "Month"}
_FREQUENCIES = {"year": "Y", "quarter": "Q", "month": "M"}
COUNTED = {
    "incidents": ("Incidents", None),
    "killed": ("Victims killed", "fatalities"),
    "chinese-killed": ("Chinese killed", "chinese_fatalities"),
    "civilians-killed": ("Pakistani civilians killed", "pakistani_civilian_fatalities"),
}
_PART_NAMES = {"record": "core and linked", "context": "context"}
# Shorter than this in years, a span is counted by quarter or by month.
QUARTER_YEARS, MONTH_YEARS = 6, 2
ROLLING = pd.DateOffset(years=1)


@dataclass(frozen=True)
class PeriodCounts:
    """Hold counts per period, and how many incidents are dated too vaguely to be in one.

    `rows`: one per period with incidents, columns period (its name), start, end (dates, cut to the
    window), incidents, low, best, high (persons, missing where no incident
    reports a figure; only for a toll) and unreported.
    """

    rows: pd.DataFrame
    unplaced: int


def _period_name(period: pd.Period, unit: str) -> str:
    if unit == "year":
        return str(period.year)
    return f"Q{period.quarter} {period.year}" if unit == "quarter" else f"{period:%b %Y}"


def _named_periods(periods: Iterable[pd.Period], unit: str, window: Period) -> pd.DataFrame:
    """Return period (its name), start and end (dates, cut to the window)."""
    named = [
        (
            _period_name(period, unit),
            max(period.start_time.date(), window.first),
            min(period.end_time.date(), window.last),
        )
        for period in periods
    ]
    return pd.DataFrame(named, columns=["period", "start", "end"])


def count_periods(incidents: pd.DataFrame, unit: str, counted: str, window: Period) -> PeriodCounts:
    """Return counts per period of `UNITS` of what `COUNTED` names.

    `window`: the days that the incidents were chosen from; a period that reaches over its ends
    is cut. Raises KeyError for an unknown unit or count.
    """
    frequency, (_, toll) = _FREQUENCIES[unit], COUNTED[counted]
    first = incidents["event_date"].dt.to_period(frequency)
    last = incidents["event_date_latest"].dt.to_period(frequency)
    is_placed = first == last
    placed, periods = incidents[is_placed], first[is_placed]
    rows = placed.groupby(periods).size().rename("incidents").astype("int64").to_frame()
    if toll is not None:
        filled = filled_bounds(placed, toll)
        sums = filled.groupby(periods).sum(min_count=1).astype("Int64")
        rows = rows.join(sums)
        rows["unreported"] = filled["low"].isna().groupby(periods).sum().astype("int64")
    named = _named_periods(rows.index, unit, window)
    rows = pd.concat([named, rows.reset_index(drop=True)], axis="columns")
    return PeriodCounts(rows, int((~is_placed).sum()))


def span_unit(years: float) -> str:
    """Return the unit of `UNITS` that a span of so many years is readable by."""
    if years >= QUARTER_YEARS:
        return "year"
    return "quarter" if years >= MONTH_YEARS else "month"


def split_record(incidents: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the incidents of "record" (core and linked) and of "context" apart, if any."""
    is_record = incidents["inclusion"].isin(RECORD)
    parts = {"record": incidents[is_record], "context": incidents[~is_record]}
    return {code: rows for code, rows in parts.items() if len(rows)}


def _stacked(parts: list[pd.DataFrame], empty: pd.DataFrame, value: str) -> pd.DataFrame:
    rows = pd.concat([*parts, empty])
    rank = rows["tier"].map({tier: rank for rank, tier in enumerate(TIERS)})
    rows = rows.assign(rank=rank).sort_values(["start", "rank", "code"], ignore_index=True)
    height = rows[value].astype("Int64").fillna(0)
    rows["top"] = height.groupby(rows["start"]).cumsum().astype("int64")
    rows["bottom"] = (rows["top"] - height).astype("int64")
    return rows.drop(columns="rank")


def class_counts(
    incidents: pd.DataFrame, codes: pd.Series, unit: str, window: Period
) -> pd.DataFrame:
    """Return incidents per period, tier and class, with where each piece of a stacked bar lies.

    `codes`: each incident's class, same index. Columns period, start, end, tier, code, incidents,
    bottom, top: core at the base, then linked, then context. What is dated too vaguely for a
    period is left out, as in count_periods.
    """
    parts = [
        count_periods(
            incidents[(incidents["inclusion"] == tier) & (codes == code)], unit, "incidents", window
        ).rows.assign(tier=tier, code=code)
        for tier in TIERS
        for code in sorted(codes.unique())
    ]
    empty = count_periods(incidents.iloc[:0], unit, "incidents", window).rows
    return _stacked(parts, empty.assign(tier="", code=""), "incidents")


def toll_counts(incidents: pd.DataFrame, unit: str, counted: str, window: Period) -> pd.DataFrame:
    """Return a toll of `COUNTED` per period and tier, stacked by its best figure.

    Columns as class_counts (code is empty), with low, best, high, unreported and text.
    """
    parts = [
        count_periods(rows, unit, counted, window).rows.assign(tier=tier, code="")
        for tier, rows in incidents.groupby("inclusion")
    ]
    empty = count_periods(incidents.iloc[:0], unit, counted, window).rows
    rows = _stacked(parts, empty.assign(tier="", code=""), "best")
    return rows.assign(text=[sum_text(row) for row in rows.to_dict("records")])


def bar_notes(rows: pd.DataFrame, counts: PeriodCounts, unit: str, window: Period) -> pd.DataFrame:
    """Return what stands where no bar does: 0 for none, – where no figure is reported.

    `rows` as from class_counts or toll_counts, `counts` as from count_periods; columns period,
    start, end, note.
    """
    every = pd.period_range(window.first, window.last, freq=_FREQUENCIES[unit])
    notes = _named_periods(every, unit, window)
    by_period = rows.groupby("period")
    tops = by_period["top"].max()
    known = by_period["best"].count() if "best" in rows else tops
    is_counted = notes["period"].isin(counts.rows["period"])
    is_known = notes["period"].map(known).fillna(0) > 0
    notes["note"] = (is_counted & ~is_known).map({True: "–", False: "0"})
    return notes[~(notes["period"].map(tops).fillna(0) > 0)].reset_index(drop=True)


def _last_days(incidents: pd.DataFrame, end: pd.Timestamp) -> pd.Series:
    latest = incidents["event_date_latest"]
    return latest.where(latest <= end, end).sort_values(ignore_index=True)


def _days_of_change(window: Period, *changes: pd.Series) -> pd.Series:
    ends = pd.Series([window.first, window.last], dtype="datetime64[s]")
    days = pd.concat([ends, *changes]).drop_duplicates().sort_values(ignore_index=True)
    inside: pd.Series = days[days.between(ends[0], ends[1])]
    return inside


def cumulative_counts(incidents: pd.DataFrame, window: Period) -> pd.DataFrame:
    """Return the incidents of a window counted up from its first day, at each change.

    Columns day (date), incidents. A day is the last that an incident's date can mean, at most the
    window's last, on which the count is that of all given; there are rows for both of its ends.
    """
    days = _last_days(incidents, pd.Timestamp(window.last))
    changes = _days_of_change(window, days)
    return pd.DataFrame(
        {"day": changes.dt.date, "incidents": days.searchsorted(changes, side="right").astype(int)}
    )


def rolling_counts(incidents: pd.DataFrame, window: Period, coverage: Period) -> pd.DataFrame:
    """Return the incidents of the twelve months up to each day of a window, at each change.

    Columns as cumulative_counts. `incidents` are those of the filter without its period, since the
    twelve months reach back before the window.
    """
    days = _last_days(incidents, pd.Timestamp(coverage.last))
    leaving = days + ROLLING
    changes = _days_of_change(window, days, leaving)
    counts = days.searchsorted(changes, side="right") - leaving.searchsorted(changes, side="right")
    return pd.DataFrame({"day": changes.dt.date, "incidents": counts.astype(int)})


def sum_text(row: Mapping[Hashable, Any]) -> str:
    """Return a row's low, best and high as "19 (19–21)", or "not reported"."""
    if pd.isna(row["best"]):
        return NOT_REPORTED
    return describe_sum(int(row["low"]), int(row["best"]), int(row["high"]))


def counts_table(incidents: pd.DataFrame, unit: str, counted: str, window: Period) -> pd.DataFrame:
    """Return the periods as people read them, newest first, with the context apart.

    Incidents by tier; for a toll best (low–high) of core and linked, and of context beside them,
    each with its number of incidents without a figure.
    """
    label, toll = COUNTED[counted]
    found = count_periods(incidents, unit, counted, window).rows
    table = pd.DataFrame({"Period": found["period"]}).set_index("Period")
    for tier, rows in incidents.groupby("inclusion"):
        counts = count_periods(rows, unit, "incidents", window).rows.set_index("period")
        table[f"Incidents, {tier}"] = counts["incidents"]
    table = table.fillna(0).astype("int64")
    for part, rows in split_record(incidents).items() if toll else ():
        sums = count_periods(rows, unit, counted, window).rows.set_index("period")
        texts = pd.Series([sum_text(row) for row in sums.to_dict("records")], index=sums.index)
        named = f"{label}, {_PART_NAMES[part]}"
        table[named] = texts.reindex(table.index).fillna("–")
        table[f"{named}: without a figure"] = (
            sums["unreported"].reindex(table.index).fillna(0).astype("int64")
        )
    return table.iloc[::-1].reset_index()
