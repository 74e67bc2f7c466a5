"""Say messages on standard error, and answer in JSON on standard output."""

from __future__ import annotations

import json
import sys
from typing import Any


def say(text: str) -> None:
    """Print a message for the person, apart from the answer."""
    print(text, file=sys.stderr)


def answer_json(answer: Any, *, indent: int | None = None) -> None:
    """Print an answer as JSON, on one line unless `indent` (spaces) is given."""
    print(json.dumps(answer, ensure_ascii=False, indent=indent))
