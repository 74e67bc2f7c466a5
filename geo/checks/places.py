"""Check that places, districts and points agree, and lie in the country."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.checks.faults import Faults, incident_name, row_faults
from geo.places.location import describe_coordinate_fault, locate_points, place_incidents
from geo.tables.loader import IncidentTables


def check_districts(tables: IncidentTables, districts: gpd.GeoDataFrame) -> Faults:
    """Return incidents whose district is not known or lies in another province."""
    incidents = tables.incidents
    province = incidents["admin2_code"].map(districts.set_index("admin2_code")["admin1_code"])
    wrong = incidents["admin2_code"].notna() & province.ne(incidents["admin1_code"]).fillna(True)
    return row_faults(
        "district_in_province",
        "incidents",
        incidents[wrong],
        "admin2_code",
        lambda row: (
            f"{incident_name(row)}: {row['admin2_code']} is no district of {row['admin1_code']}"
        ),
    )


def check_precision(tables: IncidentTables) -> Faults:
    """Return incidents whose coordinates or district contradict geo_precision."""
    incidents = tables.incidents
    has_point = incidents[["latitude", "longitude"]].notna().all(axis=1)
    has_half = incidents[["latitude", "longitude"]].notna().any(axis=1) & ~has_point
    province_only = incidents["geo_precision"].eq("admin1")
    nameless = incidents["geo_precision"].eq("admin2") & incidents["admin2_code"].isna()
    wrong = has_half | (has_point == province_only) | nameless
    return row_faults(
        "precision_fits_place",
        "incidents",
        incidents[wrong],
        "geo_precision",
        lambda row: (
            f"{incident_name(row)}: admin1 has no coordinates, every other precision has both, "
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
    return row_faults(
        "point_in_country",
        "incidents",
        wrong,
        "longitude",
        lambda row: f"{incident_name(row)}: {row['fault']}",
    )


def check_place_difference(tables: IncidentTables, districts: gpd.GeoDataFrame) -> Faults:
    """Return points outside their stated district without a reason, and idle reasons."""
    placed = place_incidents(tables.incidents, districts)
    wrong = placed["is_place_disputed"] == placed["place_difference"].isna()
    return row_faults(
        "place_difference_recorded",
        "incidents",
        placed[wrong],
        "place_difference",
        lambda row: (
            f"{incident_name(row)}: sources say {row['admin2_code']}, "
            f"the point lies in {row['point_admin2_code']}; "
            "a reason is needed exactly where they differ"
        ),
    )
