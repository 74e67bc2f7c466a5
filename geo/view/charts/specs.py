"""Make plain Vega-Lite of altair's charts, once per view: most of a rerun was spent on them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from geo.view.charts.time_frame import StripView
from geo.view.expressions import digit_text
from geo.view.strip_chart import build_strip

# Stands for the incidents' states in a kept specification; nothing that a reader types is in one.
_STATES = "{states}"


def plain_spec(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    """Return a chart as Vega-Lite. The tests judge what the builders make; a rerun does not."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    # Altair's theme adds a size, where streamlit gives the chart its own.
    spec.pop("config", None)
    return spec


@lru_cache(maxsize=256)
def _strip_text(address: str, view: StripView) -> str:
    return json.dumps(plain_spec(build_strip(address, _STATES, view)))


def strip_spec(
    data: str | list[dict[str, Any]], states: np.ndarray, view: StripView
) -> dict[str, Any]:
    """Return build_strip's chart as Vega-Lite; arguments as there.

    Kept per view where the rows come by address; then only the states are put in.
    """
    digits = digit_text(states)
    if not isinstance(data, str):
        return plain_spec(build_strip(data, digits, view))
    spec: dict[str, Any] = json.loads(_strip_text(data, view).replace(_STATES, digits))
    return spec
