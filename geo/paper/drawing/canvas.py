"""A picture measured in pixels: text that is fitted before it is drawn, shapes, PNG bytes.

Only matplotlib's object interface and Agg are used, and only the fonts that come with matplotlib,
so that sessions can draw at the same time and every host gives the same picture.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from geo.view.scales import LINE_HEX, SURFACE_HEX

DPI = 100
PT_PER_PX = 72 / DPI
PAPER_HEX = {"light": "#ffffff", "dark": "#14191e"}
LINE_HEIGHT = 1.36
# Where the baseline stands below the top of a line, in parts of the font size.
BASELINE = 1.02
_ELLIPSIS = "…"
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Box:
    """Hold a rectangle in pixels from the picture's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def _font_file(is_bold: bool) -> str:
    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    return str(FilePath(matplotlib.get_data_path()) / "fonts" / "ttf" / name)


@lru_cache(maxsize=2)
def _glyphs(is_bold: bool) -> frozenset[int]:
    return frozenset(FT2Font(_font_file(is_bold)).get_charmap())


def drawable_text(text: Any, *, is_bold: bool = False) -> str:
    """Return text with a replacement sign for each character that the font lacks.

    Control and direction marks become spaces or go, since they could turn a line around.
    """
    glyphs = _glyphs(is_bold)
    kept = []
    for character in str(text):
        category = unicodedata.category(character)
        if character == "\n":
            kept.append(character)
        elif category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category != "Cf":
            kept.append(character if ord(character) in glyphs else _REPLACEMENT)
    return "".join(kept)


def _one_line(text: str, is_bold: bool) -> str:
    return drawable_text(text, is_bold=is_bold).replace("\n", " ")


def _most_characters(width: float, size_px: float) -> int:
    # The narrowest letter of DejaVu Sans is 0.28 em wide.
    return int(width / (0.25 * size_px)) + 2


class Canvas:
    """Draw in pixels, y down, on a figure of its own; one canvas belongs to one thread."""

    def __init__(self, width_px: int, height_px: int, theme: str) -> None:
        """Raises KeyError for a theme other than "light" and "dark"."""
        self.theme = theme
        self.paper = PAPER_HEX[theme]
        self.ink = SURFACE_HEX[theme]["ink"]
        self.muted = LINE_HEX[theme]["strong"]
        self.area = Box(0, 0, width_px, height_px)
        # Added to the order of what is drawn next: an inset lies over all of its map.
        self.lift = 0.0
        figure = Figure(figsize=(width_px / DPI, height_px / DPI), dpi=DPI, facecolor=self.paper)
        self._canvas = FigureCanvasAgg(figure)
        self.axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width_px), ylim=(height_px, 0))
        self.axes.set_axis_off()

    def _font(self, size_px: float, is_bold: bool) -> FontProperties:
        return FontProperties(fname=_font_file(is_bold), size=size_px * PT_PER_PX)

    def text_width(self, text: str, size_px: float, *, is_bold: bool = False) -> float:
        """Return the width of one line in pixels."""
        font = self._font(size_px, is_bold)
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        shown = _one_line(text, is_bold)
        return float(renderer.get_text_width_height_descent(shown, font, ismath=False)[0])

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size_px: float,
        *,
        colour: str | None = None,
        is_bold: bool = False,
        align: str = "left",
        halo: str | None = None,
        zorder: float = 20,
    ) -> None:
        """Draw one line literally: no mathematical notation, no markup."""
        self.axes.text(
            x,
            baseline,
            _one_line(text, is_bold),
            fontproperties=self._font(size_px, is_bold),
            color=colour or self.ink,
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
            zorder=zorder + self.lift,
            path_effects=[withStroke(linewidth=3, foreground=halo)] if halo else None,
        )

    def path(self, path: Path, *, clip: Box | None = None, **style: Any) -> None:
        """Draw a path; line widths in `style` are in pixels."""
        width = style.pop("linewidth", 0) * PT_PER_PX
        style["zorder"] = style.get("zorder", 1) + self.lift
        patch = PathPatch(path, linewidth=width, **style)
        # add_patch would also measure every path for limits that are fixed here.
        self.axes.add_artist(patch)
        if clip:
            patch.set_clip_path(box_path(clip), self.axes.transData)

    def box(self, box: Box, **style: Any) -> None:
        """Draw a rectangle."""
        self.path(box_path(box), **style)

    def line(self, points: Iterable[tuple[float, float]], **style: Any) -> None:
        """Draw a line through points."""
        self.path(Path(list(points)), facecolor="none", **style)

    def wrap(
        self, text: str, width: float, size_px: float, *, is_bold: bool = False, lines: int = 99
    ) -> list[str]:
        """Return text in lines that fit a width; what is beyond `lines` ends in an ellipsis."""
        wrapped: list[str] = []
        # No line holds so much: a text without end is not measured to its end.
        text = text[: (lines + 1) * _most_characters(width, size_px)]
        for paragraph in drawable_text(text, is_bold=is_bold).split("\n"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if self.text_width(longer, size_px, is_bold=is_bold) <= width:
                    line = longer
                    continue
                *full, line = self._broken(word, width, size_px, is_bold)
                wrapped += [*([longer[: -len(word) - 1]] if longer != word else []), *full]
            wrapped += [line] if line else []
            if len(wrapped) > lines:
                break
        if len(wrapped) <= lines:
            return wrapped
        last = wrapped[lines - 1]
        while last and self.text_width(last + _ELLIPSIS, size_px, is_bold=is_bold) > width:
            last = last[:-1]
        return [*wrapped[: lines - 1], last.rstrip() + _ELLIPSIS]

    def _broken(self, word: str, width: float, size_px: float, is_bold: bool) -> list[str]:
        """Return a word in the longest pieces that fit, found by halving."""
        pieces = []
        while word:
            fits, too_long = 1, min(len(word), _most_characters(width, size_px)) + 1
            while too_long - fits > 1:
                middle = (fits + too_long) // 2
                if self.text_width(word[:middle], size_px, is_bold=is_bold) <= width:
                    fits = middle
                else:
                    too_long = middle
            pieces.append(word[:fits])
            word = word[fits:]
        return pieces

    def png(self) -> bytes:
        """Return the picture; the same drawing gives the same bytes."""
        buffer = io.BytesIO()
        self._canvas.print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
        return buffer.getvalue()


def box_path(box: Box) -> Path:
    """Return a rectangle as a closed path."""
    corners = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
        (box.left, box.top),
    ]
    return Path(corners, closed=True)
