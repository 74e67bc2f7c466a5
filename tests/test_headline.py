"""The answers of the first screen: on hand-written incidents, and recounted on the real ones."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.figures.headline import build_headline
from geo.figures.headline_sentences import Answer, describe_headline, describe_left_out
from geo.figures.trust import describe_trust
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.selections import open_selection
from geo.incidents.vocabulary import RECORD, TIERS, build_vocabulary
from geo.tables.periods import Period
from geo.view.answer_tiles import answer_tiles

TWO_YEARS = Period(date(2017, 1, 1), date(2018, 12, 31))
IN_2018 = IncidentFilter(from_date=date(2018, 1, 1), to_date=date(2018, 12, 31))


@pytest.fixture(scope="module")
def headline(tables, squares, flat):
    vocabulary = build_vocabulary(squares, tables)

    def headline(chosen=None, incidents=flat, coverage=tables.coverage):
        chosen = chosen or IncidentFilter()
        selection = open_selection(incidents, tables.responsibility, vocabulary, chosen)
        return build_headline(selection, coverage)

    return headline


@pytest.fixture(scope="module")
def said(headline):
    def said(chosen=None, **more):
        return texts_of(headline(chosen, **more), (chosen or IncidentFilter()).inclusion)

    return said


def texts_of(headline, tiers):
    """Return each answer as one text by its code: figure, addition and what it is of."""
    return {
        answer.code: " | ".join(filter(None, (answer.figure, answer.addition, answer.text)))
        for answer in describe_headline(headline, tiers)
    }


def of_atlas(atlas, chosen):
    return texts_of(
        build_headline(atlas.selection(chosen), atlas.tables.coverage), chosen.inclusion
    )


def attacks(flat, *days):
    """Return one core incident per day, each with one Chinese national killed."""
    dates = pd.to_datetime(list(days)).astype("datetime64[s]")
    rows = flat.iloc[[0] * len(days)].reset_index(drop=True)
    return rows.assign(
        incident_id=[f"CPA-2018-{number:04}" for number in range(1, len(days) + 1)],
        event_date=dates,
        event_date_latest=dates,
        **{f"chinese_fatalities_{bound}": 1 for bound in ("low", "best", "high")},
    )


def test_record_is_answered_and_context_is_in_no_sum(said):
    # Incidents 1 (killed 2, 2–3; 2 Chinese), 2 (nothing reported) and 4 (killed 1–4).
    assert said() == {
        "chinese-killed": "2 | Chinese nationals killed; 2 incidents without a figure",
        "killed": "3 | (3–7) | victims killed in all; 1 incident without a figure",
        "attacks": "2 + 1 | incidents: 2 on Chinese nationals, 1 on linked workers and guards",
        "last": "7 Jul 2018 | last attack on Chinese nationals: Place 4, 177 days before "
        "31 Dec 2018",
        "trend": "Not compared | no period of the same length before it was searched",
    }


def test_asked_for_context_is_summed_and_said_apart(said):
    answers = said(EVERYTHING)
    assert answers["attacks"].startswith("2 + 1 + 1 | ")
    assert answers["killed"] == (
        "3 | (3–7) | victims killed in all: 3 (3–7) in the record, 0 in context; "
        "1 incident without a figure"
    )


def test_sums_of_the_tiers_are_kept_apart(headline, flat):
    is_context = flat["inclusion"] == "context"
    figures = {"fatalities_low": 4, "fatalities_best": 5, "fatalities_high": 9}
    known = flat.assign(
        **{name: flat[name].mask(is_context, value) for name, value in figures.items()}
    )
    killed = headline(EVERYTHING, incidents=known).killed
    bounds = [
        (each.low, each.best, each.high) for each in (killed.record, killed.context, killed.shown)
    ]
    assert bounds == [(3, 3, 7), (4, 5, 9), (7, 8, 16)]


def test_context_alone_has_no_attack_on_chinese_nationals(said, headline):
    chosen = IncidentFilter(inclusion=("context",))
    assert said(chosen) == {
        "chinese-killed": "not reported | Chinese nationals killed",
        "killed": "0 | victims killed in all",
        "attacks": "1 | incidents: 1 context",
        "last": "– | no attack on Chinese nationals under this filter",
        "trend": "Not compared | attacks on Chinese nationals are not under this filter",
    }
    assert headline(chosen).by_tier == {"core": 2, "linked": 1, "context": 1}


def test_empty_filter_is_answered_without_an_invented_last_attack(said):
    answers = said(IncidentFilter(provinces=("PK-SD",)))
    assert answers["attacks"].startswith("0 + 0 | ")
    assert answers["last"] == "– | no attack on Chinese nationals under this filter"


def test_days_run_to_the_end_of_the_filter_s_period(said):
    assert said(replace(IN_2018, to_date=date(2018, 1, 31)))["last"].endswith(
        "Place 1, 21 days before 31 Jan 2018"
    )


def test_imprecise_last_date_has_no_count_of_days(said, flat):
    month = flat[flat["date_precision"] == "month"].assign(inclusion="core")
    assert said(incidents=month)["last"] == (
        "some day in Mar 2018 | last attack on Chinese nationals: Place 2, data to 31 Dec 2018"
    )


def test_attack_that_can_lie_in_both_periods_is_in_neither_side_with_its_dead(said, flat):
    month = flat[flat["date_precision"] == "month"].assign(
        inclusion="core", **{f"chinese_fatalities_{bound}": 5 for bound in ("low", "best", "high")}
    )
    chosen = IncidentFilter(from_date=date(2018, 3, 15), to_date=date(2018, 4, 30))
    assert said(chosen, incidents=month)["trend"] == (
        "Too short to compare | 15 Mar 2018 – 30 Apr 2018: 0 attacks, 0 Chinese killed; "
        "27 Jan 2018 – 14 Mar 2018: 0 attacks, 0 Chinese killed"
    )


def test_unreported_dead_are_not_zero_in_the_trend(said):
    chosen = IncidentFilter(from_date=date(2018, 7, 1), to_date=date(2018, 8, 31))
    assert "1 attack, Chinese killed: not reported; 30 Apr 2018" in said(chosen)["trend"]


@pytest.mark.parametrize(
    ("in_2018", "in_2017", "figure"),
    [
        # Given six in all, each as likely in either year: 2 × 0.5⁶ = 0.031, 2 × 7 × 0.5⁶ = 0.22.
        (6, 0, "More attacks than before"),
        (0, 6, "Fewer attacks than before"),
        (5, 1, "No clear trend in attacks"),
        (5, 0, "Too few to compare"),
    ],
)
def test_trend_is_told_from_chance(in_2018, in_2017, figure, said, flat):
    days = [f"2018-0{n}-10" for n in range(1, in_2018 + 1)]
    days += [f"2017-0{n}-10" for n in range(1, in_2017 + 1)]
    trend = said(IN_2018, incidents=attacks(flat, *days), coverage=TWO_YEARS)["trend"]
    assert trend.split(" | ")[0] == figure
    for year, count in ((2018, in_2018), (2017, in_2017)):
        noun = "attack" if count == 1 else "attacks"
        assert f"{year}: {count} {noun}, {count} Chinese killed" in trend
    assert trend.endswith("as chance alone can give") == (figure == "No clear trend in attacks")


def test_trend_counts_attacks_on_chinese_nationals_only(headline, flat):
    rows = attacks(flat, "2018-01-10", "2018-02-10", "2018-03-10").assign(inclusion=list(TIERS))
    trend = headline(replace(EVERYTHING, from_date=date(2018, 1, 1)), rows, TWO_YEARS).trend
    assert (trend.recent.attacks, trend.recent.chinese_killed.best) == (1, 1)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        ("2018-01-01", "2019-12-31", "the period reaches past the last day that was searched"),
        ("9999-12-31", None, "the period reaches past the last day that was searched"),
        ("0001-01-01", None, "no period of the same length before it was searched"),
        ("2017-06-01", "2018-06-01", "no period of the same length before it was searched"),
        (None, "0001-01-01", "no period of the same length before it was searched"),
    ],
)
def test_period_without_one_to_set_it_beside_is_refused_with_its_reason(first, last, refusal, said):
    start, end = (date.fromisoformat(text) if text else None for text in (first, last))
    chosen = IncidentFilter(from_date=start, to_date=end)
    assert said(chosen, coverage=TWO_YEARS)["trend"] == f"Not compared | {refusal}"


def test_answers_on_the_real_data(atlas):
    # Added up from incidents.csv and tolls.csv alone, without code of the package.
    assert of_atlas(atlas, IncidentFilter()) == {
        "chinese-killed": "34 | (34–37) | Chinese nationals killed; 9 incidents without a figure",
        "killed": "116 | (111–121) | victims killed in all; 5 incidents without a figure",
        "attacks": "35 + 15 | incidents: 35 on Chinese nationals, 15 on linked workers and guards",
        "last": "5 Nov 2024 | last attack on Chinese nationals: SITE industrial area, Karachi "
        "(no group named), 495 days before 15 Mar 2026",
        "trend": "No clear trend in attacks | 2021–2025: 11 attacks, 19 (19–21) Chinese killed; "
        "2016–2020: 8 attacks, 2 Chinese killed (1 incident without a figure), as chance alone "
        "can give",
    }


def test_a_period_of_the_real_data_is_set_beside_the_years_before(atlas):
    chosen = IncidentFilter(from_date=date(2021, 1, 1), to_date=date(2024, 12, 31))
    answers = of_atlas(atlas, chosen)
    assert answers["trend"] == (
        "No clear trend in attacks | 2021–2024: 11 attacks, 19 (19–21) Chinese killed; "
        "2017–2020: 6 attacks, 2 Chinese killed (1 incident without a figure), as chance alone "
        "can give"
    )
    assert answers["last"].endswith("56 days before 31 Dec 2024")
    assert answers["attacks"].startswith("11 + 2 | ")


def test_everything_of_the_real_data_is_said_tier_by_tier(atlas):
    answers = of_atlas(atlas, EVERYTHING)
    assert answers["attacks"].startswith("35 + 15 + 75 | ")
    assert answers["chinese-killed"] == (
        "37 | (37–40) | Chinese nationals killed: 34 (34–37) in the record, 3 in context; "
        "54 incidents without a figure"
    )
    assert answers["trend"] == of_atlas(atlas, IncidentFilter())["trend"]


@pytest.mark.parametrize("tiers", [("core", "linked"), ("core",), ("linked",)])
def test_taking_the_context_rows_away_changes_no_answer(tiers, atlas):
    chosen = IncidentFilter(inclusion=tiers)
    record = atlas.incidents[atlas.incidents["inclusion"] != "context"]
    without = replace(atlas, incidents=record)
    assert of_atlas(without, chosen) == of_atlas(atlas, chosen)


def test_tiles_show_hostile_text_as_text():
    bad = '"><script>alert(1)</script>'
    html = answer_tiles([Answer(bad, bad, bad, bad)], theme="light")
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4
    assert 'data-answer="&quot;&gt;&lt;script' in html


def test_tiles_keep_order_and_leave_no_empty_addition():
    answers = [Answer("one", "34", "(34–37)", "killed"), Answer("two", "–", "", "nothing")]
    html = answer_tiles(answers, theme="dark")
    assert html.startswith('<div class="atlas-answers d">')
    assert html.index("34 <small>(34–37)</small>") < html.index("<b>–</b>")
    assert html.count("<small>") == 1


def test_trust_says_how_many_of_each_tier_had_a_second_check(flat, atlas):
    opening = "Coded and checked by language-model assistants from published pages; no person"
    by_hand, real = describe_trust(flat), describe_trust(atlas.incidents)
    assert by_hand.startswith(opening)
    assert "of all 2 core, 0 of 1 linked and 0 of 1 context incidents" in by_hand
    assert "of all 35 core, all 15 linked and all 75 context incidents" in real
    assert "0 of 0 core" in describe_trust(flat[flat["inclusion"] == "linked"])
    assert real.endswith("; for 64 it found no other page.")
    assert "found no other page" not in by_hand


@pytest.mark.parametrize(
    ("tiers", "text"),
    [
        (RECORD, "75 context incidents (place alone, or the attackers’ word) not counted"),
        (
            ("core",),
            "15 linked incidents and 75 context incidents (place alone, or the attackers’ word) "
            "not counted",
        ),
        (TIERS, ""),
    ],
)
def test_what_is_left_out_is_said_tier_by_tier(tiers, text, atlas):
    chosen = IncidentFilter(inclusion=tiers)
    headline = build_headline(atlas.selection(chosen), atlas.tables.coverage)
    assert describe_left_out(headline.by_tier, tiers) == text
