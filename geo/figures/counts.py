"""Count incidents and tolls by month, quarter or year, cumulatively, and over twelve months.

An incident counts in a period when all days that its date can mean lie in it; one whose date is
too vague for that is in no bar and is counted beside them, never spread or guessed. Cumulative and
twelve-month counts use the last day that a date can mean.

A filter's period cuts what is shown, not what a twelve-month count reaches back to.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.incidents.tallies import filled_bounds
from geo.tables.periods import Period

UNITS = {"year": "Year", "quarter": "Quarter", "month": "Month"}
_FREQUENCIES = {"year": "Y", "quarter": "Q", "month": "M"}
COUNTED = {
    "incidents": ("Incidents", None),
    "killed": ("Victims killed", "fatalities"),
    "chinese-killed": ("Chinese killed", "chinese_fatalities"),
    "civilians-killed": ("Pakistani civilians killed", "pakistani_civilian_fatalities"),
}
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
    rows.insert(0, "period", [_period_name(period, unit) for period in rows.index])
    starts = [max(period.start_time.date(), window.first) for period in rows.index]
    ends = [min(period.end_time.date(), window.last) for period in rows.index]
    rows.insert(1, "start", starts)
    rows.insert(2, "end", ends)
    return PeriodCounts(rows.reset_index(drop=True), int((~is_placed).sum()))


def class_counts(
    incidents: pd.DataFrame, codes: pd.Series, unit: str, window: Period
) -> pd.DataFrame:
    """Return incidents per period and class, with where each piece of a stacked bar lies.

    `codes`: each incident's class, same index. Columns period, start, end, code, incidents,
    bottom, top; what is dated too vaguely for a period is left out, as in count_periods.
    """
    parts = [
        count_periods(incidents[codes == code], unit, "incidents", window).rows.assign(code=code)
        for code in sorted(codes.unique())
    ]
    empty = count_periods(incidents.iloc[:0], unit, "incidents", window).rows.assign(code="")
    rows = pd.concat([*parts, empty]).sort_values(["start", "code"], ignore_index=True)
    rows["top"] = rows.groupby("start")["incidents"].cumsum()
    rows["bottom"] = rows["top"] - rows["incidents"]
    return rows


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


def counts_table(counts: PeriodCounts, counted: str) -> pd.DataFrame:
    """Return the periods as people read them, newest first: counts, and a toll's bounds."""
    label, toll = COUNTED[counted]
    newest = counts.rows.iloc[::-1]
    columns = {"Period": newest["period"], "Incidents": newest["incidents"]}
    if toll is not None:
        for bound in BOUNDS:
            columns[f"{label}, {bound}"] = newest[bound].astype(object)
        columns["Without a figure"] = newest["unreported"]
    return pd.DataFrame(columns)
