"""The record's first incidents among those shown, each with what it is the first of."""

from geo.atlas import Atlas
from geo.figures.time.recent_firsts import list_firsts
from geo.incidents.selections import Selection
from geo.view.html_tables import Cell
from geo.wording import upper_first
from pages.parts.show.profile import render_table


def render_firsts(atlas: Atlas, selection: Selection, caption: str) -> None:
    """Draw the shown incidents that are a first of the record, newest first."""
    rows = [
        (
            atlas.cells.incident(first.title, selection.chosen, first.incident_id, first.day),
            [Cell(upper_first(atlas.describe_firsts(first.incident_id)), is_number=False)],
        )
        for first in list_firsts(selection, atlas.firsts)
    ]
    render_table(caption, ["Incident", "First recorded in this table"], rows, "none")
