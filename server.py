"""Serve app.py under headers that keep every request on this host.

`streamlit run app.py` works too, once its first page was opened, without these headers.
"""

import base64
import hashlib
import os
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from geo.paper.print_list import print_list_html
from geo.places.boundaries import load_boundaries
from geo.tables.folders import OWN_BOUNDARY_URL, STATIC_URL
from geo.tables.schema import DataFaultError
from geo.view.boundary_files import swapped_files
from geo.view_state import ViewState
from pages.parts.frame.addresses import PageAddresses
from pages.parts.frame.style import PAGE_CSS
from pages.parts.serve.routes import OpenAddresses
from pages.parts.state.cached import shared_atlas, shared_library
from pages.parts.state.page_list import PAGE_TITLES, page_address

# Until app.py has run once, streamlit takes the files in pages/ for pages of its own and runs
# them without app.py; a link to /timeline on a fresh server would open half a page.
PagesManager.uses_pages_directory = False

HERE = Path(__file__).resolve().parent
INDEX = Path(st.__file__).parent / "static" / "index.html"
# Without it a page other than the first asks for its health under its own path, and the browser
# logs two failed requests. Setting and script are streamlit's own (1.67).
_BASE_SCRIPT = '<script>window.__streamlit={BACKEND_BASE_URL:window.location.origin+"/"}</script>'
# In the order in which they run. Those without "defer" run before streamlit's own script: the
# browser's history is mended from the start, and the window's size known before content is asked.
SCRIPTS = {
    "page.js": "",
    "map_view.js": "",
    "sort.js": " defer",
    "focus.js": " defer",
    "tour.js": " defer",
}
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _script_tag(name: str) -> str:
    version = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f'<script src="{STATIC_URL}/{name}?v={version}"{SCRIPTS[name]}></script>'


def page_html() -> str:
    """Return streamlit's index page, told where its server is, with our style and scripts."""
    scripts = "".join(map(_script_tag, SCRIPTS))
    head = f"<head>{_BASE_SCRIPT}{scripts}"
    page = INDEX.read_text(encoding="utf-8").replace("<head>", head, 1)
    return page.replace("</head>", f"<style>{PAGE_CSS}</style></head>", 1)


def basemap_origin() -> str:
    """Return the host of an online basemap that the operator allows, or nothing."""
    parts = urlsplit(os.environ.get("ATLAS_ONLINE_BASEMAP", ""))
    return f" {parts.scheme}://{parts.netloc}" if parts.scheme == "https" else ""


def content_policy(html: str) -> str:
    """Return a content security policy: this host only, and the page's own inline scripts.

    With ATLAS_ONLINE_BASEMAP (the https address of a MapLibre style) its host is allowed too.
    """
    digests = (
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in _INLINE_SCRIPT.findall(html)
    )
    hashes = " ".join(f"'sha256-{digest}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}",
            "worker-src 'self' blob:",
            f"img-src 'self' data: blob:{basemap_origin()}",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            f"connect-src 'self' data: blob:{basemap_origin()}",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'self'",
        )
    )


def cache_policy(query: bytes) -> str:
    """Return how long a browser may keep a static file.

    An address with a fingerprint never changes its content; another one is asked for again, and
    answered with 304 while it is the same.
    """
    return "max-age=31536000, immutable" if query.startswith(b"v=") else "no-cache"


class SecurityHeaders:
    """Add the policy and its companions to every HTTP response (ASGI middleware)."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                if scope["path"].startswith(STATIC_URL):
                    headers["Cache-Control"] = cache_policy(scope["query_string"])
                elif scope["path"] == "/favicon.png":
                    # Streamlit asks for it again on every rerun.
                    headers["Cache-Control"] = "max-age=86400"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


_HTML = page_html()


async def serve_page(_request: Request) -> HTMLResponse:
    """Answer any page's address with the one index page."""
    return HTMLResponse(_HTML, headers={"Cache-Control": "no-cache"})


def serve_print_list(request: Request) -> HTMLResponse:
    """Answer with the incidents of an address's filter, which static/page.js puts on paper."""
    atlas = shared_atlas()
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    view, _ = ViewState.from_query(query, atlas)
    link = str(request.url.replace(path="/"))
    text = print_list_html(atlas, view.chosen, link=link, created=datetime.now(tz=UTC))
    return HTMLResponse(text, headers={"Cache-Control": "no-store"})


def boundary_routes() -> list[Route]:
    """Return the addresses of an operator's boundary set (ATLAS_BOUNDARIES), if it is sound."""
    folder = os.environ.get("ATLAS_BOUNDARIES")
    if not folder:
        return []
    try:
        files = swapped_files(load_boundaries(Path(folder), is_swapped=True))
    except DataFaultError as error:
        print(f"ATLAS_BOUNDARIES is not used: {error}", file=sys.stderr)
        return []

    def endpoint(text: str) -> Callable[[Request], Awaitable[Response]]:
        async def serve_file(_request: Request) -> Response:
            return Response(text, media_type="application/json")

        return serve_file

    return [Route(f"{OWN_BOUNDARY_URL}/{name}", endpoint(text)) for name, text in files.items()]


def static_route() -> Mount:
    """Return the static files, compressed and with 304 answers, which streamlit's own lacks."""
    files = StaticFiles(directory=HERE / "static")
    return Mount(STATIC_URL, app=GZipMiddleware(files, minimum_size=500))


app = st.App(
    HERE / "app.py",
    routes=[
        static_route(),
        *(Route(page_address(name), serve_page) for name in PAGE_TITLES),
        Route("/print", serve_print_list),
        *boundary_routes(),
    ],
    middleware=[
        Middleware(SecurityHeaders, policy=content_policy(_HTML)),
        Middleware(OpenAddresses, library=shared_library),
        Middleware(PageAddresses),
    ],
)
