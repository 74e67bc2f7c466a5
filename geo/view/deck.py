"""Build the pydeck map: shaded districts, lines, markers and labels, almost all by URL.

Only flags, classes and the selection travel with a rerun; geometry and hover texts are static
files. Strings that start with @@ are code to deck.gl's JSON, so rows with text go inline only
after `marks.plain_records`.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pydeck

from geo.tables.folders import STATIC_URL
from geo.view.backdrop import backdrop_layers, label_layer
from geo.view.expressions import digits, json_list, lookup, trigger
from geo.view.marks import FADED, FADED_ALPHA
from geo.view.scales import ACCENT_HEX, LINE_HEX, ZERO_HEX, rgba
from geo.view.shading import Shading
from geo.view.views import (
    INCIDENT_VIEW,
    INCIDENT_ZOOM,
    LARGEST_LABEL_RANK,
    PHONE_ZOOM_STEP,
    VIEWS,
    MapView,
)

DISTRICT_LAYER = "districts"
MARKER_LAYER = "markers"
NEAR_RADIUS_M = 10_000
NO_FILL = (0, 0, 0, 0)
DISTRICT_ALPHA = 205
DENSITY_RADIUS_PX = 45
# A hue that the shading has not, from faint to strong.
DENSITY_HEX, DENSITY_ALPHAS = "#3b6ea5", (40, 80, 120, 160, 200)
MarkerData = str | list[dict[str, Any]]

# Centred below the pointer, so that it is cut by the map's edge as little as can be.
TOOLTIP_STYLE = {
    "fontSize": "12px",
    "lineHeight": "1.4",
    "width": "230px",
    "marginLeft": "-115px",
    "marginTop": "16px",
    "padding": "8px 10px",
    "borderRadius": "4px",
    "color": "#f4f5f3",
    "backgroundColor": "#26303a",
}
ICON_SIZE_PX = 48
SELECTED_ICON = "ring"


def district_layer(shading: Shading, view: MapView) -> pydeck.Layer:
    """Return the shaded districts; no recorded incident keeps the land's colour."""
    unknown = rgba(LINE_HEX[view.theme]["middle"], 90)
    ramp = [rgba(colour, DISTRICT_ALPHA) for colour in shading.hexes(view.theme)]
    # In the order of classes -1, 0, 1 and on, unknown.
    fills = [NO_FILL, rgba(ZERO_HEX[view.theme], DISTRICT_ALPHA), *ramp, unknown]
    is_shaded = "districts" in view.layers
    fill = lookup(fills, digits(shading.classes + 1, "properties.k")) if is_shaded else NO_FILL
    codes = pd.Index(shading.classes.index)
    chosen = int(codes.get_indexer(pd.Index([view.selected_admin2_code]))[0])
    line = f"properties.k=={chosen}?{json_list(rgba(ACCENT_HEX[view.theme]))}:{json_list(NO_FILL)}"
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"{DISTRICT_LAYER}-{view.generation}",
        data=f"{view.boundary_url}/districts.geojson",
        pickable=True,
        auto_highlight=True,
        highlight_color=[*rgba(LINE_HEX[view.theme]["middle"])[:3], 60],
        stroked=chosen >= 0,
        get_fill_color=fill if is_shaded else list(NO_FILL),
        get_line_color=line if chosen >= 0 else list(NO_FILL),
        line_width_min_pixels=2.5,
        update_triggers={"getFillColor": trigger(str(fill)), "getLineColor": chosen},
    )


def _filter_properties(states: np.ndarray) -> dict[str, Any]:
    return {
        "extensions": [{"@@type": "DataFilterExtension", "filterSize": 1}],
        "get_filter_value": digits(states, "i"),
        "filter_range": [0.5, 2.5],
    }


def _icon_layer(layer_id: str, view: MapView, **properties: Any) -> pydeck.Layer:
    name = f"{STATIC_URL}/icons-{view.colouring.code}"
    return pydeck.Layer(
        "IconLayer",
        id=layer_id,
        icon_atlas=pydeck.types.String(f"{name}-{view.theme}.png"),
        icon_mapping=pydeck.types.String(f"{name}.json"),
        get_position="[x,y]",
        get_pixel_offset="[dx,dy]",
        size_units=pydeck.types.String("pixels"),
        **properties,
    )


def _uncertainty_layer(
    marker_data: MarkerData, states: np.ndarray, view: MapView, flags_id: int
) -> pydeck.Layer:
    return pydeck.Layer(
        "ScatterplotLayer",
        id=f"near-{view.theme}-{flags_id}",
        data=marker_data,
        pickable=False,
        get_position="[x,y]",
        get_radius=f"u?{NEAR_RADIUS_M}:0",
        filled=False,
        stroked=True,
        get_line_color=[*rgba(LINE_HEX[view.theme]["strong"])[:3], 70],
        line_width_min_pixels=0.8,
        line_width_max_pixels=0.8,
        **_filter_properties(states),
    )


def _density_layer(
    marker_data: MarkerData, states: np.ndarray, view: MapView, flags_id: int
) -> pydeck.Layer:
    return pydeck.Layer(
        "HeatmapLayer",
        id=f"density-{view.theme}-{flags_id}",
        data=marker_data,
        pickable=False,
        get_position="[x,y]",
        get_weight=f"{digits(states, 'i')}>0?1:0",
        radius_pixels=DENSITY_RADIUS_PX,
        color_range=[[*rgba(DENSITY_HEX)[:3], alpha] for alpha in DENSITY_ALPHAS],
    )


def marker_layers(marker_data: MarkerData, states: np.ndarray, view: MapView) -> list[pydeck.Layer]:
    """Return the incidents: density, circles of 10 km for near points, and the marks.

    `marker_data`: address or records of the markers; `states`: HIDDEN, FADED or SHOWN for each
    `i` of them.
    """
    # An update trigger is not enough: rows that came by URL keep their old flags. A new id makes
    # deck.gl read them anew; the file itself comes from the browser's cache.
    flags_id = trigger(digits(states, "i"))
    layers = []
    if "density" in view.layers:
        layers.append(_density_layer(marker_data, states, view, flags_id))
    if "uncertainty" in view.layers:
        layers.append(_uncertainty_layer(marker_data, states, view, flags_id))
    fading = (
        {"get_color": f"[0,0,0,{digits(states, 'i')}>1?255:{FADED_ALPHA}]"}
        if (states == FADED).any()
        else {}
    )
    marks = _icon_layer(
        f"{MARKER_LAYER}-{view.theme}-{view.colouring.code}-{view.generation}-{flags_id}",
        view,
        data=marker_data,
        pickable=True,
        get_icon=f'{view.colouring.field}+"-"+s',
        get_size="2*r+3",
        **fading,
        **_filter_properties(states),
    )
    return [*layers, marks]


def selection_layer(marker: dict[str, Any] | None, view: MapView) -> list[pydeck.Layer]:
    """Return the ring around the selected incident's marker, if it has one."""
    if marker is None:
        return []
    row = {key: marker[key] for key in ("x", "y", "dx", "dy", "r")} | {"s": SELECTED_ICON}
    layer_id = f"selected-{view.colouring.code}"
    ring = _icon_layer(layer_id, view, data=[row], pickable=False, get_icon="s", get_size="2*r+16")
    return [ring]


def _view_state(marker: dict[str, Any] | None, view: MapView) -> pydeck.ViewState:
    if view.view == INCIDENT_VIEW and marker is not None:
        latitude, longitude, zoom = marker["y"], marker["x"], INCIDENT_ZOOM
    else:
        _, latitude, longitude, zoom, _ = VIEWS.get(view.view, VIEWS["pakistan"])
    return pydeck.ViewState(
        latitude=latitude,
        longitude=longitude,
        zoom=round(zoom + (PHONE_ZOOM_STEP if view.is_phone else 0), 2),
        min_zoom=3,
        max_zoom=12,
    )


class CompactDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON has no spaces: pydeck's indents every number, and it travels often."""

    def to_json(self) -> str:
        """Return the deck's JSON in one line."""
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"))


def build_deck(
    shading: Shading,
    states: np.ndarray,
    marker_data: MarkerData,
    selected_marker: dict[str, Any] | None,
    view: MapView,
) -> pydeck.Deck:
    """Return the whole map; the view "incident" without a marked incident shows Pakistan.

    `states` and `marker_data` as for marker_layers. Streamlit keeps a click's selection by row
    number and dims every other layer while it lasts; giving the clicked layers a new id
    (`view.generation`) ends it.
    """
    label_rank = VIEWS[view.view][-1] if view.view in VIEWS else LARGEST_LABEL_RANK
    layers = [
        district_layer(shading, view),
        *backdrop_layers(view.layers, view.theme, view.boundary_url, view.generation),
        label_layer(view.theme, label_rank),
        *marker_layers(marker_data, states, view),
        *selection_layer(selected_marker, view),
    ]
    return CompactDeck(
        layers=layers,
        initial_view_state=_view_state(selected_marker, view),
        map_style=view.online_style or f"{view.boundary_url}/style-{view.theme}.json",
        map_provider="mapbox",
        tooltip={"html": "<b>{t1}</b><br>{t2}<br>{t3}", "style": TOOLTIP_STYLE},
    )
