"""Name the views and layers of the map, and hold what one map shows beyond its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.tables.folders import STATIC_URL
from geo.view.colours import COLOURINGS, Colouring
from geo.view.placing.camera import USUAL_FRAME, Bounds, Camera, Frame, fit_camera

# What can be switched: name, and whether it is on from the start.
LAYERS = {
    "districts": ("District shading", True),
    "uncertainty": ("Circles of uncertainty", True),
    "tehsils": ("Tehsil borders (zoom in)", False),
    "projects": ("All CPEC sites", False),
    "named": ("CPEC sites that incidents name", True),
    "corridors": ("CPEC corridors", False),
    "density": ("Density of incidents", False),
}
DEFAULT_LAYERS = tuple(code for code, (_, is_on) in LAYERS.items() if is_on)

FILTER_VIEW, INCIDENT_VIEW, INCIDENT_ZOOM = "filter", "incident", 8.5
# Name, and west, south, east and north of what must be in sight.
VIEWS: dict[str, tuple[str, Bounds]] = {
    "pakistan": ("Pakistan", (60.9, 23.6, 77.9, 37.1)),
    "balochistan": ("Balochistan", (60.9, 24.7, 70.3, 32.1)),
    "kp": ("Khyber Pakhtunkhwa", (69.2, 31.0, 74.2, 36.9)),
    "karachi": ("Karachi", (66.75, 24.72, 67.45, 25.12)),
    "makran": ("Makran coast", (61.6, 24.9, 64.8, 26.6)),
}
VIEW_LABELS = {
    FILTER_VIEW: "The filter’s places",
    **{code: name for code, (name, _) in VIEWS.items()},
    INCIDENT_VIEW: "Selected incident",
}


@dataclass(frozen=True)
class MapView:
    """Hold what the map shows beyond the rows: theme, shading, colours, layers and selection.

    `layers` holds codes of `LAYERS`, `colouring` one of `COLOURINGS`; `generation` changes with
    each click (a layer whose id is new forgets its own selection, see `build_deck`);
    `boundary_url` is where districts, lines and style come from; `online_style` is the address of
    an online basemap's style, asked only when a person says so; `bounds` is what the filter is
    about, if a place; `at` is where a reader has put the map by hand; `frame` is its size.
    """

    theme: str = "light"
    view: str = FILTER_VIEW
    colouring: Colouring = COLOURINGS["group"]
    layers: tuple[str, ...] = DEFAULT_LAYERS
    selected_admin2_code: str | None = None
    generation: int = 0
    boundary_url: str = STATIC_URL
    online_style: str | None = None
    bounds: Bounds | None = None
    at: Camera | None = None
    frame: Frame = USUAL_FRAME


def section(view: MapView, marker: dict[str, Any] | None) -> Bounds | None:
    """Return the box of degrees that a view is about, None around an incident or by hand."""
    if view.at is not None or (view.view == INCIDENT_VIEW and marker is not None):
        return None
    if view.view == FILTER_VIEW and view.bounds is not None:
        return view.bounds
    return VIEWS.get(view.view, VIEWS["pakistan"])[1]


def choose_camera(view: MapView, marker: dict[str, Any] | None = None) -> Camera:
    """Return where the map opens; `marker`: the selected incident's, if it has one.

    The view "incident" without one shows Pakistan.
    """
    if view.at is not None:
        return view.at
    bounds = section(view, marker)
    if bounds is None and marker is not None:
        return Camera(marker["x"], marker["y"], INCIDENT_ZOOM)
    return fit_camera(bounds or VIEWS["pakistan"][1], view.frame)
