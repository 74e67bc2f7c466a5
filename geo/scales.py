"""Classes and colours: one dictionary for map, chart and legend, in light and dark."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pandas as pd

from geo.tallies import Measure

Rgba = tuple[int, int, int, int]


@dataclass(frozen=True)
class GroupClass:
    """Name a colour class of groups. Colours after Okabe and Ito (2008), apart in greyscale."""

    code: str
    label: str
    light_hex: str
    dark_hex: str


GROUP_CLASSES = {
    group_class.code: group_class
    for group_class in (
        GroupClass("bla", "BLA and Majeed Brigade", "#0072b2", "#4aa8e0"),
        GroupClass("blf", "BLF", "#009e73", "#2fc79b"),
        GroupClass("baloch", "Other Baloch groups", "#7fc4ea", "#a9dcf5"),
        GroupClass("taliban", "TTP family", "#8c510a", "#c98a3d"),
        GroupClass("islamist", "Other Islamists", "#d8b365", "#ecd49a"),
        GroupClass("sindhi", "Sindhi groups", "#7b5aa6", "#b497dd"),
        GroupClass("islamic_state", "Islamic State", "#111111", "#f2f2f2"),
        GroupClass("none", "No group named", "#8a8f98", "#9aa0aa"),
    )
}
_OWN_CLASS = {"bla": "bla", "bla-majeed": "bla", "blf": "blf"}

# The accent marks the selection and nothing else.
ACCENT_HEX = {"light": "#d6006c", "dark": "#ff5fb0"}
# One sequential ramp (after ColorBrewer YlOrBr, cut short so that markers stay readable).
RAMP_HEX = {
    "light": ("#fbeecb", "#f5d79a", "#eaba6c", "#d99a48", "#bf7a2c"),
    "dark": ("#4a3d1f", "#6b5424", "#94702a", "#c08f35", "#e8b857"),
}
# A reported zero: neither the land of districts without incidents nor the lowest class.
ZERO_HEX = {"light": "#dfe6dc", "dark": "#36433b"}
SURFACE_HEX = {
    "light": {"sea": "#e3ecf2", "neighbour": "#ededea", "land": "#fafaf7", "ink": "#1f2933"},
    "dark": {"sea": "#131a21", "neighbour": "#20262c", "land": "#2a3138", "ink": "#e6e9ec"},
}
LINE_HEX = {
    "light": {"strong": "#5b6670", "middle": "#8d969e", "faint": "#c9cdd1"},
    "dark": {"strong": "#a3adb6", "middle": "#74808a", "faint": "#46505a"},
}


def rgba(colour_hex: str, alpha: int = 255) -> Rgba:
    """Return an #rrggbb colour as red, green, blue and alpha (0–255)."""
    red, green, blue = (int(colour_hex[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue, alpha


def group_class_of(primary_actor_ids: pd.Series, actors: pd.DataFrame) -> pd.Series:
    """Return the colour class of each incident's primary actor; missing actors are "none"."""
    families = dict(zip(actors["actor_id"], actors["family"], strict=True))
    classes = {actor_id: _OWN_CLASS.get(actor_id, family) for actor_id, family in families.items()}
    return primary_actor_ids.map(classes).fillna("none").astype("string")


def group_hex(theme: str) -> dict[str, str]:
    """Return group class → colour for the theme "light" or "dark"."""
    return {
        code: group_class.light_hex if theme == "light" else group_class.dark_hex
        for code, group_class in GROUP_CLASSES.items()
    }


def classify(values: pd.Series, measure: Measure) -> pd.Series:
    """Return the class 1–5 of each value, 0 for a reported zero, missing for missing."""
    numbers = values.astype("Float64").astype(float)
    classes = pd.cut(numbers, [*measure.class_floors, float("inf")], right=False, labels=False)
    return (classes + 1).mask(numbers == 0, 0).astype("Int64")


def class_labels(measure: Measure) -> list[str]:
    """Return the five classes in words, e.g. ["1", "2–3", …, "16 or more"]."""
    floors = measure.class_floors
    if measure.per is not None:
        spans = itertools.pairwise(floors[1:])
        middle = [f"{floor:g} to under {ceiling:g}" for floor, ceiling in spans]
        return [f"under {floors[1]:g}", *middle, f"{floors[-1]:g} or more"]
    labels = [
        f"{floor:g}" if floor == ceiling - 1 else f"{floor:g}–{ceiling - 1:g}"
        for floor, ceiling in itertools.pairwise(floors)
    ]
    return [*labels, f"{floors[-1]:g} or more"]
