"""Answer "is it getting worse?" in plain words, and say apart what the answer rests on."""

from __future__ import annotations

from geo.figures.headline import Trend, TrendSide
from geo.figures.rates import FEWEST_TO_COMPARE, SIGNIFICANCE
from geo.figures.sentences import p_text, rate_text, ratio_text
from geo.wording import count_noun

_TREND_VERDICTS = {
    "more": "Yes: more attacks on Chinese nationals than in the period before, beyond what chance "
    "alone gives.",
    "fewer": "No: fewer attacks on Chinese nationals than in the period before, beyond what chance "
    "alone gives.",
    "no_difference": "No clear trend: the attacks on Chinese nationals differ no more from the "
    "period before than chance alone can give.",
}


def _describe_side(side: TrendSide) -> str:
    return (
        f"{side.period.describe()}: {count_noun(side.attacks, 'attack')} and "
        f"{side.chinese_killed.text} Chinese nationals killed"
    )


def answer_trend(trend: Trend) -> str:
    """Return the answer to "is it getting worse?" in plain words, with both periods' figures."""
    if trend.recent is None or trend.before is None:
        return f"Not compared: {trend.refusal}."
    sides = f"{_describe_side(trend.recent)}; {_describe_side(trend.before)} (core incidents)."
    if trend.test is not None:
        deaths = (
            "The killed are too unevenly spread for a verdict: a single attack can make a period’s "
            "sum."
        )
        return f"{_TREND_VERDICTS[trend.test.verdict]} {sides} {deaths}"
    total = trend.recent.attacks + trend.before.attacks
    if total >= FEWEST_TO_COMPARE:
        return f"Too short to say: less than a year is compared with as long before. {sides}"
    return (
        f"Too few to say: {count_noun(total, 'attack')} in both periods together, and with fewer "
        f"than {FEWEST_TO_COMPARE} chance alone could give almost any split. {sides}"
    )


def describe_test(trend: Trend) -> str:
    """Return what the answer rests on: rates, their ratio and the p value, or nothing."""
    if trend.test is None or trend.recent is None or trend.before is None:
        return ""
    text = (
        f"{trend.recent.period.describe()}: {rate_text(trend.test.recent)}; "
        f"{trend.before.period.describe()}: {rate_text(trend.test.before)}; "
        f"{ratio_text(trend.test)}; {p_text(trend.test.p_value)} (a difference: p below "
        f"{SIGNIFICANCE:.2f}). Attacks whose imprecise date may lie outside are not counted."
    )
    if not trend.test.could_show_fall:
        text += " With so few before, not even a period without any would have counted as a fall."
    return text
