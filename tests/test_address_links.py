"""Where pages lead to data addresses and to an incident's own page."""

import pytest
from asgi import ask
from streamlit.testing.v1 import AppTest
from test_pages import open_page, texts

pytestmark = pytest.mark.thorough


def test_card_leads_to_the_incidents_own_page(app):
    said = texts(open_page(incident="CPA-2024-0007"))
    assert "[Page of its own](/incident/CPA-2024-0007)" in said
    assert ask(app, "/incident/CPA-2024-0007").status == 200


def draw_address():
    from geo.incidents.filters import IncidentFilter
    from pages.parts.frame.exports import _render_address

    _render_address(IncidentFilter(provinces=("PK-BA",), groups=("bla",)), "gpkg")


def test_addresses_beside_other_formats_are_answered(app):
    page = AppTest.from_function(draw_address).run()
    assert not page.exception
    shown = [block.value for block in page.code]
    query = "?province=PK-BA&group=bla&inclusion=core,linked"
    assert [address[address.index("/data/") :] for address in shown] == [
        f"/data/incidents.{suffix}{query}" for suffix in ("csv", "gpkg")
    ]
    assert {ask(app, address[address.index("/data/") :]).status for address in shown} == {200}
