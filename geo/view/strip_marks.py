"""Turn incidents into the plain timeline records that the browser fetches once by URL."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.incidents.tallies import known_deaths
from geo.tables.periods import Period
from geo.view.colours import COLOURINGS
from geo.view.marks import (
    FADED,
    HIDDEN,
    SHOWN,
    attack_kind,
    colour_codes,
    mark_fill,
    marker_radius_px,
)
from geo.wording import describe_responsibility, describe_toll, format_title

TIMELINE_FILE = "timeline.json"
# The strip is some 1,100 px wide for its years; marks stand apart by their width at that scale.
STRIP_PX_PER_DAY = 1100 / (23 * 365.25)
ALL_LANE = "all"
# Vega's names of the shapes.
SYMBOLS = {"suicide": "diamond", "kidnapping": "triangle-up", "other": "circle"}


def middle_day(incidents: pd.DataFrame) -> pd.Series:
    """Return the middle of the days that each date can mean, same index."""
    return incidents["event_date"] + (incidents["event_date_latest"] - incidents["event_date"]) / 2


def last_day(incidents: pd.DataFrame) -> pd.Series:
    """Return the last day of each event, or the last day that its date can mean; same index."""
    ends = incidents["event_date_end"].fillna(incidents["event_date_latest"])
    return ends.where(ends >= incidents["event_date"], incidents["event_date_latest"])


def swarm_tracks(days: pd.Series, radii_px: pd.Series) -> pd.Series:
    """Return each mark's track 0, 1, −1, 2, −2 …: the first on which it touches no earlier mark.

    `days` are sorted dates, `radii_px` the marks' radii; a beeswarm by first fit.
    """
    free_from: dict[int, float] = {}
    tracks = []
    x = (days - pd.Timestamp("2000-01-01")).dt.days * STRIP_PX_PER_DAY
    for place, radius in zip(x, radii_px, strict=True):
        track = 0
        while free_from.get(track, float("-inf")) > place - radius:
            track = 1 - track if track <= 0 else -track
        free_from[track] = place + radius
        tracks.append(track)
    return pd.Series(tracks, index=days.index, dtype="int64")


def _tracks(incidents: pd.DataFrame, lanes: pd.Series, radii: pd.Series) -> pd.Series:
    days = middle_day(incidents)
    parts = [
        swarm_tracks(days[rows].sort_values(), radii[rows])
        for rows in lanes.groupby(lanes).groups.values()
    ]
    return pd.concat(parts).reindex(incidents.index) if parts else radii.astype("int64")


def timeline_records(incidents: pd.DataFrame, actors: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one flat record per incident, in their order.

    Keys: i (row number in `incidents`), id, a and b (first and last ISO day that the date or the
    event spans), m (middle), r (radius in pixels), h (shape), l (fill), d (1 when dated to
    the day), g, p, k, n (codes of the colour classes), y and yg, yp, yk, yn (track in the whole
    strip and in the lane of each class), t1–t3 (hover texts). Plain str, int and float only.
    """
    radii = known_deaths(incidents).astype(object).map(marker_radius_px)
    codes = colour_codes(incidents, actors)
    tracks = {"y": _tracks(incidents, pd.Series(ALL_LANE, index=incidents.index), radii)}
    for colouring in COLOURINGS.values():
        field = colouring.field
        tracks[f"y{field}"] = _tracks(incidents, codes[field], radii)
    drawn = pd.DataFrame(tracks).assign(
        m=middle_day(incidents), b=last_day(incidents), r=radii, **codes
    )
    return [
        _record(rank, incident, dict(row))
        for rank, ((_, incident), row) in enumerate(
            zip(incidents.iterrows(), drawn.to_dict("records"), strict=True)
        )
    ]


def _record(rank: int, incident: pd.Series, drawn: dict[Any, Any]) -> dict[str, Any]:
    return {
        "i": rank,
        "id": str(incident["incident_id"]),
        "a": f"{incident['event_date']:%Y-%m-%d}",
        "m": f"{drawn.pop('m'):%Y-%m-%d}",
        "b": f"{drawn.pop('b'):%Y-%m-%d}",
        "r": float(drawn.pop("r")),
        "h": SYMBOLS[attack_kind(incident)],
        "l": mark_fill(incident),
        "d": int(incident["date_precision"] == "day"),
        **{key: value if isinstance(value, str) else int(value) for key, value in drawn.items()},
        "t1": format_title(incident),
        "t2": describe_toll(incident),
        "t3": describe_responsibility(incident),
    }


def shown_states(
    incidents: pd.DataFrame, shown: pd.DataFrame, context: pd.DataFrame | None = None
) -> np.ndarray:
    """Return the state of each of `incidents`: HIDDEN, FADED or SHOWN.

    Faded: those of `context` that are not in `shown`.
    """
    is_shown = incidents.index.isin(shown.index)
    is_faded = np.zeros(len(incidents), dtype=bool)
    if context is not None:
        is_faded = incidents.index.isin(context.index) & ~is_shown
    return np.where(is_faded, FADED, np.where(is_shown, SHOWN, HIDDEN))


def strip_span(incidents: pd.DataFrame, coverage: Period) -> tuple[date, date]:
    """Return whole years that hold the days searched, and every incident that is older."""
    first = coverage.first.year
    if len(incidents):
        first = min(first, int(incidents["event_date"].dt.year.min()))
    return date(first, 1, 1), date(coverage.last.year, 12, 31)
