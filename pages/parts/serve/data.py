"""Answer the addresses below /data/: files, their description, the feed, the page about them."""

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from geo.addresses.errors import AddressError
from geo.addresses.feed import changes_feed
from geo.addresses.files import DataFile, json_bytes
from geo.addresses.guide import guide_html
from geo.addresses.library import Library
from geo.addresses.openapi import openapi_document
from geo.addresses.queries import DATA_ROOT, read_filter
from geo.tables.schema import DataFaultError
from pages.parts.serve.answers import OPEN_TO_ALL, READ_ONLY, answer_file, base_url, refuse
from pages.parts.serve.limits import LENGTH_SETTING, RateLimit

HTML, ATOM = "text/html; charset=utf-8", "application/atom+xml; charset=utf-8"
_FILE = re.compile(r"(?:v(?P<version>[^/]+)/)?incidents\.(?P<suffix>[^/]+)")


class DataAddresses:
    """Answer everything below /data/ out of a library, within the limits of the operator.

    `library` is called at each request: reading the tables may take a while, or fail.
    """

    def __init__(self, library: Callable[[], Library], limit: RateLimit, query_chars: int) -> None:
        self.library = library
        self.limit = limit
        self.query_chars = query_chars

    def answer(self, request: Request) -> Response:
        """Return the answer to any method and path; a refusal is JSON with its sentence."""
        if request.method == "OPTIONS":
            allowed = {
                "Access-Control-Allow-Methods": ", ".join(READ_ONLY),
                "Access-Control-Allow-Headers": "If-None-Match",
            }
            return Response(status_code=204, headers=OPEN_TO_ALL | allowed)
        if request.method not in READ_ONLY:
            error = AddressError(405, f"{request.method[:20]} is not possible: data are only read.")
            return refuse(request, error, Allow=", ".join(READ_ONLY))
        if request.scope["path"] == DATA_ROOT.rstrip("/"):
            return RedirectResponse(DATA_ROOT, 308)
        wait = self.limit.wait_seconds(request.client.host if request.client else "")
        if wait:
            sentence = f"More than {self.limit.per_minute} requests in a minute; again in {wait} s."
            return refuse(request, AddressError(429, sentence), Retry_After=str(wait))
        try:
            return answer_file(request, self._file(request))
        except AddressError as error:
            return refuse(request, error)
        except DataFaultError:
            sentence = "The data are damaged; nothing is given until they are mended."
            return refuse(request, AddressError(503, sentence))

    def _file(self, request: Request) -> DataFile:
        length = len(request.url.query)
        if length > self.query_chars:
            raise AddressError(
                414,
                f"The query has {length} characters; {self.query_chars} are read at most "
                f"({LENGTH_SETTING}).",
            )
        name = request.scope["path"].removeprefix(DATA_ROOT)
        query = {key: request.query_params.getlist(key) for key in request.query_params}
        if found := _FILE.fullmatch(name):
            library = self.library()
            atlas = library.edition(found["version"] or library.served)
            return library.file(atlas, read_filter(query, atlas), found["suffix"])
        library, base = self.library(), base_url(request)
        if name == "changes.atom":
            chosen = read_filter(query, library.atlas, with_withdrawn=True)
            return DataFile(
                changes_feed(library.atlas, chosen, library.folder, base).encode(), ATOM
            )
        if name not in ("", "openapi.json"):
            raise AddressError(
                404,
                f"There is nothing at “{name[:60]}”. Addresses are listed at {DATA_ROOT}.",
            )
        if query:
            listed = ", ".join(key[:60] for key in query)
            raise AddressError(400, f"This address takes no parameters; given: {listed}.")
        if name == "openapi.json":
            return DataFile(json_bytes(openapi_document(library, base)), "application/json")
        return DataFile(guide_html(library, base).encode(), HTML)
