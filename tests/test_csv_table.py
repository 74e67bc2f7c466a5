import csv
import io
import random
from datetime import date

import pandas as pd
import pytest

from geo.exports.csv_table import csv_bytes, export_columns, guard_formula
from geo.figures.headline import build_headline
from geo.incidents.filters import IncidentFilter
from geo.incidents.vocabulary import TIERS


def rows(incidents, atlas):
    data = csv_bytes(incidents, data_version="1.0.0", notice=atlas.notice)
    return data, list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_export_is_exactly_the_given_rows(atlas):
    some = atlas.incidents.iloc[5:25]
    _, read = rows(some, atlas)
    assert [row["incident_id"] for row in read] == list(some["incident_id"])


def test_missing_is_empty_and_zero_is_zero(flat, atlas):
    read = {row["incident_id"][-1]: row for row in rows(flat, atlas)[1]}
    assert read["2"]["fatalities_best"] == ""
    assert read["3"]["fatalities_best"] == "0"
    assert (read["4"]["fatalities_low"], read["4"]["fatalities_best"]) == ("1", "")


def test_file_is_rfc_4180_in_utf_8(atlas):
    data, _ = rows(atlas.incidents, atlas)
    assert data.startswith(b"\xef\xbb\xbfincident_id,")
    assert data.count(b"\r\n") == len(atlas.incidents) + 1
    assert data.count(b"\n") == data.count(b"\r\n")


def test_empty_export_has_its_header(atlas):
    data, read = rows(atlas.incidents.iloc[:0], atlas)
    assert read == []
    assert data.decode("utf-8-sig").strip().split(",")[0] == "incident_id"


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_formula_is_shown_not_run(text):
    assert guard_formula(text) == f"'{text}"


def test_hostile_cell_is_guarded_and_numbers_are_not(flat, atlas):
    hostile = flat.assign(place_name='=cmd|" /C calc"!A0', longitude=-65.5)
    read = rows(hostile, atlas)[1]
    assert read[0]["place_name"] == '\'=cmd|" /C calc"!A0'
    assert read[0]["longitude"] == "-65.5"


def test_pandas_reads_figures_back(atlas):
    data, _ = rows(atlas.incidents, atlas)
    read = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    for column in ("fatalities_low", "chinese_fatalities_high", "injured_best"):
        assert read[column].sum() == atlas.incidents[column].sum()
        assert read[column].notna().sum() == atlas.incidents[column].notna().sum()


@pytest.mark.random
def test_one_column_adds_up_to_what_the_page_shows(atlas):
    rng = random.Random(12)
    names = atlas.vocabulary.names
    fields = {"provinces": "province", "groups": "group", "attacks": "attack", "targets": "target"}
    sums = 0
    for _ in range(60):
        chosen = IncidentFilter(
            inclusion=tuple(t for t in TIERS if rng.random() < 0.7) or TIERS,
            from_date=rng.choice([None, date(2015, 1, 1), date(2021, 7, 1)]),
            **{
                field: tuple(rng.sample(list(names(name)), rng.randint(1, 4)))
                for field, name in fields.items()
                if rng.random() < 0.3
            },
        )
        shown = atlas.select(chosen)
        read = rows(shown, atlas)[1]
        headline = build_headline(atlas.selection(chosen), atlas.tables.coverage)
        for column, figure in (
            ("fatalities_counted", headline.killed.shown.best),
            ("chinese_fatalities_counted", headline.chinese_killed.shown.best),
        ):
            assert sum(int(row[column] or 0) for row in read) == figure
            sums += figure
    assert sums > 0


def test_not_reported_is_counted_as_nothing_and_not_as_zero(flat, atlas):
    read = {row["incident_id"][-1]: row["fatalities_counted"] for row in rows(flat, atlas)[1]}
    assert read == {"1": "2", "2": "", "3": "0", "4": "1"}


def test_same_rows_give_the_same_bytes(atlas):
    assert rows(atlas.incidents, atlas)[0] == rows(atlas.incidents.copy(), atlas)[0]


def test_every_row_names_its_sources_version_and_licence(atlas):
    for row in rows(atlas.incidents, atlas)[1]:
        assert row["source_urls"].startswith("http")
        assert row["data_version"] == "1.0.0"
        assert "CC BY 4.0" in row["licence"]


def test_every_column_is_described():
    columns = export_columns()
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.description for column in columns)
