"""Compute rates, comparisons and changes of recorded incidents that stand up with small numbers.

Everything describes the record as it is; nothing here looks ahead. An incident that lasted counts
at its first day. Sentences are in `geo.figures.sentences`, time between incidents in
`geo.figures.time.lulls`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from scipy.stats import binomtest, chi2

from geo.figures.exposure import SHORTEST_YEARS, incidents_in
from geo.tables.periods import Period
from geo.wording import count_noun, format_day, format_event_date

CONFIDENCE = 0.95
SIGNIFICANCE = 1 - CONFIDENCE
# With two periods of equal length 5 to 0 gives p = 0.0625 and 6 to 0 gives 0.03125: fewer than 6
# incidents cannot show a difference at 0.05 however they fall.
FEWEST_TO_COMPARE = 6


@dataclass(frozen=True)
class Rate:
    """Hold a count, its exposure in years, and the rate per year with its 95 % interval."""

    count: int
    years: float
    per_year: float
    low: float
    high: float


@dataclass(frozen=True)
class RateComparison:
    """Hold two rates, the ratio of recent to before with its 95 % interval, and the p value.

    `ratio` and `ratio_high` are None where no incident was before. `could_show_fall` says whether
    no incident at all in the recent period would have counted as a difference.
    """

    recent: Rate
    before: Rate
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p_value: float
    could_show_fall: bool

    @property
    def verdict(self) -> str:
        """Return "more", "fewer" or "no_difference"."""
        if self.p_value >= SIGNIFICANCE:
            return "no_difference"
        return "more" if self.recent.per_year > self.before.per_year else "fewer"


@dataclass(frozen=True)
class Comparison:
    """Hold a period's last 12 months beside what was before, or why they are not compared.

    `cut` is the first day of the last 12 months. `variants` holds one comparison, or two where
    imprecise dates (`straddling`: incident_id → date in words) can lie on either side of the cut:
    all of them counted before it, then all of them after it. Empty where `refusal` is not.
    """

    period: Period
    cut: date
    variants: tuple[RateComparison, ...]
    straddling: dict[str, str]
    refusal: str

    @property
    def verdict(self) -> str:
        """Return "more", "fewer", "no_difference", "depends" or "refused"."""
        verdicts = {variant.verdict for variant in self.variants}
        if not verdicts:
            return "refused"
        return verdicts.pop() if len(verdicts) == 1 else "depends"


def incident_rate(count: int, years: float) -> Rate:
    """Return incidents per year with the exact 95 % interval of a Poisson mean.

    Garwood (1936): half the chi-square quantiles with 2n and 2n + 2 degrees of freedom. Raises
    ValueError for a negative count or less than a year of 365 days.
    """
    if count < 0 or years < SHORTEST_YEARS:
        raise ValueError(f"no rate per year from {count} in {years:.2f} years")
    tail = SIGNIFICANCE / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    high = float(chi2.ppf(1 - tail, 2 * count + 2)) / 2
    return Rate(count, years, count / years, low / years, high / years)


def _conditional_p(count: int, years: float, count_before: int, years_before: float) -> float:
    # scipy's own two-sided p value adds the outcomes that are as unlikely, and can contradict the
    # Clopper-Pearson interval; twice the smaller tail is the test that this interval inverts (Fay
    # 2010).
    share = years / (years + years_before)
    total = count + count_before
    tails = (
        float(binomtest(count, total, share, alternative=side).pvalue)
        for side in ("less", "greater")
    )
    return min(1.0, 2 * min(tails))


def compare_rates(
    count: int, years: float, count_before: int, years_before: float
) -> RateComparison:
    """Compare two Poisson rates, given their sum (Przyborowski & Wilenski 1940).

    Given the total, the recent count is binomial with the recent share of the exposure; the
    ratio's interval comes from the Clopper-Pearson interval of that share, the two-sided p value
    is twice the smaller tail, so that they never contradict each other. Raises ValueError where
    both counts are 0, or as incident_rate does.
    """
    recent, before = incident_rate(count, years), incident_rate(count_before, years_before)
    if count + count_before == 0:
        raise ValueError("no incident to compare")
    share = binomtest(count, count + count_before).proportion_ci(CONFIDENCE, method="exact")
    scale = years_before / years
    could_show_fall = (
        count_before > 0 and _conditional_p(0, years, count_before, years_before) < SIGNIFICANCE
    )
    return RateComparison(
        recent=recent,
        before=before,
        ratio=recent.per_year / before.per_year if count_before else None,
        ratio_low=float(share.low / (1 - share.low) * scale),
        ratio_high=float(share.high / (1 - share.high) * scale) if count_before else None,
        p_value=_conditional_p(count, years, count_before, years_before),
        could_show_fall=could_show_fall,
    )


def _year_before(day: date) -> date:
    earlier: date = (pd.Timestamp(day) - pd.DateOffset(years=1)).date()
    return earlier


def _refusal(count: int, period: Period, cut: date) -> str:
    if _year_before(cut) < period.first:
        return (
            f"The 12 months to {format_day(period.last)} are not compared: fewer than 12 months of "
            f"the period lie before them (it starts on {format_day(period.first)})."
        )
    if count < FEWEST_TO_COMPARE:
        return (
            f"The 12 months to {format_day(period.last)} are not compared with the time before: "
            f"with {count_noun(count, 'incident')} in all, fewer than {FEWEST_TO_COMPARE}, chance "
            "alone could give almost any split."
        )
    return ""


def compare_last_year(incidents: pd.DataFrame, period: Period) -> Comparison:
    """Compare a period's last 12 months with what of it lies before them.

    `incidents` are flat and as filtered; rows that cannot lie in the period are left out, those
    whose date reaches over the period's own ends count inside it. Never raises for few or no rows.
    """
    cut = _year_before(period.last) + timedelta(days=1)
    inside = incidents_in(incidents, period)
    refusal = _refusal(len(inside), period, cut)
    is_recent = inside["event_date"] >= pd.Timestamp(cut)
    is_before = inside["event_date_latest"] < pd.Timestamp(cut)
    straddling = incidents.loc[inside.index[~is_recent & ~is_before]]
    variants: list[RateComparison] = []
    if not refusal:
        years = Period(cut, period.last).years
        years_before = Period(period.first, cut - timedelta(days=1)).years
        for recent in sorted({int(is_recent.sum()), len(inside) - int(is_before.sum())}):
            variants.append(compare_rates(recent, years, len(inside) - recent, years_before))
    columns = (straddling[name] for name in ("incident_id", "event_date", "date_precision"))
    texts = {
        key: format_event_date(day, precision) for key, day, precision in zip(*columns, strict=True)
    }
    return Comparison(period, cut, tuple(variants), texts, refusal)
