"""Check that every figure is in order, sourced, and fits the victims' total."""

from __future__ import annotations

import pandas as pd

from geo.checks.faults import Faults, incident_name, row_faults
from geo.incidents.flat import BOUNDS
from geo.tables.loader import IncidentTables


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
    return row_faults(
        "toll_bounds_in_order",
        "tolls",
        tolls[wrong],
        "best",
        lambda row: f"{incident_name(row)}: low ≤ best ≤ high, and at least one of them given",
    )


def source_pairs(tables: IncidentTables) -> pd.MultiIndex:
    """Return which source belongs to which incident."""
    return pd.MultiIndex.from_frame(tables.incident_sources[["incident_id", "source_id"]])


def check_figures_sourced(tables: IncidentTables) -> Faults:
    """Return toll bounds without a source of that incident, and sources without a bound."""
    tolls, known = tables.tolls, source_pairs(tables)
    faults: Faults = []
    for bound in BOUNDS:
        column = f"{bound}_source_id"
        pairs = pd.MultiIndex.from_frame(tolls[["incident_id", column]])
        wrong = tolls[bound].notna() != (tolls[column].notna() & pairs.isin(known))
        wrong |= tolls[bound].isna() & tolls[column].notna()
        faults += row_faults(
            "figure_has_source",
            "tolls",
            tolls[wrong],
            column,
            lambda row: f"{incident_name(row)}: each figure names a source of its incident",
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
    return row_faults(
        "classes_fit_total",
        "tolls",
        classes[~has_total | too_many.fillna(False)],
        "victim_class",
        lambda row: (
            f"{incident_name(row)}: {row['victim_class']} {row['harm']} exceed the victims' total"
        ),
    )
