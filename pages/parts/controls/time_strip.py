"""The time strip under the map: brush a period, click an incident, step through the years."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import streamlit as st

from geo.atlas import Atlas
from geo.view.colours import COLOURINGS
from geo.view.strip_chart import (
    INCIDENT_SELECTION,
    PERIOD_SELECTION,
    StripView,
    build_strip,
    whole_months,
)
from geo.view.strip_marks import strip_span
from pages.parts.state.address import (
    change_view,
    current_view,
    mark_touched,
    open_incident,
)

GENERATION = "strip_generation"


def _take_strip(key: str) -> None:
    picked = st.session_state[key]["selection"]
    spans = list(picked.get(PERIOD_SELECTION, {}).values())
    rows = picked.get(INCIDENT_SELECTION, [])
    if rows:
        open_incident(rows[0]["id"])
    elif spans and len(spans[0]) == 2:
        first, last = whole_months(spans[0])
        change_view(chosen=replace(current_view().chosen, from_date=first, to_date=last))
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
    chosen = current_view().chosen
    key = f"strip_{st.session_state.get(GENERATION, 0)}"
    view = StripView(
        span=span or strip_span(atlas.incidents, atlas.tables.coverage),
        theme=theme,
        colouring=COLOURINGS[current_view().colour],
        period=(chosen.from_date, chosen.to_date),
        selected_id=current_view().incident_id,
        lanes=lanes,
    )
    st.altair_chart(
        build_strip(atlas.timeline_data, states, view),
        key=key,
        on_select=lambda: _take_strip(key),
        selection_mode=[INCIDENT_SELECTION, PERIOD_SELECTION],
        alt="Strip of the incidents over time, one mark each; the table of incidents lists them",
    )


def _take_year() -> None:
    end = date(st.session_state["step_year"], 12, 31)
    change_view(chosen=replace(current_view().chosen, to_date=end), step="year")


def _take_toggle(last_year: int) -> None:
    is_on = st.session_state["step_switch"]
    end = date(last_year, 12, 31) if is_on else None
    change_view(chosen=replace(current_view().chosen, to_date=end), step="year" if is_on else "off")


def _clear_period() -> None:
    change_view(chosen=current_view().chosen.without("period"), step="off")


def render_time_controls(incidents: gpd.GeoDataFrame, coverage_end: date) -> None:
    """Draw the year to step to and the way back to all dates; `incidents`: the whole table."""
    first = int(incidents["event_date"].dt.year.min())
    chosen, step_end = current_view().chosen, current_view().step_end
    with st.container(horizontal=True, vertical_alignment="center"):
        st.session_state["step_switch"] = step_end is not None
        st.toggle(
            "Step by year",
            key="step_switch",
            on_change=_take_toggle,
            args=(coverage_end.year,),
            help="Shows the time up to the end of a year; what came before that year is faded.",
        )
        if step_end:
            _render_year(first, coverage_end.year, step_end.year)
        else:
            st.caption("Drag over the strip to choose a period; click a mark to open it.")
        st.button(
            "All dates",
            on_click=_clear_period,
            disabled=chosen.from_date is None and chosen.to_date is None,
        )


def _render_year(first: int, last: int, year: int) -> None:
    st.session_state["step_year"] = min(max(year, first), last)
    st.select_slider(
        "Up to the end of", list(range(first, last + 1)), key="step_year", on_change=_take_year
    )
