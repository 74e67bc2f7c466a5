"""The milestones of the years shown, by name with their sources, beside the charts."""

from datetime import date
from typing import Literal

import pandas as pd
import streamlit as st

from geo.view.charts.milestones import format_partial_date, milestones_within
from geo.wording import link_markdown, plain_markdown

LIST_PX, MOST_UNROLLED = 380, 4


def render_milestone_list(milestones: pd.DataFrame, span: tuple[date, date]) -> None:
    """Draw every milestone of the span with date, description and source."""
    inside = milestones_within(milestones, span)
    st.markdown(f"**Milestones** ({len(inside)} in the years shown; ▾ in the charts)")
    if inside.empty:
        return
    height: int | Literal["content"] = LIST_PX if len(inside) > MOST_UNROLLED else "content"
    # A height of its own: thirty of them would stand far below the charts.
    with st.container(key="milestone_list", height=height, border=False):
        st.markdown(
            "\n".join(
                f"- {format_partial_date(row['milestone_date'])}: "
                f"**{plain_markdown(row['label'])}**. {plain_markdown(row['description'])} "
                f"{link_markdown(row['publisher'], row['url'])}"
                for row in inside.to_dict("records")
            )
        )
