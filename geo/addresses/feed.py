"""Write what data versions added, corrected and withdrew as an Atom feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from geo.addresses.files import release_date
from geo.addresses.queries import DATA_ROOT
from geo.addresses.sitemap import incident_address
from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import flatten_incidents
from geo.incidents.releases import FIRST_VERSION, changes_since, load_releases, version_key
from geo.paper.templates import load_template
from geo.tables.schema import load_package
from geo.wording import count_noun, format_title, upper_first

_TEMPLATE = Path(__file__).with_name("changes.xml")
FEED_PATH = f"{DATA_ROOT}changes.atom"


@dataclass(frozen=True)
class FeedEntry:
    """Hold one entry: identifier, title, text, kind of change, time (UTC) and address."""

    key: str
    title: str
    text: str
    kind: str
    updated: str
    address: str


def _identifier(*parts: str) -> str:
    # No host in it: an entry stays the same one wherever the atlas is served.
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ':'.join(('cpec-incident-atlas', *parts)))}"


def _moment(day: date) -> str:
    return f"{day:%Y-%m-%d}T00:00:00Z"


def concerned_incidents(atlas: Atlas, chosen: IncidentFilter) -> pd.DataFrame:
    """Return the flat incidents that a filter means, those that were withdrawn too."""
    everything, flat = atlas.tables.incidents, atlas.incidents
    if (everything["status"] == "withdrawn").any():
        tables = replace(atlas.tables, incidents=everything.assign(status="active"))
        flat = flatten_incidents(tables, atlas.districts)
    shown: pd.DataFrame = flat[chosen.mask(flat, atlas.tables.responsibility, atlas.vocabulary)]
    return shown


def logged_changes(atlas: Atlas, incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the logged changes of incidents, newest version first."""
    changes = changes_since(atlas.tables, FIRST_VERSION)
    return changes[changes["incident_id"].isin(incidents["incident_id"])]


def _change_entries(
    changes: pd.DataFrame, incidents: pd.DataFrame, base: str
) -> Iterator[FeedEntry]:
    titles = {row["incident_id"]: format_title(row) for _, row in incidents.iterrows()}
    seen: Counter[tuple[str, ...]] = Counter()
    for row in changes.to_dict("records"):
        named = (str(row["version"]), str(row["incident_id"]), str(row["change"]))
        seen[named] += 1
        columns = "" if pd.isna(row["columns"]) else f" ({row['columns'].replace('|', ', ')})"
        yield FeedEntry(
            key=_identifier("change", *named, str(seen[named])),
            title=f"{upper_first(named[2])}: {titles[named[1]]} ({named[1]})",
            text=f"Data version {named[0]}: {row['note']}{columns}",
            kind=named[2],
            updated=_moment(row["change_date"]),
            address=incident_address(base, named[1]),
        )


def _version_entries(
    atlas: Atlas, changes: pd.DataFrame, incidents: pd.DataFrame, folder: Path, base: str
) -> Iterator[FeedEntry]:
    """Yield an entry for each released version: how many of the incidents it has, what changed."""
    ids = set(incidents["incident_id"])
    releases = load_releases(folder)
    logged = atlas.tables.changes
    for version in sorted(releases, key=version_key, reverse=True):
        days = logged.loc[logged["version"] == version, "change_date"]
        day = days.max() if len(days) else pd.Timestamp(load_package()["created"])
        kinds = changes.loc[changes["version"] == version, "change"].value_counts()
        said = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        counted = count_noun(len(ids & releases[version].keys()), "incident")
        yield FeedEntry(
            key=_identifier("version", version),
            title=f"Data version {version}",
            text=f"{counted} of this feed’s filter in it. Changes: {said or 'none logged'}.",
            kind="version",
            updated=_moment(day),
            address=f"{base}/changes",
        )


def changes_feed(atlas: Atlas, chosen: IncidentFilter, folder: Path, base: str) -> str:
    """Return the Atom feed of a filter: an entry per version and per logged change, newest first.

    `folder` holds the releases' fingerprints; `base` is scheme and host. Raises DataFaultError
    when the fingerprints are damaged.
    """
    incidents = concerned_incidents(atlas, chosen)
    changes = logged_changes(atlas, incidents)
    entries = [
        *_version_entries(atlas, changes, incidents, folder, base),
        *_change_entries(changes, incidents, base),
    ]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    query = urlencode(chosen.to_query(), safe=",")
    return load_template(_TEMPLATE).render(
        entries=entries,
        key=_identifier("feed", query),
        sentence=" · ".join(chosen.describe_parts(atlas.vocabulary)),
        updated=_moment(release_date(atlas)),
        address=f"{base}{FEED_PATH}?{query}",
        page=f"{base}/changes",
        licence=load_package()["licenses"][0],
    )
