"""A briefing opened by file:// in Chromium without a network, and printed."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from get_chromium import find_chromium
from journey import chromium

from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.tallies import MEASURES, measure_values, tally_districts
from geo.paper.briefing import briefing_html
from geo.paper.scene import Scene
from geo.view.shading import shade_measure
from geo.view.strip_marks import shown_states
from geo.view.views import MapView

pytestmark = pytest.mark.browser
CREATED = datetime(2026, 11, 23, 21, 7, tzinfo=UTC)
PRINTS = Path(__file__).resolve().parent.parent / "test-results"
# Filter and the most pages that it may print to.
BRIEFINGS = {
    "all": (EVERYTHING, 8),
    "sindh-core": (IncidentFilter(provinces=("PK-SD",), inclusion=("core",)), 4),
}


@pytest.fixture(scope="module")
def browser():
    if find_chromium() is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a Chromium: run tests/get_chromium.py")
        pytest.skip("NO CHROMIUM: the browser journeys did not run")
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    context = browser.new_context(color_scheme="dark")
    context.set_offline(True)
    yield context.new_page()
    context.close()


def write_briefing(atlas, chosen, folder):
    incidents, measure = atlas.select(chosen), MEASURES["incidents"]
    values = measure_values(tally_districts(incidents), measure)
    shading = shade_measure(atlas.districts, values, measure)
    states = shown_states(atlas.incidents, incidents)
    scene = Scene(incidents, chosen, MapView(), shading, states, measure.label)
    html = briefing_html(atlas, scene, link="https://atlas.example.org/?v=1", created=CREATED)
    path = folder / "briefing.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def count_pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("name", BRIEFINGS)
def test_briefing_opens_offline_and_prints_to_few_pages(name, atlas, page, tmp_path):
    chosen, most_pages = BRIEFINGS[name]
    address = write_briefing(atlas, chosen, tmp_path)
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    pdf = page.pdf(format="A4")
    PRINTS.mkdir(exist_ok=True)
    (PRINTS / f"briefing-{name}.pdf").write_bytes(pdf)
    assert [url for url in requests if url != address and not url.startswith("data:")] == []
    assert complaints == []
    assert 2 <= count_pages(pdf) <= most_pages


def test_pictures_are_drawn_and_paper_is_light(atlas, page, tmp_path):
    page.goto(write_briefing(atlas, BRIEFINGS["sindh-core"][0], tmp_path))
    assert page.locator("img").evaluate("picture => picture.naturalWidth") == 1280
    plate = page.get_by_role("img", name=re.compile("^Map with")).bounding_box()
    assert plate["height"] > 200
    background = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_narrow_window_does_not_scroll_sideways(atlas, page, tmp_path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(write_briefing(atlas, BRIEFINGS["sindh-core"][0], tmp_path))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
