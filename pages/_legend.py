"""The map's legend, from the same dictionaries as its layers."""

import streamlit as st

from geo.layers import MapView
from geo.scales import GROUP_CLASSES, RAMP_HEX, SURFACE_HEX, ZERO_HEX, class_labels, group_hex

# Short names, since the legend travels with every rerun; app.py holds their style.
CSS = (
    ".atlas-legend{font-size:.8rem;line-height:1.7}.atlas-legend span{white-space:nowrap}"
    ".atlas-legend i{display:inline-block;width:18px;height:12px;margin:0 4px -1px 10px;"
    "border:1px solid #8d969e}.atlas-legend i.m{width:12px;border-radius:6px}"
)


def _swatch(colour: str, label: str, *, is_round: bool) -> str:
    mark = " class=m" if is_round else ""
    return f'<span><i{mark} style="background:{colour}"></i>{label}</span> '


def render_legend(view: MapView) -> None:
    """Draw classes, group colours and what shapes and circles mean. All texts are our own."""
    land = SURFACE_HEX[view.theme]["land"]
    classes = [_swatch(land, "no recorded incident", is_round=False)]
    classes += [
        _swatch(colour, label, is_round=False)
        for colour, label in zip(RAMP_HEX[view.theme], class_labels(view.measure), strict=True)
    ]
    groups = [
        _swatch(colour, GROUP_CLASSES[code].label, is_round=True)
        for code, colour in group_hex(view.theme).items()
    ]
    if view.measure.toll is not None:
        classes.insert(1, _swatch(ZERO_HEX[view.theme], "none killed", is_round=False))
        classes.append(_swatch("#8d969e5a", "incidents, but no figure reported", is_round=False))
    if view.measure.per == "population_2023":
        classes.append(_swatch("#8d969e5a", "population not in the table yet", is_round=False))
    st.html(
        f'<div class="atlas-legend"><b>{view.measure.label}</b>'
        f"{''.join(classes)}<br><b>Marks</b>{''.join(groups)}<br>"
        "Area of a mark: victims killed. Open mark: deaths not reported. Square: known to the "
        "district only, drawn at its middle. Thin circle: the point is within about 10 km. "
        "Marks at one place are fanned out."
        "</div>"
    )
