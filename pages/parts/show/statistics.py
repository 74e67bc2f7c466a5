"""What the dates under the filter say, in sentences that stand up with small numbers."""

import geopandas as gpd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.exposure import study_period
from geo.figures.sentences import METHOD_NOTES, statistics_sentences
from geo.incidents.filters import IncidentFilter
from geo.wording import plain_markdown


def render_statistics(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> None:
    """Draw rate, lulls and the comparison of the last twelve months, with their methods."""
    coverage = atlas.tables.coverage
    st.subheader("Rates and lulls", anchor=False)
    sentences = statistics_sentences(incidents, study_period(chosen, coverage), coverage)
    st.markdown("\n".join(f"- {plain_markdown(sentence)}" for sentence in sentences))
    with st.expander("Methods and limits"):
        st.markdown(
            "\n".join(
                f"- **{plain_markdown(note.figure)}**: {plain_markdown(note.basis)} "
                f"{plain_markdown(note.limits)} Source: {plain_markdown(note.source)}"
                for note in METHOD_NOTES
            )
        )
