"""Addresses that are answered without a session, before streamlit sees them (ASGI middleware).

Streamlit's own middleware would compress a file a second time and answer a path that climbs out
in its own words.
"""

from collections.abc import Callable

from starlette.routing import request_response
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.addresses.library import Library
from pages.parts.serve.data import DataAddresses
from pages.parts.serve.limits import (
    LENGTH_SETTING,
    QUERY_CHARS,
    RATE_SETTING,
    REQUESTS_PER_MINUTE,
    RateLimit,
    read_setting,
)
from pages.parts.serve.plain_pages import PlainPages


class OpenAddresses:
    """Answer data, incident pages, sitemap and robots.txt; pass everything else on."""

    def __init__(self, app: ASGIApp, library: Callable[[], Library]) -> None:
        self.app = app
        limit = RateLimit(read_setting(RATE_SETTING, REQUESTS_PER_MINUTE))
        data = DataAddresses(library, limit, read_setting(LENGTH_SETTING, QUERY_CHARS))
        pages = PlainPages(library)
        # Plain functions: each request runs in a thread, so that no file holds up the sessions.
        self.apps = {
            "data": request_response(data.answer),
            "incident": request_response(pages.answer_incident),
            "sitemap.xml": request_response(pages.answer_sitemap),
            "robots.txt": request_response(pages.answer_robots),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"].split("/")[1] if scope["type"] == "http" else ""
        await self.apps.get(first, self.app)(scope, receive, send)
