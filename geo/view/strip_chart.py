"""Build the altair strip: every incident as a mark in time."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any

import altair as alt

from geo.view.charts.time_frame import (
    TIER_OPACITY,
    backdrop,
    epoch_ms,
    side_axis,
)
from geo.view.charts.time_frame import (
    StripView as StripView,
)
from geo.view.expressions import json_list
from geo.view.marks import SHOWN
from geo.view.scales import ACCENT_HEX, SURFACE_HEX

INCIDENT_SELECTION, PERIOD_SELECTION = "incident", "period"
COMPACT_HEIGHT, LANE_HEIGHT, AXIS_PX = 80, 42, 44
# The compact strip's marks are smaller: it shows when, the map shows how many.
COMPACT_AREA, LANES_AREA = 0.45, 1.0
# Of a lane's height, from one track to the next; and how many the compact strip has room for.
TRACK_STEP = 0.16
MOST_TRACKS = 3
SHOWN_OPACITY, FADED_OPACITY = 0.95, 0.22


def _source(data: str | list[dict[str, Any]]) -> alt.UrlData | alt.InlineData:
    if isinstance(data, str):
        return alt.UrlData(data, format=alt.JsonDataFormat(type="json"))
    return alt.InlineData(data)


def _lookup_text(texts: dict[str, str], field: str) -> str:
    pairs = ",".join(f"'{code}':'{text}'" for code, text in texts.items())
    return f"{{{pairs}}}[datum.{field}]"


def _lane_codes(view: StripView) -> list[str]:
    codes = list(view.colouring.labels())
    if view.lane_codes is None:
        return codes
    # A chart without a lane would have no height.
    return [code for code in codes if code in view.lane_codes] or codes[-1:]


def _lane_text(view: StripView) -> str:
    field = view.colouring.field
    ranks = f"indexof({json_list(_lane_codes(view))},datum.{field})"
    return f"{ranks}+clamp(datum.y{field}*{TRACK_STEP},-0.4,0.4)"


def _strip_y(view: StripView) -> alt.Y:
    # Stated domains: rows come by address, and at first there are none to take them from.
    if not view.lanes:
        tracks = alt.Scale(domain=[-MOST_TRACKS - 0.5, MOST_TRACKS + 0.5], nice=False)
        return alt.Y("track:Q", axis=None, scale=tracks)
    # One axis of numbers with names as labels: a lane's marks spread around its number.
    codes, labels = _lane_codes(view), view.colouring.labels()
    axis = side_axis(
        view,
        values=list(range(len(codes))),
        labelExpr=f"{json_list([labels[code] for code in codes])}[datum.value]",
        labels=not view.is_narrow,
        ticks=not view.is_narrow,
    )
    scale = alt.Scale(domain=[len(codes) - 0.5, -0.5], nice=False, zero=False)
    return alt.Y("lane:Q", title=None, axis=axis, scale=scale)


def _lane_names(view: StripView) -> alt.Chart:
    labels = view.colouring.labels()
    rows = [
        {"a": view.span[0].isoformat(), "lane": rank - 0.34, "name": labels[code]}
        for rank, code in enumerate(_lane_codes(view))
    ]
    names: alt.Chart = (
        alt.Chart(alt.InlineData(rows))
        .mark_text(
            aria=False, align="left", dx=3, fontSize=11, color=SURFACE_HEX[view.theme]["ink"]
        )
        .encode(x="a:T", y=_strip_y(view), text="name:N")
    )
    return names


def _opacity(shown: float, faded: float) -> dict[str, Any]:
    """Return how strongly marks are drawn: context paler, what the period leaves out faded."""
    share = TIER_OPACITY["context"]
    return {
        "condition": [
            {"test": f"datum.f!={SHOWN}", "value": faded},
            {"test": "datum.n=='context'", "value": round(shown * (share + 0.2), 2)},
        ],
        "value": shown,
    }


def _strip_spans() -> alt.Chart:
    spans: alt.Chart = (
        alt.Chart()
        .mark_bar(height=4, aria=False, clip=True)
        .transform_filter("datum.a!=datum.b")
        .encode(
            x="a:T",
            x2="b:T",
            opacity=_opacity(0.45, 0.1),
            color=alt.Color("c:N", scale=None),
        )
    )
    return spans


def _middle_text(view: StripView) -> str:
    # A date that reaches over an end of the axis has its mark where the axis still shows it.
    first, last = (epoch_ms(day) for day in view.span)
    reaches = f"+toDate(datum.b)>={first}&&+toDate(datum.a)<={last}"
    return f"{reaches}?clamp(+toDate(datum.m),{first},{last}):+toDate(datum.m)"


def _strip_marks(view: StripView) -> alt.Chart:
    colour: dict[str, Any] = {"field": "c", "type": "nominal", "scale": None}
    is_selected = f"datum.id=='{view.selected_id}'"
    stroke = (
        alt.condition(is_selected, alt.value(ACCENT_HEX[view.theme]), alt.Stroke(**colour))
        if view.selected_id
        else alt.Stroke(**colour)
    )
    width = alt.condition(is_selected, alt.value(4), alt.value(1.3)) if view.selected_id else None
    marks: alt.Chart = (
        alt.Chart()
        .mark_point(strokeWidth=1.3, aria=False, clip=True)
        .encode(
            x="x:T",
            size=alt.Size("z:Q", scale=None),
            shape=alt.Shape("h:N", scale=None),
            fill=alt.condition(
                "datum.l=='filled'&&datum.d", alt.Fill(**colour), alt.value("transparent")
            ),
            opacity=_opacity(SHOWN_OPACITY, FADED_OPACITY),
            strokeDash=alt.condition("datum.d", alt.value([1, 0]), alt.value([2, 2])),
            stroke=stroke,
            tooltip=[
                alt.Tooltip("t1:N", title="When, where"),
                alt.Tooltip("t2:N", title="Toll"),
                alt.Tooltip("t3:N", title="Said of who did it"),
            ],
            **({"strokeWidth": width} if width is not None else {}),
        )
    )
    return marks


def build_strip(data: str | list[dict[str, Any]], states: str, view: StripView) -> alt.LayerChart:
    """Return one mark per incident over time; a click selects `incident`, a drag `period`.

    `data`: address or records as from timeline_records; `states`: a digit for each `i` of them,
    HIDDEN, FADED (outside the period) or SHOWN. Area of a mark by victims killed, open where
    deaths are not reported, dashed where the day is not known; a bar spans the days that an
    imprecise date can mean, or that an event lasted.
    """
    y = _strip_y(view)
    click = alt.selection_point(name=INCIDENT_SELECTION, fields=["id"])
    brush = alt.selection_interval(name=PERIOD_SELECTION, encodings=["x"])
    layers = [
        *backdrop(view),
        *([_lane_names(view)] if view.lanes and view.is_narrow else []),
        _strip_spans().encode(y=y),
        _strip_marks(view).encode(y=y).add_params(click, brush),
    ]
    scale = LANES_AREA if view.lanes else COMPACT_AREA
    field, hexes = view.colouring.field, view.colouring.hexes(view.theme)
    height = LANE_HEIGHT * max(len(_lane_codes(view)), 2) + AXIS_PX
    chart: alt.LayerChart = (
        alt.LayerChart(
            data=_source(data), layer=layers, height=height if view.lanes else COMPACT_HEIGHT
        )
        .transform_calculate(f=f"+slice('{states}',datum.i,datum.i+1)")
        .transform_filter("datum.f>0")
        .transform_calculate(
            x=_middle_text(view),
            z=f"4*datum.r*datum.r*{scale}",
            c=_lookup_text(hexes, field),
            **(
                {"lane": _lane_text(view)}
                if view.lanes
                else {"track": f"clamp(datum.y,-{MOST_TRACKS},{MOST_TRACKS})"}
            ),
        )
    )
    return chart


def whole_months(milliseconds: list[float]) -> tuple[date, date]:
    """Return the first day of the month in which a span starts, and the last of that it ends in.

    `milliseconds` since 1970 in UTC: as fine as a drag over some 20 years can mean.
    """
    start, end = (
        datetime.fromtimestamp(ms / 1000, tz=UTC).date()
        for ms in (min(milliseconds), max(milliseconds))
    )
    return start.replace(day=1), end.replace(day=monthrange(end.year, end.month)[1])
