"""The shared filter: sidebar widgets ⇄ IncidentFilter ⇄ the URL's query."""

from datetime import date

import streamlit as st

from geo.atlas import Atlas
from geo.backdrop import SITE_CHOICES
from geo.charts import STACKS
from geo.filters import BASES, IncidentFilter
from geo.layers import VIEWS
from geo.schema import codes
from geo.tallies import MEASURES
from geo.wording import INCLUSION_HELP, INCLUSION_LABELS, count_noun, plain_markdown

FILTER, INCIDENT, WRITTEN, PAGE, NOTES, TOUCHED = (
    "atlas_filter",
    "atlas_incident",
    "atlas_written_query",
    "atlas_page",
    "atlas_link_notes",
    "atlas_touched",
)
FILTER_PARAMETERS = ("province", "district", "group", "basis", "from", "to", "inclusion")
# Choices of how a page shows the incidents: the first option is the default and stays unwritten.
CHOICES = {
    "measure": tuple(MEASURES),
    "view": tuple(VIEWS),
    "sites": tuple(SITE_CHOICES),
    "stack": tuple(STACKS),
}
URL_PARAMETERS = (*FILTER_PARAMETERS, *CHOICES, "incident", "v")
FIRST_DAY = date(2001, 1, 1)
WIDEN_LABELS = {
    "province": "Show all provinces",
    "district": "Show all districts",
    "group": "Show all groups",
    "period": "Show all dates",
    "inclusion": "Show core, linked and context",
}


def current_filter() -> IncidentFilter:
    """Return the filter of this session."""
    return st.session_state[FILTER]


def selected_incident_id() -> str | None:
    """Return the incident that is chosen on any page."""
    return st.session_state.get(INCIDENT)


def select_incident(incident_id: str | None) -> None:
    """Choose an incident, or none; usable as a callback."""
    st.session_state[INCIDENT] = incident_id
    st.session_state[TOUCHED] = True


def set_filter(chosen: IncidentFilter) -> None:
    """Replace the filter; usable as a callback."""
    st.session_state[FILTER] = chosen
    st.session_state[TOUCHED] = True


def current_choice(name: str) -> str:
    """Return the option chosen for one of `CHOICES`."""
    return st.session_state.get(f"choice_{name}", CHOICES[name][0])


def render_choice(name: str, label: str, format_func) -> str:
    """Draw the switch of a choice that is kept in the session and the URL; return the option."""

    def keep() -> None:
        st.session_state[f"choice_{name}"] = st.session_state[f"{name}_switch"]
        st.session_state[TOUCHED] = True

    st.session_state[f"{name}_switch"] = current_choice(name)
    return st.segmented_control(
        label,
        CHOICES[name],
        format_func=format_func,
        key=f"{name}_switch",
        on_change=keep,
        required=True,
    )


def _read_choices(query: dict[str, list[str]]) -> list[str]:
    notes = []
    for name, options in CHOICES.items():
        wanted = next(iter(query.get(name, [])), options[0]).lower()
        if wanted not in options:
            notes.append(f"The link's {name} “{wanted[:60]}” is not known here; it was left out.")
            wanted = options[0]
        st.session_state[f"choice_{name}"] = wanted
    return notes


def _incident_notes(atlas: Atlas, incident_id: str) -> list[str]:
    rows = atlas.tables.incidents
    row = rows[rows["incident_id"] == incident_id]
    if row.empty:
        select_incident(None)
        return [f"The link's incident “{incident_id[:60]}” is not in the table."]
    if row.iloc[0]["status"] == "withdrawn":
        select_incident(None)
        return [f"{incident_id} was withdrawn: {row.iloc[0]['status_reason']}"]
    return []


def _read_url(atlas: Atlas, query: dict[str, list[str]]) -> None:
    chosen, notes = IncidentFilter.from_query(query, atlas.vocabulary)
    set_filter(chosen)
    notes += _read_choices(query)
    incident_id = next(iter(query.get("incident", [])), "").upper() or None
    select_incident(incident_id)
    if incident_id:
        notes += _incident_notes(atlas, incident_id)
    version = next(iter(query.get("v", [])), None)
    if version and version != atlas.tables.data_version:
        notes.append(
            f"The link was made with data version {version[:20]}; these are data of version "
            f"{atlas.tables.data_version}, so figures may differ."
        )
    st.session_state[NOTES] = notes


def take_url(atlas: Atlas) -> None:
    """Take filter and incident from the URL when it says something new.

    A page chosen in the navigation comes with an empty query: it keeps the session's filter.
    A link, the back button and an edited address come with another one: they are read.
    """
    query = {name: st.query_params.get_all(name) for name in URL_PARAMETERS}
    query = {name: values for name, values in query.items() if values}
    is_other_page = st.session_state.get(PAGE) != st.session_state.get("page_path")
    is_first = FILTER not in st.session_state
    is_new = query != st.session_state.get(WRITTEN, {})
    # A run that a click started may still carry the address from before the click.
    was_touched = st.session_state.pop(TOUCHED, False)
    if is_first or (is_new and not was_touched and (query or not is_other_page)):
        _read_url(atlas, query)
        st.session_state.pop(TOUCHED, None)
    st.session_state[PAGE] = st.session_state.get("page_path")


def write_url(atlas: Atlas) -> None:
    """Write filter, incident and data version to the URL, so that it can be sent."""
    wanted = current_filter().to_query()
    for name, options in CHOICES.items():
        if current_choice(name) != options[0]:
            wanted[name] = current_choice(name)
    if selected_incident_id():
        wanted["incident"] = selected_incident_id()
    if wanted:
        wanted["v"] = atlas.tables.data_version
    others = {
        name: st.query_params.get_all(name)
        for name in st.query_params
        if name not in URL_PARAMETERS
    }
    current = {name: st.query_params.get_all(name) for name in st.query_params}
    query = {name: [text] for name, text in wanted.items()}
    # All at once: each assignment is a step of the browser's history.
    if current != others | query:
        st.query_params.from_dict(others | query)
    st.session_state[WRITTEN] = query


def _widgets_to_filter() -> None:
    state = st.session_state
    from_date, to_date = state["filter_from"], state["filter_to"]
    st.session_state[NOTES] = []
    if from_date and to_date and from_date > to_date:
        note = f"The period would end on {to_date} before it starts; the end was left out."
        st.session_state[NOTES] = [note]
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


def render_notes() -> None:
    """Say in one box what of the link or the filter was not understood."""
    notes = st.session_state.get(NOTES, [])
    if notes:
        st.warning("\n".join(f"- {plain_markdown(note)}" for note in notes))


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
