"""What the filter shows in words, and the same as a table that says how to recount it."""

import geopandas as gpd
import streamlit as st

from geo.figures.summary import paragraph, summarise, summary_table
from geo.wording import plain_markdown


def render_summary(incidents: gpd.GeoDataFrame) -> None:
    """Draw the paragraph."""
    findings = summarise(incidents)
    if not findings:
        return
    st.caption(plain_markdown(paragraph(findings)))


def render_summary_table(incidents: gpd.GeoDataFrame) -> None:
    """Draw the paragraph's figures as a table."""
    st.table(summary_table(summarise(incidents)).set_index("What"))
