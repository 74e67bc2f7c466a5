"""Cross-tabulate what a filter shows: places, groups, projects or kinds by time or scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.figures.pivots.axes import TOLLS, Axis, AxisLine, build_axis
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.incidents.selections import Part, Selection, narrow
from geo.incidents.tallies import TollSum, filled_bounds
from geo.tables.periods import Period

_ALL = "all"
_NOTHING = TollSum(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class PivotCell:
    """Hold a cell's incidents with the filter that shows just them; a toll unless counted."""

    part: Part
    toll: TollSum | None


@dataclass(frozen=True)
class Pivot:
    """Hold a cross-table: a row of cells for each row line, last the cell of the whole row.

    `totals` likewise for the whole columns. With `rows_overlap` an incident can stand in several
    rows, so that they do not add up to the totals, which count each incident once.
    """

    rows: tuple[AxisLine, ...]
    columns: tuple[AxisLine, ...]
    cells: tuple[tuple[PivotCell, ...], ...]
    totals: tuple[PivotCell, ...]
    rows_overlap: bool


def _shown_by(
    chosen: IncidentFilter, lines: Sequence[AxisLine], ids: tuple[str, ...]
) -> IncidentFilter:
    if not ids:
        return chosen
    if chosen.ids or not all(line.is_exact for line in lines):
        return replace(chosen, ids=ids)
    shown_by = chosen
    for line in lines:
        shown_by = narrow(shown_by, **line.fields)
    return shown_by


class _Cells:
    """Give the cells of a table grouped by its row and column codes."""

    def __init__(self, selection: Selection, grouped: pd.DataFrame, *, is_toll: bool) -> None:
        self.chosen, self.is_toll = selection.chosen, is_toll
        self.found: Mapping[Any, dict[Any, Any]] = grouped.to_dict("index")

    def cell(self, row: AxisLine | None, column: AxisLine | None) -> PivotCell:
        """Return the cell of a row and a column; None is all of them."""
        key = (row.code if row else _ALL, column.code if column else _ALL)
        held = self.found.get(key)
        lines = [line for line in (row, column) if line]
        ids: tuple[str, ...] = tuple(held["ids"]) if held else ()
        label = ", ".join(line.label for line in lines)
        part = Part(":".join(key), label, ids, _shown_by(self.chosen, lines, ids))
        if not self.is_toll:
            return PivotCell(part, None)
        if held is None:
            return PivotCell(part, _NOTHING)
        low, best, high, reported = (int(held[name]) for name in (*BOUNDS, "reported"))
        return PivotCell(part, TollSum(low, best, high, reported, len(ids) - reported))


def _grouped(selection: Selection, rows: Axis, columns: Axis, toll: str | None) -> pd.DataFrame:
    """Return ids, bounds and number of reports by row and column code, whole lines included."""
    incidents = selection.incidents
    order = pd.DataFrame({"incident_id": incidents["incident_id"], "place": range(len(incidents))})
    if toll is not None:
        bounds = filled_bounds(incidents, toll)
        order = order.assign(**bounds.fillna(0), reported=bounds["low"].notna().astype(int))
    every = pd.DataFrame({"incident_id": incidents["incident_id"], "code": _ALL})
    sides = [pd.concat([axis.members, every], ignore_index=True) for axis in (rows, columns)]
    crossed = sides[0].merge(sides[1], on="incident_id", suffixes=("_row", "_column"))
    crossed = crossed.merge(order, on="incident_id").sort_values("place", kind="stable")
    groups = crossed.groupby(["code_row", "code_column"], sort=False)
    table = groups["incident_id"].agg(tuple).rename("ids").to_frame()
    return table if toll is None else table.join(groups[[*BOUNDS, "reported"]].sum())


def build_pivot(
    selection: Selection, rows: str, columns: str, cells: str, coverage: Period
) -> Pivot:
    """Return the cross-table of codes of ROWS, COLUMNS and CELLS of axes, counted in one pass.

    Tolls in persons, open bounds closed as in tallies; incidents without a figure are counted as
    unreported, never as zero. `coverage`: the days that were searched. Raises KeyError for an
    unknown code.
    """
    down, across = (build_axis(selection, name, coverage) for name in (rows, columns))
    toll = None if cells == "incidents" else TOLLS[cells]
    grouped = _grouped(selection, down, across, toll)
    table = _Cells(selection, grouped, is_toll=toll is not None)
    lines = (*across.lines, None)
    return Pivot(
        rows=down.lines,
        columns=across.lines,
        cells=tuple(tuple(table.cell(row, line) for line in lines) for row in down.lines),
        totals=tuple(table.cell(None, line) for line in lines),
        rows_overlap=down.overlaps,
    )
