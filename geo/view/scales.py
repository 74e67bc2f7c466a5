"""Classes of figures and their shades, surfaces and lines, in light and dark."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.incidents.tallies import Measure
from geo.wording import format_number

Rgba = tuple[int, int, int, int]

# The accent marks the selection and nothing else.
ACCENT_HEX = {"light": "#d6006c", "dark": "#ff5fb0"}
# One sequential ramp (after ColorBrewer YlOrBr, cut short so that markers stay readable).
RAMP_HEX = {
    "light": ("#fbeecb", "#f5d79a", "#eaba6c", "#d99a48", "#bf7a2c"),
    "dark": ("#4a3d1f", "#6b5424", "#94702a", "#c08f35", "#e8b857"),
}
LARGEST_CLASS_COUNT = 5
CLASS_METHODS = {
    "fixed": "Fixed (the same under every filter)",
    "quantiles": "Quantiles of the districts shown",
    "natural": "Natural breaks (Fisher–Jenks)",
}
# A change between two periods: fewer in green, more in purple (after ColorBrewer PRGn), none in
# grey; all of them paler than any mark's colour, darker in the dark theme.
CHANGE_LABELS = ("−5 or less", "−4 to −2", "−1", "0", "+1", "+2 to +4", "+5 or more")
CHANGE_HEX = {
    "light": ("#8fcbae", "#b3dcc8", "#d9eee3", "#e3e3e0", "#e9dff0", "#cdb5dc", "#ab89c4"),
    "dark": ("#3f8a80", "#2f655f", "#28494a", "#454c53", "#46395a", "#604a80", "#8263a8"),
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


@dataclass(frozen=True)
class Classification:
    """Hold values in classes: 1 (lightest) to 5, 0 for a reported zero, missing for missing.

    `labels` name the classes from 1 on; there can be fewer than five.
    """

    classes: pd.Series
    labels: list[str]


def _fixed_bins(measure: Measure) -> list[float]:
    # mapclassify's bins are closed above, the measures' classes below.
    return [float(np.nextafter(floor, -np.inf)) for floor in measure.class_floors[1:]] + [np.inf]


def _bin_numbers(numbers: np.ndarray, measure: Measure, method: str) -> np.ndarray:
    # It brings scikit-learn along, which the command line need not wait for.
    import mapclassify

    if method == "fixed":
        return np.asarray(mapclassify.UserDefined(numbers, bins=_fixed_bins(measure)).yb)
    count = min(LARGEST_CLASS_COUNT, len(np.unique(numbers)))
    if count < 2:
        return np.zeros(len(numbers), dtype=int)
    if method == "quantiles":
        raw = mapclassify.Quantiles(numbers, k=count).yb
    else:
        with warnings.catch_warnings():
            # Some hundred values need no compiled version.
            warnings.filterwarnings("ignore", message="Numba not installed")
            raw = mapclassify.FisherJenks(numbers, k=count).yb
    # Ties can leave a class empty; the others move together.
    return np.unique(raw, return_inverse=True)[1]


def _span_label(lowest: float, highest: float, *, is_whole: bool) -> str:
    if is_whole:
        first, last = format_number(int(lowest)), format_number(int(highest))
    else:
        first, last = f"{lowest:.2g}", f"{highest:.2g}"
    return first if first == last else f"{first}–{last}"


def classify(values: pd.Series, measure: Measure, method: str = "fixed") -> Classification:
    """Return a measure's values in at most five classes by a method of `CLASS_METHODS`.

    Fixed classes are the measure's own floors (mapclassify.UserDefined) and mean the same under
    every filter; Quantiles and FisherJenks (Fisher 1958, Jenks 1977) follow the values shown, and
    their labels say which values each class really holds.
    """
    numbers = values.astype("Float64").astype(float)
    is_classed = numbers.notna() & ~(measure.has_zero & (numbers == 0))
    known = numbers[is_classed].to_numpy()
    classes = pd.Series(pd.NA, index=values.index, dtype="Int64").mask(
        numbers.notna() & ~is_classed, 0
    )
    ranks = _bin_numbers(known, measure, method) if len(known) else np.array([], dtype=int)
    classes[is_classed] = ranks + 1
    if method == "fixed":
        return Classification(classes, class_labels(measure))
    spans = pd.Series(known).groupby(ranks).agg(["min", "max"])
    labels = [
        _span_label(row["min"], row["max"], is_whole=measure.per is None)
        for row in spans.to_dict("records")
    ]
    return Classification(classes, labels)


def class_labels(measure: Measure) -> list[str]:
    """Return the five fixed classes in words, e.g. ["1", "2–3", …, "16 or more"]."""
    floors = measure.class_floors
    if measure.per is not None:
        spans = itertools.pairwise(floors[1:])
        middle = [f"{floor:g} to under {ceiling:g}" for floor, ceiling in spans]
        return [f"under {floors[1]:g}", *middle, f"{floors[-1]:g} or more"]
    labels = [
        _span_label(floor, ceiling - 1, is_whole=True)
        for floor, ceiling in itertools.pairwise(floors)
    ]
    return [*labels, f"{format_number(int(floors[-1]))} or more"]


def ramp_hex(theme: str, measure: Measure, count: int = LARGEST_CLASS_COUNT) -> tuple[str, ...]:
    """Return the colours of classes 1 to `count`; where less means more recent, darkest first."""
    steps = np.linspace(0, LARGEST_CLASS_COUNT - 1, count).round().astype(int)
    ramp = tuple(RAMP_HEX[theme][step] for step in (steps if count > 1 else [2]))
    return tuple(reversed(ramp)) if measure.is_reversed else ramp


def classify_change(change: pd.Series) -> pd.Series:
    """Return the class 0–6 of a change between two periods, in order of `CHANGE_LABELS`."""
    bins = [-5, -2, -1, 0, 1, 4]
    return pd.Series(np.digitize(change.astype(float), bins, right=True), index=change.index)
