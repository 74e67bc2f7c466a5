"""Make one change of a data folder: read, change, check all of it, then put it in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from geo.checks.run import check_all, check_folder
from geo.curation.ledger import Ledger
from geo.curation.staging import candidate_folder, heal_folder, lock_folder, put_in_place
from geo.incidents.releases import (
    changes_markdown,
    load_yearly_totals,
    write_yearly_totals,
    yearly_totals,
)
from geo.places.boundaries import load_districts
from geo.tables.loader import IncidentTables, load_tables
from geo.tables.schema import DataFault, DataFaultError, load_package

Finish = Callable[[IncidentTables, Path], None]


@dataclass
class Outcome:
    """Hold what a change did: the incident, the version it belongs to, remarks, files written.

    `new_sources`: identifier of a page that was added → its address.
    """

    version: str
    incident_id: str | None = None
    notes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    new_sources: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as a plain record for JSON."""
        return dict(vars(self))


def _new_faults(faults: list[DataFault], folder: Path, today: date) -> list[DataFault]:
    """Return the faults that the folder does not have already; their rows may have moved."""
    if not faults:
        return []
    known = {
        (old.check, old.file, old.column, old.message) for old in check_folder(folder, today=today)
    }
    return [f for f in faults if (f.check, f.file, f.column, f.message) not in known]


def _say_totals(tables: IncidentTables, folder: Path) -> list[str]:
    before, after = load_yearly_totals(folder), yearly_totals(tables)
    notes = []
    for year in sorted({*before, *after}):
        old, new = before.get(year, {}), after.get(year, {})
        moved = [
            f"{name} {old.get(name, 0)} → {new.get(name, 0)}"
            for name in (new or old)
            if old.get(name) != new.get(name)
        ]
        if moved:
            notes.append(f"Totals of {year}: {', '.join(moved)}.")
    return notes


def change_folder(
    folder: Path,
    change: Callable[[Ledger], Outcome],
    *,
    today: date,
    finish: Finish | None = None,
) -> Outcome:
    """Apply a change to a data folder, whole or not at all.

    `finish` may add files to the checked candidate folder. Raises DataFaultError with what is
    refused; then nothing is written.
    """
    with lock_folder(folder):
        healed = heal_folder(folder)
        # Another version of it may have been read by an earlier command of this process.
        load_package.cache_clear()
        ledger = Ledger(folder)
        outcome = change(ledger)
        with candidate_folder(folder) as candidate:
            for name, data in ledger.files():
                (candidate / name).write_bytes(data)
            tables = load_tables(candidate)
            outcome.notes += _say_totals(tables, folder)
            write_yearly_totals(tables, candidate)
            (candidate / "CHANGES.md").write_text(changes_markdown(tables), encoding="utf-8")
            districts = load_districts(candidate / "boundaries")
            faults = _new_faults(check_all(tables, districts, candidate, today), folder, today)
            if faults:
                raise DataFaultError(faults)
            if finish:
                finish(tables, candidate)
            outcome.files = put_in_place(folder, candidate, ledger.base)
        load_package.cache_clear()
    outcome.notes = [*([healed] if healed else []), *outcome.notes]
    return outcome
