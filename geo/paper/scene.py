"""Compose pictures of a view: what the map and the strip show, as a picture needs it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.tallies import known_deaths, sum_toll
from geo.incidents.vocabulary import RECORD
from geo.paper.drawing.blocks import LegendEntry, PictureTexts
from geo.paper.drawing.map_picture import MapPlate, draw_map
from geo.paper.drawing.strip_picture import StripPlate, draw_strip
from geo.view.marks import (
    FADED,
    FADED_ALPHA,
    HIDDEN,
    SMALLEST_RADIUS_PX,
    attack_kind,
    colour_codes,
    mark_fill,
    marker_radius_px,
)
from geo.view.scales import LINE_HEX, SURFACE_HEX, ZERO_HEX
from geo.view.shading import Shading
from geo.view.strip_marks import last_day, middle_day
from geo.view.views import INCIDENT_VIEW, INCIDENT_ZOOM, VIEWS, MapView
from geo.wording import count_noun, format_day

TITLE = "Attacks on Chinese nationals and CPEC personnel in Pakistan"
# The browser's map is about this large, so that a named view shows the same section.
VIEW_WIDTH_PX, VIEW_HEIGHT_PX = 760, 540
DEGREES_PER_PX_AT_ZOOM_0 = 360 / 512
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


def view_extent(atlas: Atlas, scene: Scene) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the named view (EPSG:4326)."""
    marker = atlas.marker(scene.selected_id)
    if scene.view.view == INCIDENT_VIEW and marker is not None:
        latitude, longitude, zoom = marker["y"], marker["x"], INCIDENT_ZOOM
    elif scene.view.view in VIEWS and scene.view.view != "pakistan":
        _, latitude, longitude, zoom, _ = VIEWS[scene.view.view]
    else:
        west, south, east, north = map(float, atlas.districts.total_bounds)
        return west, south, east, north
    step = DEGREES_PER_PX_AT_ZOOM_0 / 2**zoom
    half_width = VIEW_WIDTH_PX / 2 * step
    half_height = VIEW_HEIGHT_PX / 2 * step * math.cos(math.radians(latitude))
    return (
        longitude - half_width,
        latitude - half_height,
        longitude + half_width,
        latitude + half_height,
    )


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
            {key: marker[key] for key in ("x", "y", "dx", "dy", "r")}
            | {
                "colour_hex": hexes[marker[colouring.field]],
                "kind": picture_kind(incident),
                "is_filled": mark_fill(incident) != "open",
                "is_district": incident["geo_precision"] == "admin2",
                "is_near": bool(marker["u"]) and has_circles,
                "is_selected": marker["id"] == scene.selected_id,
                "alpha": FADED_ALPHA / 255 if state == FADED else 1.0,
            }
        )
    columns = ["x", "y", "dx", "dy", "r", "colour_hex", "kind", "is_filled", "is_district"]
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


def picture_texts(atlas: Atlas, scene: Scene) -> PictureTexts:
    """Return title, sentence, figures, sources and disclaimer of a picture of the scene."""
    incidents, notice = scene.incidents, atlas.notice
    sums = {
        label: sum_toll(incidents, toll)
        for label, toll in (
            ("victims killed", "fatalities"),
            ("Chinese nationals killed", "chinese_fatalities"),
        )
    }
    unplaced = int(incidents["admin2_is_unspecified"].sum())
    notes = (
        (f"{count_noun(unplaced, 'incident')} known to the province only: no mark, no district.",)
        if unplaced
        else ()
    )
    return PictureTexts(
        title=TITLE,
        sentence=atlas.sentence(scene.chosen),
        figures="; ".join(total.describe(label) for label, total in sums.items()),
        measure=f"Districts: {scene.measure_label}",
        sources=(
            f"CPEC Incident Atlas, data version {atlas.tables.data_version}, CC BY 4.0, collected "
            f"up to {format_day(atlas.tables.coverage_end)}. {notice.attribution}, "
            f"version {notice.boundary_version}. Basemap: Natural Earth; "
            "towns: GeoNames (CC BY 4.0)."
        ),
        disclaimer=notice.disclaimer,
        notes=notes,
        marks=f"Marks: {scene.view.colouring.label}",
    )


def map_png(atlas: Atlas, scene: Scene) -> bytes:
    """Return the scene's map as a PNG for a slide, 1920 by 1080 pixels."""
    plate = MapPlate(
        atlas.boundaries,
        district_fills(scene),
        picture_marks(atlas, scene),
        picture_texts(atlas, scene),
        view_extent(atlas, scene),
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
