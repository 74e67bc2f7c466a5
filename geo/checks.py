"""Named checks of the tables; each returns the offending rows as faults, none when all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.boundaries import load_districts
from geo.incidents import BOUNDS, IncidentTables, load_tables
from geo.place import describe_coordinate_fault, locate_points, place_incidents
from geo.schema import DATA_FOLDER, DataFault, DataFaultError

EARLIEST_EVENT = pd.Timestamp(2001, 1, 1)
# The header is line 1 of the file, so that a fault's row is the line that a spreadsheet shows.
_FIRST_LINE = 2

Faults = list[DataFault]


def _faults(
    check: str, table: str, rows: pd.DataFrame, column: str, message: Callable[[pd.Series], str]
) -> Faults:
    return [
        DataFault(check, f"{table}.csv", int(str(position)) + _FIRST_LINE, column, message(row))
        for position, row in rows.iterrows()
    ]


def _name(row: pd.Series) -> str:
    return str(row["incident_id"])


def check_event_dates(tables: IncidentTables, today: date) -> Faults:
    """Return incidents that lie in the future, before 2001, or end before they start."""
    incidents = tables.incidents
    start, end = incidents["event_date"], incidents["event_date_end"]
    in_period = start.between(EARLIEST_EVENT, pd.Timestamp(today))
    late_end = end.gt(pd.Timestamp(today))
    return [
        *_faults(
            "event_date_in_period",
            "incidents",
            incidents[~in_period],
            "event_date",
            lambda row: f"{_name(row)} is before 2001 or in the future",
        ),
        *_faults(
            "event_ends_after_start",
            "incidents",
            incidents[end.lt(start) | late_end],
            "event_date_end",
            lambda row: f"{_name(row)} ends before it starts, or in the future",
        ),
    ]


def check_date_precision(tables: IncidentTables) -> Faults:
    """Return imprecise dates that are not the first day of their week, month or year."""
    incidents = tables.incidents
    day, precision = incidents["event_date"], incidents["date_precision"]
    wrong = (
        (precision.eq("week") & day.dt.day_of_week.ne(0))
        | (precision.isin(["month", "year"]) & day.dt.day.ne(1))
        | (precision.eq("year") & day.dt.month.ne(1))
    )
    return _faults(
        "imprecise_date_is_first_day",
        "incidents",
        incidents[wrong],
        "event_date",
        lambda row: f"{_name(row)} is dated to the {row['date_precision']}; write its first day",
    )


def check_status(tables: IncidentTables) -> Faults:
    """Return tombstones without a reason, and active rows with one."""
    incidents = tables.incidents
    wrong = incidents["status"].eq("withdrawn") == incidents["status_reason"].isna()
    return _faults(
        "withdrawal_has_reason",
        "incidents",
        incidents[wrong],
        "status_reason",
        lambda row: f"{_name(row)} is {row['status']}: a reason belongs to withdrawn rows only",
    )


def check_districts(tables: IncidentTables, districts: gpd.GeoDataFrame) -> Faults:
    """Return incidents whose district is not known or lies in another province."""
    incidents = tables.incidents
    province = incidents["admin2_code"].map(districts.set_index("admin2_code")["admin1_code"])
    wrong = incidents["admin2_code"].notna() & province.ne(incidents["admin1_code"]).fillna(True)
    return _faults(
        "district_in_province",
        "incidents",
        incidents[wrong],
        "admin2_code",
        lambda row: f"{_name(row)}: {row['admin2_code']} is no district of {row['admin1_code']}",
    )


def check_precision(tables: IncidentTables) -> Faults:
    """Return incidents whose coordinates or district contradict geo_precision."""
    incidents = tables.incidents
    has_point = incidents[["latitude", "longitude"]].notna().all(axis=1)
    has_half = incidents[["latitude", "longitude"]].notna().any(axis=1) & ~has_point
    province_only = incidents["geo_precision"].eq("admin1")
    nameless = incidents["geo_precision"].eq("admin2") & incidents["admin2_code"].isna()
    wrong = has_half | (has_point == province_only) | nameless
    return _faults(
        "precision_fits_place",
        "incidents",
        incidents[wrong],
        "geo_precision",
        lambda row: (
            f"{_name(row)}: admin1 has no coordinates, every other precision has both, "
            "and admin2 names its district"
        ),
    )


def check_coordinates(tables: IncidentTables, districts: gpd.GeoDataFrame) -> Faults:
    """Return points that are swapped, off the globe, abroad or at sea."""
    incidents = tables.incidents.dropna(subset=["latitude", "longitude"])
    texts = pd.Series(
        {
            position: describe_coordinate_fault(row["longitude"], row["latitude"])
            for position, row in incidents.iterrows()
        },
        dtype="object",
    )
    points = gpd.GeoSeries.from_xy(incidents["longitude"], incidents["latitude"], crs=4326)
    outside = locate_points(points, districts, key="admin2_code").isna()
    texts = texts.mask(texts.isna() & outside, "the point is at sea or abroad")
    wrong = incidents.assign(fault=texts)[texts.notna()]
    return _faults(
        "point_in_country",
        "incidents",
        wrong,
        "longitude",
        lambda row: f"{_name(row)}: {row['fault']}",
    )


def check_place_difference(tables: IncidentTables, districts: gpd.GeoDataFrame) -> Faults:
    """Return points outside their stated district without a reason, and idle reasons."""
    placed = place_incidents(tables.incidents, districts)
    wrong = placed["is_place_disputed"] == placed["place_difference"].isna()
    return _faults(
        "place_difference_recorded",
        "incidents",
        placed[wrong],
        "place_difference",
        lambda row: (
            f"{_name(row)}: sources say {row['admin2_code']}, "
            f"the point lies in {row['point_admin2_code']}; "
            "a reason is needed exactly where they differ"
        ),
    )


def check_toll_bounds(tables: IncidentTables) -> Faults:
    """Return tolls that are empty or not low ≤ best ≤ high."""
    tolls = tables.tolls
    given = tolls[list(BOUNDS)].astype("Float64")
    wrong = (
        given.isna().all(axis=1)
        | given["low"].gt(given["best"]).fillna(False)
        | given["best"].gt(given["high"]).fillna(False)
        | given["low"].gt(given["high"]).fillna(False)
    )
    return _faults(
        "toll_bounds_in_order",
        "tolls",
        tolls[wrong],
        "best",
        lambda row: f"{_name(row)}: low ≤ best ≤ high, and at least one of them given",
    )


def _source_pairs(tables: IncidentTables) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(tables.incident_sources[["incident_id", "source_id"]])


def check_figures_sourced(tables: IncidentTables) -> Faults:
    """Return toll bounds without a source of that incident, and sources without a bound."""
    tolls, known = tables.tolls, _source_pairs(tables)
    faults: Faults = []
    for bound in BOUNDS:
        column = f"{bound}_source_id"
        pairs = pd.MultiIndex.from_frame(tolls[["incident_id", column]])
        wrong = tolls[bound].notna() != (tolls[column].notna() & pairs.isin(known))
        wrong |= tolls[bound].isna() & tolls[column].notna()
        faults += _faults(
            "figure_has_source",
            "tolls",
            tolls[wrong],
            column,
            lambda row: f"{_name(row)}: each figure names a source of its incident",
        )
    return faults


def check_classes_fit_total(tables: IncidentTables) -> Faults:
    """Return victim classes without a victims' total, or larger than it."""
    victims = tables.tolls[tables.tolls["victim_class"] != "attacker"]
    key = ["incident_id", "harm"]
    total = victims[victims["victim_class"] == "all_victims"].set_index(key)["high"]
    classes = victims[victims["victim_class"] != "all_victims"]
    low_sum = classes.groupby(key)["low"].transform("sum")
    index = pd.MultiIndex.from_frame(classes[key])
    has_total = index.isin(total.index)
    limit = pd.Series(total.reindex(index).to_numpy(), index=classes.index).astype("Float64")
    too_many = classes["high"].astype("Float64").gt(limit) | low_sum.astype("Float64").gt(limit)
    return _faults(
        "classes_fit_total",
        "tolls",
        classes[~has_total | too_many.fillna(False)],
        "victim_class",
        lambda row: f"{_name(row)}: {row['victim_class']} {row['harm']} exceed the victims' total",
    )


def check_responsibility(tables: IncidentTables) -> Faults:
    """Return statements whose source is not the incident's, and claims by nobody in particular."""
    named = tables.responsibility
    pairs = pd.MultiIndex.from_frame(named[["incident_id", "source_id"]])
    kinds = named["actor_id"].map(tables.actors.set_index("actor_id")["kind"])
    nobody = named["basis"].isin(["claimed", "denied"]) & kinds.eq("unspecified")
    return [
        *_faults(
            "statement_has_source",
            "responsibility",
            named[~pairs.isin(_source_pairs(tables))],
            "source_id",
            lambda row: f"{_name(row)}: {row['source_id']} is not listed as its source",
        ),
        *_faults(
            "claim_names_actor",
            "responsibility",
            named[nobody],
            "actor_id",
            lambda row: f"{_name(row)}: a claim or denial needs a named group",
        ),
    ]


def check_sources_used(tables: IncidentTables) -> Faults:
    """Return incidents without a source, and sources that support nothing."""
    linked = tables.incident_sources
    bare = tables.incidents[~tables.incidents["incident_id"].isin(linked["incident_id"])]
    idle = tables.sources[~tables.sources["source_id"].isin(linked["source_id"])]
    return [
        *_faults(
            "incident_has_source",
            "incidents",
            bare,
            "incident_id",
            lambda row: f"{_name(row)} has no source",
        ),
        *_faults(
            "source_is_used",
            "sources",
            idle,
            "source_id",
            lambda row: f"{row['source_id']} supports no incident",
        ),
    ]


def check_allies(tables: IncidentTables) -> Faults:
    """Return actors whose allies are not actors, or who are their own parent."""
    actors = tables.actors
    allies = actors["ally_actor_ids"].fillna("").str.split("|")
    known = {*actors["actor_id"], ""}
    wrong = ~allies.map(lambda names: set(names) <= known)
    wrong |= actors["parent_actor_id"].eq(actors["actor_id"]).fillna(False)
    return _faults(
        "allies_are_actors",
        "actors",
        actors[wrong],
        "ally_actor_ids",
        lambda row: f"{row['actor_id']}: allies and parents are other rows of this table",
    )


def check_plain_text(frames: Iterable[tuple[str, pd.DataFrame]]) -> Faults:
    """Return cells with control characters, which hide text in a page or a spreadsheet."""
    faults: Faults = []
    for table, frame in frames:
        for column in map(str, frame.select_dtypes("string").columns):
            wrong = frame[column].str.contains(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
            faults += _faults(
                "text_is_plain",
                table,
                frame[wrong.fillna(False)],
                column,
                lambda _: "control characters and line breaks are not allowed in a cell",
            )
    return faults


def check_tables(tables: IncidentTables, districts: gpd.GeoDataFrame, today: date) -> Faults:
    """Return every fault of structurally sound tables, in order of the checks."""
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
        *check_allies(tables),
        *check_plain_text(
            (name, frame) for name, frame in vars(tables).items() if isinstance(frame, pd.DataFrame)
        ),
    ]


def check_folder(folder: Path = DATA_FOLDER, *, today: date) -> Faults:
    """Return every fault of a data folder: its files first, then what they say."""
    try:
        return check_tables(load_tables(folder), load_districts(folder / "boundaries"), today)
    except DataFaultError as error:
        return list(error.faults)
