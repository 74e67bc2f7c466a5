"""When: whether it gets worse, then counts, incidents and running counts over one axis."""

from dataclasses import replace
from datetime import date

import streamlit as st

from geo.figures.counts import (
    COUNTED,
    UNITS,
    bar_notes,
    class_counts,
    count_periods,
    counts_table,
    cumulative_counts,
    rolling_counts,
    span_unit,
    split_record,
    toll_counts,
)
from geo.figures.exposure import study_period
from geo.tables.periods import Period
from geo.view.charts.milestones import place_milestones
from geo.view.charts.specs import plain_spec
from geo.view.charts.time_frame import StripView
from geo.view.colours import COLOURINGS
from geo.view.count_charts import build_bars, build_milestones, build_running
from geo.view.marks import colour_codes
from geo.view.strip_marks import shown_states, strip_span
from geo.view_state import AUTO_UNIT
from geo.wording import count_noun, format_day
from pages.parts.controls.map_controls import render_select
from pages.parts.controls.time_strip import render_time_controls, render_time_strip, strip_view
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.head import current_theme, is_phone
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.incident_card import render_incident_card
from pages.parts.show.milestones import render_milestone_list
from pages.parts.show.statistics import render_answer, render_lulls
from pages.parts.show.summary import render_summary
from pages.parts.show.time_legend import render_time_legend
from pages.parts.state.address import current_view, mark_touched

SWITCHES = {"on": "Shown", "off": "Hidden"}
ZOOMS = {"on": "The filter’s period", "off": "The whole record"}
# About how wide the years are on a laptop and on a phone, for where names have room.
PLOT_PX, PHONE_PLOT_PX = 800, 310


def _shown_span() -> tuple[date, date]:
    first, last = strip_span(atlas.incidents, coverage)
    # Stepping through the years, the axis stays where it is.
    if current_view().zoom == "off" or period is None or current_view().step_end:
        return first, last
    return chosen.from_date or first, min(chosen.to_date or last, last)


def _time_view() -> StripView:
    state, span = current_view(), _shown_span()
    plain = replace(strip_view(atlas, current_theme(), span), lanes=True, is_narrow=is_phone())
    drawn = in_context if state.zoom == "off" else incidents
    present = colour_codes(drawn, atlas.tables.actors)[plain.colouring.field]
    milestones = atlas.tables.milestones if state.milestones == "on" else no_milestones
    px = PHONE_PLOT_PX if plain.is_narrow else PLOT_PX
    return replace(
        plain,
        lane_codes=tuple(present.unique()),
        milestones=place_milestones(milestones, span, px),
    )


def _render_controls(automatic: str) -> None:
    units = {AUTO_UNIT: f"Automatic ({UNITS[automatic].lower()})", **UNITS}
    with st.container(key="time_controls", horizontal=True, vertical_alignment="bottom"):
        render_select("counted", "Count", lambda code: COUNTED[code][0])
        render_select("unit", "Per", units.__getitem__)
        render_select("colour", "Lanes and colours by", lambda code: COLOURINGS[code].label)
        render_select("milestones", "Milestones", SWITCHES.__getitem__)
        render_select("zoom", "Years shown", ZOOMS.__getitem__)


def _describe_bars(unit: str, counted: str, unplaced: int, window: Period) -> str:
    label, toll = COUNTED[counted]
    vague = f"; {count_noun(unplaced, 'incident')} dated too vaguely, in no bar" if unplaced else ""
    whose = "core and linked" if "record" in parts else "context"
    range_text = f", best figure; line: lowest to highest, {whose}" if toll else ""
    none = "" if is_phone() else "; 0: none recorded" + ("; –: not reported" if toll else "")
    end = f"up to {format_day(window.last)}"
    return f"**{label} per {unit}**{range_text}{none}{vague}; {end}"


def _render_bars(unit: str, view: StripView) -> None:
    counted, window = current_view().counted, period or coverage
    toll, counts = COUNTED[counted][1], count_periods(incidents, unit, counted, window)
    ranges = None
    if toll is None:
        rows = class_counts(incidents, codes, unit, window)
    else:
        rows = toll_counts(incidents, unit, counted, window)
        first = next(iter(parts.values()), incidents)
        ranges = count_periods(first, unit, counted, window).rows
    label = COUNTED[counted][0]
    st.caption(_describe_bars(unit, counted, counts.unplaced, window))
    st.vega_lite_chart(
        spec=plain_spec(
            build_bars(rows, label, view, ranges, bar_notes(rows, counts, unit, window))
        ),
        key="bars",
        alt=f"Bars: {label.lower()} per {unit}, by tier; the table below says the same",
    )


def _render_running(view: StripView) -> None:
    if period is None:
        return
    start = format_day(period.first)
    before = "" if period.first == coverage.first else f", with those before {start}"
    apart = "; dashed: context" if "context" in parts else ""
    whole = split_record(in_context)
    for key, lines, words in (
        (
            "rolling",
            {code: rolling_counts(rows, period, coverage) for code, rows in whole.items()},
            f"Incidents of the last twelve months, on each day{before}",
        ),
        (
            "cumulative",
            {code: cumulative_counts(rows, period) for code, rows in parts.items()},
            f"Incidents since {start}, cumulative",
        ),
    ):
        st.caption(f"**{words}**{apart}")
        st.vega_lite_chart(
            spec=plain_spec(build_running(lines, view)), key=key, alt=f"Line: {words}"
        )


def _render_charts(unit: str, view: StripView) -> None:
    if any(one.name for one in view.milestones):
        names = "; ".join(f"{one.when}: {one.name}" for one in view.milestones if one.name)
        st.vega_lite_chart(
            spec=plain_spec(build_milestones(view)), key="milestones", alt=f"Milestones: {names}"
        )
    _render_bars(unit, view)
    st.caption(f"**Each incident**, in lanes by {view.colouring.label.lower()}")
    with st.container(key="timeline"):
        states = shown_states(atlas.incidents, incidents, in_context)
        render_time_strip(atlas, states, view.theme, view=view)
    _render_running(view)


atlas, chosen, incidents = open_incident_page()
selection = atlas.selection(chosen)
render_answer(atlas, selection)
if incidents.empty:
    render_empty(atlas, chosen)
coverage = atlas.tables.coverage
period = study_period(chosen, coverage)
in_context = atlas.select(chosen.without("period"))
parts = split_record(incidents)
no_milestones = atlas.tables.milestones.iloc[:0]
view = _time_view()
codes = colour_codes(incidents, atlas.tables.actors)[view.colouring.field]
automatic = span_unit(view.years)
unit = automatic if current_view().unit == AUTO_UNIT else current_view().unit
_render_controls(automatic)
with st.container(key="time_stage", horizontal=True, gap="small"):
    with st.container(key="time_charts", gap=None):
        _render_charts(unit, view)
    with st.container(key="time_side"):
        opened = current_view().incident_id
        if opened:
            render_incident_card(atlas, opened, incidents, is_open=False)
        render_time_legend(incidents, codes, view.colouring, view.theme)
        if current_view().milestones == "on":
            render_milestone_list(atlas.tables.milestones, view.span)
render_time_controls(atlas.incidents, coverage.last)
if st.toggle("These bars as a table", key="series_table", on_change=mark_touched):
    table = counts_table(incidents, unit, current_view().counted, period or coverage)
    st.table(table.set_index("Period"))
render_summary(selection)
st.caption("Every mark of the lanes is a row of the Incidents page.")
render_lulls(atlas, selection)
render_footer(atlas)
