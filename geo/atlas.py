"""Load everything that the pages show, checked, as one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.checks.run import check_all
from geo.incidents.filters import IncidentFilter
from geo.incidents.firsts import describe_first, first_incidents, firsts_of
from geo.incidents.flat import flatten_incidents
from geo.incidents.grading import grade_sources
from geo.incidents.selections import Selection, open_selection
from geo.incidents.vocabulary import FilterVocabulary, build_vocabulary
from geo.places.boundaries import Boundaries, BoundaryNotice, choose_boundaries, load_districts
from geo.places.projects import nearest_projects
from geo.places.rings import ring_pairs
from geo.tables.folders import DATA_FOLDER, STATIC_URL
from geo.tables.loader import IncidentTables, load_tables
from geo.tables.schema import DataFaultError
from geo.view.expressions import trigger
from geo.view.html_tables import LinkedCells
from geo.view.marks import MARKER_FILE, marker_records, plain_records, record_json
from geo.view.strip_marks import TIMELINE_FILE, timeline_records


@dataclass(frozen=True)
class Atlas:
    """Hold checked tables, flat incidents (EPSG:4326), districts and what follows from them.

    `marker_data` is the marker file's address, or the records themselves where the file on disk
    was made from other tables, `timeline_data` likewise for the strip; `grades` as from
    grade_sources, `nearest` as from nearest_projects; `today` is the day of the checks.
    """

    tables: IncidentTables
    incidents: gpd.GeoDataFrame
    boundaries: Boundaries
    vocabulary: FilterVocabulary
    markers: list[dict[str, Any]]
    marker_data: str | list[dict[str, Any]]
    timeline_data: str | list[dict[str, Any]]
    grades: pd.DataFrame
    nearest: pd.DataFrame
    today: date

    @property
    def districts(self) -> gpd.GeoDataFrame:
        """Return the districts in use (key admin2_code, EPSG:4326)."""
        return self.boundaries.districts

    @property
    def notice(self) -> BoundaryNotice:
        """Return version, source, licence and disclaimer of the boundaries in use."""
        return self.boundaries.notice

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Return population, area and boundary quality by admin2_code; missing is not known."""
        facts = self.tables.district_facts.set_index("admin2_code")
        return facts.join(self.districts.set_index("admin2_code")["area_km2"], how="right")

    @cached_property
    def cities(self) -> dict[str, str]:
        """Return admin2_code → city for districts of a division that two of them are named after.

        So that who types Karachi finds Malir and Keamari; empty for a set without divisions.
        """
        if "division" not in self.districts:
            return {}
        units = self.districts
        is_named = pd.Series(
            [
                division in name
                for division, name in zip(units["division"], units["admin2_name"], strict=True)
            ],
            index=units.index,
        )
        is_city = is_named.groupby(units["division"]).transform("sum") > 1
        inside = units[is_city]
        return dict(zip(inside["admin2_code"], inside["division"], strict=True))

    @property
    def cells(self) -> LinkedCells:
        """Return what makes table cells that open incidents of this data version."""
        return LinkedCells(self.tables.data_version)

    @cached_property
    def firsts(self) -> pd.DataFrame:
        """Return the record's first incidents, as from first_incidents."""
        return first_incidents(self.incidents, self.tables, self.vocabulary.group_members)

    @cached_property
    def ring_pairs(self) -> pd.DataFrame:
        """Return how near and how far each incident can lie from each site, as ring_pairs."""
        return ring_pairs(self.incidents, self.tables.projects, self.districts)

    def describe_firsts(self, incident_id: str) -> str:
        """Return in words what an incident is the record's first of, or nothing."""
        actors, projects = self.tables.actors, self.tables.projects
        names = {
            **dict(zip(actors["actor_id"], actors["actor_name"], strict=True)),
            **dict(zip(projects["project_id"], projects["project_name"], strict=True)),
        }
        rows = firsts_of(self.firsts, incident_id).to_dict("records")
        return "; ".join(describe_first(row, names, self.vocabulary.districts) for row in rows)

    def marker(self, incident_id: str | None) -> dict[str, Any] | None:
        """Return the marker record of an incident, or None where it has no place on the map."""
        return next((record for record in self.markers if record["id"] == incident_id), None)

    def district_of(self, incident_id: str | None) -> str | None:
        """Return the district to outline for an incident known to its district only, or None."""
        rows = self.incidents[self.incidents["incident_id"] == incident_id]
        if rows.empty or rows.iloc[0]["geo_precision"] != "admin2":
            return None
        return str(rows.iloc[0]["admin2_code"])

    def select(self, chosen: IncidentFilter) -> gpd.GeoDataFrame:
        """Return the incidents that a filter shows, oldest first."""
        mask = chosen.mask(self.incidents, self.tables.responsibility, self.vocabulary)
        return self.incidents[mask]

    def selection(self, chosen: IncidentFilter) -> Selection:
        """Return the incidents that a filter shows, ready to be cut into parts."""
        return open_selection(self.incidents, self.tables.responsibility, self.vocabulary, chosen)

    def sentence(self, chosen: IncidentFilter) -> str:
        """Return a filter in words, with how many of all incidents it shows."""
        shown = len(self.select(chosen))
        return chosen.sentence(shown, len(self.incidents), self.vocabulary)

    def widenings(self, chosen: IncidentFilter) -> dict[str, int]:
        """Return how many incidents each single widening of a filter would show, if any."""
        return chosen.widenings(self.incidents, self.tables.responsibility, self.vocabulary)


def _address_or_records(path: Path, records: list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    text = record_json(records)
    is_current = path.is_file() and path.read_text(encoding="utf-8") == text
    # The fingerprint lets a browser keep the file without asking.
    return f"{STATIC_URL}/{path.name}?v={trigger(text)}" if is_current else plain_records(records)


def load_atlas(
    folder: Path = DATA_FOLDER, *, own_boundaries: Path | None = None, today: date
) -> Atlas:
    """Read and check a data folder. Raises DataFaultError with every fault found.

    The tables are always checked against the boundaries beside them; `own_boundaries` is an
    operator's set that is joined and drawn instead where it is sound.
    """
    tables = load_tables(folder)
    embedded = load_districts(folder / "boundaries")
    faults = check_all(tables, embedded, folder, today)
    if faults:
        raise DataFaultError(faults)
    boundaries = choose_boundaries(
        own_boundaries, tables.incidents["admin2_code"], folder / "boundaries"
    )
    incidents = flatten_incidents(tables, boundaries.districts)
    markers = marker_records(incidents, tables.actors, boundaries.districts)
    static_folder = folder.parent / "static"
    return Atlas(
        tables=tables,
        incidents=incidents,
        boundaries=boundaries,
        vocabulary=build_vocabulary(boundaries.districts, tables),
        markers=markers,
        marker_data=_address_or_records(static_folder / MARKER_FILE, markers),
        timeline_data=_address_or_records(
            static_folder / TIMELINE_FILE, timeline_records(incidents, tables.actors)
        ),
        grades=grade_sources(tables),
        nearest=nearest_projects(incidents, tables.projects),
        today=today,
    )
