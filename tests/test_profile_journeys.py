"""Groups, Places and What changed in a real Chromium."""

import re

import pytest
from journey import Visit, expect

pytestmark = pytest.mark.browser
PAGES = (
    "/groups?actor=bla&other=blf",
    "/places?place=PK-BA-GWADAR",
    "/changes?from=2021-01-01&to=2025-12-31&against=2016-01-01..2020-12-31",
)


def test_a_number_opens_the_incidents_behind_it_and_back_returns(browser, address):
    visit = Visit(browser, address).open("/groups")
    number = visit.page.get_by_role("link", name=re.compile(r"\(SRA\), Claimed: \d+$"))
    shown = number.inner_text()
    number.focus()
    visit.page.keyboard.press("Enter")
    expect(visit.sentence()).to_contain_text("claimed by SRA")
    expect(visit.page).to_have_url(re.compile("/incidents.*basis=claimed"))
    assert visit.sentence().locator("h5").inner_text().split(" of ")[0] == shown
    visit.page.go_back()
    expect(visit.page.get_by_role("heading", name="All groups")).to_be_visible()
    assert visit.complaints == []
    assert visit.foreign_requests() == []
    visit.context.close()


def test_place_is_chosen_linked_and_printed_without_the_controls(browser, address):
    visit = Visit(browser, address).open("/places")
    box = visit.page.get_by_role("combobox", name="Open a place")
    visit.pick(box, "Gwadar district, Balochistan")
    expect(visit.page.get_by_role("heading", name="Gwadar district")).to_be_visible()
    expect(visit.page).to_have_url(re.compile("place=PK-BA-GWADAR"))
    visit.page.emulate_media(media="print")
    expect(visit.page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(visit.page.get_by_role("button", name="Download CSV")).to_be_hidden()
    table = visit.page.get_by_role("table", name="By year")
    expect(table).to_be_visible()
    # On paper all of it is there: nothing scrolls inside the page.
    assert visit.page.evaluate("document.documentElement.scrollHeight") > 1500
    visit.context.close()


def test_phone_and_dark_mode_hold_the_tables(browser, address):
    visit = Visit(
        browser,
        address,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme="dark",
    )
    for path in PAGES:
        visit.open(path)
        expect(visit.page.get_by_role("table").first).to_be_visible()
        widths = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], path
        link = visit.page.get_by_role("table").get_by_role("link").first
        expect(link).to_have_css("color", "rgb(140, 197, 220)")
    assert visit.complaints == []
    visit.context.close()
