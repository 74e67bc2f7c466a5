from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from conftest import make_table

from geo.figures.comparisons import (
    compare_periods,
    compare_versions,
    describe_relative,
    relative_change,
    toll_difference,
)
from geo.incidents.filters import EVERYTHING
from geo.incidents.releases import changes_since, load_releases
from geo.incidents.selections import open_selection
from geo.incidents.tallies import TollSum
from geo.incidents.vocabulary import build_vocabulary
from geo.tables.periods import Period, parse_period
from geo.wording import format_signed

COVERAGE = Period(date(2018, 1, 1), date(2018, 12, 31))


@pytest.fixture
def selection(flat, tables, squares):
    vocabulary = build_vocabulary(squares, tables)
    chosen = replace(EVERYTHING, from_date=date(2018, 4, 1), to_date=date(2018, 7, 31))
    return open_selection(flat, tables.responsibility, vocabulary, chosen)


def numbers(part):
    return "".join(key[-1] for key in part.ids)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (10, 15, "+50%"),
        (10, 5, "−50%"),
        (5, 5, "0%"),
        (4, 40, "too few to divide by"),
        (0, 7, "none before"),
    ],
)
def test_relative_change_refuses_nearly_nothing(before, after, text):
    assert describe_relative(before, after, counted=before) == text
    if before < 5:
        assert relative_change(before, after, counted=before) is None


def test_sign_is_a_minus_sign_and_zero_has_none():
    assert [format_signed(value) for value in (3, -3, 0)] == ["+3", "−3", "0"]


def test_earlier_period_comes_first_and_each_side_opens_its_own_dates(selection):
    comparison = compare_periods(selection, parse_period("2018-01-01..2018-03-15"), COVERAGE)
    assert numbers(comparison.total.before) == "12"
    assert numbers(comparison.total.after) == "34"
    assert comparison.total.absolute == 0
    assert comparison.total.after.shown_by.from_date == date(2018, 4, 1)
    assert not comparison.in_both.count


def test_incident_that_can_lie_in_both_periods_is_named(selection):
    late = selection.select(
        replace(EVERYTHING, from_date=date(2018, 3, 20), to_date=date(2018, 7, 31))
    )
    comparison = compare_periods(late, parse_period("2018-01-01..2018-03-15"), COVERAGE)
    assert numbers(comparison.in_both) == "2"


def test_lines_hold_what_either_side_has(selection):
    comparison = compare_periods(selection, parse_period("2018-01-01..2018-03-15"), COVERAGE)
    lines = {
        change.label: (change.before.count, change.after.count)
        for change in comparison.tables["district"]
    }
    assert lines == {"West": (2, 0), "East": (0, 1), "District unspecified": (0, 1)}
    provinces = [(line.label, line.absolute) for line in comparison.tables["province"]]
    assert provinces == [("Balochistan", 0)]
    groups = {change.after.code: change.absolute for change in comparison.tables["group"]}
    assert groups == {"alpha": -2, "alpha-wing": -1, "beta": 1, "none-named": 1}


def test_years_before_the_searched_ones_say_nothing(selection):
    comparison = compare_periods(selection, parse_period("2003-01-01..2003-12-31"), COVERAGE)
    assert comparison.before.covered_days == 0
    assert comparison.before.per_year(0) is None
    assert comparison.describe_relative(10, 20) == "not searched"


def test_unequal_lengths_compare_incidents_per_year(selection):
    comparison = compare_periods(selection, parse_period("2018-01-01..2018-01-30"), COVERAGE)
    assert not comparison.has_equal_length
    assert (comparison.before.covered_days, comparison.after.covered_days) == (30, 122)
    assert comparison.before.per_year(30) == pytest.approx(365.25)
    # The same count in a period four times as long.
    assert comparison.describe_relative(61, 61) == "−75%"


def test_difference_of_tolls_keeps_the_range_and_the_unknown():
    before, after = TollSum(4, 5, 9, 3, 0), TollSum(7, 8, 8, 2, 1)
    assert toll_difference(before, after) == (-2, 3, 4)
    assert toll_difference(before, TollSum(0, 0, 0, 0, 2)) is None


def test_versions_differ_by_what_the_log_says(selection):
    log = make_table(
        "changes",
        [
            {
                "version": "1.1.0",
                "change_date": pd.Timestamp("2019-01-01"),
                "incident_id": f"CPA-2018-000{number}",
                "change": change,
                "note": "Because.",
            }
            for number, change in ((1, "added"), (3, "corrected"), (5, "withdrawn"))
        ],
    )
    comparison = compare_versions(selection.select(EVERYTHING), log, "1.0.0")
    assert numbers(comparison.total.before) == "234"
    assert numbers(comparison.total.after) == "1234"
    assert {part.code: numbers(part) for part in comparison.kinds} == {
        "added": "1",
        "corrected": "3",
    }
    assert comparison.withdrawn == ("CPA-2018-0005",)
    west = next(change for change in comparison.tables["district"] if change.label == "West")
    assert west.absolute == 1


def test_log_and_fingerprints_agree_on_what_the_first_version_had(atlas):
    selection = open_selection(
        atlas.incidents, atlas.tables.responsibility, atlas.vocabulary, EVERYTHING
    )
    comparison = compare_versions(selection, changes_since(atlas.tables, "1.0.0"), "1.0.0")
    had = {*comparison.total.before.ids, *comparison.withdrawn}
    assert had == set(load_releases()["1.0.0"])
