"""Draw every marker's shape in every group's colour, one small image per theme."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image, ImageDraw

from geo.layers import ICON_SIZE_PX, SELECTED_ICON
from geo.markers import SHAPES
from geo.scales import ACCENT_HEX, GROUP_CLASSES, SURFACE_HEX, group_hex

_OVERSAMPLING = 4
_HALO_WIDTH = 0.07
_OPEN_WIDTH = 0.17
_RING_WIDTH = 0.09


def icon_names() -> list[str]:
    """Return the icons in their order in the image: group class and shape, then the ring."""
    return [*(f"{code}-{shape}" for code in GROUP_CLASSES for shape in SHAPES), SELECTED_ICON]


def icon_mapping() -> dict[str, dict[str, int | bool]]:
    """Return where each icon lies in the image."""
    side = ICON_SIZE_PX
    return {
        name: {"x": rank * side, "y": 0, "width": side, "height": side, "mask": False}
        for rank, name in enumerate(icon_names())
    }


def _draw_icon(draw: ImageDraw.ImageDraw, name: str, left: int, side: int, theme: str) -> None:
    def outline(inset: float, fill: str | None, colour: str | None, width: float) -> None:
        inner = round(inset * side)
        box = (left + inner, inner, left + side - inner - 1, side - inner - 1)
        shape = draw.rectangle if "square" in name else draw.ellipse
        shape(box, fill=fill, outline=colour, width=round(width * side))

    if name == SELECTED_ICON:
        outline(0.02, None, ACCENT_HEX[theme], _RING_WIDTH)
        return
    colour, land = group_hex(theme)[name.split("-")[0]], SURFACE_HEX[theme]["land"]
    outline(0.02, land, land, 0)
    is_open = name.endswith("open")
    outline(0.02 + _HALO_WIDTH, land if is_open else colour, colour, _OPEN_WIDTH)


def write_icons(folder: Path) -> None:
    """Write icons-light.png and icons-dark.png, and where each icon lies (icons.json)."""
    side = ICON_SIZE_PX * _OVERSAMPLING
    names = icon_names()
    for theme in SURFACE_HEX:
        image = Image.new("RGBA", (side * len(names), side), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        for rank, name in enumerate(names):
            _draw_icon(draw, name, rank * side, side, theme)
        small = image.resize((ICON_SIZE_PX * len(names), ICON_SIZE_PX), Image.Resampling.LANCZOS)
        small.save(folder / f"icons-{theme}.png", optimize=True)
    (folder / "icons.json").write_text(json.dumps(icon_mapping()) + "\n", encoding="utf-8")
