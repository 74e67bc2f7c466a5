"""Addresses as people type them: any case, with or without a slash; an unknown one says so."""

from html import escape

from starlette.datastructures import URL
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts.frame.head import NAME
from pages.parts.state.page_list import PAGE_TITLES, page_address

# First parts of the addresses that are streamlit's and the static files'.
_SERVED = frozenset(
    {"_stcore", "static", "app", "media", "component", "auth", "oauth2callback", "print"}
)


def unknown_page_html(path: str) -> str:
    """Return a page that says that an address is unknown, and which pages there are."""
    links = "".join(
        f'<li><a href="{page_address(name)}">{escape(title)}</a></li>'
        for name, title in PAGE_TITLES.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>Page not found – {NAME}</title><style>body{{font:1rem/1.5 sans-serif;"
        "max-width:38rem;margin:3rem auto;padding:0 1rem;overflow-wrap:anywhere}</style></head>"
        f"<body><main><h1>{NAME}</h1><p>There is no page “{escape(path[:100])}” here. "
        f"The pages are:</p><ul>{links}</ul></main></body></html>"
    )


class PageAddresses:
    """Lead every spelling of a page's address to the page, others to a 404 (ASGI middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = _answer(scope)
        await (answer or self.app)(scope, receive, send)


def _answer(scope: Scope) -> RedirectResponse | HTMLResponse | None:
    """Return where to go instead or that there is no such page; None for what is served."""
    path: str = scope["path"]
    parts = path.lower().strip("/").split("/")
    if path == "/" or "." in parts[-1] or parts[0] in _SERVED:
        return None
    if len(parts) > 1 or parts[0] not in PAGE_TITLES:
        return HTMLResponse(unknown_page_html(path), status_code=404)
    address = page_address(parts[0])
    if path == address:
        return None
    query = URL(scope=scope).query
    return RedirectResponse(f"{address}?{query}" if query else address)
