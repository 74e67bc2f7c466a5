"""What a spreadsheet changes in the CSV, told apart: harmless and undone, or lost and named."""

import pytest

from geo.exports.csv_table import csv_bytes
from tests.csv_return import compare_csv

ID = "CPA-2018-0001"


def compare(before, after, column="weapon"):
    head = f"incident_id,{column}\r\n{ID},"
    quoted = (f'"{text.replace(chr(34), chr(34) * 2)}"' for text in (before, after))
    return compare_csv(*((head + text + "\r\n").encode() for text in quoted))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("true", "TRUE"),
        ("28.0", "28"),
        ("-65.5", "-65,5"),
        ("0", "0.0"),
        ("2018-01-31", "1/31/2018"),
        ("2018-01-31", "31.01.2018"),
        ("09:00", "09:00:00 AM"),
        ("13:05", "1:05 PM"),
        ("a\r\nb", "a\nb"),
        ("'=1+1", "=1+1"),
    ],
)
def test_harmless_change_is_undone(before, after):
    found = compare(before, after)
    assert (len(found.changes), found.losses) == (1, ())
    assert found.rows["weapon"].item() == before


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("12345678901234567890", "1.23456789012346E+19", "rounded"),
        ("007", "7", "changed"),
        ("2018-01-31", "2018-02-28", "changed"),
        ("3/4", "03/04/2026", "taken for a date"),
        ("چاغی", "چاغی".encode().decode("cp1252", "ignore"), "another encoding"),
        ("x" * 40_000, "x" * 32_767, "cut short"),
        ("two", "", "emptied"),
        ("2", "3", "changed"),
    ],
)
def test_loss_is_named_with_row_and_column(before, after, said):
    (loss,) = compare(before, after).losses
    assert str(loss).startswith(f"{ID}, weapon: ")
    assert said in str(loss)


def test_rows_in_another_order_are_no_change_and_missing_ones_are_named(flat, atlas):
    data = csv_bytes(flat, data_version="1.0.0", notice=atlas.notice)
    head, *rest = data.splitlines(keepends=True)
    found = compare_csv(data, b"".join([head, *rest[:0:-1]]))
    assert found.changes == ()
    assert found.file_notes == ("Rows are missing: CPA-2018-0001.",)


def test_file_saved_by_windows_is_read_and_said(flat, atlas):
    data = csv_bytes(flat, data_version="1.0.0", notice=atlas.notice)
    text = data.decode("utf-8-sig")
    assert "UTF-16" in compare_csv(data, text.encode("utf-16")).file_notes[0]
    french = text.replace("Place 1", "Caf\u00e9")
    assert "Windows" in compare_csv(data, french.encode("cp1252", "replace")).file_notes[0]


def test_other_table_is_refused_in_words():
    with pytest.raises(ValueError, match="no column incident_id"):
        compare_csv(b"incident_id,a\r\n", b"x,y\r\n1,2\r\n")
