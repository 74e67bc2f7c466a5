"""Set two groups side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.figures.comparisons import Change, largest_first, pair_parts
from geo.figures.groups import BASIS_COLUMNS, contested_part, group_part, shared_part
from geo.figures.profiles import KILLED, Edge, Line, find_edges, make_line, split_by
from geo.incidents.filters import IncidentFilter
from geo.incidents.selections import Part, Selection

COMPARED_SECTIONS = ("province", "district", "target", "attack")


@dataclass(frozen=True)
class GroupSide:
    """Hold one of two groups: its incidents by basis, and of those of any basis the rest.

    `chosen` is the filter that shows them, `killed` has the tolls by class of victim.
    """

    by_basis: Mapping[str, Part]
    contested: Part
    killed: Line
    chosen: IncidentFilter
    first: Edge | None
    last: Edge | None
    sections: Mapping[str, list[Part]]


@dataclass(frozen=True)
class GroupComparison:
    """Hold two groups, the incidents that both are named for, and their sections paired."""

    one: GroupSide
    other: GroupSide
    both: Part
    sections: Mapping[str, tuple[Change, ...]]


def _side(selection: Selection, actor_id: str, actors: pd.DataFrame) -> GroupSide:
    by_basis = {basis: group_part(selection, actor_id, basis) for basis in BASIS_COLUMNS}
    inside = selection.within(by_basis["any"])
    first, last = find_edges(inside.incidents)
    return GroupSide(
        by_basis=by_basis,
        contested=contested_part(selection, actor_id, actors),
        killed=make_line(selection, by_basis["any"], KILLED),
        chosen=inside.chosen,
        first=first,
        last=last,
        sections={section: split_by(inside, section) for section in COMPARED_SECTIONS},
    )


def compare_groups(
    selection: Selection, actor_id: str, other_id: str, actors: pd.DataFrame
) -> GroupComparison:
    """Set two groups, parts included, side by side.

    A section has a line for what either has, the most incidents of both first.
    """
    one, other = (_side(selection, group, actors) for group in (actor_id, other_id))
    return GroupComparison(
        one=one,
        other=other,
        both=shared_part(selection, actor_id, other_id),
        sections={
            section: largest_first(pair_parts(one.sections[section], other.sections[section]))
            for section in COMPARED_SECTIONS
        },
    )
