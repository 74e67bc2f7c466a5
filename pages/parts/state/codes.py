"""The codes that a page opens besides the filter, and what each may be."""

from geo.atlas import Atlas
from geo.figures.units import list_units
from geo.incidents.filters import NO_GROUP
from geo.incidents.releases import version_key
from geo.tables.periods import parse_period

OPENED = ("actor", "other", "place", "against", "since")
FIRST_VERSION = "1.0.0"


def data_versions(atlas: Atlas) -> list[str]:
    """Return the data versions that changes are logged for, oldest first."""
    return sorted({FIRST_VERSION, *atlas.tables.changes["version"]}, key=version_key)


def _find(codes, text: str) -> str | None:
    return next((code for code in codes if code.lower() == text.lower()), None)


def find_code(atlas: Atlas, name: str, text: str) -> str | None:
    """Return the code that a link's text means for one of `OPENED`, or None."""
    if name in ("actor", "other"):
        return _find([code for code in atlas.vocabulary.groups if code != NO_GROUP], text)
    if name == "place":
        return _find(list_units(atlas.districts), text) if text else None
    if name == "since":
        return _find(data_versions(atlas), text)
    try:
        return str(parse_period(text))
    except ValueError:
        return None
