"""Compose pictures of a view: what the map and the strip show, as a picture needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.tallies import known_deaths
from geo.incidents.vocabulary import RECORD
from geo.paper.drawing.blocks import LegendEntry, PictureTexts
from geo.paper.drawing.map_picture import MapPlate, draw_map
from geo.paper.drawing.strip_picture import StripPlate, draw_strip
from geo.view.marks import (
    HIDDEN,
    SMALLEST_RADIUS_PX,
    attack_kind,
    colour_codes,
    mark_alpha,
    mark_fill,
    marker_radius_px,
)
from geo.view.placing.camera import Bounds, camera_extent
from geo.view.scales import LINE_HEX, SURFACE_HEX, ZERO_HEX
from geo.view.shading import Shading
from geo.view.strip_marks import last_day, middle_day
from geo.view.views import VIEWS, MapView, choose_camera, section

# When Karachi gets an inset: less than this share of the picture's width, and so many marks.
LARGEST_INSET_SHARE, FEWEST_IN_INSET = 0.3, 3
SIZES = (
    (SMALLEST_RADIUS_PX, "up to 3"),
    (marker_radius_px(10), "10"),
    (marker_radius_px(30), "30"),
)


@dataclass(frozen=True)
class Scene:
    """Hold what a picture shows: filtered incidents, filter, map view, shading and selection.

    `states`: HIDDEN, FADED or SHOWN for each incident of the atlas; `measure_label` names what
    districts are shaded by.
    """

    incidents: gpd.GeoDataFrame
    chosen: IncidentFilter
    view: MapView
    shading: Shading
    states: np.ndarray
    measure_label: str
    selected_id: str | None = None


def view_extent(atlas: Atlas, scene: Scene) -> Bounds:
    """Return west, south, east and north of the view (EPSG:4326): what the filter is about."""
    marker = atlas.marker(scene.selected_id)
    named = section(scene.view, marker)
    if named is None:
        return camera_extent(choose_camera(scene.view, marker), scene.view.frame)
    if named == VIEWS["pakistan"][1]:
        west, south, east, north = map(float, atlas.districts.total_bounds)
        return west, south, east, north
    return named


def inset_extent(extent: Bounds, marks: pd.DataFrame) -> Bounds | None:
    """Return Karachi's box where a picture of an extent would crowd its marks, else None."""
    west, south, east, north = box = VIEWS["karachi"][1]
    is_inside = extent[0] < west and extent[1] < south and east < extent[2] and north < extent[3]
    is_small = (east - west) < LARGEST_INSET_SHARE * (extent[2] - extent[0])
    crowd = marks["x"].between(west, east) & marks["y"].between(south, north)
    return box if is_inside and is_small and crowd.sum() >= FEWEST_IN_INSET else None


def picture_kind(incident: pd.Series) -> str:
    """Return a mark's kind: "suicide", "kidnapping", "no_harm" or "other"."""
    kind = attack_kind(incident)
    return "no_harm" if kind == "other" and mark_fill(incident) == "dotted" else kind


def picture_marks(atlas: Atlas, scene: Scene) -> pd.DataFrame:
    """Return the marks that are shown, one row each, as MapPlate takes them."""
    colouring = scene.view.colouring
    hexes = colouring.hexes(scene.view.theme)
    has_circles = "uncertainty" in scene.view.layers
    rows = []
    for marker in atlas.markers:
        state = scene.states[marker["i"]]
        if state == HIDDEN:
            continue
        incident = atlas.incidents.iloc[marker["i"]]
        rows.append(
            {key: marker[key] for key in ("i", "x", "y", "r", "n")}
            | {
                "colour_hex": hexes[marker[colouring.field]],
                "kind": picture_kind(incident),
                "is_filled": mark_fill(incident) != "open",
                "is_district": incident["geo_precision"] == "admin2",
                "is_near": bool(marker["u"]) and has_circles,
                "is_selected": marker["id"] == scene.selected_id,
                "alpha": mark_alpha(marker, state) / 255,
            }
        )
    columns = ["i", "x", "y", "r", "n", "colour_hex", "kind", "is_filled", "is_district"]
    return pd.DataFrame(rows, columns=[*columns, "is_near", "is_selected", "alpha"])


def district_fills(scene: Scene) -> dict[str, str]:
    """Return admin2_code → colour of the districts that are shaded."""
    return scene.shading.fills(scene.view.theme) if "districts" in scene.view.layers else {}


def shading_legend(scene: Scene) -> list[LegendEntry]:
    """Return the shading's classes that are on the map, with their numbers of districts."""
    if "districts" not in scene.view.layers:
        return []
    shading, theme = scene.shading, scene.view.theme
    named = [(-1, "no recorded incident", SURFACE_HEX[theme]["land"])]
    if shading.zero_label:
        named.append((0, shading.zero_label, ZERO_HEX[theme]))
    named += [
        (rank, label, colour)
        for rank, (label, colour) in enumerate(
            zip(shading.labels, shading.hexes(theme), strict=True), start=1
        )
    ]
    if shading.unknown_label:
        named.append((shading.unknown_class, shading.unknown_label, LINE_HEX[theme]["faint"]))
    return [
        LegendEntry(f"{label} ({shading.count(rank)})", colour) for rank, label, colour in named
    ]


def mark_legend(atlas: Atlas, scene: Scene) -> list[LegendEntry]:
    """Return the colour classes of the incidents shown."""
    colouring, labels = scene.view.colouring, scene.view.colouring.labels()
    hexes = colouring.hexes(scene.view.theme)
    shown = {
        record[colouring.field] for record in atlas.markers if scene.states[record["i"]] != HIDDEN
    }
    return [LegendEntry(labels[code], hexes[code], "mark") for code in labels if code in shown]


def map_png(atlas: Atlas, scene: Scene, texts: PictureTexts) -> bytes:
    """Return the scene's map as a PNG for a slide, 1920 by 1080 pixels.

    `texts` as from captions.picture_texts.
    """
    marks, extent = picture_marks(atlas, scene), view_extent(atlas, scene)
    plate = MapPlate(
        atlas.boundaries,
        district_fills(scene),
        marks,
        texts,
        extent,
        inset=inset_extent(extent, marks),
        theme=scene.view.theme,
        shading_legend=shading_legend(scene),
        mark_legend=mark_legend(atlas, scene),
        sizes=SIZES,
    )
    return draw_map(plate)


def strip_rows(atlas: Atlas, scene: Scene) -> pd.DataFrame:
    """Return the scene's incidents as StripPlate takes them, in lanes by its colouring."""
    colouring, incidents = scene.view.colouring, scene.incidents
    codes = colour_codes(incidents, atlas.tables.actors)[colouring.field]
    return pd.DataFrame(
        {
            "first": incidents["event_date"],
            "middle": middle_day(incidents),
            "last": last_day(incidents),
            "lane": codes.map(colouring.labels()),
            "colour_hex": codes.map(colouring.hexes(scene.view.theme)),
            "radius_px": [marker_radius_px(deaths) for deaths in known_deaths(incidents)],
            "is_known": [mark_fill(row) != "open" for _, row in incidents.iterrows()],
            "kind": [picture_kind(row) for _, row in incidents.iterrows()],
            "is_context": ~incidents["inclusion"].isin(RECORD),
        }
    )


def strip_png(
    atlas: Atlas,
    scene: Scene,
    span: tuple[date, date],
    *,
    width_px: int = 1920,
    height_px: int = 640,
) -> bytes:
    """Return the scene's incidents on the years of a span as a PNG, in lanes by its colouring.

    Lanes are the classes that occur. There is no title and no footer: the page says them.
    """
    colouring, rows = scene.view.colouring, strip_rows(atlas, scene)
    used = set(rows["lane"])
    hexes = dict(zip(rows["lane"], rows["colour_hex"], strict=True))
    lanes = [label for label in colouring.labels().values() if label in used]
    plate = StripPlate(
        rows,
        lanes,
        [LegendEntry(lane, hexes[lane], "mark") for lane in lanes],
        span,
        theme=scene.view.theme,
        width_px=width_px,
        height_px=height_px,
    )
    return draw_strip(plate)
