"""Open the door: page settings and navigation."""

import streamlit as st

st.set_page_config(page_title="CPEC Incident Atlas", layout="wide", initial_sidebar_state="auto")
page = st.navigation(
    [
        st.Page("pages/map.py", title="Map", default=True),
        st.Page("pages/timeline.py", title="Timeline"),
        st.Page("pages/incidents.py", title="Incidents"),
        st.Page("pages/groups.py", title="Groups"),
        st.Page("pages/places.py", title="Places"),
        st.Page("pages/pivot.py", title="Pivot"),
        st.Page("pages/changes.py", title="What changed"),
        st.Page("pages/reconciliation.py", title="Reconciliation"),
        st.Page("pages/about.py", title="About and sources"),
    ],
    position="top",
)
st.session_state["page_path"] = page.url_path
page.run()
