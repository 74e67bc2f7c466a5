"""Command line of the atlas: python -m geo check | locate | join | changes | snapshot | build."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from geo.atlas import Atlas, load_atlas
from geo.checks.run import check_folder
from geo.exports.snapshot import save_snapshot
from geo.exports.snapshot_comparison import compare_snapshot
from geo.exports.snapshot_reader import MAX_SNAPSHOT_BYTES, SnapshotError
from geo.incidents.filters import BASES, LIST_PARAMETERS, IncidentFilter
from geo.incidents.releases import changes_since, freeze_release
from geo.places.boundaries import load_districts
from geo.places.join import (
    EventTableError,
    describe_join,
    find_coordinate_columns,
    join_events,
    read_events,
    write_events,
)
from geo.places.location import describe_coordinate_fault, locate_point
from geo.tables.folders import DATA_FOLDER
from geo.tables.loader import load_tables
from geo.tables.schema import DataFaultError
from geo.wording import count_noun

FILTER_OPTIONS = (*LIST_PARAMETERS, "basis", "from", "to")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _say_step(step: int, of: int, name: str) -> None:
    _say(f"{step} of {of}: {name}")


def _today() -> date:
    return datetime.now(tz=UTC).date()


def load_atlas_of(arguments: argparse.Namespace) -> Atlas:
    """Return the checked atlas of the chosen data folder."""
    return load_atlas(arguments.data, today=_today())


def run_check(arguments: argparse.Namespace) -> int:
    """Check a data folder; exit code 1 when anything is at fault."""
    faults = check_folder(arguments.data, today=_today())
    if arguments.json:
        print(json.dumps([fault.to_dict() for fault in faults], ensure_ascii=False, indent=2))
    for fault in faults:
        _say(str(fault))
    _say(count_noun(len(faults), "fault") if faults else "All checks passed.")
    return 1 if faults else 0


def run_locate(arguments: argparse.Namespace) -> int:
    """Name the district of a point; exit code 1 when there is none."""
    fault = describe_coordinate_fault(arguments.longitude, arguments.latitude)
    districts = load_districts(arguments.data / "boundaries")
    unit = None if fault else locate_point(arguments.longitude, arguments.latitude, districts)
    if unit is None:
        _say(fault or "The point lies in no district: it is at sea or abroad.")
        return 1
    if arguments.json:
        print(json.dumps(unit, ensure_ascii=False))
    else:
        print(f"{unit['admin2_name']} ({unit['admin2_code']}), {unit['admin1_name']}")
    return 0


def run_join(arguments: argparse.Namespace) -> int:
    """Give each row of a table its district; exit code 1 when a row has none."""
    events = read_events(arguments.input)
    longitude, latitude = find_coordinate_columns(
        events.columns, arguments.lon_column, arguments.lat_column
    )
    districts = load_districts(arguments.data / "boundaries")
    joined = join_events(events, districts, longitude, latitude)
    write_events(joined, arguments.output)
    faults = joined.loc[joined["point_fault"] != "", "point_fault"]
    if arguments.json:
        print(json.dumps({"rows": len(joined), "faults": len(faults)}))
    for row, fault in faults.items():
        _say(f"row {int(str(row)) + 2}: {fault}")
    _say(describe_join(joined))
    return 1 if len(faults) else 0


def run_changes(arguments: argparse.Namespace) -> int:
    """List what changed since a data version; --release records the present one instead."""
    tables = load_tables(arguments.data)
    try:
        if arguments.release:
            faults = check_folder(arguments.data, today=_today())
            if faults:
                raise DataFaultError(faults)
            freeze_release(tables, arguments.data)
            _say(f"Recorded version {tables.data_version}.")
            return 0
        changes = changes_since(tables, arguments.since)
    except ValueError as error:
        _say(str(error))
        return 1
    if arguments.json:
        print(changes.to_json(orient="records", date_format="iso", force_ascii=False))
    else:
        for row in changes.to_dict("records"):
            print(f"{row['version']} {row['incident_id']} {row['change']}: {row['note']}")
    _say(f"{len(changes)} changes since {arguments.since}")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    try:
        with arguments.verify.open("rb") as file:
            found = compare_snapshot(file.read(MAX_SNAPSHOT_BYTES + 1), load_atlas_of(arguments))
    except SnapshotError as error:
        _say(str(error))
        return 1
    except OSError as error:
        _say(f"The file can't be read: {error}")
        return 1
    if arguments.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    for line in found.lines():
        _say(line)
    return 0 if found.is_same else 1


def _write_snapshot(arguments: argparse.Namespace, given: dict[str, list[str]]) -> int:
    atlas = load_atlas_of(arguments)
    chosen, problems = IncidentFilter.from_query(given, atlas.vocabulary)
    for problem in problems:
        _say(problem.replace("The link's", "The").replace("; it was left out", ""))
    if problems:
        return 2
    created = datetime.now(tz=UTC)
    try:
        save_snapshot(arguments.output, atlas, chosen, created=created, report=_say_step)
    except OSError as error:
        _say(f"The file can't be written: {error}")
        return 1
    shown = len(atlas.select(chosen))
    sentence = atlas.sentence(chosen)
    if arguments.json:
        written = {"file": str(arguments.output), "incidents": shown, "filter": sentence}
        print(json.dumps(written, ensure_ascii=False))
    _say(f"Wrote {arguments.output}: {sentence}")
    return 0


def run_snapshot(arguments: argparse.Namespace) -> int:
    """Write the snapshot of a filter, or check one; exit code 1 when a checked one differs."""
    given = {name: getattr(arguments, name) or [] for name in FILTER_OPTIONS}
    if not arguments.verify:
        return _write_snapshot(arguments, given)
    if any(given.values()):
        _say("--verify takes the filter from the file; leave the other options out.")
        return 2
    return _verify(arguments)


def run_build(arguments: argparse.Namespace) -> int:
    """Rebuild boundaries and static files; --tables needs no network."""
    # Only the build needs its drawing and reading libraries.
    from geo.build.static import build_all, build_from_tables

    if arguments.tables:
        build_from_tables()
    else:
        build_all(arguments.cache)
    _say("Built.")
    return 0


def _add_snapshot(commands: Any, shared: argparse.ArgumentParser) -> None:
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


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m geo", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=DATA_FOLDER, help="data folder")
    shared.add_argument("--json", action="store_true", help="answer in JSON on standard output")

    check = commands.add_parser("check", parents=[shared], help="check the data files")
    check.set_defaults(run=run_check)

    locate = commands.add_parser("locate", parents=[shared], help="name the district of a point")
    locate.add_argument("longitude", metavar="LON", type=float)
    locate.add_argument("latitude", metavar="LAT", type=float)
    locate.set_defaults(run=run_locate)

    join = commands.add_parser("join", parents=[shared], help="give a table's rows their district")
    join.add_argument("input", metavar="IN", type=Path, help="CSV or (Geo)Parquet")
    join.add_argument("output", metavar="OUT", type=Path, help="CSV or Parquet, by its ending")
    join.add_argument("--lon-column", metavar="NAME", help="found by its name when not given")
    join.add_argument("--lat-column", metavar="NAME", help="found by its name when not given")
    join.set_defaults(run=run_join)

    changes = commands.add_parser(
        "changes", parents=[shared], help="what changed since a data version"
    )
    changes.add_argument("--since", metavar="VERSION", default="0.0.0")
    changes.add_argument(
        "--release", action="store_true", help="record the fingerprints of the present version"
    )
    changes.set_defaults(run=run_changes)

    _add_snapshot(commands, shared)

    build = commands.add_parser("build", help="rebuild boundaries and static files")
    build.add_argument("--cache", type=Path, default=Path(".cache"), help="pinned inputs")
    build.add_argument(
        "--tables", action="store_true", help="only what follows from the tables, after an edit"
    )
    build.set_defaults(run=run_build)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0 on success, 1 on a fault, 2 on misuse."""
    parsed = build_parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except DataFaultError as error:
        for fault in error.faults:
            _say(str(fault))
        return 1
    except EventTableError as error:
        _say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
