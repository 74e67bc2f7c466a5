"""Read the parts of a URL query; what is not understood becomes a sentence, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geo.incidents.typed_days import parse_typed_day

Query = Mapping[str, Sequence[str]]
_INCIDENT_ID = re.compile(r"CPA-[0-9]{4}-[0-9]{4}")


def describe_unknown(parameter: str, text: str) -> str:
    """Return the sentence that says that a part of a link is not known."""
    return f"The link's {parameter} “{text[:60]}” is not known here; it was left out."


def find_code(codes: Iterable[str], text: str) -> str | None:
    """Return the code that a text means in any case of letters, or None."""
    return next((code for code in codes if code.lower() == text.lower()), None)


def split_parts(query: Query, parameter: str) -> list[str]:
    """Return the parts of a comma-separated parameter, each once."""
    parts = [part.strip() for text in query.get(parameter, ()) for part in text.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def parse_single(query: Query, parameter: str) -> tuple[str, list[str]]:
    """Return the first text of a parameter that takes one, and a sentence for each further one."""
    given = list(dict.fromkeys(text.strip() for text in query.get(parameter, ()) if text.strip()))
    if not given:
        return "", []
    return given[0], [
        f"The link's {parameter} “{text[:60]}” stands beside another one; it was left out."
        for text in given[1:]
    ]


def parse_list(
    query: Query, parameter: str, names: Mapping[str, str]
) -> tuple[tuple[str, ...], list[str]]:
    """Return the codes of a comma-separated parameter, and a sentence for each unknown one.

    `names` maps codes to names; a name does as well as a code: links are typed by hand, too. A
    name that has a comma must stand alone.
    """
    known = {name.lower(): code for code, name in names.items()}
    known |= {code.lower(): code for code in names}
    given = query.get(parameter, ())
    whole = [text.strip() for text in given if text.strip().lower() in known]
    others = [text for text in given if text.strip().lower() not in known]
    wanted = list(dict.fromkeys([*whole, *split_parts({parameter: others}, parameter)]))
    found = dict.fromkeys(known[part.lower()] for part in wanted if part.lower() in known)
    return tuple(found), [
        describe_unknown(parameter, part) for part in wanted if part.lower() not in known
    ]


def parse_ids(query: Query) -> tuple[tuple[str, ...], list[str]]:
    """Return the incident identifiers of the parameter `ids`, and what to say of the others."""
    wanted = list(dict.fromkeys(part.upper() for part in split_parts(query, "ids")))
    found = tuple(part for part in wanted if _INCIDENT_ID.fullmatch(part))
    return found, [describe_unknown("ids", part) for part in wanted if part not in found]


def parse_code(
    query: Query, parameter: str, options: Sequence[str], names: Mapping[str, str] | None = None
) -> tuple[str, list[str]]:
    """Return the option that a parameter names; without or with an unknown one, the first.

    `names` maps options to names, which do as well; in any case of letters.
    """
    text, problems = parse_single(query, parameter)
    known = {name.lower(): code for code, name in (names or {}).items()}
    known |= {code.lower(): code for code in options}
    if not text:
        return options[0], problems
    if text.lower() in known:
        return known[text.lower()], problems
    return options[0], [*problems, describe_unknown(parameter, text)]


def parse_day(query: Query, parameter: str) -> tuple[date | None, list[str]]:
    """Return the day of a parameter; a year or month is its first day, for `to` its last."""
    text, problems = parse_single(query, parameter)
    if not text:
        return None, problems
    try:
        return parse_typed_day(text, is_end=parameter == "to"), problems
    except ValueError:
        sentence = (
            f"The link's {parameter} “{text[:60]}” is not a date like 2018-01-31; it was left out."
        )
        return None, [*problems, sentence]
