"""Make small SVG images that a page shows as such: nothing in them runs or is fetched."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

# What XML can't hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Spot:
    """Place a link over a picture: middle (CSS lengths), size in pixels, hover text, address."""

    left: str
    top: str
    size_px: float
    title: str
    href: str


def open_svg(*, view_box: str = "") -> Element:
    """Return an empty picture; without a view box it takes the size of the page's frame.

    Percentages are then of that frame and pixels stay pixels, so that text keeps its size on a
    phone.
    """
    sizes = {"viewBox": view_box} if view_box else {"width": "100%", "height": "100%"}
    return Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **sizes})


def draw(parent: Element, name: str, text: str = "", **attributes: object) -> Element:
    """Add an element; an underscore of an attribute's name stands for its hyphen."""
    texts = {key.replace("_", "-"): str(value) for key, value in attributes.items()}
    child = SubElement(parent, name, texts)
    if text:
        child.text = _CONTROLS.sub("", text)
    return child


def _spot_html(spot: Spot) -> str:
    size = f"{max(spot.size_px, 8):.0f}px"
    style = f"left:{spot.left};top:{spot.top};width:{size};height:{size}"
    # For the pointer only: keyboards and screen readers have the tables' links.
    return (
        f'<a href="{escape(spot.href, quote=True)}" title="{escape(spot.title, quote=True)}" '
        f'style="{style}" tabindex="-1" aria-hidden="true"></a>'
    )


def picture_html(
    svg: Element, alt: str, *, style: str, caption: str = "", spots: Iterable[Spot] = ()
) -> str:
    """Return a picture as HTML with its alternative text and links; all texts are escaped.

    `style` is the CSS of the frame, which gives the picture its size.
    """
    data = b64encode(tostring(svg)).decode()
    links = "".join(map(_spot_html, spots))
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="atlas-picture"><div style="{escape(style, quote=True)}">'
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt, quote=True)}">'
        f"{links}</div>{below}</figure>"
    )
