"""Find the first recorded incident of a group in a district, of a kind of attack, of a project."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from geo.incidents.filters import NAMING_BASES
from geo.incidents.vocabulary import RECORD
from geo.tables.loader import IncidentTables
from geo.wording import ATTACK_LABELS

FIRST_KINDS = ("group_district", "group_attack", "project")
_KEY = ["kind", "subject", "scope"]
_COLUMNS = [*_KEY, "incident_id", "basis", "is_certain"]


def _group_links(tables: IncidentTables, members: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Return subject (a group), incident_id and its strongest basis; parts count for the whole."""
    named = tables.responsibility[tables.responsibility["basis"].isin(NAMING_BASES)]
    pairs = [
        (group, part)
        for group in tables.actors.loc[tables.actors["kind"] != "unspecified", "actor_id"]
        for part in members[group]
    ]
    groups = pd.DataFrame(pairs, columns=["subject", "actor_id"], dtype="string")
    linked = named.merge(groups, on="actor_id")
    order = {basis: rank for rank, basis in enumerate(NAMING_BASES)}
    strongest = linked.assign(order=linked["basis"].map(order)).sort_values("order", kind="stable")
    return strongest.drop_duplicates(["subject", "incident_id"])[
        ["subject", "incident_id", "basis"]
    ]


def _earliest(links: pd.DataFrame) -> pd.DataFrame:
    surely_by = links.groupby(_KEY)["event_date_latest"].transform("min")
    first = links[links["event_date"] <= surely_by]
    pairs = first.merge(first, on=_KEY, suffixes=("", "_other"))
    is_beaten = (pairs["event_date_other"] < pairs["event_date_latest"]) & (
        pairs["incident_id"] != pairs["incident_id_other"]
    )
    row = [*_KEY, "incident_id"]
    beaten = pd.MultiIndex.from_frame(pairs.loc[is_beaten, row])
    first = first.assign(is_certain=~pd.MultiIndex.from_frame(first[row]).isin(beaten))
    return first.sort_values([*_KEY, "event_date", "incident_id"], ignore_index=True)[_COLUMNS]


def first_incidents(
    incidents: pd.DataFrame,
    tables: IncidentTables,
    members: Mapping[str, Collection[str]],
    tiers: Collection[str] = RECORD,
) -> pd.DataFrame:
    """Return the first recorded incidents: exact at any number, and no forecast.

    `incidents` as from flatten_incidents, before any filter; `members` as
    FilterVocabulary.group_members. One row per candidate, columns kind (one of FIRST_KINDS),
    subject (actor_id or project_id), scope (admin2_code, attack_type, or empty for a project),
    incident_id, basis (the strongest one by which the group is named, or that of
    incident_projects) and is_certain.

    Method: a date means any day up to event_date_latest. Listed is every incident that can have
    been the first: none is surely earlier. is_certain is true where none other can have been
    earlier; two of one day are both certain. A group's parts count for it, denials never;
    incidents of no district are in no district's firsts. First recorded in this table, that is:
    an earlier one may be missing from it.
    """
    counted = incidents[incidents["inclusion"].isin(list(tiers))][
        ["incident_id", "event_date", "event_date_latest", "admin2_code", "attack_type"]
    ]
    groups = _group_links(tables, members).merge(counted, on="incident_id")
    projects = tables.incident_projects[["project_id", "incident_id", "basis"]]
    projects = projects.rename(columns={"project_id": "subject"}).merge(counted, on="incident_id")
    links = pd.concat(
        [
            groups.assign(kind="group_district", scope=groups["admin2_code"]),
            groups.assign(kind="group_attack", scope=groups["attack_type"]),
            projects.assign(kind="project", scope=""),
        ],
        ignore_index=True,
    )
    return _earliest(links.dropna(subset="scope"))


def firsts_of(firsts: pd.DataFrame, incident_id: str) -> pd.DataFrame:
    """Return the rows of first_incidents that an incident is in."""
    return firsts[firsts["incident_id"] == incident_id].reset_index(drop=True)


def describe_first(
    first: Mapping[Any, Any], names: Mapping[str, str], districts: Mapping[str, str]
) -> str:
    """Return a row of first_incidents as "first recorded incident of the BLF in Kech".

    `names` of groups and projects by their ids, `districts` by their codes. Says "possibly" where
    it is not certain, and "suspected" or "attributed" where the group did not claim it.
    """
    lead = "first recorded incident" if first["is_certain"] else "possibly the first recorded one"
    subject = names[first["subject"]]
    if first["kind"] == "project":
        return f"{lead} tied to {subject}"
    basis = "" if first["basis"] == "claimed" else f" ({first['basis']})"
    if first["kind"] == "group_district":
        return f"{lead} of {subject} in {districts[first['scope']]}{basis}"
    return f"{lead} of {subject} by this means: {ATTACK_LABELS[first['scope']]}{basis}"
