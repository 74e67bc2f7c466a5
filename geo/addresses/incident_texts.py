"""Say in words what the tables hold of one incident, each figure with its pages' numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.atlas import Atlas
from geo.incidents.flat import BOUNDS
from geo.incidents.projects import PROJECT_BASIS_LABELS
from geo.incidents.sources import describe_published
from geo.incidents.vocabulary import CHECK_NAMES
from geo.places.projects import describe_sites
from geo.tables.loader import IncidentTables
from geo.wording import (
    ATTACK_LABELS,
    BASIS_LABELS,
    CLASS_LABELS,
    HARM_LABELS,
    LINK_LABELS,
    OUTCOME_LABELS,
    PRECISION_LABELS,
    TARGET_LABELS,
    format_day,
    format_range,
    upper_first,
    web_address,
)


@dataclass(frozen=True)
class PageFigure:
    """Hold one toll in words; `sources` says which page each bound is from, by its number."""

    victims: str
    harm: str
    range: str
    sources: str
    reason: str


@dataclass(frozen=True)
class PageSource:
    """Hold one source; `href` and `archived` are empty where there is no http(s) address."""

    publisher: str
    href: str
    text: str
    archived: str


def _rows(frame: pd.DataFrame, incident_id: str) -> list[dict[Hashable, Any]]:
    return frame[frame["incident_id"] == incident_id].to_dict("records")


def _numbers(sources: pd.DataFrame) -> dict[str, int]:
    return {source_id: rank for rank, source_id in enumerate(sources["source_id"], start=1)}


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _bounds(toll: Mapping[Hashable, Any], numbers: Mapping[str, int]) -> str:
    pages: dict[int, list[int]] = {}
    for bound in BOUNDS:
        if not pd.isna(toll[bound]):
            found = pages.setdefault(int(toll[bound]), [])
            number = numbers[toll[f"{bound}_source_id"]]
            found += [number] if number not in found else []
    texts = {figure: " and ".join(map(str, found)) for figure, found in pages.items()}
    if len(texts) == 1:
        return next(iter(texts.values()))
    return ", ".join(f"{figure} from {text}" for figure, text in texts.items())


def list_figures(
    tables: IncidentTables, incident_id: str, sources: pd.DataFrame
) -> list[PageFigure]:
    """Return an incident's tolls with their ranges; `sources` (as from sources_of) number pages."""
    numbers = _numbers(sources)
    return [
        PageFigure(
            CLASS_LABELS[toll["victim_class"]],
            HARM_LABELS[toll["harm"]],
            format_range(*(toll[bound] for bound in BOUNDS)),
            _bounds(toll, numbers),
            _text(toll["reason"]),
        )
        for toll in _rows(tables.tolls, incident_id)
    ]


def list_statements(tables: IncidentTables, incident_id: str, sources: pd.DataFrame) -> list[str]:
    """Return who is said to be responsible, on what basis, by whom and in which page."""
    names = tables.actors.set_index("actor_id")["actor_name"]
    numbers, texts = _numbers(sources), []
    for row in _rows(tables.responsibility, incident_id):
        when = "" if pd.isna(row["stated_date"]) else f", {format_day(row['stated_date'])}"
        note = "" if pd.isna(row["note"]) else f" {row['note']}"
        texts.append(
            f"{upper_first(BASIS_LABELS[row['basis']])}: {names[row['actor_id']]}. "
            f"Said by {row['stated_by']}{when}.{note} Source {numbers[row['source_id']]}."
        )
    return texts


def list_projects(tables: IncidentTables, incident_id: str) -> list[str]:
    """Return the listed projects, employers and contractors that an incident hit."""
    projects = tables.projects.set_index("project_id")["project_name"]
    contractors = tables.contractors.set_index("contractor_id")["contractor_name"]
    return [
        *(
            f"{projects[row['project_id']]} ({PROJECT_BASIS_LABELS[row['basis']]})"
            for row in _rows(tables.incident_projects, incident_id)
        ),
        *(
            str(contractors[row["contractor_id"]])
            for row in _rows(tables.incident_contractors, incident_id)
        ),
    ]


def list_sources(sources: pd.DataFrame) -> list[PageSource]:
    """Return pages (as from sources_of) with publisher, origin, day, support and grade."""
    listed = []
    for row in sources.to_dict("records"):
        origin = "" if row["origin"] == row["publisher"] else f" carrying {row['origin']}"
        published = describe_published(row["published_date"]) or "no date"
        inferred = " (date inferred)" if row["published_is_inferred"] else ""
        background = ", background" if row["is_background"] else ""
        text = (
            f"{origin}, {published}{inferred}: {row['supports']} "
            f"({row['reliability']}{row['credibility']}{background})"
        )
        href, archived = web_address(row["url"]), web_address(row["archived_url"])
        listed.append(PageSource(str(row["publisher"]), href, text, archived))
    return listed


def describe_second_check(tables: IncidentTables, incident_id: str) -> str:
    """Return when the last second check was made, what it gave, and what it notes; or nothing."""
    checks = [row for row in _rows(tables.reviews, incident_id) if row["role"] == "second_check"]
    if not checks:
        return ""
    last = max(reversed(checks), key=lambda row: row["review_date"])
    note = "" if pd.isna(last["note"]) else f". {last['note']}"
    return f"{format_day(last['review_date'])}: {CHECK_NAMES[last['verdict']]}{note}"


def list_facts(atlas: Atlas, incident: pd.Series) -> list[tuple[str, str]]:
    """Return labels and texts of what else is known of a flat incident, the empty ones left out."""
    incident_id = str(incident["incident_id"])
    facts = (
        ("Attack", ATTACK_LABELS[incident["attack_type"]]),
        ("Weapon", incident["weapon"]),
        ("Target", TARGET_LABELS[incident["target_category"]]),
        ("Target, in detail", incident["target_detail"]),
        ("Project, as in the sources", incident["project"]),
        ("Employer, as in the sources", incident["employer"]),
        ("Link to China", LINK_LABELS[incident["cpec_link"]]),
        ("Outcome", OUTCOME_LABELS[incident["outcome"]]),
        ("Local time", incident["event_time_local"]),
        ("Place as in the sources", incident["provider_place_name"]),
        ("Precision of the place", PRECISION_LABELS[incident["geo_precision"]]),
        ("District rests on", incident["place_basis"]),
        ("District at the time", incident["former_admin2_name"]),
        ("Point and text differ", incident["place_difference"]),
        ("CPEC sites", describe_sites(atlas.nearest, incident_id)),
        ("In this record", atlas.describe_firsts(incident_id)),
        ("Second check, in other pages", describe_second_check(atlas.tables, incident_id)),
        ("What pages say otherwise", incident["discrepancies"]),
        ("Afterwards", incident["follow_up"]),
    )
    return [(label, text) for label, value in facts if (text := _text(value))]
