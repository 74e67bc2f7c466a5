"""Write the expressions that deck.gl's JSON evaluates for each row."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any


def json_list(values: Iterable[Any]) -> str:
    """Return values as a list without spaces."""
    return json.dumps(list(values), separators=(",", ":"))


def lookup(values: Iterable[Any], key: str) -> str:
    """Return an expression that gives values[key], where `key` is a row's number.

    The brackets matter: deck.gl's parser reads [1,2][k] as two lists side by side.
    """
    return f"({json_list(values)})[{key}]"


def sparse(values: Mapping[int, Any], key: str, default: Any) -> str:
    """Return an expression that gives values[key] for the few numbers that have one."""
    listed = [values.get(number, 0) for number in range(max(values, default=-1) + 1)]
    return f"{lookup(listed, key)}||{json_list(default)}"


def digit_text(values: Iterable[Any]) -> str:
    """Return whole numbers 0–9 as one text, one letter each."""
    return "".join(str(int(value)) for value in values)


def digits(values: Iterable[Any], key: str) -> str:
    """Return an expression that gives values[key] for whole numbers 0–9, one letter each."""
    return f'(+("{digit_text(values)}")[{key}])'


def trigger(expression: str) -> int:
    """Return a number that changes with the expression, so that deck.gl evaluates it again."""
    return zlib.crc32(expression.encode())
