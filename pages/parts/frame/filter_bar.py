"""The shared filter: sidebar widgets ⇄ IncidentFilter."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import BASES, LIST_PARAMETERS, IncidentFilter
from geo.incidents.vocabulary import UNSPECIFIED
from geo.tables.schema import codes
from geo.view_state import DEFAULT_FILTER
from geo.wording import INCLUSION_HELP, INCLUSION_LABELS, count_noun, upper_first
from pages.parts.state.address import (
    change_view,
    current_view,
    render_notes,
    set_notes,
    take_url,
)

WIDEN_LABELS = {
    "province": "Show all provinces",
    "district": "Show all districts",
    "group": "Show all groups",
    "period": "Show all dates",
    "target": "Show all targets",
    "attack": "Show all kinds of attack",
    "inclusion": "Show core, linked and context",
    "ids": "Show more than the listed incidents",
}
BASIS_OPTIONS = {
    "any": "Any basis but denied",
    "claimed": "Claimed only",
    "attributed": "Attributed only",
    "suspected": "Suspected only",
    "denied": "Denied by the group",
}


def _widgets_to_filter() -> None:
    state = st.session_state
    from_date, to_date = state["filter_from"], state["filter_to"]
    set_notes([])
    if from_date and to_date and from_date > to_date:
        note = f"The period would end on {to_date} before it starts; the end was left out."
        set_notes([note])
        to_date = None
    lists: dict[str, Any] = {
        field: tuple(state[f"filter_{parameter}"]) for parameter, field in LIST_PARAMETERS.items()
    }
    basis = (lists["groups"] and state.get("filter_basis")) or "any"
    chosen = replace(
        current_view().chosen, **lists, basis=basis, from_date=from_date, to_date=to_date
    )
    change_view(chosen=chosen)


def _district_label(atlas: Atlas, code: str) -> str:
    """Return a district’s name; one of a city of several districts says the city, too."""
    name = atlas.vocabulary.names("district")[code]
    city = atlas.cities.get(code)
    return f"{name} ({city})" if city and city not in name else name


def _seed_widgets(chosen: IncidentFilter) -> None:
    for parameter, field in LIST_PARAMETERS.items():
        st.session_state[f"filter_{parameter}"] = list(getattr(chosen, field))
    st.session_state.update(
        filter_basis=chosen.basis, filter_from=chosen.from_date, filter_to=chosen.to_date
    )


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
        on_change=_widgets_to_filter,
        placeholder="All",
        filter_mode="contains",
        select_all=False,
        help=about,
    )


def _render_place(atlas: Atlas, chosen: IncidentFilter) -> None:
    provinces = atlas.vocabulary.provinces
    by_name = sorted(provinces, key=provinces.__getitem__)
    _render_codes("province", "Province or territory", by_name, provinces.__getitem__)
    names = atlas.vocabulary.names("district")
    present = {*atlas.incidents["admin2_code"].dropna(), *chosen.districts, UNSPECIFIED}
    _render_codes(
        "district",
        "District",
        sorted(present, key=names.__getitem__),
        partial(_district_label, atlas),
        "Districts of today that have recorded incidents.",
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
            on_change=_widgets_to_filter,
        )


def _render_kinds(atlas: Atlas) -> None:
    for label, parameter in (("Target", "target"), ("Attack", "attack")):
        names = {
            code: upper_first(name) for code, name in atlas.vocabulary.names(parameter).items()
        }
        _render_codes(parameter, label, names, names.__getitem__)


def _render_listed(chosen: IncidentFilter) -> None:
    if chosen.ids:
        st.caption(f"A link narrows this to {count_noun(len(chosen.ids), 'listed incident')}.")
        st.button(
            WIDEN_LABELS["ids"],
            key="drop_ids",
            on_click=change_view,
            kwargs={"chosen": chosen.without("ids")},
        )


def _render_period_and_inclusion(atlas: Atlas, chosen: IncidentFilter) -> None:
    # A link may name days outside the usual ones; a field refuses those beyond its limits.
    days = [
        *(day for day in (chosen.from_date, chosen.to_date) if day),
        *(atlas.tables.coverage.first, date(atlas.today.year, 12, 31)),
    ]
    for label, key in (("From", "filter_from"), ("To", "filter_to")):
        st.date_input(
            label,
            key=key,
            on_change=_widgets_to_filter,
            format="YYYY-MM-DD",
            help="A typed date applies when you leave the field." if key == "filter_to" else None,
            min_value=min(days),
            max_value=max(days),
        )
    st.pills(
        "Inclusion",
        codes("incidents", "inclusion"),
        selection_mode="multi",
        format_func=INCLUSION_LABELS.__getitem__,
        key="filter_inclusion",
        on_change=_widgets_to_filter,
        help=". ".join(f"{INCLUSION_LABELS[code]}: {text}" for code, text in INCLUSION_HELP.items())
        + ". None chosen: all three.",
    )


def render_filter_bar(atlas: Atlas) -> IncidentFilter:
    """Draw the sidebar and return the filter."""
    take_url(atlas)
    chosen = current_view().chosen
    _seed_widgets(chosen)
    with st.sidebar:
        st.subheader("Filter")
        _render_listed(chosen)
        _render_place(atlas, chosen)
        _render_group(atlas, chosen)
        _render_kinds(atlas)
        _render_period_and_inclusion(atlas, chosen)
        st.button(
            "Clear all filters",
            on_click=change_view,
            kwargs={"chosen": DEFAULT_FILTER},
            disabled=chosen == DEFAULT_FILTER,
        )
    render_notes()
    return chosen


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
