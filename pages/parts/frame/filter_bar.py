"""The shared filter: sidebar widgets ⇄ IncidentFilter."""

from datetime import date
from functools import partial

import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import BASES, UNSPECIFIED, IncidentFilter
from geo.tables.schema import codes
from geo.wording import INCLUSION_HELP, INCLUSION_LABELS, count_noun, upper_first
from pages.parts.state.address import (
    current_filter,
    render_notes,
    set_filter,
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
    set_filter(
        IncidentFilter(
            provinces=tuple(state["filter_province"]),
            districts=tuple(state["filter_district"]),
            groups=tuple(state["filter_group"]),
            basis=(state["filter_group"] and state.get("filter_basis")) or "any",
            from_date=from_date,
            to_date=to_date,
            targets=tuple(state["filter_target"]),
            attacks=tuple(state["filter_attack"]),
            inclusion=tuple(state["filter_inclusion"]),
            ids=current_filter().ids,
        )
    )


def _district_label(atlas: Atlas, code: str) -> str:
    """Return a district’s name; one of a city of several districts says the city, too."""
    name = atlas.vocabulary.names("district")[code]
    city = atlas.cities.get(code)
    return f"{name} ({city})" if city and city not in name else name


def _seed_widgets(chosen: IncidentFilter) -> None:
    st.session_state.update(
        filter_province=list(chosen.provinces),
        filter_district=list(chosen.districts),
        filter_group=list(chosen.groups),
        filter_basis=chosen.basis,
        filter_from=chosen.from_date,
        filter_to=chosen.to_date,
        filter_target=list(chosen.targets),
        filter_attack=list(chosen.attacks),
        filter_inclusion=list(chosen.inclusion),
    )


def _options(atlas: Atlas, column: str, names: dict[str, str], chosen: tuple[str, ...]) -> list:
    present = {*atlas.incidents[column].dropna(), *chosen, UNSPECIFIED}
    return sorted(present, key=lambda code: names[code])


def _render_place_and_group(atlas: Atlas, chosen: IncidentFilter) -> None:
    vocabulary = atlas.vocabulary
    districts = vocabulary.names("district")
    st.multiselect(
        "Province or territory",
        sorted(vocabulary.provinces, key=lambda code: vocabulary.provinces[code]),
        format_func=lambda code: vocabulary.provinces[code],
        key="filter_province",
        on_change=_widgets_to_filter,
        placeholder="All",
        filter_mode="contains",
        select_all=False,
    )
    st.multiselect(
        "District",
        _options(atlas, "admin2_code", districts, chosen.districts),
        format_func=partial(_district_label, atlas),
        key="filter_district",
        on_change=_widgets_to_filter,
        placeholder="All",
        filter_mode="contains",
        select_all=False,
        help="Districts of today that have recorded incidents.",
    )
    st.multiselect(
        "Group",
        list(vocabulary.groups),
        format_func=lambda code: vocabulary.groups[code],
        key="filter_group",
        on_change=_widgets_to_filter,
        placeholder="All",
        filter_mode="contains",
        select_all=False,
        help="A group comes with its parts. Any basis: claimed, attributed or suspected; a denial "
        "never counts.",
    )
    if chosen.groups:
        st.selectbox(
            "Basis",
            BASES,
            format_func=BASIS_OPTIONS.get,
            key="filter_basis",
            on_change=_widgets_to_filter,
        )


def _render_kinds(atlas: Atlas) -> None:
    for label, parameter in (("Target", "target"), ("Attack", "attack")):
        names = atlas.vocabulary.names(parameter)
        st.multiselect(
            label,
            list(names),
            format_func=lambda code, names=names: upper_first(names[code]),
            key=f"filter_{parameter}",
            on_change=_widgets_to_filter,
            placeholder="All",
            filter_mode="contains",
            select_all=False,
        )


def _render_listed(chosen: IncidentFilter) -> None:
    if chosen.ids:
        st.caption(f"A link narrows this to {count_noun(len(chosen.ids), 'listed incident')}.")
        st.button(
            WIDEN_LABELS["ids"],
            key="drop_ids",
            on_click=set_filter,
            args=(chosen.without("ids"),),
        )


def _render_period_and_inclusion(atlas: Atlas, chosen: IncidentFilter) -> None:
    # A link may name days outside the usual ones; a field refuses those beyond its limits.
    days = [
        *(day for day in (chosen.from_date, chosen.to_date) if day),
        *(atlas.tables.coverage.first, date(atlas.today.year, 12, 31)),
    ]
    limits = {"min_value": min(days), "max_value": max(days)}
    for label, key in (("From", "filter_from"), ("To", "filter_to")):
        st.date_input(
            label,
            key=key,
            on_change=_widgets_to_filter,
            format="YYYY-MM-DD",
            help="A typed date applies when you leave the field." if key == "filter_to" else None,
            **limits,
        )
    st.pills(
        "Inclusion",
        codes("incidents", "inclusion"),
        selection_mode="multi",
        format_func=INCLUSION_LABELS.get,
        key="filter_inclusion",
        on_change=_widgets_to_filter,
        help=". ".join(f"{INCLUSION_LABELS[code]}: {text}" for code, text in INCLUSION_HELP.items())
        + ". None chosen: all three.",
    )


def render_filter_bar(atlas: Atlas) -> IncidentFilter:
    """Draw the sidebar and return the filter."""
    take_url(atlas)
    chosen = current_filter()
    _seed_widgets(chosen)
    with st.sidebar:
        st.subheader("Filter")
        _render_listed(chosen)
        _render_place_and_group(atlas, chosen)
        _render_kinds(atlas)
        _render_period_and_inclusion(atlas, chosen)
        st.button(
            "Clear all filters",
            on_click=set_filter,
            args=(IncidentFilter(),),
            disabled=chosen == IncidentFilter(),
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
            on_click=set_filter,
            args=(chosen.without(part),),
        )
