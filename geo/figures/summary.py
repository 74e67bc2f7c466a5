"""Say in words what a filter shows: findings, each with its figure and how to recount it.

Every figure is a count or a sum over the rows of the CSV export of the same filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.incidents.filters import NAMING_BASES
from geo.incidents.selections import Selection
from geo.incidents.tallies import count_unspecified, sum_toll
from geo.incidents.vocabulary import RECORD, TIERS
from geo.wording import count_noun, format_number, format_when, upper_first

LEADING_COUNT = 3
_IS_NAMED = ("claimed_actors", "attributed_actors", "suspected_actors")
# What is not known of an incident: label, and how to recount it.
_UNKNOWN = {
    "no-district": ("District not known", "rows with admin2_is_unspecified true"),
    "no-day": ("Day not known", "rows whose date_precision is not day"),
    "no-toll": ("Deaths not reported", "rows with fatalities_low, _best and _high empty"),
    "no-group": (
        "No group named",
        "rows with claimed_actors, attributed_actors and suspected_actors empty",
    ),
    "provisional": ("Provisional: no second check yet", "rows with is_provisional true"),
}


@dataclass(frozen=True)
class Finding:
    """Hold one statement: what it is about, its figure, the sentence part, and how to recount it.

    `value` is the figure as a number or a tuple (low, best, high), for tests; `text` what the
    paragraph says; `recount` names the columns of the CSV.
    """

    code: str
    label: str
    value: Any
    figure: str
    text: str
    recount: str


def leading(counts: Mapping[str, int], limit: int = LEADING_COUNT) -> dict[str, int]:
    """Return the largest counts, ties included only where they all fit; names in order at a tie."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(ranked) > limit:
        cut = ranked[limit][1]
        above = [pair for pair in ranked[:limit] if pair[1] > cut]
        ranked = above or ranked[:limit]
    return dict(ranked)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {format_number(count)}" for name, count in counts.items())


def count_named_groups(selection: Selection) -> dict[str, int]:
    """Count incidents by each group that claimed, was attributed or suspected; denials never.

    A group counts with its parts, as the filter does, and a part is not counted by itself. An
    incident with two groups counts for both.
    """
    vocabulary, stated = selection.vocabulary, selection.responsibility
    is_shown = stated["incident_id"].isin(selection.incidents["incident_id"])
    named = stated[is_shown & stated["basis"].isin(NAMING_BASES)]
    members = vocabulary.group_members
    parts = {part for group, found in members.items() for part in found if part != group}
    counts = {}
    for group in members:
        count = named.loc[named["actor_id"].isin(members[group]), "incident_id"].nunique()
        if group not in parts and count:
            bracket = " with its parts" if len(members[group]) > 1 else ""
            counts[f"{vocabulary.group_short_names[group]}{bracket}"] = int(count)
    return counts


def _tiers(incidents: pd.DataFrame) -> str:
    counts = incidents["inclusion"].value_counts()
    return ", ".join(f"{format_number(counts[tier])} {tier}" for tier in TIERS if tier in counts)


def _when(incidents: pd.DataFrame) -> Finding:
    first, last = incidents.iloc[0], incidents.iloc[-1]
    days = [format_when(row) for row in (first, last)]
    text = f"on {days[0]}" if len(incidents) == 1 else f"between {days[0]} and {days[1]}"
    return Finding(
        "when",
        "First and last",
        tuple(days),
        " – ".join(dict.fromkeys(days)),
        text,
        "event_date of the first and the last row",
    )


def _toll(incidents: pd.DataFrame, code: str, label: str, toll: str) -> Finding:
    total, is_record = sum_toll(incidents, toll), incidents["inclusion"].isin(RECORD)
    apart = ""
    if is_record.any() and not is_record.all():
        record, context = (sum_toll(incidents[rows], toll) for rows in (is_record, ~is_record))
        apart = f" (core and linked {record.text}, context {context.text})"
    gap = f" ({total.gap})" if total.gap else ""
    return Finding(
        code,
        f"{upper_first(label)} killed",
        (total.low, total.best, total.high),
        total.text + apart + gap,
        f"{total.text} {label}{apart}",
        f"sums of {toll}_low, _best, _high; an empty best counts as the low, an empty high as the "
        "best or the low, an empty low as 0",
    )


def _places(incidents: pd.DataFrame) -> Finding:
    counts = incidents["admin2_name"].dropna().value_counts()
    found = leading({str(name): int(count) for name, count in counts.items()})
    return Finding(
        "districts",
        "Districts with most incidents",
        found,
        _listed(found),
        f"Most in {_listed(found)}" if found else "",
        "rows per admin2_name",
    )


def _groups(selection: Selection) -> Finding:
    found = leading(count_named_groups(selection))
    return Finding(
        "groups",
        "Groups named most (claimed, attributed or suspected)",
        found,
        _listed(found),
        f"Named most: {_listed(found)}" if found else "",
        "rows that have the name of the group or of one of its parts in claimed_actors, "
        "attributed_actors or suspected_actors; a row with two groups counts for both",
    )


def _unknown_masks(incidents: pd.DataFrame) -> dict[str, pd.Series]:
    tolls = incidents[["fatalities_low", "fatalities_best", "fatalities_high"]]
    return {
        "no-district": incidents["admin2_is_unspecified"],
        "no-day": incidents["date_precision"] != "day",
        "no-toll": tolls.isna().all(axis=1),
        "no-group": incidents[list(_IS_NAMED)].isna().all(axis=1),
        "provisional": incidents["is_provisional"],
    }


def _unknown(incidents: pd.DataFrame) -> list[Finding]:
    where = _listed(count_unspecified(incidents))
    details = {"no-district": f" ({where})"} if where else {}
    findings = []
    for code, mask in _unknown_masks(incidents).items():
        label, recount = _UNKNOWN[code]
        count, detail = int(mask.sum()), details.get(code, "")
        figure = format_number(count) + detail
        text = f"{label[0].lower()}{label[1:]} {count}{detail}"
        findings.append(Finding(code, label, count, figure, text, recount))
    return findings


def summarise(selection: Selection) -> list[Finding]:
    """Return the findings about what a filter shows, in the paragraph's order; none for no rows."""
    incidents = selection.incidents
    if incidents.empty:
        return []
    tiers, count = _tiers(incidents), len(incidents)
    return [
        Finding(
            "incidents",
            "Incidents",
            count,
            f"{format_number(count)} ({tiers})",
            f"{count_noun(count, 'incident')} ({tiers})",
            "number of rows; by tier: rows per inclusion",
        ),
        _when(incidents),
        _toll(incidents, "killed", "victims", "fatalities"),
        _toll(incidents, "chinese-killed", "Chinese nationals", "chinese_fatalities"),
        _places(incidents),
        _groups(selection),
        *_unknown(incidents),
    ]


def paragraph(findings: list[Finding]) -> str:
    """Return the findings as a few sentences; nothing for an empty filter."""
    if not findings:
        return ""
    by_code = {finding.code: finding for finding in findings}
    unknown = [finding.text for finding in findings if finding.code in _UNKNOWN and finding.value]
    killed, chinese = by_code["killed"], by_code["chinese-killed"]
    sentences = [
        f"{by_code['incidents'].text} {by_code['when'].text}: {killed.text} killed, of whom "
        f"{chinese.text}",
        by_code["districts"].text,
        by_code["groups"].text,
        f"What is not known: {'; '.join(unknown)}" if unknown else "",
    ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def summary_table(findings: list[Finding]) -> pd.DataFrame:
    """Return the findings as a table: what, figure, and how to recount it from the CSV."""
    return pd.DataFrame(
        {
            "What": [finding.label for finding in findings],
            "Figure": [finding.figure or "–" for finding in findings],
            "Recount it from the CSV": [finding.recount for finding in findings],
        }
    )
