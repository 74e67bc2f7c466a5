"""The time strip under the map: brush a period, click an incident, step through the years."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import streamlit as st

from geo.atlas import Atlas
from geo.view.charts.milestones import place_milestones
from geo.view.charts.specs import strip_spec
from geo.view.charts.time_frame import StripView
from geo.view.colours import COLOURINGS
from geo.view.strip_chart import INCIDENT_SELECTION, PERIOD_SELECTION, whole_months
from geo.view.strip_marks import strip_span
from pages.parts.state.address import (
    change_view,
    current_view,
    mark_touched,
    open_incident,
)

GENERATION = "strip_generation"
# What the filter's last day was before stepping, to be put back after it.
BEFORE_STEP = "step_before"


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


def strip_view(atlas: Atlas, theme: str, span: tuple[date, date]) -> StripView:
    """Return what every chart over time shows of a session: period, colours, selection."""
    state = current_view()
    return StripView(
        span=span,
        theme=theme,
        colouring=COLOURINGS[state.colour],
        period=(state.chosen.from_date, state.chosen.to_date),
        selected_id=state.incident_id,
        data_end=atlas.tables.coverage.last,
    )


def _compact_view(atlas: Atlas, theme: str) -> StripView:
    span = strip_span(atlas.incidents, atlas.tables.coverage)
    main = atlas.tables.milestones.dropna(subset="short_label")
    return replace(strip_view(atlas, theme, span), milestones=place_milestones(main, span, 0))


def render_time_strip(
    atlas: Atlas, states: np.ndarray, theme: str, *, view: StripView | None = None
) -> None:
    """Draw the strip over the whole record, or as `view` has it; `states` as for strip_spec."""
    key = f"strip_{st.session_state.get(GENERATION, 0)}"
    st.vega_lite_chart(
        spec=strip_spec(atlas.timeline_data, states, view or _compact_view(atlas, theme)),
        key=key,
        on_select=lambda: _take_strip(key),
        selection_mode=[INCIDENT_SELECTION, PERIOD_SELECTION],
        alt="Strip of the incidents over time, one mark each; the table of incidents lists them",
    )


def _step_to(year: int) -> None:
    end = date(year, 12, 31)
    change_view(chosen=replace(current_view().chosen, to_date=end), step="year")


def _take_year() -> None:
    _step_to(st.session_state["step_year"])


def _take_toggle(last_year: int) -> None:
    if st.session_state["step_switch"]:
        st.session_state[BEFORE_STEP] = current_view().chosen.to_date
        _step_to(last_year)
    else:
        before = st.session_state.pop(BEFORE_STEP, None)
        change_view(chosen=replace(current_view().chosen, to_date=before), step="off")


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
            help="Shows the time up to the end of a year, all figures with it. Switched off, the "
            "filter’s dates are as they were before.",
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
    shown = min(max(year, first), last)
    st.session_state["step_year"] = shown
    # Steps by one have buttons: a slider is hard to move by one year with a finger.
    for key, label, year_after, is_end in (
        ("step_back", f"‹ {shown - 1}", shown - 1, shown <= first),
        ("step_on", f"{shown + 1} ›", shown + 1, shown >= last),
    ):
        st.button(label, key=key, on_click=_step_to, args=(year_after,), disabled=is_end)
    with st.container(key="step_year_shown"):
        st.markdown(f"**Up to the end of {shown}**")
    st.select_slider(
        "Up to the end of",
        list(range(first, last + 1)),
        key="step_year",
        on_change=_take_year,
        label_visibility="collapsed",
    )
