"""Rows of the tables of incidents and districts, labelled as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from geo.incidents.flat import BOUNDS
from geo.incidents.harm import first_sentence
from geo.incidents.tallies import filled_bounds
from geo.wording import (
    INCLUSION_LABELS,
    NOT_REPORTED,
    describe_responsibility,
    format_day,
    format_name,
    format_number,
    format_range,
    format_when,
    upper_first,
)

_VERIFICATION_HEADS = {
    "confirmed": "Confirmed",
    "reported": "Reported once",
    "claim_only": "Claim only",
}


COUNTED = {"Chinese killed": "chinese_fatalities", "All killed": "fatalities"}


def _range_text(row: Mapping[Any, Any], toll: str) -> str:
    return format_range(*(row[f"{toll}_{bound}"] for bound in BOUNDS))


def _short_date(row: Mapping[Any, Any]) -> str:
    """Return the date as narrow as its precision allows: 6 Oct 2024, Jul 2017, 2017."""
    day, precision = row["event_date"], row["date_precision"]
    return {"month": f"{day:%b %Y}", "year": f"{day:%Y}"}.get(precision) or format_when(row)


def _short_range(row: Mapping[Any, Any], toll: str) -> str:
    return _range_text(row, toll).replace(" reported)", ")")


def incident_rows(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per flat incident, newest first.

    Tolls are persons, as sums add them (best, else low); missing where none is reported. A date
    is the first day that it can mean. A project is the listed one, else as the sources say it.
    """
    newest = incidents.iloc[::-1]
    return pd.DataFrame(
        {
            "Place": [format_name(row) for row in newest.to_dict("records")],
            "Date": newest["event_date"],
            "What happened": newest["summary"].map(first_sentence).astype(object),
            "Project": newest["project_names"]
            .fillna(newest["project"])
            .fillna("none named")
            .astype(object),
            **{head: filled_bounds(newest, toll)["best"] for head, toll in COUNTED.items()},
            "Who": [upper_first(describe_responsibility(row)) for _, row in newest.iterrows()],
            "Verification": newest["verification"].map(_VERIFICATION_HEADS).astype(object),
            "Tier": newest["inclusion"].map(INCLUSION_LABELS).astype(object),
            "Province": newest["admin1_name"].astype(object),
            "Identifier": newest["incident_id"].astype(object),
        }
    ).reset_index(drop=True)


def say_cells(incidents: pd.DataFrame) -> Styler:
    """Return incident_rows whose dates and tolls read in words and sort by their value.

    "some day in Mar 2018", "2 (2–3 reported)", "not reported".
    """
    rows = incident_rows(incidents)
    records = incidents.iloc[::-1].to_dict("records")
    styler = rows.style.format(_say_day, subset=["Date"])
    styler.format(_say_figure, subset=list(COUNTED))
    texts_of = {"Date": [format_when(row) for row in records]}
    texts_of |= {
        head: [_range_text(row, toll) for row in records] for head, toll in COUNTED.items()
    }
    for head, texts in texts_of.items():
        say: Callable[[Any], str] = _say_day if head == "Date" else _say_figure
        # Only what the value alone does not say gets words of its own: styling is slow.
        special: dict[str, list[int]] = {}
        for position, text in enumerate(texts):
            if text != say(rows.at[position, head]):
                special.setdefault(text, []).append(position)
        for text, positions in special.items():
            styler.format(partial(_say_text, text), subset=(positions, [head]))
    return styler


def _say_day(day: Any) -> str:
    return format_day(day)


def _say_text(text: str, _: Any) -> str:
    return text


def _say_figure(value: Any) -> str:
    return NOT_REPORTED if pd.isna(value) else format_number(int(value))


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
            "Incident": [format_name(row) for row in incidents.to_dict("records")],
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
