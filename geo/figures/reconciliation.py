"""Set our totals beside published ones, under the same period and scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.incidents.flat import toll_prefix
from geo.incidents.tallies import filled_bounds
from geo.wording import HARM_LABELS, describe_sum, format_number

LIST_SEPARATOR = "|"
QUALIFIERS = {"exact": "", "at_least": "at least ", "about": "about ", "more_than": "more than "}
EXPLAINING_KINDS = ("incidents", "scope")


@dataclass(frozen=True)
class Reconciliation:
    """Hold one published figure, ours, and what lies between them.

    `incident_ids` are all that we count; `explaining_ids` those that explain the difference.
    `verdict`: matched (the figures' ranges meet), explained (by named incidents or by scope), or
    open (attacks that no page reports one by one, or no explanation yet).
    """

    published: pd.Series
    low: int
    best: int
    high: int
    incident_ids: tuple[str, ...]
    explaining_ids: tuple[str, ...]
    verdict: str

    @property
    def difference(self) -> int:
        """Return our best minus the published lower figure."""
        return self.best - int(self.published["value_low"])


def _codes(cell: Any) -> list[str]:
    return [] if pd.isna(cell) else str(cell).split(LIST_SEPARATOR)


def scope_mask(incidents: pd.DataFrame, published: pd.Series) -> pd.Series:
    """Return which incidents a published figure's period and scope cover.

    An imprecise date is in the period when all the days that it can mean are.
    """
    mask = pd.Series(True, index=incidents.index)
    if not pd.isna(published["period_from"]):
        mask &= incidents["event_date"] >= published["period_from"]
    if not pd.isna(published["period_to"]):
        mask &= incidents["event_date_latest"] <= published["period_to"]
    for column, allowed in (
        ("inclusion", _codes(published["our_inclusion"])),
        ("admin1_code", _codes(published["our_admin1_code"])),
        ("target_category", _codes(published["our_target_category"])),
    ):
        if allowed:
            mask &= incidents[column].isin(allowed)
    return mask


def _our_figure(covered: pd.DataFrame, published: pd.Series) -> tuple[int, int, int]:
    if pd.isna(published["our_victim_class"]):
        return (len(covered),) * 3
    victim_class, harm = published["our_victim_class"], published["our_harm"]
    sums = filled_bounds(covered, toll_prefix(victim_class, harm)).sum()
    return int(sums["low"]), int(sums["best"]), int(sums["high"])


def _meets(published: pd.Series, low: int, high: int) -> bool:
    floor = int(published["value_low"])
    is_open = published["value_qualifier"] in ("at_least", "more_than")
    has_ceiling = not (is_open or pd.isna(published["value_high"]))
    ceiling = int(published["value_high"]) if has_ceiling else None
    return high >= floor and (ceiling is None or low <= ceiling)


def reconcile_figure(incidents: pd.DataFrame, published: pd.Series) -> Reconciliation:
    """Return our count beside one comparable published figure."""
    covered = incidents[scope_mask(incidents, published)]
    low, best, high = _our_figure(covered, published)
    explaining = tuple(_codes(published["explaining_incident_ids"]))
    if _meets(published, low, high):
        verdict = "matched"
    else:
        is_explained = str(published["explanation_kind"]) in EXPLAINING_KINDS
        verdict = "explained" if is_explained else "open"
    return Reconciliation(
        published=published,
        low=low,
        best=best,
        high=high,
        incident_ids=tuple(covered["incident_id"]),
        explaining_ids=explaining,
        verdict=verdict,
    )


def reconcile(incidents: pd.DataFrame, published_tallies: pd.DataFrame) -> list[Reconciliation]:
    """Return our count beside every comparable published figure, in file order."""
    comparable = published_tallies[published_tallies["is_comparable"]]
    return [reconcile_figure(incidents, published) for _, published in comparable.iterrows()]


def count_verdicts(reconciliations: Iterable[Reconciliation]) -> dict[str, int]:
    """Count figures by verdict: matched, explained, open."""
    verdicts = [item.verdict for item in reconciliations]
    return {verdict: verdicts.count(verdict) for verdict in ("matched", "explained", "open")}


def open_first(items: Iterable[Reconciliation]) -> list[Reconciliation]:
    """Return figures with the open ones first, then the explained, each in the order given."""
    order = ("open", "explained", "matched")
    return sorted(items, key=lambda item: order.index(item.verdict))


def describe_published_figure(published: pd.Series) -> str:
    """Return a published figure as "14", "at least 54" or "16–20"."""
    low, high = published["value_low"], published["value_high"]
    span = "" if pd.isna(high) or high == low else f"–{format_number(int(high))}"
    return f"{QUALIFIERS[published['value_qualifier']]}{format_number(int(low))}{span}"


def _unit(published: pd.Series) -> str:
    return HARM_LABELS.get(published["our_harm"], "incidents")


def describe_open(items: Iterable[Reconciliation]) -> str:
    """Return which figures are open, with both figures, as one sentence."""
    found = [item for item in items if item.verdict == "open"]
    if not found:
        return "None is open."
    said = [
        f"{item.published['publisher']} ({describe_published_figure(item.published)} "
        f"{_unit(item.published)}, ours {describe_sum(item.low, item.best, item.high)})"
        for item in found
    ]
    verb = "is" if len(found) == 1 else "are"
    return f"{len(found)} {verb} open: {'; '.join(said)}."
