"""Find incidents that a new one may be: near in time, and near in space."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from pyproj import Geod

from geo.curation.ledger import Ledger
from geo.incidents.flat import latest_day

NEAR_DAYS, NEAR_KM = 3, 25.0
_ELLIPSOID = Geod(ellps="WGS84")
Cells = Mapping[str, str]


def _span(cells: Cells) -> tuple[date, date]:
    """Return the first and the last day that an incident's date can mean."""
    first = pd.Series(pd.to_datetime([cells["event_date"]]))
    last = latest_day(first, pd.Series([cells["date_precision"]]))
    return first.iloc[0].date(), last.iloc[0].date()


def _days_apart(one: Cells, other: Cells) -> int:
    (first, last), (other_first, other_last) = _span(one), _span(other)
    return max((other_first - last).days, (first - other_last).days, 0)


def _distance_km(one: Cells, other: Cells) -> float | None:
    points = [(cells["longitude"], cells["latitude"]) for cells in (one, other)]
    if not all(all(point) for point in points):
        return None
    (longitude, latitude), (to_longitude, to_latitude) = (map(float, point) for point in points)
    metres = _ELLIPSOID.inv(longitude, latitude, to_longitude, to_latitude)[2]
    return float(metres) / 1000


def _nearness(one: Cells, other: Cells) -> str | None:
    """Return in words how two incidents are near, or None."""
    distance = _distance_km(one, other)
    if distance is not None and distance <= NEAR_KM:
        return f"{distance:.0f} km away"
    if one["admin2_code"] and one["admin2_code"] == other["admin2_code"]:
        return f"in the same district, {one['admin2_code']}"
    # Where only the province is known, nothing tells the two apart.
    is_open = not (one["admin2_code"] and other["admin2_code"])
    if distance is None and is_open and one["admin1_code"] == other["admin1_code"]:
        return f"in {one['admin1_code']}, and the district of one is not known"
    return None


def near_incidents(ledger: Ledger, incident_id: str) -> dict[str, str]:
    """Return the incidents that this one may be, each with a sentence that says why.

    Within 3 days, as far as their dates are known, and within 25 km or in the same district; where
    a place is known to its province alone, in that province.
    """
    table = ledger["incidents"]
    (own,) = (table.rows[position] for position in table.find(incident_id=incident_id))
    found = {}
    for other in table.rows:
        if other is own or (days := _days_apart(own, other)) > NEAR_DAYS:
            continue
        if nearness := _nearness(own, other):
            when = f"{days} days apart" if days else "at the same time"
            withdrawn = ", withdrawn" if other["status"] == "withdrawn" else ""
            found[other["incident_id"]] = (
                f"may be {other['incident_id']} ({other['event_date']}, {other['place_name']}"
                f"{withdrawn}): {when} and {nearness}"
            )
    return found
