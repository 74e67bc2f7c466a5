"""Set two periods, or two data versions, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geo.figures.exposure import filter_period
from geo.figures.groups import group_part, named_groups, unnamed_part
from geo.figures.profiles import split_by
from geo.incidents.selections import Part, Selection
from geo.incidents.tallies import TollSum
from geo.tables.periods import DAYS_PER_YEAR, Period
from geo.wording import format_percent

# Below it one incident more or less moves a percentage by a fifth or more.
SMALLEST_DIVISOR = 5
# Leap days make equal spans of years differ by less than this.
LENGTH_TOLERANCE = 0.01
TABLES = {
    "province": "Province",
    "district": "District",
    "group": "Group",
    "target": "Target",
}


def relative_change(before: float, after: float, *, counted: int) -> float | None:
    """Return (after − before) / before, or None where `counted`, the number before, is too small.

    `counted` is the count that `before` rests on: itself, or the incidents behind a rate.
    """
    if counted < SMALLEST_DIVISOR or not before:
        return None
    return (after - before) / before


def describe_relative(before: float, after: float, *, counted: int) -> str:
    """Return a relative change as "+50%", or why there is none."""
    change = relative_change(before, after, counted=counted)
    if change is None:
        return "too few to divide by" if counted else "none before"
    return format_percent(change, is_signed=True)


@dataclass(frozen=True)
class Change:
    """Hold the same part of two sides."""

    label: str
    before: Part
    after: Part

    @property
    def absolute(self) -> int:
        """Return the difference of the counts."""
        return self.after.count - self.before.count


@dataclass(frozen=True)
class Side:
    """Hold one side: incidents, the period, and the days of it that pages were searched for."""

    selection: Selection
    period: Period
    covered_days: int

    def per_year(self, count: int) -> float | None:
        """Return a count per year of covered days, or None where no day was covered."""
        return count / self.covered_days * DAYS_PER_YEAR if self.covered_days else None


@dataclass(frozen=True)
class PeriodComparison:
    """Hold two periods, the earlier one first, with what lies in both and tables of changes."""

    before: Side
    after: Side
    total: Change
    in_both: Part
    tables: Mapping[str, tuple[Change, ...]]

    @property
    def has_equal_length(self) -> bool:
        """Return whether counts can be divided by each other as they are."""
        return are_of_equal_length(self.before.covered_days, self.after.covered_days)

    def describe_relative(self, before: int, after: int) -> str:
        """Return the relative change of a count or sum; per year where lengths differ."""
        rates = self.before.per_year(before), self.after.per_year(after)
        if rates[0] is None or rates[1] is None:
            return "not searched"
        if self.has_equal_length:
            return describe_relative(before, after, counted=before)
        return describe_relative(rates[0], rates[1], counted=before)


def are_of_equal_length(days: int, other_days: int) -> bool:
    """Return whether two periods are as long as each other but for a leap day."""
    longer = max(days, other_days)
    return longer - min(days, other_days) <= LENGTH_TOLERANCE * longer


def compare_periods(selection: Selection, against: Period, coverage: Period) -> PeriodComparison:
    """Set the filter's own period beside another one; all other parts of the filter apply to both.

    An imprecise date counts in a period when any day that it can mean lies in it, so that an
    incident can be in both. `coverage`: the days that pages were searched for.
    """
    periods = sorted((filter_period(selection.chosen, coverage), against))
    before, after = (_side(selection, period, coverage) for period in periods)
    shared = set(before.selection.incidents["incident_id"])
    in_both = after.selection.listed("both", "In both periods", shared)
    return PeriodComparison(
        before=before,
        after=after,
        total=Change("All incidents", before.selection.whole(), after.selection.whole()),
        in_both=in_both,
        tables=compare_selections(before.selection, after.selection),
    )


def _side(selection: Selection, period: Period, coverage: Period) -> Side:
    chosen = replace(selection.chosen, from_date=period.first, to_date=period.last)
    covered = period.within(coverage)
    return Side(selection.select(chosen), period, covered.days if covered else 0)


def compare_selections(before: Selection, after: Selection) -> dict[str, tuple[Change, ...]]:
    """Return the changes by province, district, group and target, largest counts first.

    A line for everything that either side has; a group's incidents include its parts'.
    """
    tables = {}
    for table in TABLES:
        cut = _cut_groups if table == "group" else _cutter(table)
        tables[table] = largest_first(pair_parts(cut(before), cut(after)))
    return tables


def _cutter(table: str) -> Callable[[Selection], list[Part]]:
    return lambda selection: split_by(selection, table)


def _cut_groups(selection: Selection) -> list[Part]:
    names = selection.vocabulary.groups
    parts = [
        replace(group_part(selection, actor_id, "any"), code=actor_id, label=names[actor_id])
        for actor_id in named_groups(selection)
    ]
    return [*parts, unnamed_part(selection)]


def pair_parts(before: Iterable[Part], after: Iterable[Part]) -> list[Change]:
    """Return a change for each code that either side has, in the order of the sides."""
    left, right = ({part.code: part for part in parts} for parts in (before, after))
    return [
        Change(
            label=(right.get(code) or left[code]).label,
            before=left.get(code) or _empty(right[code]),
            after=right.get(code) or _empty(left[code]),
        )
        for code in dict.fromkeys([*left, *right])
    ]


def largest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that either side has, the most incidents of both first."""
    shown = [change for change in changes if change.before.count or change.after.count]
    return tuple(sorted(shown, key=lambda change: -change.before.count - change.after.count))


def _empty(part: Part) -> Part:
    return replace(part, ids=())


def toll_difference(before: TollSum, after: TollSum) -> tuple[int, int, int] | None:
    """Return the lowest, best and highest difference of two sums of persons.

    None where one side reports no figure at all.
    """
    if not (before.reported and after.reported):
        return None
    return after.low - before.high, after.best - before.best, after.high - before.low


@dataclass(frozen=True)
class VersionComparison:
    """Hold what the log of changes says of the shown incidents since a version.

    `kinds` maps each kind of change to its incidents, which may overlap; `withdrawn` are the
    incidents that are no longer in any figure; `log` has the rows of both. `before` and `after`
    are the incidents of today that the version had already, and all of them.
    """

    since: str
    kinds: tuple[Part, ...]
    withdrawn: tuple[str, ...]
    log: pd.DataFrame
    total: Change
    tables: Mapping[str, tuple[Change, ...]]


def compare_versions(selection: Selection, changes: pd.DataFrame, since: str) -> VersionComparison:
    """Set the shown incidents that a version had beside those of today, by today's coding.

    `changes` as releases.changes_since gives them. Old figures are not stored, so a corrected
    incident stands on both sides as it is now.
    """
    shown = set(selection.incidents["incident_id"])
    by_kind = {
        str(kind): set(rows["incident_id"]) for kind, rows in changes.groupby("change", sort=True)
    }
    withdrawn = by_kind.pop("withdrawn", set()) - set(selection.everything["incident_id"])
    log = changes[changes["incident_id"].isin(shown | withdrawn)]
    had_ids = shown - by_kind.get("added", set())
    had = selection.within(selection.listed("before", f"Already in {since}", had_ids))
    return VersionComparison(
        since=since,
        kinds=tuple(selection.listed(kind, kind, ids) for kind, ids in by_kind.items()),
        withdrawn=tuple(sorted(withdrawn)),
        log=log.sort_values("change", kind="stable", ignore_index=True),
        total=Change("All incidents", had.whole(), selection.whole()),
        tables=compare_selections(had, selection),
    )
