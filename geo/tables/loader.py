"""Load the package's tables as one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo.tables.folders import DATA_FOLDER
from geo.tables.periods import Period
from geo.tables.schema import coverage, data_version, read_tables


@dataclass(frozen=True)
class IncidentTables:
    """Hold the package's tables as frames, each as its file has it.

    Keys: incidents.incident_id, sources.source_id, actors.actor_id; the others refer to them.
    `coverage`: the days for whose events pages were searched.
    """

    incidents: pd.DataFrame
    sources: pd.DataFrame
    incident_sources: pd.DataFrame
    tolls: pd.DataFrame
    responsibility: pd.DataFrame
    actors: pd.DataFrame
    publishers: pd.DataFrame
    reviews: pd.DataFrame
    changes: pd.DataFrame
    excluded: pd.DataFrame
    milestones: pd.DataFrame
    published_tallies: pd.DataFrame
    projects: pd.DataFrame
    incident_projects: pd.DataFrame
    contractors: pd.DataFrame
    incident_contractors: pd.DataFrame
    place_names: pd.DataFrame
    districts: pd.DataFrame
    district_facts: pd.DataFrame
    data_version: str
    coverage: Period

    @property
    def coverage_end(self) -> date:
        """Return the last day up to which pages were searched."""
        return self.coverage.last


def load_tables(folder: Path = DATA_FOLDER) -> IncidentTables:
    """Read the tables. Raises DataFaultError with every structural fault found."""
    return IncidentTables(
        **read_tables(folder),
        data_version=data_version(folder),
        coverage=coverage(folder),
    )
