"""Turn offending rows of a table into faults that name file, row and column."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from geo.tables.schema import DataFault

# The header is line 1 of the file, so that a fault's row is the line that a spreadsheet shows.
FIRST_LINE = 2

Faults = list[DataFault]


def row_faults(
    check: str, table: str, rows: pd.DataFrame, column: str, message: Callable[[pd.Series], str]
) -> Faults:
    """Return one fault per row; `rows` keeps the index of its table, 0 for the first data row."""
    return [
        DataFault(check, f"{table}.csv", int(str(position)) + FIRST_LINE, column, message(row))
        for position, row in rows.iterrows()
    ]


def incident_name(row: pd.Series) -> str:
    """Return how a fault names an incident's row."""
    return str(row["incident_id"])
