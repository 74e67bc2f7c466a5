"""Every page of the navigation opens under AppTest on the real data; what it shows: test_pages."""

import pytest
from test_pages import open_page, texts

from geo.tables.schema import data_version
from pages.parts.state.page_list import PAGE_TITLES


@pytest.mark.parametrize("page", PAGE_TITLES)
def test_page_opens_without_an_exception(page):
    app = open_page(page)
    assert not app.exception
    assert f"Data version {data_version()}" in texts(app)
