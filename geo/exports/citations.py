"""Write the sources of incidents for reference managers: BibTeX and RIS.

The table holds no headlines: the title of an entry is supplied, in square brackets as cataloguers
do, and says so. Entries are web pages (@online of biblatex, ELEC of RIS).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import pandas as pd
import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from geo.tables.loader import IncidentTables
from geo.wording import format_day

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
_URL_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


class _PlainRisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Write entries without a running number, which the format does not know."""

    def set_header(self, count: int) -> str:  # noqa: ARG002
        return ""


def _plain(text: Any) -> str:
    return "" if pd.isna(text) else _BREAKS.sub(" ", str(text)).strip()


def _address(url: Any) -> str:
    text = _plain(url)
    return quote(text, safe=_URL_SAFE) if text.startswith(("http://", "https://")) else ""


def _day(published_date: Any) -> str:
    text = _plain(published_date)
    if len(text) < len("2018-09"):
        return text
    day = pd.Timestamp(text)
    return format_day(day) if len(text) > len("2018-09") else f"{day:%b %Y}"


def select_sources(tables: IncidentTables, incident_ids: Iterable[str]) -> pd.DataFrame:
    """Return the sources of incidents, in the table's order, with what they are a source of.

    Every page linked to an incident, or named by a bound of a toll or by a statement. Columns of
    sources, and `incident_ids` separated by ", ".
    """
    named = [
        tables.incident_sources[["incident_id", "source_id"]],
        tables.responsibility[["incident_id", "source_id"]],
        *(
            tables.tolls[["incident_id", f"{bound}_source_id"]].set_axis(
                ["incident_id", "source_id"], axis=1
            )
            for bound in ("low", "best", "high")
        ),
    ]
    links = pd.concat(named, ignore_index=True).dropna().drop_duplicates()
    links = links[links["incident_id"].isin(list(incident_ids))].sort_values("incident_id")
    joined = links.groupby("source_id")["incident_id"].agg(", ".join).rename("incident_ids")
    return tables.sources.merge(joined, left_on="source_id", right_index=True, how="inner")


def _title(source: pd.Series) -> str:
    day = _day(source["published_date"])
    return f"[Page of {_plain(source['publisher'])}{f', {day}' if day else ''}]"


def _note(source: pd.Series) -> str:
    parts = [
        f"Source {source['source_id']} of the CPEC Incident Atlas for {source['incident_ids']}."
    ]
    if source["origin"] != source["publisher"]:
        parts.append(f"Carries the reporting of {_plain(source['origin'])}.")
    if source["published_is_inferred"]:
        parts.append("Date inferred.")
    if not _address(source["url"]):
        parts.append("No address is known.")
    return " ".join([*parts, SUPPLIED_TITLE])


def bibtex(sources: pd.DataFrame) -> str:
    """Return sources (as from select_sources) as BibTeX entries @online, UTF-8."""
    library = Library()
    for _, source in sources.iterrows():
        texts = {
            # Doubled braces keep an organisation from being read as a person's name.
            "author": f"{{{_plain(source['publisher']).translate(_LATEX_MARKS)}}}",
            "title": f"{{{_title(source).translate(_LATEX_MARKS)}}}",
            "date": _plain(source["published_date"]),
            "url": _address(source["url"]),
            "language": _plain(source["language"]),
            "note": _note(source).translate(_LATEX_MARKS),
        }
        fields = [Field(name, f"{{{text}}}") for name, text in texts.items() if text]
        library.add(Entry("online", str(source["source_id"]), fields))
    return write_string(library, unparse_stack=[])


def ris(sources: pd.DataFrame) -> str:
    """Return sources (as from select_sources) as RIS records of the type ELEC, UTF-8."""
    records = []
    for _, source in sources.iterrows():
        year, month, day = [*_plain(source["published_date"]).split("-"), "", "", ""][:3]
        record = {
            "type_of_reference": "ELEC",
            "id": str(source["source_id"]),
            # The comma at the end keeps an organisation from being read as a person's name.
            "authors": [f"{_plain(source['publisher'])},"],
            "title": _title(source),
            "year": year,
            "date": f"{year}/{month}/{day}/" if year else "",
            "publisher": _plain(source["publisher"]),
            "language": _plain(source["language"]),
            "urls": [url for url in [_address(source["url"])] if url],
            "notes": [_note(source)],
        }
        records.append({key: value for key, value in record.items() if value})
    return str(rispy.dumps(records, implementation=_PlainRisWriter))
