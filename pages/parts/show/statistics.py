"""What the dates under the filter say, in sentences that stand up with small numbers."""

import geopandas as gpd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.periods import study_period
from geo.figures.sentences import METHOD_NOTES
from geo.incidents.filters import IncidentFilter
from geo.paper.tables import statistics_sentences
from geo.view.strip_marks import strip_span
from geo.wording import plain_markdown


def render_statistics(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> None:
    """Draw rate, lulls and the comparison of the last twelve months, with their methods."""
    coverage_end = atlas.tables.coverage_end
    record_start = strip_span(atlas.incidents, coverage_end)[0]
    period = study_period(
        chosen.from_date, chosen.to_date, record_start=record_start, coverage_end=coverage_end
    )
    st.subheader("Rates and lulls", anchor=False)
    sentences = statistics_sentences(incidents, period)
    st.markdown("\n".join(f"- {plain_markdown(sentence)}" for sentence in sentences))
    with st.expander("Methods and limits"):
        st.markdown(
            "\n".join(
                f"- **{plain_markdown(note.figure)}**: {plain_markdown(note.basis)} "
                f"{plain_markdown(note.limits)} Source: {plain_markdown(note.source)}. "
                f"Code: `{note.function}`, {plain_markdown(note.library)}."
                for note in METHOD_NOTES
            )
        )
