"""Where: districts shaded by a measure, incidents as marks."""

import os
from urllib.parse import urlsplit

import streamlit as st

from geo.backdrop import SITE_CHOICES, STATIC_URL
from geo.display import OWN_BOUNDARY_URL
from geo.layers import DISTRICT_LAYER, MARKER_LAYER, VIEWS, MapView, build_deck
from geo.tallies import MEASURES, tally_districts
from geo.wording import plain_markdown
from pages._address import current_choice, select_incident, selected_incident_id
from pages._district_card import render_district_card, render_district_table, render_unplaced
from pages._filter_bar import render_choice, render_empty
from pages._frame import open_incident_page, render_footer
from pages._incident_card import render_incident_card
from pages._legend import render_legend

DISTRICT, GENERATION = "map_district", "map_generation"


def _take_click() -> None:
    """Act on a click by the clicked row's own id, then let the map forget its selection."""
    picked = st.session_state["map"]["selection"]["objects"]
    for layer_id, rows in picked.items():
        if layer_id.startswith(MARKER_LAYER):
            select_incident(rows[0]["id"])
            st.session_state[DISTRICT] = None
        elif layer_id.startswith(DISTRICT_LAYER):
            st.session_state[DISTRICT] = rows[0]["properties"]["admin2_code"]
            select_incident(None)
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1


def _close_district() -> None:
    st.session_state[DISTRICT] = None


def _render_controls() -> None:
    render_choice("measure", "Shade districts by", lambda code: MEASURES[code].label)
    left, right = st.columns([2, 1])
    with left:
        render_choice("view", "View", lambda code: VIEWS[code][0])
    with right:
        render_choice("sites", "CPEC sites and corridors", SITE_CHOICES.get)


def _online_style() -> str | None:
    """Return the operator's online basemap when the reader switched it on; off by default."""
    address = os.environ.get("ATLAS_ONLINE_BASEMAP")
    host = urlsplit(address or "").netloc
    if not host:
        return None
    return address if st.toggle(f"Online basemap: asks {host}", key="online_basemap") else None


atlas, chosen, incidents = open_incident_page()
if incidents.empty:
    render_empty(atlas, chosen)
_render_controls()
tally = tally_districts(incidents)
district_code = st.session_state.get(DISTRICT) or atlas.district_of(selected_incident_id())
view = MapView(
    theme=st.context.theme.type or "light",
    measure=MEASURES[current_choice("measure")],
    view=current_choice("view"),
    sites=current_choice("sites"),
    selected_admin2_code=district_code,
    generation=st.session_state.get(GENERATION, 0),
    online_style=_online_style(),
    boundary_url=OWN_BOUNDARY_URL if atlas.boundaries.is_swapped else STATIC_URL,
)
if atlas.boundaries.problem:
    st.warning(plain_markdown(atlas.boundaries.problem))
map_column, card_column = st.columns([2, 1])
with map_column:
    st.pydeck_chart(
        build_deck(
            atlas.districts,
            tally,
            atlas.incidents.index.isin(incidents.index),
            atlas.marker_data,
            atlas.marker(selected_incident_id()),
            view,
            atlas.facts,
        ),
        height=560,
        key="map",
        on_select=_take_click,
        alt="Map of Pakistan: districts shaded by the chosen measure, incidents as marks",
    )
    render_legend(view)
    if st.toggle("Districts as a table", key="district_table"):
        render_district_table(atlas, tally)
with card_column:
    if selected_incident_id():
        render_incident_card(atlas, selected_incident_id(), incidents, is_open=False)
    elif st.session_state.get(DISTRICT):
        render_district_card(atlas, incidents, district_code, _close_district)
    else:
        st.caption("Click a mark for its sources, or a district for its figures.")
    render_unplaced(incidents)
render_footer(atlas)
