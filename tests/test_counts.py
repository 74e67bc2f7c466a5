"""Counts over time under a filter's period, with values that can be done by eye."""

from datetime import date

import pandas as pd
import pytest

from geo.figures.counts import (
    bar_notes,
    class_counts,
    count_periods,
    counts_table,
    cumulative_counts,
    rolling_counts,
    span_unit,
    split_record,
    toll_counts,
)
from geo.incidents.flat import latest_day
from geo.tables.periods import parse_period
from geo.view.count_charts import plain_rows

COVERAGE = parse_period("2004-01-01..2020-12-31")
DAYS = ["2016-03-01", "2016-09-01", "2017-02-01", "2018-06-01", "2019-01-01"]


def frame(*rows):
    pairs = [row if isinstance(row, tuple) else (row, "day") for row in rows]
    incidents = pd.DataFrame(
        {
            "event_date": pd.Series([day for day, _ in pairs], dtype="datetime64[s]"),
            "date_precision": pd.Series([kind for _, kind in pairs], dtype="string"),
        }
    )
    latest = latest_day(incidents["event_date"], incidents["date_precision"])
    return incidents.assign(event_date_latest=latest)


def by_day(counts):
    return {day.isoformat(): count for day, count in counts.itertuples(index=False)}


def within(incidents, period):
    start, end = pd.Timestamp(period.first), pd.Timestamp(period.last)
    is_in = (incidents["event_date_latest"] >= start) & (incidents["event_date"] <= end)
    return incidents[is_in]


def test_twelve_months_reach_back_before_the_period():
    incidents, period = frame(*DAYS), parse_period("2017-01-01..2018-12-31")
    assert by_day(rolling_counts(incidents, period, COVERAGE)) == {
        "2017-01-01": 2,
        "2017-02-01": 3,
        "2017-03-01": 2,
        "2017-09-01": 1,
        "2018-02-01": 0,
        "2018-06-01": 1,
        "2018-12-31": 1,
    }


def test_cumulative_counts_from_the_first_day_of_the_period_to_its_last():
    period = parse_period("2017-01-01..2018-12-31")
    assert by_day(cumulative_counts(within(frame(*DAYS), period), period)) == {
        "2017-01-01": 0,
        "2017-02-01": 1,
        "2018-06-01": 2,
        "2018-12-31": 2,
    }


@pytest.mark.parametrize(
    ("days", "last_day"), [("2019-01-01..2019-06-30", 2), ("2020-01-01..2020-12-31", 1)]
)
def test_cumulative_count_ends_with_all_that_the_filter_shows(days, last_day):
    """A date that can mean a day after the period's end counts on its last day."""
    period = parse_period(days)
    incidents = within(frame("2019-02-01", ("2019-01-01", "year"), ("2020-12-28", "week")), period)
    assert by_day(cumulative_counts(incidents, period))[period.last.isoformat()] == last_day


def test_twelve_months_are_the_same_under_every_period():
    incidents = frame(*DAYS, ("2018-01-01", "year"))
    whole = by_day(rolling_counts(incidents, COVERAGE, COVERAGE))
    part = by_day(rolling_counts(incidents, parse_period("2016-09-01..2019-01-01"), COVERAGE))
    assert part.items() <= whole.items()
    assert whole["2018-12-31"] == 2
    assert whole["2020-12-31"] == 0


def test_nothing_counts_as_nothing():
    nothing = frame()
    ends = {"2004-01-01": 0, "2020-12-31": 0}
    assert by_day(cumulative_counts(nothing, COVERAGE)) == ends
    assert by_day(rolling_counts(nothing, COVERAGE, COVERAGE)) == ends


def test_bars_are_cut_where_the_period_is():
    period = parse_period("2016-06-15..2018-08-31")
    rows = count_periods(within(frame(*DAYS), period), "year", "incidents", period).rows
    assert rows[["period", "incidents"]].to_numpy().tolist() == [
        ["2016", 1],
        ["2017", 1],
        ["2018", 1],
    ]
    assert rows["start"].tolist() == [date(2016, 6, 15), date(2017, 1, 1), date(2018, 1, 1)]
    assert rows["end"].tolist() == [date(2016, 12, 31), date(2017, 12, 31), date(2018, 8, 31)]


def test_rows_for_a_chart_are_plain():
    counts = pd.Series([3, None], dtype="Int64")
    rows = plain_rows(pd.DataFrame({"day": [date(2018, 1, 1)] * 2, "best": counts}))
    assert rows == [{"day": "2018-01-01", "best": 3}, {"day": "2018-01-01", "best": None}]
    assert type(rows[0]["best"]) is int


def tiered(*rows):
    """Return incidents given as (day, tier, deaths or None)."""
    incidents = frame(*[day for day, _, _ in rows]).assign(
        inclusion=pd.Series([tier for _, tier, _ in rows], dtype="string")
    )
    deaths = pd.Series([toll for _, _, toll in rows], dtype="Int64")
    return incidents.assign(
        fatalities_low=deaths, fatalities_best=deaths, fatalities_high=deaths + 1
    )


YEARS = parse_period("2016-01-01..2019-12-31")
TIERED = tiered(
    ("2016-03-01", "context", 5),
    ("2016-04-01", "linked", 1),
    ("2016-05-01", "core", 2),
    ("2017-01-01", "core", 0),
    ("2018-01-01", "context", None),
)


def test_core_stands_at_the_base_then_linked_then_context():
    codes = pd.Series(["z", "a", "z", "a", "a"])
    rows = class_counts(TIERED, codes, "year", YEARS)
    first = rows[rows["period"] == "2016"]
    assert first["tier"].tolist() == ["core", "linked", "context"]
    assert first[["bottom", "top"]].to_numpy().tolist() == [[0, 1], [1, 2], [2, 3]]
    tolls = toll_counts(TIERED, "year", "killed", YEARS)
    first = tolls[tolls["period"] == "2016"]
    assert first[["tier", "bottom", "top"]].to_numpy().tolist() == [
        ["core", 0, 2],
        ["linked", 2, 3],
        ["context", 3, 8],
    ]


def test_context_is_counted_apart_from_the_record():
    parts = split_record(TIERED)
    assert {code: len(rows) for code, rows in parts.items()} == {"record": 3, "context": 2}
    assert list(split_record(TIERED[TIERED["inclusion"] == "core"])) == ["record"]
    table = counts_table(TIERED, "year", "killed", YEARS).set_index("Period")
    assert table.loc["2016", "Victims killed, core and linked"] == "3 (3–5)"
    assert table.loc["2016", "Victims killed, context"] == "5 (5–6)"
    assert table.loc["2018", "Victims killed, core and linked"] == "–"
    assert table.loc["2018", "Victims killed, context"] == "not reported"


def test_a_period_without_a_bar_says_none_or_not_reported():
    counts = count_periods(TIERED, "year", "killed", YEARS)
    rows = toll_counts(TIERED, "year", "killed", YEARS)
    notes = bar_notes(rows, counts, "year", YEARS)
    assert dict(zip(notes["period"], notes["note"], strict=True)) == {
        "2017": "0",
        "2018": "–",
        "2019": "0",
    }


@pytest.mark.parametrize(
    ("years", "unit"), [(22.2, "year"), (6, "year"), (5.9, "quarter"), (2, "quarter"), (1, "month")]
)
def test_unit_follows_the_length_shown(years, unit):
    assert span_unit(years) == unit
