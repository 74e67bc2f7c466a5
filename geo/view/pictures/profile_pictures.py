"""Put a profile's pictures side by side: a small map, and its incidents over time."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from geo.incidents.selections import Selection
from geo.view.colours import COLOURINGS
from geo.view.pictures.ground import Ground
from geo.view.pictures.profile_map import profile_map
from geo.view.pictures.profile_marks import ProfileLook, profile_marks
from geo.view.pictures.profile_strip import profile_strip


def _legend(selection: Selection, look: ProfileLook) -> str:
    """Return the colours in words where marks have those of their groups."""
    if look.own_hex:
        return ""
    present = set(profile_marks(selection, look)["label"])
    hexes = COLOURINGS["group"].hexes(look.theme)
    signs = "".join(
        f'<span><b style="color:{hexes[code]}">●</b> {escape(label)}</span> '
        for code, label in COLOURINGS["group"].labels().items()
        if label in present
    )
    return f'<p class="atlas-picture-legend">{signs}</p>' if signs else ""


def profile_pictures(
    selection: Selection, markers: Mapping[str, dict[str, Any]], ground: Ground, look: ProfileLook
) -> str:
    """Return the pictures of what a selection shows as HTML.

    `markers`: the map's records by incident_id. The pictures have alternative texts with their
    figures; their marks open the incidents by pointer, the tables do by keyboard.
    """
    mode = " d" if look.theme == "dark" else ""
    return (
        f'<div class="atlas-pictures{mode}"><div>{profile_map(selection, markers, ground, look)}'
        f"</div><div>{profile_strip(selection, look)}{_legend(selection, look)}</div></div>"
    )
