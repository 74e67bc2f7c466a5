"""Dates as people type them."""

from datetime import date

import pytest

from geo.incidents.typed_days import parse_typed_day, preset_periods
from geo.tables.periods import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-03-05", date(2021, 3, 5), date(2021, 3, 5)),
        (" 2021/3/5 ", date(2021, 3, 5), date(2021, 3, 5)),
        ("6 Oct 2024", date(2024, 10, 6), date(2024, 10, 6)),
        ("6.  OCTOBER, 2024", date(2024, 10, 6), date(2024, 10, 6)),
        ("sep 2017", date(2017, 9, 1), date(2017, 9, 30)),
    ],
)
def test_year_month_and_day_are_read_as_first_or_last_day(text, first, last):
    assert parse_typed_day(text, is_end=False) == first
    assert parse_typed_day(text, is_end=True) == last


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2021-13",
        "2021-00",
        "2021-00-05",
        "30 Feb 2021",
        "31 foo 2021",
        "21",
        "5/3/2021",
    ],
)
def test_what_is_no_date_is_refused(text):
    for is_end in (False, True):
        with pytest.raises(ValueError, match=r"isoformat|range|must be in"):
            parse_typed_day(text, is_end=is_end)


@pytest.mark.parametrize(
    ("last", "start"),
    [
        (date(2026, 3, 15), date(2021, 3, 16)),
        (date(2025, 12, 31), date(2021, 1, 1)),
        (date(2024, 2, 28), date(2019, 3, 1)),
        (date(2024, 2, 29), date(2019, 3, 1)),
    ],
)
def test_last_five_years_end_with_what_was_searched(last, start):
    assert preset_periods(Period(date(2004, 1, 1), last))["Last 5 years"] == (start, last)
