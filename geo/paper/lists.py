"""List a briefing's incidents and their sources, numbered, as few as a short print has room for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.incidents.sources import carrying_links, describe_published, select_sources
from geo.tables.loader import IncidentTables
from geo.wording import (
    describe_responsibility,
    describe_toll,
    format_range,
    format_when,
    upper_first,
    web_address,
)

SHOWN_INCIDENTS = 60
# Fills about one of the four pages on which a province or a group has to fit.
SHOWN_SOURCES = 90
PRINTED_ADDRESS = 140


@dataclass(frozen=True)
class ListedIncident:
    """Hold one incident in words; `source_numbers` are those of the briefing's list of sources."""

    incident_id: str
    inclusion: str
    when: str
    place_name: str
    district: str
    province: str
    toll: str
    chinese_killed: str
    responsibility: str
    verification: str
    source_numbers: str


@dataclass(frozen=True)
class ListedSource:
    """Hold one source; `href` is empty where there is no http(s) address."""

    number: int
    publisher: str
    origin: str
    published: str
    href: str


@dataclass(frozen=True)
class SourceList:
    """Hold the sources shown, how many there are in all, and their numbers by incident_id."""

    shown: tuple[ListedSource, ...]
    total: int
    numbers: Mapping[str, tuple[int, ...]]


def shortened(address: str) -> str:
    """Return an address as it is printed: percent-encoded ones have several hundred letters."""
    return address if len(address) <= PRINTED_ADDRESS else f"{address[: PRINTED_ADDRESS - 1]}…"


def number_ranges(numbers: Iterable[int]) -> str:
    """Return numbers in order, runs as ranges, e.g. "1–4, 7"."""
    runs = itertools.groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    texts = []
    for _, pairs in runs:
        run = [number for _, number in pairs]
        joint = "–" if len(run) > 2 else ", "
        texts.append(str(run[0]) if len(run) == 1 else f"{run[0]}{joint}{run[-1]}")
    return ", ".join(texts)


def newest(incidents: pd.DataFrame, limit: int = SHOWN_INCIDENTS) -> pd.DataFrame:
    """Return the newest incidents, newest first."""
    return incidents.iloc[::-1].iloc[:limit]


def _published(source: Mapping[Any, Any]) -> str:
    text = describe_published(source["published_date"])
    if not text:
        return "no date"
    return f"{text} (inferred)" if source["published_is_inferred"] else text


def _listed(number: int, source: Mapping[Any, Any]) -> ListedSource:
    publisher, origin = str(source["publisher"]), str(source["origin"])
    return ListedSource(
        number=number,
        publisher=publisher,
        origin="" if origin == publisher else origin,
        published=_published(source),
        href=web_address(source["url"]),
    )


def _pairs(tables: IncidentTables, ids: list[str], limit: int) -> tuple[pd.DataFrame, int]:
    sources = select_sources(tables, ids)
    linked = sources[["source_id", "incident_ids"]].assign(
        incident_id=sources["incident_ids"].str.split(", ")
    )
    pairs = linked.explode("incident_id")[["incident_id", "source_id"]]
    if len(sources) <= limit:
        return pairs, len(sources)
    carrying = carrying_links(tables)
    carrying = carrying[carrying["incident_id"].isin(ids)]
    without = pairs[~pairs["incident_id"].isin(carrying["incident_id"])]
    return pd.concat([carrying, without.drop_duplicates("incident_id")]), len(sources)


def list_sources(
    tables: IncidentTables, incident_ids: Iterable[str], limit: int = SHOWN_SOURCES
) -> SourceList:
    """Return the sources of incidents, numbered in the order of the incidents.

    Where there are more than `limit`, only those that a bound of a toll or a statement of
    responsibility rests on, and one for each incident that has neither.
    """
    ids = list(dict.fromkeys(incident_ids))
    pairs, total = _pairs(tables, ids, limit)
    ordered = pairs.assign(rank=pairs["incident_id"].map({key: n for n, key in enumerate(ids)}))
    ordered = ordered.sort_values(["rank", "source_id"], kind="stable")
    number = {key: n for n, key in enumerate(dict.fromkeys(ordered["source_id"]), start=1)}
    rows = tables.sources.set_index("source_id").loc[list(number)].to_dict("records")
    shown = tuple(_listed(place, row) for place, row in enumerate(rows, start=1))
    found = ordered["source_id"].map(number).groupby(ordered["incident_id"])
    numbers = {str(key): tuple(sorted(set(values))) for key, values in found}
    return SourceList(shown, total, numbers)


def _verification(incident: pd.Series) -> str:
    words = str(incident["verification"]).replace("_", " ")
    return f"{words}; provisional" if incident["is_provisional"] else words


def list_incidents(
    incidents: pd.DataFrame, numbers: Mapping[str, tuple[int, ...]]
) -> list[ListedIncident]:
    """Return flat incidents in words, in their order, with their sources' numbers."""
    return [
        ListedIncident(
            incident_id=str(row["incident_id"]),
            inclusion=str(row["inclusion"]),
            when=upper_first(format_when(row)),
            place_name=str(row["place_name"]),
            district="district unspecified"
            if pd.isna(row["admin2_name"])
            else f"{row['admin2_name']} district",
            province=str(row["admin1_name"]),
            toll=describe_toll(row),
            chinese_killed=format_range(*(row[f"chinese_fatalities_{bound}"] for bound in BOUNDS)),
            responsibility=describe_responsibility(row),
            verification=_verification(row),
            source_numbers=number_ranges(numbers.get(str(row["incident_id"]), ())),
        )
        for _, row in incidents.iterrows()
    ]
