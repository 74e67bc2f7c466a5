"""What changed between data versions: the log of changes, and a fingerprint per incident."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from geo.incidents.flat import toll_columns
from geo.incidents.tallies import sum_toll
from geo.tables.folders import DATA_FOLDER
from geo.tables.loader import IncidentTables
from geo.tables.schema import DataFault, DataFaultError

RELEASE_FILE = "releases.json"
YEARLY_FILE = "yearly_totals.json"
FIRST_VERSION = "1.0.0"
DIGEST_LENGTH = 12
Releases = dict[str, dict[str, str]]
YearlyTotals = dict[str, dict[str, int]]


def version_key(version: str) -> tuple[int, ...]:
    """Return a version as numbers to sort by. Raises ValueError for another form than 1.2.3."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f"“{version}” is not a version like 1.0.0")
    return tuple(int(part) for part in version.split("."))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        fault = DataFault("file_is_readable", path.name, None, None, f"can't be read: {error}")
        raise DataFaultError([fault]) from error


def load_releases(folder: Path = DATA_FOLDER) -> Releases:
    """Read the fingerprints of released versions: version → incident_id → digest.

    Nothing is released where the file is missing. Raises DataFaultError when it is damaged.
    """
    path = folder / RELEASE_FILE
    releases: Releases = _read_json(path) if path.is_file() else {}
    return releases


def fingerprint_incidents(tables: IncidentTables) -> dict[str, str]:
    """Return a digest of all that is said of each incident, by incident_id.

    It covers the incident's own row, its tolls, its statements, its projects and contractors, and
    which sources it has.
    """
    parts: dict[str, list[str]] = {key: [] for key in tables.incidents["incident_id"]}
    sources = tables.incident_sources[["incident_id", "source_id"]]
    links = (tables.incident_projects, tables.incident_contractors)
    for frame in (tables.incidents, tables.tolls, tables.responsibility, *links, sources):
        ordered = frame.astype("string").fillna("")
        for row in ordered.sort_values(list(ordered.columns)).to_dict("records"):
            parts[row["incident_id"]].append(json.dumps(row, ensure_ascii=False, sort_keys=True))
    return {
        key: hashlib.sha256("\n".join(rows).encode()).hexdigest()[:DIGEST_LENGTH]
        for key, rows in parts.items()
    }


def last_release(releases: Releases) -> str | None:
    """Return the newest released version, or None."""
    return max(releases, key=version_key, default=None)


def changes_since(tables: IncidentTables, version: str) -> pd.DataFrame:
    """Return the logged changes of all versions after the given one, newest first.

    Raises ValueError when the version is not of the form 1.2.3.
    """
    since = version_key(version)
    keys = [version_key(logged) for logged in tables.changes["version"]]
    by_incident = tables.changes["incident_id"].to_numpy().argsort(kind="stable")
    later = [position for position in by_incident if keys[position] > since]
    newest_first = sorted(later, key=lambda position: keys[position], reverse=True)
    return tables.changes.iloc[newest_first].reset_index(drop=True)


def data_versions(tables: IncidentTables) -> list[str]:
    """Return the data versions that changes are logged for, oldest first."""
    return sorted({FIRST_VERSION, *tables.changes["version"]}, key=version_key)


def freeze_release(tables: IncidentTables, folder: Path = DATA_FOLDER) -> None:
    """Record the fingerprints of the present version.

    Raises ValueError when that version is recorded already with other content.
    """
    releases = load_releases(folder)
    digests = fingerprint_incidents(tables)
    if releases.get(tables.data_version, digests) != digests:
        raise ValueError(
            f"version {tables.data_version} is released already: give the tables a new version"
        )
    releases[tables.data_version] = digests
    text = json.dumps(releases, indent=1, sort_keys=True)
    (folder / RELEASE_FILE).write_text(text + "\n", encoding="utf-8")


def yearly_totals(tables: IncidentTables) -> YearlyTotals:
    """Return active incidents and victims killed (bounds as in tallies) by year of the event."""
    active = tables.incidents[tables.incidents["status"] == "active"]
    wide = active[["incident_id", "event_date"]].join(toll_columns(tables.tolls), on="incident_id")
    totals = {}
    for year, rows in wide.groupby(wide["event_date"].dt.year):
        total = sum_toll(rows, "fatalities")
        figures = {"low": total.low, "best": total.best, "high": total.high}
        totals[str(year)] = {
            "incidents": len(rows),
            **{f"fatalities_{bound}": figure for bound, figure in figures.items()},
        }
    return totals


def load_yearly_totals(folder: Path = DATA_FOLDER) -> YearlyTotals:
    """Read the pinned yearly totals. Raises DataFaultError when the file can't be read."""
    pinned: YearlyTotals = _read_json(folder / YEARLY_FILE)
    return pinned


def write_yearly_totals(tables: IncidentTables, folder: Path = DATA_FOLDER) -> None:
    """Pin the yearly totals of the present tables, so that a change shows as a reviewed diff."""
    text = json.dumps(yearly_totals(tables), indent=1)
    (folder / YEARLY_FILE).write_text(text + "\n", encoding="utf-8")


def changes_markdown(tables: IncidentTables) -> str:
    """Return the log of changes as the text of CHANGES.md."""
    lines = ["# Changes of the incident tables", "", "Made from `changes.csv`; newest first.", ""]
    for version in sorted(set(tables.changes["version"]), key=version_key, reverse=True):
        lines += [f"## {version}", ""]
        rows = tables.changes[tables.changes["version"] == version]
        lines += [
            f"- {row['incident_id']}: {row['change']}. {row['note']}"
            for row in rows.to_dict("records")
        ]
        lines.append("")
    return "\n".join(lines)
