"""The other period of a comparison: two date fields, kept in the session and the URL."""

from datetime import date

import streamlit as st

from geo.tables.periods import Period
from pages.parts.state.address import change_view, current_view


def _keep_against() -> None:
    first, last = st.session_state["against_from"], st.session_state["against_to"]
    if first and last and first <= last:
        change_view(against=Period(first, last))


def render_against(default: Period | None) -> Period | None:
    """Draw the two date fields of the other period; return it, or None."""
    against = current_view().against or default
    st.session_state["against_from"] = against.first if against else None
    st.session_state["against_to"] = against.last if against else None
    with st.container(horizontal=True):
        for label, key in (
            ("Other period from", "against_from"),
            ("Other period to", "against_to"),
        ):
            st.date_input(
                label,
                key=key,
                on_change=_keep_against,
                format="YYYY-MM-DD",
                min_value=date.min,
                max_value=date.max,
            )
    return against
