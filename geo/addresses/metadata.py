"""Describe the file of a filter: what it holds, what its columns mean, how to cite it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pandas as pd

from geo.addresses.queries import TIER_NOTE, data_path
from geo.atlas import Atlas
from geo.exports.csv_table import COUNTED_COLUMNS
from geo.exports.gis import export_frame
from geo.exports.snapshot_text import SnapshotFacts, flat_fields
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.tables.schema import load_package, table_fields

_UNITS = {
    "latitude": "degrees north, EPSG:4326",
    "longitude": "degrees east, EPSG:4326",
    "event_time_local": "local time (Asia/Karachi), HH:MM",
    "independent_publishers": "publishers",
    "source_count": "pages",
}


def _unit(name: str, kind: str) -> str | None:
    if name in COUNTED_COLUMNS or (kind == "integer" and name.endswith(BOUNDS)):
        return "persons"
    return _UNITS.get(name, "day, ISO 8601" if kind == "date" else None)


def describe_columns(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the columns of the flat table: name, type, unit, description, codes.

    `rows` as from export_frame; texts and codes are those of datapackage.json.
    """
    known = {field["name"]: field for field in table_fields("incidents")}
    columns: list[dict[str, Any]] = []
    for field in flat_fields(rows):
        codes = known.get(field["name"], {}).get("constraints", {}).get("enum")
        unit = _unit(field["name"], field["type"])
        more = {"unit": unit} if unit else {}
        columns.append({**field, **more, **({"codes": codes} if codes else {})})
    return columns


def metadata_document(atlas: Atlas, chosen: IncidentFilter, released: date) -> dict[str, Any]:
    """Return what `.metadata.json` says of a filter; `released` is the data version's day."""
    incidents = atlas.select(chosen)
    version, notice, package = atlas.tables.data_version, atlas.notice, load_package()
    moment = datetime.combine(released, time(), UTC)
    facts = SnapshotFacts(atlas, chosen, incidents, moment, "/")
    coverage = atlas.tables.coverage
    return {
        "title": package["title"],
        "filter": {
            "sentence": facts.sentence,
            "query": chosen.to_query(),
            "tiers": list(chosen.inclusion),
            "note": TIER_NOTE,
            "view": facts.url,
        },
        "address": data_path(chosen, "csv"),
        "row_count": len(incidents),
        "figures": facts.figures(),
        "data_version": version,
        "last_update": released.isoformat(),
        "coverage": {"from": coverage.first.isoformat(), "to": coverage.last.isoformat()},
        "boundary_version": notice.boundary_version,
        "licences": [
            *package["licenses"],
            {"name": notice.licence, "path": notice.licence_url, "title": notice.attribution},
        ],
        "disclaimer": notice.disclaimer,
        "how_to_cite": facts.citation,
        "columns": describe_columns(
            export_frame(incidents, data_version=version, notice=notice),
        ),
        "missing": "An empty cell is not reported; 0 is reported as none.",
        "snapshot_rule": "The snapshot states last_update, 00:00 UTC, as its time of export, and "
        "no host in its address, so that one data version gives the same bytes everywhere.",
    }
