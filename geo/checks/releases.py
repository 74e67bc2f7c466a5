"""Check the tables against what was released, and against pinned totals."""

from __future__ import annotations

from geo.checks.faults import FIRST_LINE, Faults
from geo.incidents.releases import (
    YEARLY_FILE,
    Releases,
    YearlyTotals,
    fingerprint_incidents,
    last_release,
    yearly_totals,
)
from geo.tables.loader import IncidentTables
from geo.tables.schema import DataFault


def _gone(tables: IncidentTables, releases: Releases) -> Faults:
    known = {key for digests in releases.values() for key in digests}
    return [
        DataFault(
            "id_is_kept",
            "incidents.csv",
            None,
            "incident_id",
            f"{key} was released and is gone; withdraw a row, never delete it",
        )
        for key in sorted(known - set(tables.incidents["incident_id"]))
    ]


def check_releases(tables: IncidentTables, releases: Releases) -> Faults:
    """Return released incidents that are gone, or that differ without a change being logged.

    Against the present version where it is released already, otherwise against the one before.
    """
    version = tables.data_version
    basis = version if version in releases else last_release(releases)
    if basis is None:
        return []
    now, then = fingerprint_incidents(tables), releases[basis]
    logged = set(tables.changes.loc[tables.changes["version"] == version, "incident_id"])
    rows = {key: row for row, key in enumerate(tables.incidents["incident_id"], start=FIRST_LINE)}
    differing = [key for key in rows if then.get(key) != now[key]]
    if basis == version:
        check, advice = "version_is_raised", f"differs from released version {version}; raise it"
    else:
        check = "change_is_logged"
        advice = f"changed since {basis}; say so in changes.csv under version {version}"
        differing = [key for key in differing if key not in logged]
    return [
        *_gone(tables, releases),
        *(
            DataFault(check, "incidents.csv", rows[key], None, f"{key} {advice}")
            for key in differing
        ),
    ]


def check_yearly_totals(tables: IncidentTables, pinned: YearlyTotals) -> Faults:
    """Return years whose totals differ from the pinned ones: each is a diff to be reviewed."""
    now = yearly_totals(tables)
    return [
        DataFault(
            "yearly_totals_are_pinned",
            YEARLY_FILE,
            None,
            year,
            f"is {pinned.get(year)} there and {now.get(year)} in the tables; "
            "review it, then run: python -m geo build --tables",
        )
        for year in sorted({*now, *pinned})
        if now.get(year) != pinned.get(year)
    ]
