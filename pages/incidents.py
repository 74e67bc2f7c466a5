"""Which: the filtered incidents as a table, and one incident in full."""

from functools import partial

import geopandas as gpd
import streamlit as st

from geo.view.expressions import trigger
from geo.view.table_rows import incident_rows
from geo.wording import count_noun
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.incident_card import render_incident_card
from pages.parts.state.address import current_view, open_incident

_CONFIG = {
    "Killed": st.column_config.NumberColumn(help="Victims, best figure; empty: not settled"),
    "Chinese killed": st.column_config.NumberColumn(help="Best figure; empty: not settled"),
    "First day": st.column_config.DateColumn(
        format="YYYY-MM-DD", help="First day that the date can mean; sort by this one"
    ),
}


def _take_row(key: str, incident_ids: list[str]) -> None:
    picked = st.session_state[key]["selection"]["rows"]
    open_incident(incident_ids[picked[0]] if picked else None)


def _render_table(incidents: gpd.GeoDataFrame) -> None:
    rows = incident_rows(incidents)
    incident_ids = list(rows["Incident"])
    # Other rows are another table: a kept row number would point at another incident.
    key = f"incident_table_{trigger(''.join(incident_ids))}"
    st.dataframe(
        rows,
        hide_index=True,
        height=min(620, 40 + 35 * len(rows)),
        column_config=_CONFIG,
        key=key,
        on_select=partial(_take_row, key, incident_ids),
        selection_mode="single-row",
        placeholder="—",
        alt="Table of the incidents shown",
    )
    st.caption(
        f"{count_noun(len(rows), 'incident')}, newest first; a click on a column’s head sorts. "
        "Tick a row to open it beside the table."
    )


atlas, chosen, incidents = open_incident_page()
opened = current_view().incident_id
columns = st.columns([1, 1]) if opened else [st.container()]
with columns[0]:
    if incidents.empty:
        render_empty(atlas, chosen)
    else:
        _render_table(incidents)
if opened:
    with columns[1]:
        if opened not in set(incidents["incident_id"]):
            st.caption("The opened incident lies outside the current filter.")
        render_incident_card(atlas, opened, incidents, is_open=True)
render_footer(atlas)
