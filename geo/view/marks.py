"""Turn incidents into the plain marker records that the browser fetches once by URL."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.incidents.tallies import known_deaths
from geo.view.colours import COLOURINGS, group_class_of
from geo.view.placing.spread import precedence
from geo.wording import (
    PROVISIONAL,
    describe_responsibility,
    format_range,
    format_title,
)

# Shape: suicide attack, kidnapping or another attack. Fill: deaths reported, deaths not reported,
# no one hurt. A frame around the mark: known to the district only.
KINDS = {"suicide": "diamond", "kidnapping": "triangle", "other": "circle"}
FILLS = ("filled", "open", "dotted")
SHAPES = tuple(
    f"{outline}-{fill}{frame}"
    for outline in KINDS.values()
    for fill in FILLS
    for frame in ("", "-framed")
)
# How an incident is drawn: not, faded, or in full.
HIDDEN, FADED, SHOWN = 0, 1, 2
FADED_ALPHA, CONTEXT_ALPHA = 80, 140
MARKER_FILE = "incidents.json"
SMALLEST_RADIUS_PX = 4.5
# Area in proportion to victims killed: the radius grows with the square root.
RADIUS_PER_ROOT_VICTIM_PX = 2.6


@dataclass(frozen=True)
class MarkSet:
    """Hold the markers as records, and as the browser gets them: an address, or the records."""

    records: list[dict[str, Any]]
    data: str | list[dict[str, Any]]


def mark_alpha(marker: dict[str, Any], state: int) -> int:
    """Return how strong a mark is drawn, 0–255: what is past is faded, context is pale."""
    if state == FADED:
        return FADED_ALPHA
    return CONTEXT_ALPHA if marker["n"] == "context" else 255


def marker_radius_px(fatalities: Any) -> float:
    """Return a marker's radius from the best figure of victims killed (missing: the smallest)."""
    killed = 0 if pd.isna(fatalities) else int(fatalities)
    return round(max(SMALLEST_RADIUS_PX, RADIUS_PER_ROOT_VICTIM_PX * math.sqrt(killed)), 1)


def marker_points(incidents: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return longitude and latitude for drawing (EPSG:4326), same index.

    The incident's point, or the district's label point where only the district is known; missing
    where only the province is.
    """
    labels = districts.set_index("admin2_code")[["label_longitude", "label_latitude"]]
    is_district = incidents["geo_precision"] == "admin2"
    drawn = {}
    for axis in ("longitude", "latitude"):
        centre = incidents["admin2_code"].map(labels[f"label_{axis}"]).astype("float64")
        point = incidents[axis].where(incidents["geo_precision"] != "admin1")
        drawn[axis] = point.mask(is_district, centre).round(3)
    return pd.DataFrame(drawn)


def attack_kind(incident: Any) -> str:
    """Return what a mark's shape tells: "suicide", "kidnapping" or "other"."""
    if incident["is_suicide"]:
        return "suicide"
    return "kidnapping" if incident["attack_type"] == "kidnapping" else "other"


def mark_fill(incident: Any) -> str:
    """Return what a mark's fill tells: "filled", "open" or "dotted".

    Open: deaths not reported; dotted: no one hurt.
    """
    if incident["outcome"] == "no_harm":
        return "dotted"
    return "open" if pd.isna(incident["fatalities_low"]) else "filled"


def mark_shape(incident: Any) -> str:
    """Return the icon of an incident without its colour, one of `SHAPES`."""
    frame = "-framed" if incident["geo_precision"] == "admin2" else ""
    return f"{KINDS[attack_kind(incident)]}-{mark_fill(incident)}{frame}"


def colour_codes(incidents: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of all colour classes, one column per `Colouring.field`, same index."""
    coded = incidents.assign(group_class=group_class_of(incidents["primary_actor_id"], actors))
    return pd.DataFrame(
        {colouring.field: coded[colouring.column].astype(str) for colouring in COLOURINGS.values()}
    )


def marker_records(
    incidents: pd.DataFrame, actors: pd.DataFrame, districts: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    """Return one flat record per incident that has a place on the map, in order of drawing.

    Context first and the deadliest last, so that these lie on top. Keys: i (row number in
    `incidents`), id, x, y (EPSG:4326), r (pixels), s (shape), g, p, k, n (codes of the colour
    classes, see `Colouring.field`), u (1 where the point is only near), t1–t3 (hover texts).
    Plain str, int and float only.
    """
    frame = marker_points(incidents, districts)
    frame["i"] = range(len(incidents))
    frame["radius"] = [marker_radius_px(deaths) for deaths in known_deaths(incidents)]
    codes = colour_codes(incidents, actors)
    frame = frame.dropna(subset=["longitude", "latitude"])
    records = [
        _record(incidents.iloc[int(str(row.i))], row, codes.iloc[int(str(row.i))].to_dict())
        for row in frame.itertuples(index=False)
    ]
    return sorted(records, key=precedence, reverse=True)


def describe_victims(incident: pd.Series) -> str:
    """Return how many Chinese nationals and how many victims in all were killed, with ranges."""
    chinese, everyone = (
        format_range(*(incident[f"{toll}_{bound}"] for bound in ("low", "best", "high")))
        for toll in ("chinese_fatalities", "fatalities")
    )
    return f"Chinese killed: {chinese} · all killed: {everyone}"


def _record(incident: pd.Series, drawn: Any, codes: dict[Any, Any]) -> dict[str, Any]:
    return {
        "i": int(drawn.i),
        "id": str(incident["incident_id"]),
        "x": float(drawn.longitude),
        "y": float(drawn.latitude),
        "r": float(drawn.radius),
        "s": mark_shape(incident),
        **codes,
        "u": int(incident["geo_precision"] == "near"),
        "t1": format_title(incident),
        "t2": describe_victims(incident),
        "t3": describe_responsibility(incident)
        + (f" · {PROVISIONAL}" if incident["is_provisional"] else ""),
    }


def plain_records(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return records that deck.gl can't take for code when they travel inside its JSON.

    A text that starts with @@ gets a zero-width space in front; nothing is lost to the eye.
    """
    return [
        {
            key: f"\u200b{value}" if isinstance(value, str) and value.startswith("@@") else value
            for key, value in record.items()
        }
        for record in records
    ]


def record_json(records: list[dict[str, Any]]) -> str:
    """Return the text of a file of records; the same records give the same bytes."""
    return json.dumps(records, ensure_ascii=False, separators=(",", ":")) + "\n"
