"""Spans of days, as a comparison needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo.wording import format_day

# The codebook: pages were searched for events from 2004 on.
FIRST_SEARCHED = date(2004, 1, 1)


@dataclass(frozen=True)
class Span:
    """Hold a span of days, both included."""

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

    def within(self, other: Span) -> Span | None:
        """Return the days that lie in another period too, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    def before(self) -> Span:
        """Return the period of the same length that ends the day before this one."""
        ordinal = self.first.toordinal()
        first, last = max(ordinal - self.days, 1), max(ordinal - 1, 1)
        return Span(date.fromordinal(first), date.fromordinal(last))

    def describe(self) -> str:
        """Return the period in words, e.g. 2014–2017 or 1 Feb 2014 – 31 Dec 2017."""
        first, last = self.first, self.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return f"{format_day(self.first)} – {format_day(self.last)}"


def parse_span(text: str) -> Span:
    """Return the period of a text like 2014-01-01..2017-12-31.

    Raises ValueError for another form, for a day that is none and for an end before the start.
    """
    first, _, last = text.strip().partition("..")
    return Span(date.fromisoformat(first), date.fromisoformat(last))
