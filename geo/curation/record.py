"""Read a record file (TOML): its sections, each key one that is known, each with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.curation.ledger import Ledger
from geo.curation.values import value_text
from geo.tables.schema import DataFault, DataFaultError

INCIDENT, SECOND_CHECK, TOP = "incident", "second_check", ""
SOURCES = "sources"
# Section of the file → the table that its rows go to.
TABLE_OF_SECTION = {
    INCIDENT: "incidents",
    "publishers": "publishers",
    SOURCES: "sources",
    "tolls": "tolls",
    "responsibility": "responsibility",
    "projects": "incident_projects",
    "contractors": "incident_contractors",
    SECOND_CHECK: "reviews",
}
SINGLE_SECTIONS = (INCIDENT, SECOND_CHECK)
TOP_KEYS = ("coded_by", "why")
# What the command gives out, and what its own commands change.
_GIVEN = ("incident_id", "status", "status_reason", "role", "review_date")
# What a section has beside the columns of its table.
_EXTRA = {
    SOURCES: ("label", "supports", "is_background"),
    "tolls": ("source_id",),
}


def section_keys(ledger: Ledger, section: str) -> list[str]:
    """Return the keys that a section may have, in the order of its table."""
    columns = [name for name in ledger.fields(TABLE_OF_SECTION[section]) if name not in _GIVEN]
    return [*_EXTRA.get(section, ()), *columns]


@dataclass(frozen=True)
class Entry:
    """Hold one section of a record: its cells as texts, and where it stands in the file."""

    section: str
    cells: Mapping[str, str]
    file: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, check: str, column: str, message: str) -> DataFault:
        """Return a fault of one key, with its line; where it lacks, with that of its section."""
        row = self.lines.get(column, self.lines.get(TOP))
        name = f"{self.section}.{column}" if self.section else column
        return DataFault(check, self.file, row, name, message)


@dataclass(frozen=True)
class Record:
    """Hold a record file: the keys before the first section, and the sections with content."""

    top: Entry
    entries: tuple[Entry, ...]

    def of(self, section: str) -> list[Entry]:
        """Return the entries of a section, in the order of the file."""
        return [entry for entry in self.entries if entry.section == section]


def _line_numbers(text: str) -> dict[tuple[str, int], dict[str, int]]:
    """Return the line of each key by section and its number in the file, the header's as TOP."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    counts: dict[str, int] = {}
    here: dict[str, int] = found.setdefault((TOP, 0), {})
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[{1,2}\s*([\w-]+)\s*\]", line):
            name = header[1]
            here = found.setdefault((name, counts.get(name, 0)), {TOP: number})
            counts[name] = counts.get(name, 0) + 1
        elif key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line):
            here.setdefault(key[1], number)
    return found


def parse_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return a file's content and text. Raises DataFaultError, naming the line, for no TOML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text), text
    except OSError as error:
        message, row = f"can't be read: {error.strerror}", None
    except UnicodeDecodeError as error:
        message, row = f"is not UTF-8 (byte {error.start}); save it as UTF-8", None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        # At the end of the document the fault is in its last line.
        row = int(place[1]) if place else text.rstrip().count("\n") + 1
        message = f"is no TOML: {error}"
    raise DataFaultError([DataFault("record_is_toml", path.name, row, None, message)])


def _entry(
    name: str, keys: list[str], values: Mapping[str, Any], file: str, lines: Mapping[str, int]
) -> tuple[Entry, list[DataFault]]:
    cells, faults = {}, []
    blank = Entry(name, {}, file, lines)
    for key, value in values.items():
        if key not in keys:
            message = f"is no key of [{name}]; there are: {', '.join(keys)}"
            faults.append(blank.fault("key_is_known", key, message))
            continue
        try:
            cells[key] = value_text(value).strip()
        except TypeError as error:
            faults.append(blank.fault("value_is_one_cell", key, str(error)))
    return Entry(name, cells, file, lines), faults


def _sections(
    content: Mapping[str, Any], file: str
) -> tuple[list[tuple[str, Any]], list[DataFault]]:
    found, faults = [], []
    known = ", ".join([*TOP_KEYS, *TABLE_OF_SECTION])
    for name, value in content.items():
        if name in TOP_KEYS:
            continue
        form = f"[{name}]" if name in SINGLE_SECTIONS else f"[[{name}]]"
        listed = [value] if name in SINGLE_SECTIONS else value
        if name not in TABLE_OF_SECTION:
            message = f"“{name}” is no key or section of a record; there are: {known}"
            faults.append(DataFault("key_is_known", file, None, name, message))
        elif not isinstance(listed, list) or not all(isinstance(part, dict) for part in listed):
            message = f"is written as {form}"
            faults.append(DataFault("section_has_its_form", file, None, name, message))
        else:
            found.append((name, listed))
    return found, faults


def read_record(path: Path, ledger: Ledger) -> Record:
    """Read a record file; a section whose values are all empty is left out.

    Raises DataFaultError for a file that is no TOML, and with every unknown key.
    """
    content, text = parse_toml(path)
    lines = _line_numbers(text)
    sections, faults = _sections(content, path.name)
    top_values = {key: content[key] for key in TOP_KEYS if key in content}
    top, more = _entry(TOP, list(TOP_KEYS), top_values, path.name, lines[TOP, 0])
    faults += more
    entries = []
    for name, listed in sections:
        keys = section_keys(ledger, name)
        for number, values in enumerate(listed):
            place = lines.get((name, number), {})
            entry, more = _entry(name, keys, values, path.name, place)
            faults += more
            # A template's flags stand at false where nothing else was filled in.
            if any(cell not in ("", "false") for cell in entry.cells.values()):
                entries.append(entry)
    if faults:
        raise DataFaultError(faults)
    return Record(top, tuple(entries))
