import pandas as pd

from geo.figures.summary import count_named_groups, leading, paragraph, summarise, summary_table


def by_code(incidents):
    return {finding.code: finding.value for finding in summarise(incidents)}


def test_findings_are_counts_and_sums_that_can_be_done_by_eye(flat):
    found = by_code(flat)
    assert found["incidents"] == 4
    assert found["killed"] == (3, 3, 7)
    assert (found["no-district"], found["no-day"], found["no-toll"]) == (1, 1, 1)
    assert found["districts"] == {"West": 2, "East": 1}


def test_a_denial_names_no_group(flat):
    assert count_named_groups(flat) == {"Alpha Wing": 1, "Alpha": 1, "Beta": 1}
    assert by_code(flat)["no-group"] == 1


def test_paragraph_says_what_is_unknown(flat):
    said = paragraph(summarise(flat))
    assert "4 incidents between 10 Jan 2018 and 7 Jul 2018" in said
    assert "district not known 1 (Balochistan 1)" in said
    assert not any(word in said for word in ("nan", "None", "<NA>"))


def test_no_rows_have_no_findings(flat):
    assert summarise(flat.iloc[:0]) == []
    assert paragraph([]) == ""


def test_a_tie_at_the_cut_names_none_of_the_tied():
    assert leading({"a": 5, "b": 2, "c": 1, "d": 1}, 3) == {"a": 5, "b": 2}
    assert leading({"a": 1, "b": 1}, 3) == {"a": 1, "b": 1}


def test_table_says_how_to_recount_each_figure(atlas):
    table = summary_table(summarise(atlas.incidents))
    assert not table.map(pd.isna).any(axis=None)
    assert table["Recount it from the CSV"].str.len().min() > 5
