"""Which: the filtered incidents as a table, and one incident in full."""

import streamlit as st

from geo.wording import count_noun
from pages._cached import require_atlas
from pages._filter_bar import (
    render_empty,
    render_filter_bar,
    select_incident,
    selected_incident_id,
)
from pages._frame import render_footer, render_headline
from pages._incident_card import render_incident_card
from pages._incident_table import table_rows
from pages._place_search import render_place_search

_CONFIG = {
    "Killed": st.column_config.NumberColumn(help="Victims, best figure; empty: not settled"),
    "Chinese killed": st.column_config.NumberColumn(help="Best figure; empty: not settled"),
    "First day": st.column_config.DateColumn(
        format="YYYY-MM-DD", help="First day that the date can mean; sort by this one"
    ),
}


def _take_row() -> None:
    picked = st.session_state["incident_table"]["selection"]["rows"]
    select_incident(st.session_state["incident_table_ids"][picked[0]] if picked else None)


atlas = require_atlas()
chosen = render_filter_bar(atlas)
with st.sidebar:
    render_place_search(atlas)
incidents = atlas.select(chosen)
render_headline(atlas, incidents, chosen)
if incidents.empty:
    render_empty(atlas, chosen)
else:
    rows = table_rows(incidents)
    st.session_state["incident_table_ids"] = list(rows["Incident"])
    st.dataframe(
        rows,
        hide_index=True,
        height=min(420, 40 + 35 * len(rows)),
        column_config=_CONFIG,
        # A new filter is a new table: a kept row number would point at another incident.
        key="incident_table",
        on_select=_take_row,
        selection_mode="single-row",
        placeholder="—",
        alt="Table of the incidents shown",
    )
    st.caption(
        f"{count_noun(len(rows), 'incident')}, newest first; a click on a column’s head sorts. "
        "Tick a row to open it below."
    )
if selected_incident_id():
    if selected_incident_id() not in set(incidents["incident_id"]):
        st.caption("The opened incident lies outside the current filter.")
    render_incident_card(atlas, selected_incident_id(), is_open=True)
render_footer(atlas)
