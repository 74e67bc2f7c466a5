"""Draw a profile's incidents on a small map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from geo.incidents.selections import Selection
from geo.view.pictures.ground import HEIGHT_PX, WIDTH_PX, Ground
from geo.view.pictures.profile_marks import ProfileLook, profile_marks
from geo.view.pictures.svg import Spot, draw, open_svg, picture_html
from geo.view.placing.spread import spread_marks
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.wording import count_noun


def _draw_ground(svg: Element, ground: Ground, theme: str) -> None:
    surface, line = SURFACE_HEX[theme], LINE_HEX[theme]
    land = surface["neighbour"] if ground.place else surface["land"]
    draw(svg, "path", d=ground.provinces, fill=land, stroke="none")
    if ground.place:
        draw(svg, "path", d=ground.place, fill=surface["land"], stroke="none")
        draw(svg, "path", d=ground.districts, fill="none", stroke=line["faint"], stroke_width=0.7)
    draw(svg, "path", d=ground.provinces, fill="none", stroke=line["middle"], stroke_width=0.9)
    if ground.place:
        draw(svg, "path", d=ground.place, fill="none", stroke=line["strong"], stroke_width=1.3)


def _placed_marks(
    selection: Selection, markers: Mapping[str, dict[str, Any]], ground: Ground, look: ProfileLook
) -> pd.DataFrame:
    marks = profile_marks(selection, look)
    marks = marks[marks.index.isin(list(markers))]
    # The record takes its places before the context, and deadlier incidents before others.
    marks = marks.sort_values(["is_context", "radius_px"], ascending=[True, False], kind="stable")
    points = np.array([(markers[key]["x"], markers[key]["y"]) for key in marks.index])
    places = ground.frame.pixels(points.reshape(-1, 2))
    radii = marks["radius_px"].to_numpy(dtype=float)
    pixels = places + spread_marks(places, radii)
    # What fans out over the edge stays in the picture: left out, it would be miscounted.
    x, y = (
        np.clip(pixels[:, axis], radii, size - radii)
        for axis, size in enumerate((WIDTH_PX, HEIGHT_PX))
    )
    is_inside = [ground.frame.holds(*place) for place in places]
    return marks.assign(x=x, y=y)[np.array(is_inside, dtype=bool)]


def _alt(selection: Selection, shown: int, look: ProfileLook) -> str:
    total = len(selection.incidents)
    by_province = selection.incidents["admin1_name"].value_counts()
    where = ", ".join(f"{name} {count}" for name, count in by_province.items())
    text = f"Map of {look.title}: {count_noun(total, 'incident')}"
    text += f" ({where})" if where else ""
    missing = total - shown
    return text + (f"; {count_noun(missing, 'incident')} without a mark" if missing else "")


def _caption(selection: Selection, markers: Mapping[str, dict[str, Any]], shown: int) -> str:
    unplaced = int((~selection.incidents["incident_id"].isin(list(markers))).sum())
    outside = len(selection.incidents) - unplaced - shown
    caption = "Area of a mark: victims killed; marks of one place stand side by side."
    if unplaced:
        caption += f" {count_noun(unplaced, 'incident')} known to the province only: no mark."
    if outside:
        caption += f" {count_noun(outside, 'incident')} outside this map."
    return caption


def profile_map(
    selection: Selection, markers: Mapping[str, dict[str, Any]], ground: Ground, look: ProfileLook
) -> str:
    """Return the map of a selection as HTML; `markers`: the marker records by incident_id.

    An incident without a marker is known to its province only and is counted in the caption.
    """
    svg = open_svg(view_box=f"0 0 {WIDTH_PX} {HEIGHT_PX}")
    _draw_ground(svg, ground, look.theme)
    marks = _placed_marks(selection, markers, ground, look)
    edge, spots = SURFACE_HEX[look.theme]["land"], []
    for mark in marks.to_dict("records"):
        draw(
            svg,
            "circle",
            cx=f"{mark['x']:.1f}",
            cy=f"{mark['y']:.1f}",
            r=f"{mark['radius_px']:.1f}",
            fill=mark["hex"],
            fill_opacity=mark["opacity"],
            stroke=edge,
        )
        left, top = mark["x"] / WIDTH_PX, mark["y"] / HEIGHT_PX
        spots.append(
            Spot(
                f"{left:.2%}", f"{top:.2%}", 2 * mark["radius_px"], str(mark["title"]), mark["href"]
            )
        )
    caption = _caption(selection, markers, len(marks))
    return picture_html(
        svg,
        _alt(selection, len(marks), look),
        style=f"aspect-ratio:{WIDTH_PX}/{HEIGHT_PX}",
        caption=caption,
        spots=spots,
    )
