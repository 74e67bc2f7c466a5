"""Answer a page for each incident, and what search engines ask for."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from geo.addresses.files import DataFile
from geo.addresses.incident_page import PageAnswer, answer_incident, notice_page
from geo.addresses.library import Library
from geo.addresses.sitemap import robots_text, sitemap_xml
from geo.tables.schema import DataFaultError
from pages.parts.serve.answers import READ_ONLY, answer_file, base_url
from pages.parts.serve.data import HTML
from pages.parts.state.cached import today
from pages.parts.state.page_list import PAGE_TITLES, page_address

INCIDENT_ROOT = "/incident/"


class PlainPages:
    """Answer /incident/ID, /sitemap.xml and /robots.txt; `library` is called at each request."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self.library = library

    def _answer(
        self, request: Request, mime: str, make: Callable[[Library, str], PageAnswer]
    ) -> Response:
        if request.method not in READ_ONLY:
            return PlainTextResponse("Only GET and HEAD.", 405, {"Allow": ", ".join(READ_ONLY)})
        try:
            made = make(self.library(), base_url(request))
        except DataFaultError:
            text = "The data are damaged; nothing is shown until they are mended."
            return PlainTextResponse(text, 503)
        file = DataFile(made.text.encode(), mime)
        return answer_file(request, file, status=made.status, is_open=False)

    def answer_incident(self, request: Request) -> Response:
        """Return an incident's page; 404 for an unknown one, 410 for one that was withdrawn."""
        path: str = request.scope["path"]
        given = path.removeprefix(INCIDENT_ROOT).strip("/")
        wanted = f"{INCIDENT_ROOT}{given.upper()}"
        if "/" in given or not given.isascii() or path.rstrip("/") == INCIDENT_ROOT.rstrip("/"):
            return self._answer(
                request,
                HTML,
                lambda *_: PageAnswer(404, notice_page("There is no such page.")),
            )
        answered = self._answer(
            request,
            HTML,
            lambda library, base: answer_incident(library.atlas, given.upper(), base, today()),
        )
        is_found = answered.status_code in (200, 304)
        return RedirectResponse(wanted, 308) if is_found and path != wanted else answered

    def answer_sitemap(self, request: Request) -> Response:
        """Return the list of pages and incidents for search engines."""
        paths = [page_address(name) for name in PAGE_TITLES]
        return self._answer(
            request,
            "application/xml; charset=utf-8",
            lambda library, base: PageAnswer(200, sitemap_xml(library.atlas, paths, base)),
        )

    def answer_robots(self, request: Request) -> Response:
        """Return what crawlers are asked to leave alone."""
        return self._answer(
            request,
            "text/plain; charset=utf-8",
            lambda _, base: PageAnswer(200, robots_text(base)),
        )
