import pandas as pd
import pytest
from conftest import make_table

from geo.figures.reconciliation import (
    count_verdicts,
    describe_open,
    describe_published_figure,
    open_first,
    reconcile,
    reconcile_figure,
)


def published(**more):
    row = {
        "tally_id": "T01",
        "publisher": "P",
        "scope": "attacks",
        "measure": "incidents",
        "value_low": 3,
        "value_high": 3,
        "value_qualifier": "exact",
        "is_comparable": True,
        "note": "n",
    } | more
    return make_table("published_tallies", [row]).iloc[0]


@pytest.mark.parametrize(
    ("more", "figure", "verdict"),
    [
        ({"value_low": 4, "value_high": 4}, (4, 4, 4), "matched"),
        ({"value_low": 3, "value_high": 3}, (4, 4, 4), "open"),
        ({"value_low": 2, "value_high": None, "value_qualifier": "at_least"}, (4, 4, 4), "matched"),
        (
            {"value_low": 9, "value_high": 9, "explanation": "x", "explanation_kind": "scope"},
            (4, 4, 4),
            "explained",
        ),
        (
            {"value_low": 9, "value_high": 9, "explanation": "x", "explanation_kind": "coverage"},
            (4, 4, 4),
            "open",
        ),
        ({"our_inclusion": "core|linked"}, (3, 3, 3), "matched"),
        (
            {
                "our_victim_class": "all_victims",
                "our_harm": "fatalities",
                "value_low": 7,
                "value_high": 7,
            },
            (3, 3, 7),
            "matched",
        ),
        (
            {
                "our_victim_class": "chinese",
                "our_harm": "fatalities",
                "value_low": 2,
                "value_high": 2,
            },
            (2, 2, 2),
            "matched",
        ),
        ({"period_from": pd.Timestamp("2018-03-15")}, (2, 2, 2), "open"),
    ],
)
def test_our_figure_stands_beside_the_published_one(more, figure, verdict, flat):
    item = reconcile_figure(flat, published(**more))
    assert (item.low, item.best, item.high) == figure
    assert item.verdict == verdict


def test_counted_incidents_are_named(flat):
    item = reconcile_figure(flat, published(our_inclusion="context"))
    assert item.incident_ids == ("CPA-2018-0003",)
    assert item.difference == 1 - 3


def test_nactas_chinese_dead_lie_in_our_range(atlas):
    items = {
        item.published["tally_id"]: item
        for item in reconcile(atlas.incidents, atlas.tables.published_tallies)
    }
    nacta = items["T01b"]
    assert int(nacta.published["value_low"]) == 20
    assert nacta.low <= 20 <= nacta.high
    assert nacta.verdict == "matched"


def test_every_comparable_figure_is_matched_or_explained_in_words(atlas):
    for item in reconcile(atlas.incidents, atlas.tables.published_tallies):
        assert item.verdict == "matched" or not pd.isna(item.published["explanation"])


def test_verdicts_are_counted(flat):
    items = [reconcile_figure(flat, published(value_low=n, value_high=n)) for n in (3, 4)]
    assert count_verdicts(items) == {"matched": 1, "explained": 0, "open": 1}


def test_open_ones_are_said_out_loud_and_stand_first(flat):
    items = [reconcile_figure(flat, published(value_low=n, value_high=n)) for n in (4, 3)]
    assert [item.verdict for item in open_first(items)] == ["open", "matched"]
    assert describe_open(items) == "1 is open: P (3 incidents, ours 4)."
    assert describe_open(items[:1]) == "None is open."


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "3"),
        ({"value_high": 5}, "3–5"),
        ({"value_high": None, "value_qualifier": "more_than"}, "more than 3"),
    ],
)
def test_published_figure_in_words(more, text):
    assert describe_published_figure(published(**more)) == text
