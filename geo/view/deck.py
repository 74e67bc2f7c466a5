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
from geo.view.backdrop import backdrop_layers, ground_layers, label_layer
from geo.view.expressions import digits, json_list, lookup, sparse, trigger
from geo.view.marks import CONTEXT_ALPHA, FADED, FADED_ALPHA, HIDDEN, MarkSet
from geo.view.placing.camera import MAX_ZOOM, MIN_ZOOM
from geo.view.placing.labels import Offset
from geo.view.placing.spread import mark_offsets
from geo.view.scales import ACCENT_HEX, LINE_HEX, SURFACE_HEX, ZERO_HEX, rgba
from geo.view.shading import Shading
from geo.view.views import MapView, choose_camera

DISTRICT_LAYER = "districts"
MARKER_LAYER = "markers"
CONTEXT = "context"
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
        size_units=pydeck.types.String("pixels"),
        **properties,
    )


def _uncertainty_layer(data: MarkerData, states: np.ndarray, view: MapView) -> pydeck.Layer:
    return pydeck.Layer(
        "ScatterplotLayer",
        id=f"near-{view.theme}-{_flags_id(states)}",
        data=data,
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


def _place_layer(data: MarkerData, states: np.ndarray, view: MapView) -> pydeck.Layer:
    """Return a dot at every true place: it shows where the mark stands beside it."""
    return pydeck.Layer(
        "ScatterplotLayer",
        id=f"place-{view.theme}-{_flags_id(states)}",
        data=data,
        pickable=False,
        get_position="[x,y]",
        get_radius=1.6,
        radius_units=pydeck.types.String("pixels"),
        get_fill_color=list(rgba(SURFACE_HEX[view.theme]["ink"], 200)),
        **_filter_properties(states),
    )


def _density_layer(data: MarkerData, states: np.ndarray, view: MapView) -> pydeck.Layer:
    return pydeck.Layer(
        "HeatmapLayer",
        id=f"density-{view.theme}-{_flags_id(states)}",
        data=data,
        pickable=False,
        get_position="[x,y]",
        get_weight=f"{digits(states, 'i')}>0?1:0",
        radius_pixels=DENSITY_RADIUS_PX,
        color_range=[[*rgba(DENSITY_HEX)[:3], alpha] for alpha in DENSITY_ALPHAS],
    )


def _flags_id(states: np.ndarray) -> int:
    # An update trigger is not enough: rows that came by URL keep their old flags. A new id makes
    # deck.gl read them anew; the file itself comes from the browser's cache.
    return trigger(digits(states, "i"))


def _strength(marks: MarkSet, states: np.ndarray) -> dict[str, str]:
    """Return the property that pales context and fades what is past; none where all is strong."""
    alpha = str(255)
    if any(mark["n"] == CONTEXT and states[mark["i"]] != HIDDEN for mark in marks.records):
        alpha = f'n=="{CONTEXT}"?{CONTEXT_ALPHA}:255'
    if (states == FADED).any():
        alpha = f"{digits(states, 'i')}>1?({alpha}):{FADED_ALPHA}"
    return {} if alpha == "255" else {"get_color": f"[0,0,0,{alpha}]"}


def marker_layers(
    marks: MarkSet, states: np.ndarray, offsets: dict[int, Offset], view: MapView
) -> list[pydeck.Layer]:
    """Return the incidents: density, circles of 10 km for near points, true places, and marks.

    `states`: HIDDEN, FADED or SHOWN, and `offsets`: pixels of those that moved, for each `i`.
    """
    layers = []
    if "density" in view.layers:
        layers.append(_density_layer(marks.data, states, view))
    if "uncertainty" in view.layers:
        layers.append(_uncertainty_layer(marks.data, states, view))
    moved = {}
    if offsets:
        layers.append(_place_layer(marks.data, states, view))
        moved["get_pixel_offset"] = sparse(offsets, "i", (0, 0))
    named = (view.theme, view.colouring.code, view.generation, _flags_id(states))
    drawn = _icon_layer(
        "-".join(map(str, (MARKER_LAYER, *named, trigger(str(offsets))))),
        view,
        data=marks.data,
        pickable=True,
        get_icon=f'{view.colouring.field}+"-"+s',
        get_size="2*r+3",
        **moved,
        **_strength(marks, states),
        **_filter_properties(states),
    )
    return [*layers, drawn]


def selection_layer(
    marker: dict[str, Any] | None, offset: Offset, view: MapView
) -> list[pydeck.Layer]:
    """Return the ring around the selected incident's marker, if it has one."""
    if marker is None:
        return []
    row = {key: marker[key] for key in ("x", "y", "r")} | {"s": SELECTED_ICON}
    ring = _icon_layer(
        f"selected-{view.colouring.code}",
        view,
        data=[row],
        pickable=False,
        get_icon="s",
        get_size="2*r+16",
        get_pixel_offset=list(offset),
    )
    return [ring]


class CompactDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON has no spaces: pydeck's indents every number, and it travels often."""

    def to_json(self) -> str:
        """Return the deck's JSON in one line."""
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"))


def build_deck(
    shading: Shading,
    states: np.ndarray,
    marks: MarkSet,
    selected_marker: dict[str, Any] | None,
    view: MapView,
) -> pydeck.Deck:
    """Return the whole map; the view "incident" without a marked incident shows Pakistan.

    `states` as for marker_layers. Streamlit keeps a click's selection by row number and dims
    every other layer while it lasts; giving the clicked layers a new id (`view.generation`) ends
    it.
    """
    camera = choose_camera(view, selected_marker)
    shown = [mark for mark in marks.records if states[mark["i"]] != HIDDEN]
    offsets = mark_offsets(shown, camera, view.frame)
    selected_at = offsets.get(selected_marker["i"], (0, 0)) if selected_marker else (0, 0)
    layers = [
        *ground_layers(view),
        district_layer(shading, view),
        *backdrop_layers(view.layers, view.theme, view.boundary_url, view.generation),
        *marker_layers(marks, states, offsets, view),
        *selection_layer(selected_marker, selected_at, view),
        label_layer(view, camera, shown, offsets),
    ]
    return CompactDeck(
        layers=layers,
        initial_view_state=pydeck.ViewState(
            latitude=camera.latitude,
            longitude=camera.longitude,
            zoom=camera.zoom,
            min_zoom=MIN_ZOOM,
            max_zoom=MAX_ZOOM,
        ),
        map_style=view.online_style or f"{view.boundary_url}/style-{view.theme}.json",
        map_provider="mapbox",
        tooltip={"html": "<b>{t1}</b><br>{t2}<br>{t3}", "style": TOOLTIP_STYLE},
    )
