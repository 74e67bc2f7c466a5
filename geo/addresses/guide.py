"""Write the page that people read about the data addresses."""

from __future__ import annotations

from pathlib import Path

from geo.addresses.feed import FEED_PATH
from geo.addresses.files import DATA_FORMATS, release_date
from geo.addresses.library import Library
from geo.addresses.linked_data import dataset_document
from geo.addresses.queries import DATA_ROOT, TIER_NOTE, describe_parameters
from geo.paper.templates import load_template
from geo.tables.schema import load_package

_TEMPLATE = Path(__file__).with_name("guide.html")
# An answer in the guide's examples that is neither empty nor everything.
EXAMPLE_QUERY = "province=PK-BA&group=bla"


def guide_html(library: Library, base: str) -> str:
    """Return the page about the data addresses; `base` is scheme and host of the server."""
    atlas = library.atlas
    released = release_date(atlas)
    return load_template(_TEMPLATE).render(
        package=load_package(),
        root=f"{base}{DATA_ROOT}",
        query=EXAMPLE_QUERY,
        formats=list(DATA_FORMATS.values()),
        parameters=describe_parameters(atlas.vocabulary),
        tier_note=TIER_NOTE,
        feed=f"{base}{FEED_PATH}",
        library=library,
        released=released,
        notice=atlas.notice,
        linked_data=dataset_document(atlas, released, base),
    )
