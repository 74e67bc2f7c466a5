"""Load everything that the pages show, checked, as one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.boundaries import BoundaryNotice, load_districts, load_notice
from geo.checks import check_all
from geo.filters import FilterVocabulary, IncidentFilter, build_vocabulary
from geo.grading import grade_sources
from geo.incidents import flatten_incidents
from geo.layers import STATIC_URL
from geo.markers import MARKER_FILE, marker_json, marker_records, plain_records
from geo.schema import DATA_FOLDER, DataFaultError
from geo.tables import IncidentTables, load_tables


@dataclass(frozen=True)
class Atlas:
    """Hold checked tables, flat incidents (EPSG:4326), districts and what follows from them.

    `marker_data` is the marker file's address, or the records themselves where the file on disk
    was made from other tables; `grades` as from grade_sources. `today` is the day on which dates
    were checked.
    """

    tables: IncidentTables
    incidents: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    notice: BoundaryNotice
    vocabulary: FilterVocabulary
    markers: list[dict[str, Any]]
    marker_data: str | list[dict[str, Any]]
    grades: pd.DataFrame
    today: date

    def marker(self, incident_id: str | None) -> dict[str, Any] | None:
        """Return the marker record of an incident, or None where it has no place on the map."""
        return next((record for record in self.markers if record["id"] == incident_id), None)

    def select(self, chosen: IncidentFilter) -> gpd.GeoDataFrame:
        """Return the incidents that a filter shows, oldest first."""
        mask = chosen.mask(self.incidents, self.tables.responsibility, self.vocabulary)
        return self.incidents[mask]


def load_atlas(folder: Path = DATA_FOLDER, *, today: date) -> Atlas:
    """Read and check a data folder. Raises DataFaultError with every fault found."""
    tables = load_tables(folder)
    districts = load_districts(folder / "boundaries")
    faults = check_all(tables, districts, folder, today)
    if faults:
        raise DataFaultError(faults)
    incidents = flatten_incidents(tables, districts)
    markers = marker_records(incidents, tables.actors, districts)
    marker_path = folder.parent / "static" / MARKER_FILE
    is_current = marker_path.is_file() and marker_path.read_text(encoding="utf-8") == marker_json(
        markers
    )
    return Atlas(
        tables=tables,
        incidents=incidents,
        districts=districts,
        notice=load_notice(folder / "boundaries"),
        vocabulary=build_vocabulary(districts, tables.actors),
        markers=markers,
        marker_data=f"{STATIC_URL}/{MARKER_FILE}" if is_current else plain_records(markers),
        grades=grade_sources(tables),
        today=today,
    )
