"""Describe the data and each incident to machines, in the words of schema.org (JSON-LD)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from geo.addresses.files import DATA_FORMATS, METADATA
from geo.addresses.queries import DATA_ROOT
from geo.atlas import Atlas
from geo.tables.schema import load_package
from geo.wording import web_address

_CONTEXT = "https://schema.org"
# How much of an ISO date a precision knows; a week has no such form.
_KNOWN_LETTERS = {"day": 10, "month": 7, "year": 4}
# Coarser points are any point of a district, and would be taken for the place.
_PLACED = {"exact", "near"}


def dataset_document(atlas: Atlas, released: date, base: str) -> dict[str, Any]:
    """Return the data as a schema.org Dataset; `base` is scheme and host of the server."""
    package, coverage = load_package(), atlas.tables.coverage
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": f"{base}{DATA_ROOT}",
        "url": f"{base}{DATA_ROOT}",
        "name": package["title"],
        "description": package["description"],
        "version": atlas.tables.data_version,
        "dateModified": released.isoformat(),
        "license": package["licenses"][0]["path"],
        "keywords": package["keywords"],
        "isAccessibleForFree": True,
        "temporalCoverage": f"{coverage.first.isoformat()}/{coverage.last.isoformat()}",
        "spatialCoverage": {"@type": "Place", "name": "Pakistan"},
        "creator": [
            {"@type": "Organization", "name": person["title"]} for person in package["contributors"]
        ],
        "variableMeasured": [table["title"] for table in package["resources"]],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": known.label,
                "encodingFormat": known.mime.partition(";")[0],
                "contentUrl": f"{base}{DATA_ROOT}incidents.{known.suffix}",
            }
            for known in DATA_FORMATS.values()
            if known.suffix != METADATA
        ],
    }


def _days(incident: pd.Series) -> dict[str, str]:
    start = f"{incident['event_date']:%Y-%m-%d}"
    given = incident["event_date_end"]
    last = incident["event_date_latest"] if pd.isna(given) else given
    letters = _KNOWN_LETTERS.get(str(incident["date_precision"]))
    days = {"temporalCoverage": f"{start}/{last:%Y-%m-%d}"}
    if letters:
        days["startDate"] = start[:letters]
    if not pd.isna(given):
        days["endDate"] = f"{given:%Y-%m-%d}"
    return days


def _place(incident: pd.Series) -> dict[str, Any]:
    district = incident["admin2_name"]
    place: dict[str, Any] = {
        "@type": "Place",
        "name": str(incident["place_name"]),
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "PK",
            "addressRegion": str(incident["admin1_name"]),
            **({} if pd.isna(district) else {"addressLocality": str(district)}),
        },
    }
    if incident["geo_precision"] in _PLACED:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(incident["latitude"]),
            "longitude": float(incident["longitude"]),
        }
    return place


def _citations(sources: pd.DataFrame) -> list[dict[str, Any]]:
    cited = []
    for source in sources.to_dict("records"):
        publisher = {"@type": "Organization", "name": str(source["publisher"])}
        page: dict[str, Any] = {"@type": "WebPage", "publisher": publisher}
        if address := web_address(source["url"]):
            page["url"] = address
        if not pd.isna(source["published_date"]):
            page["datePublished"] = str(source["published_date"])
        cited.append(page)
    return cited


def incident_document(
    incident: pd.Series, sources: pd.DataFrame, about: Mapping[str, str], base: str
) -> dict[str, Any]:
    """Return an incident's page as a schema.org WebPage about an Event, with what it cites.

    `incident`: a flat row; `sources` as from sources_of; `about`: title, address, version,
    released (ISO).
    """
    event_days = _days(incident)
    coverage = event_days.pop("temporalCoverage")
    return {
        "@context": _CONTEXT,
        "@type": "WebPage",
        "@id": about["address"],
        "url": about["address"],
        "name": about["title"],
        "description": str(incident["summary"]),
        "identifier": str(incident["incident_id"]),
        "version": about["version"],
        "dateModified": about["released"],
        "temporalCoverage": coverage,
        "license": load_package()["licenses"][0]["path"],
        "isPartOf": {"@type": "Dataset", "@id": f"{base}{DATA_ROOT}"},
        "about": {
            "@type": "Event",
            "name": about["title"],
            **event_days,
            "location": _place(incident),
        },
        "citation": _citations(sources),
    }
