"""Build the altair charts of counts over time: bars with ranges, running counts, milestones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from geo.view.charts.milestones import LEVELS
from geo.view.charts.time_frame import (
    TIER_OPACITY,
    StripView,
    backdrop,
    count_axis,
    milestone_values,
    side_axis,
    time_frame,
)
from geo.view.scales import LINE_HEX, RAMP_HEX, SURFACE_HEX
from geo.wording import INCLUSION_LABELS, format_day

# Streamlit fits a chart with its axis and margins into its height.
BAR_HEIGHT, RUNNING_HEIGHT, LEVEL_PX, MARGIN_PX = 200, 140, 16, 24
# More periods than this leave no room for a figure under each that has none.
MOST_NOTED = 40


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows that JSON can hold: dates as ISO text, missing as None."""
    plain = frame.astype(object).map(
        lambda value: value.isoformat() if isinstance(value, date) else value
    )
    rows = plain.where(frame.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(frame.columns, row, strict=True)) for row in rows]


def _days(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose end is the start of the next day, with the middle between (dates)."""
    ends = [end + timedelta(days=1) for end in rows["end"]]
    middles = [start + (end - start) / 2 for start, end in zip(rows["start"], ends, strict=True)]
    return rows.assign(end=ends, middle=middles)


def _bars(rows: pd.DataFrame, label: str, y: alt.Y, view: StripView) -> alt.Chart:
    is_toll = "best" in rows
    named = rows.assign(
        label=rows["code"].map(view.colouring.labels()),
        strength=rows["tier"].map(TIER_OPACITY),
        tier_label=rows["tier"].map(INCLUSION_LABELS),
    )
    hexes = view.colouring.hexes(view.theme)
    fill = (
        alt.value(RAMP_HEX[view.theme][4 if view.theme == "light" else 3])
        if is_toll
        else alt.Fill(
            "code:N",
            scale=alt.Scale(domain=list(hexes), range=list(hexes.values())),
            legend=None,
        )
    )
    figures = [("text:N", label), ("unreported:Q", "Incidents without a figure")]
    counts = [("label:N", view.colouring.label), ("incidents:Q", "Incidents")]
    bars: alt.Chart = (
        alt.Chart(alt.InlineData(plain_rows(_days(named))))
        .mark_bar(aria=False, clip=True, stroke=SURFACE_HEX[view.theme]["land"], strokeWidth=0.5)
        .encode(
            x="start:T",
            x2="end:T",
            y=y,
            y2="top:Q",
            fill=fill,
            opacity=alt.Opacity("strength:Q", scale=None),
            tooltip=[
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("tier_label:N", title="Tier"),
                *(
                    alt.Tooltip(field, title=title)
                    for field, title in (figures if is_toll else counts)
                ),
            ],
        )
    )
    return bars


def _whiskers(ranges: pd.DataFrame, y: alt.Y, view: StripView) -> alt.LayerChart:
    wide = _days(ranges[(ranges["low"] < ranges["high"]).fillna(False)])
    ink = SURFACE_HEX[view.theme]["ink"]
    base = alt.Chart(alt.InlineData(plain_rows(wide[["middle", "low", "high"]]))).encode(
        x="middle:T"
    )
    rule = base.mark_rule(aria=False, color=ink, clip=True).encode(
        y=_with_field(y, "low:Q"), y2="high:Q"
    )
    caps = [
        base.mark_tick(
            aria=False, color=ink, clip=True, size=7, thickness=1, orient="horizontal"
        ).encode(y=_with_field(y, field))
        for field in ("low:Q", "high:Q")
    ]
    return alt.LayerChart(layer=[rule, *caps])


def _with_field(y: alt.Y, field: str) -> alt.Y:
    other: alt.Y = y.copy()
    other.shorthand = field
    return other


def _notes(notes: pd.DataFrame, y: alt.Y, view: StripView) -> alt.Chart:
    """Return a 0 or a dash over the base of each period without a bar."""
    rows = _days(notes).assign(zero=0)
    text: alt.Chart = (
        alt.Chart(alt.InlineData(plain_rows(rows[["middle", "note", "zero"]])))
        .mark_text(aria=False, dy=-6, fontSize=10, clip=True, color=LINE_HEX[view.theme]["strong"])
        .encode(x="middle:T", y=_with_field(y, "zero:Q"), text="note:N")
    )
    return text


def build_bars(
    rows: pd.DataFrame,
    label: str,
    view: StripView,
    ranges: pd.DataFrame | None = None,
    notes: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Return bars per period: core at the base, then linked, context paler on top.

    `rows` as from class_counts or toll_counts; `ranges` as the rows of count_periods (columns low
    and high) of what the whisker is of; `notes` as from bar_notes.
    """
    tops = [rows["top"].max()] + ([ranges["high"].max()] if ranges is not None else [])
    highest = max((int(top) for top in tops if pd.notna(top)), default=1)
    y = count_axis("bottom:Q", highest, view)
    layers: list[Any] = [*backdrop(view), _bars(rows, label, y, view)]
    if ranges is not None:
        layers.append(_whiskers(ranges, y, view))
    if notes is not None and 0 < len(notes) <= MOST_NOTED and not view.is_narrow:
        layers.append(_notes(notes, y, view))
    return alt.LayerChart(layer=layers, height=BAR_HEIGHT)


def build_running(parts: dict[str, pd.DataFrame], view: StripView) -> alt.LayerChart:
    """Return running counts as stepped lines: "record" strong, "context" pale and dashed.

    `parts` as from cumulative_counts or rolling_counts, by the names of split_record.
    """
    highest = max((int(rows["incidents"].max()) for rows in parts.values()), default=1)
    styles: dict[str, dict[str, Any]] = {
        "record": {},
        "context": {"strokeDash": [4, 3], "opacity": 0.6},
    }
    lines = [
        alt.Chart(alt.InlineData(plain_rows(rows.assign(when=rows["day"].map(format_day)))))
        .mark_line(
            aria=False,
            clip=True,
            interpolate="step-after",
            color=LINE_HEX[view.theme]["strong"],
            **styles[code],
        )
        .encode(
            x="day:T",
            y=count_axis("incidents:Q", highest, view),
            tooltip=[
                alt.Tooltip("when:N", title="From"),
                alt.Tooltip("incidents:Q", title="Incidents"),
            ],
        )
        for code, rows in parts.items()
    ]
    return alt.LayerChart(layer=[*backdrop(view), *lines], height=RUNNING_HEIGHT)


def build_milestones(view: StripView) -> alt.LayerChart:
    """Return the view's milestones: names on their rules, the others as points to hover over."""
    ink = SURFACE_HEX[view.theme]["ink"]
    levels = max((one.level for one in view.milestones if one.name), default=0) + 1
    # The lowest row is the points'.
    scale = alt.Scale(domain=[-1, min(levels, LEVELS)], nice=False, zero=False)
    bare = side_axis(view, labels=False, ticks=False, domain=False, grid=False)
    rows = [
        {**one, "level": one["level"] + 0.5, "base": -1, "point": -0.4}
        for one in milestone_values(view.milestones)
    ]
    base = alt.Chart(alt.InlineData(rows)).encode(
        x="day:T",
        tooltip=[alt.Tooltip("when:N", title="Date"), alt.Tooltip("label:N", title="Milestone")],
    )
    y = alt.Y("level:Q", title=None, scale=scale, axis=bare)
    rules = base.transform_filter("datum.name").mark_rule(aria=False, color=ink, opacity=0.5)
    left, right = (
        base.transform_filter(f"datum.name&&{side}") for side in ("datum.left", "!datum.left")
    )
    names = [
        left.mark_text(aria=False, color=ink, fontSize=11, align="right", dx=-4),
        right.mark_text(aria=False, color=ink, fontSize=11, align="left", dx=4),
    ]
    points = base.mark_point(
        aria=False, filled=True, color=ink, shape="triangle-down", opacity=1
    ).encode(
        y=_with_field(y, "point:Q"),
        size=alt.condition("datum.main", alt.value(60), alt.value(32)),
    )
    layers = [
        time_frame(view, has_axis=False),
        rules.encode(y=y, y2="base:Q"),
        *(text.encode(y=y, text="name:N") for text in names),
        points,
    ]
    return alt.LayerChart(layer=layers, height=LEVEL_PX * (levels + 1) + MARGIN_PX)
