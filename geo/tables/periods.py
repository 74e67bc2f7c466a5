"""Hold periods of days: what was searched, what a filter chose, what is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo.wording import format_day

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, order=True)
class Period:
    """Hold a period of days, both ends included; in order by first day, then last.

    Raises ValueError for an end before the start.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the period ends before it starts")

    def __str__(self) -> str:
        """Return the period as 2014-01-01..2017-12-31, as an address has it."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    @property
    def years(self) -> float:
        """Return the length in years of 365.25 days."""
        return self.days / DAYS_PER_YEAR

    def within(self, other: Period) -> Period | None:
        """Return the days that lie in another period too, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def before(self) -> Period:
        """Return the period of the same length that ends the day before this one."""
        ordinal = self.first.toordinal()
        first, last = max(ordinal - self.days, 1), max(ordinal - 1, 1)
        return Period(date.fromordinal(first), date.fromordinal(last))

    def describe(self) -> str:
        """Return the period in words, e.g. 2014–2017 or 1 Feb 2014 – 31 Dec 2017."""
        first, last = self.first, self.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return self.describe_days()

    def describe_days(self) -> str:
        """Return the first and the last day in words, also of whole years."""
        return f"{format_day(self.first)} – {format_day(self.last)}"


def parse_period(text: str) -> Period:
    """Return the period of a text like 2014-01-01..2017-12-31.

    Raises ValueError for another form, for a day that is none and for an end before the start.
    """
    first, _, last = text.strip().partition("..")
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def describe_coverage(coverage: Period) -> str:
    """Return for which days pages were searched, as the codebook says it."""
    days = f"{format_day(coverage.first)} to {format_day(coverage.last)}"
    return f"Pages were searched for events from {days}"
