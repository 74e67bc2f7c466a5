"""What districts are shaded by: a measure of the filter, or the change between two periods."""

from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.comparisons import are_of_equal_length
from geo.figures.exposure import filter_period, study_period
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.incidents.tallies import (
    MEASURES,
    Measure,
    describe_last_dates,
    district_change,
    measure_values,
    rank_districts,
    tally_districts,
)
from geo.tables.periods import Period
from geo.view.shading import Shading, shade_change, shade_measure
from geo.view_state import CHANGE_MEASURE
from geo.wording import format_day, format_figure, format_range, format_signed, plain_markdown
from pages.parts.controls.against import render_against
from pages.parts.state.address import current_view

MEASURE_LABELS = {
    **{code: measure.label for code, measure in MEASURES.items()},
    CHANGE_MEASURE: "Change between two periods",
}


_UNEQUAL = (
    "The periods differ in the days that pages were searched for: differences of counts are not a "
    "trend."
)


@dataclass(frozen=True)
class ShownMeasure:
    """Hold the shading, its label, the districts' figures in words in order of rank, and tallies.

    `tallies` maps a column head to a district tally with last_when, for the table twin; `note`
    says what to know of the comparison, if anything.
    """

    label: str
    shading: Shading
    figures: dict[str, str]
    tallies: dict[str, pd.DataFrame]
    note: str = ""


def _figures(
    tally: pd.DataFrame, ranked: pd.Series, toll: str | None, *, keep_zero: bool
) -> dict[str, str]:
    if toll is None:
        known = ranked.dropna()
        return {
            str(code): format_figure(value) for code, value in known.items() if value or keep_zero
        }
    rows = tally.to_dict("index")
    return {
        str(code): format_range(*(rows[code][f"{toll}_{bound}"] for bound in BOUNDS))
        for code, value in ranked.items()
        if not pd.isna(value) and value
    }


def _with_words(tally: pd.DataFrame, incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    return tally.assign(last_when=describe_last_dates(incidents))


def _measure_label(measure: Measure, last_day: date, coverage: Period) -> str:
    """Return a measure's name; days since the last incident say to when, if not to today's end."""
    is_cut = measure.code == "since" and last_day < coverage.last
    return f"{measure.label}, up to {format_day(last_day)}" if is_cut else measure.label


def _shade_own(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> ShownMeasure:
    measure, tally = MEASURES[current_view().measure], tally_districts(incidents)
    coverage = atlas.tables.coverage
    # What came after the filter's period is not under it, so that days count to its end only.
    last = (study_period(chosen, coverage) or coverage).last
    values = measure_values(tally, measure, atlas.facts, bound=current_view().bound, last_day=last)
    ranked = rank_districts(values, measure)
    return ShownMeasure(
        _measure_label(measure, last, coverage),
        shade_measure(atlas.districts, values, measure, method=current_view().classes),
        _figures(tally, ranked, measure.toll, keep_zero=measure.is_reversed),
        {"": _with_words(tally, incidents).reindex(ranked.index)},
    )


def _usual_other(chosen: IncidentFilter, coverage: Period) -> Period | None:
    """Return the period before the filter's own, of the same length; None without dates."""
    has_period = bool(chosen.from_date or chosen.to_date)
    return filter_period(chosen, coverage).before() if has_period else None


def render_other_period(atlas: Atlas) -> None:
    """Draw the fields of the period that the filter's own is compared with."""
    render_against(_usual_other(current_view().chosen, atlas.tables.coverage))


def _shade_change(atlas: Atlas, chosen: IncidentFilter) -> ShownMeasure:
    other = current_view().against or _usual_other(chosen, atlas.tables.coverage)
    if other is None:
        empty = tally_districts(atlas.incidents.iloc[:0])
        return ShownMeasure(
            "Change between two periods",
            shade_change(atlas.districts, empty, empty),
            {},
            {},
            "Choose a period in the filter or on the strip, and the other one in Map options.",
        )
    periods = sorted((filter_period(chosen, atlas.tables.coverage), other))
    sides = [
        atlas.select(replace(chosen, from_date=period.first, to_date=period.last))
        for period in periods
    ]
    before, after = tallies = [tally_districts(side) for side in sides]
    change = district_change(after, before)
    ranked = change.sort_index().sort_values(ascending=False, kind="stable", key=abs)
    heads = [period.describe() for period in periods]
    searched = [period.within(atlas.tables.coverage) for period in periods]
    is_equal = are_of_equal_length(*(period.days if period else 0 for period in searched))
    return ShownMeasure(
        f"Change in incidents from {heads[0]} to {heads[1]}",
        shade_change(atlas.districts, after, before),
        {str(code): format_signed(int(value)) for code, value in ranked.items() if value},
        {
            head: _with_words(tally, side)
            for head, tally, side in zip(heads, tallies, sides, strict=True)
        },
        "" if is_equal else _UNEQUAL,
    )


def shade_districts(
    atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter
) -> ShownMeasure:
    """Return what districts are shaded by: a measure of the filter, or a change."""
    if current_view().measure == CHANGE_MEASURE:
        return _shade_change(atlas, chosen)
    return _shade_own(atlas, incidents, chosen)


def render_leading(atlas: Atlas, shown: ShownMeasure, limit: int = 5) -> None:
    """Draw the districts that lead in what is shaded; ties stand beside each other."""
    names = atlas.vocabulary.districts
    lines = [
        f"- {plain_markdown(f'{names[code]}: {text}')}"
        for code, text in list(shown.figures.items())[:limit]
    ]
    st.markdown(
        f"**{plain_markdown(shown.label)}: leading districts**\n\n"
        + ("\n".join(lines) or "None under this filter.")
    )
