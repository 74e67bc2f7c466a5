import pandas as pd

from geo.scales import class_labels, classify
from geo.tallies import MEASURES, count_unspecified, sum_toll, tally_districts


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
    classes = classify(values, MEASURES["incidents"]).tolist()
    assert classes[:-1] == [0, 1, 2, 2, 3, 5, 5]
    assert pd.isna(classes[-1])


def test_class_labels_cover_without_gaps():
    assert class_labels(MEASURES["incidents"]) == ["1", "2–3", "4–7", "8–15", "16 or more"]


def test_withdrawn_incident_is_not_counted(flat):
    assert "CPA-2018-0005" not in set(flat["incident_id"])
