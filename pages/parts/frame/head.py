"""The head of every page: name, what it is, up to when, and how far to trust it."""

from html import escape

import streamlit as st

from geo.atlas import Atlas
from geo.figures.trust import describe_trust
from geo.wording import format_day

NAME = "CPEC Incident Atlas"
_SHORT_TRUST = "Coded and checked by language-model assistants; no person has checked every row."


def current_theme() -> str:
    """Return "light" or "dark", as the reader has it."""
    return st.context.theme.type or "light"


def is_phone() -> bool:
    """Return whether the page is read on a phone, by what its browser says of itself."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def render_name(atlas: Atlas) -> None:
    """Draw the product's name and what it counts, up to the last day searched."""
    coverage = atlas.tables.coverage
    what = (
        "Attacks on Chinese nationals and CPEC-linked people in Pakistan, "
        f"{coverage.first.year} – {format_day(coverage.last)}"
    )
    st.html(f'<div class="atlas-name"><h1>{NAME}</h1><p>{escape(what)}</p></div>')


def render_trust(atlas: Atlas) -> None:
    """Draw the line that says who coded and checked the rows, with the way to the method."""
    mode = " d" if current_theme() == "dark" else ""
    text = _SHORT_TRUST if is_phone() else describe_trust(atlas.incidents)
    st.html(
        f'<p class="atlas-trust{mode}">{escape(text)} <a href="/about">Method and limits</a></p>'
    )
