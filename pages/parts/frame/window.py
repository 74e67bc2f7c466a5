"""How large the map is: from the window's size, which the page's own script tells in a cookie."""

import re

import streamlit as st

from geo.view.placing.camera import Frame
from pages.parts.frame.head import is_phone

WINDOW_COOKIE = "atlas_window"
USUAL_WINDOW = (1440, 900)
# As page.css lays the map out: margins, the map's share of the stage, what else is on the screen.
_MARGINS_PX, _GAP_PX, _MAP_SHARE, _OTHERS_PX = 38, 16, 0.57, 438
_LOWEST_PX, _HIGHEST_PX, _PHONE_PX = 280, 820, 300
_NARROW_PX = 768


def _window_size() -> tuple[int, int]:
    told = re.fullmatch(r"(\d{2,4})x(\d{2,4})", str(st.context.cookies.get(WINDOW_COOKIE, "")))
    return (int(told[1]), int(told[2])) if told else USUAL_WINDOW


def map_frame() -> Frame:
    """Return the map's size, and what legend and options lie over."""
    return frame_of(*_window_size(), is_phone=is_phone())


def frame_of(width: int, height: int, *, is_phone: bool) -> Frame:
    """Return the map's size in a window of so many pixels, and what lies over its edges."""
    if is_phone or width < _NARROW_PX:
        return Frame(min(width, _NARROW_PX) - 29, _PHONE_PX, 4, 28, 4, 16)
    inner = (width - _MARGINS_PX - _GAP_PX) * _MAP_SHARE
    high = min(max(height - _OTHERS_PX, _LOWEST_PX), _HIGHEST_PX)
    return Frame(inner, high, 200, 14, 20, 14)
