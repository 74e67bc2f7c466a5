"""Addresses as people type them, before any page is drawn."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from pages.parts.frame.addresses import PageAddresses
from pages.parts.state.page_list import PAGE_TITLES


def answer(path, query=""):
    """Return status, headers and body of what is answered; 200 "page" stands for the app."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [],
        "server": ("atlas.example.org", 80),
        "scheme": "http",
    }
    asyncio.run(PageAddresses(PlainTextResponse("page"))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"].decode()


@pytest.mark.parametrize("name", [name for name in PAGE_TITLES if name != "map"])
def test_page_name_works_in_any_case_with_and_without_a_slash(name):
    assert answer(f"/{name}")[2] == "page"
    for path in (f"/{name.upper()}", f"/{name}/", f"/{name.title()}/"):
        status, headers, _ = answer(path, "province=PK-SD&v=1.2.0")
        assert (status, headers["location"]) == (307, f"/{name}?province=PK-SD&v=1.2.0")


def test_map_by_its_name_is_the_first_page():
    assert answer("/")[2] == "page"
    for path in ("/map", "/Map/"):
        assert answer(path)[1]["location"] == "/"


def test_unknown_address_names_the_pages_and_shows_words_as_words():
    status, _, body = answer("/<script>alert(1)<-script>")
    assert status == 404
    assert "<script>" not in body
    assert all(f">{title}</a>" in body for title in PAGE_TITLES.values())
    assert answer("/places/gwadar")[0] == 404


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/app/static/page.js", "/media/1.csv", "/favicon.png"]
)
def test_what_the_server_itself_serves_is_left_alone(path):
    assert answer(path)[2] == "page"
