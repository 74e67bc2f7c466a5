"""Write the sources of incidents for reference managers: BibTeX and RIS.

The table holds no headlines: the title of an entry is supplied, in square brackets as cataloguers
do, and says so. Entries are web pages (@online of biblatex, ELEC of RIS).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd
import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from geo.incidents.sources import describe_published
from geo.tables.cells import cell_text
from geo.wording import web_address

SUPPLIED_TITLE = "Title supplied; the atlas records no headlines."
# In BibTeX even an escaped brace counts, so braces are named and not escaped.
_LATEX_MARKS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


class _PlainRisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Write entries without a running number, which the format does not know."""

    def set_header(self, count: int) -> str:  # noqa: ARG002
        return ""


def _one_line(value: Any) -> str:
    return _BREAKS.sub(" ", cell_text(value)).strip()


def _title(source: pd.Series) -> str:
    day = describe_published(source["published_date"])
    return f"[Page of {_one_line(source['publisher'])}{f', {day}' if day else ''}]"


def _note(source: pd.Series) -> str:
    parts = [
        f"Source {source['source_id']} of the CPEC Incident Atlas for {source['incident_ids']}."
    ]
    if source["origin"] != source["publisher"]:
        parts.append(f"Carries the reporting of {_one_line(source['origin'])}.")
    if source["published_is_inferred"]:
        parts.append("Date inferred.")
    if not web_address(source["url"]):
        parts.append("No address is known.")
    return " ".join([*parts, SUPPLIED_TITLE])


def bibtex(sources: pd.DataFrame) -> str:
    """Return sources (as from select_sources) as BibTeX entries @online, UTF-8."""
    library = Library()
    for _, source in sources.iterrows():
        texts = {
            # Doubled braces keep an organisation from being read as a person's name.
            "author": f"{{{_one_line(source['publisher']).translate(_LATEX_MARKS)}}}",
            "title": f"{{{_title(source).translate(_LATEX_MARKS)}}}",
            "date": _one_line(source["published_date"]),
            "url": web_address(source["url"]),
            "language": _one_line(source["language"]),
            "note": _note(source).translate(_LATEX_MARKS),
        }
        fields = [Field(name, f"{{{text}}}") for name, text in texts.items() if text]
        library.add(Entry("online", str(source["source_id"]), fields))
    return write_string(library, unparse_stack=[])


def ris(sources: pd.DataFrame) -> str:
    """Return sources (as from select_sources) as RIS records of the type ELEC, UTF-8."""
    records = []
    for _, source in sources.iterrows():
        year, month, day = [*_one_line(source["published_date"]).split("-"), "", "", ""][:3]
        record = {
            "type_of_reference": "ELEC",
            "id": str(source["source_id"]),
            # The comma at the end keeps an organisation from being read as a person's name.
            "authors": [f"{_one_line(source['publisher'])},"],
            "title": _title(source),
            "year": year,
            "date": f"{year}/{month}/{day}/" if year else "",
            "publisher": _one_line(source["publisher"]),
            "language": _one_line(source["language"]),
            "urls": [url for url in [web_address(source["url"])] if url],
            "notes": [_note(source)],
        }
        records.append({key: value for key, value in record.items() if value})
    return str(rispy.dumps(records, implementation=_PlainRisWriter))


def cite_atlas(version: str, released: date, read: date) -> dict[str, str]:
    """Return how to cite the atlas itself, by style: APA, Chicago, BibTeX.

    `released`: the day of the data version; `read`: the day of reading.
    """
    title = "CPEC Incident Atlas"
    holders = f"{title} contributors"
    day = f"{read.day} {read:%B %Y}"
    return {
        "APA": (
            f"{holders}. ({released.year}). {title} (Version {version}) [Data set]. CC BY 4.0. "
            f"Retrieved {day}."
        ),
        "Chicago": (
            f"{holders}. {title}. Data version {version}, {released.day} {released:%B %Y}. "
            f"CC BY 4.0. Accessed {day}."
        ),
        "BibTeX": (
            f"@misc{{cpec_incident_atlas_{version.replace('.', '_')},\n"
            f"  author  = {{{{{holders}}}}},\n  title   = {{{{{title}}}}},\n"
            f"  year    = {{{released.year}}},\n  version = {{{version}}},\n"
            f"  note    = {{Data set, CC BY 4.0; accessed {read.isoformat()}}}\n}}"
        ),
    }


def cite_incident(
    incident: tuple[str, str], version: str, released: date, read: date, address: str
) -> dict[str, str]:
    """Return how to cite one incident of the atlas, by style: APA, Chicago, BibTeX.

    `incident`: identifier and title; `released`, `read` as of cite_atlas; `address` of its page.
    """
    incident_id, title = incident
    atlas = "CPEC Incident Atlas"
    holders = f"{atlas} contributors"
    day = f"{read.day} {read:%B %Y}"
    named = _one_line(title).translate(_LATEX_MARKS)
    return {
        "APA": (
            f"{holders}. ({released.year}). {title} ({incident_id}). In {atlas} "
            f"(Version {version}) [Data set]. CC BY 4.0. Retrieved {day}, from {address}"
        ),
        "Chicago": (
            f"{holders}. “{title}.” {incident_id}, {atlas}, data version {version}, "
            f"{released.day} {released:%B %Y}. CC BY 4.0. Accessed {day}. {address}."
        ),
        "BibTeX": (
            f"@misc{{{incident_id},\n"
            f"  author  = {{{{{holders}}}}},\n  title   = {{{{{named}}}}},\n"
            f"  year    = {{{released.year}}},\n  version = {{{version}}},\n"
            f"  url     = {{{address}}},\n"
            f"  note    = {{{incident_id} of the {atlas}, CC BY 4.0; "
            f"accessed {read.isoformat()}}}\n}}"
        ),
    }
