"""The legend beside the charts over time: colours with counts, tiers by strength, shapes."""

from html import escape

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.incidents.vocabulary import RECORD, TIERS
from geo.view.charts.time_frame import TIER_OPACITY
from geo.view.colours import Colouring
from geo.wording import INCLUSION_HELP, INCLUSION_LABELS

_SHAPES = (
    "Area: victims killed. ● deaths reported, ○ not reported, ◆ suicide attack, ▲ kidnapping. "
    "Dashed, with a bar: dated to a week, month or year only; the bar spans the days that it can "
    "mean. A bar behind a solid mark: how long the event lasted."
)


def _line(colour: str, label: str, count: str, opacity: float = 1.0) -> str:
    style = f"background:{colour};opacity:{opacity}"
    return f'<div><i style="{style}"></i>{escape(label)} ({count})</div>'


def render_time_legend(
    incidents: gpd.GeoDataFrame, codes: pd.Series, colouring: Colouring, theme: str
) -> None:
    """Draw the classes of the shown incidents and the tiers, context counted apart.

    `codes`: each shown incident's class under `colouring`.
    """
    is_record, labels = incidents["inclusion"].isin(RECORD), colouring.labels()
    lines = []
    for code, colour in colouring.hexes(theme).items():
        record, context = (int(((codes == code) & rows).sum()) for rows in (is_record, ~is_record))
        if record or context:
            apart = f"{record} + {context} context" if context else str(record)
            lines.append(_line(colour, labels[code], apart))
    tiers = [
        _line(
            "currentColor",
            f"{INCLUSION_LABELS[tier]}: {INCLUSION_HELP[tier]}",
            str(int((incidents["inclusion"] == tier).sum())),
            TIER_OPACITY[tier],
        )
        for tier in TIERS
        if (incidents["inclusion"] == tier).any()
    ]
    st.html(
        f'<div class="atlas-legend atlas-time-legend"><b>{escape(colouring.label)}</b>'
        f"{''.join(lines)}<b>Bars from the base up, by strength</b>{''.join(tiers)}</div>"
    )
    st.caption(_SHAPES)
