"""Groups, Places and What changed in a real Chromium."""

import re

import pytest
from journey import Visit, expect

pytestmark = pytest.mark.browser
PAGES = (
    "/groups?actor=bla&other=blf",
    "/places?place=PK-BA-GWADAR",
    "/pivot?rows=group&cells=killed",
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
    assert visit.sentence().inner_text().split(" of ")[0] == shown
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
    for alt in ("Map of Gwadar district", "Timeline of Gwadar district"):
        expect(visit.page.get_by_role("img", name=alt)).to_be_visible()
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


def test_head_sorts_its_column_by_click_and_key_without_a_run(browser, address):
    visit = Visit(browser, address).open("/pivot?columns=scope")
    table = visit.page.get_by_role("table", name="Incidents by province and scope")
    first = table.locator("tbody tr th").first
    expect(first).to_have_text("Balochistan")
    received = len(visit.received)
    head = table.get_by_role("columnheader", name="Province")
    head.get_by_role("button").focus()
    for key, text, said in (
        ("Enter", "Balochistan", "ascending"),
        ("Space", "Sindh", "descending"),
        ("Enter", "Balochistan", "none"),
    ):
        visit.page.keyboard.press(key)
        expect(first).to_have_text(text)
        expect(head).to_have_attribute("aria-sort", said)
    number = table.get_by_role("columnheader", name="Core")
    number.click()
    expect(number).to_have_attribute("aria-sort", "descending")
    counts = [int(text) for text in table.locator("tbody tr td:nth-of-type(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) > 2
    expect(table.locator("tfoot th")).to_have_text("All shown")
    assert len(visit.received) == received
    assert visit.complaints == []
    visit.context.close()


def test_dumbbells_and_pictures_are_named_and_a_mark_opens_its_incident(browser, address):
    visit = Visit(browser, address).open("/groups?actor=bla&other=ttp")
    for alt in ("Map of Baloch", "Timeline of Baloch", "Incidents by province, Baloch"):
        expect(visit.page.get_by_role("img", name=alt)).to_be_visible()
    size = visit.page.get_by_role("img", name="Map of Baloch").evaluate("each => each.naturalWidth")
    assert size > 0
    mark = visit.page.locator(".atlas-pictures a").last
    title = mark.get_attribute("title")
    mark.click()
    expect(visit.page).to_have_url(re.compile("/incidents.*incident=CPA-"))
    expect(visit.page.get_by_text(title.partition(":")[0]).first).to_be_visible()
    assert visit.complaints == []
    assert visit.foreign_requests() == []
    visit.context.close()
