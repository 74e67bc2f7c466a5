"""Say what a snapshot holds: datapackage.json and its README, from the same facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd

from geo.atlas import Atlas
from geo.exports.csv_table import export_columns
from geo.incidents.filters import IncidentFilter
from geo.incidents.tallies import sum_toll
from geo.tables.schema import load_package
from geo.wording import count_noun, format_day, format_number

# Raised when a reader of an older form could misread a snapshot.
FORMAT_VERSION = 1
README_FILE = "README.md"
TOLLS_OF_FIGURES = ("fatalities", "chinese_fatalities")
_BOUNDARY_FILES = ("incidents.gpkg", "districts.parquet")
_PARQUET = "application/vnd.apache.parquet"
_OTHER_FILES = {
    "incidents.gpkg": ("incidents-geopackage", "gpkg", "application/geopackage+sqlite3"),
    # Not "parquet": frictionless would read it as a table without a schema, and guess one.
    "incidents.parquet": ("incidents-geoparquet", "geoparquet", _PARQUET),
    "districts.parquet": ("districts-geoparquet", "geoparquet", _PARQUET),
    README_FILE: ("readme", "md", "text/markdown"),
}
_FILE_TEXTS = {
    "incidents_flat.csv": "One row per incident with everything said of it: the file for "
    "spreadsheets, the same as “Download CSV”. Text that a spreadsheet would run as a formula has "
    "an apostrophe in front; numbers and dates are untouched.",
    "incidents.gpkg": "The same rows as a GeoPackage for GIS: layer incidents (points), layer "
    "districts (polygons that hold them, with counts).",
    "incidents.parquet": "The same rows as GeoParquet 1.1.",
    "districts.parquet": "The districts that hold them, as GeoParquet 1.1.",
}


@dataclass(frozen=True)
class SnapshotFacts:
    """Hold what a snapshot says of itself; `incidents` are the rows that the filter shows."""

    atlas: Atlas
    chosen: IncidentFilter
    incidents: gpd.GeoDataFrame
    created: datetime
    page_url: str

    @property
    def sentence(self) -> str:
        """Return the filter in words, as the page has it."""
        return self.atlas.sentence(self.chosen)

    @property
    def url(self) -> str:
        """Return the page's address under this filter and version; without a host if unknown."""
        query = {**self.chosen.to_query(), "v": self.atlas.tables.data_version}
        return f"{self.page_url}?{urlencode(query, safe=',')}"

    @property
    def created_text(self) -> str:
        """Return the time of export in UTC, e.g. 2026-11-23T09:30:00Z."""
        return f"{self.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def citation(self) -> str:
        """Return how to cite this selection."""
        return (
            f"CPEC Incident Atlas contributors, CPEC Incident Atlas, data version "
            f"{self.atlas.tables.data_version}, {load_package()['created'][:4]}, CC BY 4.0. "
            f"Filter: {self.sentence}."
        )

    def figures(self) -> dict[str, Any]:
        """Return the page's figures: incidents, and sums of tolls with their bounds (persons)."""
        sums = {toll: asdict(sum_toll(self.incidents, toll)) for toll in TOLLS_OF_FIGURES}
        return {"incidents": len(self.incidents), **sums}


def flat_fields(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Return the Table Schema fields of the flat CSV; `rows` as from export_frame."""
    kinds = {"Int64": "integer", "int64": "integer", "float64": "number", "bool": "boolean"}
    return [
        {
            "name": column.name,
            "type": kinds.get(
                str(rows[column.name].dtype),
                "date" if str(rows[column.name].dtype).startswith("date32") else "string",
            ),
            "description": column.description,
        }
        for column in export_columns()
    ]


def _flat_resource(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "name": "incidents_flat",
        "title": "Incidents, flat",
        "description": _FILE_TEXTS["incidents_flat.csv"],
        "path": "incidents_flat.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": flat_fields(rows),
            "primaryKey": ["incident_id"],
            "missingValues": [""],
        },
    }


def _file_resource(path: str, boundary_licence: dict[str, str]) -> dict[str, Any]:
    name, file_format, mediatype = _OTHER_FILES[path]
    resource = {
        "name": name,
        "description": _FILE_TEXTS.get(path, "What this snapshot is."),
        "path": path,
        "format": file_format,
        "mediatype": mediatype,
    }
    return resource | ({"licenses": [boundary_licence]} if path in _BOUNDARY_FILES else {})


def _boundary_licence(facts: SnapshotFacts) -> dict[str, str]:
    notice = facts.atlas.notice
    return {"name": notice.licence, "path": notice.licence_url, "title": notice.attribution}


def describe_resources(
    facts: SnapshotFacts, rows: pd.DataFrame, files: Mapping[str, bytes], counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the snapshot's resources, each with its bytes, SHA-256 and, for tables, row count."""
    described = {resource["path"]: resource for resource in load_package()["resources"]}
    described["incidents_flat.csv"] = _flat_resource(rows)
    resources = []
    for path, data in files.items():
        known = described.get(path) or _file_resource(path, _boundary_licence(facts))
        resource = deepcopy(known)
        resource["bytes"] = len(data)
        resource["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if path in counts:
            resource["row_count"] = counts[path]
        resources.append(resource)
    return resources


def descriptor_text(facts: SnapshotFacts, resources: list[dict[str, Any]]) -> str:
    """Return datapackage.json (Data Package v2) with a `snapshot` block beside the standard keys.

    `snapshot` holds the form's version, the filter (sentence, query, url), the figures, the
    boundaries and how to cite.
    """
    base, notice = load_package(), facts.atlas.notice
    kept = {key: base[key] for key in ("$schema", "contributors", "coverage", "keywords")}
    descriptor = {
        **kept,
        "name": f"{base['name']}-snapshot",
        "title": "CPEC Incident Atlas: snapshot of a filter",
        "description": facts.sentence,
        "version": facts.atlas.tables.data_version,
        "created": facts.created_text,
        "licenses": [*base["licenses"], _boundary_licence(facts)],
        "snapshot": {
            "format_version": FORMAT_VERSION,
            "filter": {
                "sentence": facts.sentence,
                "query": facts.chosen.to_query(),
                "url": facts.url,
            },
            "data_version": facts.atlas.tables.data_version,
            "boundaries": asdict(notice),
            "figures": facts.figures(),
            "how_to_cite": facts.citation,
        },
        "resources": resources,
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _figure(facts: SnapshotFacts, toll: str, label: str) -> str:
    total = sum_toll(facts.incidents, toll)
    return f"{label}: {total.text}" + (f"; {total.gap}" if total.gap else "")


def _figure_lines(facts: SnapshotFacts) -> str:
    if facts.incidents.empty:
        return "No incident fits this filter: the tables have their headers and no rows."
    return (
        f"{_figure(facts, 'fatalities', 'Victims killed')}.  \n"
        f"{_figure(facts, 'chinese_fatalities', 'Chinese nationals killed')}."
    )


def _file_lines(counts: Mapping[str, int]) -> str:
    lines = []
    for path in [*counts, *(name for name in _FILE_TEXTS if name not in counts)]:
        rows = f" {count_noun(counts[path], 'row')}." if path in counts else ""
        text = f" {_FILE_TEXTS[path]}" if path in _FILE_TEXTS else ""
        lines.append(f"- `{path}`:{rows}{text}")
    return "\n".join(lines)


def readme_text(facts: SnapshotFacts, counts: Mapping[str, int]) -> str:
    """Return the README of a snapshot (Markdown): filter, versions, files, limits, licences."""
    tables, notice = facts.atlas.tables, facts.atlas.notice
    provisional = format_number(int(facts.incidents["is_provisional"].sum()))
    unplaced = format_number(int(facts.incidents["admin2_is_unspecified"].sum()))
    parts = [
        "# CPEC Incident Atlas: snapshot",
        f"**{facts.sentence}**",
        f"Address: {facts.url}  \nExported: {facts.created_text}  \nData version: "
        f"{tables.data_version}, pages searched up to {format_day(tables.coverage_end)}  \n"
        f"Boundary version: {notice.boundary_version}",
        _figure_lines(facts),
        "## Files",
        _file_lines(counts),
        "`datapackage.json` describes every column and holds a SHA-256 for each file. The tables "
        "are unaltered, so open only `incidents_flat.csv` in a spreadsheet. "
        "`python -m geo snapshot --verify FILE.zip`, or “Open snapshot” on the About page, checks "
        "the files and names what has changed since. The hashes show accidents, not forgery.",
        "## Limits",
        f"Empty is not reported, 0 is reported as none. {provisional} of these incidents had no "
        f"second check yet; for {unplaced} the district is unspecified, and they are in none. "
        "Attackers are never among victims. Claims, attributions, suspicions and denials are kept "
        "apart. A point is as coarse as `geo_precision` says: at `admin2` it is any point of the "
        "district.",
        "## Licences and citation",
        f"Tables: CC BY 4.0. {notice.attribution} ({notice.licence}, {notice.licence_url}); this "
        f"covers `{'` and `'.join(_BOUNDARY_FILES)}`. {notice.disclaimer}",
        f"Cite as: {facts.citation}",
    ]
    return "\n\n".join(parts) + "\n"
