"""Build the altair strip: every incident as a mark in time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import altair as alt
import numpy as np

from geo.view.colours import COLOURINGS, Colouring
from geo.view.expressions import digit_text, json_list
from geo.view.marks import SHOWN
from geo.view.scales import ACCENT_HEX, SURFACE_HEX

INCIDENT_SELECTION, PERIOD_SELECTION = "incident", "period"
LABEL_PX = 150
COMPACT_HEIGHT, LANES_HEIGHT = 80, 360
# The compact strip's marks are smaller: it shows when, the map shows how many.
COMPACT_AREA, LANES_AREA = 0.45, 1.0
# Of a lane's height, from one track to the next.
TRACK_STEP = 0.16


@dataclass(frozen=True)
class StripView:
    """Hold what a strip shows beyond its records: theme, colours, span, period and selection.

    `span`: first and last day of the axis; `period`: the filter's days, either may be None;
    `lanes`: one lane per class of the colouring instead of one for all.
    """

    span: tuple[date, date]
    theme: str = "light"
    colouring: Colouring = COLOURINGS["group"]
    period: tuple[date | None, date | None] = (None, None)
    selected_id: str | None = None
    lanes: bool = False


def utc_day(day: date) -> alt.DateTime:
    """Return a day as Vega takes it in a UTC axis's domain."""
    return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)


def time_axis(field: str, span: tuple[date, date]) -> alt.X:
    """Return the axis of years that all charts share."""
    return alt.X(
        field,
        title=None,
        scale=alt.Scale(type="utc", domain=[utc_day(day) for day in span]),
        axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True, labelFlush=False),
    )


def lane_axis() -> alt.Axis:
    """Return the axis of lanes or whole counts, as wide in every chart."""
    # The same room for labels in all charts, so that their years stand under each other.
    # Whole steps: there is no half incident.
    return alt.Axis(minExtent=LABEL_PX, maxExtent=LABEL_PX, labelLimit=LABEL_PX, tickMinStep=1)


def _period_band(view: StripView) -> alt.Chart | None:
    first, last = (day or edge for day, edge in zip(view.period, view.span, strict=True))
    if first <= view.span[0] and last >= view.span[1]:
        return None
    ends = [{"a": first.isoformat(), "b": last.isoformat()}]
    band: alt.Chart = (
        alt.Chart(alt.InlineData(ends))
        .mark_rect(opacity=0.1, color=SURFACE_HEX[view.theme]["ink"])
        .encode(x=time_axis("a:T", view.span), x2="b:T")
    )
    return band


def _source(data: str | list[dict[str, Any]]) -> alt.UrlData | alt.InlineData:
    if isinstance(data, str):
        return alt.UrlData(data, format=alt.JsonDataFormat(type="json"))
    return alt.InlineData(data)


def _lookup_text(texts: dict[str, str], field: str) -> str:
    pairs = ",".join(f"'{code}':'{text}'" for code, text in texts.items())
    return f"{{{pairs}}}[datum.{field}]"


def _lane_text(colouring: Colouring) -> str:
    field = colouring.field
    ranks = f"indexof({json_list(colouring.labels())},datum.{field})"
    return f"{ranks}+clamp(datum.y{field}*{TRACK_STEP},-0.4,0.4)"


def _strip_y(view: StripView) -> alt.Y:
    if not view.lanes:
        return alt.Y("y:Q", axis=None, scale=alt.Scale(nice=False, padding=9))
    # One axis of numbers with names as labels: a lane's marks spread around its number.
    labels = list(view.colouring.labels().values())
    axis = lane_axis()
    axis.values = list(range(len(labels)))
    axis.labelExpr = f"{json_list(labels)}[datum.value]"
    scale = alt.Scale(domain=[len(labels) - 0.5, -0.5], nice=False, zero=False)
    return alt.Y("lane:Q", title=None, axis=axis, scale=scale)


def _strip_spans(view: StripView) -> alt.Chart:
    spans: alt.Chart = (
        alt.Chart()
        .mark_bar(height=4, aria=False, clip=True)
        .transform_filter("datum.a!=datum.b")
        .encode(
            x=time_axis("a:T", view.span),
            x2="b:T",
            opacity=alt.condition(f"datum.f=={SHOWN}", alt.value(0.45), alt.value(0.1)),
            color=alt.Color("c:N", scale=None),
        )
    )
    return spans


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
            # The axis stands in the other layer; this one shares it.
            x=alt.X("m:T"),
            size=alt.Size("z:Q", scale=None),
            shape=alt.Shape("h:N", scale=None),
            fill=alt.condition(
                "datum.l=='filled'&&datum.d", alt.Fill(**colour), alt.value("transparent")
            ),
            opacity=alt.condition(f"datum.f=={SHOWN}", alt.value(0.95), alt.value(0.22)),
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


def build_strip(
    data: str | list[dict[str, Any]], states: np.ndarray, view: StripView
) -> alt.LayerChart:
    """Return one mark per incident over time; a click selects `incident`, a drag `period`.

    `data`: address or records as from timeline_records; `states`: for each `i` of them HIDDEN,
    FADED (outside the period) or SHOWN. Area of a mark by victims killed, open where deaths are
    not reported, dashed where the day is not known; a bar spans the days that an imprecise date
    can mean, or that an event lasted.
    """
    y = _strip_y(view)
    click = alt.selection_point(name=INCIDENT_SELECTION, fields=["id"])
    brush = alt.selection_interval(name=PERIOD_SELECTION, encodings=["x"])
    layers = [
        _strip_spans(view).encode(y=y),
        _strip_marks(view).encode(y=y).add_params(click, brush),
    ]
    band = _period_band(view)
    scale = LANES_AREA if view.lanes else COMPACT_AREA
    field, hexes = view.colouring.field, view.colouring.hexes(view.theme)
    chart: alt.LayerChart = (
        alt.LayerChart(
            data=_source(data),
            layer=[band, *layers] if band is not None else layers,
            height=LANES_HEIGHT if view.lanes else COMPACT_HEIGHT,
        )
        .transform_calculate(f=f"+slice('{digit_text(states)}',datum.i,datum.i+1)")
        .transform_filter("datum.f>0")
        .transform_calculate(
            z=f"4*datum.r*datum.r*{scale}",
            c=_lookup_text(hexes, field),
            **({"lane": _lane_text(view.colouring)} if view.lanes else {}),
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
