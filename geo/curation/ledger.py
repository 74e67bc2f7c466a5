"""Hold the tables line by line, so that rows that nobody touches stay byte for byte."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geo.tables.cells import csv_text
from geo.tables.schema import (
    PACKAGE_FILE,
    DataFault,
    DataFaultError,
    load_package,
    table_fields,
    table_names,
)

FIRST_LINE = 2


def refusal(
    check: str, file: str, message: str, *, row: int | None = None, column: str | None = None
) -> DataFaultError:
    """Return the error that refuses a change; `row` is a line of `file`."""
    return DataFaultError([DataFault(check, file, row, column, message)])


def _line(cells: list[str]) -> str:
    return csv_text(cells, [], line_end="")


class Table:
    """Hold a CSV as its lines, each with its cells as text; a row is one line."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.file = name, f"{name}.csv"
        header, *lines = text.removesuffix("\n").split("\n")
        self.columns = next(csv.reader([header]))
        self._header, self._lines = header, lines
        self.rows: list[dict[str, str]] = []
        for number, line in enumerate(lines, start=FIRST_LINE):
            cells = next(csv.reader([line], strict=True), [])
            if len(cells) != len(self.columns):
                message = f"has {len(cells)} cells on one line, not {len(self.columns)}"
                raise refusal("row_is_one_line", self.file, message, row=number)
            self.rows.append(dict(zip(self.columns, cells, strict=True)))

    def text(self) -> str:
        """Return the file's text."""
        return "".join(f"{line}\n" for line in (self._header, *self._lines))

    def find(self, **key: str) -> list[int]:
        """Return the positions of the rows whose cells are those of the key, 0 for the first."""
        return [
            position
            for position, row in enumerate(self.rows)
            if all(row[column] == text for column, text in key.items())
        ]

    def values(self, column: str) -> set[str]:
        """Return the texts of a column."""
        return {row[column] for row in self.rows}

    def replace(self, position: int, cells: Mapping[str, str]) -> None:
        """Put texts into some cells of a row."""
        row = {**self.rows[position], **cells}
        if row != self.rows[position]:
            self.rows[position] = row
            self._lines[position] = _line([row[column] for column in self.columns])

    def insert(self, cells: Mapping[str, str], *, after: str | None = None) -> None:
        """Add a row behind the last whose `after` cell is not greater, at the end without it."""
        row = {column: cells.get(column, "") for column in self.columns}
        position = len(self.rows)
        if after is not None:
            before = [at for at, other in enumerate(self.rows) if other[after] <= row[after]]
            position = before[-1] + 1 if before else 0
        self.rows.insert(position, row)
        self._lines.insert(position, _line([row[column] for column in self.columns]))


class Ledger:
    """Hold the files of a data folder's first level, its tables parsed.

    `base`: file name → bytes as they were read. Raises DataFaultError for a file that is missing
    or can't be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        load_package(folder)
        self.base = {
            path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()
        }
        self._package = self.base[PACKAGE_FILE].decode("utf-8")
        self.tables = {name: self._read(name) for name in table_names(folder)}

    def _read(self, name: str) -> Table:
        try:
            return Table(name, self.base[f"{name}.csv"].decode("utf-8"))
        except KeyError:
            raise refusal("file_is_there", f"{name}.csv", "the file is missing") from None
        except (UnicodeDecodeError, csv.Error, StopIteration) as error:
            message = f"can't be read: {error}"
            raise refusal("file_is_readable", f"{name}.csv", message) from error

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]

    def schema(self, table: str) -> dict[str, Any]:
        """Return the schema of a table."""
        resources = load_package(self.folder)["resources"]
        found: dict[str, Any] = next(r["schema"] for r in resources if r["name"] == table)
        return found

    def fields(self, table: str) -> dict[str, dict[str, Any]]:
        """Return the fields of a table by name, in its order."""
        return {field["name"]: field for field in table_fields(table, self.folder)}

    @property
    def version(self) -> str:
        """Return the version that the package states."""
        return str(json.loads(self._package)["version"])

    @version.setter
    def version(self, version: str) -> None:
        # The file keeps its form: two spaces belong to the package's own keys alone.
        pattern = r'(?m)^(  "version": )"[^"]*"'
        self._package, found = re.subn(pattern, rf'\g<1>"{version}"', self._package, count=1)
        if not found:
            message = "has no line of its own for the version"
            raise refusal("version_is_stated", PACKAGE_FILE, message)

    def releases(self) -> dict[str, dict[str, str]]:
        """Return the released fingerprints as the folder has them. Raises DataFaultError."""
        try:
            found: dict[str, dict[str, str]] = json.loads(self.base.get("releases.json", b"{}"))
        except ValueError as error:
            raise refusal("file_is_readable", "releases.json", f"not JSON: {error}") from error
        return found

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the first level as it is to be."""
        changed = {table.file: table.text().encode() for table in self.tables.values()}
        changed[PACKAGE_FILE] = self._package.encode()
        for name, data in self.base.items():
            yield name, changed.get(name, data)
