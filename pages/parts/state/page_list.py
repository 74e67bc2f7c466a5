"""The pages: their addresses and titles, in the order of the navigation."""

PAGE_TITLES = {
    "map": "Map",
    "timeline": "Timeline",
    "incidents": "Incidents",
    "groups": "Groups",
    "places": "Places",
    "projects": "Projects",
    "pivot": "Pivot",
    "changes": "What changed",
    "reconciliation": "Reconciliation",
    "about": "About and sources",
}
# It is opened by the bare address, too.
FIRST_PAGE = "map"


def page_address(name: str) -> str:
    """Return the path of a page's address."""
    return "/" if name == FIRST_PAGE else f"/{name}"
