"""Say in words what is known of a project apart from incidents, and from which pages."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd

from geo.places.projects import NOT_CHINESE
from geo.wording import upper_first

_SEPARATOR = " | "
_CATEGORIES = {"SEZ": "special economic zone", "other": "other site"}


def _text(project: pd.Series, name: str) -> str:
    return "" if pd.isna(project[name]) else str(project[name])


def describe_kind(project: pd.Series) -> str:
    """Return what kind of project it is, e.g. "Energy"; `project`: a row of the table projects."""
    category = str(project["category"])
    return upper_first(_CATEGORIES.get(category, category))


def describe_programme(project: pd.Series) -> str:
    """Return whose project it is, e.g. "CPEC", "other Chinese-built", "not Chinese"."""
    programme = str(project["programme"])
    return programme.replace(NOT_CHINESE, NOT_CHINESE.replace("NOT", "not"))


def describe_status(project: pd.Series) -> str:
    """Return how far a project is and as of when, or that the pages read do not say."""
    status, day = _text(project, "project_status"), _text(project, "status_date")
    if not status:
        return "status not known"
    return f"{status} (as of {day})" if day else status


def describe_site(project: pd.Series, provinces: dict[str, str]) -> str:
    """Return where a project lies and how well that is known; `provinces`: code → name."""
    district = _text(project, "provider_admin2_name")
    province = provinces.get(_text(project, "admin1_code"), "")
    where = ", ".join(name for name in (district, province) if name) or "no one place"
    precision = _text(project, "place_precision")
    return f"{where}; {precision}" if precision else where


def project_sources(project: pd.Series) -> list[tuple[str, str]]:
    """Return the pages that a project's facts are from, as pairs of host and address."""
    urls = [url.strip() for url in _text(project, "source_urls").split(_SEPARATOR)]
    return [(urlsplit(url).netloc.removeprefix("www."), url) for url in urls if url]


def describe_project(project: pd.Series, provinces: dict[str, str]) -> list[str]:
    """Return kind and programme, status, place, operator and note of a project, a line each."""
    lines = [
        f"{describe_kind(project)}, {describe_programme(project)}",
        f"Status: {describe_status(project)}",
        f"Site: {describe_site(project, provinces)}",
    ]
    operator, note = _text(project, "operator"), _text(project, "note")
    lines += [f"Operator or builder: {operator}"] * bool(operator)
    return lines + [note] * bool(note)
