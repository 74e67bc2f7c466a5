"""Make a briefing's pictures: light, without words of their own, with their content in words."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace

import pandas as pd

from geo.atlas import Atlas
from geo.paper.drawing.blocks import LegendEntry, PictureTexts
from geo.paper.drawing.canvas import Box, Canvas
from geo.paper.drawing.glyphs import shape_entries
from geo.paper.drawing.map_frame import fit_frame
from geo.paper.drawing.map_marks import place_marks
from geo.paper.drawing.map_picture import HEIGHT_PX, WIDTH_PX, MapPlate, draw_map, fit_map_box
from geo.paper.scene import (
    Scene,
    district_fills,
    inset_extent,
    mark_legend,
    picture_marks,
    shading_legend,
    strip_png,
    view_extent,
)
from geo.tables.periods import Period
from geo.view.marks import colour_codes
from geo.view.scales import ACCENT_HEX, LINE_HEX
from geo.view.strip_marks import shown_states
from geo.view.views import INCIDENT_VIEW
from geo.wording import count_noun, format_day, format_number

THEME = "light"
STRIP_WIDTH_PX, STRIP_FRAME_PX, LANE_PX = 1280, 150, 46
_NO_TEXTS = PictureTexts("", "", "", "", "", "", size="")


@dataclass(frozen=True)
class Illustration:
    """Hold a picture as a data address, its content in words, and its legend (map only).

    `outside` counts the marks that lie outside the map section.
    """

    address: str
    alt: str
    shading: tuple[LegendEntry, ...] = ()
    marks: tuple[LegendEntry, ...] = ()
    shapes: tuple[LegendEntry, ...] = ()
    outside: int = 0


def paper_scene(atlas: Atlas, scene: Scene) -> Scene:
    """Return a scene as it stands on paper: light, every incident of the filter, none selected.

    The selected incident stays where the map shows its surroundings.
    """
    is_around = scene.view.view == INCIDENT_VIEW
    return replace(
        scene,
        view=replace(scene.view, theme=THEME),
        states=shown_states(atlas.incidents, scene.incidents),
        selected_id=scene.selected_id if is_around else None,
    )


def map_box() -> Box:
    """Return where the map stands in a picture without words, in pixels."""
    return fit_map_box(Canvas(WIDTH_PX, HEIGHT_PX, THEME), _NO_TEXTS)


def _data_address(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def _class_counts(atlas: Atlas, scene: Scene) -> str:
    colouring = scene.view.colouring
    found = colour_codes(scene.incidents, atlas.tables.actors)[colouring.field]
    labels = colouring.labels()
    counts = {labels[code]: int((found == code).sum()) for code in labels if (found == code).any()}
    return ", ".join(f"{label} {format_number(count)}" for label, count in counts.items())


def _shape_legend(marks: pd.DataFrame) -> tuple[LegendEntry, ...]:
    # An attack that hurt no one has a sign of its own and is no open mark.
    flagged = marks.assign(is_filled=marks["is_filled"] | marks["kind"].eq("no_harm"))
    tones = {"is_selected": ACCENT_HEX[THEME]}
    return tuple(
        LegendEntry(label, tones.get(kind, LINE_HEX[THEME]["strong"]), kind)
        for kind, label in shape_entries(flagged)
    )


def _map_alt(atlas: Atlas, scene: Scene, shown: int, shading: tuple[LegendEntry, ...]) -> str:
    alt = f"Map with {count_noun(shown, 'mark')}, one for each incident with a place"
    if len(scene.incidents):
        alt += f"; all incidents by {scene.view.colouring.label.lower()}: "
        alt += _class_counts(atlas, scene)
    if shading:
        alt += f"; shades, each with its number of districts: {scene.measure_label}: "
        alt += ", ".join(entry.label for entry in shading)
    return f"{alt}."


def illustrate_map(atlas: Atlas, scene: Scene) -> Illustration:
    """Return the map without words; its legend is the page's, in letters that print well."""
    marks, extent = picture_marks(atlas, scene), view_extent(atlas, scene)
    fills = district_fills(scene)
    inset = inset_extent(extent, marks)
    png = draw_map(
        MapPlate(atlas.boundaries, fills, marks, _NO_TEXTS, extent, theme=THEME, inset=inset)
    )
    shown = len(place_marks(marks, fit_frame(extent, map_box())))
    shading = tuple(shading_legend(scene))
    return Illustration(
        _data_address(png),
        _map_alt(atlas, scene, shown, shading),
        shading,
        tuple(mark_legend(atlas, scene)),
        _shape_legend(marks),
        len(marks) - shown,
    )


def illustrate_timeline(atlas: Atlas, scene: Scene, period: Period) -> Illustration:
    """Return the incidents on the years of the period, in lanes by the scene's colouring."""
    span = (period.first, period.last)
    lanes = colour_codes(scene.incidents, atlas.tables.actors)[scene.view.colouring.field].nunique()
    height = STRIP_FRAME_PX + LANE_PX * max(lanes, 2)
    png = strip_png(atlas, scene, span, width_px=STRIP_WIDTH_PX, height_px=height)
    alt = f"Timeline with {count_noun(len(scene.incidents), 'mark')}, one for each incident"
    if len(scene.incidents):
        alt += f", in lanes by {scene.view.colouring.label.lower()}: {_class_counts(atlas, scene)}"
    alt += f"; from {format_day(span[0])} to {format_day(span[1])}. The table by year counts them."
    return Illustration(_data_address(png), alt)
