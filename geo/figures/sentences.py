"""Say rates, comparisons and changes in plain sentences, and what they rest on."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from geo.figures.exposure import (
    SHORTEST_YEARS,
    count_in_period,
    describe_exposure,
    describe_unsearched,
)
from geo.figures.rates import (
    SIGNIFICANCE,
    Comparison,
    Rate,
    RateComparison,
    compare_last_year,
    incident_rate,
)
from geo.figures.time.lulls import (
    describe_longest_lull,
    describe_median_interval,
    describe_open_lull,
    intervals_between,
)
from geo.tables.periods import Period
from geo.wording import count_noun, format_day, format_number


def _figure(value: float) -> str:
    if value == 0:
        return "0"
    if value < 1:
        return f"{value:.2g}"
    return f"{value:.1f}" if value < 100 else format_number(round(value))


def p_text(p_value: float) -> str:
    """Return a p value so that rounding never hides on which side of 0.05 it lies."""
    if p_value < 0.001:
        return "p < 0.001"
    # More digits near the threshold, so that rounding never hides on which side of it p lies.
    digits = 2 if p_value >= 0.1 else 4
    return f"p = {p_value:.{digits}f}"


def rate_text(rate: Rate) -> str:
    """Return incidents a year with the 95 % interval."""
    span = f"{_figure(rate.low)}–{_figure(rate.high)}"
    return f"{_figure(rate.per_year)} a year (95% interval {span})"


def describe_rate(incidents: pd.DataFrame, period: Period, coverage: Period) -> str:
    """Return the rate of the incidents that can lie in the period, or why there is none."""
    counted = count_in_period(incidents, period, coverage)
    opening = f"{count_noun(counted.possible, 'incident')} in {describe_exposure(period)}"
    if period.years < SHORTEST_YEARS:
        return f"{opening}: no rate per year, since the period is shorter than a year."
    text = f"{opening}: {rate_text(incident_rate(counted.possible, period.years))}."
    unsure = counted.possible - counted.sure
    if unsure:
        without = rate_text(incident_rate(counted.sure, period.years))
        left_out = "it" if unsure == 1 else "them"
        text += (
            f" {format_number(unsure)} of them may lie outside the period, since the dates are "
            f"imprecise; without {left_out} {without}."
        )
    return text


def ratio_text(found: RateComparison) -> str:
    """Return the ratio of two rates with its 95 % interval."""
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
        f"{count_noun(found.recent.count, 'incident')} in {last}, {rate_text(found.recent)}; "
        f"{count_noun(found.before.count, 'incident')} in {before}, {rate_text(found.before)}; "
        f"{ratio_text(found)}; {p_text(found.p_value)}"
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
            f"{format_number(other.before.count)}, {ratio_text(other)}, {p_text(other.p_value)}."
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


def lull_sentences(
    incidents: pd.DataFrame, period: Period | None, coverage: Period
) -> tuple[str, ...]:
    """Return the lulls in sentences, none twice; `period` as from study_period."""
    if period is None:
        return (describe_unsearched(coverage),)
    intervals = intervals_between(incidents, period)
    sentences = (
        describe_longest_lull(intervals),
        describe_open_lull(intervals, coverage),
        describe_median_interval(intervals),
    )
    return tuple(dict.fromkeys(sentences))


def rate_sentences(
    incidents: pd.DataFrame, period: Period | None, coverage: Period
) -> tuple[str, ...]:
    """Return rate and comparison of the last twelve months, with intervals and p value."""
    if period is None:
        return ()
    return (
        describe_rate(incidents, period, coverage),
        describe_comparison(compare_last_year(incidents, period)),
    )


def statistics_sentences(
    incidents: pd.DataFrame, period: Period | None, coverage: Period
) -> tuple[str, ...]:
    """Return rate, lulls and the comparison of the last twelve months in sentences."""
    rates = rate_sentences(incidents, period, coverage)
    return (*rates[:1], *lull_sentences(incidents, period, coverage), *rates[1:])
