"""Write filtered incidents as a zip that is a Data Package and explains itself."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import geopandas as gpd
import pandas as pd

from geo.atlas import Atlas
from geo.exports.csv_table import csv_bytes, licence_text
from geo.exports.gis import district_frame, export_frame, geopackage_bytes, geoparquet_bytes
from geo.exports.snapshot_text import (
    README_FILE,
    SnapshotFacts,
    describe_resources,
    descriptor_text,
    readme_text,
)
from geo.incidents.filters import IncidentFilter
from geo.incidents.sources import select_sources
from geo.tables.cells import csv_text
from geo.tables.loader import IncidentTables
from geo.tables.schema import PACKAGE_FILE

# publishers and reviews come along, since sources refer to the one and verification to both.
SNAPSHOT_TABLES = (
    "incidents",
    "tolls",
    "responsibility",
    "sources",
    "incident_sources",
    "actors",
    "publishers",
    "reviews",
    "incident_projects",
    "projects",
    "incident_contractors",
    "contractors",
)
# The earliest time that a zip can hold: the same for every member of every snapshot.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _FILE_MODE = 3, 0o644
Report = Callable[[int, int, str], None]


def _silent(step: int, of: int, name: str) -> None:
    """Report nothing."""


def _with_parents(actor_ids: Iterable[str], actors: pd.DataFrame) -> set[str]:
    parents = actors.set_index("actor_id")["parent_actor_id"].dropna().to_dict()
    wanted, open_ids = set(), list(actor_ids)
    while open_ids:
        actor_id = open_ids.pop()
        if actor_id not in wanted:
            wanted.add(actor_id)
            open_ids += [parents[actor_id]] if actor_id in parents else []
    return wanted


def select_tables(tables: IncidentTables, incident_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the rows of SNAPSHOT_TABLES that belong to incidents, in file order, all keys held.

    Sources are those of the incidents, of their tolls' bounds and of statements about them;
    actors are those named for them and their parents; projects and contractors those of them.
    """
    ids = list(incident_ids)
    selected = {
        name: frame[frame["incident_id"].isin(ids)]
        for name in SNAPSHOT_TABLES
        if "incident_id" in (frame := getattr(tables, name))
    }
    sources = select_sources(tables, ids)[list(tables.sources.columns)]
    actors = _with_parents(selected["responsibility"]["actor_id"], tables.actors)
    outlets = {*sources["publisher"], *sources["origin"]}
    selected |= {
        "sources": sources,
        "actors": tables.actors[tables.actors["actor_id"].isin(actors)],
        "publishers": tables.publishers[tables.publishers["publisher"].isin(outlets)],
    }
    for noun in ("project", "contractor"):
        listed = getattr(tables, f"{noun}s")
        linked = selected[f"incident_{noun}s"][f"{noun}_id"]
        selected[f"{noun}s"] = listed[listed[f"{noun}_id"].isin(linked)]
    return {name: selected[name].reset_index(drop=True) for name in SNAPSHOT_TABLES}


def table_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as the data folder keeps it: UTF-8, commas, LF, nothing altered."""
    return csv_text(table.columns, table.itertuples(index=False)).encode()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    member = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = _UNIX
    member.external_attr = _FILE_MODE << 16
    archive.writestr(member, data)


def describe_layers(atlas: Atlas, sentence: str) -> dict[str, str]:
    """Return what a GeoPackage says of itself: filter, versions and licences."""
    return {
        "title": sentence,
        "data_version": atlas.tables.data_version,
        "boundary_version": atlas.notice.boundary_version,
        "licence": licence_text(atlas.notice),
    }


def _file_makers(
    facts: SnapshotFacts,
    tables: Mapping[str, pd.DataFrame],
    rows: gpd.GeoDataFrame,
    counts: Mapping[str, int],
) -> dict[str, Callable[[], bytes]]:
    atlas, incidents = facts.atlas, facts.incidents
    districts = district_frame(incidents, atlas.districts, atlas.notice)
    about = describe_layers(atlas, facts.sentence)
    return {
        **{f"{name}.csv": partial(table_bytes, table) for name, table in tables.items()},
        "incidents_flat.csv": lambda: csv_bytes(
            incidents, data_version=atlas.tables.data_version, notice=atlas.notice
        ),
        "incidents.gpkg": lambda: geopackage_bytes(
            rows, districts, changed=atlas.tables.coverage_end, about=about
        ),
        "incidents.parquet": lambda: geoparquet_bytes(rows),
        "districts.parquet": lambda: geoparquet_bytes(districts),
        README_FILE: lambda: readme_text(facts, counts).encode(),
    }


def write_snapshot(
    target: IO[bytes],
    atlas: Atlas,
    chosen: IncidentFilter,
    *,
    created: datetime,
    page_url: str = "",
    report: Report = _silent,
) -> None:
    """Write the snapshot of a filter as a zip into a binary file.

    `created` is the time of export and needs a time zone (ValueError otherwise); only
    datapackage.json and README.md depend on it. `page_url` is the page's address without a query.
    `report(step, of, name)` is called before each of the `of` files is made; what it raises
    cancels the export.
    """
    if created.tzinfo is None:
        raise ValueError("the time of export needs a time zone")
    facts = SnapshotFacts(atlas, chosen, atlas.select(chosen), created, page_url)
    tables = select_tables(atlas.tables, facts.incidents["incident_id"])
    rows = export_frame(
        facts.incidents, data_version=atlas.tables.data_version, notice=atlas.notice
    )
    counts = {f"{name}.csv": len(table) for name, table in tables.items()}
    counts["incidents_flat.csv"] = len(rows)
    makers = _file_makers(facts, tables, rows, counts)
    of, files = len(makers) + 1, dict[str, bytes]()
    with zipfile.ZipFile(target, "w") as archive:
        for step, (name, make) in enumerate(makers.items(), start=1):
            report(step, of, name)
            files[name] = make()
            _add(archive, name, files[name])
        report(of, of, PACKAGE_FILE)
        resources = describe_resources(facts, rows, files, counts)
        _add(archive, PACKAGE_FILE, descriptor_text(facts, resources).encode())


def save_snapshot(
    path: Path,
    atlas: Atlas,
    chosen: IncidentFilter,
    *,
    created: datetime,
    page_url: str = "",
    report: Report = _silent,
) -> None:
    """Write the snapshot to a path that appears only when it is complete.

    Arguments as of write_snapshot. Raises OSError where the folder can't be written to.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as unfinished:
        try:
            write_snapshot(
                unfinished, atlas, chosen, created=created, page_url=page_url, report=report
            )
            unfinished.flush()
            # A temporary file is its owner's alone; a file that is handed out follows the folder.
            Path(unfinished.name).chmod(_FILE_MODE)
            Path(unfinished.name).replace(path)
        except BaseException:
            Path(unfinished.name).unlink()
            raise
