"""The incidents beside the map: newest, or most Chinese killed, first; a click opens one."""

from functools import partial

import geopandas as gpd
import streamlit as st

from geo.view.expressions import trigger
from geo.view.table_rows import order_incidents, short_rows
from pages.parts.state.address import mark_touched, open_incident

GENERATION = "side_list_generation"
DISTRICTS = "districts"
CHOICES = {"newest": "Newest", "chinese": "Most Chinese killed", DISTRICTS: "Districts"}
_WIDTHS_PX = {"Date": 90, "Incident": 170, "Chinese killed": 98, "All killed": 92}


def _take_cell(key: str, incident_ids: list[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells:
        open_incident(incident_ids[cells[0][0]])
    # The next list is another one: it starts without a selection when the card is closed.
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
    mark_touched()


def render_side_choice() -> str:
    """Draw what the side panel shows while nothing is opened; return a key of `CHOICES`."""
    choice = st.segmented_control(
        "Beside the map",
        list(CHOICES),
        default="newest",
        required=True,
        format_func=CHOICES.__getitem__,
        key="side_choice",
        label_visibility="collapsed",
        on_change=mark_touched,
    )
    return choice or "newest"


def render_side_list(incidents: gpd.GeoDataFrame, order: str, height_px: int) -> None:
    """Draw the filtered incidents as a list in an order; every cell of a row opens it."""
    ordered = order_incidents(incidents, order)
    incident_ids = list(ordered["incident_id"])
    key = f"side_list_{st.session_state.get(GENERATION, 0)}_{trigger(''.join(incident_ids))}"
    with st.container(key="side_list"):
        st.dataframe(
            short_rows(ordered),
            hide_index=True,
            height=height_px,
            column_config={
                name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS_PX.items()
            },
            key=key,
            on_select=partial(_take_cell, key, incident_ids),
            selection_mode="single-cell",
            alt="List of the incidents shown; the page Incidents has them as a table",
        )
