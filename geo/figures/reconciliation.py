"""Set our totals beside published ones, under the same period and scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.incidents.flat import toll_prefix
from geo.incidents.tallies import filled_bounds

LIST_SEPARATOR = "|"
EXPLAINING_KINDS = ("incidents", "scope")


@dataclass(frozen=True)
class Reconciliation:
    """Hold one published figure, ours, and what lies between them.

    `incident_ids` are all that we count; `explaining_ids` those that explain the difference.
    `verdict`: matched (the figures' ranges meet), explained (by named incidents or by scope), or
    open (attacks that no page reports one by one, or no explanation yet).
    """

    tally: pd.Series
    low: int
    best: int
    high: int
    incident_ids: tuple[str, ...]
    explaining_ids: tuple[str, ...]
    verdict: str

    @property
    def difference(self) -> int:
        """Return our best minus the published lower figure."""
        return self.best - int(self.tally["value_low"])


def _codes(cell: Any) -> list[str]:
    return [] if pd.isna(cell) else str(cell).split(LIST_SEPARATOR)


def scope_mask(incidents: pd.DataFrame, tally: pd.Series) -> pd.Series:
    """Return which incidents a published figure's period and scope cover.

    An imprecise date is in the period when all the days that it can mean are.
    """
    mask = pd.Series(True, index=incidents.index)
    if not pd.isna(tally["period_from"]):
        mask &= incidents["event_date"] >= tally["period_from"]
    if not pd.isna(tally["period_to"]):
        mask &= incidents["event_date_latest"] <= tally["period_to"]
    for column, allowed in (
        ("inclusion", _codes(tally["our_inclusion"])),
        ("admin1_code", _codes(tally["our_admin1_code"])),
        ("target_category", _codes(tally["our_target_category"])),
    ):
        if allowed:
            mask &= incidents[column].isin(allowed)
    return mask


def _our_figure(covered: pd.DataFrame, tally: pd.Series) -> tuple[int, int, int]:
    if pd.isna(tally["our_victim_class"]):
        return (len(covered),) * 3
    victim_class, harm = tally["our_victim_class"], tally["our_harm"]
    sums = filled_bounds(covered, toll_prefix(victim_class, harm)).sum()
    return int(sums["low"]), int(sums["best"]), int(sums["high"])


def _meets(tally: pd.Series, low: int, high: int) -> bool:
    floor = int(tally["value_low"])
    is_open = tally["value_qualifier"] in ("at_least", "more_than")
    has_ceiling = not (is_open or pd.isna(tally["value_high"]))
    ceiling = int(tally["value_high"]) if has_ceiling else None
    return high >= floor and (ceiling is None or low <= ceiling)


def reconcile_tally(incidents: pd.DataFrame, tally: pd.Series) -> Reconciliation:
    """Return our count beside one comparable published figure."""
    covered = incidents[scope_mask(incidents, tally)]
    low, best, high = _our_figure(covered, tally)
    explaining = tuple(_codes(tally["explaining_incident_ids"]))
    if _meets(tally, low, high):
        verdict = "matched"
    else:
        is_explained = str(tally["explanation_kind"]) in EXPLAINING_KINDS
        verdict = "explained" if is_explained else "open"
    return Reconciliation(
        tally=tally,
        low=low,
        best=best,
        high=high,
        incident_ids=tuple(covered["incident_id"]),
        explaining_ids=explaining,
        verdict=verdict,
    )


def reconcile(incidents: pd.DataFrame, tallies: pd.DataFrame) -> list[Reconciliation]:
    """Return our count beside every comparable published figure, in file order."""
    comparable = tallies[tallies["is_comparable"]]
    return [reconcile_tally(incidents, tally) for _, tally in comparable.iterrows()]


def count_verdicts(reconciliations: Iterable[Reconciliation]) -> dict[str, int]:
    """Count figures by verdict: matched, explained, open."""
    verdicts = [item.verdict for item in reconciliations]
    return {verdict: verdicts.count(verdict) for verdict in ("matched", "explained", "open")}
