from datetime import date

import pandas as pd
import pytest

from geo.incidents.tallies import (
    MEASURES,
    count_unspecified,
    describe_last_dates,
    district_change,
    measure_values,
    sum_toll,
    tally_districts,
)
from geo.view.scales import class_labels, classify


def test_sum_keeps_the_range_and_counts_the_unreported(flat):
    total = sum_toll(flat, "fatalities")
    assert (total.low, total.best, total.high) == (3, 3, 7)
    assert (total.reported, total.unreported) == (3, 1)


def test_attackers_are_in_no_sum(flat):
    assert sum_toll(flat, "chinese_fatalities").high == 2
    assert flat["attacker_fatalities_best"].max() == 9


def test_province_only_incident_is_in_no_district(flat):
    tally = tally_districts(flat)
    assert tally["incidents"].to_dict() == {"PK-BA-EAST": 1, "PK-BA-WEST": 2}
    assert count_unspecified(flat) == {"Balochistan": 1}


def test_reported_zero_is_not_unknown(flat):
    tally = tally_districts(flat)
    assert tally.loc["PK-BA-EAST", "fatalities_best"] == 0
    assert pd.isna(tally.loc["PK-BA-EAST", "chinese_fatalities_best"])


def test_classes_tell_zero_missing_and_floors_apart():
    values = pd.Series([0, 1, 2, 3, 7, 16, 99, None], dtype="Int64")
    classes = classify(values, MEASURES["killed"]).classes.tolist()
    assert classes[:-1] == [0, 1, 1, 2, 3, 4, 5]
    assert pd.isna(classes[-1])


def test_class_labels_cover_without_gaps():
    assert class_labels(MEASURES["incidents"]) == ["1", "2–3", "4–7", "8–15", "16 or more"]


def test_withdrawn_incident_is_not_counted(flat):
    assert "CPA-2018-0005" not in set(flat["incident_id"])


def test_days_since_count_to_the_last_day_that_a_date_can_mean(flat):
    days = measure_values(tally_districts(flat), MEASURES["since"], last_day=date(2018, 12, 31))
    # East: 5 May 2018. West: some day in March 2018, so 31 March at the latest.
    assert days.to_dict() == {"PK-BA-EAST": 240, "PK-BA-WEST": 275}
    with pytest.raises(ValueError, match="last day under study"):
        measure_values(tally_districts(flat), MEASURES["since"])


def test_last_incident_of_a_district_is_dated_as_it_is_known(flat):
    assert describe_last_dates(flat).to_dict() == {
        "PK-BA-EAST": "5 May 2018",
        "PK-BA-WEST": "some day in Mar 2018",
    }
    assert describe_last_dates(flat.iloc[:0]).empty


def test_a_measure_shows_the_bound_that_was_chosen(flat):
    tally = tally_districts(flat)
    bounds = {
        bound: measure_values(tally, MEASURES["killed"], bound=bound)["PK-BA-WEST"]
        for bound in ("low", "best", "high")
    }
    assert bounds == {"low": 2, "best": 2, "high": 3}


def test_change_keeps_districts_that_only_one_period_has(flat):
    before, after = tally_districts(flat.iloc[:2]), tally_districts(flat.iloc[2:])
    assert district_change(after, before).to_dict() == {"PK-BA-EAST": 1, "PK-BA-WEST": -2}


@pytest.mark.parametrize("method", ["quantiles", "natural"])
def test_classes_that_follow_the_values_say_what_they_hold(method):
    values = pd.Series([1, 1, 1, 2, 3, 20, None], dtype="Int64")
    found = classify(values, MEASURES["incidents"], method)
    assert found.labels[0] == "1"
    assert found.labels[-1].endswith("20")
    assert sorted(set(found.classes.dropna())) == list(range(1, len(found.labels) + 1))
    assert pd.isna(found.classes.iloc[-1])


@pytest.mark.parametrize("method", ["fixed", "quantiles", "natural"])
def test_no_values_and_one_value_have_classes_too(method):
    assert classify(pd.Series([], dtype="Int64"), MEASURES["killed"], method).classes.empty
    one = classify(pd.Series([4], dtype="Int64"), MEASURES["killed"], method)
    assert one.classes.tolist()[0] >= 1
