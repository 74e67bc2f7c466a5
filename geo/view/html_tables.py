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
    """Hold a cell's text, the address that it opens, and a small addition.

    `sort_key` is what a sort by its column goes by, where that is not the text.
    """

    text: str
    href: str = ""
    small: str = ""
    is_number: bool = True
    sort_key: str = ""


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

    def incident(
        self, text: str, chosen: IncidentFilter, incident_id: str, sort_key: str = ""
    ) -> Cell:
        """Return a text that opens one incident under a filter."""
        address = self.address("incidents", chosen, incident=incident_id)
        return Cell(text, address, is_number=False, sort_key=sort_key)


def _html(cell: Cell, about: str) -> str:
    text = escape(cell.text)
    if cell.href:
        name = escape(f"{about}: {cell.text}", quote=True)
        text = f'<a href="{escape(cell.href, quote=True)}" aria-label="{name}">{text}</a>'
    small = f" <small>· {escape(cell.small)}</small>" if cell.small else ""
    return f"{text}{small}"


def _attributes(cell: Cell) -> str:
    key = f' data-sort="{escape(cell.sort_key, quote=True)}"' if cell.sort_key else ""
    if not cell.is_number:
        return key
    is_pale = cell.text in ("0", NOTHING) and not cell.href
    return key + (' class="n z"' if is_pale else " class=n")


def _row_html(row: Row, head: list[str]) -> str:
    label, cells = row
    drawn = "".join(
        f"<td{_attributes(cell)}>{_html(cell, f'{label.text}, {column}')}</td>"
        for column, cell in zip(head[1:], cells, strict=True)
    )
    return f"<tr><th scope=row>{_html(label, head[0])}</th>{drawn}</tr>"


def table_html(
    caption: str,
    head: list[str],
    rows: Iterable[Row],
    *,
    theme: str,
    foot: Iterable[Row] = (),
    note: str = "",
) -> str:
    """Return a table with row and column heads for the theme "light" or "dark".

    All texts are escaped. A column's head stands as the cells of its last row do, and is a button
    that sorts the rows (static/sort.js); those of `foot` keep their place. `note` follows the
    caption: of what the figures are.
    """
    body, last = list(rows), list(foot)
    is_number = [cell.is_number for cell in body[-1][1]] if body else [True] * (len(head) - 1)
    heads = "".join(
        f"<th scope=col aria-sort=none{' class=n' if numeric else ''}>"
        f"<button type=button>{escape(column)}</button></th>"
        if column
        else "<td></td>"
        for column, numeric in zip(head, [False, *is_number], strict=True)
    )
    mode = " d" if theme == "dark" else ""
    name = escape(caption, quote=True)
    said = f"{escape(caption)}{f' <small>{escape(note)}</small>' if note else ''}"
    end = f"<tfoot>{''.join(_row_html(row, head) for row in last)}</tfoot>" if last else ""
    return (
        f'<div class="atlas-table{mode}" tabindex=0 role=region aria-label="{name}">'
        f"<table><caption>{said}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(_row_html(row, head) for row in body)}</tbody>{end}</table></div>"
    )
