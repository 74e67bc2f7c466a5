"""Profile the groups: what each claimed, was named for or denied, and which claims are contested.

A group's figures include its parts, as the filter by group does. An incident can be claimed by
one group and attributed to another, so that figures of groups and of bases do not add up.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.figures.profiles import SHOWN_TOLLS, Edge, find_edges
from geo.incidents.filters import NAMING_BASES
from geo.incidents.selections import Part, Selection
from geo.incidents.tallies import TollSum
from geo.incidents.vocabulary import NO_GROUP
from geo.wording import BASIS_LABELS, format_title, upper_first

# What a group can be to an incident, in table order; "any" is claimed, attributed or suspected.
BASIS_COLUMNS = {
    "claimed": "Claimed",
    "attributed": "Attributed",
    "suspected": "Suspected",
    "any": "Any of these",
    "denied": "Denied",
}


@dataclass(frozen=True)
class GroupRow:
    """Hold one group's incidents by basis; tolls and dates are those of basis any."""

    actor_id: str
    label: str
    by_basis: Mapping[str, Part]
    tolls: Mapping[str, TollSum]
    first: Edge | None
    last: Edge | None


@dataclass(frozen=True)
class Statement:
    """Hold who is said to have done it, on what basis, by whom, and the page that carries it."""

    text: str
    publisher: str
    url: str


@dataclass(frozen=True)
class ContestedIncident:
    """Hold an incident whose claim or naming another statement contradicts."""

    incident_id: str
    title: str
    statements: tuple[Statement, ...]


def group_part(selection: Selection, actor_id: str, basis: str) -> Part:
    """Return the incidents of a group and its parts on a basis of BASIS_COLUMNS.

    Raises KeyError for a group that is not in the vocabulary.
    """
    stated = selection.responsibility
    bases = NAMING_BASES if basis == "any" else (basis,)
    members = selection.vocabulary.group_members[actor_id]
    hits = stated[stated["basis"].isin(bases) & stated["actor_id"].isin(members)]
    is_in = selection.incidents["incident_id"].isin(hits["incident_id"])
    return selection.part(basis, BASIS_COLUMNS[basis], is_in, groups=(actor_id,), basis=basis)


def unnamed_part(selection: Selection) -> Part:
    """Return the incidents that no group claimed and none was named for in the sources read."""
    stated = selection.responsibility
    named = stated.loc[stated["basis"].isin(NAMING_BASES), "incident_id"]
    is_in = ~selection.incidents["incident_id"].isin(named)
    label = selection.vocabulary.groups[NO_GROUP]
    return selection.part(NO_GROUP, label, is_in, groups=(NO_GROUP,), basis="any")


def group_row(selection: Selection, actor_id: str) -> GroupRow:
    """Return one group's row, its parts included."""
    by_basis = {basis: group_part(selection, actor_id, basis) for basis in BASIS_COLUMNS}
    named = by_basis["any"]
    first, last = find_edges(selection.within(named).incidents)
    return GroupRow(
        actor_id=actor_id,
        label=selection.vocabulary.groups[actor_id],
        by_basis=by_basis,
        tolls={toll: selection.sum_toll(named, toll) for toll in SHOWN_TOLLS},
        first=first,
        last=last,
    )


def named_groups(selection: Selection) -> list[str]:
    """Return the actor_id of each group that the selection's statements name, parts included."""
    shown = selection.responsibility["incident_id"].isin(selection.incidents["incident_id"])
    stated = set(selection.responsibility.loc[shown, "actor_id"])
    members = selection.vocabulary.group_members
    return [actor_id for actor_id in members if members[actor_id] & stated]


def group_rows(selection: Selection) -> list[GroupRow]:
    """Return a row for each of named_groups, most incidents first."""
    rows = [group_row(selection, actor_id) for actor_id in named_groups(selection)]
    return sorted(rows, key=lambda row: -row.by_basis["any"].count)


def describe_most_named(selection: Selection, limit: int = 3) -> list[str]:
    """Return a sentence on the groups named most often; one that is part of another is in it."""
    vocabulary = selection.vocabulary
    counts = {row.actor_id: row.by_basis["any"].count for row in group_rows(selection)}
    parts = {part for group in counts for part in vocabulary.group_members[group] - {group}}
    whole = [group for group, count in counts.items() if count and group not in parts]
    named = ", ".join(
        f"{vocabulary.group_short_names[group]} {counts[group]}" for group in whole[:limit]
    )
    unnamed = unnamed_part(selection).count
    said = [f"most often named: {named}"] * bool(named)
    said += [f"no group named: {unnamed}"] * bool(unnamed)
    return [f"{upper_first('; '.join(said))}."] if said else []


def group_matrix(
    selection: Selection, actor_ids: list[str], provinces: list[str]
) -> list[tuple[Part, list[Part]]]:
    """Return for each group its incidents (basis any): all of them, and by province."""
    parts = [group_part(selection, actor_id, "any") for actor_id in actor_ids]
    return [(part, _by_province(selection, part, provinces)) for part in parts]


def unnamed_matrix_row(selection: Selection, provinces: list[str]) -> tuple[Part, list[Part]]:
    """Return the row of a matrix for the incidents that no group is named for."""
    part = unnamed_part(selection)
    return part, _by_province(selection, part, provinces)


def _by_province(selection: Selection, part: Part, provinces: list[str]) -> list[Part]:
    inside = selection.within(part)
    names = selection.vocabulary.provinces
    return [
        inside.part(code, names[code], inside.incidents["admin1_code"] == code, provinces=(code,))
        for code in provinces
    ]


def shared_part(selection: Selection, actor_id: str, other_id: str) -> Part:
    """Return the incidents that both groups claimed or were named for."""
    both = set(group_part(selection, actor_id, "any").ids)
    both &= set(group_part(selection, other_id, "any").ids)
    return selection.listed("both", "Both", both)


def are_related(actor_id: str, other_id: str, actors: pd.DataFrame) -> bool:
    """Return whether naming the one does not contradict naming the other.

    Related are a group and its parts, the parts of one group, a group and an alliance that it is
    in, and a group and an unnamed group of its own family.
    """
    by_id = actors.set_index("actor_id").fillna("").to_dict("index")
    one, other = by_id[actor_id], by_id[other_id]
    is_tree = _root(actor_id, by_id) == _root(other_id, by_id)
    is_allied = other_id in one["ally_actor_ids"].split("|") or actor_id in other[
        "ally_actor_ids"
    ].split("|")
    is_vague = "unspecified" in (one["kind"], other["kind"])
    return is_tree or is_allied or (is_vague and one["family"] == other["family"])


def _root(actor_id: str, by_id: Mapping[Hashable, dict[Hashable, str]]) -> str:
    parent = by_id[actor_id]["parent_actor_id"]
    return _root(parent, by_id) if parent else actor_id


def is_contested(statements: pd.DataFrame, members: frozenset[str], actors: pd.DataFrame) -> bool:
    """Return whether one incident's statements contradict naming a group.

    They do when the group or a part of it denies the attack, or when an actor that is not related
    to it (`are_related`) claimed it or was named for it.
    """
    own = statements["actor_id"].isin(members)
    is_denied = (own & (statements["basis"] == "denied")).any()
    named = statements[statements["basis"].isin(NAMING_BASES)]
    mine = set(named["actor_id"]) & members
    others = set(named["actor_id"]) - members
    rivals = {
        other for other in others if not any(are_related(name, other, actors) for name in mine)
    }
    return bool(mine) and bool(is_denied or rivals)


def contested_part(selection: Selection, actor_id: str, actors: pd.DataFrame) -> Part:
    """Return the incidents of a group (basis any) that another statement contradicts."""
    members = selection.vocabulary.group_members[actor_id]
    ids = group_part(selection, actor_id, "any").ids
    stated = selection.responsibility[selection.responsibility["incident_id"].isin(ids)]
    contested = {
        str(incident_id)
        for incident_id, statements in stated.groupby("incident_id")
        if is_contested(statements, members, actors)
    }
    return selection.listed("contested", "Contested", contested)


def list_contested(
    selection: Selection, part: Part, actors: pd.DataFrame, sources: pd.DataFrame
) -> list[ContestedIncident]:
    """Return the incidents of a part with every statement of who did it, and its page."""
    told = selection.responsibility.merge(actors[["actor_id", "actor_name"]], on="actor_id")
    told = told.merge(sources[["source_id", "publisher", "url"]], on="source_id")
    rows = selection.within(part).incidents
    return [
        ContestedIncident(
            incident_id=str(row["incident_id"]),
            title=format_title(row),
            statements=tuple(
                Statement(
                    text=f"{BASIS_LABELS[said['basis']]} {said['actor_name']}"
                    f" (said by {said['stated_by']})",
                    publisher=str(said["publisher"]),
                    url="" if pd.isna(said["url"]) else str(said["url"]),
                )
                for said in told[told["incident_id"] == row["incident_id"]].to_dict("records")
            ),
        )
        for row in rows.to_dict("records")
    ]
