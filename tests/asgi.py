"""Ask an ASGI application without a server."""

import asyncio
import os
from dataclasses import dataclass
from unittest.mock import patch
from urllib.parse import unquote

from starlette.responses import PlainTextResponse

from pages.parts.serve.limits import RATE_SETTING
from pages.parts.serve.routes import OpenAddresses


@dataclass(frozen=True)
class Answer:
    """Hold status, headers (lower case) and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(app, address, method="GET", client="192.0.2.1", **headers):
    """Return an application's answer to one request; headers with _ for -."""
    path, _, query = address.partition("?")
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    named = {"host": "atlas.example.org"} | headers
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode("utf-8", "surrogatepass"),
        "headers": [
            (name.replace("_", "-").encode(), text.encode("latin-1"))
            for name, text in named.items()
        ],
        "server": ("atlas.example.org", 80),
        "client": (client, 1),
        "scheme": "http",
        "app": None,
    }
    asyncio.run(app(scope, receive, send))
    start, *rest = sent
    names = {name.decode(): text.decode("latin-1") for name, text in start["headers"]}
    return Answer(start["status"], names, b"".join(part.get("body", b"") for part in rest))


def open_addresses(library, requests_per_minute=0):
    """Return the data addresses of a library, in front of an app that answers "the app"."""
    with patch.dict(os.environ, {RATE_SETTING: str(requests_per_minute)}):
        return OpenAddresses(PlainTextResponse("the app"), library=lambda: library)
