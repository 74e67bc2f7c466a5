"""Draw the headline's answers as tiles of HTML; figure and range never part."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol


class Answer(Protocol):
    """Say what a tile shows: a code, the figure, a range or addition to it, and what it is of."""

    @property
    def code(self) -> str: ...
    @property
    def figure(self) -> str: ...
    @property
    def addition(self) -> str: ...
    @property
    def text(self) -> str: ...


def answer_tiles(answers: Iterable[Answer], *, theme: str) -> str:
    """Return one tile per answer, in their order; all texts are escaped."""
    tiles = "".join(
        f'<div data-answer="{escape(answer.code)}">'
        f"<b>{escape(answer.figure)}"
        f"{f' <small>{escape(answer.addition)}</small>' if answer.addition else ''}</b>"
        f"<span>{escape(answer.text)}</span></div>"
        for answer in answers
    )
    mode = " d" if theme == "dark" else ""
    return f'<div class="atlas-answers{mode}">{tiles}</div>'
