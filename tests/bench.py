"""Timings and bytes, medians of one run; figures for notes, never asserted."""

import gzip
import socket
import statistics
import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
from get_chromium import find_chromium
from journey import ROOT, Visit, chromium, drag_over_the_strip, serve, strip_marks
from streamlit.testing.v1 import AppTest

from geo.atlas import load_atlas
from geo.exports.csv_table import csv_bytes
from geo.exports.formats import FORMATS, Export
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.tallies import MEASURES, measure_values, tally_districts
from geo.places.location import locate_points
from geo.view.deck import build_deck
from geo.view.marks import SHOWN, MarkSet
from geo.view.shading import shade_measure
from geo.view.views import MapView

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
            MarkSet(atlas.markers, atlas.marker_data),
            None,
            MapView(),
        ).to_json(),
        "write CSV": lambda: csv_bytes(atlas.incidents, data_version="x", notice=atlas.notice),
    }
    for name, work in rows.items():
        print(f"{name:32} {median_ms(work):9.1f} ms")
    bench_formats(atlas)
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


def bench_formats(atlas):
    """Print size and time of each export of the whole table."""
    export = Export(atlas, EVERYTHING, datetime(2026, 11, 23, tzinfo=UTC))
    for code, each in FORMATS.items():
        size = len(each.make(export, lambda *_: None))
        spent = median_ms(lambda each=each: each.make(export, lambda *_: None))
        print(f"export {code:25} {spent:9.1f} ms {size:9} bytes")


def bench_reruns():
    """Print the server's time for a rerun of each page, the first run left out."""
    for page in sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py")):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        if page != "map":
            app.switch_page(f"pages/{page}.py").run()
        print(f"rerun of {page:23} {median_ms(app.run):9.1f} ms")


class Wire:
    """A door to a server that counts what comes back through it, compression included."""

    def __init__(self, address):
        self.server_port = int(address.rsplit(":", 1)[1])
        self.listener = socket.create_server(("localhost", 0))
        self.address = f"http://localhost:{self.listener.getsockname()[1]}"
        self.bytes_back = 0
        self.threads, self.sockets = [], []
        self._start(self._accept)

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self):
        with suppress(OSError):
            while True:
                inside = self.listener.accept()[0]
                outside = socket.create_connection(("localhost", self.server_port))
                self._start(self._pump_both, inside, outside)

    def _pump_both(self, inside, outside):
        self.sockets += [inside, outside]
        with inside, outside:
            there = threading.Thread(target=self._pump, args=(inside, outside), daemon=True)
            there.start()
            self._pump(outside, inside, is_counted=True)
            there.join()

    def _pump(self, source, sink, *, is_counted=False):
        with suppress(OSError):
            while data := source.recv(65536):
                self.bytes_back += len(data) if is_counted else 0
                sink.sendall(data)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self):
        """Close the door, also for visitors who are still inside."""
        for each in (self.listener, *self.sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()


def page_acts(visit, path):
    """Return what a person does on the map or timeline page, by name."""
    acts = {
        "filter": lambda: visit.choose("Province or territory", "Balochistan"),
        "measure": lambda: visit.select("Shade districts by", "Chinese killed"),
        "count": lambda: visit.select("Count", "Victims killed"),
        "selection": lambda: visit.until(
            strip_marks(visit).first.click, visit.page.locator(".st-key-incident_card")
        ),
        "layer": lambda: visit.toggle_layer("All CPEC sites"),
        "brush": lambda: drag_over_the_strip(visit),
    }
    for name in ("count",) if path == "/" else ("measure", "layer"):
        del acts[name]
    return acts


def bench_bytes():
    """Print what the browser is sent: static files, first load, one act of each kind."""
    for path in sorted((ROOT / "static").iterdir()):
        if path.is_file():
            raw = path.read_bytes()
            print(f"static/{path.name:24} {len(raw):8} {len(gzip.compress(raw, 9)):8} gzipped")
    if find_chromium() is None:
        print("NO CHROMIUM: bytes over the websocket were not measured")
        return
    with serve() as address, chromium() as browser:
        for path in ("/", "/timeline"):
            bench_acts(browser, address, path)


def bench_acts(browser, address, path):
    """Print bytes on the wire, and in websocket messages before compression, for each act."""
    wire = Wire(address)
    visit = Visit(browser, wire.address).open(path)
    acts = page_acts(visit, path)
    for act in (*acts.values(), lambda: visit.open(path)):
        act()
        visit.rest()
    for name, act in acts.items():
        before = wire.bytes_back
        visit.received.clear()
        act()
        visit.rest()
        sent, told = wire.bytes_back - before, sum(visit.received)
        print(f"{path:10} {name:10} {sent:7} bytes on the wire, {told:7} before compression")
    visit.context.close()
    wire.close()


if __name__ == "__main__":
    bench_geo()
    bench_reruns()
    bench_bytes()
