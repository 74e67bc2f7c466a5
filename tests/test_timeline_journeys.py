"""What a reader relies on in the charts over time, in a real Chromium against a real server."""

import re

import pytest
from journey import PHONE, Visit, expect

pytestmark = pytest.mark.browser
PLOTS = """() => [...document.querySelectorAll('svg.marks')].map(chart => {
    const box = chart.querySelector('.role-frame.root > g > .background').getBoundingClientRect();
    return [Math.round(box.left), Math.round(box.right)];
})"""


@pytest.fixture
def visit(browser, address):
    visit = Visit(browser, address)
    yield visit
    visit.context.close()


@pytest.fixture
def phone(browser, address):
    visit = Visit(browser, address, **PHONE)
    yield visit
    visit.context.close()


def marks(visit):
    return visit.page.locator(".st-key-timeline svg.marks g.mark-symbol.role-mark path")


def charts(visit):
    """Return the charts from above: milestones, bars, lanes, twelve months, cumulative."""
    return visit.page.locator(".st-key-time_charts svg.marks")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/timeline",
        "/timeline?counted=chinese-killed&from=2024-01-01&to=2025-12-31",
        "/timeline?inclusion=core&from=2025-01-01&to=2025-12-31&counted=killed",
        "/timeline?inclusion=context&province=PK-GB",
    ],
)
def test_charts_warn_of_nothing(path, visit):
    visit.open(path)
    expect(visit.page.locator("svg.marks").last).to_be_visible()
    visit.rest()
    assert visit.warnings == []
    assert visit.complaints == []


def test_all_charts_have_the_same_years_under_each_other(visit):
    visit.open("/timeline?inclusion=core,linked,context")
    expect(visit.page.locator("svg.marks")).to_have_count(5)
    visit.rest()
    plots = visit.page.evaluate(PLOTS)
    assert len(plots) == 5
    assert len({tuple(plot) for plot in plots}) == 1, plots


def test_a_year_is_readable_by_month(visit):
    visit.open("/timeline?from=2024-01-01&to=2024-12-31")
    bars = charts(visit).nth(1)
    for month in ("Jan", "Mar", "Nov"):
        expect(bars.get_by_text(month, exact=True)).to_be_visible()
    expect(bars.get_by_text("2024", exact=True)).to_have_count(1)


def test_main_milestones_are_named_and_all_are_listed_beside(visit):
    visit.open("/timeline")
    names = charts(visit).first
    expect(names.get_by_text("CPEC launched", exact=True)).to_be_visible()
    expect(names.get_by_text("Joint security strategy", exact=True)).to_be_visible()
    listed = visit.page.locator(".st-key-milestone_list li")
    expect(listed.filter(has_text="20 Apr 2015: CPEC launched")).to_have_count(1)
    assert listed.count() > 25


def test_lanes_without_a_mark_fold_and_charts_fit_a_phone(phone):
    phone.open("/timeline?province=PK-GB&inclusion=core,linked,context")
    lanes = phone.page.locator(".st-key-timeline svg.marks")
    expect(lanes.get_by_text("TTP family", exact=True)).to_be_visible()
    expect(lanes.get_by_text("Sindhi groups", exact=True)).to_have_count(0)
    left, right = phone.page.evaluate(PLOTS)[0]
    assert right - left > 0.8 * phone.page.viewport_size["width"]


def test_stepping_shows_its_year_and_leaves_no_date(visit):
    visit.open("/timeline")
    expect(marks(visit).first).to_be_visible()
    before = marks(visit).count()
    visit.page.get_by_text("Step by year").click()
    expect(visit.page.get_by_text("Up to the end of 2026", exact=True)).to_be_visible()
    expect(marks(visit).locator("visible=true")).to_have_count(before)
    visit.page.get_by_role("button", name="‹ 2025").click()
    expect(visit.page.get_by_text("Up to the end of 2025", exact=True)).to_be_visible()
    visit.page.get_by_text("Step by year").click()
    expect(visit.page).not_to_have_url(re.compile("to=|step="))
