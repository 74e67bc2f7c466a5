"""Dates as people type them: a year, a month, a day; and the periods that are asked for most."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from geo.tables.periods import Period

TYPED_FORMS = "2021, 2021-03, 2021-03-05 or 6 Oct 2024"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR, _MONTH, _DAY = r"((?:19|20)[0-9]{2})", r"(0?[1-9]|1[0-2])", r"(0?[1-9]|[12][0-9]|3[01])"
_YEAR_FIRST = re.compile(rf"{_YEAR}(?:[-/.]{_MONTH}(?:[-/.]{_DAY})?)?")
_YEAR_LAST = re.compile(rf"(?:{_DAY}\.? +)?([a-z]{{3,9}})\.?,? +{_YEAR}")


def parse_typed_day(text: str, *, is_end: bool) -> date:
    """Return the day of a text like one of TYPED_FORMS.

    A year or a month is its first day, with `is_end` its last. Raises ValueError for another form
    and for a day that is none.
    """
    wanted = " ".join(text.lower().split())
    if found := _YEAR_FIRST.fullmatch(wanted):
        year, month, day = (int(part or 0) for part in found.groups())
    elif (found := _YEAR_LAST.fullmatch(wanted)) and found[2][:3] in _MONTHS:
        year, month, day = int(found[3]), _MONTHS.index(found[2][:3]) + 1, int(found[1] or 0)
    else:
        return date.fromisoformat(wanted)
    if is_end:
        month = month or 12
        return date(year, month, day or monthrange(year, month)[1])
    return date(year, month or 1, day or 1)


def preset_periods(coverage: Period) -> Mapping[str, tuple[date | None, date | None]]:
    """Return the periods offered beside the fields: label → first and last day, None for open.

    The last five years end with the days that were searched.
    """
    last = coverage.last
    # The day after, which is never 29 February of a year five years before a leap year.
    after = last + timedelta(days=1)
    start = after + timedelta(days=(after.month, after.day) == (2, 29))
    return {
        "All dates": (None, None),
        "Last 5 years": (start.replace(year=start.year - 5), last),
        "Since 2021": (date(2021, 1, 1), None),
        "2017–2020": (date(2017, 1, 1), date(2020, 12, 31)),
    }
