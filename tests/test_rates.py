import re
from datetime import date
from pkgutil import resolve_name

import pandas as pd
import pytest

from geo.figures.exposure import count_in_period, study_period
from geo.figures.headline import Trend, TrendSide
from geo.figures.rates import compare_last_year, compare_rates, incident_rate
from geo.figures.sentences import (
    describe_comparison,
    describe_rate,
    statistics_sentences,
)
from geo.figures.time.lulls import (
    describe_longest_lull,
    describe_open_lull,
    intervals_between,
)
from geo.figures.time.methods import METHOD_NOTES
from geo.figures.time.trend_sentences import answer_trend, describe_test
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import latest_day
from geo.incidents.tallies import TollSum
from geo.tables.periods import Period
from geo.wording import format_day

COVERAGE = Period(date(2004, 1, 1), date(2020, 12, 31))
FORBIDDEN = re.compile(r"\b(nan|None|null|N/A|NaT|inf|(?<![\d.,])1 (incidents|days))\b")


def frame(*rows):
    """Return incidents named A, B, …, each given as a day or as (first day, precision)."""
    pairs = [row if isinstance(row, tuple) else (row, "day") for row in rows]
    incidents = pd.DataFrame(
        {
            "incident_id": pd.Series([chr(65 + k) for k in range(len(pairs))], dtype="string"),
            "event_date": pd.Series([day for day, _ in pairs], dtype="datetime64[s]"),
            "date_precision": pd.Series([kind for _, kind in pairs], dtype="string"),
        }
    )
    latest = latest_day(incidents["event_date"], incidents["date_precision"])
    return incidents.assign(event_date_latest=latest)


def spread(year, count):
    """Return as many days of a year."""
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(f"{year}-01-05", periods=count, freq="5D")]


def period(start=None, end=None):
    return study_period(IncidentFilter(from_date=start, to_date=end), COVERAGE)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39)]
)
def test_interval_agrees_with_garwoods_table(count, low, high):
    rate = incident_rate(count, 1)
    assert (rate.low, rate.high) == pytest.approx((low, high), rel=1e-3)


def test_no_rate_from_nearly_no_time():
    with pytest.raises(ValueError, match="no rate"):
        incident_rate(1, 0.1)
    text = describe_rate(frame("2020-12-01"), period(date(2020, 11, 1)), COVERAGE)
    assert "1 incident in" in text
    assert "no rate per year" in text


def test_days_are_inclusive_and_a_common_year_is_long_enough():
    assert period(date(2019, 1, 1), date(2019, 12, 31)).years * 365.25 == pytest.approx(365)
    assert "a year" in describe_rate(
        frame("2019-05-05"), period(date(2019, 1, 1), date(2019, 12, 31)), COVERAGE
    )


def test_comparison_agrees_with_r():
    # rateratio.test(c(2, 9), c(17877, 16660)), vignette of the R package rateratio.test (Fay).
    found = compare_rates(2, 17877, 9, 16660)
    assert found.p_value == pytest.approx(0.05011, abs=5e-6)
    assert found.ratio == pytest.approx(0.2070941557)
    assert (found.ratio_low, found.ratio_high) == pytest.approx((0.02177406, 1.00054910), rel=1e-5)


@pytest.mark.parametrize("count", range(13))
@pytest.mark.parametrize("before", [1, 6, 30])
def test_verdict_and_interval_never_contradict(count, before):
    found = compare_rates(count, 1, before, 4)
    assert (found.verdict == "no_difference") == (found.ratio_low <= 1 <= found.ratio_high)


def test_nothing_before_gives_no_ratio():
    found = compare_rates(8, 1, 0, 2)
    assert (found.ratio, found.ratio_high, found.verdict) == (None, None, "more")


def test_last_year_is_told_apart_only_by_more_than_chance():
    chosen = period(date(2018, 1, 1))
    calm = compare_last_year(frame(*spread(2019, 8), *spread(2020, 5)), chosen)
    assert (calm.cut, calm.verdict) == (date(2020, 1, 1), "no_difference")
    grown = compare_last_year(frame(*spread(2019, 8), *spread(2020, 20)), chosen)
    assert grown.verdict == "more"
    text = describe_comparison(grown)
    assert "20 incidents in 1 Jan 2020 – 31 Dec 2020" in text
    assert "Attacks cluster" in text


def test_too_few_are_not_compared():
    few = describe_comparison(compare_last_year(frame(*spread(2020, 5)), period()))
    assert "5 incidents in all, fewer than 6" in few
    many = frame(*spread(2020, 9))
    short = compare_last_year(many, period(date(2019, 1, 2)))
    assert short.verdict == "refused"
    assert "starts on 2 Jan 2019" in describe_comparison(short)
    assert compare_last_year(many, period(date(2019, 1, 1))).verdict == "more"


def test_imprecise_dates_at_the_cut_are_counted_both_ways():
    chosen = period(date(2018, 1, 1), date(2020, 6, 30))
    incidents = frame(*spread(2018, 2), *[("2019-01-01", "year")] * 9)
    found = compare_last_year(incidents, chosen)
    assert [variant.recent.count for variant in found.variants] == [0, 9]
    assert found.verdict == "depends"
    text = describe_comparison(found)
    assert "the answer depends on imprecise dates" in text
    assert "C (some day in 2019)" in text


def test_a_fall_that_could_not_show_is_said():
    text = describe_comparison(compare_last_year(frame(*spread(2010, 7)), period()))
    assert "not even 12 months without any" in text


def test_longest_lull_names_its_incidents():
    found = intervals_between(
        frame("2018-01-10", "2018-01-10", "2018-12-01", "2020-12-30"), period()
    )
    assert (found.count, found.median_shortest, found.median_longest) == (3, 325, 325)
    found = intervals_between(
        frame("2018-01-10", "2018-12-01", "2020-12-30"), period(date(2018, 1, 1))
    )
    assert (found.longest.after.incident_id, found.longest.before.incident_id) == ("B", "C")
    assert "760 days, from B (1 Dec 2018) to C (30 Dec 2020)." in describe_longest_lull(found)
    assert "at least 1 day." in describe_open_lull(found, COVERAGE)


def test_imprecise_dates_give_a_range():
    found = intervals_between(
        frame("2020-01-01", ("2020-08-01", "month"), "2020-12-31"), period(date(2020, 1, 1))
    )
    assert (found.longest.shortest, found.longest.longest) == (213, 243)
    assert (found.median_shortest, found.median_longest) == (167.5, 197.5)


def test_a_date_that_can_fall_inside_a_lull_may_split_it():
    found = intervals_between(
        frame("2019-01-01", ("2019-01-01", "year"), "2020-01-01", "2020-12-31"),
        period(date(2019, 1, 1)),
    )
    assert found.longest.shortest == 365
    assert found.rival is None
    split = intervals_between(
        frame("2019-01-01", ("2019-01-01", "year"), "2020-03-01"),
        period(date(2019, 1, 1), date(2020, 3, 1)),
    ).longest
    assert (split.shortest, split.longest, split.interrupters) == (213, 425, ("B",))


def test_a_lull_cut_by_the_period_is_at_least():
    found = intervals_between(frame("2019-06-01", "2019-07-01"), period(date(2019, 1, 1)))
    assert found.longest.is_cut
    assert "at least 549 days, from B (1 Jul 2019) to the period’s end" in describe_longest_lull(
        found
    )


def test_dates_over_the_edge_are_possible_not_sure():
    chosen = period(date(2019, 7, 15), date(2020, 7, 15))
    counted = count_in_period(
        frame(("2019-07-01", "month"), "2019-07-14", "2020-07-15"), chosen, COVERAGE
    )
    assert (counted.possible, counted.sure) == (2, 1)
    text = describe_rate(frame(("2019-07-01", "month"), "2020-07-15"), chosen, COVERAGE)
    assert "1 of them may lie outside the period" in text


def test_an_imprecise_date_up_to_the_last_day_searched_is_sure():
    assert count_in_period(frame(("2020-12-28", "week")), period(), COVERAGE).sure == 1


@pytest.mark.parametrize("days", [(), ("2019-06-01",), ("2019-06-01", "2019-06-02")])
@pytest.mark.parametrize(
    "ends",
    [
        (None, None),
        (date(1990, 1, 1), date(1999, 12, 31)),
        (date(2019, 6, 1), date(2019, 6, 1)),
        (date(2025, 1, 1), None),
        (date(2019, 6, 2), date(2020, 12, 31)),
    ],
)
def test_few_or_no_incidents_give_sentences(days, ends):
    for text in statistics_sentences(frame(*days), period(*ends), COVERAGE):
        assert text.endswith(".")
        assert not FORBIDDEN.search(text), text


def test_years_before_the_record_are_not_exposure():
    assert period(date(1990, 1, 1)).first == date(2004, 1, 1)
    unsearched = period(date(1990, 1, 1), date(1999, 12, 31))
    assert statistics_sentences(frame("2010-01-01"), unsearched, COVERAGE) == (
        "The chosen period holds no day for which pages were searched (1 Jan 2004 – 31 Dec 2020).",
    )


def test_method_notes_name_sources_and_functions():
    sources = " ".join(note.source for note in METHOD_NOTES)
    assert "Garwood" in sources
    assert "Wilenski" in sources
    assert all(note.limits for note in METHOD_NOTES)


@pytest.mark.parametrize("name", [name for note in METHOD_NOTES for name in note.functions])
def test_functions_that_a_method_names_are_there(name):
    assert callable(resolve_name(name))


def test_years_of_a_rate_do_not_depend_on_the_first_incident(atlas):
    """With the first years' incidents dropped, the years that were searched are still searched."""
    coverage = atlas.tables.coverage
    late = atlas.incidents[atlas.incidents["event_date"] >= "2014-01-01"]
    whole = study_period(IncidentFilter(), coverage)
    assert whole == coverage
    assert f"in 1 Jan 2004 – {format_day(coverage.last)} (22.2 years)" in describe_rate(
        late, whole, coverage
    )


def real_scope(atlas, scope, start, end=None):
    """Return real incidents of a scope, and the period."""
    incidents = atlas.incidents[atlas.incidents["inclusion"].isin(scope)]
    chosen = IncidentFilter(from_date=start, to_date=end)
    return incidents, study_period(chosen, atlas.tables.coverage)


SCOPES = pytest.mark.parametrize("scope", [("core",), ("core", "linked", "context")])


@SCOPES
def test_real_lull_can_be_recounted_from_its_two_rows(atlas, scope):
    incidents, chosen = real_scope(atlas, scope, date(2016, 1, 1), date(2024, 12, 31))
    lull = intervals_between(incidents, chosen).longest
    rows = incidents.set_index("incident_id")
    after, before = rows.loc[lull.after.incident_id], rows.loc[lull.before.incident_id]
    assert (before["event_date_latest"] - after["event_date"]).days == lull.longest


@SCOPES
@pytest.mark.parametrize("start", [None, date(2016, 1, 1)])
def test_real_incidents_give_clean_sentences(atlas, scope, start):
    for text in statistics_sentences(*real_scope(atlas, scope, start), atlas.tables.coverage):
        assert text.endswith(".")
        assert not FORBIDDEN.search(text), text


def side(days, attacks, killed):
    first, last = days
    span = Period(date(first, 1, 1), date(last, 12, 31))
    return TrendSide(span, attacks, TollSum(killed, killed, killed + 1, attacks, 0))


def trend(recent, before):
    sides = side((2016, 2020), recent, 9), side((2011, 2015), before, 2)
    test = compare_rates(recent, 5, before, 5) if recent + before >= 6 else None
    return Trend(*sides, test, "")


@pytest.mark.parametrize(
    ("recent", "before", "opening"),
    [
        (30, 5, "Yes: more"),
        (5, 30, "No: fewer"),
        (8, 6, "No clear trend"),
        (3, 2, "Too few to say"),
    ],
)
def test_answer_gives_verdict_and_both_periods_and_no_p_value(recent, before, opening):
    text = answer_trend(trend(recent, before))
    assert text.startswith(opening)
    assert f"2016–2020: {recent} attacks and 9 (9–10) Chinese nationals killed" in text
    assert f"2011–2015: {before} attacks" in text
    assert "p =" not in text
    assert "interval" not in text
    assert not FORBIDDEN.search(text)


def test_method_gives_the_p_value_where_there_is_one():
    assert re.search(r"rate ratio .* p (=|<) 0\.", describe_test(trend(30, 5)))
    assert describe_test(trend(3, 2)) == ""


def test_answer_without_a_period_before_says_why():
    assert (
        answer_trend(Trend(None, None, None, "nothing before")) == "Not compared: nothing before."
    )
