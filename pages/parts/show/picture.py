"""The map as a picture for a slide, drawn on the server only when it is asked for."""

import streamlit as st

from geo.atlas import Atlas
from geo.paper.captions import picture_texts
from geo.paper.scene import Scene, map_png


def render_picture_button(atlas: Atlas, scene: Scene) -> None:
    """Draw the button that hands out the map as a PNG, as filtered and shaded."""
    version = atlas.tables.data_version
    st.download_button(
        "Download picture",
        data=lambda: map_png(atlas, scene, picture_texts(atlas, scene)),
        file_name=f"cpec-incident-atlas_v{version}_map_{len(scene.incidents)}-incidents.png",
        mime="image/png",
        key="download_picture",
        on_click="ignore",
        help="The map with title, legend, filter, sources and disclaimer, 1920 × 1080 pixels.",
    )
