"""Build the layers under and around the incidents: borders, names, CPEC sites and corridors."""

from __future__ import annotations

from collections.abc import Sequence

import pydeck

from geo.tables.folders import STATIC_URL
from geo.view.expressions import json_list, lookup
from geo.view.scales import LINE_HEX, SURFACE_HEX, rgba

# Kinds of lines in the order of their number `k` in lines.geojson: tone and width in pixels.
LINE_KINDS = {
    "international": ("strong", 1.8),
    "disputed": ("strong", 1.8),
    "province": ("strong", 1.1),
    "coast": ("middle", 1.0),
    "neighbour": ("middle", 0.6),
    "district": ("faint", 0.6),
}
# So thin on the ground that they appear only as one zooms in.
TEHSIL_LINE_M = 350


def line_layer(theme: str, boundary_url: str = STATIC_URL) -> pydeck.Layer:
    """Return borders and coast: international strongest, province, district; disputed dashed."""
    tones = [rgba(LINE_HEX[theme][tone]) for tone, _ in LINE_KINDS.values()]
    widths = [width for _, width in LINE_KINDS.values()]
    dashes = [[5, 4] if kind == "disputed" else [0, 0] for kind in LINE_KINDS]
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"lines-{theme}",
        data=f"{boundary_url}/lines.geojson",
        pickable=False,
        get_line_color=lookup(tones, "properties.k"),
        get_line_width=lookup(widths, "properties.k"),
        line_width_units=pydeck.types.String("pixels"),
        extensions=[{"@@type": "PathStyleExtension", "dash": True}],
        get_dash_array=lookup(dashes, "properties.k"),
    )


def label_layer(theme: str, largest_rank: int) -> pydeck.Layer:
    """Return names of neighbours, the sea, and towns up to a rank that fits the view's scale."""
    ink = SURFACE_HEX[theme]["ink"]
    return pydeck.Layer(
        "TextLayer",
        id=f"labels-{theme}-{largest_rank}",
        data=f"{STATIC_URL}/labels.json",
        pickable=False,
        get_position="[longitude,latitude]",
        get_text="name",
        get_size="label_rank==1?13:11",
        get_color=f"label_rank==0?{json_list(rgba(ink, 120))}:{json_list(rgba(ink, 235))}",
        get_pixel_offset="label_rank?[0,12]:[0,0]",
        font_family=pydeck.types.String("Source Sans, sans-serif"),
        font_settings={"fontSize": 48},
        extensions=[{"@@type": "DataFilterExtension", "filterSize": 1}],
        get_filter_value="label_rank",
        filter_range=[-0.5, largest_rank + 0.5],
    )


def project_layer(theme: str, generation: int) -> pydeck.Layer:
    """Return CPEC and other Chinese-run sites as small crosses, with hover texts."""
    return pydeck.Layer(
        "TextLayer",
        id=f"projects-{theme}-{generation}",
        data=f"{STATIC_URL}/projects.json",
        pickable=True,
        get_position="[x,y]",
        get_text="m",
        get_size=20,
        get_color=list(rgba(SURFACE_HEX[theme]["ink"], 220)),
        font_weight=pydeck.types.String("bold"),
    )


def corridor_layer(theme: str, generation: int) -> pydeck.Layer:
    """Return the corridor's alignments as dashed lines: straight between towns, on purpose."""
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"corridors-{theme}-{generation}",
        data=f"{STATIC_URL}/corridors.geojson",
        pickable=True,
        get_line_color=list(rgba(SURFACE_HEX[theme]["ink"], 150)),
        line_width_min_pixels=2.2,
        extensions=[{"@@type": "PathStyleExtension", "dash": True}],
        get_dash_array=json_list([6, 4]),
    )


def tehsil_layer(theme: str) -> pydeck.Layer:
    """Return the borders between tehsils of a district, visible only on zooming in."""
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"tehsils-{theme}",
        data=f"{STATIC_URL}/tehsils.geojson",
        pickable=False,
        get_line_color=list(rgba(LINE_HEX[theme]["middle"], 150)),
        get_line_width=TEHSIL_LINE_M,
        line_width_max_pixels=0.7,
    )


def backdrop_layers(
    layers: Sequence[str], theme: str, boundary_url: str, generation: int
) -> list[pydeck.Layer]:
    """Return borders and, where `layers` asks for them, tehsils, corridors and CPEC sites.

    A new generation ends a click on a site.
    """
    # An operator's own districts have no tehsils of ours.
    has_tehsils = "tehsils" in layers and boundary_url == STATIC_URL
    drawn = [tehsil_layer(theme)] if has_tehsils else []
    drawn.append(line_layer(theme, boundary_url))
    if "corridors" in layers:
        drawn.append(corridor_layer(theme, generation))
    if "projects" in layers:
        drawn.append(project_layer(theme, generation))
    return drawn
