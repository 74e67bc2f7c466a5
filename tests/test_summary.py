from dataclasses import replace

import pandas as pd
import pytest

from geo.figures.summary import count_named_groups, leading, paragraph, summarise, summary_table
from geo.incidents.filters import EVERYTHING
from geo.incidents.selections import open_selection
from geo.incidents.vocabulary import build_vocabulary


@pytest.fixture
def shown(flat, tables, squares):
    vocabulary = build_vocabulary(squares, tables)
    return open_selection(flat, tables.responsibility, vocabulary, EVERYTHING)


def by_code(selection):
    return {finding.code: finding.value for finding in summarise(selection)}


def test_findings_are_counts_and_sums_that_can_be_done_by_eye(shown):
    found = by_code(shown)
    assert found["incidents"] == 4
    assert found["killed"] == (3, 3, 7)
    assert (found["no-district"], found["no-day"], found["no-toll"]) == (1, 1, 1)
    assert found["districts"] == {"West": 2, "East": 1}


def test_a_denial_names_no_group_and_a_group_counts_with_its_parts(shown):
    assert count_named_groups(shown) == {"ALP with its parts": 2, "Beta": 1}
    assert by_code(shown)["no-group"] == 1


def test_the_bla_is_as_large_as_its_filter_says(atlas):
    everything = atlas.selection(EVERYTHING)
    filtered = atlas.select(replace(EVERYTHING, groups=("bla",)))
    assert count_named_groups(everything)["BLA with its parts"] == len(filtered)


def test_paragraph_says_what_is_unknown_and_keeps_the_tiers_apart(shown):
    said = paragraph(summarise(shown))
    assert "4 incidents (2 core, 1 linked, 1 context) between 10 Jan 2018 and 7 Jul 2018" in said
    assert "3 (3–7) victims (core and linked 3 (3–7), context 0) killed" in said
    assert "district not known 1 (Balochistan 1)" in said
    assert not any(word in said for word in ("nan", "None", "<NA>"))


def test_no_rows_have_no_findings(shown):
    assert summarise(replace(shown, incidents=shown.incidents.iloc[:0])) == []
    assert paragraph([]) == ""


def test_a_tie_at_the_cut_names_none_of_the_tied():
    assert leading({"a": 5, "b": 2, "c": 1, "d": 1}, 3) == {"a": 5, "b": 2}
    assert leading({"a": 1, "b": 1}, 3) == {"a": 1, "b": 1}


def test_table_says_how_to_recount_each_figure(atlas):
    table = summary_table(summarise(atlas.selection(EVERYTHING)))
    assert not table.map(pd.isna).any(axis=None)
    assert table["Recount it from the CSV"].str.len().min() > 5
