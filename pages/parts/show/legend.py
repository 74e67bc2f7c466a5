"""The map's legend, with counts, from the same dictionaries as its layers."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from geo.view.colours import Colouring
from geo.view.scales import SURFACE_HEX, ZERO_HEX
from geo.view.shading import Shading

_SHAPES = (
    "Area of a mark: victims killed. ● deaths reported, ○ deaths not reported, ⊙ no one hurt; "
    "◆ suicide attack, ▲ kidnapping. Framed mark: known to the district only, drawn at its middle. "
    "Thin circle: the point is within about 10 km. A mark that would lie under another stands "
    "beside its place, which a small dot shows. Paler marks are context. Coloured by group, a mark "
    "has the one that claimed, else the one attributed, else the one suspected."
)


@dataclass(frozen=True)
class MapLegend:
    """Hold what the legend explains.

    `title` names what districts are shaded by; `codes`: each shown incident's class under
    `colouring`; `unmarked`: how many of them have no mark; `note`: what to know of the shading.
    """

    title: str
    shading: Shading | None
    colouring: Colouring
    codes: pd.Series
    unmarked: int
    note: str = ""


def _swatch(colour: str, label: str, count: int, mark: str = "") -> str:
    text = f"{escape(label)} <small>{count}</small>"
    return f'<span><i{mark} style="background:{colour}"></i>{text}</span>'


def _shading_swatches(shading: Shading, theme: str) -> str:
    land, rank = SURFACE_HEX[theme]["land"], enumerate(shading.hexes(theme), start=1)
    parts = [_swatch(land, "no recorded incident", shading.count(-1))]
    if shading.zero_label:
        parts.append(_swatch(ZERO_HEX[theme], shading.zero_label, shading.count(0)))
    parts += [_swatch(hexa, shading.labels[k - 1], shading.count(k)) for k, hexa in rank]
    if shading.unknown_label:
        unknown = shading.count(shading.unknown_class)
        parts.append(_swatch("#8d969e5a", shading.unknown_label, unknown))
    return "".join(parts)


def _mark_swatches(colouring: Colouring, codes: pd.Series, theme: str) -> str:
    counts, labels = codes.value_counts(), colouring.labels()
    return "".join(
        _swatch(colour, labels[code], int(counts[code]), " class=m")
        for code, colour in colouring.hexes(theme).items()
        if code in counts
    )


def _legend_html(legend: MapLegend, theme: str, *, is_open: bool) -> str:
    parts = []
    if legend.shading is not None:
        parts.append(
            f"<p><b>{escape(legend.title)}</b> (districts)</p>"
            f"{_shading_swatches(legend.shading, theme)}"
        )
    note = f"<p>{legend.unmarked} known to the province only: no mark</p>" * bool(legend.unmarked)
    parts.append(
        f"<p><b>{legend.colouring.label}</b> (incidents)</p>"
        f"{_mark_swatches(legend.colouring, legend.codes, theme)}{note}"
    )
    if legend.note:
        parts.append(f"<p>{escape(legend.note)}</p>")
    mode = " d" if theme == "dark" else ""
    return (
        f'<details class="atlas-legend{mode}"{" open" * is_open}><summary>Legend</summary>'
        f"<div>{''.join(parts)}<details><summary>Signs and sizes</summary><p>{_SHAPES}</p>"
        "</details></div></details>"
    )


def render_legend(legend: MapLegend, theme: str, *, is_open: bool) -> None:
    """Draw classes with their districts, colours with their incidents, and what shapes mean."""
    with st.container(key="map_legend"):
        st.html(_legend_html(legend, theme, is_open=is_open))
