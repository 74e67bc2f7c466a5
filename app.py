"""Open the door: page settings and navigation."""

import streamlit as st

from pages.parts.state.page_list import FIRST_PAGE, PAGE_TITLES

st.set_page_config(page_title="CPEC Incident Atlas", layout="wide", initial_sidebar_state="auto")
page = st.navigation(
    [
        st.Page(f"pages/{name}.py", title=title, default=name == FIRST_PAGE)
        for name, title in PAGE_TITLES.items()
    ],
    position="top",
)
st.session_state["page_path"] = page.url_path
page.run()
