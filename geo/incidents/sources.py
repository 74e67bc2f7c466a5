"""Which pages incidents rest on, and for what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.tables.cells import cell_text
from geo.tables.loader import IncidentTables
from geo.wording import count_noun, format_day, format_number

_LINK = ["incident_id", "source_id"]


def carrying_links(tables: IncidentTables) -> pd.DataFrame:
    """Return each incident_id and source_id that a bound of a toll or a statement rests on."""
    bounds = [
        tables.tolls[["incident_id", f"{bound}_source_id"]].set_axis(_LINK, axis=1)
        for bound in BOUNDS
    ]
    links = pd.concat([tables.responsibility[_LINK], *bounds], ignore_index=True)
    return links.dropna().drop_duplicates(ignore_index=True)


def select_sources(tables: IncidentTables, incident_ids: Iterable[str]) -> pd.DataFrame:
    """Return the sources of incidents, in the table's order, with what they are a source of.

    Every page linked to an incident, or named by a bound of a toll or by a statement. Columns of
    sources, and `incident_ids` separated by ", ".
    """
    links = pd.concat([tables.incident_sources[_LINK], carrying_links(tables)]).drop_duplicates()
    links = links[links["incident_id"].isin(list(incident_ids))].sort_values("incident_id")
    joined = links.groupby("source_id")["incident_id"].agg(", ".join).rename("incident_ids")
    return tables.sources.merge(joined, left_on="source_id", right_index=True, how="inner")


def sources_of(tables: IncidentTables, grades: pd.DataFrame, incident_id: str) -> pd.DataFrame:
    """Return the pages linked to one incident, as linked, with the source's columns and grades.

    `grades` as from grade_sources: reliability and credibility of each incident's sources.
    """
    linked = tables.incident_sources[tables.incident_sources["incident_id"] == incident_id]
    return linked.merge(tables.sources, on="source_id").merge(grades, on=_LINK)


def list_publishers(tables: IncidentTables) -> pd.DataFrame:
    """Return publishers with their grade, why, and how many pages and incidents rest on them.

    Most pages first; a publisher that only carries or originates others' pages has none of its
    own.
    """
    linked = tables.incident_sources.merge(tables.sources, on="source_id")
    groups = linked.groupby("publisher")
    counts = pd.DataFrame(
        {"pages": groups["source_id"].nunique(), "incidents": groups["incident_id"].nunique()}
    )
    listed = tables.publishers.join(counts, on="publisher")
    listed[["pages", "incidents"]] = listed[["pages", "incidents"]].fillna(0).astype(int)
    return listed.sort_values(["pages", "publisher"], ascending=[False, True], ignore_index=True)


def describe_archived(sources: pd.DataFrame) -> str:
    """Return how many source pages have the address of a copy in a web archive."""
    archived = int(sources["archived_url"].notna().sum())
    return f"{format_number(archived)} of {count_noun(len(sources), 'page')} archived"


def describe_published(published_date: Any) -> str:
    """Return when a page was published, as far as it is known: "6 Oct 2024", "Oct 2024", "2024"."""
    text = cell_text(published_date).strip()
    if len(text) <= len("2024"):
        return text
    day = pd.Timestamp(text)
    return format_day(day) if len(text) > len("2024-10") else f"{day:%b %Y}"
