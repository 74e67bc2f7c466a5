"""Write the page of one incident, which opens without a session and prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from geo.addresses.files import release_date
from geo.addresses.incident_texts import (
    PageFigure,
    PageSource,
    list_facts,
    list_figures,
    list_projects,
    list_sources,
    list_statements,
)
from geo.addresses.linked_data import incident_document
from geo.addresses.sitemap import incident_address
from geo.atlas import Atlas
from geo.exports.citations import cite_incident
from geo.incidents.harm import describe_harm
from geo.incidents.sources import sources_of
from geo.incidents.vocabulary import RECORD, TIERS
from geo.paper.templates import load_template
from geo.wording import (
    INCLUSION_HELP,
    INCLUSION_LABELS,
    describe_verification,
    format_place,
    format_title,
    format_when,
    upper_first,
)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class PageAnswer:
    """Hold an HTTP status and the text that goes with it."""

    status: int
    text: str


@dataclass(frozen=True)
class IncidentPage:
    """Hold everything that an incident's page says, in words."""

    incident_id: str
    title: str
    when: str
    place: str
    summary: str
    harm: str
    tier: str
    tier_code: str
    verification: str
    figures: list[PageFigure]
    statements: list[str]
    projects: list[str]
    facts: list[tuple[str, str]]
    sources: list[PageSource]
    citations: dict[str, str]
    address: str
    map_address: str
    version: str
    released: date


def notice_page(text: str, title: str = "CPEC Incident Atlas") -> str:
    """Return a page that says why there is nothing else."""
    return load_template(_FOLDER / "notice.html").render(title=title, text=text)


def page_title(incident: pd.Series) -> str:
    """Return the name that people use for an incident, or else its date and place."""
    name = incident["incident_name"]
    return upper_first(format_title(incident) if pd.isna(name) else str(name))


def compose_page(
    atlas: Atlas, incident: pd.Series, sources: pd.DataFrame, base: str, today: date
) -> IncidentPage:
    """Return what the page of a flat incident says.

    `sources` as from sources_of; `base` is scheme and host; `today` is the day of reading.
    """
    incident_id, version = str(incident["incident_id"]), atlas.tables.data_version
    released, address = release_date(atlas), incident_address(base, incident_id)
    title = page_title(incident)
    tier = str(incident["inclusion"])
    tiers = RECORD if tier in RECORD else TIERS
    query = {"inclusion": ",".join(tiers), "incident": incident_id, "v": version}
    return IncidentPage(
        incident_id=incident_id,
        title=title,
        when=upper_first(format_when(incident)),
        place=format_place(incident),
        summary=str(incident["summary"]),
        harm=upper_first(describe_harm(incident)),
        tier=f"{INCLUSION_LABELS[tier]}: {INCLUSION_HELP[tier]}. {incident['inclusion_reason']}",
        tier_code=tier,
        verification=upper_first(describe_verification(incident)),
        figures=list_figures(atlas.tables, incident_id, sources),
        statements=list_statements(atlas.tables, incident_id, sources),
        projects=list_projects(atlas.tables, incident_id),
        facts=list_facts(atlas, incident),
        sources=list_sources(sources),
        citations=cite_incident((incident_id, title), version, released, today, address),
        address=address,
        map_address=f"/?{urlencode(query, safe=',')}",
        version=version,
        released=released,
    )


def _incident_html(atlas: Atlas, incident: pd.Series, base: str, today: date) -> str:
    sources = sources_of(atlas.tables, atlas.grades, incident["incident_id"])
    page = compose_page(atlas, incident, sources, base, today)
    about = {
        "title": page.title,
        "address": page.address,
        "version": page.version,
        "released": page.released.isoformat(),
    }
    document: dict[str, Any] = incident_document(incident, sources, about, base)
    return load_template(_FOLDER / "incident.html").render(page=page, linked_data=document)


def answer_incident(atlas: Atlas, incident_id: str, base: str, today: date) -> PageAnswer:
    """Return the page of an incident; 410 with the reason for a withdrawn one, 404 for others."""
    known = atlas.tables.incidents.set_index("incident_id")
    if incident_id not in known.index:
        text = f"There is no incident “{incident_id[:40]}” in data version "
        return PageAnswer(404, notice_page(f"{text}{atlas.tables.data_version}."))
    row = known.loc[incident_id]
    if row["status"] == "withdrawn":
        text = f"This incident was withdrawn and is counted nowhere: {row['status_reason']}"
        return PageAnswer(410, notice_page(text, f"{incident_id} was withdrawn"))
    incident = atlas.incidents[atlas.incidents["incident_id"] == incident_id].iloc[0]
    return PageAnswer(200, _incident_html(atlas, incident, base, today))
