"""Say codes, dates, ranges and figures in words; every page and export uses these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import pandas as pd

NOT_REPORTED = "not reported"

INCLUSION_LABELS = {
    "core": "Core",
    "linked": "Linked",
    "context": "Context",
}
INCLUSION_HELP = {
    "core": "Chinese nationals or Chinese-run premises were the target",
    "linked": "Pakistani workers, guards or premises of a CPEC or Chinese-run project",
    "context": "the link rests on the place, or on the word of the attackers’ side, alone",
}
BASIS_LABELS = {
    "claimed": "claimed by",
    "attributed": "attributed to",
    "suspected": "suspected",
    "denied": "denied by",
}
ATTACK_LABELS = {
    "suicide_bombing": "suicide bombing",
    "bombing": "bombing",
    "armed_assault": "armed assault",
    "assassination": "targeted killing",
    "kidnapping": "kidnapping",
    "rocket_or_mortar": "rockets or mortars",
    "grenade": "grenade",
    "complex_attack": "complex attack (several means)",
    "sabotage": "sabotage or arson",
    "other": "other",
}
TARGET_LABELS = {
    "chinese_nationals": "Chinese nationals",
    "cpec_workers_pakistani": "Pakistani workers",
    "security_escort": "guards or escorts",
    "diplomatic": "diplomatic premises",
    "infrastructure": "infrastructure",
    "mixed": "several",
}
VERIFICATION_LABELS = {
    "confirmed": "confirmed by two or more independent publishers",
    "reported": "reported by one independent publisher",
    "claim_only": "known from the attackers’ side only",
}
PROVISIONAL = "provisional: no second check yet"
CHECK_LABELS = {
    "confirmed": "second check: confirmed",
    "corrected": "second check: corrected",
    "disputed": "second check: disputed by other pages",
    "not_found": "second check: nothing beyond its own pages found",
}
CLASS_LABELS = {
    "all_victims": "All victims",
    "chinese": "Chinese nationals",
    "pakistani_civilian": "Pakistani civilians",
    "security": "Security forces and guards",
    "other_foreign": "Other foreigners",
    "attacker": "Attackers (not victims)",
}
HARM_LABELS = {"fatalities": "killed", "injured": "injured", "kidnapped": "kidnapped"}
PRECISION_LABELS = {
    "exact": "named site",
    "near": "within about 10 km of the place",
    "admin2": "known to the district only",
    "admin1": "known to the province only",
}
LINK_LABELS = {
    "cpec_project": "CPEC project",
    "other_chinese_project": "other Chinese-run project",
    "chinese_no_project": "Chinese nationals, no project",
    "unclear": "unclear",
}
OUTCOME_LABELS = {
    "killed": "people killed",
    "injured": "people injured",
    "no_harm": "no one hurt",
    "released": "released",
    "rescued": "rescued",
    "killed_in_captivity": "killed in captivity",
    "not_reported": NOT_REPORTED,
}


def format_number(value: int) -> str:
    """Return a number with thin spaces between thousands."""
    return f"{value:,}".replace(",", "\u2009")


def format_figure(value: float) -> str:
    """Return a whole number as such, another with two significant digits."""
    return format_number(int(value)) if float(value).is_integer() else f"{float(value):.2g}"


def count_noun(count: int, noun: str) -> str:
    """Return a count with its noun, e.g. "1 incident", "12 incidents"."""
    return f"{format_number(count)} {noun}{'' if count == 1 else 's'}"


def format_range(low: Any, best: Any, high: Any) -> str:
    """Return a figure as "2", "2 (2–3 reported)", "2–3", "at least 2", "up to 3" or "not reported".

    Any bound may be missing; missing is never written as zero.
    """
    has_low, has_best, has_high = (not pd.isna(value) for value in (low, best, high))
    if not (has_low or has_best or has_high):
        return NOT_REPORTED
    if has_low and has_high:
        if low == high:
            return format_number(low)
        span = f"{format_number(low)}–{format_number(high)}"
        return f"{format_number(best)} ({span} reported)" if has_best else span
    if has_low or has_best:
        least = low if has_low else best
        return f"at least {format_number(least)}" if least else "0 or more"
    return f"up to {format_number(high)}"


def describe_sum(low: int, best: int, high: int) -> str:
    """Return a sum of tolls as "198 (192–216)", or one number where the bounds agree."""
    if low == high:
        return format_number(best)
    return f"{format_number(best)} ({format_number(low)}–{format_number(high)})"


def format_signed(value: int) -> str:
    """Return a whole number with its sign, a true minus sign for negative ones; 0 has none."""
    sign = {1: "+", -1: "−"}.get((value > 0) - (value < 0), "")
    return f"{sign}{format_number(abs(value))}"


def format_percent(share: float, *, is_signed: bool = False) -> str:
    """Return a share as "10%", or a change as "+10%"; never 0% for what is not nothing."""
    percent = round(100 * share)
    if share and not percent:
        sign = ("+" if share > 0 else "−") if is_signed else ""
        return f"{sign}less than 1%"
    return f"{format_signed(percent) if is_signed else format_number(percent)}%"


def upper_first(text: str) -> str:
    """Return text with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def format_day(day: date) -> str:
    """Return a day as 6 Oct 2024."""
    return f"{day.day} {day:%b %Y}"


def format_event_date(
    event_date: pd.Timestamp, date_precision: str, event_date_end: Any = pd.NaT
) -> str:
    """Return a date with its precision in words, e.g. "6 Oct 2024" or "some day in Jul 2017"."""
    started = {
        "day": format_day(event_date),
        "week": f"in the week of {format_day(event_date)}",
        "month": f"some day in {event_date:%b %Y}",
        "year": f"some day in {event_date:%Y}",
    }[date_precision]
    return started if pd.isna(event_date_end) else f"{started} to {format_day(event_date_end)}"


def format_when(incident: Mapping[Any, Any] | pd.Series) -> str:
    """Return an incident's date with its precision and its end, in words."""
    return format_event_date(
        incident["event_date"], incident["date_precision"], incident["event_date_end"]
    )


def format_name(incident: Mapping[Any, Any] | pd.Series) -> str:
    """Return an incident's place, behind the name that people use where there is one.

    E.g. "Karachi airport bombing (Airport Road, Karachi)", or "Airport Road, Karachi".
    """
    name, place = incident["incident_name"], str(incident["place_name"])
    return place if pd.isna(name) else f"{name} ({place})"


def format_title(incident: Mapping[Any, Any] | pd.Series) -> str:
    """Return an incident as lists name it, e.g. "6 Oct 2024 · Airport Road, Karachi"."""
    return f"{format_when(incident)} · {format_name(incident)}"


def format_place(incident: pd.Series) -> str:
    """Return place, district and province, saying when the district is unspecified."""
    district = incident["admin2_name"]
    named = "district unspecified" if pd.isna(district) else f"{district} district"
    return f"{incident['place_name']} · {named} · {incident['admin1_name']}"


def describe_toll(incident: pd.Series) -> str:
    """Return the victims' toll of one incident, e.g. "3 killed; 17 (11–21 reported) injured"."""
    parts = []
    for harm in ("fatalities", "injured", "kidnapped"):
        text = format_range(*(incident[f"{harm}_{bound}"] for bound in ("low", "best", "high")))
        if text == NOT_REPORTED:
            if harm != "kidnapped":
                parts.append(f"{HARM_LABELS[harm]}: {NOT_REPORTED}")
        elif not (harm == "kidnapped" and text == "0"):
            parts.append(f"{'none' if text == '0' else text} {HARM_LABELS[harm]}")
    return "; ".join(parts)


def describe_verification(incident: pd.Series) -> str:
    """Return how well an incident is verified, and what its second check gave."""
    checked = PROVISIONAL if incident["is_provisional"] else CHECK_LABELS[incident["second_check"]]
    return f"{VERIFICATION_LABELS[incident['verification']]}; {checked}"


def describe_responsibility(incident: pd.Series) -> str:
    """Return who claimed, was named or denied, or that no group is named in the sources read."""
    parts = []
    for basis, label in BASIS_LABELS.items():
        actors = incident[f"{basis}_actors"]
        if not pd.isna(actors):
            parts.append(f"{label} {actors}" if basis != "suspected" else f"{actors} suspected")
    return "; ".join(parts) if parts else "no group named in the sources read"


# Everything that RFC 3986 allows in an address; % stays, since addresses come encoded.
_URL_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&^=\"])")


def plain_markdown(text: Any) -> str:
    """Return text that a Markdown renderer shows letter by letter: no link, markup or emoji."""
    return _MARKDOWN_MARKS.sub(r"\\\1", str(text).replace("\n", " "))


def web_address(url: Any) -> str:
    """Return an http(s) address as a link takes it, or nothing."""
    text = "" if pd.isna(url) else str(url).strip()
    return quote(text, safe=_URL_SAFE) if text.startswith(("http://", "https://")) else ""


def link_markdown(label: str, url: Any) -> str:
    """Return a Markdown link, or the label alone where there is no http(s) address."""
    address, name = web_address(url), plain_markdown(label)
    return f"[{name}](<{address}>)" if address else f"{name} (no address)"
