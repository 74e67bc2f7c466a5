"""What an analyst does, in a real Chromium against a real server."""

import csv
import io
import os
import re

import pytest
from journey import Visit, expect, load_static, record_markers, serve

pytestmark = pytest.mark.browser
PAGES = (
    *("/", "/timeline", "/incidents", "/groups"),
    *("/places", "/changes", "/reconciliation", "/about"),
)
AIRPORT = "CPA-2024-0007"


@pytest.fixture
def visit(browser, address):
    visit = Visit(browser, address)
    yield visit
    visit.context.close()


def download_rows(visit):
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Download CSV").click()
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    return waiting.value.suggested_filename, list(csv.DictReader(io.StringIO(text, newline="")))


def test_no_page_asks_another_host_or_complains(visit):
    for path in PAGES:
        visit.open(path)
    assert visit.foreign_requests() == []
    assert visit.complaints == []


def test_map_timeline_table_and_file_agree_on_a_filter(visit):
    visit.open("/")
    visit.choose("Province or territory", "Balochistan")
    expect(visit.sentence()).to_contain_text("· Balochistan")
    visit.choose("Group", "Balochistan Liberation Front (BLF)")
    expect(visit.sentence()).to_contain_text("BLF")
    sentence = visit.sentence().inner_text()
    shown = int(sentence.split(" of ")[0])
    assert shown > 1

    visit.open_page("Timeline")
    expect(visit.sentence()).to_have_text(sentence)
    expect(visit.page.locator(".st-key-timeline svg.marks").first).to_be_visible()

    visit.open_page("Incidents")
    expect(visit.sentence()).to_have_text(sentence)
    expect(visit.page.get_by_text(f"{shown} incidents, newest first")).to_be_visible()

    name, rows = download_rows(visit)
    assert len(rows) == shown
    assert f"{shown}-incidents" in name
    assert {row["admin1_code"] for row in rows} == {"PK-BA"}
    assert all("Balochistan Liberation Front" in ";".join(row.values()) for row in rows)


def test_link_opens_the_karachi_bombing_and_its_row_is_in_the_file(visit):
    visit.open(f"/?incident={AIRPORT}")
    card = visit.page.locator(".st-key-incident_card")
    expect(card).to_contain_text("6 Oct 2024 · Karachi airport bombing (Airport Road, Karachi)")
    expect(card).to_contain_text("Claimed by BLA Majeed Brigade; attributed to")
    addresses = [link.get_attribute("href") for link in card.locator("a[target=_blank]").all()]
    assert len(addresses) >= 6
    assert all(address.startswith(("http", "/")) for address in addresses)
    assert f"/incident/{AIRPORT}" in addresses
    _, rows = download_rows(visit)
    (row,) = [row for row in rows if row["incident_id"] == AIRPORT]
    assert row["chinese_fatalities_best"] == "2"
    assert row["source_urls"].count("http") >= 5


def test_click_on_a_mark_opens_its_incident(visit):
    visit.open("/?view=karachi")
    x, y = visit.mark_pixels(record_markers())["CPA-2022-0001"]
    card = visit.page.locator(".st-key-incident_card")
    visit.click_map(x, y, card)
    expect(card).to_contain_text("26 Apr 2022")
    expect(visit.page).to_have_url(re.compile("incident=CPA-2022-0001"))


def test_filter_hides_marks_too(visit):
    visit.open("/?view=karachi&layers=districts")
    place = visit.mark_pixels(record_markers())["CPA-2022-0001"]
    visit.click_map(*place, visit.page.locator(".st-key-incident_card"))
    with visit.answered():
        visit.page.get_by_role("button", name="Close").click()
    visit.choose("Province or territory", "Balochistan")
    expect(visit.sentence()).to_contain_text("· Balochistan")
    # Where the mark was, the district now lies bare.
    visit.click_map(*place, visit.page.locator(".st-key-district_card"))
    expect(visit.page.locator(".st-key-incident_card")).to_have_count(0)


def test_timeline_marks_stand_at_their_dates(visit):
    visit.open("/timeline?province=PK-SD&inclusion=core,linked,context")
    marks = visit.page.locator(".st-key-timeline svg.marks g.mark-symbol.role-mark path")
    expect(marks.first).to_be_visible()
    places = [mark.bounding_box()["x"] for mark in marks.all()]
    assert len(places) == visit.shown()
    assert max(places) - min(places) > 300
    assert len({round(place) for place in places}) > 10


def look_for(visit, text):
    field = visit.page.get_by_label("Find an incident, place, group or project")
    field.fill(text)
    field.press("Enter")
    results = visit.page.locator(".st-key-search_results")
    expect(results).to_contain_text(f"“{text}” can mean")
    visit.settle()
    return results


def test_search_goes_there_and_leaves_the_filter(visit):
    visit.open("/incidents")
    look_for(visit, "瓜达尔").get_by_role("button", name="Gwadar district").click()
    expect(visit.page).to_have_url(re.compile("/places.*place=PK-BA-GWADAR"))
    expect(visit.sentence()).not_to_contain_text("Gwadar")
    look_for(visit, "Kohistan").get_by_role("button", name="Upper Kohistan district").click()
    expect(visit.page).to_have_url(re.compile("place=PK-KP-UPPER-KOHISTAN"))
    look_for(visit, "Majeed Brigade").get_by_role("button", name="Filter", exact=True).click()
    expect(visit.sentence()).to_contain_text("BLA Majeed Brigade")
    visit.settle()
    visit.page.go_back()
    expect(visit.page).to_have_url(re.compile("place=PK-KP-UPPER-KOHISTAN"))
    expect(visit.sentence()).not_to_contain_text("Majeed")


def test_hints_come_once_and_can_be_skipped(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    hints = page.get_by_label("Hints for a first visit")
    expect(hints).to_contain_text("1 of 3")
    hints.get_by_role("button", name="Next").click()
    expect(hints).to_contain_text("2 of 3")
    hints.get_by_role("button", name="Skip").click()
    expect(hints).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Data version").last).to_be_visible()
    expect(hints).to_have_count(0)
    context.close()


def test_address_keeps_the_hints_away(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/?tour=off")
    expect(page.get_by_text("Data version").last).to_be_visible()
    expect(page.get_by_label("Hints for a first visit")).to_have_count(0)
    context.close()


def test_click_on_a_district_shows_its_figures_and_narrows_to_it(visit):
    visit.open("/?view=makran&inclusion=core")
    x, y = visit.map_pixel(62.9, 26.35)
    card = visit.page.locator(".st-key-district_card")
    visit.click_map(x, y, card)
    expect(card).to_contain_text("Kech district, Balochistan")
    visit.open("/?view=makran")
    visit.click_map(x, y, card)
    card.get_by_role("button", name="Show only this district").click()
    expect(visit.sentence()).to_contain_text("Kech district")


def test_click_on_a_site_changes_nothing_and_a_mark_still_opens(visit):
    visit.open("/?view=karachi&layers=districts,projects,corridors")
    site = next(s for s in load_static("projects.json") if s["t1"].startswith("Port Qasim"))
    visit.page.mouse.click(*visit.map_pixel(site["x"], site["y"]))
    visit.settle()
    place = visit.mark_pixels(record_markers())["CPA-2022-0001"]
    card = visit.page.locator(".st-key-incident_card")
    visit.click_map(*place, card)
    expect(card).to_contain_text("26 Apr 2022")


def test_click_on_the_timeline_opens_the_incident(visit):
    visit.open("/timeline?province=PK-GB&from=2013-01-01&to=2013-12-31")
    expect(visit.sentence()).to_contain_text("1 of ")
    mark = visit.page.locator(".st-key-timeline svg.marks g.mark-symbol.role-mark path").first
    card = visit.page.locator(".st-key-incident_card")
    visit.until(mark.click, card)
    expect(card).to_contain_text("22 Jun 2013")


def test_click_anywhere_on_a_row_opens_it_again_and_again(visit):
    visit.open("/incidents?district=PK-KP-SHANGLA&inclusion=core")
    table = visit.page.locator("[class*=st-key-incident_table] canvas").first
    card = visit.page.locator(".st-key-incident_card")
    for across in (500, 500, 100):
        box = table.bounding_box()
        visit.until(lambda at=(box["x"] + across, box["y"] + 52): visit.page.mouse.click(*at), card)
        expect(card).to_contain_text("26 Mar 2024")
        expect(card).to_contain_text("denied by")
        visit.settle()
        card.get_by_role("button", name="Close").click()
        expect(card).to_have_count(0)
        visit.settle()
        # Focus is not lost to the page's top.
        expect(visit.page.locator("body")).not_to_be_focused()


def test_bad_link_is_explained_and_the_rest_applies(visit):
    visit.open("/?province=PK-SD,PK-XX&group=nobody&from=soon&incident=CPA-1999-0001&v=0.0.1")
    expect(visit.sentence()).to_contain_text("· Sindh")
    for part in ("PK-XX", "nobody", "soon", "CPA-1999-0001", "0.0.1"):
        expect(visit.page.get_by_text(part).first).to_be_visible()
    assert visit.complaints == []


def test_back_button_undoes_a_filter(visit):
    visit.open("/incidents")
    visit.choose("Province or territory", "Sindh")
    expect(visit.sentence()).to_contain_text("· Sindh")
    expect(visit.page).to_have_url(re.compile("province=PK-SD.*v="))
    visit.page.go_back()
    expect(visit.page).to_have_url(re.compile("/incidents$"))
    expect(visit.sentence()).not_to_contain_text("· Sindh")


def test_back_and_forward_keep_the_filter_through_pages(visit):
    visit.open("/")
    steps = visit.page.evaluate("history.length")
    visit.choose("Province or territory", "Sindh")
    expect(visit.sentence()).to_contain_text("· Sindh")
    visit.open_page("Places")
    expect(visit.sentence()).to_contain_text("· Sindh")
    assert visit.page.evaluate("history.length") == steps + 2
    for act, page, is_sindh in (
        ("go_back", "", True),
        ("go_forward", "places", True),
        ("go_back", "", True),
        ("go_back", "", False),
        ("go_forward", "", True),
        ("go_forward", "places", True),
    ):
        getattr(visit.page, act)()
        query = r"\?province=PK-SD&.*" if is_sindh else ""
        expect(visit.page).to_have_url(re.compile(rf"//[^/]+/{page}{query}$"))
        expected = re.compile("· Sindh ·" if is_sindh else "incidents · core")
        expect(visit.sentence()).to_have_text(expected)
        visit.settle()


def test_steps_faster_than_the_pages_end_where_the_last_one_led(visit):
    visit.open("/")
    visit.choose("Province or territory", "Sindh")
    expect(visit.sentence()).to_contain_text("· Sindh")
    visit.open_page("Places")
    steps = visit.page.evaluate("history.length")
    # Each step is taken as soon as the one before has asked for its page.
    for act in ("back", "forward", "back", "forward"):
        with visit.socket.expect_event("framesent"):
            visit.page.evaluate(f"history.{act}()")
    visit.settle()
    expect(visit.page).to_have_url(re.compile("//[^/]+/places.province=PK-SD"))
    assert visit.page.evaluate("history.length") == steps
    for province in ("· Sindh", "core and linked"):
        with visit.answered():
            visit.page.evaluate("history.back()")
        expect(visit.sentence()).to_contain_text(province)
    expect(visit.page).to_have_url(re.compile("//[^/]+/$"))


def test_back_over_two_steps_comes_to_the_bare_address_without_the_filter(visit):
    visit.open("/")
    visit.open_page("Places")
    visit.choose("Province or territory", "Sindh")
    expect(visit.page).to_have_url(re.compile("places.province=PK-SD"))
    visit.page.evaluate("history.go(-2)")
    expect(visit.page.locator(".st-key-map")).to_be_visible()
    expect(visit.sentence()).not_to_contain_text("Sindh")
    expect(visit.page).to_have_url(re.compile("//[^/]+/$"))


def test_typed_dates_apply_on_enter_and_on_tab(visit):
    visit.open("/incidents")
    visit.type_day("From", "2021")
    expect(visit.sentence()).to_contain_text("from 1 Jan 2021")
    visit.type_day("To", "2021-03", key="Tab")
    expect(visit.page).to_have_url(re.compile("from=2021-01-01&to=2021-03-31"))
    visit.type_day("To", "2021-13")
    said = "To: “2021-13” is not a date"
    expect(visit.page.get_by_role("alert")).to_contain_text(said)
    expect(visit.page).to_have_url(re.compile("to=2021-03-31"))
    visit.select("Period", "2017–2020", in_filter=True)
    expect(visit.sentence()).to_contain_text("2017–2020")
    expect(visit.page.get_by_role("alert")).to_have_count(0)
    expect(visit.field("From", "textbox")).to_have_value("1 Jan 2017")


def test_link_is_copied_by_one_click_or_shown_to_be_copied(visit):
    visit.open("/incidents?province=PK-GB")
    assert re.search(r"/incidents\?v=[0-9.]+&province=PK-GB", visit.copied_link())
    visit.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')) }"
    )
    visit.page.get_by_role("button", name="Copy link", exact=True).click()
    field = visit.page.get_by_label("Address of this view")
    expect(field).to_be_visible()
    assert "province=PK-GB" in field.input_value()


def test_print_has_map_list_date_and_address_but_no_controls(visit):
    visit.open("/?province=PK-SD")
    visit.page.locator("canvas[width]:not([width='300'])").first.wait_for()
    visit.page.evaluate("() => { dispatchEvent(new Event('beforeprint')) }")
    visit.page.emulate_media(media="print")
    expect(visit.page.get_by_role("img", name="The map as shown")).to_be_visible()
    sheet = visit.page.locator("div.atlas-print-only")
    expect(sheet.locator("tbody tr")).to_have_count(visit.shown())
    expect(sheet).to_contain_text("from data version")
    expect(sheet).to_contain_text("province=PK-SD")
    for control in ("Download CSV", "Copy link"):
        expect(visit.page.get_by_role("button", name=control, exact=True)).to_be_hidden()
    visit.page.evaluate("() => { dispatchEvent(new Event('afterprint')) }")
    expect(sheet).to_have_count(0)


def test_focus_goes_to_a_card_that_opens_and_back_when_it_closes(visit):
    visit.open(f"/incidents?incident={AIRPORT}")
    close = visit.page.get_by_role("button", name="Close", exact=True)
    close.focus()
    visit.page.keyboard.press("Enter")
    expect(close).to_have_count(0)
    expect(visit.page.locator("body:focus")).to_have_count(0)


def test_phone_width_needs_no_sideways_scrolling(browser, address):
    visit = Visit(browser, address, viewport={"width": 390, "height": 844}, has_touch=True)
    for path in PAGES:
        visit.open(path)
        widths = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], path
    visit.context.close()


def test_damaged_table_is_named_in_the_browser(browser, data_copy):
    path = data_copy / "tolls.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",fatalities,3,", ",fatalities,x,", 1))
    with serve(**os.environ, ATLAS_DATA=str(data_copy)) as address:
        visit = Visit(browser, address)
        visit.page.goto(address)
        expect(visit.page.get_by_text("The data can’t be shown")).to_be_visible()
        expect(visit.page.get_by_text("tolls.csv, row")).to_be_visible()
        visit.context.close()
