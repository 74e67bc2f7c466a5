"""Say who a group is: other names, what it is part of, its parts and allies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from geo.incidents.vocabulary import FilterVocabulary


def all_names(actor: Mapping[Any, Any]) -> list[str]:
    """Return a row's name, abbreviation and aliases."""
    texts = [actor["actor_name"], actor["abbreviation"], actor["aliases"]]
    return [name for text in texts if not pd.isna(text) for name in str(text).split("|")]


def describe_actor(actor_id: str, actors: pd.DataFrame, vocabulary: FilterVocabulary) -> list[str]:
    """Return what the table of actors says of a group, one sentence each.

    Raises KeyError for a group that is not in the table.
    """
    by_id = actors.set_index("actor_id")
    row = by_id.loc[actor_id]

    def names(actor_ids: Iterable[str]) -> str:
        return ", ".join(by_id["actor_name"][other] for other in actor_ids)

    parts = sorted(vocabulary.group_members[actor_id] - {actor_id})
    lines: list[str] = []
    if not pd.isna(row["aliases"]):
        lines.append(f"Also called: {row['aliases'].replace('|', ', ')}.")
    if not pd.isna(row["parent_actor_id"]):
        lines.append(f"Part of: {vocabulary.groups[row['parent_actor_id']]}.")
    if parts:
        lines.append(f"Its parts, whose incidents are in its figures: {names(parts)}.")
    if not pd.isna(row["ally_actor_ids"]):
        lines.append(f"Allied with: {names(row['ally_actor_ids'].split('|'))}.")
    if not pd.isna(row["note"]):
        lines.append(str(row["note"]))
    return lines
