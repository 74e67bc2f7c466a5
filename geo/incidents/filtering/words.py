"""Say the parts of a filter in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from geo.incidents.vocabulary import NO_GROUP, UNSPECIFIED, FilterVocabulary
from geo.wording import format_day

_BASIS_TEXTS = {
    "any": "{} (claimed, attributed or suspected)",
    "claimed": "claimed by {}",
    "attributed": "attributed to {}",
    "suspected": "{} suspected",
    "denied": "denied by {}",
}


def join_names(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the names of alternatives, e.g. "Sindh or Punjab"."""
    return " or ".join(names[code] for code in codes)


def describe_tiers(tiers: Sequence[str]) -> str:
    """Return tiers in words, e.g. "core and linked", "core, linked and context", "context only"."""
    if len(tiers) == 1:
        return f"{tiers[0]} only"
    return f"{', '.join(tiers[:-1])} and {tiers[-1]}"


def describe_groups(groups: Sequence[str], basis: str, vocabulary: FilterVocabulary) -> str:
    """Return groups on a basis, e.g. "claimed by BLA or BLF, or no group named"."""
    named = [code for code in groups if code != NO_GROUP]
    names = join_names(named, vocabulary.group_short_names)
    texts = [_BASIS_TEXTS[basis].format(names)] if named else []
    texts += ["no group named"] if NO_GROUP in groups else []
    return ", or ".join(texts)


def describe_districts(districts: Sequence[str], vocabulary: FilterVocabulary) -> str:
    """Return districts, e.g. "Gwadar district or district unspecified"."""
    named = [code for code in districts if code != UNSPECIFIED]
    texts = [f"{vocabulary.districts[code]} district" for code in named]
    return " or ".join(texts + ["district unspecified"] * (UNSPECIFIED in districts))


def describe_span(start: date | None, end: date | None) -> str:
    """Return a period as short as it can be said: "2018", "2017–2018", "from 3 Mar 2018"."""
    if start and end:
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        return f"{format_day(start)} – {format_day(end)}"
    if start:
        return f"from {format_day(start)}"
    return f"up to {format_day(end)}" if end else ""
