"""Read datapackage.json, the one schema, and the tables that it describes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import frictionless
import pandas as pd
from frictionless.errors import CellError, RowError

from geo.tables.cells import read_csv_texts, type_columns
from geo.tables.csv_damage import spreadsheet_faults
from geo.tables.folders import DATA_FOLDER
from geo.tables.periods import Period

PACKAGE_FILE = "datapackage.json"


@dataclass(frozen=True)
class DataFault:
    """Say which rule a file breaks, and where; `row` is the line that a spreadsheet shows."""

    check: str
    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.message} ({self.check})"

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as a plain record for JSON."""
        return asdict(self)


class DataFaultError(ValueError):
    """Report that the data files can't be used as they are, with every fault found."""

    def __init__(self, faults: Iterable[DataFault]) -> None:
        self.faults = tuple(faults)
        more = f"; and {len(self.faults) - 3} more" if len(self.faults) > 3 else ""
        super().__init__("; ".join(map(str, self.faults[:3])) + more)


@cache
def load_package(folder: Path = DATA_FOLDER) -> dict[str, Any]:
    """Read the package description of a data folder.

    Raises DataFaultError when it is missing or is not JSON.
    """
    path = folder / PACKAGE_FILE
    try:
        return cast(dict[str, Any], json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        fault = DataFault("file_is_there", PACKAGE_FILE, None, None, "the file is missing")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        fault = DataFault("file_is_readable", PACKAGE_FILE, None, None, f"not JSON: {error}")
    raise DataFaultError([fault])


def table_names(folder: Path = DATA_FOLDER) -> list[str]:
    """Return the names of the package's tables, in its order."""
    return [resource["name"] for resource in load_package(folder)["resources"]]


def table_fields(table: str, folder: Path = DATA_FOLDER) -> list[dict[str, Any]]:
    """Return a table's field descriptors. Raises KeyError for a table that is not there."""
    for resource in load_package(folder)["resources"]:
        if resource["name"] == table:
            return cast(list[dict[str, Any]], resource["schema"]["fields"])
    raise KeyError(table)


def codes(table: str, column: str) -> tuple[str, ...]:
    """Return the closed list of codes of a column. Raises KeyError where there is none."""
    fields = {field["name"]: field for field in table_fields(table)}
    return tuple(fields[column]["constraints"]["enum"])


def data_version(folder: Path = DATA_FOLDER) -> str:
    """Return the version of the data package."""
    return str(load_package(folder)["version"])


def coverage(folder: Path = DATA_FOLDER) -> Period:
    """Return the days for whose events pages were searched.

    Raises DataFaultError where the package does not state them.
    """
    stated = load_package(folder).get("coverage", {})
    try:
        return Period(*(date.fromisoformat(stated[end]) for end in ("from", "to")))
    except (KeyError, TypeError, ValueError) as error:
        message = f"coverage needs from and to, two days in order: {error}"
        fault = DataFault("coverage_is_a_period", PACKAGE_FILE, None, "coverage", message)
        raise DataFaultError([fault]) from error


def _fault(file: str, error: frictionless.Error) -> DataFault:
    row = getattr(error, "row_number", None) if isinstance(error, RowError) else None
    column = getattr(error, "field_name", None) if isinstance(error, CellError) else None
    note = re.sub(r"\s+", " ", error.note) or error.message
    # frictionless names the rule and not the cell; both are needed to mend it.
    cell = f"“{str(getattr(error, 'cell', ''))[:60]}” " if column else ""
    return DataFault(error.type.replace("-", "_"), file, row, column, f"{cell}breaks: {note}")


def check_structure(folder: Path = DATA_FOLDER) -> list[DataFault]:
    """Return every fault of files, headers, types, codes and keys, as frictionless sees them."""
    load_package(folder)
    missing = [name for name in table_names(folder) if not (folder / f"{name}.csv").is_file()]
    if missing:
        return [
            DataFault("file_is_there", f"{name}.csv", None, None, "the file is missing")
            for name in missing
        ]
    broken = [
        DataFault(check, f"{name}.csv", None, None, message)
        for name in table_names(folder)
        for check, message in spreadsheet_faults((folder / f"{name}.csv").read_bytes())
    ]
    if broken:
        return broken
    report = frictionless.validate(str(folder / PACKAGE_FILE))
    faults = [_fault(PACKAGE_FILE, error) for error in report.errors]
    for task in report.tasks:
        faults += [_fault(Path(task.place).name, error) for error in task.errors]
    return faults


def read_tables(folder: Path = DATA_FOLDER) -> dict[str, pd.DataFrame]:
    """Read every table of the package with its types, in file order.

    Raises DataFaultError with all structural faults, so that no half-read table is used.
    """
    faults = check_structure(folder)
    if faults:
        raise DataFaultError(faults)
    return {
        name: type_columns(read_csv_texts(folder / f"{name}.csv"), table_fields(name, folder))
        for name in table_names(folder)
    }
