"""When: counts per period, each incident as its own mark, running counts, rates and lulls."""

from datetime import date

import pandas as pd
import streamlit as st

from geo.figures.counts import (
    COUNTED,
    UNITS,
    class_counts,
    count_periods,
    counts_table,
    cumulative_counts,
    rolling_counts,
)
from geo.figures.exposure import study_period
from geo.view.colours import COLOURINGS
from geo.view.count_charts import build_bars, build_running
from geo.view.marks import colour_codes
from geo.view.strip_chart import StripView
from geo.view.strip_marks import shown_states, strip_span
from geo.wording import count_noun, format_day
from pages.parts.controls.map_controls import render_select
from pages.parts.controls.time_strip import render_time_controls, render_time_strip
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.incident_card import render_incident_card
from pages.parts.show.legend import MapLegend, render_legend
from pages.parts.show.milestones import render_milestone_list, render_milestone_rules
from pages.parts.show.statistics import render_statistics
from pages.parts.show.summary import render_summary
from pages.parts.state.address import current_view, mark_touched

SWITCHES = {"on": "Shown", "off": "Hidden"}
ZOOMS = {"off": "The whole record", "on": "The filter’s period"}


def _render_controls() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        render_select("counted", "Count", lambda code: COUNTED[code][0])
        render_select("unit", "Per", UNITS.__getitem__)
        render_select("colour", "Lanes and colours by", lambda code: COLOURINGS[code].label)
        render_select("milestones", "Milestones", SWITCHES.__getitem__)
        render_select("zoom", "Years shown", ZOOMS.__getitem__)


def _shown_span() -> tuple[date, date]:
    first, last = strip_span(atlas.incidents, coverage)
    if current_view().zoom == "off" or period is None:
        return first, last
    return chosen.from_date or first, min(chosen.to_date or last, last)


def _render_bars(codes: pd.Series, view: StripView) -> None:
    counted, unit = current_view().counted, current_view().unit
    window = period or coverage
    counts = count_periods(incidents, unit, counted, window)
    rows = class_counts(incidents, codes, unit, window) if counted == "incidents" else counts.rows
    vague = (
        f" · {count_noun(counts.unplaced, 'incident')} dated too vaguely for a {unit} in no bar"
        if counts.unplaced
        else ""
    )
    ends = (
        "The last bar ends where the data end"
        if window == coverage
        else "The first bar starts and the last one ends where the filter’s period does"
    )
    band = "" if counted == "incidents" else ", best figure; the band spans lowest to highest"
    label = COUNTED[counted][0]
    st.caption(f"{label} per {unit}{band}{vague}. {ends}.")
    st.altair_chart(
        build_bars(rows, label, view), key="bars", alt=f"Bars: {label.lower()} per {unit}"
    )
    if st.toggle("These bars as a table", key="series_table", on_change=mark_touched):
        st.table(counts_table(counts, counted).set_index("Period"))


def _render_running(view: StripView) -> None:
    if period is None:
        return
    start = format_day(period.first)
    before = "" if period.first == coverage.first else f", with those before {start}"
    for key, rows, words in (
        (
            "cumulative",
            cumulative_counts(incidents, period),
            f"Incidents since {start}, cumulative",
        ),
        (
            "rolling",
            rolling_counts(in_context, period, coverage),
            f"Incidents of the last twelve months, on each day{before}",
        ),
    ):
        st.caption(words)
        st.altair_chart(build_running(rows, view), key=key, alt=words)


atlas, chosen, incidents = open_incident_page()
render_summary(incidents)
if incidents.empty:
    render_empty(atlas, chosen)
_render_controls()
theme = st.context.theme.type or "light"
coverage = atlas.tables.coverage
period = study_period(chosen, coverage)
in_context = atlas.select(chosen.without("period"))
colouring = COLOURINGS[current_view().colour]
codes = colour_codes(incidents, atlas.tables.actors)[colouring.field]
view = StripView(_shown_span(), theme, colouring)
if current_view().milestones == "on":
    render_milestone_rules(atlas.tables.milestones, view)
_render_bars(codes, view)
states = shown_states(atlas.incidents, incidents, None, in_context)
with st.container(key="timeline"):
    render_time_strip(atlas, states, view.theme, span=view.span, lanes=True)
render_time_controls(atlas.incidents, coverage.last)
imprecise = int(incidents["date_precision"].ne("day").sum())
st.caption(
    "Dashed mark with a bar: dated to a week, month or year only "
    f"({count_noun(imprecise, 'incident')}); the bar spans the days that it can mean. A bar behind "
    "a solid mark: how long the event lasted. The Incidents page lists every mark."
)
render_legend(MapLegend(colouring.label, None, colouring, codes, 0), theme, is_open=True)
opened = current_view().incident_id
if opened:
    render_incident_card(atlas, opened, incidents, is_open=False)
_render_running(view)
render_statistics(atlas, incidents, chosen)
render_milestone_list(atlas.tables.milestones)
render_footer(atlas)
