"""List the incidents of a filter as a table for a printed page, which has no room to scroll."""

from __future__ import annotations

from datetime import datetime
from html import escape

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.view.html_tables import Cell, table_html
from geo.wording import (
    INCLUSION_LABELS,
    count_noun,
    describe_responsibility,
    format_day,
    format_place,
    format_range,
    format_when,
    upper_first,
)

_HEAD = ["Date", "Place", "Chinese killed", "All killed", "Who", "Counted as"]


def print_list_html(atlas: Atlas, chosen: IncidentFilter, *, link: str, created: datetime) -> str:
    """Return the incidents of a filter, newest first, with the day of printing and the address.

    All texts are escaped; ranges are lowest to highest.
    """
    incidents = atlas.select(chosen).iloc[::-1]
    rows = [
        (
            Cell(format_when(row)),
            [
                Cell(format_place(row), is_number=False),
                *(
                    Cell(format_range(*(row[f"{toll}_{bound}"] for bound in BOUNDS)))
                    for toll in ("chinese_fatalities", "fatalities")
                ),
                Cell(upper_first(describe_responsibility(row)), is_number=False),
                Cell(INCLUSION_LABELS[row["inclusion"]], is_number=False),
            ],
        )
        for _, row in incidents.iterrows()
    ]
    caption = f"{atlas.sentence(chosen)}: {count_noun(len(rows), 'incident')}, newest first"
    table = table_html(caption, _HEAD, rows, theme="light") if rows else ""
    said = (
        f"Printed {format_day(created.date())} (UTC) from data version "
        f"{atlas.tables.data_version}: {link}"
    )
    return f"{table}<p>{escape(said)}</p>"
