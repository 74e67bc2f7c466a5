"""List the record's first incidents among those shown."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.incidents.selections import Selection
from geo.tables.periods import Period
from geo.wording import format_title

RECENT_YEARS = 2
NOTE = (
    "First recorded in this table, which is no proof that there was none before. Firsts are "
    "those of the record (core and linked) over all years, whatever the filter; listed are those "
    "whose incident the filter shows."
)


@dataclass(frozen=True)
class FirstIncident:
    """Name an incident that is the record's first of something, with its first ISO day."""

    incident_id: str
    title: str
    day: str


def recent_period(coverage: Period) -> Period:
    """Return the last RECENT_YEARS years of the days that were searched."""
    first = pd.Timestamp(coverage.last) - pd.DateOffset(years=RECENT_YEARS) + pd.Timedelta(days=1)
    return Period(first.date(), coverage.last)


def list_firsts(selection: Selection, firsts: pd.DataFrame) -> list[FirstIncident]:
    """Return the shown incidents that are a first, newest first; `firsts` as Atlas.firsts."""
    rows = selection.incidents[selection.incidents["incident_id"].isin(firsts["incident_id"])]
    return [
        FirstIncident(str(row["incident_id"]), format_title(row), f"{row['event_date']:%Y-%m-%d}")
        for row in rows.iloc[::-1].to_dict("records")
    ]
