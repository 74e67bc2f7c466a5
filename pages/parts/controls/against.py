"""The other period of a comparison: two date fields, kept in the session and the URL."""

from datetime import date

import streamlit as st

from geo.tables.periods import Period, parse_period
from pages.parts.state.address import opened_code, set_opened


def _keep_against() -> None:
    first, last = st.session_state["against_from"], st.session_state["against_to"]
    if first and last and first <= last:
        set_opened("against", str(Period(first, last)))


def render_against(default: Period | None) -> Period | None:
    """Draw the two date fields of the other period; return it, or None."""
    code = opened_code("against")
    against = parse_period(code) if code else default
    st.session_state["against_from"] = against.first if against else None
    st.session_state["against_to"] = against.last if against else None
    limits = {"min_value": date.min, "max_value": date.max}
    with st.container(horizontal=True):
        for label, key in (
            ("Other period from", "against_from"),
            ("Other period to", "against_to"),
        ):
            st.date_input(label, key=key, on_change=_keep_against, format="YYYY-MM-DD", **limits)
    return against
