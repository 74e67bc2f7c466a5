"""Write a cell of a table as text or as a JSON value, and read texts back with their types."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import pandas as pd

_DTYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "bool",
    "date": "datetime64[s]",
}
_BOOLEANS = {"true": True, "false": False}


def is_missing(value: Any) -> bool:
    """Say whether a cell holds nothing; a list is a value."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def cell_text(value: Any) -> str:
    """Return a cell as the data folder writes it: missing is empty, days ISO, true and false."""
    if is_missing(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value).lower() if pd.api.types.is_bool(value) else str(value)


def cell_json(value: Any) -> Any:
    """Return a cell as JSON has it: missing is null, days are ISO texts, numbers stay numbers."""
    if is_missing(value):
        return None
    if pd.api.types.is_number(value) or pd.api.types.is_bool(value):
        return value.item() if hasattr(value, "item") else value
    return cell_text(value)


def csv_text(
    columns: Iterable[Any],
    rows: Iterable[Iterable[Any]],
    *,
    write: Callable[[Any], str] = cell_text,
    line_end: str = "\n",
) -> str:
    """Return a header and rows as CSV: commas, quotes where needed, each cell as `write` has it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows(map(write, row) for row in rows)
    return buffer.getvalue()


def read_csv_texts(source: Path | IO[bytes]) -> pd.DataFrame:
    """Read a CSV of the data folder: every cell as text, only empty ones missing.

    Raises ValueError, or a kind of it, where it is no table.
    """
    return pd.read_csv(source, dtype="string", keep_default_na=False, na_values=[""])


def type_columns(texts: pd.DataFrame, fields: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a frame of texts with the types of its fields; columns that it lacks are left out.

    Raises ValueError for a cell that is not of its type.
    """
    columns = {}
    for field in fields:
        if field["name"] not in texts:
            continue
        values = texts[field["name"]]
        if field["type"] == "boolean":
            values = values.map(_BOOLEANS)
            if values.isna().any():
                raise ValueError(f"{field['name']} holds something else than true and false")
        columns[field["name"]] = values.astype(_DTYPES[field["type"]])
    return pd.DataFrame(columns, index=texts.index)
