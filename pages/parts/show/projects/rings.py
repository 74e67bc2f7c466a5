"""How many incidents lie around the sites: certain–possible within each ring."""

import streamlit as st

from geo.atlas import Atlas
from geo.figures.projects.rings import METHOD, Ring, describe_rest, ring_rows
from geo.incidents.selections import Selection
from geo.places.rings import RINGS_KM
from geo.view.html_tables import Cell
from geo.wording import plain_markdown
from pages.parts.show.profile import render_table

NEAR_NOTE = (
    "Ranked by what is certain within the narrowest ring, then by what is possible; a click on a "
    "head ranks by another one. Near a site is not aimed at it: in a town many incidents lie "
    "around several sites. Sites known as a line or a district have no ring. A figure opens the "
    "incidents that can lie within."
)


def _ring_cell(atlas: Atlas, ring: Ring) -> Cell:
    if not ring.possible.count:
        return Cell("0")
    address = atlas.cells.address("incidents", ring.possible.shown_by)
    # A column sorts by what is certain, then by what is possible.
    key = f"{ring.certain.count}.{ring.possible.count:04d}"
    return Cell(ring.text, address, sort_key=key)


def render_rings(atlas: Atlas, selection: Selection) -> None:
    """Draw the sites that have incidents around them, most in the narrowest ring first."""
    st.subheader("Around the sites", anchor=False)
    rows = ring_rows(selection, atlas.ring_pairs, atlas.tables.projects)
    narrowest = min(RINGS_KM)
    drawn = [
        (
            Cell(row.name, atlas.cells.address("projects", selection.chosen, site=row.project_id)),
            [
                Cell(str(row.rings[narrowest].rank)),
                *(_ring_cell(atlas, row.rings[ring_km]) for ring_km in RINGS_KM),
            ],
        )
        for row in rows
        if row.rings[max(RINGS_KM)].possible.count
    ]
    head = ["Site", f"Rank, {narrowest} km", *(f"Within {ring_km} km" for ring_km in RINGS_KM)]
    render_table("Incidents around sites, certain–possible", head, drawn)
    st.caption(plain_markdown(f"{METHOD} {NEAR_NOTE} {describe_rest(rows)}"))


def render_site_rings(atlas: Atlas, selection: Selection, project_id: str) -> None:
    """Draw the rings of one site; or say that it has none."""
    rows = ring_rows(selection, atlas.ring_pairs, atlas.tables.projects)
    rings = next((row.rings for row in rows if row.project_id == project_id), {})
    drawn = [
        (
            Cell(f"Within {ring_km} km"),
            [atlas.cells.count(ring.certain), atlas.cells.count(ring.possible)],
        )
        for ring_km, ring in rings.items()
    ]
    head = ["Ring", "Certain", "Possible"]
    render_table("Incidents around the site", head, drawn, "the site has no ring")
    if drawn:
        st.caption(
            "Of any incident under the filter, whatever it was aimed at; the method is below."
        )
