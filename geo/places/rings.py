"""Count incidents around each site as a range that follows from how well both points are known."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.places.projects import incident_points, site_points, with_metres

RINGS_KM = (10, 25, 50)
# Only to find the point of a district that lies nearest to a site; lengths are geodesics.
_PLANE = "+proj=laea +lat_0=30 +lon_0=69 +datum=WGS84 +units=m"
_LONGEST_EDGE_DEG = 0.05
_COLUMNS = ["project_id", "incident_id", "nearest_km", "farthest_km"]


def _point_pairs(incidents: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    points = incident_points(incidents)
    pairs = with_metres(points.merge(sites, how="cross", suffixes=("", "_project")))
    distance = pairs["metres"] / 1000
    radii = pairs["radius_km"] + pairs["radius_km_project"]
    return pairs.assign(nearest_km=(distance - radii).clip(lower=0), farthest_km=distance + radii)[
        _COLUMNS
    ]


def _nearest_points(sites: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the point of each district that lies nearest to each site, by admin2_code and site."""
    # A long edge that follows a parallel would be straightened by the projection.
    plane = districts.geometry.segmentize(_LONGEST_EDGE_DEG).to_crs(_PLANE).to_numpy()
    points = gpd.GeoSeries.from_xy(sites["longitude"], sites["latitude"], crs=4326).to_crs(_PLANE)
    lines = shapely.shortest_line(plane[:, None], points.to_numpy()[None, :]).ravel()
    ends = gpd.GeoSeries(shapely.get_point(lines, 0), crs=_PLANE).to_crs(4326)
    repeated = districts["admin2_code"].repeat(len(sites)).reset_index(drop=True)
    ids = np.tile(sites["project_id"].to_numpy(), len(districts))
    return pd.DataFrame(
        {"admin2_code": repeated, "project_id": ids, "latitude": ends.y, "longitude": ends.x}
    )


def _district_pairs(
    incidents: pd.DataFrame, sites: pd.DataFrame, districts: gpd.GeoDataFrame
) -> pd.DataFrame:
    known = incidents[incidents["geo_precision"] == "admin2"][["incident_id", "admin2_code"]]
    units = districts[districts["admin2_code"].isin(known["admin2_code"])]
    if units.empty or sites.empty:
        return pd.DataFrame(columns=_COLUMNS)
    nearest = _nearest_points(sites, units)
    pairs = with_metres(nearest.merge(sites, on="project_id", suffixes=("", "_project")))
    distance = pairs["metres"] / 1000 - pairs["radius_km"]
    pairs = pairs.assign(nearest_km=distance.clip(lower=0), farthest_km=np.inf)
    return known.merge(pairs, on="admin2_code")[_COLUMNS]


def ring_pairs(
    incidents: pd.DataFrame, projects: pd.DataFrame, districts: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return how near and how far each incident can lie from each site, in km.

    Columns project_id, incident_id, nearest_km, farthest_km; in order of project_id, then of
    `incidents`. Method: the distance between both points (geodesic, WGS 84), less or plus the
    radii that hold the site and the incident (geo.places.projects: 1, 5, 10 or 20 km). An
    incident known to its district alone can lie anywhere in the district's polygon: as near as
    the polygon is to the site, and farthest_km is infinite. One known to its province alone is
    never listed, nor are sites without a radius (lines, districts) or that no Chinese firm runs.
    """
    sites = site_points(projects)
    parts = [_point_pairs(incidents, sites), _district_pairs(incidents, sites, districts)]
    pairs = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    order = {key: rank for rank, key in enumerate(incidents["incident_id"])}
    ranked = pairs.assign(rank=pairs["incident_id"].map(order))
    return ranked.sort_values(["project_id", "rank"], ignore_index=True)[_COLUMNS]


def rank_rings(
    pairs: pd.DataFrame, projects: pd.DataFrame, rings_km: Sequence[float] = RINGS_KM
) -> pd.DataFrame:
    """Return how many incidents lie within each ring of each site, most first.

    `pairs` as from ring_pairs. Columns ring_km, rank, project_id, project_name, certain (surely
    inside: farthest_km is at most the ring), possible (can lie inside: nearest_km is at most the
    ring; the certain ones are among them). Ranked within a ring by certain, then by possible;
    equal ones share a rank, in order of project_id. Sites without any are listed with 0.
    """
    sites = site_points(projects)[["project_id", "project_name"]]
    rings = sites.merge(pd.DataFrame({"ring_km": list(rings_km)}), how="cross")
    inside = pairs.merge(rings, on="project_id")
    counts = (
        inside.assign(
            certain=inside["farthest_km"] <= inside["ring_km"],
            possible=inside["nearest_km"] <= inside["ring_km"],
        )
        .groupby(["ring_km", "project_id"], as_index=False)[["certain", "possible"]]
        .sum()
    )
    ranked = rings.merge(counts, how="left", on=["ring_km", "project_id"])
    ranked[["certain", "possible"]] = ranked[["certain", "possible"]].fillna(0).astype(int)
    both = pd.Series(list(zip(ranked["certain"], ranked["possible"], strict=True)), dtype=object)
    ranked["rank"] = both.groupby(ranked["ring_km"]).rank(method="min", ascending=False).astype(int)
    ordered = ranked.sort_values(["ring_km", "rank", "project_id"], ignore_index=True)
    return ordered[["ring_km", "rank", "project_id", "project_name", "certain", "possible"]]
