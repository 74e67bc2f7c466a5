"""Timings and bytes, medians of one run; figures for notes, never asserted."""

import gzip
import statistics
import time
from datetime import date

import geopandas as gpd
import numpy as np
from get_chromium import find_chromium
from journey import ROOT, Visit, chromium, expect, serve

from geo.atlas import load_atlas
from geo.filters import IncidentFilter
from geo.layers import MapView, build_deck
from geo.markers import SHOWN
from geo.place import locate_points
from geo.shading import shade_measure
from geo.snapshot import csv_bytes
from geo.tallies import MEASURES, measure_values, tally_districts

REPEATS = 7
POINTS = 1_000_000


def median_ms(work):
    """Return the median time of a piece of work in milliseconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def bench_geo():
    """Print the times of the steps behind a page."""
    atlas = load_atlas(today=date(2026, 11, 23))
    chosen = IncidentFilter(provinces=("PK-BA",), groups=("bla",))
    states = np.full(len(atlas.incidents), SHOWN)
    rows = {
        "load and check everything": lambda: load_atlas(today=date(2026, 11, 23)),
        "filter": lambda: atlas.select(chosen),
        "tally districts": lambda: tally_districts(atlas.incidents),
        "build map": lambda: build_deck(
            shade_measure(
                atlas.districts,
                measure_values(tally_districts(atlas.incidents), MEASURES["incidents"]),
                MEASURES["incidents"],
            ),
            states,
            atlas.marker_data,
            None,
            MapView(),
        ).to_json(),
        "write CSV": lambda: csv_bytes(atlas.incidents, data_version="x", notice=atlas.notice),
    }
    for name, work in rows.items():
        print(f"{name:32} {median_ms(work):9.1f} ms")
    bench_join(atlas.districts)


def bench_join(districts):
    """Print the join's time beside a plain geopandas.sjoin of the same points."""
    random = np.random.default_rng(0)
    points = gpd.GeoSeries.from_xy(
        random.uniform(61, 77, POINTS), random.uniform(24, 37, POINTS), crs=4326
    )
    ours = median_ms(lambda: locate_points(points, districts, key="admin2_code"))
    frame = gpd.GeoDataFrame(geometry=points)
    plain = median_ms(lambda: frame.sjoin(districts[["admin2_code", "geometry"]], how="left"))
    print(
        f"join of {POINTS} points: {ours:.0f} ms, plain sjoin {plain:.0f} ms, {ours / plain:.2f}×"
    )


def bench_bytes():
    """Print what the browser is sent: static files, first load, one filter change."""
    for path in sorted((ROOT / "static").iterdir()):
        raw = path.read_bytes()
        print(f"static/{path.name:24} {len(raw):8} bytes {len(gzip.compress(raw, 9)):8} gzipped")
    if find_chromium() is None:
        print("NO CHROMIUM: bytes over the websocket were not measured")
        return
    with serve() as address, chromium() as browser:
        visit = Visit(browser, address).open("/")
        print(f"first load of the map page       {sum(visit.received):8} bytes over the websocket")
        for label, option in (
            ("Province or territory", "Balochistan"),
            ("Group", "Balochistan Liberation Front (BLF)"),
        ):
            visit.received.clear()
            visit.choose(label, option)
            expect(visit.sentence()).to_contain_text(option.split("(")[-1].strip(")"))
            visit.settle()
            print(f"filter change: {label:22} {sum(visit.received):8} bytes over the websocket")


if __name__ == "__main__":
    bench_geo()
    bench_bytes()
