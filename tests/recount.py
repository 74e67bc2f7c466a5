"""Counting from the rows of the downloaded CSV, in code of its own."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geo.exports.csv_table import csv_bytes
from geo.incidents.tallies import TollSum

NAMING = ("claimed", "attributed", "suspected")


@dataclass(frozen=True)
class Claim:
    """Hold a number of a page, and how to count it from the CSV's rows."""

    page: str
    figure: str
    value: Any
    recount: Callable[[list[dict]], Any]


def read_rows(atlas, incidents):
    content = csv_bytes(incidents, data_version="test", notice=atlas.notice)
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def ids(rows):
    return tuple(row["incident_id"] for row in rows)


def recount_toll(rows, toll):
    low = best = high = reported = 0
    for row in rows:
        cells = [row[f"{toll}_{bound}"] for bound in ("low", "best", "high")]
        if any(cells):
            at_least = int(cells[0] or 0)
            likely = int(cells[1] or at_least)
            low, best, high = low + at_least, best + likely, high + int(cells[2] or likely)
            reported += 1
    return TollSum(low, best, high, reported, len(rows) - reported)
