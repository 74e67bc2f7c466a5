"""Write the table as static JSON for those who script, one folder per data version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.exports.csv_table import LICENCE, export_columns
from geo.exports.gis import export_frame
from geo.incidents.flat import BOUNDS, HARMS, flatten_incidents
from geo.incidents.releases import version_key
from geo.incidents.tallies import tally_districts
from geo.places.boundaries import BoundaryNotice, load_districts, load_notice
from geo.tables.cells import cell_json
from geo.tables.folders import STATIC_FOLDER
from geo.tables.loader import IncidentTables, load_tables
from geo.tables.schema import codes

JSON_FOLDER = STATIC_FOLDER / "data"
# What the three lists and the head say better.
_LEFT_OUT = ("publishers", "source_urls", "data_version", "boundary_version", "licence")
_DISTRICT_COLUMNS = (
    "admin2_code",
    "admin2_name",
    "admin1_code",
    "admin1_name",
    "area_km2",
    "label_longitude",
    "label_latitude",
)
_FACT_COLUMNS = ("population_2017", "population_2023", "boundary_quality")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): cell_json(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _head(tables: IncidentTables, notice: BoundaryNotice) -> dict[str, Any]:
    return {
        "data_version": tables.data_version,
        "coverage_end": tables.coverage_end.isoformat(),
        "licence": LICENCE,
        "boundary_version": notice.boundary_version,
        "boundary_licence": f"{notice.attribution} ({notice.licence}, {notice.licence_url})",
        "disclaimer": notice.disclaimer,
    }


def _lists(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a table by incident_id, without that column."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in _records(frame):
        found.setdefault(record.pop("incident_id"), []).append(record)
    return found


def _is_toll(column: str) -> bool:
    return column.endswith(tuple(f"{harm}_{bound}" for harm in HARMS for bound in BOUNDS))


def incidents_document(
    tables: IncidentTables, districts: gpd.GeoDataFrame, notice: BoundaryNotice
) -> dict[str, Any]:
    """Return incidents.json: versions and licences, and active incidents, oldest first.

    Each has the scalar columns of the CSV, missing as null, and the lists tolls, responsibility
    and sources as their tables have them.
    """
    flat = export_frame(
        flatten_incidents(tables, districts), data_version=tables.data_version, notice=notice
    )
    actor_columns = [f"{basis}_actors" for basis in codes("responsibility", "basis")]
    names = [
        column.name
        for column in export_columns()
        if column.name not in (*_LEFT_OUT, *actor_columns) and not _is_toll(column.name)
    ]
    actors = tables.actors[["actor_id", "actor_name"]]
    lists = {
        "tolls": _lists(tables.tolls),
        "responsibility": _lists(tables.responsibility.merge(actors, on="actor_id", how="left")),
        "sources": _lists(tables.incident_sources.merge(tables.sources, on="source_id")),
    }
    incidents = [
        record | {name: rows.get(record["incident_id"], []) for name, rows in lists.items()}
        for record in _records(flat[names])
    ]
    return _head(tables, notice) | {"incidents": incidents}


def districts_document(
    tables: IncidentTables, districts: gpd.GeoDataFrame, notice: BoundaryNotice
) -> dict[str, Any]:
    """Return districts.json: every district with its facts and its tally over all incidents.

    `incidents` is 0 where none is recorded; a toll is null where no incident reports a figure.
    Incidents whose district is unspecified are counted in `unspecified` only.
    """
    incidents = flatten_incidents(tables, districts)
    tally = tally_districts(incidents)
    facts = tables.district_facts.set_index("admin2_code")[list(_FACT_COLUMNS)]
    units = districts[list(_DISTRICT_COLUMNS)].set_index("admin2_code")
    units = units.join(facts).join(tally).sort_index()
    counts = ["incidents", *(name for name in map(str, tally) if name.endswith("_unreported"))]
    units[counts] = units[counts].fillna(0)
    return _head(tables, notice) | {
        "unspecified": int(incidents["admin2_is_unspecified"].sum()),
        "districts": _records(units.reset_index()),
    }


def _write(path: Path, document: dict[str, Any]) -> None:
    # Indented, so that a diff between versions can be read.
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def list_versions(folder: Path = JSON_FOLDER) -> list[str]:
    """Return the data versions that have a folder, oldest first."""
    names = [path.name.removeprefix("v") for path in folder.glob("v*") if path.is_dir()]
    return sorted(names, key=version_key)


def write_version(
    tables: IncidentTables,
    districts: gpd.GeoDataFrame,
    notice: BoundaryNotice,
    folder: Path = JSON_FOLDER,
) -> None:
    """Write the folder of the present data version and the list of versions; others stay."""
    version_folder = folder / f"v{tables.data_version}"
    version_folder.mkdir(parents=True, exist_ok=True)
    _write(version_folder / "incidents.json", incidents_document(tables, districts, notice))
    _write(version_folder / "districts.json", districts_document(tables, districts, notice))
    versions = list_versions(folder)
    _write(folder / "versions.json", {"latest": versions[-1], "versions": versions})


def build_static_json() -> None:
    """Write the folder from the tables and boundaries of this checkout."""
    write_version(load_tables(), load_districts(), load_notice())
