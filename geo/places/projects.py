"""Say which project lies nearest to an incident, and how far that can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod

# Whole texts of projects.place_precision as patterns; the radius (km) that holds the site. Lines
# and districts have no rule: a distance to a line's representative point would mislead.
PROJECT_RADIUS_KM = {
    r"coordinates in .+": 1.0,
    r"site, approximate \(<5 km\)": 5.0,
    r"town": 10.0,
    r"area \(<20 km\)": 20.0,
}
# The radius (km) that holds the incident; a district or a province has none.
INCIDENT_RADIUS_KM = {"exact": 1.0, "near": 10.0}
# Sites that stand in the table because incidents name them, and that no Chinese firm runs.
NOT_CHINESE = "NOT Chinese"
_ELLIPSOID = Geod(ellps="WGS84")
_PLACE = ["latitude", "longitude", "radius_km"]
_COLUMNS = ["project_id", "project_name", "distance_km", "uncertainty_km", "programme"]
# Farther than this a nearest site says nothing of the incident.
FARTHEST_SITE_KM = 100


def project_radius_km(place_precision: pd.Series) -> pd.Series:
    """Return the radius around each project's point that holds its site, same index.

    Float, km; missing where no distance may be given: lines, districts and unknown texts.
    """
    radius = pd.Series(np.nan, index=place_precision.index, name="radius_km", dtype="float64")
    texts = place_precision.astype("string")
    for pattern, radius_km in PROJECT_RADIUS_KM.items():
        radius = radius.mask(texts.str.fullmatch(pattern).fillna(False).astype(bool), radius_km)
    return radius


def site_points(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the sites whose point and radius are known and that a Chinese firm runs or built.

    Columns project_id, project_name, programme, latitude, longitude (EPSG:4326) and radius_km, in
    order of project_id.
    """
    is_chinese = ~projects["programme"].str.startswith(NOT_CHINESE).fillna(False)
    sites = projects.assign(radius_km=project_radius_km(projects["place_precision"]))[is_chinese]
    known = sites.dropna(subset=_PLACE)
    return known[["project_id", "project_name", "programme", *_PLACE]].sort_values("project_id")


def incident_points(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return incident_id, latitude, longitude (EPSG:4326) and radius_km of exact and near points.

    In the order of `incidents`; those known to a district or a province alone are left out.
    """
    radius = incidents["geo_precision"].map(INCIDENT_RADIUS_KM).astype("float64")
    return incidents.assign(radius_km=radius)[["incident_id", *_PLACE]].dropna(subset=_PLACE)


def with_metres(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of a point and a site with their distance: the geodesic on WGS 84, in metres.

    Points as latitude and longitude, sites as latitude_project and longitude_project (EPSG:4326).
    """
    _, _, metres = _ELLIPSOID.inv(
        pairs["longitude"].to_numpy(),
        pairs["latitude"].to_numpy(),
        pairs["longitude_project"].to_numpy(),
        pairs["latitude_project"].to_numpy(),
    )
    return pairs.assign(metres=metres)


def nearest_projects(incidents: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Return the project nearest to each incident whose point is exact or near.

    Index incident_id, in the order of `incidents`; project_id, project_name, distance_km (whole
    km), uncertainty_km (sum of both radii, rounded up), programme. Points in EPSG:4326. Distances
    are geodesics on the WGS 84 ellipsoid, exact where a projected CRS (the areas' LAEA too) would
    stretch them. At a tie the project whose id comes first wins. Projects without radius or
    coordinates are left out; no incident is listed where none remain. Nearest is by the points:
    within the uncertainty another project may be nearer.
    """
    points, sites = incident_points(incidents), site_points(projects)
    pairs = with_metres(points.merge(sites, how="cross", suffixes=("", "_project")))
    pairs["distance_km"] = (pairs["metres"] / 1000).round().astype("int64")
    radii = pairs["radius_km"] + pairs["radius_km_project"]
    pairs["uncertainty_km"] = np.ceil(radii).astype("int64")
    nearest = pairs.sort_values("metres", kind="stable").drop_duplicates("incident_id")
    # Pairs are numbered incident by incident, so their numbers give back the incidents' order.
    return nearest.sort_index().set_index("incident_id")[_COLUMNS]


def describe_nearest(row: pd.Series) -> str:
    """Return a row of nearest_projects as "Nearest site: Gwadar Port, within about 9 km".

    Where the distance is larger than its uncertainty: "…, about 30 km away (give or take 6 km)".
    """
    distance, uncertainty = int(row["distance_km"]), int(row["uncertainty_km"])
    how_far = (
        f"within about {distance + uncertainty} km"
        if uncertainty >= distance
        else f"about {distance} km away (give or take {uncertainty} km)"
    )
    return f"Nearest site: {row['project_name']}, {how_far}"


def project_records(projects: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one flat record per project that has coordinates, in file order, for the map.

    Keys: id, x, y (EPSG:4326, 3 decimals), m (the mark), t1–t3 (hover texts: name; category and
    programme; status with its date, and operator). Plain str and float only. The browser fetches
    them by URL, so deck.gl can't take a text for code and nothing is escaped.
    """
    placed = projects.dropna(subset=["latitude", "longitude"])
    return [_record(project) for _, project in placed.iterrows()]


def _record(project: pd.Series) -> dict[str, Any]:
    status, day, operator = (
        "" if pd.isna(project[name]) else str(project[name])
        for name in ("project_status", "status_date", "operator")
    )
    is_line = str(project["place_precision"]).startswith("line")
    dated = f"{status} (as of {day})" if status and day else status
    return {
        "id": str(project["project_id"]),
        "x": round(float(project["longitude"]), 3),
        "y": round(float(project["latitude"]), 3),
        "m": "+",
        "t1": str(project["project_name"]) + (" (a line; one point of it)" if is_line else ""),
        "t2": f"{project['category']} · {project['programme']}",
        "t3": "; ".join(text for text in (dated, operator) if text),
    }


def describe_sites(nearest: pd.DataFrame, incident_id: str) -> str:
    """Return how near an incident's place is to a site, or why nothing is said of it.

    `nearest` as from nearest_projects.
    """
    if incident_id not in nearest.index:
        return "no distance to a site: the place is known to the district or province only"
    row = nearest.loc[[incident_id]].iloc[0]
    if row["distance_km"] > FARTHEST_SITE_KM:
        return f"no listed site within {FARTHEST_SITE_KM} km"
    return describe_nearest(row)
