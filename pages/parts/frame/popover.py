"""A popover whose content is made only while it is open: closed ones cost nothing on a rerun."""

from collections.abc import Callable

import streamlit as st

from pages.parts.state.address import mark_touched


def render_popover(label: str, key: str, render: Callable[[], object]) -> None:
    """Draw a button that opens what `render` draws."""
    # Streamlit takes a popover with another label for another one, and would close it under the
    # reader's hand when the number in its label changes.
    state, labelled = st.session_state, f"{key}_label"
    if state.get(labelled) not in (None, label) and state.get(key):
        state[key] = True
    state[labelled] = label
    popover = st.popover(label, key=key, on_change=mark_touched)
    if popover.open:
        with popover:
            render()
