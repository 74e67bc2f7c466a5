"""check and changes: what is wrong with the tables, and what changed in them."""

from __future__ import annotations

import argparse
from typing import Any

from geo.checks.run import check_folder
from geo.commands.terminal import answer_json, say
from geo.incidents.releases import changes_since, freeze_release
from geo.tables.loader import load_tables
from geo.tables.schema import DataFaultError
from geo.wording import count_noun


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add check and changes to the command line."""
    check = commands.add_parser("check", parents=[shared], help="check the data files")
    check.set_defaults(run=run_check)

    changes = commands.add_parser(
        "changes", parents=[shared], help="what changed since a data version"
    )
    changes.add_argument("--since", metavar="VERSION", default="0.0.0")
    changes.add_argument(
        "--release", action="store_true", help="record the fingerprints of the present version"
    )
    changes.set_defaults(run=run_changes)


def run_check(arguments: argparse.Namespace) -> int:
    """Check a data folder; exit code 1 when anything is at fault."""
    faults = check_folder(arguments.data, today=arguments.now.date())
    if arguments.json:
        answer_json([fault.to_dict() for fault in faults], indent=2)
    for fault in faults:
        say(str(fault))
    say(count_noun(len(faults), "fault") if faults else "All checks passed.")
    return 1 if faults else 0


def run_changes(arguments: argparse.Namespace) -> int:
    """List what changed since a data version; --release records the present one instead."""
    tables = load_tables(arguments.data)
    try:
        if arguments.release:
            faults = check_folder(arguments.data, today=arguments.now.date())
            if faults:
                raise DataFaultError(faults)
            freeze_release(tables, arguments.data)
            say(f"Recorded version {tables.data_version}.")
            return 0
        changes = changes_since(tables, arguments.since)
    except ValueError as error:
        say(str(error))
        return 1
    if arguments.json:
        print(changes.to_json(orient="records", date_format="iso", force_ascii=False))
    else:
        for row in changes.to_dict("records"):
            print(f"{row['version']} {row['incident_id']} {row['change']}: {row['note']}")
    say(f"{len(changes)} changes since {arguments.since}")
    return 0
