"""Say what each figure over time rests on, its limits and its source."""

from __future__ import annotations

from dataclasses import dataclass

from geo.figures.rates import FEWEST_TO_COMPARE


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
        functions=("geo.figures.time.lulls.intervals_between", "numpy.median"),
    ),
)
