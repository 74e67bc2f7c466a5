"""Filter incidents, and say the filter in words and as a URL query, from one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo.incidents.filtering.words import (
    describe_districts,
    describe_groups,
    describe_span,
    describe_tiers,
    join_names,
)
from geo.incidents.projects import names_any
from geo.incidents.queries import parse_code, parse_day, parse_ids, parse_list
from geo.incidents.vocabulary import (
    CHECK_NAMES,
    NO_CHECK,
    NO_GROUP,
    RECORD,
    TIERS,
    UNSPECIFIED,
    FilterVocabulary,
)
from geo.wording import (
    ATTACK_LABELS,
    TARGET_LABELS,
    VERIFICATION_LABELS,
    count_noun,
    format_number,
)

BASES = ("any", "claimed", "attributed", "suspected", "denied")
# "Any basis" leaves denials out: a group that denies an attack is not shown by its own filter.
NAMING_BASES = ("claimed", "attributed", "suspected")
# URL parameter → field of IncidentFilter; then field → column that must hold one of its codes.
LIST_PARAMETERS = {
    "province": "provinces",
    "district": "districts",
    "group": "groups",
    "project": "projects",
    "contractor": "contractors",
    "target": "targets",
    "attack": "attacks",
    "inclusion": "inclusion",
    "verification": "verifications",
    "check": "checks",
}
FILTER_PARAMETERS = (*LIST_PARAMETERS, "basis", "from", "to", "ids")
_COLUMNS = {
    "provinces": "admin1_code",
    "targets": "target_category",
    "attacks": "attack_type",
    "inclusion": "inclusion",
    "verifications": "verification",
    "ids": "incident_id",
}
# Field → column of lists, one of whose codes must be chosen.
_LIST_COLUMNS = {"projects": "project_ids", "contractors": "contractor_ids"}
# What can be widened on its own, with the fields' empty values.
_WIDE: dict[str, dict[str, object]] = {
    "province": {"provinces": ()},
    "district": {"districts": ()},
    "group": {"groups": (), "basis": "any"},
    "project": {"projects": ()},
    "contractor": {"contractors": ()},
    "period": {"from_date": None, "to_date": None},
    "target": {"targets": ()},
    "attack": {"attacks": ()},
    "inclusion": {"inclusion": TIERS},
    "verification": {"verifications": ()},
    "check": {"checks": ()},
    "ids": {"ids": ()},
}
WIDENABLE = tuple(_WIDE)


@dataclass(frozen=True)
class IncidentFilter:
    """Hold one choice of incidents; an empty tuple or None does not narrow.

    Codes of one field are alternatives, fields narrow each other. Dates are inclusive. `ids`
    lists incidents one by one, for choices that no other field can say. `inclusion` holds tiers
    in the order of TIERS and is never empty: RECORD where nobody asks for others.
    """

    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    basis: str = "any"
    projects: tuple[str, ...] = ()
    contractors: tuple[str, ...] = ()
    from_date: date | None = None
    to_date: date | None = None
    targets: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    inclusion: tuple[str, ...] = RECORD
    verifications: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @classmethod
    def from_query(
        cls, query: Mapping[str, Sequence[str]], vocabulary: FilterVocabulary
    ) -> tuple[IncidentFilter, list[str]]:
        """Return the filter of a URL query, and one sentence for each part not understood."""
        lists, problems = {}, []
        for parameter, field in LIST_PARAMETERS.items():
            lists[field], found = parse_list(query, parameter, vocabulary.names(parameter))
            problems += found
        from_date, found = parse_day(query, "from")
        problems += found
        to_date, found = parse_day(query, "to")
        problems += found
        if from_date and to_date and from_date > to_date:
            problems.append(
                f"The link's period from “{from_date}” to “{to_date}” ends before it starts; "
                "it was left out."
            )
            from_date = to_date = None
        basis, found = parse_code(query, "basis", BASES)
        problems += found
        if basis != "any" and not lists["groups"]:
            problems.append(f"The link's basis “{basis}” needs a group; it was left out.")
            basis = "any"
        ids, found = parse_ids(query)
        problems += found
        lists["inclusion"] = tuple(code for code in TIERS if code in lists["inclusion"]) or RECORD
        chosen = cls(**lists, basis=basis, from_date=from_date, to_date=to_date, ids=ids)
        return chosen, problems

    def to_query(self) -> dict[str, str]:
        """Return the URL query of the filter; what does not narrow is left out.

        The tiers always stand in it: an address without them was typed by hand, or made by an
        earlier version, where it meant all of them.
        """
        query = {name: ",".join(getattr(self, field)) for name, field in LIST_PARAMETERS.items()}
        query |= {
            "basis": self.basis if self.groups and self.basis != "any" else "",
            "from": self.from_date.isoformat() if self.from_date else "",
            "to": self.to_date.isoformat() if self.to_date else "",
            "ids": ",".join(self.ids),
        }
        return {name: text for name, text in query.items() if text}

    def mask(
        self, incidents: pd.DataFrame, responsibility: pd.DataFrame, vocabulary: FilterVocabulary
    ) -> pd.Series:
        """Return which incidents are shown, one boolean a row, same index.

        An imprecise date counts when any day that it can mean lies in the period.
        """
        shown = pd.Series(True, index=incidents.index)
        for field, column in _COLUMNS.items():
            if getattr(self, field):
                shown &= incidents[column].isin(getattr(self, field))
        for field, column in _LIST_COLUMNS.items():
            if getattr(self, field):
                shown &= names_any(incidents[column], getattr(self, field))
        if self.districts:
            is_unspecified = incidents["admin2_code"].isna() & (UNSPECIFIED in self.districts)
            shown &= incidents["admin2_code"].isin(self.districts) | is_unspecified
        if self.checks:
            shown &= incidents["second_check"].fillna(NO_CHECK).isin(self.checks)
        if self.from_date:
            shown &= incidents["event_date_latest"] >= pd.Timestamp(self.from_date)
        if self.to_date:
            shown &= incidents["event_date"] <= pd.Timestamp(self.to_date)
        if self.groups:
            shown &= self._group_mask(incidents, responsibility, vocabulary)
        return shown

    def _group_mask(
        self, incidents: pd.DataFrame, responsibility: pd.DataFrame, vocabulary: FilterVocabulary
    ) -> pd.Series:
        bases = NAMING_BASES if self.basis == "any" else (self.basis,)
        stated = responsibility[responsibility["basis"].isin(bases)]
        wanted = [vocabulary.group_members.get(group, frozenset()) for group in self.groups]
        hits = stated.loc[stated["actor_id"].isin(frozenset().union(*wanted)), "incident_id"]
        shown = incidents["incident_id"].isin(hits)
        if NO_GROUP in self.groups:
            named = responsibility[responsibility["basis"].isin(NAMING_BASES)]
            shown |= ~incidents["incident_id"].isin(named["incident_id"])
        return shown

    def describe_parts(self, vocabulary: FilterVocabulary) -> list[str]:
        """Return the narrowing parts in words, e.g. ["Balochistan", "2017–2018"]."""
        parts = []
        if self.provinces:
            parts.append(join_names(self.provinces, vocabulary.provinces))
        if self.districts:
            parts.append(describe_districts(self.districts, vocabulary))
        if self.projects:
            parts.append("project: " + join_names(self.projects, vocabulary.projects))
        if self.contractors:
            names = join_names(self.contractors, vocabulary.contractors)
            parts.append(f"employer or contractor: {names}")
        if self.groups:
            parts.append(describe_groups(self.groups, self.basis, vocabulary))
        if self.from_date or self.to_date:
            parts.append(describe_span(self.from_date, self.to_date))
        if self.targets:
            parts.append("target: " + join_names(self.targets, TARGET_LABELS))
        if self.attacks:
            parts.append("attack: " + join_names(self.attacks, ATTACK_LABELS))
        if self.inclusion:
            parts.append(describe_tiers(self.inclusion))
        if self.verifications:
            parts.append(join_names(self.verifications, VERIFICATION_LABELS))
        if self.checks:
            parts.append("second check: " + join_names(self.checks, CHECK_NAMES))
        if self.ids:
            parts.append(f"{count_noun(len(self.ids), 'incident')} listed one by one")
        return parts

    def sentence(self, shown: int, total: int, vocabulary: FilterVocabulary) -> str:
        """Return what is shown: "N of M incidents · Balochistan · claimed by … · 2017–2018"."""
        counted = f"{format_number(shown)} of {count_noun(total, 'incident')}"
        return " · ".join([counted, *self.describe_parts(vocabulary)])

    def without(self, parameter: str) -> IncidentFilter:
        """Return the filter with one part of WIDENABLE widened. Raises KeyError for another."""
        return replace(self, **_WIDE[parameter])  # type: ignore[arg-type]

    def widenings(
        self, incidents: pd.DataFrame, responsibility: pd.DataFrame, vocabulary: FilterVocabulary
    ) -> dict[str, int]:
        """Return how many incidents each single widening would show, for those that show any."""
        counts = {}
        for parameter in WIDENABLE:
            wider = self.without(parameter)
            shown = int(wider.mask(incidents, responsibility, vocabulary).sum())
            if wider != self and shown:
                counts[parameter] = shown
        return counts


# Every active incident, whatever its tier.
EVERYTHING = IncidentFilter(inclusion=TIERS)
