"""The time strip under the map: brush a period, click an incident, step through the years."""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.view.colours import COLOURINGS
from geo.view.strip_chart import (
    INCIDENT_SELECTION,
    PERIOD_SELECTION,
    StripView,
    build_strip,
)
from geo.view.strip_marks import strip_span
from pages.parts.state.address import (
    current_choice,
    current_filter,
    mark_touched,
    select_incident,
    selected_incident_id,
    set_choice,
    set_filter,
)

GENERATION = "strip_generation"


def whole_months(milliseconds: list[float]) -> tuple[date, date]:
    """Return the first day of the month in which a span starts, and the last of that it ends in.

    `milliseconds` since 1970 in UTC: as fine as a drag over some 20 years can mean.
    """
    start, end = (
        datetime.fromtimestamp(ms / 1000, tz=UTC).date()
        for ms in (min(milliseconds), max(milliseconds))
    )
    return start.replace(day=1), end.replace(day=monthrange(end.year, end.month)[1])


def _take_strip(key: str) -> None:
    picked = st.session_state[key]["selection"]
    spans = list(picked.get(PERIOD_SELECTION, {}).values())
    rows = picked.get(INCIDENT_SELECTION, [])
    if rows:
        select_incident(rows[0]["id"])
    elif spans and len(spans[0]) == 2:
        first, last = whole_months(spans[0])
        set_filter(replace(current_filter(), from_date=first, to_date=last))
    # Another chart: what was clicked or brushed now stands in the filter, not in the chart.
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
    mark_touched()


def render_time_strip(
    atlas: Atlas,
    states: np.ndarray,
    theme: str,
    *,
    span: tuple[date, date] | None = None,
    lanes: bool = False,
) -> None:
    """Draw the strip over the whole record or a span; `states` as for charts.build_strip."""
    chosen = current_filter()
    key = f"strip_{st.session_state.get(GENERATION, 0)}"
    view = StripView(
        span=span or strip_span(atlas.incidents, atlas.tables.coverage),
        theme=theme,
        colouring=COLOURINGS[current_choice("colour")],
        period=(chosen.from_date, chosen.to_date),
        selected_id=selected_incident_id(),
        lanes=lanes,
    )
    st.altair_chart(
        build_strip(atlas.timeline_data, states, view),
        key=key,
        on_select=lambda: _take_strip(key),
        selection_mode=[INCIDENT_SELECTION, PERIOD_SELECTION],
        alt="Strip of the incidents over time, one mark each; the table of incidents lists them",
    )


def _set_step(is_on: bool) -> None:
    set_choice("step", "year" if is_on else "off")


def _step_to(year: int) -> None:
    set_filter(replace(current_filter(), to_date=date(year, 12, 31)))
    _set_step(is_on=True)


def _take_year() -> None:
    _step_to(st.session_state["step_year"])


def _take_toggle(last_year: int) -> None:
    is_on = st.session_state["step_switch"]
    _set_step(is_on=is_on)
    end = date(last_year, 12, 31) if is_on else None
    set_filter(replace(current_filter(), to_date=end))


def _clear_period(chosen: IncidentFilter) -> None:
    set_filter(chosen.without("period"))
    set_choice("step", "off")


def is_stepping() -> bool:
    """Return whether the map shows the time up to a year, with what came before it faded."""
    return current_choice("step") == "year" and current_filter().to_date is not None


def render_time_controls(incidents: gpd.GeoDataFrame, coverage_end: date) -> None:
    """Draw the year to step to and the way back to all dates; `incidents`: the whole table."""
    first = int(incidents["event_date"].dt.year.min())
    chosen = current_filter()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.session_state["step_switch"] = is_stepping()
        st.toggle(
            "Step by year",
            key="step_switch",
            on_change=_take_toggle,
            args=(coverage_end.year,),
            help="Shows the time up to the end of a year; what came before that year is faded.",
        )
        if is_stepping():
            _render_year(first, coverage_end.year, chosen.to_date.year)
        else:
            st.caption("Drag over the strip to choose a period; click a mark to open it.")
        st.button(
            "All dates",
            on_click=_clear_period,
            args=(chosen,),
            disabled=chosen.from_date is None and chosen.to_date is None,
        )


def _render_year(first: int, last: int, year: int) -> None:
    st.session_state["step_year"] = min(max(year, first), last)
    st.select_slider(
        "Up to the end of", list(range(first, last + 1)), key="step_year", on_change=_take_year
    )
