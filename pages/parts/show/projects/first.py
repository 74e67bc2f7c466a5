"""A project's first recorded incident, with what is not certain of it."""

import streamlit as st

from geo.atlas import Atlas
from geo.incidents.selections import Selection
from geo.wording import format_title, plain_markdown


def render_first(atlas: Atlas, selection: Selection, project_id: str) -> None:
    """Say which incident is the record's first of a project; nothing where it has none."""
    firsts = atlas.firsts
    own = firsts[(firsts["kind"] == "project") & (firsts["subject"] == project_id)]
    by_id = atlas.incidents.set_index("incident_id")
    for row in own.to_dict("records"):
        lead = "First" if row["is_certain"] else "Possibly the first"
        title = format_title(by_id.loc[row["incident_id"]])
        address = atlas.cells.address(
            "incidents", selection.chosen, incident=str(row["incident_id"])
        )
        st.markdown(
            f"{lead} recorded in this table (core and linked): [{plain_markdown(title)}]({address})"
        )
