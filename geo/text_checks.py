"""Check the free text of all tables: plain characters, no private persons."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from geo.faults import Faults, row_faults

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


def check_plain_text(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells with control characters, which hide text in a page or a spreadsheet."""
    faults: Faults = []
    for table, frame in frames:
        for column in map(str, frame.select_dtypes("string").columns):
            for check, pattern, message in _TEXT_RULES:
                wrong = frame[column].str.contains(pattern, regex=True).fillna(False)
                faults += row_faults(check, table, frame[wrong], column, lambda _, m=message: m)
    return faults


def check_personal_names(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells that look as if they named a private person; a pattern list, not a proof."""
    faults: Faults = []
    for table, frame in frames:
        for column in map(str, frame.select_dtypes("string").columns):
            if "url" in column or table in _PLACE_TABLES:
                continue
            wrong = frame[column].str.contains(_PERSON_PATTERN, regex=True).fillna(False)
            faults += row_faults(
                "no_personal_names",
                table,
                frame[wrong],
                column,
                lambda _: "looks like a person's name; write the office or the role",
            )
    return faults
