"""What the map shows beyond the filter: measure, figure, colours, view and layers."""

from collections.abc import Callable

import streamlit as st

from geo.atlas import Atlas
from geo.incidents.tallies import MEASURES
from geo.view.colours import COLOURINGS
from geo.view.scales import CLASS_METHODS
from geo.view.views import LAYERS, VIEW_LABELS
from geo.view_state import CHANGE_MEASURE, CHOICES
from pages.parts.controls.shading import MEASURE_LABELS, render_other_period
from pages.parts.state.address import (
    change_view,
    current_view,
)

BOUND_LABELS = {"best": "Best", "low": "Low", "high": "High"}
SITES = "projects"


def render_select(
    name: str,
    label: str,
    format_func: Callable[[str], str],
    *,
    about: str | None = None,
    disabled: bool = False,
) -> str:
    """Draw a choice that is kept in the session and the URL as a select box; return the option."""
    key = f"{name}_select"

    def keep() -> None:
        change_view(**{name: st.session_state[key]})

    st.session_state[key] = getattr(current_view(), name)
    option: str = st.selectbox(
        label,
        CHOICES[name],
        format_func=format_func,
        key=key,
        on_change=keep,
        disabled=disabled,
        help=about,
    )
    return option


def _take_layers() -> None:
    switched = st.session_state["layers_switch"]
    change_view(layers=tuple(code for code in LAYERS if code in switched))


def _render_layers() -> None:
    st.session_state["layers_switch"] = list(current_view().layers)
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
        CLASS_METHODS.__getitem__,
        about="Fixed classes keep a colour’s meaning from filter to filter. The other two follow "
        "the districts shown (mapclassify: Quantiles, FisherJenks).",
    )


def render_map_options(atlas: Atlas, render_downloads: Callable[[], None]) -> None:
    """Draw measure, figure, colours, view and layers; `render_downloads` draws what follows."""
    with st.container(horizontal=True, key="map_options_body"):
        code = render_select("measure", "Shade districts by", MEASURE_LABELS.__getitem__)
        render_select(
            "bound",
            "Figure",
            BOUND_LABELS.__getitem__,
            disabled=code not in MEASURES or MEASURES[code].toll is None,
            about="Which bound of the reported range is shaded.",
        )
        render_select("colour", "Colour marks by", lambda code: COLOURINGS[code].label)
        render_select("view", "View", VIEW_LABELS.__getitem__)
    if code == CHANGE_MEASURE:
        render_other_period(atlas)
    _render_layers()
    with st.container(horizontal=True):
        render_downloads()


def _take_sites() -> None:
    kept = {code for code in current_view().layers if code != SITES}
    wanted = kept | ({SITES} if st.session_state["sites_switch"] else set())
    change_view(layers=tuple(code for code in LAYERS if code in wanted))


def _go_to(view: str) -> None:
    change_view(view=view)


def render_map_switches(*, is_narrow: bool) -> None:
    """Draw what is switched most over the map: all CPEC sites, the way to Karachi and back."""
    st.session_state["sites_switch"] = SITES in current_view().layers
    st.toggle("All CPEC sites", key="sites_switch", on_change=_take_sites)
    is_karachi = current_view().view == "karachi"
    there = "Karachi" if is_narrow else "Zoom to Karachi"
    st.button(
        "Whole map" if is_karachi else there,
        key="go_karachi",
        on_click=_go_to,
        args=(CHOICES["view"][0] if is_karachi else "karachi",),
    )
