"""Build the pydeck map: shaded districts, lines, markers and labels, almost all by URL.

Only flags, classes and the selection travel with a rerun; geometry and hover texts are static
files. Strings that start with @@ are code to deck.gl's JSON, so rows with text go inline only
after `markers.plain_records`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pydeck

from geo.backdrop import STATIC_URL, label_layer, line_layer, site_layers
from geo.expressions import json_list, lookup, trigger
from geo.scales import (
    ACCENT_HEX,
    LINE_HEX,
    RAMP_HEX,
    ZERO_HEX,
    classify,
    rgba,
)
from geo.tallies import Measure, measure_values

DISTRICT_LAYER = "districts"
MARKER_LAYER = "markers"
NEAR_RADIUS_M = 10_000
NO_FILL = (0, 0, 0, 0)
DISTRICT_ALPHA = 205

# Name, latitude, longitude, zoom, and the largest rank of towns that has room for its label.
VIEWS = {
    "pakistan": ("Pakistan", 30.2, 68.6, 4.55, 1),
    "balochistan": ("Balochistan", 28.4, 66.0, 5.4, 2),
    "kp": ("Khyber Pakhtunkhwa", 34.2, 71.6, 6.1, 3),
    "karachi": ("Karachi", 24.93, 67.07, 9.2, 3),
    "makran": ("Makran coast", 25.9, 63.2, 6.9, 3),
}

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
ICON_SIZE_PX = 64
SELECTED_ICON = "ring"


@dataclass(frozen=True)
class MapView:
    """Hold what the map shows beyond the rows: theme, measure, named view and selection."""

    measure: Measure
    theme: str = "light"
    view: str = "pakistan"
    selected_admin2_code: str | None = None
    # A layer whose id is new forgets its own selection: see `build_deck`.
    generation: int = 0
    # Where districts, lines and style come from: the embedded set, or an operator's own.
    boundary_url: str = STATIC_URL
    sites: str = "none"
    # The address of an online basemap's style: other hosts are asked only when a person says so.
    online_style: str | None = None


def district_classes(
    districts: gpd.GeoDataFrame,
    tally: pd.DataFrame,
    measure: Measure,
    facts: pd.DataFrame | None = None,
) -> pd.Series:
    """Return each district's class, in order of admin2_code.

    1–5 by value, 0 for a reported zero, 6 where incidents are recorded and none reports the
    figure (or no fact to divide by), -1 for no recorded incident.
    """
    ranked = districts["admin2_code"].sort_values()
    classes = classify(measure_values(tally, measure, facts), measure).fillna(6)
    return classes.reindex(ranked).fillna(-1).astype(int)


def district_layer(classes: pd.Series, view: MapView) -> pydeck.Layer:
    """Return the shaded districts; no recorded incident keeps the land's colour."""
    ramp = [rgba(colour, DISTRICT_ALPHA) for colour in RAMP_HEX[view.theme]]
    unknown = rgba(LINE_HEX[view.theme]["middle"], 90)
    # In the order of classes -1 to 6.
    fills = [NO_FILL, rgba(ZERO_HEX[view.theme], DISTRICT_ALPHA), *ramp, unknown]
    fill = lookup(fills, lookup(classes + 1, "properties.k"))
    chosen = int(classes.index.get_indexer(pd.Index([view.selected_admin2_code]))[0])
    accent = json_list(rgba(ACCENT_HEX[view.theme]))
    line = f"properties.k=={chosen}?{accent}:{json_list(NO_FILL)}"
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"{DISTRICT_LAYER}-{view.generation}",
        data=f"{view.boundary_url}/districts.geojson",
        pickable=True,
        auto_highlight=True,
        highlight_color=[*rgba(LINE_HEX[view.theme]["middle"])[:3], 60],
        stroked=chosen >= 0,
        get_fill_color=fill,
        get_line_color=line,
        line_width_min_pixels=2.5,
        update_triggers={
            "getFillColor": trigger(fill),
            "getLineColor": trigger(line),
        },
    )


def _filter_properties(shown: np.ndarray) -> dict[str, Any]:
    flags = lookup(shown.astype(int).tolist(), "i")
    return {
        "extensions": [{"@@type": "DataFilterExtension", "filterSize": 1}],
        "get_filter_value": flags,
        "filter_range": [0.5, 1.5],
    }


def _icon_layer(layer_id: str, theme: str, **properties: Any) -> pydeck.Layer:
    return pydeck.Layer(
        "IconLayer",
        id=layer_id,
        icon_atlas=pydeck.types.String(f"{STATIC_URL}/icons-{theme}.png"),
        icon_mapping=pydeck.types.String(f"{STATIC_URL}/icons.json"),
        get_position="[x,y]",
        get_pixel_offset="[dx,dy]",
        get_icon="s",
        size_units=pydeck.types.String("pixels"),
        **properties,
    )


def marker_layers(
    marker_data: str | list[dict[str, Any]], shown: np.ndarray, view: MapView
) -> list[pydeck.Layer]:
    """Return the incidents shown: a circle of 10 km for near points, and the marks.

    `marker_data`: address or records of the markers; `shown`: one boolean for each `i` of them.
    """
    filtered = _filter_properties(shown)
    # An update trigger is not enough: rows that came by URL keep their old flags. A new id makes
    # deck.gl read them anew; the file itself comes from the browser's cache.
    flags_id = trigger(filtered["get_filter_value"])
    uncertainty = pydeck.Layer(
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
        **filtered,
    )
    marks = _icon_layer(
        f"{MARKER_LAYER}-{view.theme}-{view.generation}-{flags_id}",
        view.theme,
        data=marker_data,
        pickable=True,
        get_size="2*r+3",
        **filtered,
    )
    return [uncertainty, marks]


def selection_layer(marker: dict[str, Any] | None, view: MapView) -> list[pydeck.Layer]:
    """Return the ring around the selected incident's marker, if it has one."""
    if marker is None:
        return []
    row = {key: marker[key] for key in ("x", "y", "dx", "dy", "r")} | {"s": SELECTED_ICON}
    ring = _icon_layer("selected", view.theme, data=[row], pickable=False, get_size="2*r+16")
    return [ring]


class CompactDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON has no spaces: pydeck's indents every number, and it travels often."""

    def to_json(self) -> str:
        """Return the deck's JSON in one line."""
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"))


def build_deck(
    districts: gpd.GeoDataFrame,
    tally: pd.DataFrame,
    shown: np.ndarray,
    marker_data: str | list[dict[str, Any]],
    selected_marker: dict[str, Any] | None,
    view: MapView,
    facts: pd.DataFrame | None = None,
) -> pydeck.Deck:
    """Return the whole map. Raises KeyError for an unknown named view.

    `tally` as from tally_districts, `shown` and `marker_data` as for marker_layers.
    Streamlit keeps a click's selection by row number and dims every other layer while it lasts;
    giving the clicked layers a new id (`view.generation`) ends it.
    """
    _, latitude, longitude, zoom, label_rank = VIEWS[view.view]
    layers = [
        district_layer(district_classes(districts, tally, view.measure, facts), view),
        line_layer(view.theme, view.boundary_url),
        label_layer(view.theme, label_rank),
        *site_layers(view.sites, view.theme, view.generation),
        *marker_layers(marker_data, shown, view),
        *selection_layer(selected_marker, view),
    ]
    return CompactDeck(
        layers=layers,
        initial_view_state=pydeck.ViewState(
            latitude=latitude, longitude=longitude, zoom=zoom, min_zoom=3.5, max_zoom=12
        ),
        map_style=view.online_style or f"{view.boundary_url}/style-{view.theme}.json",
        map_provider="mapbox",
        tooltip={"html": "<b>{t1}</b><br>{t2}<br>{t3}", "style": TOOLTIP_STYLE},
    )
