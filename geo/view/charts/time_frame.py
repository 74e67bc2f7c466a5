"""Build what every chart over time has: the same axis, margins and backdrop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt

from geo.tables.periods import DAYS_PER_YEAR
from geo.view.charts.milestones import Milestone
from geo.view.colours import COLOURINGS, Colouring
from geo.view.scales import LINE_HEX, SURFACE_HEX

# Room for the names of lanes and for counts, left of the years; names stand in the lanes of a
# narrow chart.
LABEL_PX, NARROW_LABEL_PX = 150, 26
# Shorter than this in years, an axis names quarters, months, days.
QUARTER_YEARS, MONTH_YEARS, DAY_YEARS = 6, 2, 0.28
# How strongly each tier is drawn.
TIER_OPACITY = {"core": 1.0, "linked": 0.62, "context": 0.28}


@dataclass(frozen=True)
class StripView:
    """Hold what a chart over time shows beyond its records.

    `span`: first and last day of the axis; `period`: the filter's days, either may be None;
    `lanes`: one lane per class of the colouring instead of one for all, `lane_codes` those that
    are not left out; `data_end`: the last day searched; `is_narrow`: read on a phone.
    """

    span: tuple[date, date]
    theme: str = "light"
    colouring: Colouring = COLOURINGS["group"]
    period: tuple[date | None, date | None] = (None, None)
    selected_id: str | None = None
    lanes: bool = False
    lane_codes: tuple[str, ...] | None = None
    data_end: date | None = None
    milestones: tuple[Milestone, ...] = ()
    is_narrow: bool = False

    @property
    def years(self) -> float:
        """Return the length of the axis in years."""
        return ((self.span[1] - self.span[0]).days + 1) / DAYS_PER_YEAR

    @property
    def label_px(self) -> int:
        """Return the room left of the years, in pixels."""
        return NARROW_LABEL_PX if self.is_narrow else LABEL_PX


def epoch_ms(day: date) -> int:
    """Return the start of a day in UTC as milliseconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _utc_day(day: date) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)


def _year_below(first_line: str) -> str:
    # The year stands under its first month or quarter, and under the first label of the axis.
    is_first = "datum.index==0||utcmonth(datum.value)==0"
    return f"[{first_line},{is_first}?utcFormat(datum.value,'%Y'):'']"


def _ticks(years: float) -> dict[str, Any]:
    if years >= QUARTER_YEARS:
        return {"tickCount": "year", "labelExpr": "utcFormat(datum.value,'%Y')"}
    if years >= MONTH_YEARS:
        step = alt.TimeIntervalStep(interval="month", step=3)
        return {"tickCount": step, "labelExpr": _year_below("'Q'+utcquarter(datum.value)")}
    if years >= DAY_YEARS:
        return {"tickCount": "month", "labelExpr": _year_below("utcFormat(datum.value,'%b')")}
    return {"tickCount": 6, "labelExpr": "utcFormat(datum.value,'%-d %b %Y')"}


def time_frame(view: StripView, *, has_axis: bool = True) -> alt.Chart:
    """Return the layer that states the years which all charts share; it draws nothing else.

    Years, quarters or months are named by the length shown, each right of its tick, over the days
    that it means. Other layers take a field of days without scale or axis: Vega warns where two
    layers state the same days.
    """
    axis = alt.Axis(
        **_ticks(view.years),
        labelAlign="left",
        labelOffset=2,
        labelBound=True,
        labelOverlap="greedy",
        labelSeparation=4,
        labelColor=LINE_HEX[view.theme]["strong"],
        tickSize=7,
        grid=True,
    )
    scale = alt.Scale(type="utc", domain=[_utc_day(day) for day in view.span])
    frame: alt.Chart = (
        alt.Chart(alt.InlineData([{"day": view.span[0].isoformat()}]))
        .mark_rule(opacity=0, aria=False)
        .encode(x=alt.X("day:T", title=None, scale=scale, axis=axis if has_axis else None))
    )
    return frame


def side_axis(view: StripView, **more: Any) -> alt.Axis:
    """Return the axis of lanes or whole counts, as wide in every chart; `more` as alt.Axis."""
    # The same room in all charts, so that their years stand under each other. Whole steps: there
    # is no half incident.
    return alt.Axis(
        minExtent=view.label_px,
        maxExtent=view.label_px,
        labelLimit=view.label_px,
        labelColor=LINE_HEX[view.theme]["strong"],
        tickMinStep=1,
        **more,
    )


def count_axis(field: str, highest: float, view: StripView) -> alt.Y:
    """Return the axis of counts from 0 to `highest`, or to 1 where nothing is counted."""
    # Some room above, so that the highest is seen to end.
    scale = alt.Scale(domain=[0, 1.08 * max(highest, 1)], nice=False)
    return alt.Y(field, title=None, axis=side_axis(view, tickCount=4), scale=scale)


def _days(view: StripView, first: date, last: date, opacity: float) -> alt.Chart:
    ends = [{"a": first.isoformat(), "b": last.isoformat()}]
    band: alt.Chart = (
        alt.Chart(alt.InlineData(ends))
        .mark_rect(opacity=opacity, color=SURFACE_HEX[view.theme]["ink"], clip=True, aria=False)
        .encode(x="a:T", x2="b:T")
    )
    return band


def milestone_values(milestones: Iterable[Milestone]) -> list[Mapping[str, Any]]:
    """Return milestones as plain rows: day, when, label, main, name, level, left."""
    return [
        {
            "day": one.day.isoformat(),
            "when": one.when,
            "label": one.label,
            "main": one.is_main,
            "name": one.name,
            "level": one.level,
            "left": one.is_left,
        }
        for one in milestones
    ]


def _rules(view: StripView) -> alt.Chart:
    rules: alt.Chart = (
        alt.Chart(alt.InlineData(milestone_values(view.milestones)))
        .mark_rule(color=SURFACE_HEX[view.theme]["ink"], clip=True, aria=False)
        .encode(
            x="day:T",
            opacity=alt.condition("datum.main", alt.value(0.5), alt.value(0.14)),
            tooltip=[
                alt.Tooltip("when:N", title="Date"),
                alt.Tooltip("label:N", title="Milestone"),
            ],
        )
    )
    return rules


def backdrop(view: StripView) -> list[alt.Chart]:
    """Return what every chart starts with: axis, days not searched, period, milestones."""
    layers = [time_frame(view)]
    first, last = (day or edge for day, edge in zip(view.period, view.span, strict=True))
    if first > view.span[0] or last < view.span[1]:
        layers.append(_days(view, first, last, 0.1))
    if view.data_end and view.data_end < view.span[1]:
        layers.append(_days(view, view.data_end + timedelta(days=1), view.span[1], 0.05))
    if view.milestones:
        layers.append(_rules(view))
    return layers
