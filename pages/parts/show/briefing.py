"""The briefing of the present view as one HTML file, made only when it is asked for."""

from datetime import UTC, datetime

import streamlit as st

from geo.atlas import Atlas
from geo.paper.briefing import briefing_html
from geo.paper.scene import Scene
from pages.parts.state.address import link_to_view


def render_briefing_button(atlas: Atlas, scene: Scene) -> None:
    """Draw the button that hands out the briefing of the filter, the map as shown."""
    version = atlas.tables.data_version
    # The download is made outside the session's run, where the address can't be read.
    link = link_to_view(atlas)
    st.download_button(
        "Download briefing",
        data=lambda: briefing_html(atlas, scene, link=link, created=datetime.now(tz=UTC)).encode(),
        file_name=f"cpec-incident-atlas_v{version}_briefing_{len(scene.incidents)}-incidents.html",
        mime="text/html",
        key="download_briefing",
        on_click="ignore",
        help="Sentence, map, timeline, tables, incidents, sources and method in one file that "
        "opens offline and prints on a few A4 pages.",
    )
