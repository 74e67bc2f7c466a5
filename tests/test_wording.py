import pandas as pd
import pytest

from geo.wording import (
    describe_sum,
    describe_toll,
    format_event_date,
    format_range,
    format_title,
    link_markdown,
    plain_markdown,
)


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        ((2, 2, 2), "2"),
        ((2, 2, 3), "2 (2–3 reported)"),
        ((2, None, 6), "2–6"),
        ((2, 2, None), "at least 2"),
        ((None, None, 3), "up to 3"),
        ((0, 0, 0), "0"),
        ((None, None, None), "not reported"),
        ((1200, 1200, 1200), "1\u2009200"),
    ],
)
def test_range_in_words(bounds, text):
    assert format_range(*bounds) == text


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("day", "3 Jul 2017"),
        ("week", "in the week of 3 Jul 2017"),
        ("month", "some day in Jul 2017"),
        ("year", "some day in 2017"),
    ],
)
def test_imprecise_date_never_looks_like_a_day(precision, text):
    assert format_event_date(pd.Timestamp("2017-07-03"), precision) == text


def test_title_puts_the_name_before_the_place(flat):
    plain = flat.iloc[0]
    named = plain.copy()
    named["incident_name"] = "Hub bombing"
    assert format_title(plain) == "10 Jan 2018 · Place 1"
    assert format_title(named) == "10 Jan 2018 · Hub bombing (Place 1)"


def test_toll_tells_none_from_not_reported(flat):
    texts = flat.set_index("incident_id").apply(describe_toll, axis=1)
    assert texts["CPA-2018-0001"] == "2 (2–3 reported) killed; injured: not reported"
    assert texts["CPA-2018-0002"] == "killed: not reported; injured: not reported"
    assert texts["CPA-2018-0003"] == "none killed; injured: not reported"


def test_sum_with_and_without_range():
    assert describe_sum(192, 198, 216) == "198 (192–216)"
    assert describe_sum(3, 3, 3) == "3"


@pytest.mark.parametrize("text", ["<script>", "[x](javascript:alert(1))", "**b** :red[c] $x$"])
def test_hostile_text_is_shown_letter_by_letter(text):
    escaped = plain_markdown(text)
    assert escaped.replace("\\", "") == text
    assert all(escaped[escaped.index(mark) - 1] == "\\" for mark in "<[*:$(" if mark in text)


def test_only_web_addresses_become_links():
    assert link_markdown("Dawn", "https://dawn.com/a(b)") == "[Dawn](<https://dawn.com/a(b)>)"
    assert "](" not in link_markdown("x", "javascript:alert(1)")
    assert link_markdown("x", "https://a/<b>") == "[x](<https://a/%3Cb%3E>)"
