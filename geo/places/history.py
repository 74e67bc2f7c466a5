"""Say which district a place was in at the time: districts were split and renamed."""

from __future__ import annotations

import pandas as pd

_PERIOD_ENDS = {4: pd.offsets.YearEnd(0), 7: pd.offsets.MonthEnd(0)}


def _span(text: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first = pd.Timestamp(text)
    offset = _PERIOD_ENDS.get(len(text))
    return first, first if offset is None else first + offset


def _holder(admin2_code: str, day: pd.Timestamp, by_code: pd.DataFrame) -> str | None:
    code: str | None = admin2_code
    # A chain of splits is short; the bound only guards against a loop in the table.
    for _ in range(len(by_code)):
        if code is None or code not in by_code.index:
            return None
        unit = by_code.loc[code]
        if pd.isna(unit["valid_from"]):
            return code
        first, last = _span(str(unit["valid_from"]))
        if day >= first:
            return code if day > last or first == last else None
        code = None if pd.isna(unit["parent_admin2_code"]) else str(unit["parent_admin2_code"])
    return None


def former_district(admin2_code: str, day: pd.Timestamp, districts: pd.DataFrame) -> str | None:
    """Return the name of the unit that held today's district on a day, or None if the same.

    `districts`: the table of that name. Parents are followed while the unit is younger than the
    day. On a day within an imprecise first year or month the answer is not known: None. None too
    where the unit had today's name with another outline.
    """
    by_code = districts.set_index("admin2_code")
    holder = _holder(admin2_code, day, by_code)
    if holder is None or holder == admin2_code:
        return None
    name = str(by_code.loc[holder, "admin2_name"])
    return None if name == by_code.loc[admin2_code, "admin2_name"] else name
