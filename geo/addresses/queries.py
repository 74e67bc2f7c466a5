"""Read the filter of a data address strictly: what is not understood refuses the whole address.

A page leaves such a part out and says so; a script would not notice, and count too much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from geo.addresses.errors import AddressError
from geo.atlas import Atlas
from geo.incidents.filters import BASES, FILTER_PARAMETERS, LIST_PARAMETERS, IncidentFilter
from geo.incidents.queries import Query, split_parts
from geo.incidents.vocabulary import FilterVocabulary
from geo.view_state import URL_PARAMETERS, VERSION_PARAMETER

DATA_ROOT = "/data/"
TIER_NOTE = (
    "An address that names no tiers (inclusion) means the record: core and linked. "
    "Add inclusion=core,linked,context for all incidents."
)
_LEFT_OUT = "; it was left out."
_SHOWN_LETTERS = 60
_TEXTS = {
    "province": "Provinces or territories, ISO 3166-2.",
    "district": "Districts of today; “unspecified” is only the province known.",
    "group": "Armed groups, each with its parts.",
    "project": "Listed projects that an incident hit.",
    "contractor": "Listed employers, contractors and forces that it hit.",
    "target": "Who or what was the target.",
    "attack": "How the attack was made.",
    "inclusion": f"Tiers of inclusion. {TIER_NOTE}",
    "verification": "How well an incident is verified.",
    "check": "What the second check gave.",
    "basis": "Which statements count for a group; any leaves denials out. Needs a group.",
    "from": "First day: a year, a month or a day (2018, 2018-03, 2018-03-05), inclusive.",
    "to": "Last day: a year, a month or a day, inclusive.",
    "ids": "Identifiers of incidents, one by one.",
}


@dataclass(frozen=True)
class Parameter:
    """Describe a parameter: its name, what it says, its codes with their names, if it is a list."""

    name: str
    text: str
    codes: Mapping[str, str]
    is_list: bool


def describe_parameters(vocabulary: FilterVocabulary) -> list[Parameter]:
    """Return every parameter that narrows, in the filter's order."""
    parameters = []
    for name in FILTER_PARAMETERS:
        is_list = name in LIST_PARAMETERS
        codes = vocabulary.names(name) if is_list else {}
        if name == "basis":
            codes = {code: code for code in BASES}
        text = _TEXTS.get(name, f"Codes of {name}.")
        parameters.append(Parameter(name, text, codes, is_list or name == "ids"))
    return parameters


def data_path(chosen: IncidentFilter, suffix: str) -> str:
    """Return the address of a filter's file on its host, with the tiers named."""
    return f"{DATA_ROOT}incidents.{suffix}?{urlencode(chosen.to_query(), safe=',')}"


def _unknown_names(query: Query) -> list[str]:
    sentences = []
    for name in map(str, query):
        if name in FILTER_PARAMETERS or name == VERSION_PARAMETER:
            continue
        shown = name[:_SHOWN_LETTERS]
        sentences.append(
            f"Parameter “{shown}” says how a page looks; it narrows nothing and is refused here."
            if name in URL_PARAMETERS
            else f"Parameter “{shown}” is not known here."
        )
    return sentences


def _unknown_ids(chosen: IncidentFilter, atlas: Atlas, *, with_withdrawn: bool) -> list[str]:
    known = atlas.tables.incidents.set_index("incident_id")
    sentences = []
    for incident_id in chosen.ids:
        if incident_id not in known.index:
            sentences.append(f"The ids “{incident_id}” is not in the table.")
        elif known.loc[incident_id, "status"] == "withdrawn" and not with_withdrawn:
            reason = str(known.loc[incident_id, "status_reason"])
            sentences.append(f"The ids “{incident_id}” was withdrawn: {reason}")
    return sentences


def _wrong_version(query: Query, version: str) -> None:
    for given in query.get(VERSION_PARAMETER, ()):
        if given.strip() != version:
            raise AddressError(
                404,
                f"Parameter v asks for data version “{given[:_SHOWN_LETTERS]}”, and this address "
                f"answers from {version}. Put a version that is kept into the path: "
                f"{DATA_ROOT}v{version}/….",
            )


def read_filter(
    query: Mapping[str, Sequence[str]], atlas: Atlas, *, with_withdrawn: bool = False
) -> IncidentFilter:
    """Return the filter that a query says in full.

    Raises AddressError: 400 for a parameter or value that is not known, is empty, or is said
    twice; 404 for a `v` that is not the atlas's version. `with_withdrawn`: `ids` may name
    withdrawn incidents.
    """
    refused = _unknown_names(query)
    refused += [
        f"Parameter “{name}” is given without a value."
        for name in query
        if name in FILTER_PARAMETERS and not split_parts(query, name)
    ]
    chosen, problems = IncidentFilter.from_query(query, atlas.vocabulary)
    refused += [f"{text.removesuffix(_LEFT_OUT).removesuffix('.')}." for text in problems]
    refused += _unknown_ids(chosen, atlas, with_withdrawn=with_withdrawn)
    if refused:
        names = [name for name in query if name not in FILTER_PARAMETERS]
        raise AddressError(
            400, " ".join(refused), unknown_parameters=names, parameters=list(FILTER_PARAMETERS)
        )
    _wrong_version(query, atlas.tables.data_version)
    return chosen
