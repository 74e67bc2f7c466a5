"""The shared filter: one bar of widgets ⇄ IncidentFilter; on a phone behind one button."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import BASES, LIST_PARAMETERS, IncidentFilter
from geo.incidents.projects import named_codes
from geo.incidents.vocabulary import TIERS, UNSPECIFIED
from geo.view_state import DEFAULT_FILTER
from geo.wording import INCLUSION_HELP, INCLUSION_LABELS, count_noun, upper_first
from pages.parts.frame.head import is_phone
from pages.parts.frame.period import render_period, seed_period, take_period
from pages.parts.frame.popover import render_popover
from pages.parts.state.address import change_view, current_view, set_notes

WIDEN_LABELS = {
    "province": "Show all provinces",
    "district": "Show all districts",
    "group": "Show all groups",
    "project": "Show all projects",
    "contractor": "Show all employers and contractors",
    "period": "Show all dates",
    "target": "Show all targets",
    "attack": "Show all kinds of attack",
    "inclusion": "Show core, linked and context",
    "verification": "Show every verification",
    "check": "Show every second check",
    "ids": "Show more than the listed incidents",
}
BASIS_OPTIONS = {
    "any": "Any but denied",
    "claimed": "Claimed by it",
    "attributed": "Attributed to it",
    "suspected": "Suspected of it",
    "denied": "Denied by it",
}
# The fields that stand in the bar itself; the others are behind "More filters".
_IN_POPOVER = (
    *("districts", "projects", "contractors", "targets", "attacks", "verifications", "checks"),
    "ids",
)
# Parameter → label, column of the incidents that name it, and what is said of it.
_LISTED = {
    "project": (
        "Project",
        "project_ids",
        "Projects of the kept list that sources tie an incident to, wherever it happened.",
    ),
    "contractor": (
        "Employer or contractor",
        "contractor_ids",
        "Firms and state bodies that the people hit worked for, as sources name them.",
    ),
}

_MORE = (
    ("Target", "target"),
    ("Attack", "attack"),
    ("Verification", "verification"),
    ("Second check", "check"),
)


def _take_widgets() -> None:
    """Make the filter of the widgets that are drawn; a closed popover's keep their choice."""
    state, chosen = st.session_state, current_view().chosen
    set_notes([])
    fields: dict[str, Any] = {
        field: tuple(state[f"filter_{parameter}"])
        for parameter, field in LIST_PARAMETERS.items()
        if f"filter_{parameter}" in state
    }
    fields["inclusion"] = tuple(tier for tier in TIERS if tier in fields.get("inclusion", ()))
    fields["inclusion"] = fields["inclusion"] or chosen.inclusion
    fields |= take_period(chosen)
    groups = fields.get("groups", chosen.groups)
    fields["basis"] = (groups and state.get("filter_basis", chosen.basis)) or "any"
    change_view(chosen=replace(chosen, **fields))


def _seed_widgets(chosen: IncidentFilter) -> None:
    for parameter, field in LIST_PARAMETERS.items():
        st.session_state[f"filter_{parameter}"] = list(getattr(chosen, field))
    st.session_state["filter_basis"] = chosen.basis
    seed_period(chosen)


def _district_label(atlas: Atlas, code: str) -> str:
    """Return a district’s name; one of a city of several districts says the city, too."""
    name = atlas.vocabulary.names("district")[code]
    city = atlas.cities.get(code)
    return f"{name} ({city})" if city and city not in name else name


def _render_codes(
    parameter: str,
    label: str,
    options: Iterable[str],
    say: Callable[[str], str],
    about: str | None = None,
) -> None:
    st.multiselect(
        label,
        list(options),
        format_func=say,
        key=f"filter_{parameter}",
        on_change=_take_widgets,
        placeholder="All",
        filter_mode="contains",
        select_all=False,
        help=about,
        wrap=False,
    )


def _render_tiers(by_tier: Mapping[str, int]) -> None:
    st.pills(
        "Counted",
        TIERS,
        selection_mode="multi",
        format_func=lambda tier: f"{INCLUSION_LABELS[tier]} {by_tier[tier]}",
        key="filter_inclusion",
        on_change=_take_widgets,
        help="\n".join(f"- **{INCLUSION_LABELS[tier]}**: {INCLUSION_HELP[tier]}." for tier in TIERS)
        + "\n\nThe record is core and linked; context is counted only when you choose it.",
    )


def _render_group(atlas: Atlas, chosen: IncidentFilter) -> None:
    groups = atlas.vocabulary.groups
    _render_codes(
        "group",
        "Group",
        groups,
        groups.__getitem__,
        "A group comes with its parts. Any basis: claimed, attributed or suspected; a denial "
        "never counts.",
    )
    if chosen.groups:
        st.selectbox(
            "Basis",
            BASES,
            format_func=BASIS_OPTIONS.__getitem__,
            key="filter_basis",
            on_change=_take_widgets,
            help="An incident can be claimed and attributed at once: each choice shows every "
            "incident with that basis, whatever else is said of it.",
        )


def _render_more(atlas: Atlas, chosen: IncidentFilter) -> None:
    if chosen.ids:
        st.caption(f"A link narrows this to {count_noun(len(chosen.ids), 'listed incident')}.")
        st.button(
            WIDEN_LABELS["ids"],
            key="drop_ids",
            on_click=change_view,
            kwargs={"chosen": chosen.without("ids")},
        )
    names = atlas.vocabulary.names("district")
    present = {*atlas.incidents["admin2_code"].dropna(), *chosen.districts, UNSPECIFIED}
    if chosen.provinces:
        homes = atlas.vocabulary.district_provinces
        kept = {*chosen.districts, UNSPECIFIED}
        present = {code for code in present if homes.get(code) in chosen.provinces} | kept
    _render_codes(
        "district",
        "District",
        sorted(present, key=names.__getitem__),
        partial(_district_label, atlas),
        "Districts of today that have recorded incidents, in the provinces chosen.",
    )
    for parameter, (label, column, about) in _LISTED.items():
        names = atlas.vocabulary.names(parameter)
        named = named_codes(atlas.incidents[column]) | {
            *getattr(chosen, LIST_PARAMETERS[parameter])
        }
        by_name = sorted(named, key=names.__getitem__)
        _render_codes(parameter, label, by_name, names.__getitem__, about)
    for label, parameter in _MORE:
        texts = {
            code: upper_first(name) for code, name in atlas.vocabulary.names(parameter).items()
        }
        _render_codes(parameter, label, texts, texts.__getitem__)


def _render_bar(atlas: Atlas, chosen: IncidentFilter, by_tier: Mapping[str, int]) -> None:
    provinces = atlas.vocabulary.provinces
    by_name = sorted(provinces, key=provinces.__getitem__)
    _render_tiers(by_tier)
    _render_codes("province", "Province or territory", by_name, provinces.__getitem__)
    _render_group(atlas, chosen)
    render_period(atlas, chosen, _take_widgets)
    hidden = sum(bool(getattr(chosen, field)) for field in _IN_POPOVER)
    label = f"More filters ({hidden})" if hidden else "More filters"
    render_popover(label, "more_filters", lambda: _render_more(atlas, chosen))
    st.button(
        "Clear all filters",
        on_click=change_view,
        kwargs={"chosen": DEFAULT_FILTER},
        disabled=chosen == DEFAULT_FILTER,
    )


def render_filter_bar(atlas: Atlas, chosen: IncidentFilter, by_tier: Mapping[str, int]) -> None:
    """Draw the filter as one bar; `by_tier`: how many incidents the filter has in each tier."""
    _seed_widgets(chosen)
    if is_phone():
        narrowing = len(chosen.describe_parts(atlas.vocabulary)) - 1
        label = f"Filter ({narrowing})" if narrowing else "Filter"
        render_popover(label, "filters", lambda: _render_bar(atlas, chosen, by_tier))
        return
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        _render_bar(atlas, chosen, by_tier)


def render_empty(atlas: Atlas, chosen: IncidentFilter) -> None:
    """Say which part of the filter empties it, and offer to widen that one."""
    st.info("No incident fits this filter.")
    for part, count in atlas.widenings(chosen).items():
        st.button(
            f"{WIDEN_LABELS[part]} ({count_noun(count, 'incident')})",
            key=f"widen_{part}",
            on_click=change_view,
            kwargs={"chosen": chosen.without(part)},
        )
