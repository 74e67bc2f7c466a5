"""The shared filter: sidebar widgets ⇄ IncidentFilter."""

from datetime import date

import streamlit as st

from geo.atlas import Atlas
from geo.filters import BASES, IncidentFilter
from geo.schema import codes
from geo.wording import INCLUSION_HELP, INCLUSION_LABELS, count_noun
from pages._address import (
    CHOICES,
    current_choice,
    current_filter,
    render_notes,
    set_choice,
    set_filter,
    set_notes,
    take_url,
)

FIRST_DAY = date(2001, 1, 1)
WIDEN_LABELS = {
    "province": "Show all provinces",
    "district": "Show all districts",
    "group": "Show all groups",
    "period": "Show all dates",
    "inclusion": "Show core, linked and context",
}


def render_choice(name: str, label: str, format_func) -> str:
    """Draw the switch of a choice that is kept in the session and the URL; return the option."""

    def keep() -> None:
        set_choice(name, st.session_state[f"{name}_switch"])

    st.session_state[f"{name}_switch"] = current_choice(name)
    return st.segmented_control(
        label,
        CHOICES[name],
        format_func=format_func,
        key=f"{name}_switch",
        on_change=keep,
        required=True,
    )


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
            basis=state["filter_basis"] or "any",
            from_date=from_date,
            to_date=to_date,
            inclusion=tuple(state["filter_inclusion"]),
        )
    )


def _seed_widgets(chosen: IncidentFilter) -> None:
    st.session_state.update(
        filter_province=list(chosen.provinces),
        filter_district=list(chosen.districts),
        filter_group=list(chosen.groups),
        filter_basis=chosen.basis,
        filter_from=chosen.from_date,
        filter_to=chosen.to_date,
        filter_inclusion=list(chosen.inclusion),
    )


def _options(atlas: Atlas, column: str, names: dict[str, str], chosen: tuple[str, ...]) -> list:
    present = {*atlas.incidents[column].dropna(), *chosen}
    return sorted(present, key=lambda code: names[code])


def _render_place_and_group(atlas: Atlas, chosen: IncidentFilter) -> None:
    vocabulary = atlas.vocabulary
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
        _options(atlas, "admin2_code", vocabulary.districts, chosen.districts),
        format_func=lambda code: vocabulary.districts[code],
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
    st.segmented_control(
        "Group counts by",
        BASES,
        format_func={"any": "Any basis", "claimed": "Claimed only"}.get,
        key="filter_basis",
        on_change=_widgets_to_filter,
        required=True,
        disabled=not chosen.groups,
    )


def _render_period_and_inclusion(atlas: Atlas) -> None:
    start, end = st.columns(2)
    limits = {"min_value": FIRST_DAY, "max_value": date(atlas.today.year, 12, 31)}
    for column, label, key in ((start, "From", "filter_from"), (end, "To", "filter_to")):
        column.date_input(
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
        _render_place_and_group(atlas, chosen)
        _render_period_and_inclusion(atlas)
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
    widenings = chosen.widenings(atlas.incidents, atlas.tables.responsibility, atlas.vocabulary)
    for part, count in widenings.items():
        st.button(
            f"{WIDEN_LABELS[part]} ({count_noun(count, 'incident')})",
            key=f"widen_{part}",
            on_click=set_filter,
            args=(chosen.without(part),),
        )
