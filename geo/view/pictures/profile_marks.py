"""Say how a profile's incidents look in its small pictures: colour, size, tier, link."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.incidents.selections import Selection
from geo.incidents.tallies import known_deaths
from geo.incidents.vocabulary import RECORD
from geo.tables.periods import Period
from geo.view.colours import COLOURINGS, group_class_of
from geo.view.html_tables import LinkedCells
from geo.view.marks import marker_radius_px
from geo.view.strip_marks import last_day, middle_day
from geo.wording import describe_toll, format_title

SCALE = 0.8
CONTEXT_OPACITY, RECORD_OPACITY = 0.35, 0.85


@dataclass(frozen=True)
class ProfileLook:
    """Hold what a profile's pictures share.

    `title` names the profile in the alternative texts; `own_hex` colours all marks, where it is
    empty each has the colour of its group; `coverage`: the days that pages were searched for.
    """

    title: str
    theme: str
    coverage: Period
    cells: LinkedCells
    actors: pd.DataFrame
    own_hex: str = ""


def group_hex(actor_id: str, actors: pd.DataFrame, theme: str) -> str:
    """Return the colour that a group has on every page."""
    code = group_class_of(pd.Series([actor_id]), actors).iloc[0]
    return COLOURINGS["group"].hexes(theme)[str(code)]


def profile_marks(selection: Selection, look: ProfileLook) -> pd.DataFrame:
    """Return one row per incident, oldest first, indexed by incident_id.

    Columns: middle and last (dates), radius_px, hex, label (of the colour), is_context, opacity,
    title and href (the page that opens it).
    """
    rows = selection.incidents
    classes = group_class_of(rows["primary_actor_id"], look.actors)
    colouring = COLOURINGS["group"]
    is_context = ~rows["inclusion"].isin(RECORD)
    marks = pd.DataFrame(
        {
            "middle": middle_day(rows),
            "last": last_day(rows),
            "radius_px": [marker_radius_px(deaths) * SCALE for deaths in known_deaths(rows)],
            "hex": look.own_hex or classes.map(colouring.hexes(look.theme)),
            "label": classes.map(colouring.labels()),
            "is_context": is_context,
            "opacity": is_context.map({True: CONTEXT_OPACITY, False: RECORD_OPACITY}),
        },
        index=rows.index,
    )
    records = rows.to_dict("records")
    marks["title"] = [f"{format_title(row)}: {describe_toll(row)}" for _, row in rows.iterrows()]
    marks["href"] = [
        look.cells.address("incidents", selection.chosen, incident=str(row["incident_id"]))
        for row in records
    ]
    return marks.set_axis(rows["incident_id"], axis=0)
