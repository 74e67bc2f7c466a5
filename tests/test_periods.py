import json
from datetime import date

import pytest

from geo.figures.exposure import filter_period, study_period
from geo.incidents.filters import IncidentFilter
from geo.tables.periods import Period, describe_coverage, parse_period
from geo.tables.schema import PACKAGE_FILE, DataFaultError, coverage, load_package
from geo.view.strip_marks import strip_span

COVERAGE = Period(date(2018, 1, 1), date(2018, 12, 31))


def test_searched_days_are_those_of_the_package():
    stated = load_package()["coverage"]
    assert str(coverage()) == f"{stated['from']}..{stated['to']}"


@pytest.mark.parametrize(
    "stated",
    [
        None,
        {},
        {"from": "2004-01-01"},
        {"from": "2004", "to": "x"},
        {"from": 2004, "to": 2026},
        {"from": "2026-01-01", "to": "2004-01-01"},
    ],
)
def test_package_that_does_not_state_the_searched_days_is_refused(stated, tmp_path):
    (tmp_path / PACKAGE_FILE).write_text(json.dumps({"coverage": stated}), encoding="utf-8")
    with pytest.raises(DataFaultError, match="coverage needs from and to"):
        coverage(tmp_path)


def test_searched_days_in_words():
    said = "Pages were searched for events from 1 Jan 2018 to 31 Dec 2018"
    assert describe_coverage(COVERAGE) == said


@pytest.mark.parametrize(
    "text", ["", "2014", "2014-01-01", "2014-01-01..2013-01-01", "2014-02-30..2015-01-01", "a..b"]
)
def test_period_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_period(text)


def test_period_round_trip_and_length():
    period = parse_period("2016-01-01..2016-12-31")
    assert str(period) == "2016-01-01..2016-12-31"
    assert period.days == 366
    assert period.describe() == "2016"
    assert str(period.before()) == "2014-12-31..2015-12-31"
    assert Period(date.min, date(9999, 1, 1)).before().days == 1


@pytest.mark.parametrize(
    ("start", "end", "own", "searched"),
    [
        (None, None, "2018-01-01..2018-12-31", "2018-01-01..2018-12-31"),
        ("2018-03-01", None, "2018-03-01..2018-12-31", "2018-03-01..2018-12-31"),
        ("2010-01-01", "2018-02-01", "2010-01-01..2018-02-01", "2018-01-01..2018-02-01"),
        (None, "2018-02-01", "2018-01-01..2018-02-01", "2018-01-01..2018-02-01"),
        (None, "2010-02-01", "2010-02-01..2010-02-01", "None"),
        ("2030-01-01", None, "2030-01-01..2030-01-01", "None"),
    ],
)
def test_open_ends_of_a_filter_are_those_of_the_searched_days(start, end, own, searched):
    days = (date.fromisoformat(day) if day else None for day in (start, end))
    chosen = IncidentFilter(**dict(zip(("from_date", "to_date"), days, strict=True)))
    assert str(filter_period(chosen, COVERAGE)) == own
    assert str(study_period(chosen, COVERAGE)) == searched


def test_years_of_the_strip_hold_the_searched_days_and_what_is_older(flat):
    searched = Period(date(2004, 5, 1), date(2019, 3, 15))
    years = date(2004, 1, 1), date(2019, 12, 31)
    assert strip_span(flat.iloc[:0], searched) == years
    assert strip_span(flat, searched) == years
    late = Period(date(2019, 1, 1), date(2019, 3, 15))
    assert strip_span(flat, late) == (date(2018, 1, 1), date(2019, 12, 31))
