"""Run every named check; each returns the offending rows as faults, none when all is well."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.checks.faults import Faults
from geo.checks.places import (
    check_coordinates,
    check_districts,
    check_place_difference,
    check_precision,
)
from geo.checks.records import (
    check_allies,
    check_core_links,
    check_date_precision,
    check_event_dates,
    check_explanations,
    check_names,
    check_responsibility,
    check_reviews,
    check_sources_used,
    check_status,
)
from geo.checks.releases import check_releases, check_yearly_totals
from geo.checks.texts import check_personal_names, check_plain_text
from geo.checks.tolls import check_classes_fit_total, check_figures_sourced, check_toll_bounds
from geo.incidents.releases import load_releases, load_yearly_totals
from geo.places.boundaries import load_districts
from geo.tables.folders import DATA_FOLDER
from geo.tables.loader import IncidentTables, load_tables
from geo.tables.schema import DataFaultError


def check_tables(tables: IncidentTables, districts: gpd.GeoDataFrame, today: date) -> Faults:
    """Return every fault of structurally sound tables, in order of the checks."""
    frames = [
        (name, frame) for name, frame in vars(tables).items() if isinstance(frame, pd.DataFrame)
    ]
    return [
        *check_event_dates(tables, today),
        *check_date_precision(tables),
        *check_status(tables),
        *check_districts(tables, districts),
        *check_precision(tables),
        *check_coordinates(tables, districts),
        *check_place_difference(tables, districts),
        *check_toll_bounds(tables),
        *check_figures_sourced(tables),
        *check_classes_fit_total(tables),
        *check_responsibility(tables),
        *check_sources_used(tables),
        *check_names(tables),
        *check_allies(tables),
        *check_core_links(tables),
        *check_reviews(tables),
        *check_explanations(tables),
        *check_plain_text(frames),
        *check_personal_names(frames),
    ]


def check_all(
    tables: IncidentTables, districts: gpd.GeoDataFrame, folder: Path, today: date
) -> Faults:
    """Return every fault of loaded tables, and of their folder's releases and pinned totals."""
    return [
        *check_tables(tables, districts, today),
        *check_releases(tables, load_releases(folder)),
        *check_yearly_totals(tables, load_yearly_totals(folder)),
    ]


def check_folder(folder: Path = DATA_FOLDER, *, today: date) -> Faults:
    """Return every fault of a data folder: its files first, then what they say."""
    try:
        tables = load_tables(folder)
        return check_all(tables, load_districts(folder / "boundaries"), folder, today)
    except DataFaultError as error:
        return list(error.faults)
