"""Say rates, comparisons and changes in plain sentences, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from geo.figures.exposure import (
    SHORTEST_YEARS,
    count_in_period,
    describe_exposure,
    describe_unsearched,
)
from geo.figures.lulls import (
    describe_longest_lull,
    describe_median_interval,
    describe_open_lull,
    intervals_between,
)
from geo.figures.rates import (
    FEWEST_TO_COMPARE,
    SIGNIFICANCE,
    Comparison,
    Rate,
    RateComparison,
    compare_last_year,
    incident_rate,
)
from geo.tables.periods import Period
from geo.wording import count_noun, format_day, format_number


@dataclass(frozen=True)
class MethodNote:
    """Hold what a figure rests on and its limits, with the source and the functions that do it.

    `functions` have dotted names; they are for those who read the code, not for the page.
    """

    figure: str
    basis: str
    limits: str
    source: str
    functions: tuple[str, ...]


def _figure(value: float) -> str:
    if value == 0:
        return "0"
    if value < 1:
        return f"{value:.2g}"
    return f"{value:.1f}" if value < 100 else format_number(round(value))


def _p_text(p_value: float) -> str:
    if p_value < 0.001:
        return "p < 0.001"
    # More digits near the threshold, so that rounding never hides on which side of it p lies.
    digits = 2 if p_value >= 0.1 else 4
    return f"p = {p_value:.{digits}f}"


def _rate_text(rate: Rate) -> str:
    span = f"{_figure(rate.low)}–{_figure(rate.high)}"
    return f"{_figure(rate.per_year)} a year (95% interval {span})"


def describe_rate(incidents: pd.DataFrame, period: Period, coverage: Period) -> str:
    """Return the rate of the incidents that can lie in the period, or why there is none."""
    counted = count_in_period(incidents, period, coverage)
    opening = f"{count_noun(counted.possible, 'incident')} in {describe_exposure(period)}"
    if period.years < SHORTEST_YEARS:
        return f"{opening}: no rate per year, since the period is shorter than a year."
    text = f"{opening}: {_rate_text(incident_rate(counted.possible, period.years))}."
    unsure = counted.possible - counted.sure
    if unsure:
        without = _rate_text(incident_rate(counted.sure, period.years))
        left_out = "it" if unsure == 1 else "them"
        text += (
            f" {format_number(unsure)} of them may lie outside the period, since the dates are "
            f"imprecise; without {left_out} {without}."
        )
    return text


def _ratio_text(found: RateComparison) -> str:
    low = _figure(found.ratio_low)
    if found.ratio is None or found.ratio_high is None:
        return f"rate ratio at least {low}"
    return f"rate ratio {_figure(found.ratio)} (95% interval {low}–{_figure(found.ratio_high)})"


_VERDICTS = {
    "no_difference": "do not differ from the time before beyond what chance alone gives",
    "more": "have more incidents a year than the time before, beyond what chance alone gives",
    "fewer": "have fewer incidents a year than the time before, beyond what chance alone gives",
    "depends": "cannot be told from, or apart from, the time before: the answer depends on "
    "imprecise dates",
}


def _describe_variant(found: RateComparison, comparison: Comparison) -> str:
    last = Period(comparison.cut, comparison.period.last).describe_days()
    end_before = comparison.cut - timedelta(days=1)
    before = Period(comparison.period.first, end_before).describe_days()
    return (
        f"{count_noun(found.recent.count, 'incident')} in {last}, {_rate_text(found.recent)}; "
        f"{count_noun(found.before.count, 'incident')} in {before}, {_rate_text(found.before)}; "
        f"{_ratio_text(found)}; {_p_text(found.p_value)}"
    )


def describe_comparison(comparison: Comparison) -> str:
    """Return the verdict in words, with counts, rates, ratio, p value and threshold.

    Where dates can lie on either side of the cut, both ways are given.
    """
    if comparison.refusal:
        return comparison.refusal
    first = comparison.variants[0]
    parts = [
        f"The 12 months to {format_day(comparison.period.last)} {_VERDICTS[comparison.verdict]}. "
        f"{_describe_variant(first, comparison)} (a difference: p below {SIGNIFICANCE:.2f})."
    ]
    if comparison.straddling:
        named = ", ".join(f"{key} ({text})" for key, text in comparison.straddling.items())
        outcome = "differs" if comparison.verdict == "depends" else "is the same"
        other = comparison.variants[-1]
        parts.append(
            f"Counted before {format_day(comparison.cut)} there, but possibly after: {named}. "
            f"Counted after it, the verdict {outcome}: {format_number(other.recent.count)} against "
            f"{format_number(other.before.count)}, {_ratio_text(other)}, {_p_text(other.p_value)}."
        )
    if comparison.verdict in ("more", "fewer"):
        parts.append(
            "Attacks cluster, so that chance gives larger differences than this test supposes."
        )
    if not any(variant.could_show_fall for variant in comparison.variants):
        parts.append(
            "With so few incidents before, not even 12 months without any would have counted as "
            "a difference."
        )
    return " ".join(parts)


def statistics_sentences(
    incidents: pd.DataFrame, period: Period | None, coverage: Period
) -> tuple[str, ...]:
    """Return rate, lulls and the comparison of the last twelve months in sentences, none twice.

    `period` as from study_period.
    """
    if period is None:
        return (describe_unsearched(coverage),)
    intervals = intervals_between(incidents, period)
    sentences = (
        describe_rate(incidents, period, coverage),
        describe_longest_lull(intervals),
        describe_open_lull(intervals, coverage),
        describe_median_interval(intervals),
        describe_comparison(compare_last_year(incidents, period)),
    )
    return tuple(dict.fromkeys(sentences))


METHOD_NOTES = (
    MethodNote(
        figure="Rate per year and its interval",
        basis="Incidents divided by years (days, both ends inclusive, by 365.25), with the exact "
        "95% interval of a Poisson mean. A period shorter than a year gets no rate.",
        limits="The interval supposes that incidents come independently and at one rate. Attacks "
        "cluster in campaigns, so that the true uncertainty is wider than the interval. It says "
        "nothing of attacks that no page reported, and nothing of the time to come.",
        source="Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, "
        "437–442.",
        functions=("geo.figures.rates.incident_rate", "scipy.stats.chi2.ppf"),
    ),
    MethodNote(
        figure="The last 12 months beside the time before",
        basis="Given the sum of both counts, the recent one is binomial if the rates are equal. "
        "Two-sided p value: twice the smaller tail; below 0.05 is called a difference. The "
        "ratio's 95% interval inverts the same test. Not compared: fewer than "
        f"{FEWEST_TO_COMPARE} incidents in all (with equal periods, no split of 5 reaches 0.05) "
        "or fewer than 12 months before. Dates that can lie on either side are counted both ways.",
        limits="Attacks cluster, so that p values are too small. Media coverage has grown: early "
        "years miss small attacks, the latest months miss what is reported late. Whoever looks "
        "under twenty filters finds one difference by chance alone. No difference found is not "
        "proof that there is none: with few incidents only a large one can show.",
        source="Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing "
        "samples from Poisson series. Biometrika 31, 313–323. Interval: Clopper, C. J. and "
        "Pearson, E. S. (1934). Biometrika 26, 404–413. Matching p value: Fay, M. P. (2010). "
        "Two-sided exact tests and matching confidence intervals for discrete data. The R "
        "Journal 2(1).",
        functions=(
            "geo.figures.rates.compare_last_year",
            "geo.figures.rates.compare_rates",
            "scipy.stats.binomtest",
        ),
    ),
    MethodNote(
        figure="Lulls and the median interval",
        basis="Days from one incident to the next. A date known to its week, month or year gives "
        "a range from the shortest to the longest possible; where the order is unknown, the range "
        "covers every order. A lull that the period’s start or end cuts is “at least”.",
        limits="A lull is time without a recorded incident, not proof of calm. The median's range "
        "holds the true one and can be wider than need be. Narrow filters lengthen lulls.",
        source="Counting of days; no model.",
        functions=("geo.figures.lulls.intervals_between", "numpy.median"),
    ),
)
