"""Count incidents and tolls by month, quarter or year, cumulatively, and over twelve months.

An incident counts in a period when all days that its date can mean lie in it; one whose date is
too vague for that is in no bar and is counted beside them, never spread or guessed. Cumulative and
twelve-month counts use the last day that a date can mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.incidents.tallies import filled_bounds

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
class Series:
    """Hold counts per period, and how many incidents are dated too vaguely to be in one.

    `rows`: one per period with incidents, columns period (its name), start, end (dates; the last
    one ends where the data do), incidents, low, best, high (persons, missing where no incident
    reports a figure; only for a toll) and unreported.
    """

    rows: pd.DataFrame
    unplaced: int


def _period_name(period: pd.Period, unit: str) -> str:
    if unit == "year":
        return str(period.year)
    return f"Q{period.quarter} {period.year}" if unit == "quarter" else f"{period:%b %Y}"


def count_periods(incidents: pd.DataFrame, unit: str, counted: str, coverage_end: date) -> Series:
    """Return counts per period of `UNITS` of what `COUNTED` names.

    Raises KeyError for an unknown unit or count.
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
    rows.insert(1, "start", [period.start_time.date() for period in rows.index])
    rows.insert(2, "end", [min(period.end_time.date(), coverage_end) for period in rows.index])
    return Series(rows.reset_index(drop=True), int((~is_placed).sum()))


def class_counts(
    incidents: pd.DataFrame, codes: pd.Series, unit: str, coverage_end: date
) -> pd.DataFrame:
    """Return incidents per period and class, with where each piece of a stacked bar lies.

    `codes`: each incident's class, same index. Columns period, start, end, code, incidents,
    bottom, top; what is dated too vaguely for a period is left out, as in count_periods.
    """
    parts = [
        count_periods(incidents[codes == code], unit, "incidents", coverage_end).rows.assign(
            code=code
        )
        for code in sorted(codes.unique())
    ]
    empty = count_periods(incidents.iloc[:0], unit, "incidents", coverage_end).rows.assign(code="")
    rows = pd.concat([*parts, empty]).sort_values(["start", "code"], ignore_index=True)
    rows["top"] = rows.groupby("start")["incidents"].cumsum()
    rows["bottom"] = rows["top"] - rows["incidents"]
    return rows


def running_counts(incidents: pd.DataFrame, coverage_end: date) -> pd.DataFrame:
    """Return the cumulative count and the count of the last twelve months, at each change.

    Columns day (date), cumulative, rolling. A day is the last that an incident's date can mean,
    or the day on which an incident leaves the twelve months; the last row is `coverage_end`.
    """
    end = pd.Timestamp(coverage_end)
    latest = incidents["event_date_latest"]
    days = latest.where(latest <= end, end).sort_values()
    leaving = days + ROLLING
    changes = pd.Series(pd.concat([days, leaving[leaving <= end], pd.Series([end])]).unique())
    changes = changes.sort_values(ignore_index=True)
    cumulative = days.searchsorted(changes, side="right")
    gone = leaving.searchsorted(changes, side="right")
    return pd.DataFrame(
        {
            "day": changes.dt.date,
            "cumulative": cumulative.astype(int),
            "rolling": (cumulative - gone).astype(int),
        }
    )


def series_table(series: Series, counted: str) -> pd.DataFrame:
    """Return the periods as people read them, newest first: counts, and a toll's bounds."""
    label, toll = COUNTED[counted]
    newest = series.rows.iloc[::-1]
    columns = {"Period": newest["period"], "Incidents": newest["incidents"]}
    if toll is not None:
        for bound in BOUNDS:
            columns[f"{label}, {bound}"] = newest[bound].astype(object)
        columns["Without a figure"] = newest["unreported"]
    return pd.DataFrame(columns)
