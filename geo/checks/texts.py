"""Check the free text of all tables: plain characters, no private persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import pandas as pd

from geo.checks.faults import Faults, row_faults

_TEXT_RULES = (
    (
        "text_is_plain",
        r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]",
        "control characters and line breaks are not allowed in a cell",
    ),
    (
        "text_is_no_formula",
        r"^[=+@-]",
        "a cell may not start with = + - or @: a spreadsheet would run it",
    ),
    ("text_is_trimmed", r"^\s|\s$", "a cell may not start or end with a space"),
)
# Places are named after people: Haji Abad is no one.
_PLACE_TABLES = ("place_names", "districts")
# Titles and turns of phrase that come before a person's name.
_PERSON_PATTERN = (
    r"\b(?:Mr|Mrs|Ms|Dr|Haji|Maulana|Mullah|Ustad|Commander|Shaheed)\.? [A-Z][a-z]+"
    r"|\b(?:son|daughter|wife|widow) of [A-Z]|\bs/o\b"
    r"|\b(?:named|identified as|known as|alias) [A-Z][a-z]+ [A-Z][a-z]+"
)


def _text_columns(
    frames: Iterable[tuple[str, pd.DataFrame]],
) -> list[tuple[str, pd.DataFrame, str]]:
    return [
        (table, frame, column)
        for table, frame in frames
        for column in map(str, frame.select_dtypes("string").columns)
    ]


def _saying(message: str) -> Callable[[pd.Series], str]:
    return lambda _: message


def _search_cells(
    rules: Iterable[tuple[str, str, str]], columns: Sequence[tuple[str, pd.DataFrame, str]]
) -> Faults:
    # Nearly always nothing is found: one pass over the texts is cheaper than one over each column.
    texts = set(chain.from_iterable(frame[column].array for _, frame, column in columns)) - {pd.NA}
    faults: Faults = []
    for check, pattern, message in rules:
        search = re.compile(pattern).search
        found = [text for text in texts if search(text)]
        for table, frame, column in columns if found else ():
            wrong = frame[frame[column].isin(found)]
            faults += row_faults(check, table, wrong, column, _saying(message))
    return faults


def check_plain_text(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells that hide text, or that a spreadsheet would run or trim."""
    return _search_cells(_TEXT_RULES, _text_columns(frames))


def check_personal_names(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells that look as if they named a private person; a pattern list, not a proof."""
    message = "looks like a person's name; write the office or the role"
    columns = [
        each
        for each in _text_columns(frames)
        if "url" not in each[2] and each[0] not in _PLACE_TABLES
    ]
    return _search_cells([("no_personal_names", _PERSON_PATTERN, message)], columns)
