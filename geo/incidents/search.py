"""Find incidents, places, groups and projects by words, in any spelling that the tables know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.incidents.actors import all_names
from geo.incidents.queries import Query, parse_single
from geo.places.names import Place, fold_name, resolve_place

LONGEST_QUERY = 80
# Fewer letters than these are in almost every text.
_SHORTEST_WORD = 2
# What of an incident its words are looked for in; a column that a table lacks is passed over.
_SEARCHED = (
    *("incident_id", "incident_name", "place_name", "provider_place_name", "admin2_name"),
    *("admin1_name", "former_admin2_name", "summary", "project", "employer", "target_detail"),
    *("project_names", "contractor_names"),
    *("weapon", "claimed_actors", "attributed_actors", "suspected_actors", "denied_actors"),
)
# A word of so few letters has to stand as it is: "BLA" is not the start of "blast".
_WHOLE_WORD = 3


@dataclass(frozen=True)
class Found:
    """Hold what a query means; every list is empty where nothing of its kind was found.

    `incidents`: identifiers, newest first; `groups`: actor_id → name; `projects`: project_id →
    name.
    """

    places: tuple[Place, ...]
    groups: Mapping[str, str]
    projects: Mapping[str, str]
    incidents: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing at all was found."""
        return not (self.places or self.groups or self.projects or self.incidents)


def parse_words(query: Query, _: object = None) -> tuple[str, list[str]]:
    """Return the words of the parameter `words`, cut short, and a sentence for each further one."""
    text, problems = parse_single(query, "words")
    return text[:LONGEST_QUERY].strip(), problems


def fold_words(text: str) -> str:
    """Return a text without case and accents, for comparison; words stay apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def split_words(text: str) -> list[str]:
    """Return the words of a query, folded; at most LONGEST_QUERY letters of it are read."""
    words = fold_words(text[:LONGEST_QUERY]).split()
    return [word for word in words if len(word) >= _SHORTEST_WORD or not word.isascii()]


def match_words(incidents: pd.DataFrame, text: str) -> pd.Series:
    """Return which incidents have every word of a text in what is said of them, same index.

    A word matches the start of one, or, where it has three letters or fewer, a whole one. Without
    a word all match. `incidents` as from flatten_incidents.
    """
    columns = [column for column in _SEARCHED if column in incidents]
    texts = incidents[columns].astype("string").fillna("").agg(" ".join, axis=1).map(fold_words)
    shown = pd.Series(True, index=incidents.index)
    for word in split_words(text):
        shown &= texts.str.contains(_pattern(word), regex=True).astype(bool)
    return shown


def _pattern(word: str) -> str:
    """Return the pattern of a word: its start in a Latin text, anywhere in one without spaces."""
    end = r"(?!\w)" if len(word) <= _WHOLE_WORD else ""
    return rf"(?<!\w){re.escape(word)}{end}" if word.isascii() else re.escape(word)


def _find_groups(text: str, actors: pd.DataFrame) -> dict[str, str]:
    wanted = fold_name(text)
    found = {}
    for actor in actors.to_dict("records"):
        names = all_names(actor)
        is_short = len(wanted) < 3
        if any(fold_name(n) == wanted or (wanted in fold_name(n) and not is_short) for n in names):
            found[str(actor["actor_id"])] = str(actor["actor_name"])
    return found


def _find_projects(text: str, projects: pd.DataFrame) -> dict[str, str]:
    words = split_words(text)
    names = zip(projects["project_id"], projects["project_name"], strict=True)
    return {
        str(project_id): str(name)
        for project_id, name in names
        if words and all(word in fold_words(name) for word in words)
    }


def find(
    text: str,
    incidents: pd.DataFrame,
    *,
    actors: pd.DataFrame,
    projects: pd.DataFrame,
    place_names: pd.DataFrame,
) -> Found:
    """Return everything that a text can mean.

    `incidents` as from flatten_incidents, the others as the tables of those names. Places go by
    any spelling, English, Urdu or Chinese; groups by name, abbreviation and alias; projects by
    name; incidents by the words of what is said of them.
    """
    text = text.strip()[:LONGEST_QUERY]
    if not split_words(text):
        return Found((), {}, {}, ())
    hits = incidents[match_words(incidents, text)].iloc[::-1]
    return Found(
        places=tuple(resolve_place(text, place_names)),
        groups=_find_groups(text, actors),
        projects=_find_projects(text, projects),
        incidents=tuple(hits["incident_id"]),
    )
