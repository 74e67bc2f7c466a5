"""A real server and a real Chromium for the journeys."""

import json
import math
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from get_chromium import find_chromium
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_MS = 30_000
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
# MapLibre's and deck.gl's world is 512 px wide at zoom 0.
WORLD_PX = 512
expect.set_options(timeout=TIMEOUT_MS)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(**environment):
    """Yield the address of a fresh server, up and healthy."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment or None, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            # The server prints its address once it listens.
            while b"URL:" not in (line := process.stdout.readline()):
                assert line, "the server ended before it listened"
            address = f"http://localhost:{port}"
            assert urllib.request.urlopen(f"{address}/_stcore/health").read() == b"ok"
            yield address
        finally:
            process.terminate()


class Visit:
    """One browser page, with what it asked for, what it complained of, and what it was sent."""

    def __init__(self, browser, address, **context):
        self.address = address
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 1000}} | context
        )
        self.page = self.context.new_page()
        self.requests, self.complaints, self.received = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._receive))

    def _note(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def _receive(self, payload):
        self.received.append(len(payload if isinstance(payload, bytes) else payload.encode()))

    def open(self, path="/"):
        """Open an address of the app and wait until the page is drawn to its footer."""
        self.page.goto(self.address + path)
        self.settle()
        return self

    def settle(self):
        """Wait until the script has run to its end."""
        expect(self.page.get_by_text("Data version").last).to_be_visible()
        expect(self.page.locator("[data-test-script-state='notRunning']")).to_have_count(1)

    def sentence(self):
        """Return the locator of the filter sentence."""
        return self.page.locator(".st-key-filter_sentence")

    def choose(self, label, option):
        """Pick an option of a multiselect in the sidebar, as a person would."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).first.click()
        self.page.keyboard.press("Escape")

    def foreign_requests(self):
        """Return what was asked of another host."""
        own = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def map_pixel(self, longitude, latitude, view, offset=(0, 0)):
        """Return where a point of the map stands on the screen, for a named view (web Mercator)."""
        box = self.page.locator(".st-key-map canvas").first.bounding_box()
        _, centre_latitude, centre_longitude, zoom, _ = view
        x, y = _mercator(longitude, latitude, zoom)
        centre_x, centre_y = _mercator(centre_longitude, centre_latitude, zoom)
        return (
            box["x"] + box["width"] / 2 + x - centre_x + offset[0],
            box["y"] + box["height"] / 2 + y - centre_y + offset[1],
        )

    def click_until(self, x, y, locator):
        """Click a canvas until what the click opens is there: WebGL may still be loading."""
        for _ in range(20):
            self.page.mouse.click(x, y)
            try:
                locator.wait_for(timeout=1_500)
                return
            except Exception:
                continue
        raise AssertionError("nothing came of clicking the map")


def _mercator(longitude, latitude, zoom):
    scale = WORLD_PX * 2**zoom
    x = (longitude + 180) / 360 * scale
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * scale
    return x, y


@contextmanager
def chromium():
    """Yield a headless Chromium that draws WebGL in software."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def load_static(name):
    """Return a committed file that the browser fetches."""
    return json.loads((ROOT / "static" / name).read_text(encoding="utf-8"))


def load_markers():
    """Return the committed markers by incident id."""
    return {marker["id"]: marker for marker in load_static("incidents.json")}
