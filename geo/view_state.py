"""What a reader has chosen to see, as one value: from and to the query of an address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Generic, TypeVar

from geo.atlas import Atlas
from geo.figures.counts import COUNTED, UNITS
from geo.figures.pivots.axes import CELLS, COLUMNS, ROWS
from geo.figures.units import list_units
from geo.incidents.filters import FILTER_PARAMETERS, IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.incidents.queries import (
    Query,
    describe_unknown,
    find_code,
    parse_code,
    parse_single,
    split_parts,
)
from geo.incidents.releases import data_versions
from geo.incidents.search import parse_words
from geo.incidents.tallies import MEASURES
from geo.incidents.vocabulary import NO_GROUP, TIERS
from geo.tables.periods import Period, parse_period
from geo.view.colours import COLOURINGS
from geo.view.placing.camera import Camera, parse_camera
from geo.view.scales import CLASS_METHODS
from geo.view.views import DEFAULT_LAYERS, LAYERS, VIEW_LABELS
from geo.wording import count_noun

# Shades districts by the change between two periods instead of by a measure of one.
CHANGE_MEASURE = "change"
NO_LAYERS = "none"
# Counts by what the length of the years shown is readable by.
AUTO_UNIT = "auto"
VERSION_PARAMETER = "v"
# Read by streamlit itself, or by the hints for a first visit; they say nothing of the view.
STREAMLIT_PARAMETERS = frozenset({"embed", "embed_options", "theme", "tour"})
DEFAULT_FILTER = IncidentFilter()

T = TypeVar("T")


@dataclass(frozen=True)
class _Parameter(Generic[T]):
    """Say how a field of the view stands in a query: its name there, how it is read and written.

    `read` returns the value and one sentence for each part left out; `options` are the codes of
    a choice.
    """

    name: str
    read: Callable[[Query, Atlas], tuple[T, list[str]]]
    write: Callable[[T], str] = str
    options: tuple[str, ...] = ()


def _choice(
    name: str, options: Iterable[str], names: Mapping[str, str] | None = None, *, first: str = ""
) -> str:
    """Declare a code out of a list, the first being the default; `names` do as well as codes."""
    codes = (*([first] if first else []), *(code for code in options if code != first))

    def read(query: Query, _: Atlas) -> tuple[str, list[str]]:
        return parse_code(query, name, codes, names or {})

    parameter = _Parameter(name, read, options=codes)
    return field(default=codes[0], metadata={"parameter": parameter})


def _opened(name: str, parse: Callable[[Atlas, str], T | None]) -> dict[str, _Parameter[T | None]]:
    """Return the metadata of what is opened; `parse` returns None for what is not known."""

    def read(query: Query, atlas: Atlas) -> tuple[T | None, list[str]]:
        text, problems = parse_single(query, name)
        value = parse(atlas, text) if text else None
        is_unknown = bool(text) and value is None
        return value, problems + [describe_unknown(name, text)] * is_unknown

    return {"parameter": _Parameter(name, read)}


def _read_layers(query: Query, _: Atlas) -> tuple[tuple[str, ...], list[str]]:
    wanted = split_parts(query, "layers")
    known = {part.lower() for part in wanted} & {*LAYERS, NO_LAYERS}
    problems = [describe_unknown("layers", part) for part in wanted if part.lower() not in known]
    if not known:
        return DEFAULT_LAYERS, problems
    if NO_LAYERS in known and len(known) > 1:
        problems.append(f"The link's layers “{NO_LAYERS}” stands beside others; it was left out.")
    return tuple(code for code in LAYERS if code in known), problems


def _read_incident(query: Query, atlas: Atlas) -> tuple[str | None, list[str]]:
    text, problems = parse_single(query, "incident")
    if not text:
        return None, problems
    rows = atlas.tables.incidents.set_index("incident_id")
    incident_id = find_code(rows.index, text)
    if incident_id is None:
        sentence = f"The link's incident “{text[:60]}” is not in the table; it was left out."
        return None, [*problems, sentence]
    found = rows.loc[incident_id]
    if found["status"] == "withdrawn":
        sentence = f"The link's incident {incident_id} was withdrawn: {found['status_reason']}"
        return None, [*problems, sentence]
    return incident_id, problems


_KNOWN: dict[str, Callable[[Atlas], Iterable[str]]] = {
    "group": lambda atlas: [code for code in atlas.vocabulary.groups if code != NO_GROUP],
    "place": lambda atlas: list_units(atlas.districts),
    "project": lambda atlas: atlas.vocabulary.projects,
    "version": lambda atlas: data_versions(atlas.tables),
}


def _find(kind: str) -> Callable[[Atlas, str], str | None]:
    return lambda atlas, text: find_code(_KNOWN[kind](atlas), text)


def _find_span(_: Atlas, text: str) -> Period | None:
    try:
        return parse_period(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class ViewState:
    """Hold the filter, how a page shows it, and what is opened on it.

    A line here is all that another parameter of the address needs. Defaults stay unwritten.
    """

    chosen: IncidentFilter = DEFAULT_FILTER
    measure: str = _choice("measure", (*MEASURES, CHANGE_MEASURE))
    bound: str = _choice("bound", BOUNDS, first="best")
    classes: str = _choice("classes", CLASS_METHODS)
    colour: str = _choice("colour", COLOURINGS)
    view: str = _choice("view", VIEW_LABELS, VIEW_LABELS)
    at: Camera | None = field(
        default=None, metadata=_opened("at", lambda _, text: parse_camera(text))
    )
    step: str = _choice("step", ("off", "year"))
    counted: str = _choice("counted", COUNTED)
    unit: str = _choice("unit", (AUTO_UNIT, *UNITS))
    rows: str = _choice("rows", ROWS, ROWS)
    columns: str = _choice("columns", COLUMNS, COLUMNS)
    cells: str = _choice("cells", CELLS)
    milestones: str = _choice("milestones", ("on", "off"))
    zoom: str = _choice("zoom", ("on", "off"))
    layers: tuple[str, ...] = field(
        default=DEFAULT_LAYERS,
        metadata={
            "parameter": _Parameter("layers", _read_layers, lambda on: ",".join(on) or NO_LAYERS)
        },
    )
    actor: str | None = field(default=None, metadata=_opened("actor", _find("group")))
    other: str | None = field(default=None, metadata=_opened("other", _find("group")))
    place: str | None = field(default=None, metadata=_opened("place", _find("place")))
    site: str | None = field(default=None, metadata=_opened("site", _find("project")))
    against: Period | None = field(default=None, metadata=_opened("against", _find_span))
    since: str | None = field(default=None, metadata=_opened("since", _find("version")))
    words: str = field(default="", metadata={"parameter": _Parameter("words", parse_words)})
    incident_id: str | None = field(
        default=None, metadata={"parameter": _Parameter("incident", _read_incident)}
    )

    def __post_init__(self) -> None:
        # A step is a last day in the filter: where that is cleared, the step ends too.
        if self.step == "year" and self.chosen.to_date is None:
            object.__setattr__(self, "step", "off")

    def changed(self, **changes: Any) -> ViewState:
        """Return the view with fields replaced.

        A named view, and a filter of other places, move the map: where it was put by hand ends.
        """
        chosen = changes.get("chosen", self.chosen)
        is_moved = "view" in changes or _places(chosen) != _places(self.chosen)
        if is_moved:
            changes.setdefault("at", None)
        return replace(self, **changes)

    @property
    def step_end(self) -> date | None:
        """Return the last day shown when stepping by year, else None."""
        return self.chosen.to_date if self.step == "year" else None

    @classmethod
    def from_query(cls, query: Query, atlas: Atlas) -> tuple[ViewState, list[str]]:
        """Return the view of an address, and one sentence for each part that was left out."""
        chosen, problems = IncidentFilter.from_query(query, atlas.vocabulary)
        read: dict[str, Any] = {}
        for name, parameter in _PARAMETERS.items():
            read[name], found = parameter.read(query, atlas)
            problems += found
        problems += _version_problems(query, atlas.tables.data_version)
        problems += _tier_problems(query, chosen, atlas)
        problems += [
            f"Parameter “{name[:60]}” is not known here; it was left out."
            for name in query
            if name not in URL_PARAMETERS and name.lower() not in STREAMLIT_PARAMETERS
        ]
        return cls(chosen=chosen, **read), problems

    def to_query(self, data_version: str) -> dict[str, str]:
        """Return the query of the view with its data version; the default view has none."""
        if self == DEFAULT_VIEW:
            return {}
        query = self.chosen.to_query()
        for name, parameter in _PARAMETERS.items():
            if getattr(self, name) != getattr(DEFAULT_VIEW, name):
                query[parameter.name] = parameter.write(getattr(self, name))
        return query | {VERSION_PARAMETER: data_version}


def _places(chosen: IncidentFilter) -> tuple[object, ...]:
    return chosen.provinces, chosen.districts, chosen.ids


def _version_problems(query: Query, data_version: str) -> list[str]:
    version, problems = parse_single(query, VERSION_PARAMETER)
    if version and version != data_version:
        problems.append(
            f"The link was made with data version {version[:20]}; these are data of version "
            f"{data_version}, so figures may differ."
        )
    return problems


def _tier_problems(query: Query, chosen: IncidentFilter, atlas: Atlas) -> list[str]:
    """Say of an address with a version and no tiers that it once showed context incidents too."""
    if "inclusion" in query or VERSION_PARAMETER not in query:
        return []
    more = len(atlas.select(replace(chosen, inclusion=TIERS))) - len(atlas.select(chosen))
    if not more:
        return []
    return [
        "This address was made by an earlier version, which counted context incidents with the "
        f"others. Not counted here: {count_noun(more, 'context incident')} of it; choose "
        "“Context” in the filter to add them."
    ]


# Field of ViewState → its parameter; the filter has parameters of its own.
_PARAMETERS: dict[str, _Parameter[Any]] = {
    part.name: part.metadata["parameter"] for part in fields(ViewState) if part.metadata
}
# Field → codes of each choice, the default first.
CHOICES = {name: parameter.options for name, parameter in _PARAMETERS.items() if parameter.options}
URL_PARAMETERS = frozenset(
    {*FILTER_PARAMETERS, *(part.name for part in _PARAMETERS.values()), VERSION_PARAMETER}
)
DEFAULT_VIEW = ViewState()
