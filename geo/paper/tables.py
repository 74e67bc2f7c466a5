"""Count what a briefing's tables say, over the rows of the CSV export of the same filter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.figures.counts import count_periods
from geo.figures.groups import GroupRow, group_rows, unnamed_part
from geo.figures.sentences import statistics_sentences
from geo.figures.summary import Finding, summarise
from geo.incidents.filtering.words import describe_tiers
from geo.incidents.flat import BOUNDS
from geo.incidents.selections import Selection
from geo.incidents.tallies import TollSum, sum_toll
from geo.incidents.vocabulary import TIERS, UNSPECIFIED
from geo.tables.periods import Period
from geo.wording import INCLUSION_LABELS, count_noun

SHOWN_DISTRICTS = 15
SHOWN_GROUPS = 15
# Codes of lines that are no district and no year.
OTHER, TOTAL, VAGUE = "other", "total", "vague"


@dataclass(frozen=True)
class TableLine:
    """Hold one line of a table: incidents, and victims and Chinese nationals killed (persons).

    `code`: an admin2_code, a year, a tier, or OTHER, UNSPECIFIED, VAGUE, TOTAL. `context` of the
    incidents are context.
    """

    code: str
    label: str
    incidents: int
    context: int
    killed: TollSum
    chinese_killed: TollSum


@dataclass(frozen=True)
class BriefingFigures:
    """Hold every number of a briefing, for its tables and for those who recount it.

    The lines of `districts` and those of `years` add up to `total`; the rows of `groups` overlap.
    `tiers` has a line for each tier, also for those that the filter leaves out (`left_out`);
    `tiers_shown` names the others in words.
    `other_groups` counts the named groups that `groups` leaves out, `unnamed` the incidents that
    no group is named for. `statistics` are sentences.
    """

    findings: list[Finding]
    total: TableLine
    tiers: tuple[TableLine, ...]
    tiers_shown: str
    left_out: frozenset[str]
    districts: tuple[TableLine, ...]
    years: tuple[TableLine, ...]
    groups: tuple[GroupRow, ...]
    other_groups: int
    unnamed: int
    statistics: tuple[str, ...]


def table_line(code: str, label: str, incidents: pd.DataFrame) -> TableLine:
    """Return the line of some incidents."""
    killed, chinese = sum_toll(incidents, "fatalities"), sum_toll(incidents, "chinese_fatalities")
    context = int(incidents["inclusion"].eq("context").sum())
    return TableLine(code, label, len(incidents), context, killed, chinese)


def tier_table(selection: Selection) -> list[TableLine]:
    """Return a line for each tier of inclusion, whether the filter shows it or not."""
    every = selection.select(replace(selection.chosen, inclusion=TIERS)).incidents
    return [
        table_line(tier, INCLUSION_LABELS[tier], every[every["inclusion"] == tier])
        for tier in TIERS
    ]


def district_lines(incidents: pd.DataFrame, limit: int = SHOWN_DISTRICTS) -> list[TableLine]:
    """Return a line for each district, most incidents first, then by name; what is over as one.

    Incidents whose district is unspecified are a line of their own.
    """
    placed = incidents.dropna(subset="admin2_code")
    lines = sorted(
        (
            table_line(str(code), str(rows["admin2_name"].iloc[0]), rows)
            for code, rows in placed.groupby("admin2_code")
        ),
        key=lambda line: (-line.incidents, line.label),
    )
    shown = lines[:limit]
    rest = placed[~placed["admin2_code"].isin([line.code for line in shown])]
    if len(rest):
        left_out = count_noun(len(lines) - len(shown), "other district")
        shown.append(table_line(OTHER, left_out, rest))
    unplaced = incidents[incidents["admin2_code"].isna()]
    if len(unplaced):
        shown.append(table_line(UNSPECIFIED, "District unspecified", unplaced))
    return shown


def _sums(row: Mapping[Hashable, Any]) -> TollSum:
    low, best, high = (0 if pd.isna(row[bound]) else int(row[bound]) for bound in BOUNDS)
    unreported = int(row["unreported"])
    return TollSum(low, best, high, int(row["incidents"]) - unreported, unreported)


def year_lines(incidents: pd.DataFrame, window: Period) -> list[TableLine]:
    """Return a line for each year with incidents, as geo.figures.counts counts them.

    Incidents whose date can mean days of two years are a line of their own.
    """
    killed, chinese = (
        count_periods(incidents, "year", counted, window).rows.to_dict("records")
        for counted in ("killed", "chinese-killed")
    )
    paler = incidents[incidents["inclusion"] == "context"]
    counted = count_periods(paler, "year", "incidents", window).rows
    context = dict(zip(counted["period"], counted["incidents"], strict=True))
    lines = [
        TableLine(
            row["period"],
            row["period"],
            row["incidents"],
            context.get(row["period"], 0),
            _sums(row),
            _sums(other),
        )
        for row, other in zip(killed, chinese, strict=True)
    ]
    spans = incidents["event_date"].dt.year != incidents["event_date_latest"].dt.year
    if spans.any():
        lines.append(table_line(VAGUE, "Year not known", incidents[spans]))
    return lines


def briefing_figures(
    selection: Selection, period: Period | None, coverage: Period
) -> BriefingFigures:
    """Return every number of a briefing about a selection; `period` as from study_period."""
    incidents = selection.incidents
    rows = group_rows(selection)
    return BriefingFigures(
        findings=summarise(selection),
        total=table_line(TOTAL, "All shown", incidents),
        tiers=tuple(tier_table(selection)),
        tiers_shown=describe_tiers(selection.chosen.inclusion),
        left_out=frozenset(TIERS) - set(selection.chosen.inclusion),
        districts=tuple(district_lines(incidents)),
        years=tuple(year_lines(incidents, period or coverage)),
        groups=tuple(rows[:SHOWN_GROUPS]),
        other_groups=max(0, len(rows) - SHOWN_GROUPS),
        unnamed=unnamed_part(selection).count,
        statistics=statistics_sentences(incidents, period, coverage),
    )
