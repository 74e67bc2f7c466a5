"""Draw two sides of a comparison as a dumbbell for each line: two dots and what parts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

from geo.view.pictures.svg import FONT, draw, open_svg, picture_html
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.wording import format_number

SHOWN_PAIRS = 12
ROW_PX, LABEL_PX, TRACK_PX, RADIUS_PX = 36, 12, 25, 5
LEFT_PERCENT, RIGHT_PERCENT = 6, 92


@dataclass(frozen=True)
class Pair:
    """Hold one line: its label and the counts of both sides."""

    label: str
    before: int
    after: int


@dataclass(frozen=True)
class DumbbellLook:
    """Hold the sides' names, their colours (the same or two), and the theme."""

    names: tuple[str, str]
    hexes: tuple[str, str]
    theme: str


def _percent(count: int, largest: int) -> float:
    return LEFT_PERCENT + (RIGHT_PERCENT - LEFT_PERCENT) * count / max(largest, 1)


def _draw_value(svg: Element, x: float, y: float, count: int, *, is_left: bool) -> None:
    anchor, shift = ("end", -9) if is_left else ("start", 9)
    draw(
        svg,
        "text",
        format_number(count),
        x=f"{x:.2f}%",
        dx=shift,
        y=f"{y + 4:.1f}",
        text_anchor=anchor,
    )


def _draw_pair(svg: Element, pair: Pair, top: float, largest: int, look: DumbbellLook) -> None:
    y, faint = top + TRACK_PX, LINE_HEX[look.theme]["faint"]
    before, after = (_percent(count, largest) for count in (pair.before, pair.after))
    draw(svg, "text", pair.label, x="0", y=top + LABEL_PX)
    draw(
        svg,
        "line",
        x1=f"{LEFT_PERCENT}%",
        x2=f"{RIGHT_PERCENT}%",
        y1=y,
        y2=y,
        stroke=faint,
        stroke_width=0.7,
    )
    draw(
        svg,
        "line",
        x1=f"{before:.2f}%",
        x2=f"{after:.2f}%",
        y1=y,
        y2=y,
        stroke=LINE_HEX[look.theme]["middle"],
        stroke_width=2.5,
    )
    # The first side is a ring and the second a dot, so that they differ without colour.
    draw(svg, "circle", cx=f"{after:.2f}%", cy=y, r=RADIUS_PX, fill=look.hexes[1])
    draw(
        svg,
        "circle",
        cx=f"{before:.2f}%",
        cy=y,
        r=RADIUS_PX + 1,
        fill="none" if pair.before == pair.after else SURFACE_HEX[look.theme]["land"],
        stroke=look.hexes[0],
        stroke_width=2,
    )
    _draw_value(svg, before, y, pair.before, is_left=pair.before < pair.after)
    if pair.before != pair.after:
        _draw_value(svg, after, y, pair.after, is_left=pair.after < pair.before)


def _alt(caption: str, pairs: Sequence[Pair], look: DumbbellLook) -> str:
    values = "; ".join(f"{pair.label}: {pair.before} and {pair.after}" for pair in pairs)
    return f"{caption}, {look.names[0]} and {look.names[1]}: {values}"


def _key(look: DumbbellLook) -> str:
    signs = "".join(
        f'<span><b style="color:{hex_}">{sign}</b> {escape(name)}</span> '
        for sign, name, hex_ in zip("○●", look.names, look.hexes, strict=True)
    )
    return f'<p class="atlas-picture-legend">{signs}</p>'


def dumbbells(caption: str, pairs: Sequence[Pair], look: DumbbellLook) -> str:
    """Return a picture of the first pairs as HTML, its values in the alternative text.

    The ring is the first side, the dot the second. Without a pair there is no picture.
    """
    if not pairs:
        return ""
    shown = pairs[:SHOWN_PAIRS]
    largest = max(max(pair.before, pair.after) for pair in shown)
    svg = open_svg()
    svg.set("font-family", FONT)
    svg.set("font-size", "12")
    svg.set("fill", SURFACE_HEX[look.theme]["ink"])
    for rank, pair in enumerate(shown):
        _draw_pair(svg, pair, rank * ROW_PX, largest, look)
    more = (
        f"The first {len(shown)} of {len(pairs)}; the table has all."
        if len(pairs) > len(shown)
        else ""
    )
    picture = picture_html(
        svg, _alt(caption, shown, look), style=f"height:{len(shown) * ROW_PX}px", caption=more
    )
    mode = " d" if look.theme == "dark" else ""
    return f'<div class="atlas-dumbbells{mode}"><b>{escape(caption)}</b>{_key(look)}{picture}</div>'
