"""Where: districts shaded by a measure, incidents as marks, a strip of time under both."""

import os
from urllib.parse import urlsplit

import streamlit as st

from geo.paper.scene import Scene
from geo.tables.folders import OWN_BOUNDARY_URL, STATIC_URL
from geo.view.colours import COLOURINGS
from geo.view.deck import DISTRICT_LAYER, MARKER_LAYER, build_deck
from geo.view.marks import MarkSet, colour_codes
from geo.view.placing.camera import filter_bounds
from geo.view.strip_marks import shown_states
from geo.view.views import MapView
from geo.wording import plain_markdown
from pages.parts.controls.map_controls import render_map_options, render_map_switches
from pages.parts.controls.shading import render_leading, shade_districts
from pages.parts.controls.time_strip import render_time_controls, render_time_strip
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.head import current_theme, is_phone
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.frame.popover import render_popover
from pages.parts.frame.window import map_frame
from pages.parts.show.briefing import render_briefing_button
from pages.parts.show.district_card import (
    render_district_card,
    render_district_opener,
    render_district_table,
    render_unplaced,
)
from pages.parts.show.incident_card import render_incident_card
from pages.parts.show.legend import MapLegend, render_legend
from pages.parts.show.picture import render_picture_button
from pages.parts.show.side_list import DISTRICTS, render_side_choice, render_side_list
from pages.parts.show.summary import render_summary_table
from pages.parts.state.address import (
    current_view,
    mark_touched,
    open_incident,
)

DISTRICT, GENERATION = "map_district", "map_generation"
# What stands over the list beside the map, with its gap.
CHOICE_PX = 44


def _take_click() -> None:
    """Act on a click by the clicked row's own id, then let the map forget its selection."""
    picked = st.session_state["map"]["selection"]["objects"]
    for layer_id, rows in picked.items():
        if layer_id.startswith(MARKER_LAYER):
            open_incident(rows[0]["id"])
            st.session_state[DISTRICT] = None
        elif layer_id.startswith(DISTRICT_LAYER):
            st.session_state[DISTRICT] = rows[0]["properties"]["admin2_code"]
            open_incident(None)
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
    mark_touched()


def _open_district(district_code: str | None) -> None:
    st.session_state[DISTRICT] = district_code
    open_incident(None)


def _online_style() -> str | None:
    """Return the operator's online basemap when the reader switched it on; off by default."""
    address = os.environ.get("ATLAS_ONLINE_BASEMAP")
    host = urlsplit(address or "").netloc
    if not host:
        return None
    is_on = st.toggle(f"Online basemap: asks {host}", key="online_basemap", on_change=mark_touched)
    return address if is_on else None


atlas, chosen, incidents = open_incident_page()
if incidents.empty:
    render_empty(atlas, chosen)
shown_ids = set(incidents["incident_id"])
shown_marks = [mark for mark in atlas.markers if mark["id"] in shown_ids]
state, opened_district = current_view(), st.session_state.get(DISTRICT)
view = MapView(
    theme=current_theme(),
    view=state.view,
    at=state.at,
    bounds=filter_bounds(chosen, atlas.districts, shown_marks),
    frame=map_frame(),
    colouring=COLOURINGS[state.colour],
    layers=state.layers,
    selected_admin2_code=opened_district or atlas.district_of(state.incident_id),
    generation=st.session_state.get(GENERATION, 0),
    online_style=_online_style(),
    boundary_url=OWN_BOUNDARY_URL if atlas.boundaries.is_swapped else STATIC_URL,
)
shown = shade_districts(atlas, incidents, chosen)
states = shown_states(atlas.incidents, incidents)
scene = Scene(incidents, chosen, view, shown.shading, states, shown.label, state.incident_id)


def _render_downloads() -> None:
    render_picture_button(atlas, scene)
    render_briefing_button(atlas, scene)


def _render_map() -> None:
    with st.container(key="map_tools", horizontal=True, vertical_alignment="center", gap="small"):
        render_popover(
            "Map options", "map_options", lambda: render_map_options(atlas, _render_downloads)
        )
        render_map_switches(is_narrow=is_phone())
    st.pydeck_chart(
        build_deck(
            shown.shading,
            states,
            MarkSet(atlas.markers, atlas.marker_data),
            atlas.marker(state.incident_id),
            view,
        ),
        height="stretch",
        key="map",
        on_select=_take_click,
        alt="Map of Pakistan: districts shaded by the chosen measure, incidents as marks",
    )
    render_legend(
        MapLegend(
            shown.label,
            shown.shading if "districts" in view.layers else None,
            view.colouring,
            colour_codes(incidents, atlas.tables.actors)[view.colouring.field],
            int(incidents["admin2_is_unspecified"].sum()),
            shown.note,
        ),
        view.theme,
        is_open=not is_phone(),
    )


def _render_side() -> None:
    if state.incident_id:
        render_incident_card(atlas, state.incident_id, incidents, is_open=False)
        return
    if opened_district:
        render_district_card(
            atlas, incidents, opened_district, on_close=lambda: _open_district(None)
        )
        return
    choice = render_side_choice()
    if choice != DISTRICTS:
        render_side_list(incidents, choice, round(view.frame.height) - CHOICE_PX)
        return
    render_leading(atlas, shown)
    render_district_opener(atlas, set(incidents["admin2_code"].dropna()), _open_district)
    render_unplaced(incidents)


if atlas.boundaries.problem:
    st.warning(plain_markdown(atlas.boundaries.problem))
with st.container(key="stage", horizontal=True, gap="small"):
    with st.container(key="map_box"):
        _render_map()
    # As high as the map, so that nothing below jumps; a phone has the strip first, then the list.
    if not is_phone():
        with st.container(key="side"):
            _render_side()
in_context = atlas.select(chosen.without("period"))
render_time_strip(atlas, shown_states(atlas.incidents, incidents, in_context), view.theme)
render_time_controls(atlas.incidents, atlas.tables.coverage_end)
if is_phone():
    with st.container(key="side"):
        _render_side()
if st.toggle(
    "The summary as a table, with how to recount it", key="summary_table", on_change=mark_touched
):
    render_summary_table(atlas.selection(chosen))
if st.toggle("Districts as a table", key="district_table", on_change=mark_touched):
    render_district_table(atlas, shown.tallies)
render_footer(atlas)
