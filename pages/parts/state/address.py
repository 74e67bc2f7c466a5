"""What is chosen: the session's filter, incident and switches, kept equal to the page's address."""

from urllib.parse import urlencode

import streamlit as st

from geo.atlas import Atlas
from geo.figures.counts import COUNTED, UNITS
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.incidents.tallies import MEASURES
from geo.view.colours import COLOURINGS
from geo.view.scales import CLASS_METHODS
from geo.view.views import DEFAULT_LAYERS, LAYERS, VIEW_LABELS
from geo.wording import plain_markdown
from pages.parts.state.codes import OPENED, find_code

FILTER, INCIDENT, WRITTEN, PAGE, NOTES, TOUCHED = (
    "atlas_filter",
    "atlas_incident",
    "atlas_written_query",
    "atlas_page",
    "atlas_link_notes",
    "atlas_touched",
)
FILTER_PARAMETERS = (
    *("province", "district", "group", "basis", "from", "to"),
    *("target", "attack", "inclusion", "ids"),
)
# Shades districts by the change between two periods instead of by a measure of one.
CHANGE_MEASURE = "change"
# Choices of how a page shows the incidents: the first option is the default and stays unwritten.
CHOICES = {
    "measure": (*MEASURES, CHANGE_MEASURE),
    "bound": ("best", *(bound for bound in BOUNDS if bound != "best")),
    "classes": tuple(CLASS_METHODS),
    "colour": tuple(COLOURINGS),
    "view": tuple(VIEW_LABELS),
    "step": ("off", "year"),
    "counted": tuple(COUNTED),
    "unit": tuple(UNITS),
    "milestones": ("on", "off"),
    "zoom": ("off", "on"),
}
NO_LAYERS = "none"
URL_PARAMETERS = (*FILTER_PARAMETERS, *CHOICES, *OPENED, "layers", "incident", "v")


def current_filter() -> IncidentFilter:
    """Return the filter of this session."""
    return st.session_state[FILTER]


def selected_incident_id() -> str | None:
    """Return the incident that is chosen on any page."""
    return st.session_state.get(INCIDENT)


def mark_touched() -> None:
    """Say that a widget started this run: it may still carry the address from before the click.

    Every widget has a callback that does so; otherwise an old address would undo the last click.
    """
    st.session_state[TOUCHED] = True


def select_incident(incident_id: str | None) -> None:
    """Choose an incident, or none; usable as a callback."""
    st.session_state[INCIDENT] = incident_id
    mark_touched()


def set_filter(chosen: IncidentFilter) -> None:
    """Replace the filter; usable as a callback."""
    st.session_state[FILTER] = chosen
    mark_touched()


def current_choice(name: str) -> str:
    """Return the option chosen for one of `CHOICES`."""
    return st.session_state.get(f"choice_{name}", CHOICES[name][0])


def set_choice(name: str, option: str) -> None:
    """Keep the option of one of `CHOICES`; usable as a callback."""
    st.session_state[f"choice_{name}"] = option
    mark_touched()


def current_layers() -> tuple[str, ...]:
    """Return the map's layers that are switched on."""
    return st.session_state.get("choice_layers", DEFAULT_LAYERS)


def set_layers(layers: tuple[str, ...]) -> None:
    """Keep the map's layers, in their own order; usable as a callback."""
    st.session_state["choice_layers"] = tuple(code for code in LAYERS if code in layers)
    mark_touched()


def opened_code(name: str) -> str | None:
    """Return the code that is opened for one of `OPENED`, or None."""
    return st.session_state.get(f"opened_{name}")


def set_opened(name: str, code: str | None) -> None:
    """Keep the code of one of `OPENED`; usable as a callback."""
    st.session_state[f"opened_{name}"] = code
    mark_touched()


def set_notes(notes: list[str]) -> None:
    """Replace what `render_notes` says."""
    st.session_state[NOTES] = notes


def _read_choices(query: dict[str, list[str]]) -> list[str]:
    notes = []
    for name, options in CHOICES.items():
        wanted = next(iter(query.get(name, [])), options[0]).lower()
        if wanted not in options:
            notes.append(f"The link's {name} “{wanted[:60]}” is not known here; it was left out.")
            wanted = options[0]
        st.session_state[f"choice_{name}"] = wanted
    return notes


def _read_layers(query: dict[str, list[str]]) -> list[str]:
    if "layers" not in query:
        set_layers(DEFAULT_LAYERS)
        return []
    wanted = [part.strip().lower() for text in query["layers"] for part in text.split(",")]
    unknown = [part for part in wanted if part not in (*LAYERS, NO_LAYERS)]
    known = tuple(part for part in wanted if part in (*LAYERS, NO_LAYERS))
    set_layers(known or DEFAULT_LAYERS)
    return [
        f"The link's layer “{part[:60]}” is not known here; it was left out." for part in unknown
    ]


def _read_opened(atlas: Atlas, query: dict[str, list[str]]) -> list[str]:
    notes = []
    for name in OPENED:
        text = next(iter(query.get(name, [])), "")
        code = find_code(atlas, name, text)
        set_opened(name, code)
        if text and code is None:
            notes.append(f"The link's {name} “{text[:60]}” is not known here; it was left out.")
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
    notes += _read_choices(query) + _read_layers(query) + _read_opened(atlas, query)
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
    set_notes(notes)


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


def _wanted_query(atlas: Atlas) -> dict[str, str]:
    wanted = current_filter().to_query()
    for name, options in CHOICES.items():
        if current_choice(name) != options[0]:
            wanted[name] = current_choice(name)
    if current_layers() != DEFAULT_LAYERS:
        wanted["layers"] = ",".join(current_layers()) or NO_LAYERS
    wanted |= {name: opened_code(name) for name in OPENED if opened_code(name)}
    if selected_incident_id():
        wanted["incident"] = selected_incident_id()
    return wanted | {"v": atlas.tables.data_version} if wanted else {}


def link_to_view(atlas: Atlas) -> str:
    """Return the address that opens the present view elsewhere; it names the data version."""
    query = {"v": atlas.tables.data_version} | _wanted_query(atlas)
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(query, safe=',')}"


def write_url(atlas: Atlas) -> None:
    """Write filter, incident and data version to the URL, so that it can be sent."""
    others = {
        name: st.query_params.get_all(name)
        for name in st.query_params
        if name not in URL_PARAMETERS
    }
    current = {name: st.query_params.get_all(name) for name in st.query_params}
    query = {name: [text] for name, text in _wanted_query(atlas).items()}
    # All at once: each assignment is a step of the browser's history.
    if current != others | query:
        st.query_params.from_dict(others | query)
    st.session_state[WRITTEN] = query


def render_notes() -> None:
    """Say in one box what of the link or the filter was not understood."""
    notes = st.session_state.get(NOTES, [])
    if notes:
        st.warning("\n".join(f"- {plain_markdown(note)}" for note in notes))
