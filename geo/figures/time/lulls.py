"""Measure the time between recorded incidents, as ranges where dates are imprecise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.figures.exposure import describe_exposure, incidents_in
from geo.tables.periods import Period
from geo.wording import count_noun, format_day, format_event_date, format_number


@dataclass(frozen=True)
class Bound:
    """Hold one end of a lull: an incident and its date in words, or (None) an end of the period."""

    incident_id: str | None
    date_text: str


@dataclass(frozen=True)
class Lull:
    """Hold a time without a recorded incident (days between its bounds, shortest–longest).

    `interrupters` are incidents of imprecise date that may fall inside; `longest` supposes that
    none does, `shortest` that they split it as evenly as their dates allow or more so.
    """

    after: Bound
    before: Bound
    shortest: int
    longest: int
    interrupters: tuple[str, ...]

    @property
    def is_cut(self) -> bool:
        """Return whether an end of the period cuts it, so that it may have been longer."""
        return self.after.incident_id is None or self.before.incident_id is None


@dataclass(frozen=True)
class Intervals:
    """Hold the intervals between consecutive incidents of a period.

    `count` intervals; their median lies between two numbers of days, None without an interval.
    `longest` has the longest sure length; `rival` is another lull that imprecise dates may make
    longer. `open_lull` runs from the last incident to the period's end. None without incidents.
    """

    period: Period
    count: int
    median_shortest: float | None
    median_longest: float | None
    longest: Lull | None
    rival: Lull | None
    open_lull: Lull | None


@dataclass(frozen=True)
class _Spans:
    # Days as integers, ends of the period first and last.
    first: np.ndarray[Any, np.dtype[np.int64]]
    last: np.ndarray[Any, np.dtype[np.int64]]
    bounds: tuple[Bound, ...]


def _days(series: pd.Series) -> list[int]:
    return [int(day.toordinal()) for day in series]


def _spans(incidents: pd.DataFrame, period: Period) -> _Spans:
    inside = incidents_in(incidents, period)
    start, end = period.first.toordinal(), period.last.toordinal()
    # The words are those of the whole date, also where the period cuts what it can mean.
    whole = incidents.loc[inside.index]
    columns = (whole[name] for name in ("incident_id", "event_date", "date_precision"))
    named = tuple(
        Bound(key, format_event_date(day, precision))
        for key, day, precision in zip(*columns, strict=True)
    )
    return _Spans(
        first=np.array([start, *_days(inside["event_date"]), end]),
        last=np.array([start, *_days(inside["event_date_latest"]), end]),
        bounds=(
            Bound(None, f"the period’s start, {format_day(period.first)}"),
            *named,
            Bound(None, f"the period’s end, {format_day(period.last)}"),
        ),
    )


def _sure_days(begin: int, end: int, spans: list[tuple[int, int]]) -> int:
    # However the incidents of these spans fall, one gap is at least as long as the stretch that
    # no span touches, and as an even split.
    if end <= begin:
        return 0
    free, reached = 0, begin
    for first, last in sorted(spans):
        free = max(free, first - reached)
        reached = max(reached, last)
    return max(free, end - reached, -(-(end - begin) // (len(spans) + 1)))


def _lull_after(index: int, spans: _Spans) -> Lull | None:
    # With every earlier incident as early and every later one as late as its date allows, the
    # gap after this one is as long as it can be, and ends with the incident that must come first.
    later = np.flatnonzero(spans.first > spans.first[index])
    if not len(later):
        return None
    following = int(later[np.argmin(spans.last[later])])
    begin, end = int(spans.last[index]), int(spans.first[following])
    inside = [
        int(other)
        for other in np.flatnonzero((spans.first < end) & (spans.last > begin))
        if other not in (index, following)
    ]
    return Lull(
        after=spans.bounds[index],
        before=spans.bounds[following],
        shortest=_sure_days(
            begin, end, [(int(spans.first[k]), int(spans.last[k])) for k in inside]
        ),
        longest=int(spans.last[following] - spans.first[index]),
        interrupters=tuple(str(spans.bounds[k].incident_id) for k in inside),
    )


def _open_lull(spans: _Spans) -> Lull:
    incidents = slice(1, -1)
    last = 1 + int(np.argmax(spans.first[incidents]))
    end = int(spans.last[-1])
    latest = int(spans.last[incidents].max())
    return Lull(
        after=spans.bounds[last],
        before=spans.bounds[-1],
        shortest=end - latest,
        longest=end - int(spans.first[last]),
        interrupters=tuple(
            str(spans.bounds[k].incident_id)
            for k in range(1, len(spans.bounds) - 1)
            if spans.last[k] > spans.last[last]
        ),
    )


def _median_bounds(spans: _Spans) -> tuple[float, float] | tuple[None, None]:
    # The k-th incident in time lies between the k-th of all first and the k-th of all last days,
    # whatever the order; so each interval, and with them the median, lies between these.
    first, last = np.sort(spans.first[1:-1]), np.sort(spans.last[1:-1])
    if len(first) < 2:
        return None, None
    shortest = np.maximum(0, first[1:] - last[:-1])
    return float(np.median(shortest)), float(np.median(last[1:] - first[:-1]))


def intervals_between(incidents: pd.DataFrame, period: Period) -> Intervals:
    """Return the intervals between consecutive incidents of a period.

    `incidents` are flat and as filtered, one row each; an incident that lasted counts at its
    first day. Two incidents of one day are 0 days apart. Lulls cut by the period's ends compete
    for the longest with the days that lie in the period.
    """
    spans = _spans(incidents, period)
    count = len(spans.bounds) - 2
    if not count:
        return Intervals(period, 0, None, None, None, None, None)
    found = [_lull_after(index, spans) for index in range(count + 1)]
    lulls = [lull for lull in found if lull is not None]
    longest = max(
        lulls,
        key=lambda lull: (lull.shortest, not lull.is_cut, -len(lull.interrupters), lull.longest),
        default=None,
    )
    rivals = [
        lull for lull in lulls if longest and lull != longest and lull.longest > longest.shortest
    ]
    low, high = _median_bounds(spans)
    return Intervals(
        period=period,
        count=count - 1,
        median_shortest=low,
        median_longest=high,
        longest=longest,
        rival=max(rivals, key=lambda lull: lull.longest, default=None),
        open_lull=_open_lull(spans),
    )


def _span_text(low: float, high: float) -> str:
    texts = [f"{value:.1f}" if value % 1 else format_number(int(value)) for value in (low, high)]
    if texts[0] == texts[1]:
        return f"{texts[0]} day{'' if texts[0] == '1' else 's'}"
    return f"{texts[0]}–{texts[1]} days"


def _bound_text(bound: Bound) -> str:
    return f"{bound.incident_id} ({bound.date_text})" if bound.incident_id else bound.date_text


def describe_lull(lull: Lull) -> str:
    """Return a lull's length and bounds, e.g. "120–150 days, from … to …"."""
    least = "at least " if lull.is_cut else ""
    text = (
        f"{least}{_span_text(lull.shortest, lull.longest)}, from {_bound_text(lull.after)} "
        f"to {_bound_text(lull.before)}"
    )
    if lull.interrupters:
        named = ", ".join(lull.interrupters)
        counted = count_noun(len(lull.interrupters), "incident")
        text += f"; {counted} of imprecise date may fall inside it ({named})"
    return text


def describe_longest_lull(intervals: Intervals) -> str:
    """Return the longest lull of the period, and the one that may be longer if dates are vague."""
    period = describe_exposure(intervals.period)
    if intervals.longest is None:
        return f"No incident is recorded in {period}, so there is no lull to measure."
    text = f"The longest lull in {period}: {describe_lull(intervals.longest)}."
    if intervals.rival:
        text += f" Imprecise dates may make another one longer: {describe_lull(intervals.rival)}."
    return text


def describe_open_lull(intervals: Intervals, coverage: Period) -> str:
    """Return the days from the last incident to the period's end."""
    if intervals.open_lull is None:
        return describe_longest_lull(intervals)
    lull, period = intervals.open_lull, intervals.period
    end = "the last day searched" if period.last == coverage.last else "the period’s last day"
    text = (
        f"From the last incident, {_bound_text(lull.after)}, to {end}, {format_day(period.last)}: "
        f"at least {_span_text(lull.shortest, lull.longest)}"
    )
    if lull.interrupters:
        text += f"; possibly later: {', '.join(lull.interrupters)}"
    return f"{text}."


def describe_median_interval(intervals: Intervals) -> str:
    """Return the median interval between incidents, or why there is none."""
    low, high = intervals.median_shortest, intervals.median_longest
    if low is None or high is None:
        if not intervals.count and intervals.open_lull is None:
            return describe_longest_lull(intervals)
        return "1 incident in the period: no interval between incidents to measure."
    if intervals.count == 1:
        return f"The 1 interval between the 2 incidents: {_span_text(low, high)}."
    counted = count_noun(intervals.count, "interval")
    reason = "" if low == high else " (a range, since dates are imprecise)"
    length = f"{_span_text(low, high)}{reason}"
    return f"The median of the {counted} between consecutive incidents: {length}."
