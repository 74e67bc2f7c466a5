"""One test per check: the valid tables pass; break one field, and that check names the row."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from conftest import TODAY, make_table, statement, toll

from geo.checks.run import check_folder, check_tables


def broken(tables, table, row, **cells):
    frame = getattr(tables, table).copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    return replace(tables, **{table: frame})


def test_valid_tables_pass(tables, squares):
    assert check_tables(tables, squares, TODAY) == []


def test_real_tables_pass():
    assert check_folder(today=TODAY) == []


@pytest.mark.parametrize(
    ("check", "table", "row", "cells"),
    [
        ("event_date_in_period", "incidents", 0, {"event_date": pd.Timestamp("2030-01-01")}),
        ("event_date_in_period", "incidents", 0, {"event_date": pd.Timestamp("1999-01-01")}),
        ("event_ends_after_start", "incidents", 0, {"event_date_end": pd.Timestamp("2017-01-01")}),
        ("imprecise_date_is_first_day", "incidents", 1, {"event_date": pd.Timestamp("2018-03-02")}),
        ("imprecise_date_is_first_day", "incidents", 0, {"date_precision": "year"}),
        ("imprecise_date_is_first_day", "incidents", 2, {"date_precision": "week"}),
        ("withdrawal_has_reason", "incidents", 4, {"status_reason": pd.NA}),
        ("withdrawal_has_reason", "incidents", 0, {"status_reason": "why"}),
        ("district_in_province", "incidents", 0, {"admin1_code": "PK-KP"}),
        ("precision_fits_place", "incidents", 0, {"geo_precision": "admin1"}),
        ("precision_fits_place", "incidents", 3, {"latitude": 28.0}),
        ("precision_fits_place", "incidents", 3, {"geo_precision": "admin2"}),
        ("point_in_country", "incidents", 0, {"latitude": 65.0, "longitude": 28.0}),
        ("point_in_country", "incidents", 0, {"longitude": 62.0}),
        ("place_difference_recorded", "incidents", 0, {"longitude": 67.0}),
        ("place_difference_recorded", "incidents", 0, {"place_difference": "idle"}),
        ("toll_bounds_in_order", "tolls", 0, {"best": 4}),
        ("figure_has_source", "tolls", 0, {"low_source_id": pd.NA}),
        ("figure_has_source", "tolls", 4, {"best_source_id": "S0001"}),
        ("classes_fit_total", "tolls", 1, {"best": 4, "high": 4, "low": 4}),
        ("statement_has_source", "responsibility", 0, {"source_id": "S0009"}),
        ("name_has_source", "incidents", 0, {"incident_name": "Hub bombing"}),
        ("name_has_source", "incidents", 0, {"name_source_id": "S0001"}),
        ("name_has_source", "incidents", 0, {"incident_name": "X", "name_source_id": "S0009"}),
        ("source_is_used", "incident_sources", slice(None), {"source_id": "S0002"}),
        ("allies_are_actors", "actors", 0, {"ally_actor_ids": "gamma"}),
        ("core_has_second_check", "reviews", slice(None), {"role": "first_coded"}),
        ("review_is_recorded", "reviews", slice(None), {"role": "second_check"}),
        ("link_rests_on_independent_source", "publishers", 0, {"kind": "partisan"}),
        ("no_personal_names", "incidents", 0, {"summary": "A guard named Some One was hurt."}),
        ("text_is_plain", "incidents", 0, {"summary": "two\nlines"}),
        ("text_is_no_formula", "incidents", 0, {"place_name": "=1+1"}),
        ("text_is_trimmed", "incidents", 0, {"place_name": "Hub "}),
        ("text_is_plain", "incidents", 0, {"place_name": "\u202egnorw"}),
    ],
)
def test_broken_field_is_named_by_its_check(check, table, row, cells, tables, squares):
    faults = check_tables(broken(tables, table, row, **cells), squares, TODAY)
    named = [fault for fault in faults if fault.check == check]
    assert named, faults
    if isinstance(row, int) and table not in ("publishers",):
        assert named[0].file == f"{table}.csv"
        assert named[0].row == row + 2


def test_class_without_a_total_is_named(tables, squares):
    rows = make_table("tolls", [toll(1, "chinese", "injured", 1, 1, 1)])
    faults = check_tables(replace(tables, tolls=rows), squares, TODAY)
    assert [fault.check for fault in faults] == ["classes_fit_total"]


def test_claim_by_nobody_in_particular_is_named(tables, squares):
    actors = tables.actors.assign(kind="unspecified")
    named = replace(
        tables,
        actors=actors,
        responsibility=make_table("responsibility", [statement(1, "alpha", "claimed")]),
    )
    assert [fault.check for fault in check_tables(named, squares, TODAY)] == ["claim_names_actor"]


def test_incident_without_a_source_is_named(tables, squares):
    less = replace(tables, incident_sources=tables.incident_sources.iloc[1:])
    checks = {fault.check for fault in check_tables(less, squares, TODAY)}
    assert "incident_has_source" in checks
    assert "figure_has_source" in checks


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_each_of_many_damages_is_named_with_file_row_and_column(data_copy):
    damages = (
        ("incidents.csv", ",core,", ",maybe,", ("row 2", "inclusion", "maybe", "enum")),
        ("incidents.csv", "2004-05-03,", "03/05/2004,", ("row 2", "event_date")),
        ("incidents.csv", "CPA-2004-0002", "CPA-2004-0001", ("row 3", "incident_id")),
        ("tolls.csv", ",3,3,3,", ",three,3,3,", ("row 2", "low")),
        ("responsibility.csv", ",blf,", ",nobody,", ("row 2", "foreign")),
        ("sources.csv", "http://news.bbc", "javascript://news.bbc", ("row 2", "url")),
    )
    for name, old, new, _ in damages:
        edit(data_copy, name, old, new)
    texts = [str(fault) for fault in check_folder(data_copy, today=TODAY)]
    for name, *_, words in damages:
        assert any(all(word in text.lower() for word in (name, *words)) for text in texts), texts


def test_column_of_another_name_is_named(data_copy):
    edit(data_copy, "incidents.csv", "latitude", "lat")
    texts = [str(fault) for fault in check_folder(data_copy, today=TODAY)]
    assert any("incidents.csv" in text and "latitude" in text and "label" in text for text in texts)


def rewrite(data, change):
    text = data.decode("utf-8")
    return {
        "mark": b"\xef\xbb\xbf" + data,
        "crlf": text.replace("\n", "\r\n").encode(),
        "semicolons": text.replace(",", ";").encode(),
        "latin": data.replace(b"Balochistan", b"Balo\xe8histan", 1),
        "dates": text.replace("2004-05-03", "5/3/2004", 1).encode(),
        "zeros": text.replace(",09:00,", ",9:00,", 1).encode(),
    }[change]


@pytest.mark.parametrize(
    ("change", "check", "column"),
    [
        ("mark", "file_has_no_mark", None),
        ("crlf", "file_ends_lines_with_lf", None),
        ("semicolons", "file_uses_commas", None),
        ("latin", "file_is_utf8", None),
        ("dates", "type_error", "event_date"),
        ("zeros", "constraint_error", "event_time_local"),
    ],
)
def test_table_saved_by_a_spreadsheet_gets_one_message(change, check, column, data_copy):
    path = data_copy / "incidents.csv"
    path.write_bytes(rewrite(path.read_bytes(), change))
    (fault,) = check_folder(data_copy, today=TODAY)
    assert (fault.check, fault.column) == (check, column)


def test_unpinned_yearly_total_is_named(data_copy):
    edit(data_copy, "yearly_totals.json", '"incidents": 3', '"incidents": 4')
    assert {fault.check for fault in check_folder(data_copy, today=TODAY)} == {
        "yearly_totals_are_pinned"
    }


def test_explanation_without_its_kind_is_named(data_copy):
    edit(data_copy, "published_tallies.csv", ',incidents,"NACTA did', ',,"NACTA did')
    faults = check_folder(data_copy, today=TODAY)
    assert {fault.check for fault in faults} == {"explanation_is_complete"}


@pytest.mark.parametrize("name", ["incidents.csv", "tolls.csv", "datapackage.json"])
def test_missing_file_is_named(name, data_copy):
    (data_copy / name).unlink()
    faults = check_folder(data_copy, today=TODAY)
    assert [(fault.check, fault.file) for fault in faults] == [("file_is_there", name)]


@pytest.mark.parametrize(
    "name",
    [
        *("districts.parquet", "incidents.csv", "datapackage.json"),
        *("releases.json", "yearly_totals.json"),
    ],
)
def test_garbage_is_named(name, data_copy):
    path = next(data_copy.rglob(name))
    path.write_bytes(b"\x89\xff\x00garbage" * 40)
    faults = check_folder(data_copy, today=TODAY)
    assert faults
    assert all(name in fault.file for fault in faults[:1])


def test_future_is_counted_from_the_given_day(tables, squares):
    faults = check_tables(tables, squares, date(2018, 4, 1))
    assert {fault.row for fault in faults} == {4, 5, 6}
