"""Build the altair timeline: counts per year, and every incident as its own mark."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from geo.markers import marker_radius_px
from geo.scales import (
    ACCENT_HEX,
    GROUP_CLASSES,
    SURFACE_HEX,
    group_class_of,
    group_hex,
)
from geo.wording import (
    describe_responsibility,
    describe_toll,
    describe_verification,
    format_event_date,
)

INCIDENT_SELECTION = "incident"
TRACKS = 5
LABEL_PX = 150
PROVINCE_HEX = {
    "light": ("#b4622d", "#2f6f8f", "#7b5aa6", "#5b8c3e", "#c2a033", "#6b7680", "#a24f7a"),
    "dark": ("#d98a55", "#63a9cc", "#b497dd", "#8fc06d", "#e2c55c", "#9aa5ae", "#d384ac"),
}
STACKS = {"group": "Group", "province": "Province or territory"}


def timeline_rows(incidents: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return plain chart rows, one per incident: ISO dates, labels, area and texts.

    `first` and `last` span what an imprecise date can mean or how long the event lasted;
    `middle` is where its mark stands. Area in square pixels grows with victims killed.
    """
    middle = (
        incidents["event_date"] + (incidents["event_date_latest"] - incidents["event_date"]) / 2
    )
    closing = incidents["event_date_end"].fillna(incidents["event_date_latest"])
    killed = incidents["fatalities_best"].fillna(incidents["fatalities_low"])
    groups = group_class_of(incidents["primary_actor_id"], actors)
    return pd.DataFrame(
        {
            "incident_id": incidents["incident_id"].astype(object),
            "first": incidents["event_date"].dt.strftime("%Y-%m-%d"),
            "middle": middle.dt.strftime("%Y-%m-%d"),
            "last": closing.dt.strftime("%Y-%m-%d"),
            "year": incidents["event_date"].dt.year.astype(int),
            "group": groups.map({c.code: c.label for c in GROUP_CLASSES.values()}).astype(object),
            "province": incidents["admin1_name"].astype(object),
            # Neighbours in time stand on different tracks of their lane, so that few marks cover
            # each other; the track carries no meaning.
            "track": incidents.groupby("admin1_code").cumcount().mod(TRACKS).astype(int),
            "area": [(2 * marker_radius_px(value)) ** 2 for value in killed],
            "is_known": incidents["fatalities_low"].notna().astype(bool),
            "is_precise": incidents["date_precision"].eq("day").astype(bool),
            "when": [
                format_event_date(*cells)
                for cells in zip(
                    incidents["event_date"],
                    incidents["date_precision"],
                    incidents["event_date_end"],
                    strict=True,
                )
            ],
            "place": incidents["place_name"].astype(object),
            "toll": [describe_toll(row) for _, row in incidents.iterrows()],
            "who": [describe_responsibility(row) for _, row in incidents.iterrows()],
            "check": [describe_verification(row) for _, row in incidents.iterrows()],
        }
    )


def _palette(stack: str, provinces: list[str], theme: str) -> alt.Scale:
    if stack == "group":
        domain = [group_class.label for group_class in GROUP_CLASSES.values()]
        return alt.Scale(domain=domain, range=list(group_hex(theme).values()))
    return alt.Scale(domain=provinces, range=list(PROVINCE_HEX[theme]))


def _time_axis(rows: pd.DataFrame, field: str) -> alt.X:
    first, last = int(rows["year"].min()), int(rows["last"].str[:4].max())
    domain = [
        alt.DateTime(year=year, month=month, date=day, utc=True)
        for year, month, day in ((first, 1, 1), (last, 12, 31))
    ]
    return alt.X(
        field,
        title=None,
        scale=alt.Scale(type="utc", domain=domain),
        axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True, labelFlush=False),
    )


def _lane_axis() -> alt.Axis:
    # The same room for labels in both charts, so that their years stand under each other.
    # Whole steps: there is no half incident.
    return alt.Axis(minExtent=LABEL_PX, maxExtent=LABEL_PX, labelLimit=LABEL_PX, tickMinStep=1)


def year_counts(rows: pd.DataFrame, stack: str, coverage_end: date) -> pd.DataFrame:
    """Return incidents per year and code of `stack`, with the days that each bar spans.

    Every date in the table is known to its year at least, so each incident is in one bar. The
    bar of the year in which coverage ends stops on that day.
    """
    counts = rows.groupby(["year", stack]).size().rename("incidents").reset_index()
    counts["top"] = counts.groupby("year")["incidents"].cumsum()
    counts["bottom"] = counts["top"] - counts["incidents"]
    ends = [min(date(year, 12, 31), coverage_end) for year in counts["year"]]
    counts["from"] = [f"{year}-01-01" for year in counts["year"]]
    counts["to"] = [f"{day:%Y-%m-%d}" for day in ends]
    return counts


def build_year_bars(
    rows: pd.DataFrame, stack: str, provinces: list[str], theme: str, coverage_end: date
) -> alt.Chart:
    """Return incidents per year, stacked by `group` or `province`, a part year as a part."""
    bars: alt.Chart = (
        alt.Chart(year_counts(rows, stack, coverage_end), height=190)
        .mark_bar(stroke=SURFACE_HEX[theme]["land"], strokeWidth=1)
        .encode(
            x=_time_axis(rows, "from:T"),
            x2="to:T",
            y=alt.Y("bottom:Q", title=None, axis=_lane_axis()),
            y2="top:Q",
            fill=alt.Fill(f"{stack}:N", scale=_palette(stack, provinces, theme), legend=None),
            tooltip=[
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip(f"{stack}:N", title=STACKS[stack]),
                alt.Tooltip("incidents:Q", title="Incidents"),
            ],
        )
    )
    return bars


def build_strip(
    rows: pd.DataFrame, stack: str, provinces: list[str], theme: str, selected_id: str | None
) -> alt.LayerChart:
    """Return one mark per incident, in lanes by province; a click selects `incident`.

    Marks by area of victims killed, open where deaths are not reported; a bar shows the days
    that an imprecise date can mean, or how long an event lasted.
    """
    coloured: dict[str, Any] = {
        "field": stack,
        "type": "nominal",
        "title": STACKS[stack],
        "scale": _palette(stack, provinces, theme),
        "legend": alt.Legend(orient="bottom", columns=4, symbolType="circle", symbolOpacity=1),
    }
    is_selected = f"datum.incident_id == '{selected_id}'"
    base = alt.Chart(rows, height=330).encode(
        y=alt.Y("province:N", title=None, sort=provinces, axis=_lane_axis()),
        yOffset=alt.YOffset("track:O"),
    )
    spans = (
        base.transform_filter("datum.first != datum.last")
        .mark_bar(height=5, opacity=0.45)
        .encode(x=_time_axis(rows, "first:T"), x2="last:T", fill=alt.Fill(**coloured))
    )
    marks = base.mark_point(opacity=0.9).encode(
        x=_time_axis(rows, "middle:T"),
        size=alt.Size("area:Q", scale=None, legend=None),
        fill=alt.condition(
            "datum.is_known && datum.is_precise",
            alt.Fill(**coloured),
            alt.value("transparent"),
        ),
        strokeDash=alt.condition("datum.is_precise", alt.value([1, 0]), alt.value([2, 2])),
        strokeWidth=alt.condition(is_selected, alt.value(4), alt.value(1.5)),
        stroke=alt.condition(is_selected, alt.value(ACCENT_HEX[theme]), alt.Stroke(**coloured)),
        tooltip=[
            alt.Tooltip("when:N", title="Date"),
            alt.Tooltip("place:N", title="Place"),
            alt.Tooltip("toll:N", title="Toll"),
            alt.Tooltip("who:N", title="Responsibility"),
            alt.Tooltip("check:N", title="Verification"),
        ],
    )
    pick = alt.selection_point(name=INCIDENT_SELECTION, fields=["incident_id"])
    return alt.LayerChart(layer=[spans, marks.add_params(pick)])
