"""Tables as HTML whose numbers open the incidents behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from geo.incidents.filters import IncidentFilter
from geo.incidents.selections import Part
from geo.incidents.tallies import TollSum
from geo.wording import format_number

NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """Hold a cell's text, the address that it opens, and a small addition."""

    text: str
    href: str = ""
    small: str = ""
    is_number: bool = True


Row = tuple[Cell, list[Cell]]


@dataclass(frozen=True)
class LinkedCells:
    """Make cells that open their incidents; every address names the data version."""

    data_version: str

    def address(self, page: str, chosen: IncidentFilter, **opened: str) -> str:
        """Return the address of a page under a filter, with what is opened on it."""
        query = chosen.to_query() | opened | {"v": self.data_version}
        return f"/{page}?{urlencode(query, safe=',:')}"

    def count(self, part: Part) -> Cell:
        """Return a count that opens its incidents; zero opens nothing."""
        if not part.count:
            return Cell("0")
        return Cell(format_number(part.count), self.address("incidents", part.shown_by))

    def toll(self, part: Part, total: TollSum) -> Cell:
        """Return a sum of persons that opens the incidents it is of."""
        if not part.count:
            return Cell(NOTHING)
        small = f"{total.reported} of {part.count}" if total.gap else ""
        return Cell(total.text, self.address("incidents", part.shown_by), small)

    def line(self, part: Part, tolls: Mapping[str, TollSum]) -> list[Cell]:
        """Return a part's count and its tolls."""
        return [self.count(part), *(self.toll(part, total) for total in tolls.values())]

    def incident(self, text: str, chosen: IncidentFilter, incident_id: str) -> Cell:
        """Return a text that opens one incident under a filter."""
        return Cell(text, self.address("incidents", chosen, incident=incident_id), is_number=False)


def _html(cell: Cell, about: str) -> str:
    text = escape(cell.text)
    if cell.href:
        name = escape(f"{about}: {cell.text}", quote=True)
        text = f'<a href="{escape(cell.href, quote=True)}" aria-label="{name}">{text}</a>'
    small = f" <small>· {escape(cell.small)}</small>" if cell.small else ""
    return f"{text}{small}"


def _class(cell: Cell) -> str:
    if not cell.is_number:
        return ""
    return ' class="n z"' if cell.text in ("0", NOTHING) and not cell.href else " class=n"


def table_html(caption: str, head: list[str], rows: Iterable[Row], *, theme: str) -> str:
    """Return a table with row and column heads for the theme "light" or "dark".

    All texts are escaped. A column's head stands as the cells of its last row do.
    """
    columns = head[1:]
    body = []
    is_number = [True] * len(columns)
    for label, cells in rows:
        is_number = [cell.is_number for cell in cells]
        drawn = "".join(
            f"<td{_class(cell)}>{_html(cell, f'{label.text}, {column}')}</td>"
            for column, cell in zip(columns, cells, strict=True)
        )
        body.append(f"<tr><th scope=row>{_html(label, head[0])}</th>{drawn}</tr>")
    heads = f"<th scope=col>{escape(head[0])}</th>" + "".join(
        f"<th scope=col{' class=n' if numeric else ''}>{escape(column)}</th>"
        for column, numeric in zip(columns, is_number, strict=True)
    )
    mode = " d" if theme == "dark" else ""
    name = escape(caption, quote=True)
    return (
        f'<div class="atlas-table{mode}" tabindex=0 role=region aria-label="{name}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
