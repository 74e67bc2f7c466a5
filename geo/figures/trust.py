"""Say how far the rows can be trusted: who coded and checked them, and how many were checked."""

from __future__ import annotations

import pandas as pd

from geo.incidents.vocabulary import TIERS
from geo.wording import format_number


def _checked(incidents: pd.DataFrame, tier: str) -> str:
    rows = incidents[incidents["inclusion"] == tier]
    checked = int((~rows["is_provisional"]).sum())
    many = "all" if checked and checked == len(rows) else f"{format_number(checked)} of"
    return f"{many} {format_number(len(rows))} {tier}"


def _in_vain(incidents: pd.DataFrame) -> str:
    vain = int((incidents["second_check"] == "not_found").sum())
    return f"; for {format_number(vain)} it found no other page" if vain else ""


def describe_trust(incidents: pd.DataFrame) -> str:
    """Return who coded and checked the incidents, and how many of each tier had a second check."""
    counts = [_checked(incidents, tier) for tier in TIERS]
    return (
        "Coded and checked by language-model assistants from published pages; no person has "
        f"checked every row. A second check was made of {', '.join(counts[:-1])} and {counts[-1]} "
        f"incidents{_in_vain(incidents)}."
    )
