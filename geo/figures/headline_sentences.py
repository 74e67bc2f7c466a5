"""Say the headline in words: a figure and what it is of, for tiles, pictures and briefings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.figures.exposure import SHORTEST_YEARS
from geo.figures.headline import Headline, LastAttack, TierSum, Trend, TrendSide
from geo.incidents.filters import NAMING_BASES
from geo.incidents.tallies import TollSum
from geo.wording import count_noun, format_day, format_name, format_number, format_when

TIER_NOUNS = {
    "core": "on Chinese nationals",
    "linked": "on linked workers and guards",
    "context": "context",
}
_TREND_TITLES = {
    "more": "More attacks than before",
    "fewer": "Fewer attacks than before",
    "no_difference": "No clear trend in attacks",
}


@dataclass(frozen=True)
class Answer:
    """Hold one answer: a code, the figure, a range or addition to it, and what it is of."""

    code: str
    figure: str
    addition: str
    text: str


def _split(total: TollSum) -> tuple[str, str]:
    figure, _, span = total.text.partition(" (")
    return figure, f"({span}" if span else ""


def _toll(code: str, label: str, total: TierSum) -> Answer:
    figure, addition = _split(total.shown)
    text = label
    if total.context.reported and total.record.reported:
        text += f": {total.record.text} in the record, {total.context.text} in context"
    if total.shown.gap:
        text += f"; {total.shown.gap}"
    return Answer(code, figure, addition, text)


def _attacks(headline: Headline, tiers: tuple[str, ...]) -> Answer:
    counts = [(tier, headline.by_tier[tier]) for tier in tiers]
    figure = " + ".join(format_number(count) for _, count in counts)
    text = ", ".join(f"{format_number(count)} {TIER_NOUNS[tier]}" for tier, count in counts)
    return Answer("attacks", figure, "", f"incidents: {text}")


def _last(last: LastAttack | None) -> Answer:
    if last is None:
        return Answer("last", "–", "", "no attack on Chinese nationals under this filter")
    incident: Any = last.incident
    days = "" if last.days is None else f", {count_noun(last.days, 'day')} before"
    end = format_day(last.until)
    is_named = any(pd.notna(incident[f"{basis}_actors"]) for basis in NAMING_BASES)
    who = "" if is_named else " (no group named)"
    where = f"last attack on Chinese nationals: {format_name(incident)}{who}"
    return Answer(
        "last", format_when(incident), "", f"{where}{days}{'' if days else ', data to'} {end}"
    )


def _side(side: TrendSide) -> str:
    attacks = count_noun(side.attacks, "attack")
    return f"{side.period.describe()}: {attacks}, {side.chinese_killed.describe('Chinese killed')}"


def describe_trend(trend: Trend) -> Answer:
    """Return the answer to "is it getting worse?", with both sides' figures."""
    if trend.recent is None or trend.before is None:
        return Answer("trend", "Not compared", "", trend.refusal)
    sides = f"{_side(trend.recent)}; {_side(trend.before)}"
    if trend.test is None:
        is_short = trend.recent.period.years < SHORTEST_YEARS
        figure = "Too short to compare" if is_short else "Too few to compare"
        return Answer("trend", figure, "", sides)
    reason = "" if trend.test.verdict != "no_difference" else ", as chance alone can give"
    return Answer("trend", _TREND_TITLES[trend.test.verdict], "", f"{sides}{reason}")


def describe_left_out(by_tier: Mapping[str, int], tiers: tuple[str, ...]) -> str:
    """Return what of the filter's incidents no figure counts, by tier, or nothing.

    `by_tier`: how many the filter has in each tier; `tiers`: those that it shows.
    """
    meant = {"context": " (place alone, or the attackers’ word)"}
    parts = [
        count_noun(count, f"{tier} incident") + meant.get(tier, "")
        for tier, count in by_tier.items()
        if count and tier not in tiers
    ]
    return f"{' and '.join(parts)} not counted" if parts else ""


def describe_headline(headline: Headline, tiers: tuple[str, ...]) -> tuple[Answer, ...]:
    """Return the answers in their order; `tiers`: those that the filter shows."""
    return (
        _toll("chinese-killed", "Chinese nationals killed", headline.chinese_killed),
        _toll("killed", "victims killed in all", headline.killed),
        _attacks(headline, tiers),
        _last(headline.last),
        describe_trend(headline.trend),
    )
