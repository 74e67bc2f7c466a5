"""What a stranger is asked to do on the map page, in Chromium."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from journey import (
    PHONE,
    Visit,
    drag_over_the_strip,
    expect,
    load_static,
    record_markers,
)

pytestmark = pytest.mark.browser
# How a stranger sees it: window, theme and device.
PAGES = (
    "/",
    "/timeline",
    "/incidents",
    "/groups",
    "/places",
    "/projects?site=P25",
    "/pivot?rows=project",
    "/changes",
    "/reconciliation",
    "/about",
)
MODES = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}
PICTURES = Path(__file__).resolve().parent.parent / "test-results"
GWADAR = "PK-BA-GWADAR"
WINDOWS = (
    {"viewport": {"width": 1440, "height": 900}},
    {"viewport": {"width": 1280, "height": 720}},
    PHONE,
)
FINISH_FADING = """() => document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
    .forEach(each => each.finish())"""


@pytest.fixture(params=MODES)
def visit(browser, address, request):
    visit = Visit(browser, address, **MODES[request.param])
    visit.mode = request.param
    yield visit
    visit.context.close()


def picture(visit, name):
    PICTURES.mkdir(exist_ok=True)
    visit.page.screenshot(path=PICTURES / f"{name}-{visit.mode}.png")


def test_district_with_most_chinese_killed_is_named(visit):
    visit.open("/")
    visit.choose("Province or territory", "Balochistan")
    visit.select("Shade districts by", "Chinese killed")
    visit.page.keyboard.press("Escape")
    with visit.answered():
        visit.page.get_by_role("radio", name="Districts").click()
    heading = visit.page.get_by_text("Chinese killed: leading districts")
    expect(heading).to_be_visible()
    leading = visit.page.locator("ul", has=visit.page.get_by_text(re.compile("^Gwadar: ")))
    expect(leading.locator("li").first).to_have_text(re.compile(r"^Gwadar: \d"))
    visit.page.get_by_text("Districts as a table").click()
    table = visit.page.locator("table").last
    expect(table.locator("tbody tr").first).to_contain_text("Gwadar")
    picture(visit, "most-chinese-killed")


def test_attacks_on_gwadar_that_the_bla_claimed_open_to_their_sources(visit):
    # The attack on the hotel is context: who sought Chinese there is the attackers' word alone.
    visit.open("/?inclusion=core,linked,context")
    visit.choose("District", "Gwadar")
    visit.choose("Group", "Baloch Liberation Army (BLA) and its parts")
    visit.select("Basis", "Claimed by it", in_filter=True)
    visit.type_day("From", "2018-01-01")
    visit.type_day("To", "2019-12-31")
    expect(visit.sentence()).to_contain_text("Gwadar district · claimed by BLA · 2018–2019")
    shown = int(visit.sentence().inner_text().split(" of ")[0])
    assert shown >= 1
    visit.show_filters(is_shown=False)
    marks = visit.page.locator(
        "[class*=st-key-strip] svg.marks g.mark-symbol path:not([opacity='0.22'])"
    )
    expect(marks).to_have_count(shown)
    visit.open_page("Incidents")
    expect(
        visit.page.get_by_text(re.compile(rf"^{shown} incidents?, newest first"))
    ).to_be_visible()
    visit.open_page("Map")
    card = visit.page.locator(".st-key-incident_card")
    visit.until(marks.last.click, card)
    expect(card).to_contain_text("11 May 2019 · Gwadar Pearl Continental hotel attack")
    assert card.locator("a[target=_blank][href^=http]").count() >= 1
    picture(visit, "gwadar-claimed-by-bla")


def test_copied_link_opens_the_same_view_elsewhere(browser, address, visit):
    query = f"district={GWADAR}&from=2018-01-01&to=2019-12-31"
    visit.open(f"/?{query}&measure=killed&colour=target&view=makran&layers=districts,projects")
    link = visit.copied_link()
    picture(visit, "copy-link")
    other = Visit(browser, address, **MODES[visit.mode])
    other.open(link.removeprefix(address))
    expect(other.sentence()).to_have_text(visit.sentence().inner_text(), use_inner_text=True)
    other.open_map_options()
    for label, option in (("View", "Makran coast"), ("Colour marks by", "Target")):
        expect(other.page.get_by_role("combobox", name=label)).to_have_value(option)
    other.context.close()


def test_picture_for_a_slide_comes_from_the_server(visit):
    visit.open(f"/?district={GWADAR}&view=makran")
    visit.open_map_options()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Download picture").click()
    data = waiting.value.path().read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) == 1920
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"slide-{visit.mode}.png").write_bytes(data)


@pytest.mark.parametrize("query", ["", "?inclusion=core,linked,context"], ids=["record", "all"])
@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: str(window["viewport"]["width"]))
def test_pointer_reaches_every_mark_of_the_opening_view(browser, address, window, query):
    visit = Visit(browser, address, **window)
    visit.open(f"/{query}")
    markers = load_static("incidents.json") if query else record_markers()
    visit.wait_for_map()
    hint, places = visit.page.locator(".deck-tooltip"), visit.mark_pixels(markers)
    missed = []
    for marker in markers:
        x, y = places[marker["id"]]
        visit.page.mouse.move(x - 1, y)
        visit.page.mouse.move(x, y)
        try:
            expect(hint).to_contain_text(marker["t1"], timeout=3_000)
        except AssertionError:
            missed.append(marker["t1"])
    assert missed == []
    visit.context.close()


def test_map_put_by_hand_is_in_the_address_until_a_filter_moves_it(browser, address):
    visit = Visit(browser, address).open("/")
    visit.wait_for_map()
    opened = visit.camera()
    x, y = visit.map_pixel(69, 29)
    with visit.answered():
        visit.page.mouse.move(x, y)
        visit.page.mouse.down()
        visit.page.mouse.move(x + 80, y + 40, steps=4)
        visit.page.mouse.up()
    expect(visit.page).to_have_url(re.compile(r"at=6\d"))
    by_hand = visit.camera()
    assert by_hand.longitude < opened.longitude
    visit.select("Colour marks by", "Target")
    assert visit.camera().longitude == pytest.approx(by_hand.longitude, abs=0.001)
    other = Visit(browser, address).open(visit.page.url.removeprefix(address))
    other.rest()
    assert other.camera().longitude == pytest.approx(by_hand.longitude, abs=0.001)
    other.context.close()
    visit.page.keyboard.press("Escape")
    with visit.answered():
        visit.page.get_by_role("button", name="Zoom to Karachi", exact=True).click()
    expect(visit.page).not_to_have_url(re.compile("at="))
    visit.rest()
    assert visit.camera().zoom > 8
    visit.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visit, path):
    visit.open(path)
    # What still fades in would be judged in its faintest state.
    visit.page.evaluate(FINISH_FADING)
    found = Axe().run(visit.page).response["violations"]
    grave = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in grave] == []


def test_drag_over_the_strip_sets_the_period_and_one_click_clears_it(browser, address):
    visit = Visit(browser, address).open("/")
    drag_over_the_strip(visit)
    expect(visit.page).to_have_url(re.compile(r"from=20\d\d-\d\d-01&to=20\d\d-\d\d-[23]"))
    with visit.answered():
        visit.page.get_by_role("button", name="All dates").click()
    expect(visit.page).not_to_have_url(re.compile("from="))
    visit.context.close()


def test_hostile_words_in_a_link_are_shown_as_words(browser, address):
    visit = Visit(browser, address)
    visit.open("/?group=<script>alert(1)</script>&province=@@=alert(1)&district=%E2%80%AEabc")
    expect(visit.page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    assert visit.complaints == []
    visit.context.close()


@pytest.mark.parametrize("path", ["/", "/timeline", "/incidents", "/projects", "/pivot", "/about"])
def test_window_of_320_px_scrolls_one_way_only(browser, address, path):
    visit = Visit(browser, address, **PHONE | {"viewport": {"width": 320, "height": 640}}).open(
        path
    )
    wide = visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 320
    visit.context.close()
