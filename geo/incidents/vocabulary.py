"""The codes that a filter may use, with their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.tables.loader import IncidentTables
from geo.tables.schema import codes
from geo.wording import ATTACK_LABELS, TARGET_LABELS, VERIFICATION_LABELS

# A group code of the URL and the filter bar for incidents that no source names a group for.
NO_GROUP = "none-named"
# A district code of the URL and the filter bar for incidents known to their province only.
UNSPECIFIED = "unspecified"
# A code of the URL and the filter bar for incidents that nobody looked at a second time.
NO_CHECK = "none"
# Verdicts as from grading.verify_incidents, in the words of a filter.
CHECK_NAMES = {
    "confirmed": "confirmed",
    "corrected": "corrected",
    "disputed": "disputed by other pages",
    "not_found": "nothing beyond its own pages found",
    NO_CHECK: "none made",
}
# The tiers of inclusion, strongest link first, and those that are the record: context rests on
# place alone or on the attackers' word, so that it is never counted without being asked for.
TIERS = codes("incidents", "inclusion")
RECORD = ("core", "linked")


@dataclass(frozen=True)
class FilterVocabulary:
    """Hold the codes that a filter may use, with their names.

    provinces, districts and groups map codes to names; district_provinces maps a district's
    code to its province's; group_members maps a group to itself and its parts,
    group_short_names to its abbreviation. projects and contractors are those of the lists kept,
    whether an incident names them or not.
    """

    provinces: Mapping[str, str]
    districts: Mapping[str, str]
    district_provinces: Mapping[str, str]
    groups: Mapping[str, str]
    group_short_names: Mapping[str, str]
    group_members: Mapping[str, frozenset[str]]
    projects: Mapping[str, str]
    contractors: Mapping[str, str]

    def names(self, parameter: str) -> Mapping[str, str]:
        """Return code → name of a list parameter. Raises KeyError for another parameter."""
        return {
            "province": self.provinces,
            "district": {**self.districts, UNSPECIFIED: "District unspecified"},
            "group": self.groups,
            "project": self.projects,
            "contractor": self.contractors,
            "target": {code: TARGET_LABELS[code] for code in codes("incidents", "target_category")},
            "attack": {code: ATTACK_LABELS[code] for code in codes("incidents", "attack_type")},
            "inclusion": {code: code for code in codes("incidents", "inclusion")},
            "verification": VERIFICATION_LABELS,
            "check": CHECK_NAMES,
        }[parameter]


def _names(series: pd.Series) -> dict[str, str]:
    return {str(code): str(name) for code, name in series.items()}


def _members(actor_id: str, parents: Mapping[str, str]) -> frozenset[str]:
    parts = {child for child, parent in parents.items() if parent == actor_id}
    return frozenset({actor_id}).union(*(_members(part, parents) for part in parts))


def build_vocabulary(districts: pd.DataFrame, tables: IncidentTables) -> FilterVocabulary:
    """Return the vocabulary of a district frame and the tables of actors, projects and firms."""
    actors = tables.actors
    with_parent = actors.dropna(subset="parent_actor_id").set_index("actor_id")
    parents = _names(with_parent["parent_actor_id"])
    by_id = actors.set_index("actor_id")
    bracket = by_id["abbreviation"].map(lambda text: f" ({text})", na_action="ignore").fillna("")
    parts = pd.Series(by_id.index.isin(list(parents.values())), index=by_id.index)
    groups = by_id["actor_name"] + bracket + parts.map({True: " and its parts", False: ""})
    return FilterVocabulary(
        provinces=dict(zip(districts["admin1_code"], districts["admin1_name"], strict=True)),
        districts=dict(zip(districts["admin2_code"], districts["admin2_name"], strict=True)),
        district_provinces=dict(
            zip(districts["admin2_code"], districts["admin1_code"], strict=True)
        ),
        groups={**_names(groups), NO_GROUP: "No group named"},
        group_short_names=_names(by_id["abbreviation"].fillna(by_id["actor_name"])),
        group_members={actor_id: _members(actor_id, parents) for actor_id in by_id.index},
        projects=_names(tables.projects.set_index("project_id")["project_name"]),
        contractors=_names(tables.contractors.set_index("contractor_id")["contractor_name"]),
    )
