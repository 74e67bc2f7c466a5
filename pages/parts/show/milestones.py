"""The milestones: numbered rules over the years, and what they are with their sources."""

import pandas as pd
import streamlit as st

from geo.view.count_charts import build_milestones, milestone_rows
from geo.view.strip_chart import StripView
from geo.wording import link_markdown, plain_markdown


def render_milestone_rules(milestones: pd.DataFrame, view: StripView) -> None:
    """Draw the milestones that lie in the years shown as numbered rules."""
    rows = milestone_rows(milestones, view.span)
    if not rows.empty:
        st.altair_chart(
            build_milestones(rows, view),
            key="milestones",
            alt="Milestones as numbered rules; the list below names them",
        )


def render_milestone_list(milestones: pd.DataFrame) -> None:
    """Draw every milestone with date, description and source."""
    with st.expander(f"Milestones ({len(milestones)})"):
        st.markdown(
            "\n".join(
                f"1. {row['milestone_date']} **{plain_markdown(row['label'])}**: "
                f"{plain_markdown(row['description'])} "
                f"{link_markdown(row['publisher'], row['url'])}"
                for row in milestones.to_dict("records")
            )
        )
