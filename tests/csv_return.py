"""Compare the spreadsheet CSV with what a spreadsheet made of it, cell by cell.

Observed with LibreOffice 7.4: figures lose a trailing zero (28.0 → 28) and line ends become LF;
with “detect special numbers” flags become TRUE and FALSE, times 09:00:00 AM and texts that look
like a date a date; texts of digits become rounded numbers.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from geo.exports.csv_table import FORMULA_GUARD, guard_formula
from geo.wording import count_noun

KEY = "incident_id"
_DATE_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y")
_TIME_FORMS = ("%H:%M", "%H:%M:%S", "%I:%M:%S %p", "%I:%M %p")
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# The byte order mark, read as Windows-1252.
_MISREAD_MARK = "ï»¿"
_LEADING_ZERO = re.compile(r"-?0\d")
_LONGEST_TEXT = 60


@dataclass(frozen=True)
class CellChange:
    """Name a cell that a spreadsheet changed; `is_harmless` where the value can be restored."""

    incident_id: str
    column: str
    before: str
    after: str
    what: str
    is_harmless: bool

    def __str__(self) -> str:
        before, after = (
            text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
            for text in (self.before, self.after)
        )
        return f"{self.incident_id}, {self.column}: {self.what}: “{before}” → “{after}”"


@dataclass(frozen=True)
class SpreadsheetCheck:
    """Hold what a spreadsheet did: sentences on the file, changes of cells, and the rows restored.

    `rows` are texts in the order of the returned file, harmless changes undone.
    """

    file_notes: tuple[str, ...]
    changes: tuple[CellChange, ...]
    rows: pd.DataFrame

    @property
    def losses(self) -> tuple[CellChange, ...]:
        """Return the changes that can't be undone."""
        return tuple(change for change in self.changes if not change.is_harmless)

    def lines(self) -> list[str]:
        """Return what was found: each loss, and harmless changes counted by kind."""
        undone = pd.Series([c.what for c in self.changes if c.is_harmless], dtype="string")
        counts = [f"{what}: {count_noun(n, 'cell')}" for what, n in undone.value_counts().items()]
        return [*self.file_notes, *map(str, self.losses), *counts]


def _decode(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), ["The file was saved as UTF-16."]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        note = "The file was saved in a Windows encoding: letters outside it are lost."
        return data.decode("cp1252", errors="replace"), [note]


def _read(data: bytes) -> tuple[pd.DataFrame, list[str]]:
    text, notes = _decode(data)
    if text.lstrip('"').startswith(_MISREAD_MARK):
        notes.append("The file was opened in another encoding than UTF-8: letters are misread.")
        text = text.replace(_MISREAD_MARK, "", 1)
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    if separator != ",":
        notes.append(f"The columns are separated by {_SEPARATORS[separator]}.")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    names = rows[0] if rows else []
    records = [dict(zip(names, row, strict=False)) for row in rows[1:] if any(row)]
    return pd.DataFrame(records, columns=list(dict.fromkeys(names)), dtype="string"), notes


def _same_moment(before: str, after: str, forms: tuple[str, ...]) -> bool:
    def read(form: str) -> datetime | None:
        try:
            return datetime.strptime(after, form)  # noqa: DTZ007
        except ValueError:
            return None

    wanted = datetime.strptime(before, forms[0])  # noqa: DTZ007
    return any(read(form) == wanted for form in forms)


def _is_moment(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return False
    return True


def _same_number(before: str, after: str) -> bool:
    try:
        return float(before) == float(after.replace(",", "."))
    except ValueError:
        return False


def _misread(before: str, after: str) -> bool:
    # Five bytes mean nothing in that encoding, and programs differ in what they make of them.
    readable = before.encode().translate(None, b"\x81\x8d\x8f\x90\x9d")
    return after.encode("cp1252", errors="ignore") == readable


def _harmless(before: str, after: str) -> str | None:
    if before in ("true", "false") and after.lower() == before:
        return "true and false written in capitals"
    for form, forms, what in (
        ("%Y-%m-%d", _DATE_FORMS, "date written in another form"),
        ("%H:%M", _TIME_FORMS, "time written in another form"),
    ):
        if _is_moment(before, form) and _same_moment(before, after, forms):
            return what
    if _same_number(before, after) and not _LEADING_ZERO.match(before):
        return "number written in another form"
    if before.replace("\r\n", "\n").replace("\r", "\n") == after:
        return "line end within a cell"
    if before == guard_formula(after) and before.startswith(FORMULA_GUARD):
        return "apostrophe before a formula dropped: do not open it in a spreadsheet again"
    return None


def _loss(before: str, after: str) -> str:
    if not after:
        return "emptied"
    if "E+" in after and before.isdigit():
        return "digits rounded to a number"
    if _misread(before, after):
        return "letters misread: the file was opened in another encoding than UTF-8"
    if after.count("/") == 2 or after.count(":") == 2:
        return "text taken for a date or time"
    if before and after and (before.startswith(after) or len(after) > 32_000):
        return "text cut short"
    return "changed"


def _cell_change(key: str, column: str, before: str, after: str) -> CellChange | None:
    if before == after:
        return None
    harmless = _harmless(before, after)
    return CellChange(
        key, column, before, after, harmless or _loss(before, after), harmless is not None
    )


def _set_notes(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    notes = []
    for text, names in (
        ("Columns are missing", [c for c in before.columns if c not in after.columns]),
        ("Columns were added", [c for c in after.columns if c not in before.columns]),
        ("Rows are missing", sorted(set(before[KEY]) - set(after[KEY]))),
        ("Rows were added", sorted(set(after[KEY]) - set(before[KEY]))),
        ("Rows stand there twice", sorted(set(after.loc[after[KEY].duplicated(), KEY]))),
    ):
        if names:
            notes.append(f"{text}: {', '.join(names)}.")
    return notes


def compare_csv(original: bytes, returned: bytes) -> SpreadsheetCheck:
    """Compare the CSV that was handed out with the CSV that came back from a spreadsheet.

    Rows are matched by incident_id, in any order. Raises ValueError where that column is missing.
    """
    before, _ = _read(original)
    after, notes = _read(returned)
    if KEY not in after:
        raise ValueError(f"The file has no column {KEY}: it is not the CSV of this atlas.")
    notes += _set_notes(before, after)
    known = before.fillna("").drop_duplicates(KEY).set_index(KEY).to_dict("index")
    rows, changes = after.fillna("").to_dict("records"), []
    for row in rows:
        cells = known.get(row[KEY], {})
        for column in [name for name in row if name in cells]:
            change = _cell_change(row[KEY], str(column), cells[column], row[column])
            if change is None:
                continue
            changes.append(change)
            if change.is_harmless:
                row[column] = change.before
    restored = pd.DataFrame(rows, columns=after.columns, dtype="string")
    return SpreadsheetCheck(tuple(notes), tuple(changes), restored)
