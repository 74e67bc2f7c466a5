"""Write filtered incidents as a file that explains itself and opens in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from geo.incidents.flat import BOUNDS, HARMS, toll_prefix
from geo.incidents.tallies import filled_bounds
from geo.places.boundaries import BoundaryNotice
from geo.tables.cells import cell_text, csv_text
from geo.tables.schema import codes, table_fields
from geo.wording import format_event_date

Rows = TypeVar("Rows", bound=pd.DataFrame)
LICENCE = "Incident table: CC BY 4.0."
# A spreadsheet runs a cell that starts with one of these; source: OWASP, CSV Injection.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMULA_GUARD = "'"

_INCIDENT_COLUMNS = (
    "incident_id",
    "inclusion",
    "event_date",
    "event_date_latest",
    "event_date_end",
    "date_precision",
    "event_date_text",
    "event_time_local",
    "admin1_code",
    "admin1_name",
    "admin2_code",
    "admin2_name",
    "former_admin2_name",
    "admin2_is_unspecified",
    "point_admin2_code",
    "place_difference",
    "place_name",
    "provider_place_name",
    "latitude",
    "longitude",
    "geo_precision",
    "attack_type",
    "weapon",
    "is_suicide",
    "target_category",
    "target_detail",
    "project",
    "employer",
    "cpec_link",
    "outcome",
    "verification",
    "independent_publishers",
    "second_check",
    "is_provisional",
    "incident_name",
    "project_ids",
    "project_names",
    "contractor_ids",
    "contractor_names",
)
# What a page's sums add: one column to add up, whose sum is the page's best figure.
COUNTED_COLUMNS = {f"{toll}_counted": toll for toll in ("fatalities", "chinese_fatalities")}
_CLOSING_COLUMNS = (
    "summary",
    "inclusion_reason",
    "discrepancies",
    "follow_up",
    "follow_up_until",
    "publishers",
    "source_count",
    "source_urls",
    "data_version",
    "boundary_version",
    "licence",
)
_DERIVED_TEXTS = {
    "event_date_latest": "Last day that event_date can mean at its precision.",
    "event_date_text": "The date in words, with its precision.",
    "admin1_name": "Name of the province or territory.",
    "admin2_name": "Name of the district; empty when unspecified.",
    "former_admin2_name": "The district, agency or larger unit that held it at the time, if "
    "another.",
    "admin2_is_unspecified": "true: only the province is known; in no district’s figures.",
    "point_admin2_code": "District whose polygon holds the point; see place_difference.",
    "verification": "confirmed: two or more independent publishers; reported: one; claim_only: "
    "none. Derived, never typed in.",
    "independent_publishers": "Independent publishers that report the incident; reprints of one "
    "agency’s text count once.",
    "second_check": "Verdict of the second check; empty: there was none.",
    "is_provisional": "true: no second check yet.",
    "project_ids": "Listed projects that the incident hit, separated by “; ”; empty: none named.",
    "project_names": "Their names, in the same order.",
    "contractor_ids": "Listed employers or contractors that it hit, separated by “; ”.",
    "contractor_names": "Their names, in the same order.",
    "publishers": "Publishers of the sources, separated by “; ”.",
    "fatalities_counted": "Persons killed, all victims, as every sum of a page adds them: best, "
    "else low, else 0 where only a high bound is given. Empty: not reported.",
    "chinese_fatalities_counted": "Chinese nationals killed, as every sum of a page adds them: "
    "best, else low, else 0 where only a high bound is given. Empty: not reported.",
    "source_count": "Number of source pages.",
    "source_urls": "Addresses of the sources, separated by “ | ”.",
    "data_version": "Version of the incident tables.",
    "boundary_version": "Version of the boundary layer.",
    "licence": "Licences of the row; attribution and disclaimer of the boundaries.",
}


@dataclass(frozen=True)
class ExportColumn:
    """Name a column of the CSV and say what it holds."""

    name: str
    description: str


def _toll_names() -> list[tuple[str, str]]:
    names = []
    for victim_class in codes("tolls", "victim_class"):
        for harm in HARMS:
            if victim_class == "attacker" and harm != "fatalities":
                continue
            prefix = toll_prefix(victim_class, harm)
            who = "all victims" if victim_class == "all_victims" else victim_class
            names += [
                (f"{prefix}_{bound}", f"Persons, {who}, {harm}: {bound}. Empty: not reported.")
                for bound in BOUNDS
            ]
    return names


def export_columns() -> list[ExportColumn]:
    """Return the CSV's columns in order, with their descriptions from the schema."""
    texts = {field["name"]: field["description"] for field in table_fields("incidents")}
    texts.update(_DERIVED_TEXTS)
    actors = [
        (f"{basis}_actors", f"Actors on the basis “{basis}”, separated by “; ”.")
        for basis in codes("responsibility", "basis")
    ]
    return [
        *(ExportColumn(name, texts[name]) for name in _INCIDENT_COLUMNS),
        *(ExportColumn(name, texts[name]) for name in COUNTED_COLUMNS),
        *(ExportColumn(*pair) for pair in [*_toll_names(), *actors]),
        *(ExportColumn(name, texts[name]) for name in _CLOSING_COLUMNS),
    ]


def guard_formula(text: str) -> str:
    """Return text that a spreadsheet shows and never runs."""
    return f"{FORMULA_GUARD}{text}" if text.startswith(FORMULA_STARTS) else text


def _guarded(value: Any) -> str:
    # Only texts: a negative number is no formula.
    return guard_formula(value) if isinstance(value, str) else cell_text(value)


def with_export_columns(incidents: Rows, *, data_version: str, notice: BoundaryNotice) -> Rows:
    """Return incidents with what exports add: date in words, counts, versions, licence."""
    cells = incidents[["event_date", "date_precision", "event_date_end"]]
    return incidents.assign(
        event_date_text=pd.Series(
            [format_event_date(*row) for row in cells.itertuples(index=False)],
            index=incidents.index,
            dtype="string",
        ),
        **{name: filled_bounds(incidents, toll)["best"] for name, toll in COUNTED_COLUMNS.items()},
        data_version=data_version,
        boundary_version=notice.boundary_version,
        licence=licence_text(notice),
    )


def csv_bytes(incidents: pd.DataFrame, *, data_version: str, notice: BoundaryNotice) -> bytes:
    """Return exactly the given incidents as CSV, one row each, in their order.

    UTF-8 with a byte order mark (spreadsheets need it), RFC 4180: commas, CRLF, quotes where
    needed. Text cells that a spreadsheet would run get a leading apostrophe; numbers and dates
    are never touched. The same incidents and versions give the same bytes.
    """
    rows = with_export_columns(incidents, data_version=data_version, notice=notice)
    names = [column.name for column in export_columns()]
    text = csv_text(names, rows[names].itertuples(index=False), write=_guarded, line_end="\r\n")
    return text.encode("utf-8-sig")


def licence_text(notice: BoundaryNotice) -> str:
    """Return the licences of a row, with the boundaries' attribution and disclaimer."""
    return f"{LICENCE} {notice.attribution} ({notice.licence}). {notice.disclaimer}"


def export_name(incidents: pd.DataFrame, data_version: str, suffix: str) -> str:
    """Return a file name that says version and number of rows."""
    return f"cpec-incident-atlas_v{data_version}_{len(incidents)}-incidents.{suffix}"
