"""Say which listed projects, employers and contractors incidents hit."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from geo.tables.loader import IncidentTables

LIST_SEPARATOR = "; "
# How a source ties an incident to a project: codes of incident_projects.basis.
PROJECT_BASIS_LABELS = {
    "named": "named by the sources",
    "named_by_one_source": "named by one source",
    "named_by_type_and_place": "meant by kind and place, not named",
    "named_plant_of_the_road": "a plant of the road is named",
    "named_road_later_section": "the road is named; the section came later",
    "named_road_section_by_place": "the road is named; the section follows from the place",
    "named_stretch": "a stretch of it is named",
    "guard_post": "its guard post",
    "supply_transport": "transport to or from it",
    "supply_transport_one_partisan_source": "transport to or from it, by one partisan outlet",
    "cargo_traffic": "cargo traffic of it",
    "claim_only": "by the claim alone",
}


def _joined(links: pd.DataFrame, listed: pd.DataFrame, noun: str) -> pd.DataFrame:
    named = links.merge(listed[[f"{noun}_id", f"{noun}_name"]], on=f"{noun}_id")
    groups = named.sort_values(["incident_id", f"{noun}_id"]).groupby("incident_id")
    return pd.DataFrame(
        {
            f"{noun}_{part}s": groups[f"{noun}_{part}"].agg(LIST_SEPARATOR.join).astype("string")
            for part in ("id", "name")
        }
    )


def link_columns(tables: IncidentTables) -> pd.DataFrame:
    """Return project_ids, project_names, contractor_ids and contractor_names by incident_id.

    Each a list in one text, in order of the ids, separated by LIST_SEPARATOR; missing where the
    sources name none. Names are in the order of their ids.
    """
    projects = _joined(tables.incident_projects, tables.projects, "project")
    contractors = _joined(tables.incident_contractors, tables.contractors, "contractor")
    return projects.join(contractors, how="outer")


def ids_of_project(tables: IncidentTables, project_id: str) -> tuple[str, ...]:
    """Return the incidents of a project, withdrawn ones too; none for one that is not listed."""
    links = tables.incident_projects
    return tuple(links.loc[links["project_id"] == project_id, "incident_id"])


def ids_of_contractor(tables: IncidentTables, contractor_id: str) -> tuple[str, ...]:
    """Return the incidents of an employer or contractor, withdrawn ones too."""
    links = tables.incident_contractors
    return tuple(links.loc[links["contractor_id"] == contractor_id, "incident_id"])


def project_links(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return incident_id and project_id, a row for each project of each flat incident, in order.

    An incident of two projects has two rows, one of none has none.
    """
    lists = incidents["project_ids"].astype("string").str.split(LIST_SEPARATOR)
    links = incidents[["incident_id"]].assign(project_id=lists).explode("project_id")
    return links.dropna(subset="project_id").reset_index(drop=True)


def names_any(lists: pd.Series, wanted: Collection[str]) -> pd.Series:
    """Return which texts of link_columns hold one of the wanted codes, same index."""
    codes = frozenset(wanted)
    hits = [not codes.isdisjoint(text.split(LIST_SEPARATOR)) for text in lists.fillna("")]
    return pd.Series(hits, index=lists.index, dtype=bool)


def named_codes(lists: pd.Series) -> frozenset[str]:
    """Return every code that a column of link_columns holds."""
    return frozenset(code for text in lists.dropna() for code in text.split(LIST_SEPARATOR))
