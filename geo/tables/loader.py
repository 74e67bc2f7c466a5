"""Load the package's tables as one object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo.tables.folders import DATA_FOLDER
from geo.tables.schema import coverage_end, data_version, read_tables


@dataclass(frozen=True)
class IncidentTables:
    """Hold the package's tables as frames, each as its file has it.

    Keys: incidents.incident_id, sources.source_id, actors.actor_id; the others refer to them.
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
    place_names: pd.DataFrame
    districts: pd.DataFrame
    district_facts: pd.DataFrame
    data_version: str
    coverage_end: date


def load_tables(folder: Path = DATA_FOLDER) -> IncidentTables:
    """Read the tables. Raises DataFaultError with every structural fault found."""
    return IncidentTables(
        **read_tables(folder),
        data_version=data_version(folder),
        coverage_end=coverage_end(folder),
    )
