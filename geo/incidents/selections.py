"""Hold filtered incidents and cut them into parts, each with the filter that shows just it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.tallies import TollSum, filled_bounds
from geo.incidents.vocabulary import FilterVocabulary

# Each incident has one value of these, so a narrower choice is what stands in both lists.
_SINGLE_VALUED = ("provinces", "districts", "targets", "attacks", "inclusion", "ids")


@dataclass(frozen=True)
class Part:
    """Name some incidents: their identifiers, oldest first, and the filter that shows just them."""

    code: str
    label: str
    ids: tuple[str, ...]
    shown_by: IncidentFilter

    @property
    def count(self) -> int:
        """Return the number of incidents."""
        return len(self.ids)


def narrow(chosen: IncidentFilter, **fields: Any) -> IncidentFilter:
    """Return a filter that also asks for the given fields.

    Of what an incident can have several of (groups with their basis, projects, contractors), the
    given ones replace the filter's own.
    """
    changes = dict(fields)
    for name in _SINGLE_VALUED:
        current = getattr(chosen, name)
        if name in fields and current:
            changes[name] = tuple(code for code in fields[name] if code in current)
    for name, pick in (("from_date", max), ("to_date", min)):
        days: list[date] = [day for day in (fields.get(name), getattr(chosen, name)) if day]
        changes[name] = pick(days) if days else None
    return replace(chosen, **changes)


@dataclass(frozen=True, eq=False)
class Selection:
    """Hold the incidents that a filter shows (as flatten_incidents), with what judges filters.

    `everything` holds the incidents before the filter; `figures` keeps each toll's bounds by
    incident_id once they were asked for, `shown` what filters that were tried show.
    """

    everything: pd.DataFrame
    incidents: pd.DataFrame
    chosen: IncidentFilter
    responsibility: pd.DataFrame
    vocabulary: FilterVocabulary
    figures: dict[str, dict[str, tuple[int, int, int] | None]] = field(default_factory=dict)
    shown: dict[IncidentFilter, tuple[str, ...]] = field(default_factory=dict)

    def select(self, chosen: IncidentFilter) -> Selection:
        """Return what another filter shows of the same table."""
        shown = chosen.mask(self.everything, self.responsibility, self.vocabulary)
        return replace(self, incidents=self.everything[shown], chosen=chosen)

    def ids_of(self, chosen: IncidentFilter) -> tuple[str, ...]:
        """Return the identifiers of what a filter shows of the same table, oldest first."""
        if chosen not in self.shown:
            mask = chosen.mask(self.everything, self.responsibility, self.vocabulary)
            self.shown[chosen] = tuple(self.everything.loc[mask, "incident_id"])
        return self.shown[chosen]

    def part(self, code: str, label: str, is_in: pd.Series, **fields: Any) -> Part:
        """Return the incidents of a mask as a part.

        `fields` narrow the filter to it. Where words can't say it (two groups at once), the
        filter lists the incidents one by one.
        """
        ids = tuple(self.incidents["incident_id"].to_numpy()[is_in.to_numpy(dtype=bool)])
        # A list of incidents is only kept where nothing shorter says the same.
        shown_by = narrow(replace(self.chosen, ids=()), **fields)
        is_whole = len(ids) == len(self.incidents)
        if not ids or (is_whole and not fields):
            return Part(code, label, ids, self.chosen)
        if not fields or self.ids_of(shown_by) != ids:
            shown_by = replace(self.chosen, ids=ids)
        return Part(code, label, ids, shown_by)

    def whole(self, label: str = "All shown") -> Part:
        """Return all shown incidents as a part."""
        return self.part("all", label, pd.Series(True, index=self.incidents.index))

    def listed(self, code: str, label: str, ids: set[str]) -> Part:
        """Return those of the given incidents that are shown."""
        return self.part(code, label, self.incidents["incident_id"].isin(ids))

    def within(self, part: Part) -> Selection:
        """Return the selection that a part shows."""
        is_in = self.incidents["incident_id"].isin(part.ids)
        return replace(self, incidents=self.incidents[is_in], chosen=part.shown_by)

    def sum_toll(self, part: Part, toll: str) -> TollSum:
        """Add up a toll (a prefix as in tallies.sum_toll) over a part, in persons."""
        if toll not in self.figures:
            # An open bound is closed row by row, so once for the whole table does for all parts.
            filled = filled_bounds(self.everything, toll).itertuples(index=False, name=None)
            self.figures[toll] = {
                incident_id: None if pd.isna(bounds[0]) else bounds
                for incident_id, bounds in zip(self.everything["incident_id"], filled, strict=True)
            }
        given = [self.figures[toll][incident_id] for incident_id in part.ids]
        known = [bounds for bounds in given if bounds is not None]
        low, best, high = (int(sum(bounds[place] for bounds in known)) for place in range(3))
        return TollSum(low, best, high, reported=len(known), unreported=part.count - len(known))


def open_selection(
    incidents: pd.DataFrame,
    responsibility: pd.DataFrame,
    vocabulary: FilterVocabulary,
    chosen: IncidentFilter,
) -> Selection:
    """Return what a filter shows of flat incidents. Geometry is left out: nothing here needs it."""
    plain = pd.DataFrame(incidents.drop(columns="geometry", errors="ignore"))
    return Selection(plain, plain, EVERYTHING, responsibility, vocabulary).select(chosen)
