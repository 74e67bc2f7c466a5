"""A real server and a real Chromium for the journeys."""

import json
import re
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from get_chromium import find_chromium
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect, sync_playwright

from geo.view.placing.camera import Camera, world_pixels
from geo.view.placing.spread import mark_offsets
from pages.parts.frame.window import frame_of

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_MS = 60_000
# A map in software takes a minute to be drawn where others keep the cores busy.
TRIES, TRY_MS = 60, 3_000
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
# On a phone the filter is behind a button that counts what narrows it.
FILTER_BUTTON = re.compile(r"^Filter( \(\d+\))?$")
MORE_BUTTON = re.compile(r"^More filters( \(\d+\))?$")
IN_MORE = (
    *("District", "Project", "Employer or contractor", "Target", "Attack", "Verification"),
    "Second check",
)
# Streamlit puts the pages' names behind a button in a window narrower than this.
NARROW_PX = 768
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Mobile Safari/537",
}
# A district in the middle of the country, without an incident.
SOMEWHERE = (70.2, 29.4)
MAP_OPTIONS = ("Shade districts by", "Figure", "Colour marks by", "View")
MAP_SECTION = """() => {
    const canvas = document.querySelector("[data-testid=stDeckGlJsonChart] canvas");
    const name = canvas && Object.keys(canvas).find(key => key.startsWith("__reactFiber$"));
    for (let fiber = name ? canvas[name] : null; fiber; fiber = fiber.return) {
        for (let hook = fiber.memoizedState; hook; hook = hook.next) {
            const deck = hook.memoizedState?.current?.deck;
            const view = deck?.viewManager?.getViewports()[0];
            if (view) return [view.longitude, view.latitude, view.zoom];
        }
    }
    return null;
}"""
SEEN_TOUR = "try { localStorage.setItem('cpec-atlas-tour', 'seen') } catch { /* no storage */ }"
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
        self.context.set_default_timeout(TIMEOUT_MS)
        self.has_touch = context.get("has_touch", False)
        # The pages ask the same: a phone has the filter and the link behind a button each.
        self.is_phone = "Mobi" in context.get("user_agent", "")
        # The hints for a first visit have a test of their own; elsewhere they were seen.
        self.context.add_init_script(SEEN_TOUR)
        self.page = self.context.new_page()
        self.socket = None
        self.requests, self.complaints, self.received, self.warnings = [], [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("websocket", self._listen)

    def _note(self, message):
        if message.type == "error":
            self.complaints.append(message.text)
        # Vega's own; a browser that draws WebGL in software warns of its slowness.
        if message.type == "warning" and message.text.startswith("WARN"):
            self.warnings.append(message.text)

    def _listen(self, socket):
        self.socket = socket
        socket.on("framereceived", self._receive)

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
        expect(self.page.locator("[data-stale='true']")).to_have_count(0)

    @contextmanager
    def answered(self, timeout=TIMEOUT_MS):
        """Do what asks the server something, and wait until its answer is drawn to the end.

        Without the first half a page that has not asked yet would count as settled, and the next
        act would meet the answer to this one.
        """
        with self.socket.expect_event("framesent", timeout=timeout):
            yield
        self.settle()

    def rest(self):
        """Wait until the page itself has nothing more to do, and so nothing more to ask."""
        self.settle()
        self.page.evaluate("() => new Promise(done => requestIdleCallback(done))")
        self.settle()

    def sentence(self):
        """Return the locator of the filter sentence."""
        return self.page.locator(".st-key-filter_sentence b")

    def shown(self):
        """Return how many incidents the filter sentence counts."""
        return int(self.sentence().inner_text().split(" of ")[0])

    def show_filters(self, *, is_shown=True):
        """Unfold or fold the filter where it is behind a button; elsewhere it is always there."""
        button = self.page.get_by_role("button", name=FILTER_BUTTON)
        tiers = self.page.locator(".st-key-filter_inclusion")
        if not self.is_phone or tiers.is_visible() == is_shown:
            return
        if is_shown:
            button.click()
            expect(tiers).to_be_visible()
        else:
            self.page.keyboard.press("Escape")
            expect(tiers).to_be_hidden()

    def field(self, label, role="combobox"):
        """Return a field of the filter, unfolding what it is behind."""
        self.settle()
        self.show_filters()
        self.settle()
        field = self.page.get_by_role(role, name=label, exact=True)
        if label in IN_MORE and not field.is_visible():
            self.page.get_by_role("button", name=MORE_BUTTON).click()
        # A field of the bar itself is on its way: More filters would only lie over it.
        expect(field).to_be_visible()
        return field

    def fold(self):
        """Close every popover."""
        bodies = self.page.get_by_test_id("stPopoverBody")
        for _ in range(TRIES):
            if bodies.count() == 0:
                return
            self.page.keyboard.press("Escape")
            with suppress(NotInTime):
                bodies.last.wait_for(state="detached", timeout=1_000)
        raise AssertionError("a popover stays open")

    def open_page(self, name):
        """Go to another page by the navigation, as a person would."""
        self.fold()
        if self.page.viewport_size["width"] <= NARROW_PX:
            self.page.get_by_role("button", name="Menu", exact=True).click()
        link = self.page.get_by_role("link", name=name, exact=True)
        path = urlsplit(link.get_attribute("href")).path
        with self.answered():
            link.click()
            # The page that is left shows the same sentence and is as settled.
            self.page.wait_for_url(lambda url: urlsplit(url).path == path, wait_until="commit")

    def select(self, label, option, *, in_filter=False):
        """Pick an option of a select box, on the page or in the filter."""
        self.settle()
        if in_filter:
            box = self.field(label)
        else:
            self.fold()
            if label in MAP_OPTIONS:
                self.open_map_options()
            box = self.page.get_by_role("combobox", name=label, exact=True)
        self.pick(box, option)
        expect(box).to_have_value(option)

    def pick(self, box, option):
        """Pick an option of a list: typed, or on a touch screen scrolled to and tapped."""
        with self.answered():
            if self.has_touch:
                self._tap(box, option)
            else:
                self._type(box, option)
                box.press("Enter")

    def _type(self, box, option):
        focused = self.page.locator("[role=option][data-focused]")
        # A page that is still drawn can take the focus, and what was typed with it: once more.
        for _ in range(TRIES):
            box.fill(option)
            with suppress(AssertionError):
                expect(focused).to_have_text(option, timeout=TRY_MS)
                return
            self.page.keyboard.press("Escape")
        raise AssertionError(f"the list does not offer “{option}”")

    def _tap(self, box, option):
        wanted = self.page.get_by_role("option", name=option, exact=True).first
        options = self.page.get_by_role("listbox")
        # A list that opens while the page is still drawn closes again: a person taps once more.
        for _ in range(TRIES):
            self.settle()
            with suppress(NotInTime):
                box.click(timeout=TRY_MS)
                options.get_by_role("option").first.wait_for(timeout=TRY_MS)
                while not wanted.is_visible():
                    options.evaluate("list => { list.scrollTop += 150 }", timeout=TRY_MS)
                wanted.click(timeout=TRY_MS)
                return
        raise AssertionError(f"the list does not offer “{option}”")

    def type_day(self, label, text, key="Enter"):
        """Type a date into a field of the filter, and a key that applies it."""
        field = self.field(label, "textbox")
        field.fill(text)
        with self.answered():
            field.press(key)

    def open_map_options(self):
        """Unfold what the map can show, where it is folded."""
        measure = self.page.get_by_role("combobox", name="Shade districts by", exact=True)
        if not measure.is_visible():
            with self.answered():
                self.page.get_by_role("button", name="Map options").click()
            expect(measure).to_be_visible()

    def toggle_layer(self, name):
        """Switch a layer in the layers' list, and fold the list again."""
        self.open_map_options()
        with self.answered():
            self.page.get_by_role("button", name=name).click()
        self.page.keyboard.press("Escape")

    def choose(self, label, option):
        """Pick an option of a multiselect of the filter, as a person would."""
        self.pick(self.field(label), option)
        self.page.keyboard.press("Escape")
        # A popover that is still closing would count as one to look into.
        self.fold()

    def copied_link(self):
        """Copy the link to the view, and return what the clipboard then holds."""
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        button = self.page.get_by_role("button", name="Copy link", exact=True)
        if self.is_phone:
            self.page.get_by_role("button", name="Share", exact=True).click()
        button.click()
        expect(self.page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
        return self.page.evaluate("navigator.clipboard.readText()")

    def foreign_requests(self):
        """Return what was asked of another host."""
        own = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def camera(self):
        """Return where the map stands now: its middle and zoom, as the page itself has them."""
        self.page.wait_for_function(MAP_SECTION)
        return Camera(*self.page.evaluate(MAP_SECTION))

    def map_pixel(self, longitude, latitude, offset=(0, 0)):
        """Return where a point of the map stands on the screen (web Mercator)."""
        camera = self.camera()
        box = self.page.locator(".st-key-map canvas").first.bounding_box()
        (x, y), (middle_x, middle_y) = world_pixels(
            [(longitude, latitude), (camera.longitude, camera.latitude)], camera.zoom
        )
        return (
            box["x"] + box["width"] / 2 + x - middle_x + offset[0],
            box["y"] + box["height"] / 2 + y - middle_y + offset[1],
        )

    def mark_pixels(self, markers):
        """Return incident id → where its mark stands on the screen, among those shown."""
        size = self.page.viewport_size
        is_phone = size["width"] < NARROW_PX
        frame = frame_of(size["width"], size["height"], is_phone=is_phone)
        offsets = mark_offsets(markers, self.camera(), frame)
        return {
            mark["id"]: self.map_pixel(mark["x"], mark["y"], offsets.get(mark["i"], (0, 0)))
            for mark in markers
        }

    def wait_for_map(self):
        """Wait until the map answers a pointer: until then it is drawn, if at all, in part."""
        x, y = self.map_pixel(*SOMEWHERE)
        hint = self.page.locator(".deck-tooltip")
        for step in range(TRIES * TRY_MS // 500):
            self.page.mouse.move(x + step % 2, y)
            with suppress(AssertionError):
                expect(hint).to_contain_text("district", timeout=500)
                return
        raise AssertionError("the map is not drawn")

    def until(self, act, locator):
        """Do what asks the server something until the answer shows what it opens.

        A map or chart that is not drawn yet takes no click, and says nowhere when it does.
        """
        self.rest()
        for _ in range(TRIES):
            with suppress(NotInTime), self.answered(TRY_MS):
                act()
            if locator.is_visible():
                return
        raise AssertionError("nothing came of it")

    def click_map(self, x, y, locator):
        """Click the map until what the click opens is there."""
        self.until(lambda: self.page.mouse.click(x, y), locator)


def strip_marks(visit):
    """Return the marks of the strip."""
    return visit.page.locator("[class*=st-key-strip] svg.marks g.mark-symbol path")


def drag_over_the_strip(visit, first=0.6, last=0.7):
    """Drag over a share of the strip's width."""
    strip_marks(visit).first.wait_for()
    box = visit.page.locator("[class*=st-key-strip] svg.marks").bounding_box()
    with visit.answered():
        visit.page.mouse.move(box["x"] + box["width"] * first, box["y"] + 8)
        visit.page.mouse.down()
        visit.page.mouse.move(box["x"] + box["width"] * last, box["y"] + 20, steps=5)
        visit.page.mouse.up()
    # A slow machine tells of the drag twice: halfway and at its end.
    visit.rest()


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


def record_markers():
    """Return the markers of core and linked incidents, which the opening view shows."""
    return [marker for marker in load_static("incidents.json") if marker["n"] != "context"]


def load_markers():
    """Return the committed markers by incident id."""
    return {marker["id"]: marker for marker in load_static("incidents.json")}
