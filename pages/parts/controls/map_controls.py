"""What the map shows beyond the filter: measure, figure, colours, view and layers."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.incidents.tallies import MEASURES
from geo.view.colours import COLOURINGS
from geo.view.scales import CLASS_METHODS
from geo.view.views import LAYERS, VIEW_LABELS
from pages.parts.controls.shading import MEASURE_LABELS
from pages.parts.state.address import (
    CHOICES,
    current_choice,
    current_layers,
    set_choice,
    set_layers,
)

BOUND_LABELS = {"best": "Best", "low": "Low", "high": "High"}


def render_select(name: str, label: str, format_func, **more) -> str:
    """Draw a choice that is kept in the session and the URL as a select box; return the option."""
    key = f"{name}_select"

    def keep() -> None:
        set_choice(name, st.session_state[key])

    st.session_state[key] = current_choice(name)
    return st.selectbox(
        label, CHOICES[name], format_func=format_func, key=key, on_change=keep, **more
    )


def _take_layers() -> None:
    set_layers(tuple(st.session_state["layers_switch"]))


def _render_layers() -> None:
    st.session_state["layers_switch"] = list(current_layers())
    st.pills(
        "Layers",
        list(LAYERS),
        selection_mode="multi",
        format_func=lambda code: LAYERS[code][0],
        key="layers_switch",
        on_change=_take_layers,
    )
    render_select(
        "classes",
        "Classes of the shading",
        CLASS_METHODS.get,
        help="Fixed classes keep a colour’s meaning from filter to filter. The other two follow "
        "the districts shown (mapclassify: Quantiles, FisherJenks).",
    )


def render_map_controls() -> DeltaGenerator:
    """Draw the row of controls above the map, and return it for what comes later."""
    # One row without columns: each column would be a message of its own on every rerun.
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        code = render_select("measure", "Shade districts by", MEASURE_LABELS.get)
        render_select(
            "bound",
            "Figure",
            BOUND_LABELS.get,
            disabled=code not in MEASURES or MEASURES[code].toll is None,
            help="Which bound of the reported range is shaded.",
        )
        render_select("colour", "Colour marks by", lambda code: COLOURINGS[code].label)
        render_select("view", "View", VIEW_LABELS.get)
        with st.popover("Layers"):
            _render_layers()
    return row
