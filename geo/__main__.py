"""Command line of the atlas: python -m geo COMMAND.

Tables: check, changes, locate, join, snapshot, build. Curators: template, add, edit, review,
withdraw, restore, release, sources.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from geo.commands import build, curation, places, records, snapshot, sources
from geo.commands.terminal import say
from geo.curation.staging import heal_left_over
from geo.tables.folders import DATA_FOLDER
from geo.tables.schema import DataFaultError


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m geo", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=DATA_FOLDER, help="data folder")
    shared.add_argument("--json", action="store_true", help="answer in JSON on standard output")
    for family in (records, places, snapshot, build, curation, sources):
        family.add_commands(commands, shared)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0 on success, 1 on a fault, 2 on misuse."""
    parsed = build_parser().parse_args(arguments)
    parsed.now = datetime.now(tz=UTC)
    try:
        # A killed command may have left half of its files in place.
        if healed := heal_left_over(getattr(parsed, "data", DATA_FOLDER)):
            say(healed)
        return int(parsed.run(parsed))
    except DataFaultError as error:
        for fault in error.faults:
            say(str(fault))
        return 1


if __name__ == "__main__":
    sys.exit(main())
