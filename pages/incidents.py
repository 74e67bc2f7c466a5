"""Which: the filtered incidents as a table that sorts and searches, one of them in full beside."""

from dataclasses import replace
from functools import partial
from typing import Any

import geopandas as gpd
import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.search import LONGEST_QUERY, match_words
from geo.view.expressions import trigger
from geo.view.table_rows import say_cells
from geo.wording import count_noun, plain_markdown
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.head import is_phone
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.incident_card import render_incident_card
from pages.parts.state.address import change_view, current_view, open_incident

GENERATION = "incident_table_generation"
_COUNTED_HELP = (
    "Sorted and added up by the best figure, else the lowest one reported; “not reported” is not "
    "zero. The file has the same figures in a column of their own."
)
_CONFIG: dict[str, Any] = {
    "Place": st.column_config.TextColumn(pinned=True, width=190),
    "Date": st.column_config.DateColumn(
        pinned=True, width=150, help="Sorted by the first day that the date can mean"
    ),
    "What happened": st.column_config.TextColumn(width=430),
    "Project": st.column_config.TextColumn(
        width=170, help="The listed project that sources tie it to, else in the sources’ own words"
    ),
    "Chinese killed": st.column_config.NumberColumn(width=125, help=_COUNTED_HELP),
    "All killed": st.column_config.NumberColumn(width=125, help=_COUNTED_HELP),
    "Who": st.column_config.TextColumn(
        width=300, help="Who claimed it, whom others name, and who denies it"
    ),
    "Verification": st.column_config.TextColumn(
        help="Confirmed: two or more independent publishers; reported once: one; claim only: the "
        "attackers’ side alone"
    ),
}
# On a phone the frozen columns would fill the table and hide every other one.
_PHONE_CONFIG = _CONFIG | {
    "Place": st.column_config.TextColumn(pinned=True, width=110),
    "Date": st.column_config.DateColumn(width=100),
    "What happened": st.column_config.TextColumn(width=260),
}
_NOTHING: dict[str, Any] = {"rows": [], "columns": [], "cells": []}


def _picked(key: str, incident_ids: list[str]) -> str | None:
    """Return the incident whose row or cell the table has as selected, if any."""
    selection = st.session_state.get(key, {"selection": _NOTHING})["selection"]
    rows = [*(row for row, _ in selection["cells"]), *selection["rows"]]
    return incident_ids[rows[0]] if rows else None


def _table_key(incident_ids: list[str]) -> str:
    # Other rows are another table: a kept row number would point at another incident.
    rows = trigger("".join(incident_ids))
    return f"incident_table_{rows}_{st.session_state.get(GENERATION, 0)}"


def _take_row(key: str, incident_ids: list[str]) -> None:
    open_incident(_picked(key, incident_ids))


def _take_words() -> None:
    change_view(words=st.session_state["table_words"].strip())


def _render_words(incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> gpd.GeoDataFrame:
    """Draw the field that narrows the table, and nothing else; return the rows that stay."""
    words = st.session_state["table_words"] = current_view().words
    with st.container(key="table_search", horizontal=True, vertical_alignment="center"):
        st.text_input(
            "Words in the table",
            key="table_words",
            on_change=_take_words,
            max_chars=LONGEST_QUERY,
            placeholder="Words in these incidents: bus, Saindak, Sinohydro …",
            label_visibility="collapsed",
            width=330,
        )
        if not words:
            st.caption(f"{count_noun(len(incidents), 'incident')}, newest first.")
            return incidents
        found = incidents[match_words(incidents, words)]
        st.caption(
            plain_markdown(
                f"{len(found)} of {count_noun(len(incidents), 'incident')} have the words "
                f"“{words}”. The figures above and the file are of all {len(incidents)}."
            ),
            width="content",
        )
        ids = tuple(found["incident_id"])
        st.button(
            "Make these the filter",
            on_click=change_view,
            kwargs={"chosen": replace(chosen, ids=ids), "words": ""},
            disabled=not ids,
        )
        st.button("Show all", on_click=change_view, kwargs={"words": ""})
    return found


def _render_table(incidents: gpd.GeoDataFrame) -> None:
    incident_ids = list(incidents["incident_id"].iloc[::-1])
    opened = current_view().incident_id
    wanted = opened if opened in incident_ids else None
    key = _table_key(incident_ids)
    if _picked(key, incident_ids) != wanted:
        # The card was stepped on from, and the table follows. A selection can't be emptied from
        # here: a table that forgets it takes its place.
        if wanted is None:
            st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
            key = _table_key(incident_ids)
        else:
            rows = [incident_ids.index(wanted)]
            st.session_state[key] = {"selection": _NOTHING | {"rows": rows}}
    st.dataframe(
        say_cells(incidents),
        hide_index=True,
        height=min(640, 40 + 35 * len(incident_ids)),
        column_config=_PHONE_CONFIG if is_phone() else _CONFIG,
        key=key,
        on_select=partial(_take_row, key, incident_ids),
        selection_mode=["single-row", "single-cell"],
        placeholder="not reported",
        alt="Table of the incidents shown, newest first; a row opens its incident",
    )
    st.caption(
        "A click on a row opens it beside the table; a click on a column’s head sorts by it."
    )


def _render_card(atlas: Atlas, opened: str, incidents: gpd.GeoDataFrame) -> None:
    if opened not in set(incidents["incident_id"]):
        st.caption("The opened incident lies outside the current filter.")
    render_incident_card(atlas, opened, incidents, is_open=True)


atlas, chosen, incidents = open_incident_page()
opened = current_view().incident_id
if incidents.empty:
    render_empty(atlas, chosen)
else:
    listed = _render_words(incidents, chosen)
with st.container(key="incident_pair", horizontal=True, gap="small"):
    with st.container(key="incident_list"):
        if not incidents.empty and listed.empty:
            st.info("No incident under this filter has all of these words.")
        elif not incidents.empty:
            _render_table(listed)
    if opened:
        with st.container(key="incident_beside"):
            _render_card(atlas, opened, incidents)
render_footer(atlas)
