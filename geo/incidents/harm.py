"""Say of one incident how many were killed, with the Chinese nationals among them first."""

from __future__ import annotations

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.wording import NOT_REPORTED, describe_toll, format_range


def range_text(incident: pd.Series, toll: str) -> str:
    """Return a toll of a flat incident with its range; `toll` is a prefix such as fatalities."""
    return format_range(*(incident[f"{toll}_{bound}"] for bound in BOUNDS))


def describe_harm(incident: pd.Series) -> str:
    """Return the toll of a flat incident, e.g. "9 Chinese nationals among 13 killed; 32 injured".

    As describe_toll where nobody was killed, or nothing is reported of the Chinese among them.
    """
    toll = describe_toll(incident)
    chinese, killed = (range_text(incident, name) for name in ("chinese_fatalities", "fatalities"))
    if killed.startswith("0") or NOT_REPORTED in (chinese, killed):
        return toll
    if chinese == "0":
        who = f"no Chinese national among {killed}"
    else:
        noun = "Chinese national" if chinese == "1" else "Chinese nationals"
        who = f"{chinese} {noun}" if chinese == killed else f"{chinese} {noun} among {killed}"
    # A toll's first part is always of the killed.
    _, separator, rest = toll.partition("; ")
    return f"{who} killed{separator}{rest}"


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence; an abbreviation does not end one."""
    for position, letter in enumerate(text):
        before, after = text[:position], text[position + 1 : position + 3]
        ends = letter in ".!?" and after[:1] == " " and after[1:2].isupper()
        # One capital letter before the stop is an initial ("D.I. Khan").
        if ends and not (len(before) > 1 and before[-1].isupper() and not before[-2].isalpha()):
            return text[: position + 1]
    return text
