"""Resolve the spellings of places that sources and people use; ambiguous ones are never guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

_SMALLEST_PREFIX = 3
_DROPPED = re.compile(r"[\s\-_.'’`]+|\bdistrict\b|\bagency\b|ضلع")


@dataclass(frozen=True)
class Place:
    """Name what a spelling can mean: a district, or a province where `admin2_code` is None."""

    admin1_code: str
    admin2_code: str | None


def fold_name(name: str) -> str:
    """Return a spelling without case, accents, spaces and hyphens, for comparison."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _DROPPED.sub("", bare)


def resolve_place(name: str, place_names: pd.DataFrame) -> list[Place]:
    """Return every place that a spelling can mean: none, one, or several to choose from.

    `place_names` as the table of that name. A whole spelling is matched first; only when none
    fits, one that starts with the given letters (three or more).
    """
    wanted = fold_name(name)
    if not wanted:
        return []
    folded = place_names["name"].map(fold_name)
    hits = place_names[folded == wanted]
    if hits.empty and len(wanted) >= _SMALLEST_PREFIX:
        hits = place_names[folded.str.startswith(wanted)]
    pairs = hits[["admin1_code", "admin2_code"]].drop_duplicates()
    return [
        Place(row["admin1_code"], None if pd.isna(row["admin2_code"]) else row["admin2_code"])
        for row in pairs.to_dict("records")
    ]
