"""Flatten the tables to one row per incident, the frame that everything shows."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from geo.incidents.grading import verify_incidents
from geo.incidents.projects import link_columns
from geo.places.history import former_district
from geo.places.location import place_incidents
from geo.tables.loader import IncidentTables
from geo.tables.schema import codes

BOUNDS = ("low", "best", "high")
HARMS = ("fatalities", "injured", "kidnapped")
# Order of precedence for the one colour that a marker can have; a denial never gives it.
BASIS_ORDER = ("claimed", "attributed", "suspected")
URL_SEPARATOR = " | "
_SPANS: dict[str, Any] = {
    "week": pd.Timedelta(days=6),
    "month": pd.offsets.MonthEnd(0),
    "year": pd.offsets.YearEnd(0),
}


def latest_day(event_date: pd.Series, date_precision: pd.Series) -> pd.Series:
    """Return the last day that a date of this precision can mean."""
    latest = event_date.copy()
    for precision, offset in _SPANS.items():
        latest = latest.mask(date_precision == precision, event_date + offset)
    return latest


def toll_prefix(victim_class: str, harm: str) -> str:
    """Return the column prefix of a class and a harm, e.g. chinese_injured, fatalities."""
    return harm if victim_class == "all_victims" else f"{victim_class}_{harm}"


def toll_columns(tolls: pd.DataFrame) -> pd.DataFrame:
    """Return tolls with one row per incident_id and a column per class, harm and bound.

    Victims' totals are named fatalities_low, injured_best, …; classes chinese_fatalities_low, ….
    Missing is not reported. Integers that allow missing values; unit: persons.
    """
    classes = codes("tolls", "victim_class")
    wide = tolls.pivot(index="incident_id", columns=["victim_class", "harm"], values=list(BOUNDS))
    empty = pd.Series(pd.NA, index=wide.index, dtype="Int64")
    columns = {}
    for victim_class in classes:
        for harm in HARMS:
            prefix = toll_prefix(victim_class, harm)
            for bound in BOUNDS:
                columns[f"{prefix}_{bound}"] = wide.get((bound, victim_class, harm), empty)
    return pd.DataFrame(columns).astype("Int64")


def primary_actors(responsibility: pd.DataFrame) -> pd.Series:
    """Return one actor_id per incident_id, for colouring.

    Claims come before attributions, these before suspicions, in file order within a basis.
    Incidents that nobody is named for are absent.
    """
    ranked = responsibility[responsibility["basis"].isin(BASIS_ORDER)]
    order = ranked["basis"].map({basis: rank for rank, basis in enumerate(BASIS_ORDER)})
    first = ranked.assign(order=order).sort_values("order", kind="stable")
    return first.groupby("incident_id")["actor_id"].first()


def _actors_by_basis(tables: IncidentTables) -> pd.DataFrame:
    named = tables.responsibility.merge(tables.actors, on="actor_id")
    joined = named.groupby(["incident_id", "basis"], sort=False)["actor_name"].agg(
        lambda names: "; ".join(dict.fromkeys(names))
    )
    wide = joined.unstack().reindex(columns=list(codes("responsibility", "basis")))
    return wide.rename(columns=lambda basis: f"{basis}_actors").astype("string")


def _source_columns(tables: IncidentTables) -> pd.DataFrame:
    linked = tables.incident_sources.merge(tables.sources, on="source_id")
    groups = linked.groupby("incident_id", sort=False)
    return pd.DataFrame(
        {
            "source_count": groups["source_id"].nunique(),
            "publishers": groups["publisher"].agg(lambda names: "; ".join(dict.fromkeys(names))),
            "source_urls": groups["url"].agg(lambda urls: URL_SEPARATOR.join(urls.dropna())),
        }
    )


def flatten_incidents(tables: IncidentTables, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return active incidents, one row each, oldest first, with all that belongs to them.

    Places, tolls, actors, projects, contractors, sources and verification.

    Key incident_id; points in EPSG:4326, empty where only the province is known. Withdrawn rows
    stay in the table and are left out here. `event_date_latest` closes the span that an
    imprecise date can mean.
    """
    active = tables.incidents[tables.incidents["status"] == "active"]
    flat = active.sort_values(["event_date", "incident_id"], ignore_index=True)
    units = districts.drop(columns="geometry")
    provinces = units.drop_duplicates("admin1_code").set_index("admin1_code")["admin1_name"]
    flat["event_date_latest"] = latest_day(flat["event_date"], flat["date_precision"])
    flat["admin1_name"] = flat["admin1_code"].map(provinces)
    flat["admin2_name"] = flat["admin2_code"].map(units.set_index("admin2_code")["admin2_name"])
    flat["former_admin2_name"] = pd.Series(
        [
            None if pd.isna(code) else former_district(code, day, tables.districts)
            for code, day in zip(flat["admin2_code"], flat["event_date"], strict=True)
        ],
        dtype="string",
    )
    flat["admin2_is_unspecified"] = flat["admin2_code"].isna()
    for columns in (
        toll_columns(tables.tolls),
        _actors_by_basis(tables),
        primary_actors(tables.responsibility).rename("primary_actor_id"),
        link_columns(tables),
        _source_columns(tables),
        verify_incidents(tables),
    ):
        flat = flat.join(columns, on="incident_id")
    return place_incidents(flat, districts)
