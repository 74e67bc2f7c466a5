"""One box that finds an incident, a place, a group or a project, goes there, offers to filter."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from geo.atlas import Atlas
from geo.figures.units import list_units
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.projects import ids_of_project
from geo.incidents.search import LONGEST_QUERY, Found, find, fold_words
from geo.incidents.vocabulary import TIERS
from geo.wording import INCLUSION_LABELS, count_noun, format_title, plain_markdown
from pages.parts.state.address import change_view, current_view, mark_touched

QUERY = "search_box"
SHOWN_PLACES, SHOWN_INCIDENTS, SHOWN_OTHERS = 8, 6, 4
# Pages that open an incident beside what they show; from another one the way is to the list.
CARD_PAGES = ("", "timeline", "incidents")


def _go(page: str, **fields: Any) -> Callable[[], None]:
    """Return a callback that changes the view, empties the box, and has the page opened."""

    def act() -> None:
        change_view(**({"words": ""} | fields))
        st.session_state[QUERY] = ""
        st.session_state["search_page"] = page

    return act


def _render_choice(
    label: str,
    key: str,
    go: Callable[[], None],
    chosen: IncidentFilter | None = None,
    count: int = 0,
) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(plain_markdown(label), key=f"go_{key}", on_click=go, type="tertiary")
        if chosen is not None and count:
            st.button(
                "Filter",
                key=f"only_{key}",
                on_click=_go("", chosen=chosen, incident_id=None),
                help="Replaces the present filter; core, linked and context stay as they are.",
            )


def _own_filter(**fields: Any) -> IncidentFilter:
    return IncidentFilter(inclusion=current_view().chosen.inclusion, **fields)


def _counted(atlas: Atlas, label: str, chosen: IncidentFilter) -> tuple[str, int]:
    """Return a label with all its incidents, and how many of them the filter would show."""
    tiers = atlas.select(replace(chosen, inclusion=TIERS))["inclusion"]
    context = int((tiers == "context").sum())
    said = f"{label} · {count_noun(len(tiers), 'incident')}"
    return said + (f", {context} of them context" if context else ""), len(atlas.select(chosen))


def _render_city(atlas: Atlas, text: str) -> None:
    """Offer a city that is several districts, such as Karachi, as one place."""
    for city in dict.fromkeys(atlas.cities.values()):
        if fold_words(city) == fold_words(text):
            codes = tuple(code for code, name in atlas.cities.items() if name == city)
            chosen = _own_filter(districts=codes)
            label, count = _counted(atlas, f"{city}, all {len(codes)} districts", chosen)
            go = _go("", chosen=chosen, incident_id=None)
            _render_choice(label, f"city_{fold_words(city)}", go, chosen, count)


def _render_places(atlas: Atlas, found: Found) -> None:
    units, provinces = list_units(atlas.districts), atlas.vocabulary.provinces
    for place in found.places[:SHOWN_PLACES]:
        code = place.admin2_code or place.admin1_code
        if code not in units:
            continue
        unit = units[code]
        name = (
            unit.name
            if unit.level == "province"
            else f"{unit.name}, {provinces[place.admin1_code]}"
        )
        chosen = (
            _own_filter(districts=(code,)) if place.admin2_code else _own_filter(provinces=(code,))
        )
        label, count = _counted(atlas, name, chosen)
        _render_choice(label, code, _go("places", place=code), chosen, count)


def _render_named(atlas: Atlas, found: Found) -> None:
    for actor_id, name in list(found.groups.items())[:SHOWN_OTHERS]:
        chosen = _own_filter(groups=(actor_id,))
        label, count = _counted(atlas, name, chosen)
        _render_choice(label, actor_id, _go("groups", actor=actor_id), chosen, count)
    every = {
        project_id: len(ids_of_project(atlas.tables, project_id)) for project_id in found.projects
    }
    for project_id in sorted(every, key=lambda key: -every[key])[:SHOWN_OTHERS]:
        chosen = _own_filter(projects=(project_id,))
        label, count = _counted(atlas, f"{found.projects[project_id]} (project)", chosen)
        go = _go("projects", site=project_id)
        _render_choice(label, f"project_{project_id}", go, chosen, count)


def _render_incidents(atlas: Atlas, found: Found, text: str) -> None:
    rows = atlas.incidents.set_index("incident_id").loc[list(found.incidents)]
    page = st.session_state.get("page_path", "")
    for incident_id, row in list(rows.iterrows())[:SHOWN_INCIDENTS]:
        tier = (
            "" if row["inclusion"] == "core" else f" ({INCLUSION_LABELS[row['inclusion']].lower()})"
        )
        label = f"{format_title(row)}{tier}"
        go = _go(page if page in CARD_PAGES else "incidents", incident_id=incident_id)
        _render_choice(label, incident_id, go)
    if len(rows) > SHOWN_INCIDENTS:
        label = f"All {len(rows)} incidents with these words"
        go = _go("incidents", chosen=EVERYTHING, words=text, incident_id=None)
        _render_choice(label, "all_found", go)


def _clear() -> None:
    st.session_state[QUERY] = ""
    mark_touched()


def _render_results(atlas: Atlas, text: str) -> None:
    tables = atlas.tables
    found = find(
        text,
        atlas.incidents,
        actors=tables.actors,
        projects=tables.projects,
        place_names=tables.place_names,
    )
    with st.container(key="search_results", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            said = f"Nothing found for “{text}”." if found.is_empty else f"“{text}” can mean:"
            st.caption(plain_markdown(said), width="stretch")
            st.button("Close", key="close_search", on_click=_clear)
        if found.is_empty:
            st.caption("Try a place, a group, a project, or words of what happened.")
        _render_city(atlas, text)
        _render_places(atlas, found)
        _render_named(atlas, found)
        _render_incidents(atlas, found, text)


def render_search(atlas: Atlas) -> None:
    """Draw the box, and below it, over the page, what its text can mean."""
    page = st.session_state.pop("search_page", None)
    if page and page != st.session_state.get("page_path"):
        st.switch_page(f"pages/{page}.py")
    with st.container(key="search", width=240):
        st.text_input(
            "Find an incident, place, group or project",
            key=QUERY,
            on_change=mark_touched,
            max_chars=LONGEST_QUERY,
            placeholder="Find an incident, place, group, project",
            label_visibility="collapsed",
        )
        text = st.session_state.get(QUERY, "").strip()
        if text:
            _render_results(atlas, text)
