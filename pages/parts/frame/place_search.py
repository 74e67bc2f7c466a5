"""Find a place by any spelling; several meanings are offered to choose from, not guessed."""

from dataclasses import replace

import streamlit as st

from geo.atlas import Atlas
from geo.places.names import Place, resolve_place
from geo.wording import plain_markdown
from pages.parts.state.address import change_view, current_view

FOUND = "place_search_found"
LARGEST_CHOICE = 8


def _narrow(place: Place) -> None:
    chosen = current_view().chosen
    if place.admin2_code is None:
        provinces = tuple(dict.fromkeys([*chosen.provinces, place.admin1_code]))
        change_view(chosen=replace(chosen, provinces=provinces))
    else:
        districts = tuple(dict.fromkeys([*chosen.districts, place.admin2_code]))
        change_view(chosen=replace(chosen, districts=districts))
    st.session_state[FOUND] = []
    st.session_state["place_search"] = ""


def _search(atlas: Atlas) -> None:
    found = resolve_place(st.session_state["place_search"], atlas.tables.place_names)
    if len(found) == 1:
        _narrow(found[0])
    else:
        st.session_state[FOUND] = found


def _label(atlas: Atlas, place: Place) -> str:
    province = atlas.vocabulary.provinces[place.admin1_code]
    if place.admin2_code is None:
        return province
    return f"{atlas.vocabulary.districts[place.admin2_code]} district, {province}"


def render_place_search(atlas: Atlas) -> None:
    """Draw the search field; one meaning narrows the filter, several become buttons."""
    st.text_input(
        "Find a place",
        key="place_search",
        on_change=_search,
        args=(atlas,),
        placeholder="Kej, Turbat, 瓜达尔, گوادر …",
    )
    wanted, found = st.session_state.get("place_search"), st.session_state.get(FOUND, [])
    if wanted and not found:
        st.caption(plain_markdown(f"No place of the name “{wanted[:40]}” is known here."))
    if wanted and found:
        st.caption(plain_markdown(f"“{wanted[:40]}” can mean:"))
        for place in found[:LARGEST_CHOICE]:
            st.button(
                _label(atlas, place),
                key=f"place_{place.admin1_code}_{place.admin2_code}",
                on_click=_narrow,
                args=(place,),
            )
