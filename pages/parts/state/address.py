"""What is chosen in this session, as one ViewState, kept equal to the page's address."""

from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.atlas import Atlas
from geo.view_state import STREAMLIT_PARAMETERS, VERSION_PARAMETER, ViewState
from geo.wording import plain_markdown

VIEW, WRITTEN, PAGE, NOTES, TOUCHED = (
    "atlas_view",
    "atlas_written_query",
    "atlas_page",
    "atlas_link_notes",
    "atlas_touched",
)
SHOWN_NOTES = 20


def current_view() -> ViewState:
    """Return what is chosen in this session."""
    state: ViewState = st.session_state[VIEW]
    return state


def mark_touched() -> None:
    """Say that a widget started this run: it may still carry the address from before the click.

    Every widget has a callback that does so; otherwise an old address would undo the last click.
    """
    st.session_state[TOUCHED] = True


def change_view(**fields: Any) -> None:
    """Replace fields of the ViewState; usable as a callback."""
    st.session_state[VIEW] = current_view().changed(**fields)
    mark_touched()


def open_incident(incident_id: str | None) -> None:
    """Open an incident, or none; usable as a callback."""
    change_view(incident_id=incident_id)


def set_notes(notes: list[str]) -> None:
    """Replace what `render_notes` says."""
    st.session_state[NOTES] = notes


def _given_query() -> dict[str, list[str]]:
    names = [name for name in st.query_params if name.lower() not in STREAMLIT_PARAMETERS]
    return {name: st.query_params.get_all(name) for name in names}


def _is_history_step() -> bool:
    """Return whether the browser's Back or Forward started this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def take_url(atlas: Atlas) -> None:
    """Take the view from the URL when it says something new.

    A page chosen in the navigation comes with an empty query: it keeps the session's view.
    A link and an edited address come with another one: they are read. Back and Forward always
    are, also to the bare address of another page.
    """
    query, page = _given_query(), st.session_state.get("page_path")
    is_other_page = st.session_state.get(PAGE) != page
    is_new = query != st.session_state.get(WRITTEN, {})
    # A run that a click started may still carry the address from before the click.
    was_touched = st.session_state.pop(TOUCHED, False)
    is_read = is_new and not was_touched and bool(query or not is_other_page)
    if VIEW not in st.session_state or is_read or (is_new and _is_history_step()):
        st.session_state[VIEW], notes = ViewState.from_query(query, atlas)
        set_notes(notes)
    st.session_state[PAGE] = page


def link_to_view(atlas: Atlas) -> str:
    """Return the address that opens the present view elsewhere; it names data version and tiers.

    Also those of the default: with a version and without tiers it would be an earlier version's.
    """
    version, view = atlas.tables.data_version, current_view()
    query = {VERSION_PARAMETER: version} | view.chosen.to_query() | view.to_query(version)
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(query, safe=',')}"


def write_url(atlas: Atlas) -> None:
    """Write the view and the data version to the URL, so that it can be sent."""
    texts = current_view().to_query(atlas.tables.data_version)
    query = {name: [text] for name, text in texts.items()}
    # All at once: each assignment is a step of the browser's history.
    if _given_query() != query:
        own = {
            name: st.query_params.get_all(name)
            for name in st.query_params
            if name.lower() in STREAMLIT_PARAMETERS
        }
        st.query_params.from_dict(own | query)
    st.session_state[WRITTEN] = query


def render_notes() -> None:
    """Say in one box what of the link or the filter was not understood."""
    notes: list[str] = st.session_state.get(NOTES, [])
    if notes:
        lines = [f"- {plain_markdown(note)}" for note in notes[:SHOWN_NOTES]]
        lines += [f"- and {len(notes) - SHOWN_NOTES} more"] * (len(notes) > SHOWN_NOTES)
        st.warning("\n".join(lines))
