"""Build the layers under and around the incidents: borders, names, CPEC sites and corridors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pydeck

from geo.tables.folders import STATIC_FOLDER, STATIC_URL
from geo.view.expressions import digits, json_list, lookup, sparse, trigger
from geo.view.placing.camera import Camera, Frame, free_area, world_pixels
from geo.view.placing.labels import LABEL_SIZE_PX, Offset, place_labels
from geo.view.scales import LINE_HEX, SURFACE_HEX, rgba
from geo.view.views import MapView

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


def ground_layers(view: MapView) -> list[pydeck.Layer]:
    """Return the land of the neighbours and of Pakistan; none over an online basemap.

    As layers of the map's own they come with the districts: the style's worker comes later.
    """
    if view.online_style:
        return []
    grounds = (("land", STATIC_URL, "neighbour"), ("provinces", view.boundary_url, "land"))
    return [
        pydeck.Layer(
            "GeoJsonLayer",
            id=f"{name}-{view.theme}",
            data=f"{url}/{name}.geojson",
            pickable=False,
            stroked=False,
            get_fill_color=list(rgba(SURFACE_HEX[view.theme][tone])),
        )
        for name, url, tone in grounds
    ]


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


@cache
def label_rows() -> list[dict[str, Any]]:
    """Return the names that the browser fetches: neighbours, the sea, towns, each with its `i`."""
    rows: list[dict[str, Any]] = json.loads(
        (STATIC_FOLDER / "labels.json").read_text(encoding="utf-8")
    )
    return rows


def _label_offsets(
    camera: Camera, frame: Frame, marks: Sequence[dict[str, Any]], moved: Mapping[int, Offset]
) -> dict[int, Offset]:
    """Return `i` → offset of the names that have room beside the marks; `moved` as mark_offsets."""
    places = world_pixels([(mark["x"], mark["y"]) for mark in marks], camera.zoom)
    places = places + np.array([moved.get(mark["i"], (0, 0)) for mark in marks]).reshape(-1, 2)
    rows = label_rows()
    radii = np.array([mark["r"] for mark in marks])
    found = place_labels(rows, camera, places, radii, free_area(camera, frame))
    return {row["i"]: offset for row, offset in zip(rows, found, strict=True) if offset is not None}


def label_layer(
    view: MapView, camera: Camera, marks: Sequence[dict[str, Any]], moved: Mapping[int, Offset]
) -> pydeck.Layer:
    """Return names of neighbours, the sea and towns, clear of the marks that are shown."""
    offsets = _label_offsets(camera, view.frame, marks, moved)
    is_shown = [row["i"] in offsets for row in label_rows()]
    surface = SURFACE_HEX[view.theme]
    ink, halo = surface["ink"], surface["land"]
    return pydeck.Layer(
        "TextLayer",
        id=f"labels-{view.theme}-{trigger(str(offsets))}",
        data=f"{STATIC_URL}/labels.json?v={trigger(str(label_rows()))}",
        pickable=False,
        get_position="[longitude,latitude]",
        get_text="name",
        get_size=f"label_rank==1?{LABEL_SIZE_PX[1]}:{LABEL_SIZE_PX[2]}",
        get_color=f"label_rank==0?{json_list(rgba(ink, 150))}:{json_list(rgba(ink, 245))}",
        get_pixel_offset=sparse(offsets, "i", (0, 0)),
        font_family=pydeck.types.String("Source Sans, sans-serif"),
        font_settings={"fontSize": 48, "sdf": True, "radius": 12},
        outline_width=5,
        outline_color=list(rgba(halo, 230)),
        extensions=[{"@@type": "DataFilterExtension", "filterSize": 1}],
        get_filter_value=digits(is_shown, "i"),
        filter_range=[0.5, 1.5],
    )


def project_layer(theme: str, generation: int, *, is_all: bool) -> pydeck.Layer:
    """Return CPEC and other Chinese-run sites as small crosses, with hover texts.

    All of them, or those that incidents name (`c` of their record), which are smaller.
    """
    return pydeck.Layer(
        "TextLayer",
        id=f"projects-{theme}-{generation}-{int(is_all)}",
        data=f"{STATIC_URL}/projects.json",
        pickable=True,
        get_position="[x,y]",
        get_text="m",
        get_size=20 if is_all else 15,
        get_color=list(rgba(SURFACE_HEX[theme]["ink"], 220)),
        font_weight=pydeck.types.String("bold"),
        extensions=[{"@@type": "DataFilterExtension", "filterSize": 1}],
        get_filter_value="c",
        filter_range=[-0.5 if is_all else 0.5, 1.5],
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
    if "projects" in layers or "named" in layers:
        drawn.append(project_layer(theme, generation, is_all="projects" in layers))
    return drawn
