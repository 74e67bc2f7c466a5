"""Set the rings around sites beside each other, each figure with its incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.incidents.selections import Part, Selection
from geo.places.rings import RINGS_KM, rank_rings
from geo.wording import count_noun

METHOD = (
    "The first figure counts incidents that lie within the ring wherever in their circles site "
    "and incident are (1 to 20 km, by how well each is known), the second those that can lie "
    "within it; an incident known to its district alone can lie anywhere in the district and is "
    "never certain, one known to its province alone is not counted."
)


@dataclass(frozen=True)
class Ring:
    """Hold the incidents within a ring around a site: surely inside, and those that can be."""

    ring_km: int
    rank: int
    certain: Part
    possible: Part

    @property
    def text(self) -> str:
        """Return the range, e.g. "2–8", or one figure where both are the same."""
        low, high = self.certain.count, self.possible.count
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class RingRow:
    """Hold a site with its rings by their width in km."""

    project_id: str
    name: str
    rings: Mapping[int, Ring]


def ring_rows(
    selection: Selection, pairs: pd.DataFrame, projects: pd.DataFrame
) -> tuple[RingRow, ...]:
    """Return every site that has a radius with its rings: by the ranks in them, narrowest first.

    `pairs` as from geo.places.rings.ring_pairs of all incidents; counted are those shown.
    """
    shown = pairs[pairs["incident_id"].isin(selection.incidents["incident_id"])]
    ranked = rank_rings(shown, projects)
    rows = []
    for project_id, lines in ranked.groupby("project_id", sort=False):
        near = shown[shown["project_id"] == project_id]
        rings = {
            int(line["ring_km"]): _ring(selection, near, int(line["ring_km"]), int(line["rank"]))
            for line in lines.to_dict("records")
        }
        rows.append(RingRow(str(project_id), str(lines["project_name"].iloc[0]), rings))
    return tuple(sorted(rows, key=_by_ranks))


def _by_ranks(row: RingRow) -> tuple[tuple[int, ...], str]:
    return tuple(row.rings[ring_km].rank for ring_km in RINGS_KM), row.project_id


def _ring(selection: Selection, near: pd.DataFrame, ring_km: int, rank: int) -> Ring:
    certain, possible = (
        selection.listed(kind, f"{kind} within {ring_km} km", {*near.loc[is_in, "incident_id"]})
        for kind, is_in in (
            ("certain", near["farthest_km"] <= ring_km),
            ("possible", near["nearest_km"] <= ring_km),
        )
    )
    return Ring(ring_km, rank, certain, possible)


def describe_rest(rows: tuple[RingRow, ...]) -> str:
    """Return how many sites have no incident in their widest ring, or nothing."""
    widest = max(RINGS_KM)
    empty = sum(not row.rings[widest].possible.count for row in rows)
    return f"{count_noun(empty, 'further site')} without one within {widest} km." if empty else ""
