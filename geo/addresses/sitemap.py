"""List pages and incidents for search engines, and say what they may leave alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from geo.addresses.files import DATA_FORMATS, release_date
from geo.addresses.queries import DATA_ROOT
from geo.atlas import Atlas
from geo.paper.templates import load_template

_TEMPLATE = Path(__file__).with_name("sitemap.xml")


def incident_address(base: str, incident_id: str) -> str:
    """Return the address of an incident's own page; `base` is scheme and host."""
    return f"{base}/incident/{incident_id}"


def sitemap_xml(atlas: Atlas, paths: Iterable[str], base: str) -> str:
    """Return the sitemap: pages by their paths, the data addresses, each active incident.

    An incident's last change is the newest that is logged for it.
    """
    released = release_date(atlas).isoformat()
    changed = atlas.tables.changes.groupby("incident_id")["change_date"].max()
    days = {str(key): f"{day:%Y-%m-%d}" for key, day in changed.items()}
    entries = [(f"{base}{path}", released) for path in (*paths, DATA_ROOT)]
    entries += [
        (incident_address(base, key), days.get(key, "")) for key in atlas.incidents["incident_id"]
    ]
    return load_template(_TEMPLATE).render(entries=entries)


def robots_text(base: str) -> str:
    """Return robots.txt: everything may be read but the files that take the server some time."""
    heavy = [known.suffix for known in DATA_FORMATS.values() if known.is_heavy]
    lines = ["User-agent: *", *(f"Disallow: {DATA_ROOT}*.{suffix}" for suffix in heavy)]
    return "\n".join([*lines, "", f"Sitemap: {base}/sitemap.xml", ""])
