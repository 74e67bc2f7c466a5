"""Judge one value before it becomes a cell, and say what would be allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from geo.curation.ledger import Ledger

_NUMBER = {"integer": (int, "a whole number"), "number": (float, "a number")}
_LIST_AT_MOST = 30


def value_text(value: Any) -> str:
    """Return a value of a record as its cell. Raises TypeError for a list or a table."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError("is a list or a table; write one text, number, date, true or false")


def _type_fault(kind: str, text: str) -> str | None:
    if kind == "boolean":
        return None if text in ("true", "false") else "must be true or false"
    try:
        if kind in _NUMBER:
            _NUMBER[kind][0](text)
        elif kind == "date":
            if len(text) != len("2026-01-31"):
                return "is no day like 2026-01-31"
            date.fromisoformat(text)
    except ValueError:
        return f"is not {_NUMBER[kind][1]}" if kind in _NUMBER else "is no day like 2026-01-31"
    return None


def _constraint_fault(field: Mapping[str, Any], text: str) -> str | None:
    rules = field.get("constraints", {})
    if "enum" in rules and text not in rules["enum"]:
        return f"is no code of {field['name']}; allowed: {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return f"doesn't have the form {rules['pattern']}"
    shortest, longest = rules.get("minLength", 0), rules.get("maxLength", len(text))
    if not shortest <= len(text) <= longest:
        span = f"{shortest} to {longest}" if shortest else f"at most {longest}"
        return f"has {len(text)} characters; allowed: {span}"
    if field["type"] in _NUMBER:
        low, high = rules.get("minimum", -float("inf")), rules.get("maximum", float("inf"))
        if not low <= float(text) <= high:
            return f"lies outside {low} to {high}"
    return None


def _future_fault(field: Mapping[str, Any], text: str, today: date) -> str | None:
    is_day = field["type"] == "date" or field["name"].endswith("_date")
    # A month or a year that is not over yet is no future.
    return "lies in the future" if is_day and text > today.isoformat()[: len(text)] else None


def cell_fault(field: Mapping[str, Any], text: str, today: date) -> str | None:
    """Return what is wrong with a text as a cell of this field, or None."""
    if not text:
        return "is required" if field.get("constraints", {}).get("required") else None
    fault = (
        _type_fault(field["type"], text)
        or _constraint_fault(field, text)
        or _future_fault(field, text, today)
    )
    return f"“{text[:60]}” {fault}" if fault else None


def reference_fault(ledger: Ledger, table: str, column: str, text: str) -> str | None:
    """Return what is wrong with a cell that names a row of another table, or None."""
    for key in ledger.schema(table).get("foreignKeys", []):
        if list(key["fields"]) != [column] or not text:
            continue
        other = ledger[key["reference"]["resource"] or table]
        known = sorted(other.values(key["reference"]["fields"][0]))
        if text in known:
            continue
        near = known if len(known) <= _LIST_AT_MOST else get_close_matches(text, known)
        # A number that looks alike is no help.
        near = [name for name in near if not name[-1].isdigit()]
        hint = f"; there are: {', '.join(near)}" if near else ""
        return f"“{text[:60]}” is no row of {other.file}{hint}"
    return None


def is_free_text(ledger: Ledger, table: str, column: str) -> bool:
    """Return whether a column holds words of the atlas's own, and no date, number, code or key."""
    field = ledger.fields(table)[column]
    is_bound = {"enum", "pattern"} & set(field.get("constraints", {}))
    refers = any(column in key["fields"] for key in ledger.schema(table).get("foreignKeys", []))
    is_key = column.endswith(("_id", "_code"))
    return field["type"] == "string" and not (is_bound or refers or is_key)


# Two or more capitalised words and nothing else: an office starts with a small letter.
_PERSON = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)+")


def role_fault(text: str) -> str | None:
    """Return what is wrong with the name of a reviewer's role, or None; a pattern, not a proof."""
    if not text.strip():
        return "is required: the role of who did it"
    if _PERSON.fullmatch(text.strip()):
        return f"“{text}” looks like a person's name; write the role, e.g. second curator"
    return None
