"""What the filter shows in words, and the same as a table that says how to recount it."""

import streamlit as st

from geo.figures.summary import paragraph, summarise, summary_table
from geo.incidents.selections import Selection
from geo.wording import plain_markdown


def render_summary(selection: Selection) -> None:
    """Draw the paragraph."""
    findings = summarise(selection)
    if not findings:
        return
    st.caption(plain_markdown(paragraph(findings)))


def render_summary_table(selection: Selection) -> None:
    """Draw the paragraph's figures as a table."""
    st.table(summary_table(summarise(selection)).set_index("What"))
