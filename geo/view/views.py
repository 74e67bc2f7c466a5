"""Name the views and layers of the map, and hold what one map shows beyond its rows."""

from __future__ import annotations

from dataclasses import dataclass

from geo.tables.folders import STATIC_URL
from geo.view.colours import COLOURINGS, Colouring

# What can be switched: name, and whether it is on from the start.
LAYERS = {
    "districts": ("District shading", True),
    "uncertainty": ("Circles of uncertainty", True),
    "tehsils": ("Tehsil borders (zoom in)", False),
    "projects": ("CPEC sites", False),
    "corridors": ("CPEC corridors", False),
    "density": ("Density of incidents", False),
}
DEFAULT_LAYERS = tuple(code for code, (_, is_on) in LAYERS.items() if is_on)

LARGEST_LABEL_RANK = 3
# Name, latitude, longitude, zoom, and the largest rank of towns that has room for its label.
VIEWS = {
    "pakistan": ("Pakistan", 30.5, 68.9, 4.4, 1),
    "balochistan": ("Balochistan", 28.4, 66.0, 5.4, 2),
    "kp": ("Khyber Pakhtunkhwa", 34.2, 71.6, 6.1, 3),
    "karachi": ("Karachi", 24.93, 67.07, 9.2, 3),
    "makran": ("Makran coast", 25.9, 63.2, 6.9, 3),
}
INCIDENT_VIEW, INCIDENT_ZOOM = "incident", 8.5
VIEW_LABELS = {
    **{code: name for code, (name, *_) in VIEWS.items()},
    INCIDENT_VIEW: "Selected incident",
}
# A phone's map is about as wide as this share of a laptop's: the zoom makes up for it.
PHONE_ZOOM_STEP = -0.9


@dataclass(frozen=True)
class MapView:
    """Hold what the map shows beyond the rows: theme, shading, colours, layers and selection.

    `layers` holds codes of `LAYERS`, `colouring` one of `COLOURINGS`; `generation` changes with
    each click (a layer whose id is new forgets its own selection, see `build_deck`);
    `boundary_url` is where districts, lines and style come from; `online_style` is the address of
    an online basemap's style, asked only when a person says so.
    """

    theme: str = "light"
    view: str = "pakistan"
    colouring: Colouring = COLOURINGS["group"]
    layers: tuple[str, ...] = DEFAULT_LAYERS
    selected_admin2_code: str | None = None
    generation: int = 0
    boundary_url: str = STATIC_URL
    online_style: str | None = None
    is_phone: bool = False
