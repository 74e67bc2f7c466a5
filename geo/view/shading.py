"""Shade districts: each one's class under a measure or a change, with labels and colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.incidents.tallies import Measure, district_change
from geo.view.scales import (
    CHANGE_HEX,
    CHANGE_LABELS,
    LINE_HEX,
    RAMP_HEX,
    ZERO_HEX,
    classify,
    classify_change,
    ramp_hex,
)


@dataclass(frozen=True)
class Shading:
    """Hold each district's class in order of admin2_code, and what the classes look like.

    Classes: -1 no recorded incident, 0 a reported zero, 1 and on by value, `unknown_class` where
    incidents are recorded and no figure or fact is. `labels` and `ramps` (theme → colours) name
    classes 1 and on; `zero_label` names class 0 where it can occur.
    """

    classes: pd.Series
    labels: tuple[str, ...]
    ramps: Mapping[str, tuple[str, ...]]
    zero_label: str | None = None
    unknown_label: str | None = None

    @property
    def unknown_class(self) -> int:
        """Return the class of districts whose figure is not known."""
        return len(self.labels) + 1

    def count(self, district_class: int) -> int:
        """Return how many districts are in a class."""
        return int((self.classes == district_class).sum())

    def hexes(self, theme: str) -> tuple[str, ...]:
        """Return the colours of classes 1 and on."""
        return self.ramps[theme]

    def fills(self, theme: str) -> dict[str, str]:
        """Return admin2_code → colour of every district that has one."""
        palette = {0: ZERO_HEX[theme], self.unknown_class: LINE_HEX[theme]["faint"]}
        palette |= dict(enumerate(self.hexes(theme), start=1))
        coloured = self.classes[self.classes >= 0]
        return {str(code): palette[int(value)] for code, value in coloured.items()}


def _ranked(classes: pd.Series, districts: gpd.GeoDataFrame) -> pd.Series:
    return classes.reindex(districts["admin2_code"].sort_values()).fillna(-1).astype(int)


def shade_measure(
    districts: gpd.GeoDataFrame,
    values: pd.Series,
    measure: Measure,
    *,
    method: str = "fixed",
) -> Shading:
    """Return districts shaded by a measure's values (by admin2_code, as from measure_values)."""
    classified = classify(values, measure, method)
    labels = tuple(classified.labels)
    unknown = None
    if measure.toll is not None:
        unknown = "incidents, but no figure reported"
    elif measure.per == "population_2023":
        unknown = "population not in the table yet"
    return Shading(
        _ranked(classified.classes.fillna(len(labels) + 1), districts),
        labels,
        {theme: ramp_hex(theme, measure, len(labels)) for theme in RAMP_HEX},
        zero_label="none killed" if measure.has_zero else None,
        unknown_label=unknown,
    )


def shade_change(districts: gpd.GeoDataFrame, after: pd.DataFrame, before: pd.DataFrame) -> Shading:
    """Return districts shaded by the change of incidents from one district tally to another."""
    classes = classify_change(district_change(after, before)) + 1
    return Shading(_ranked(classes, districts), CHANGE_LABELS, CHANGE_HEX)
