"""Profile a selection of incidents: tolls by class, first and last, and what it divides into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo.incidents.flat import HARMS, toll_prefix
from geo.incidents.selections import Part, Selection
from geo.incidents.tallies import TollSum
from geo.incidents.vocabulary import RECORD, TIERS, UNSPECIFIED
from geo.tables.schema import codes
from geo.wording import (
    CLASS_LABELS,
    INCLUSION_LABELS,
    NOT_REPORTED,
    count_noun,
    format_number,
    format_when,
    upper_first,
)

# Attackers' deaths are no victims' toll and stand in no profile.
VICTIM_CLASSES = ("all_victims", "chinese", "pakistani_civilian", "security", "other_foreign")
# Tolls of a short line, next to its count.
SHOWN_TOLLS = ("fatalities", "chinese_fatalities")
# Section → field of the filter, column, and whether the list is closed (zeros kept).
_SECTIONS = {
    "inclusion": ("inclusion", "inclusion", True),
    "target": ("targets", "target_category", False),
    "attack": ("attacks", "attack_type", False),
    "province": ("provinces", "admin1_code", False),
    "district": ("districts", "admin2_code", False),
}


@dataclass(frozen=True)
class Line:
    """Hold one line of a table: incidents, and their tolls by column prefix (persons)."""

    part: Part
    tolls: Mapping[str, TollSum]


@dataclass(frozen=True)
class Edge:
    """Name the first or the last incident, with its date in words and its first ISO day."""

    incident_id: str
    text: str
    day: str


@dataclass(frozen=True)
class Profile:
    """Hold what is said of some incidents; sections map a name to the lines of a table."""

    total: Line
    sections: Mapping[str, tuple[Line, ...]]
    first: Edge | None
    last: Edge | None


KILLED = {toll_prefix(name, "fatalities"): CLASS_LABELS[name] for name in VICTIM_CLASSES}
ALL_TOLLS = tuple(toll_prefix(name, harm) for name in VICTIM_CLASSES for harm in HARMS)


def make_line(selection: Selection, part: Part, tolls: Iterable[str]) -> Line:
    """Return a part of a selection with its tolls."""
    return Line(part, {toll: selection.sum_toll(part, toll) for toll in tolls})


def find_edges(incidents: pd.DataFrame) -> tuple[Edge | None, Edge | None]:
    """Return the first and the last incident by the first day that a date can mean."""
    if incidents.empty:
        return None, None
    ordered = incidents.sort_values(["event_date", "incident_id"])
    first, last = (
        Edge(
            str(row["incident_id"]),
            format_when(row),
            f"{row['event_date']:%Y-%m-%d}",
        )
        for row in (ordered.iloc[0], ordered.iloc[-1])
    )
    return first, last


def split_by(selection: Selection, section: str) -> list[Part]:
    """Return a selection's parts by inclusion, target, attack, province or district.

    The most frequent first, except the closed list of inclusion. The parts do not overlap; what
    has no district is a part of its own. Raises KeyError for another section.
    """
    field, column, is_closed = _SECTIONS[section]
    names = selection.vocabulary.names(section)
    values = selection.incidents[column].fillna(UNSPECIFIED)
    present = values.value_counts()
    order = codes("incidents", column) if is_closed else sorted(names, key=lambda code: names[code])
    parts = [
        selection.part(code, upper_first(names[code]), values == code, **{field: (code,)})
        for code in order
        if is_closed or code in present.index
    ]
    return parts if is_closed else sorted(parts, key=lambda part: -part.count)


def split_by_year(selection: Selection) -> list[Part]:
    """Return a selection's parts by year of the event's first day, oldest first."""
    years = selection.incidents["event_date"].dt.year
    return [
        selection.part(
            str(year),
            str(year),
            years == year,
            from_date=date(int(year), 1, 1),
            to_date=date(int(year), 12, 31),
        )
        for year in sorted(years.unique())
    ]


def split_by_weapon(selection: Selection) -> list[Part]:
    """Return a selection's parts by the weapon as reported, in the sources' own words."""
    weapons = selection.incidents["weapon"].fillna(NOT_REPORTED)
    return [
        selection.part(str(text), upper_first(str(text)), weapons == text)
        for text in sorted(weapons.unique(), key=str)
    ]


def build_profile(selection: Selection, *, has_weapons: bool = False) -> Profile:
    """Profile a selection; lines by year have the killed of each class, the others of all."""
    sections = {
        section: tuple(
            make_line(selection, part, SHOWN_TOLLS) for part in split_by(selection, section)
        )
        for section in _SECTIONS
    }
    sections["year"] = tuple(
        make_line(selection, part, KILLED) for part in split_by_year(selection)
    )
    if has_weapons:
        sections["weapon"] = tuple(Line(part, {}) for part in split_by_weapon(selection))
    first, last = find_edges(selection.incidents)
    return Profile(make_line(selection, selection.whole(), ALL_TOLLS), sections, first, last)


def worst_years(years: Iterable[Line], toll: str, count: int = 3) -> list[Line]:
    """Return the years with the highest best figure of a toll, ties kept, zeros left out."""
    ranked = sorted(
        (line for line in years if line.tolls[toll].best > 0),
        key=lambda line: (-line.tolls[toll].best, line.part.code),
    )
    if len(ranked) <= count:
        return ranked
    floor = ranked[count - 1].tolls[toll].best
    return [line for line in ranked if line.tolls[toll].best >= floor]


def tier_lines(selection: Selection, cut: Callable[[Selection], Part]) -> tuple[Line, ...]:
    """Return a profile's line for each tier of inclusion, also for those that the filter leaves.

    `cut` returns the profile's part of any selection.
    """
    lines = []
    for tier in TIERS:
        of_tier = selection.select(replace(selection.chosen, inclusion=(tier,)))
        part = replace(cut(of_tier), code=tier, label=INCLUSION_LABELS[tier])
        lines.append(make_line(of_tier, part, SHOWN_TOLLS))
    return tuple(lines)


def describe_profile(
    name: str, profile: Profile, tiers: Iterable[Line], selection: Selection
) -> list[str]:
    """Return what a profile counts, in sentences: incidents by tier, killed, first and last.

    `tiers` as tier_lines; `selection` is what the filter shows, of which the profile is a part.
    """
    lines = {line.part.code: line for line in tiers}
    shown = [lines[tier] for tier in TIERS if tier in selection.chosen.inclusion]
    of = "" if profile.total.part.count == len(selection.incidents) else " of the filter’s"
    whole = (
        f"{of} {count_noun(len(selection.incidents), 'incident')}"
        if of
        else (" incident" if profile.total.part.count == 1 else " incidents")
    )
    by_tier = ", ".join(f"{format_number(line.part.count)} {line.part.code}" for line in shown)
    sentences = [f"{name}: {format_number(profile.total.part.count)}{whole} ({by_tier})."]
    beside = lines["context"].part.count
    if beside and "context" not in selection.chosen.inclusion:
        sentences.append(f"Not counted: {count_noun(beside, 'context incident')}.")
    if profile.total.part.count:
        sentences += [_describe_killed(label, toll, shown) for toll, label in _HEAD_TOLLS.items()]
    if profile.first and profile.last:
        sentences.append(
            f"First: {profile.first.text}; last: {profile.last.text}."
            if profile.first != profile.last
            else f"When: {profile.first.text}."
        )
    return sentences


_HEAD_TOLLS = {"chinese_fatalities": "Chinese nationals killed", "fatalities": "All victims killed"}


def _describe_killed(label: str, toll: str, tiers: Iterable[Line]) -> str:
    """Return a toll in words, that of the record and that of the context apart."""
    sums = {"in the record": _NO_TOLL, "in context": _NO_TOLL}
    for line in tiers:
        if line.part.count:
            side = "in the record" if line.part.code in RECORD else "in context"
            sums[side] = _added(sums[side], line.tolls[toll])
    known = {side: total for side, total in sums.items() if total != _NO_TOLL}
    has_both = len(known) > 1
    texts = [
        f"{total.text}{f' {side}' if has_both else ''}{f' ({total.gap})' if total.gap else ''}"
        for side, total in known.items()
    ]
    return f"{label}: {', '.join(texts)}."


_NO_TOLL = TollSum(0, 0, 0, 0, 0)


def _added(one: TollSum, other: TollSum) -> TollSum:
    return TollSum(
        one.low + other.low,
        one.best + other.best,
        one.high + other.high,
        one.reported + other.reported,
        one.unreported + other.unreported,
    )
