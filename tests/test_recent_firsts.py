"""Firsts on the What changed page: of the record, among the incidents that the filter shows."""

from datetime import date

import pytest
from test_pages import open_page, texts
from test_profile_pages import Links, ids_behind, tables

from geo.figures.time.recent_firsts import list_firsts, recent_period
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.vocabulary import RECORD
from geo.tables.periods import Period


@pytest.mark.parametrize(
    ("last", "first"),
    [(date(2026, 3, 15), date(2024, 3, 16)), (date(2024, 2, 29), date(2022, 3, 1))],
)
def test_recent_are_the_last_two_years_that_were_searched(last, first):
    assert recent_period(Period(date(2004, 1, 1), last)) == Period(first, last)


def test_firsts_are_of_the_record_whatever_the_filter_and_newest_first(atlas):
    record = list_firsts(atlas.selection(IncidentFilter()), atlas.firsts)
    assert record == list_firsts(atlas.selection(EVERYTHING), atlas.firsts)
    assert {first.incident_id for first in record} == set(atlas.firsts["incident_id"])
    tiers = atlas.incidents.set_index("incident_id")["inclusion"]
    assert {tiers[first.incident_id] for first in record} <= set(RECORD)
    assert [first.day for first in record] == sorted((f.day for f in record), reverse=True)
    assert list_firsts(atlas.selection(IncidentFilter(inclusion=("context",))), atlas.firsts) == []


@pytest.mark.thorough
def test_page_lists_the_firsts_of_the_last_two_years_and_of_the_later_period(atlas):
    app = open_page("changes", from_="2021", to="2025", against="2016-01-01..2020-12-31")
    assert not app.exception
    drawn, said = tables(app), texts(app)
    assert "First recorded in this table, which is no proof" in said
    assert "Firsts of the last two years searched, 16 Mar 2024 – 15 Mar 2026" in drawn
    later = drawn[drawn.index("Firsts of 2021–2025") :]
    title = (
        "14 Jul 2021 · Dasu bus attack (Between Barseen camp and the Dasu dam site, Upper Kohistan)"
    )
    assert title in later[: later.index("</table>")]
    (address,) = {
        address for name, address in Links(later).links.items() if name == f"Incident: {title}"
    }
    assert "incident=CPA-2021-0006" in address
    assert "CPA-2021-0006" in set(ids_behind(atlas, address))


@pytest.mark.thorough
def test_version_lists_the_firsts_among_what_was_added(atlas):
    said = texts(open_page("changes", since="1.1.0", inclusion="core,linked,context"))
    # All ten incidents of 1.2.0 are context, and context makes no first.
    assert "Firsts among the incidents added since 1.1.0: none" in said
