"""The map's legend, with counts, from the same dictionaries as its layers."""

import pandas as pd
import streamlit as st

from geo.view.colours import Colouring
from geo.view.scales import SURFACE_HEX, ZERO_HEX
from geo.view.shading import Shading

_SHAPES = (
    "Area of a mark: victims killed. ● deaths reported, ○ deaths not reported, ⊙ no one hurt; "
    "◆ suicide attack, ▲ kidnapping. Framed mark: known to the district only, drawn at its middle. "
    "Thin circle: the point is within about 10 km. Marks at one place are fanned out. Coloured by "
    "group, a mark has the one that claimed, else the one attributed, else the one suspected."
)


def _swatch(colour: str, label: str, count: int, mark: str = "") -> str:
    return f'<span><i{mark} style="background:{colour}"></i>{label} ({count})</span> '


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


def render_legend(
    title: str,
    shading: Shading | None,
    colouring: Colouring,
    codes: pd.Series,
    unmarked: int,
    theme: str,
) -> None:
    """Draw classes with their districts, colours with their incidents, and what shapes mean.

    `codes`: each shown incident's class under `colouring`; `unmarked`: how many of them have no
    mark. All texts are our own.
    """
    parts = []
    if shading is not None:
        parts.append(f"<b>{title}</b>, districts{_shading_swatches(shading, theme)}")
    marks = _mark_swatches(colouring, codes, theme)
    note = (
        f" · {unmarked} of them not on the map, since only the province is known"
        if unmarked
        else ""
    )
    parts.append(f"<b>{colouring.label}</b>, incidents{marks}{note}")
    st.html(f'<div class="atlas-legend">{"<br>".join(parts)}</div>')
    st.caption(_SHAPES)
