"""Rows of the tables of incidents and districts, labelled as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.wording import (
    ATTACK_LABELS,
    TARGET_LABELS,
    describe_responsibility,
    format_range,
    format_when,
)


def _range_text(row: Mapping[Any, Any], toll: str) -> str:
    return format_range(*(row[f"{toll}_{bound}"] for bound in BOUNDS))


def _short_date(row: Mapping[Any, Any]) -> str:
    """Return the date as narrow as its precision allows: 6 Oct 2024, Jul 2017, 2017."""
    day, precision = row["event_date"], row["date_precision"]
    return {"month": f"{day:%b %Y}", "year": f"{day:%Y}"}.get(precision) or format_when(row)


def _short_range(row: Mapping[Any, Any], toll: str) -> str:
    return _range_text(row, toll).replace(" reported)", ")")


def incident_rows(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per flat incident, newest first; missing figures stay empty."""
    newest = incidents.iloc[::-1]
    records = newest.to_dict("records")
    return pd.DataFrame(
        {
            "Incident": newest["incident_id"].astype(object),
            "Date": [format_when(row) for row in records],
            "Place": newest["place_name"].astype(object),
            "Responsibility": [describe_responsibility(row) for _, row in newest.iterrows()],
            "Killed": newest["fatalities_best"],
            "Killed, range": [_range_text(row, "fatalities") for row in records],
            "Chinese killed": newest["chinese_fatalities_best"],
            "Injured, range": [_range_text(row, "injured") for row in records],
            "Inclusion": newest["inclusion"].astype(object),
            "Verification": newest["verification"].astype(object),
            "Provisional": newest["is_provisional"].map({True: "provisional", False: ""}),
            "District": newest["admin2_name"].fillna("unspecified").astype(object),
            "Province": newest["admin1_name"].astype(object),
            "Target": newest["target_category"].map(TARGET_LABELS).astype(object),
            "Attack": newest["attack_type"].map(ATTACK_LABELS).astype(object),
            "Sources": newest["source_count"],
            "First day": newest["event_date"].dt.date,
        }
    )


def order_incidents(incidents: pd.DataFrame, order: str) -> pd.DataFrame:
    """Return flat incidents newest first, or by `order` "chinese": most Chinese killed first.

    Incidents whose Chinese dead are not reported come last; ties are newest first.
    """
    newest = incidents.iloc[::-1]
    if order != "chinese":
        return newest
    killed = newest["chinese_fatalities_best"].fillna(newest["chinese_fatalities_low"])
    return newest.loc[killed.sort_values(ascending=False, kind="stable", na_position="last").index]


def short_rows(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per flat incident, in their order, for a list beside the map."""
    records = incidents.to_dict("records")
    return pd.DataFrame(
        {
            "Date": [_short_date(row) for row in records],
            "Incident": incidents["place_name"].astype(object),
            "Chinese killed": [_short_range(row, "chinese_fatalities") for row in records],
            "All killed": [_short_range(row, "fatalities") for row in records],
            "Who says who": [describe_responsibility(row) for _, row in incidents.iterrows()],
        }
    )


def district_rows(districts: pd.DataFrame, tallies: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every district with incidents by its name, in the first tally's order.

    `tallies`: column head → district tally; several stand beside each other.
    """
    units = districts.set_index("admin2_code")
    codes = list(dict.fromkeys(code for tally in tallies.values() for code in tally.index))
    columns: dict[str, Any] = {
        "District": units["admin2_name"].reindex(codes).astype(object),
        "Province": units["admin1_name"].reindex(codes).astype(object),
    }
    for head, tally in tallies.items():
        rows, suffix = tally.reindex(codes), f", {head}" if head else ""
        columns[f"Incidents{suffix}"] = rows["incidents"].fillna(0)
        columns[f"Chinese killed{suffix}"] = _district_ranges(rows, "chinese_fatalities")
        columns[f"Victims killed{suffix}"] = _district_ranges(rows, "fatalities")
        columns[f"Last incident{suffix}"] = rows["last_when"].fillna("–")
    return pd.DataFrame(columns).set_index("District")


def _district_ranges(rows: pd.DataFrame, toll: str) -> list[str]:
    return [
        "–" if pd.isna(row["incidents"]) else _range_text(row, toll)
        for row in rows.to_dict("records")
    ]
