"""snapshot: write a filter's incidents as a snapshot, or compare one with today's data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from geo.atlas import Atlas, load_atlas
from geo.commands.terminal import answer_json, say
from geo.exports.snapshot import save_snapshot
from geo.exports.snapshot_comparison import compare_snapshot
from geo.exports.snapshot_reader import MAX_SNAPSHOT_BYTES, SnapshotError
from geo.incidents.filters import BASES, LIST_PARAMETERS, IncidentFilter

FILTER_OPTIONS = (*LIST_PARAMETERS, "basis", "from", "to")


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add snapshot to the command line."""
    snapshot = commands.add_parser(
        "snapshot", parents=[shared], help="write a filter's incidents as a snapshot, or check one"
    )
    file = snapshot.add_mutually_exclusive_group(required=True)
    file.add_argument("output", metavar="OUT.zip", type=Path, nargs="?")
    file.add_argument("--verify", metavar="FILE.zip", type=Path, help="compare with today's data")
    for name in LIST_PARAMETERS:
        snapshot.add_argument(
            f"--{name}", metavar="CODES", action="append", help="as in the address of a page"
        )
    snapshot.add_argument("--basis", choices=BASES, type=str, nargs=1)
    for name in ("from", "to"):
        snapshot.add_argument(f"--{name}", metavar="DAY", nargs=1, help="2018-01-31 or 2018")
    snapshot.set_defaults(run=run_snapshot)


def run_snapshot(arguments: argparse.Namespace) -> int:
    """Write the snapshot of a filter, or check one; exit code 1 when a checked one differs."""
    given = {name: getattr(arguments, name) or [] for name in FILTER_OPTIONS}
    if arguments.verify and any(given.values()):
        say("--verify takes the filter from the file; leave the other options out.")
        return 2
    atlas = load_atlas(arguments.data, today=arguments.now.date())
    return _verify(arguments, atlas) if arguments.verify else _write(arguments, atlas, given)


def _verify(arguments: argparse.Namespace, atlas: Atlas) -> int:
    try:
        with arguments.verify.open("rb") as file:
            found = compare_snapshot(file.read(MAX_SNAPSHOT_BYTES + 1), atlas)
    except SnapshotError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"The file can't be read: {error}")
        return 1
    if arguments.json:
        answer_json(found.to_dict(), indent=2)
    for line in found.lines():
        say(line)
    return 0 if found.is_same else 1


def _write(arguments: argparse.Namespace, atlas: Atlas, given: dict[str, list[str]]) -> int:
    chosen, problems = IncidentFilter.from_query(given, atlas.vocabulary)
    for problem in problems:
        say(problem.replace("The link's", "The").replace("; it was left out", ""))
    if problems:
        return 2
    try:
        save_snapshot(arguments.output, atlas, chosen, created=arguments.now, report=_say_step)
    except OSError as error:
        say(f"The file can't be written: {error}")
        return 1
    sentence = atlas.sentence(chosen)
    if arguments.json:
        shown = len(atlas.select(chosen))
        answer_json({"file": str(arguments.output), "incidents": shown, "filter": sentence})
    say(f"Wrote {arguments.output}: {sentence}")
    return 0


def _say_step(step: int, of: int, name: str) -> None:
    say(f"{step} of {of}: {name}")
