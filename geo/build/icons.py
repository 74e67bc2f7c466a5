"""Draw every mark's shape in every class's colour, one small image per colouring and theme."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image, ImageDraw

from geo.view.colours import COLOURINGS, Colouring
from geo.view.deck import ICON_SIZE_PX, SELECTED_ICON
from geo.view.marks import SHAPES
from geo.view.scales import ACCENT_HEX, SURFACE_HEX

_OVERSAMPLING = 4
_HALO_WIDTH, _OPEN_WIDTH, _RING_WIDTH, _FRAME_WIDTH = 0.07, 0.15, 0.09, 0.06
_FRAMED_INSET = 0.17
# A triangle and a diamond as wide as the circle look smaller; these fill more of the icon.
_OUTLINES = {
    "diamond": ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    "triangle": ((0.5, 0.02), (1.0, 0.92), (0.0, 0.92)),
}


def icon_names(colouring: Colouring) -> list[str]:
    """Return the icons in their order in the image: class and shape, then the ring."""
    return [
        *(f"{code}-{shape}" for code in colouring.labels() for shape in SHAPES),
        SELECTED_ICON,
    ]


def _columns() -> int:
    return len(SHAPES)


def icon_mapping(colouring: Colouring) -> dict[str, dict[str, int]]:
    """Return where each icon lies in the image, one row of it per class."""
    side = ICON_SIZE_PX
    mapping: dict[str, dict[str, int]] = {}
    for rank, name in enumerate(icon_names(colouring)):
        row, column = divmod(rank, _columns())
        mapping[name] = {"x": column * side, "y": row * side, "width": side, "height": side}
    return mapping


class _Pen:
    """Draw one icon's outlines in a square of the image."""

    def __init__(self, draw: ImageDraw.ImageDraw, left: int, top: int, side: int) -> None:
        self.draw, self.left, self.top, self.side = draw, left, top, side

    def outline(self, kind: str, inset: float, colour: str) -> None:
        low, span = inset * self.side, (1 - 2 * inset) * self.side
        if kind in _OUTLINES:
            points = [
                (self.left + low + x * span, self.top + low + y * span) for x, y in _OUTLINES[kind]
            ]
            self.draw.polygon(points, fill=colour)
            return
        box = (self.left + low, self.top + low, self.left + low + span, self.top + low + span)
        (self.draw.rectangle if kind == "square" else self.draw.ellipse)(box, fill=colour)


def _draw_icon(pen: _Pen, shape: str, colour: str, land: str) -> None:
    kind, fill, *framed = shape.split("-")
    inset = 0.02
    if framed:
        pen.outline("square", inset, colour)
        pen.outline("square", inset + _FRAME_WIDTH, land)
        inset = _FRAMED_INSET
    scale = 1.45 if kind in _OUTLINES else 1.0
    pen.outline(kind, inset, land)
    pen.outline(kind, inset + _HALO_WIDTH * scale, colour)
    if fill != "filled":
        pen.outline(kind, inset + (_HALO_WIDTH + _OPEN_WIDTH) * scale, land)
    if fill == "dotted":
        pen.outline("circle", 0.40, colour)


def _draw_ring(pen: _Pen, draw: ImageDraw.ImageDraw, theme: str) -> None:
    edge = round(0.02 * pen.side)
    box = (
        pen.left + edge,
        pen.top + edge,
        pen.left + pen.side - edge - 1,
        pen.top + pen.side - edge - 1,
    )
    draw.ellipse(box, outline=ACCENT_HEX[theme], width=round(_RING_WIDTH * pen.side))


def draw_icons(colouring: Colouring, theme: str) -> Image.Image:
    """Return the image with all icons of a colouring."""
    side, names = ICON_SIZE_PX * _OVERSAMPLING, icon_names(colouring)
    rows = -(-len(names) // _columns())
    image = Image.new("RGBA", (side * _columns(), side * rows), (0, 0, 0, 0))
    draw, hexes = ImageDraw.Draw(image), colouring.hexes(theme)
    for rank, name in enumerate(names):
        row, column = divmod(rank, _columns())
        pen = _Pen(draw, column * side, row * side, side)
        if name == SELECTED_ICON:
            _draw_ring(pen, draw, theme)
        else:
            code = next(code for code in hexes if name.startswith(f"{code}-"))
            shape = name.removeprefix(f"{code}-")
            _draw_icon(pen, shape, hexes[code], SURFACE_HEX[theme]["land"])
    size = (ICON_SIZE_PX * _columns(), ICON_SIZE_PX * rows)
    return image.resize(size, Image.Resampling.LANCZOS)


def write_icons(folder: Path) -> None:
    """Write icons-<colouring>-<theme>.png, and where each icon lies (icons-<colouring>.json)."""
    for colouring in COLOURINGS.values():
        for theme in SURFACE_HEX:
            path = folder / f"icons-{colouring.code}-{theme}.png"
            draw_icons(colouring, theme).save(path, optimize=True)
        mapping = json.dumps(icon_mapping(colouring), separators=(",", ":"))
        (folder / f"icons-{colouring.code}.json").write_text(mapping + "\n", encoding="utf-8")
