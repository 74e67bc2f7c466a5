"""When: incidents per year, and each incident as its own mark."""

import streamlit as st

from geo.charts import INCIDENT_SELECTION, STACKS, build_strip, build_year_bars, timeline_rows
from geo.wording import count_noun
from pages._address import select_incident, selected_incident_id
from pages._filter_bar import render_choice, render_empty
from pages._frame import open_incident_page, render_footer
from pages._incident_card import render_incident_card


def _take_click() -> None:
    picked = st.session_state["timeline"]["selection"].get(INCIDENT_SELECTION, [])
    if picked:
        select_incident(picked[0]["incident_id"])


atlas, chosen, incidents = open_incident_page()
if incidents.empty:
    render_empty(atlas, chosen)
    render_footer(atlas)
    st.stop()
stack = render_choice("stack", "Colour by", STACKS.get)
theme = st.context.theme.type or "light"
provinces = sorted(atlas.vocabulary.provinces.values())
rows = timeline_rows(incidents, atlas.tables.actors)
st.caption("Incidents per year")
st.altair_chart(
    build_year_bars(rows, stack, provinces, theme, atlas.tables.coverage_end),
    key="years",
    alt="Bar chart of incidents per year",
)
st.altair_chart(
    build_strip(rows, stack, provinces, theme, selected_incident_id()),
    key="timeline",
    on_select=_take_click,
    selection_mode=INCIDENT_SELECTION,
    alt="One mark per incident over time, in lanes by province",
)
imprecise = int(incidents["date_precision"].ne("day").sum())
st.caption(
    "Area of a mark: victims killed. Open mark: deaths not reported, or the day is not known. "
    "Dashed mark with a bar: dated to a week, month or year only "
    f"({count_noun(imprecise, 'incident')}); the bar spans the days that it can mean. A bar behind "
    "a solid mark: how long the event lasted. The last year ends where the data end. Click a mark "
    "to open the incident."
)
if selected_incident_id():
    render_incident_card(atlas, selected_incident_id(), incidents, is_open=False)
render_footer(atlas)
