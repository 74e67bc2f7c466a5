"""The incident table's rows: labels as people read them, newest first."""

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.wording import (
    ATTACK_LABELS,
    TARGET_LABELS,
    describe_responsibility,
    format_range,
    format_when,
)


def range_text(row: dict, toll: str) -> str:
    """Return a toll's figure with its range in words."""
    return format_range(*(row[f"{toll}_{bound}"] for bound in BOUNDS))


def table_rows(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per incident with readable columns; missing figures stay empty."""
    newest = incidents.iloc[::-1]
    return pd.DataFrame(
        {
            "Incident": newest["incident_id"].astype(object),
            "Date": [format_when(row) for row in newest.to_dict("records")],
            "Place": newest["place_name"].astype(object),
            "Responsibility": [describe_responsibility(row) for _, row in newest.iterrows()],
            "Killed": newest["fatalities_best"],
            "Killed, range": [range_text(row, "fatalities") for row in newest.to_dict("records")],
            "Chinese killed": newest["chinese_fatalities_best"],
            "Injured, range": [range_text(row, "injured") for row in newest.to_dict("records")],
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
