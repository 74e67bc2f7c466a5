"""What a mark's colour means: one dictionary for map, chart, picture and legend."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class ColourClass:
    """Name a class of marks and its colour in the light and the dark theme."""

    code: str
    label: str
    light_hex: str
    dark_hex: str

    def hex(self, theme: str) -> str:
        """Return the colour for the theme "light" or "dark"."""
        return self.light_hex if theme == "light" else self.dark_hex


@dataclass(frozen=True)
class Colouring:
    """Name one way of colouring marks and its classes.

    `column` is the column of the flat incidents whose codes the classes are; `field` is the key
    of a class's code in the records that the browser fetches.
    """

    code: str
    label: str
    column: str
    field: str
    classes: tuple[ColourClass, ...]

    def labels(self) -> dict[str, str]:
        """Return code → label."""
        return {colour_class.code: colour_class.label for colour_class in self.classes}

    def hexes(self, theme: str) -> dict[str, str]:
        """Return code → colour for the theme "light" or "dark"."""
        return {colour_class.code: colour_class.hex(theme) for colour_class in self.classes}


# Colours after Okabe and Ito (2008), apart in greyscale.
_GROUPS = (
    ColourClass("bla", "BLA and Majeed Brigade", "#0072b2", "#4aa8e0"),
    ColourClass("blf", "BLF", "#009e73", "#2fc79b"),
    ColourClass("baloch", "Other Baloch groups", "#7fc4ea", "#a9dcf5"),
    ColourClass("taliban", "TTP family", "#8c510a", "#c98a3d"),
    ColourClass("islamist", "Other Islamists", "#d8b365", "#ecd49a"),
    ColourClass("sindhi", "Sindhi groups", "#7b5aa6", "#b497dd"),
    ColourClass("islamic_state", "Islamic State", "#111111", "#f2f2f2"),
    ColourClass("none", "No group named", "#8a8f98", "#9aa0aa"),
)
_PROVINCES = (
    ColourClass("PK-BA", "Balochistan", "#2f6f8f", "#63a9cc"),
    ColourClass("PK-KP", "Khyber Pakhtunkhwa", "#5b8c3e", "#8fc06d"),
    ColourClass("PK-SD", "Sindh", "#b4622d", "#d98a55"),
    ColourClass("PK-PB", "Punjab", "#c2a033", "#e2c55c"),
    ColourClass("PK-IS", "Islamabad Capital Territory", "#6b7680", "#9aa5ae"),
    ColourClass("PK-GB", "Gilgit-Baltistan", "#7b5aa6", "#b497dd"),
    ColourClass("PK-JK", "Azad Jammu and Kashmir", "#a24f7a", "#d384ac"),
)
_TARGETS = (
    ColourClass("chinese_nationals", "Chinese nationals", "#b4460f", "#f0884a"),
    ColourClass("cpec_workers_pakistani", "Pakistani workers", "#0072b2", "#4aa8e0"),
    ColourClass("security_escort", "Guards or escorts", "#4b5560", "#aab3bb"),
    ColourClass("diplomatic", "Diplomatic premises", "#7b5aa6", "#b497dd"),
    ColourClass("infrastructure", "Infrastructure", "#009e73", "#2fc79b"),
    ColourClass("mixed", "Several", "#c2a033", "#e2c55c"),
)
_INCLUSIONS = (
    ColourClass("core", "Core", "#1b4f72", "#7fc4ea"),
    ColourClass("linked", "Linked", "#b4622d", "#e39a63"),
    ColourClass("context", "Context", "#8a8f98", "#8a929b"),
)
COLOURINGS = {
    colouring.code: colouring
    for colouring in (
        Colouring("group", "Group", "group_class", "g", _GROUPS),
        Colouring("province", "Province", "admin1_code", "p", _PROVINCES),
        Colouring("target", "Target", "target_category", "k", _TARGETS),
        Colouring("inclusion", "Inclusion", "inclusion", "n", _INCLUSIONS),
    )
}
_OWN_CLASS = {"bla": "bla", "bla-majeed": "bla", "blf": "blf"}


def group_class_of(primary_actor_ids: pd.Series, actors: pd.DataFrame) -> pd.Series:
    """Return the colour class of each incident's primary actor; missing actors are "none"."""
    families = dict(zip(actors["actor_id"], actors["family"], strict=True))
    classes = {actor_id: _OWN_CLASS.get(actor_id, family) for actor_id, family in families.items()}
    return primary_actor_ids.map(classes).fillna("none").astype("string")
