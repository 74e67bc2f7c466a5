"""Check the free text of all tables: plain characters, no private persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
) -> Iterator[tuple[str, pd.DataFrame, str]]:
    for table, frame in frames:
        for column in map(str, frame.select_dtypes("string").columns):
            yield table, frame, column


def _cells_with(rule: tuple[str, str, str], table: str, frame: pd.DataFrame, column: str) -> Faults:
    check, pattern, message = rule
    wrong = frame[column].str.contains(pattern, regex=True).fillna(False)
    # Copying no rows of every column of every table would take longer than the search.
    return row_faults(check, table, frame[wrong], column, lambda _: message) if wrong.any() else []


def check_plain_text(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells that hide text, or that a spreadsheet would run or trim."""
    return [
        fault
        for table, frame, column in _text_columns(frames)
        for rule in _TEXT_RULES
        for fault in _cells_with(rule, table, frame, column)
    ]


def check_personal_names(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells that look as if they named a private person; a pattern list, not a proof."""
    message = "looks like a person's name; write the office or the role"
    return [
        fault
        for table, frame, column in _text_columns(frames)
        if "url" not in column and table not in _PLACE_TABLES
        for fault in _cells_with(
            ("no_personal_names", _PERSON_PATTERN, message), table, frame, column
        )
    ]
