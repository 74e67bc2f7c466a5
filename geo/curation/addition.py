"""Turn a record into rows of all tables: a new incident, or more of one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from geo.checks.texts import check_personal_names, check_plain_text
from geo.curation.ledger import Ledger
from geo.curation.record import INCIDENT, SECOND_CHECK, SOURCES, TABLE_OF_SECTION, Entry, Record
from geo.curation.values import cell_fault, reference_fault, role_fault
from geo.tables.schema import DataFault, DataFaultError

_BOUNDS = ("low", "best", "high")
# Tables whose cells name pages by the record's labels.
_CITING = ("incidents", "tolls", "responsibility")


def next_incident_id(ledger: Ledger, year: str) -> str:
    """Return the next identifier of a year that was never given out, also in no release."""
    used = ledger["incidents"].values("incident_id").union(*ledger.releases().values())
    numbers = [int(key[-4:]) for key in used if key.startswith(f"CPA-{year}-")]
    return f"CPA-{year}-{max(numbers, default=0) + 1:04}"


@dataclass
class Addition:
    """Hold the rows that a record makes, and what is wrong with them.

    `pages`: label or identifier → identifier of the incident's pages.
    """

    ledger: Ledger
    today: date
    incident_id: str
    pages: dict[str, str] = field(default_factory=dict)
    faults: list[DataFault] = field(default_factory=list)

    def judge(
        self, entry: Entry, table: str, cells: dict[str, str], columns: Iterable[str]
    ) -> None:
        """Note what is wrong with the given columns of a row, and with its texts."""
        pages = {
            key for key in cells if key.endswith("source_id") and table in _CITING and cells[key]
        }
        for column in columns:
            text, check = cells.get(column, ""), "cell_is_valid"
            field = {} if column in pages else self.ledger.fields(table)[column]
            fault = cell_fault(field, text, self.today) if field else None
            # The incident's own row may come after those that belong to it; page() judged pages.
            if fault is None and column != "incident_id" and column not in pages:
                fault = reference_fault(self.ledger, table, column, text)
                check = "reference_is_known"
            if fault:
                self.faults.append(entry.fault(check, column, fault))
        row = [(table, pd.DataFrame([cells], columns=list(columns), dtype="string"))]
        for found in (*check_plain_text(row), *check_personal_names(row)):
            self.faults.append(entry.fault(found.check, str(found.column), found.message))

    def insert(self, entry: Entry, table: str, cells: dict[str, str], *, after: str | None) -> None:
        """Judge a row and put it into its table; flags that are not given are false."""
        fields = self.ledger.fields(table)
        for name, described in fields.items():
            if described["type"] == "boolean" and not cells.get(name):
                cells[name] = "false"
        self.judge(entry, table, cells, fields)
        self.ledger[table].insert(cells, after=after)

    def page(self, entry: Entry, column: str) -> str:
        """Return the identifier of the page that a key names, and note where there is none."""
        named = entry.cells.get(column, "")
        if not named or named in self.pages:
            return self.pages.get(named, "")
        message = f"“{named}” is no page of this incident; there are: {', '.join(self.pages)}"
        if named not in self.ledger["sources"].values("source_id"):
            message = f"“{named}” is no source_id of sources.csv and no label of this record"
        self.faults.append(entry.fault("reference_is_known", column, message))
        return named

    def add_page(self, entry: Entry) -> None:
        """Add a page, or take one that sources.csv has, and tie it to the incident."""
        table, cells = self.ledger["sources"], dict(entry.cells)
        known = cells.get("source_id", "")
        page = {name: cells.get(name, "") for name in self.ledger.fields("sources")}
        if known:
            given = sorted(name for name, text in page.items() if text not in ("", "false", known))
            if known not in table.values("source_id"):
                message = f"“{known}” is no source_id of sources.csv; leave it out for a new page"
                self.faults.append(entry.fault("reference_is_known", "source_id", message))
            if given:
                message = f"{known} is described already; leave out {', '.join(given)}"
                self.faults.append(entry.fault("page_is_described_once", given[0], message))
        else:
            known = self._new_page(entry, page)
        for name in {known, cells.get("label") or known}:
            if name in self.pages:
                message = f"“{name}” is a page of this incident already"
                self.faults.append(entry.fault("page_is_listed_once", "label", message))
            self.pages[name] = known
        link = {name: cells.get(name, "") for name in ("supports", "is_background")}
        link |= {"incident_id": self.incident_id, "source_id": known}
        self.insert(entry, "incident_sources", link, after="incident_id")

    def _say_known(self, source_id: str) -> str:
        links = self.ledger["incident_sources"]
        having = [links.rows[at]["incident_id"] for at in links.find(source_id=source_id)]
        others = ", ".join(key for key in having if key != self.incident_id)
        if self.incident_id in having:
            return f"this page is {source_id}, a page of {self.incident_id} already; leave it out"
        # A record that is added twice stops here, at its pages.
        known = f", a page of {others} (was this record added already?)" if others else ""
        return f"this page is {source_id}{known}; give it as source_id"

    def _new_page(self, entry: Entry, page: dict[str, str]) -> str:
        table = self.ledger["sources"]
        same = table.find(url=page["url"]) if page["url"] else []
        if same:
            message = self._say_known(table.rows[same[0]]["source_id"])
            self.faults.append(entry.fault("page_is_described_once", "url", message))
        last = max((int(key[1:]) for key in table.values("source_id")), default=0)
        page["source_id"] = f"S{last + 1:04}"
        page["origin"] = page["origin"] or page["publisher"]
        self.insert(entry, "sources", page, after=None)
        return page["source_id"]

    def add_row(self, entry: Entry) -> None:
        """Add a row of the section's table, its pages by identifier."""
        cells = dict(entry.cells)
        if entry.section == "tolls":
            shared = self.page(entry, "source_id")
            cells.pop("source_id", None)
            for bound in _BOUNDS:
                own = self.page(entry, f"{bound}_source_id")
                cells[f"{bound}_source_id"] = (own or shared) if cells.get(bound) else own
        else:
            for column in (name for name in cells if name.endswith("source_id")):
                cells[column] = self.page(entry, column)
        if entry.section == INCIDENT:
            cells["status"] = "active"
        cells["incident_id"] = self.incident_id
        self.insert(entry, TABLE_OF_SECTION[entry.section], cells, after="incident_id")

    def add_review(self, entry: Entry, role: str, cells: dict[str, str], key: str) -> None:
        """Add a row of reviews.csv; `key` is where the record names who did it."""
        if fault := role_fault(cells.get("reviewer", "")):
            self.faults.append(entry.fault("reviewer_is_a_role", key, fault))
        row = {"incident_id": self.incident_id, "role": role, "review_date": str(self.today)}
        self.ledger["reviews"].insert(row | cells, after="incident_id")
        if fault := cell_fault(
            self.ledger.fields("reviews")["verdict"], cells["verdict"], self.today
        ):
            self.faults.append(entry.fault("cell_is_valid", "verdict", fault))


def _add_publishers(addition: Addition, record: Record) -> None:
    table = addition.ledger["publishers"]
    for entry in record.of("publishers"):
        name = entry.cells.get("publisher", "")
        if name in table.values("publisher"):
            message = f"“{name}” is in publishers.csv already; leave this section out"
            addition.faults.append(entry.fault("publisher_is_new", "publisher", message))
        addition.insert(entry, "publishers", dict(entry.cells), after="publisher")


def add_parts(ledger: Ledger, record: Record, incident_id: str, today: date) -> list[str]:
    """Add a record's rows to an incident and return the tables that got some.

    Raises DataFaultError with everything that is wrong with them; the ledger is then of no use.
    """
    addition = Addition(ledger, today, incident_id)
    links = ledger["incident_sources"]
    for position in links.find(incident_id=incident_id):
        known = links.rows[position]["source_id"]
        addition.pages[known] = known
    _add_publishers(addition, record)
    for entry in record.of(SOURCES):
        addition.add_page(entry)
    for section in TABLE_OF_SECTION:
        if section not in (SOURCES, "publishers", SECOND_CHECK):
            for entry in record.of(section):
                addition.add_row(entry)
    for entry in record.of(SECOND_CHECK):
        cells = {name: entry.cells.get(name, "") for name in ("reviewer", "verdict", "note")}
        addition.add_review(entry, "second_check", cells, "reviewer")
    if record.of(INCIDENT):
        coded = {"reviewer": record.top.cells.get("coded_by", ""), "verdict": "coded"}
        addition.add_review(record.top, "first_coded", coded, "coded_by")
    if addition.faults:
        raise DataFaultError(addition.faults)
    names = {section: TABLE_OF_SECTION[section] for section in TABLE_OF_SECTION}
    names[SOURCES] = "incident_sources"
    return [table for section, table in names.items() if record.of(section)]
