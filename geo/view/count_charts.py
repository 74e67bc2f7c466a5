"""Build the altair charts of counts over time: bars with ranges, running counts, milestones."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from geo.view.scales import LINE_HEX, RAMP_HEX, SURFACE_HEX
from geo.view.strip_chart import StripView, lane_axis, time_axis

BAR_HEIGHT, RUNNING_HEIGHT, MILESTONE_HEIGHT = 190, 120, 84
# About as wide as the years are on a laptop, and a number on its rule.
CHART_PX, NUMBER_PX = 860, 20
MILESTONE_LEVELS = 4


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows that JSON can hold: dates as ISO text, missing as None."""
    plain = frame.astype(object).map(
        lambda value: value.isoformat() if isinstance(value, date) else value
    )
    rows = plain.where(frame.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(frame.columns, row, strict=True)) for row in rows]


def _count_axis(field: str) -> alt.Y:
    return alt.Y(field, title=None, axis=lane_axis())


def _class_bars(rows: pd.DataFrame, view: StripView) -> alt.Chart:
    hexes = view.colouring.hexes(view.theme)
    named = rows.assign(label=rows["code"].map(view.colouring.labels()))
    bars: alt.Chart = (
        alt.Chart(alt.InlineData(plain_rows(named)))
        .mark_bar(clip=True, stroke=SURFACE_HEX[view.theme]["land"], strokeWidth=0.5)
        .encode(
            x=time_axis("start:T", view.span),
            x2="end:T",
            y=_count_axis("bottom:Q"),
            y2="top:Q",
            fill=alt.Fill(
                "code:N",
                scale=alt.Scale(domain=list(hexes), range=list(hexes.values())),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("label:N", title=view.colouring.label),
                alt.Tooltip("incidents:Q", title="Incidents"),
            ],
        )
    )
    return bars


def _toll_bars(rows: pd.DataFrame, label: str, view: StripView) -> alt.LayerChart:
    base = alt.Chart(alt.InlineData(plain_rows(rows.assign(zero=0)))).encode(
        x=time_axis("start:T", view.span),
        x2="end:T",
        tooltip=[
            alt.Tooltip("period:N", title="Period"),
            alt.Tooltip("best:Q", title=f"{label}, best"),
            alt.Tooltip("low:Q", title="Lowest"),
            alt.Tooltip("high:Q", title="Highest"),
            alt.Tooltip("unreported:Q", title="Incidents without a figure"),
        ],
    )
    colour, ink = RAMP_HEX[view.theme][3], SURFACE_HEX[view.theme]["ink"]
    best = base.mark_bar(clip=True, color=colour).encode(y=_count_axis("best:Q"), y2="zero:Q")
    band = base.mark_bar(clip=True, color=ink, opacity=0.3).encode(
        y=_count_axis("low:Q"), y2="high:Q"
    )
    return alt.LayerChart(layer=[best, band])


def build_bars(rows: pd.DataFrame, label: str, view: StripView) -> alt.Chart | alt.LayerChart:
    """Return bars per period: stacked by class, or a toll's best with low–high as a band.

    `rows` as from class_counts (column code) or as the rows of count_periods (columns low, best,
    high).
    """
    chart = _class_bars(rows, view) if "code" in rows else _toll_bars(rows, label, view)
    return chart.properties(height=BAR_HEIGHT)


def build_running(rows: pd.DataFrame, view: StripView) -> alt.Chart:
    """Return cumulative_counts or rolling_counts as a stepped line."""
    line: alt.Chart = (
        alt.Chart(alt.InlineData(plain_rows(rows)), height=RUNNING_HEIGHT)
        .mark_line(clip=True, interpolate="step-after", color=LINE_HEX[view.theme]["strong"])
        .encode(
            x=time_axis("day:T", view.span),
            y=_count_axis("incidents:Q"),
            tooltip=[
                alt.Tooltip("day:T", title="From", format="%-d %b %Y"),
                alt.Tooltip("incidents:Q", title="Incidents"),
            ],
        )
    )
    return line


def milestone_rows(milestones: pd.DataFrame, span: tuple[date, date]) -> pd.DataFrame:
    """Return the milestones in the span with a number and a level on which no two numbers touch.

    Columns number, day (date; the first that the milestone's can mean), label, level.
    """
    days = pd.to_datetime(milestones["milestone_date"], format="ISO8601").dt.date
    numbered = pd.DataFrame(
        {
            "number": range(1, len(milestones) + 1),
            "day": days.to_numpy(),
            "label": milestones["label"].astype(object).to_numpy(),
        }
    )
    inside = numbered[[span[0] <= day <= span[1] for day in numbered["day"]]]
    px_per_day = CHART_PX / max((span[1] - span[0]).days, 1)
    free_from: list[float] = []
    levels = []
    for day in inside["day"]:
        place = (day - span[0]).days * px_per_day
        level = next((k for k, free in enumerate(free_from) if free <= place), len(free_from))
        free_from[level : level + 1] = [place + NUMBER_PX]
        levels.append(level)
    return inside.assign(level=levels)


def build_milestones(rows: pd.DataFrame, view: StripView) -> alt.LayerChart:
    """Return the milestones as numbered rules over the same years; `rows` as milestone_rows."""
    ink = SURFACE_HEX[view.theme]["ink"]
    base = alt.Chart(alt.InlineData(plain_rows(rows))).encode(
        x=time_axis("day:T", view.span),
        tooltip=[alt.Tooltip("day:T", title="From", format="%-d %b %Y"), "label:N"],
    )
    axis = lane_axis()
    axis.labels = axis.ticks = axis.domain = axis.grid = False
    rules = base.mark_rule(color=ink, opacity=0.25)
    numbers = base.mark_text(color=ink, fontSize=11).encode(
        y=alt.Y(
            "level:Q",
            title=None,
            scale=alt.Scale(domain=[-0.5, MILESTONE_LEVELS - 0.5], nice=False, zero=False),
            axis=axis,
        ),
        text="number:N",
    )
    return alt.LayerChart(layer=[rules, numbers], height=MILESTONE_HEIGHT)
