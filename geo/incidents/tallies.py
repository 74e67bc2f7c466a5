"""Count incidents and add up tolls.

What is counted: active incidents of a frame, once each. A toll's sum adds victims of one class;
attackers are never in it. An open bound adds what is known: a missing low adds 0, a missing best
adds the low, a missing high adds the best or the low. Incidents that report nothing add nothing
and are counted as `unreported`, never as zero. Incidents known only to their province are in the
province's and the country's figures, never in a district's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.incidents.flat import BOUNDS
from geo.wording import NOT_REPORTED, count_noun, describe_sum, format_when


@dataclass(frozen=True)
class TollSum:
    """Hold a sum of persons over incidents, with how many of them report no figure."""

    low: int
    best: int
    high: int
    reported: int
    unreported: int

    @property
    def text(self) -> str:
        """Return "198 (192–216)", or "not reported" where no incident has a figure."""
        if self.unreported and not self.reported:
            return NOT_REPORTED
        return describe_sum(self.low, self.best, self.high)

    @property
    def gap(self) -> str:
        """Return how many incidents are without a figure in words, or nothing where all have one.

        Also where none has: the figure's text says it then.
        """
        has_gap = self.unreported and self.reported
        return f"{count_noun(self.unreported, 'incident')} without a figure" if has_gap else ""

    def describe(self, label: str) -> str:
        """Return "198 (192–216) killed (3 incidents without a figure)" for the label "killed"."""
        if self.text == NOT_REPORTED:
            return f"{label}: {NOT_REPORTED}"
        return f"{self.text} {label}" + (f" ({self.gap})" if self.gap else "")


@dataclass(frozen=True)
class Measure:
    """Name what districts are shaded by: a count of rows, or a toll column's sum.

    `per` divides it by a column of the district facts, `per_units` of which make one unit.
    `class_floors` are the lowest values of the five classes; they do not depend on the data, so
    that a colour means the same under every filter. `is_reversed`: a smaller value is shaded
    darker.
    """

    code: str
    label: str
    toll: str | None
    class_floors: tuple[float, float, float, float, float]
    per: str | None = None
    per_units: int = 1
    is_reversed: bool = False

    @property
    def has_zero(self) -> bool:
        """Return whether a value of zero was reported as such and is a class of its own."""
        return self.toll is not None


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("incidents", "Incidents", None, (1, 2, 4, 8, 16)),
        Measure("killed", "Victims killed", "fatalities", (1, 3, 6, 12, 24)),
        Measure("chinese-killed", "Chinese killed", "chinese_fatalities", (1, 2, 4, 8, 16)),
        Measure(
            "per-100k",
            "Incidents per 100,000 people",
            None,
            (0, 0.5, 1, 2, 4),
            per="population_2023",
            per_units=100_000,
        ),
        Measure(
            "per-1000km2",
            "Incidents per 1,000 km²",
            None,
            (0, 0.5, 1, 5, 25),
            per="area_km2",
            per_units=1000,
        ),
        Measure(
            "since",
            "Days since the last incident",
            None,
            (0, 91, 366, 1096, 2192),
            is_reversed=True,
        ),
    )
}


def filled_bounds(incidents: pd.DataFrame, toll: str) -> pd.DataFrame:
    """Return columns low, best, high with open bounds closed; rows that report nothing are missing.

    `toll` is a prefix such as fatalities or chinese_injured. Same index as `incidents`.
    """
    given = pd.DataFrame({bound: incidents[f"{toll}_{bound}"] for bound in BOUNDS})
    is_reported = given.notna().any(axis=1)
    low = given["low"].fillna(0)
    best = given["best"].fillna(low)
    high = given["high"].fillna(best)
    filled = pd.DataFrame({"low": low, "best": best, "high": high})
    return filled.where(is_reported)


def sum_toll(incidents: pd.DataFrame, toll: str) -> TollSum:
    """Add up one toll over incidents (persons)."""
    filled = filled_bounds(incidents, toll)
    reported = int(filled["low"].notna().sum())
    sums = {bound: int(filled[bound].sum()) for bound in BOUNDS}
    return TollSum(**sums, reported=reported, unreported=len(incidents) - reported)


def known_deaths(incidents: pd.DataFrame) -> pd.Series:
    """Return the deaths that a mark is sized by: best, else low; missing where neither is given."""
    deaths: pd.Series = incidents["fatalities_best"].fillna(incidents["fatalities_low"])
    return deaths


def count_by(incidents: pd.DataFrame, column: str, order: Iterable[str]) -> dict[str, int]:
    """Count incidents by a column's codes, in the given order, zeros kept."""
    counts = incidents[column].value_counts()
    return {code: int(counts.get(code, 0)) for code in order}


def tally_districts(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per district that has incidents, keyed by admin2_code.

    Columns: incidents; last_date (the last day that the last of them can mean); for each measured
    toll low, best, high (persons; missing where no incident reports a figure) and its count of
    incidents without a figure. Rows with the district unspecified are left out: see
    `count_unspecified`.
    """
    placed = incidents.dropna(subset="admin2_code")
    groups = placed.groupby("admin2_code", sort=True)
    tally = groups.size().rename("incidents").astype("Int64").to_frame()
    tally["last_date"] = groups["event_date_latest"].max()
    for measure in MEASURES.values():
        if measure.toll is None:
            continue
        filled = filled_bounds(placed, measure.toll)
        sums = filled.groupby(placed["admin2_code"]).sum(min_count=1)
        unreported = filled["low"].isna().groupby(placed["admin2_code"]).sum()
        for bound in BOUNDS:
            tally[f"{measure.toll}_{bound}"] = sums[bound].astype("Int64")
        tally[f"{measure.toll}_unreported"] = unreported.astype("Int64")
    return tally


def describe_last_dates(incidents: pd.DataFrame) -> pd.Series:
    """Return the date of each district's last incident as it is known, in words, by admin2_code.

    The last is the one behind last_date of tally_districts; of several the most precise.
    """
    placed = incidents.dropna(subset="admin2_code")
    in_time = placed.sort_values(["event_date_latest", "event_date", "incident_id"])
    last = in_time.drop_duplicates("admin2_code", keep="last").set_index("admin2_code")
    words = [format_when(row) for row in last.to_dict("records")]
    return pd.Series(words, index=last.index, dtype="string")


def days_since(last_dates: pd.Series, last_day: date) -> pd.Series:
    """Return days from each date to the last day under study, never below zero."""
    days: pd.Series = (pd.Timestamp(last_day) - last_dates).dt.days
    return days.clip(lower=0).astype("Int64")


def measure_values(
    tally: pd.DataFrame,
    measure: Measure,
    facts: pd.DataFrame | None = None,
    *,
    bound: str = "best",
    last_day: date | None = None,
) -> pd.Series:
    """Return a district tally's values of a measure; for a toll one bound, missing where unknown.

    `facts` is indexed by admin2_code and holds the column that the measure divides by; a district
    without that fact is missing, never zero. Days since the last incident count up to `last_day`,
    where the filter's period or the data end. Raises ValueError when that measure comes without it.
    """
    if measure.code == "since":
        if last_day is None:
            raise ValueError("days since the last incident need the last day under study")
        return days_since(tally["last_date"], last_day)
    values = tally["incidents"] if measure.toll is None else tally[f"{measure.toll}_{bound}"]
    if measure.per is None or facts is None:
        return values
    return values / facts[measure.per].reindex(tally.index) * measure.per_units


def rank_districts(values: pd.Series, measure: Measure) -> pd.Series:
    """Return a measure's values, leading first, then by code; unknown ones last."""
    by_code = values.sort_index()
    return by_code.sort_values(ascending=measure.is_reversed, kind="stable", na_position="last")


def district_change(after: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    """Return incidents of one district tally less those of another, by admin2_code."""
    return after["incidents"].sub(before["incidents"], fill_value=0).astype("Int64")


def count_unspecified(incidents: pd.DataFrame) -> dict[str, int]:
    """Count incidents whose district is unspecified, by province name."""
    counts = incidents.loc[incidents["admin2_is_unspecified"], "admin1_name"].value_counts()
    return {str(name): int(count) for name, count in counts.sort_index().items()}
