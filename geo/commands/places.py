"""locate and join: the district of a point, and of each row of a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from geo.commands.terminal import answer_json, say
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


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add locate and join to the command line."""
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


def run_locate(arguments: argparse.Namespace) -> int:
    """Name the district of a point; exit code 1 when there is none."""
    fault = describe_coordinate_fault(arguments.longitude, arguments.latitude)
    districts = load_districts(arguments.data / "boundaries")
    unit = None if fault else locate_point(arguments.longitude, arguments.latitude, districts)
    if unit is None:
        say(fault or "The point lies in no district: it is at sea or abroad.")
        return 1
    if arguments.json:
        answer_json(unit)
    else:
        print(f"{unit['admin2_name']} ({unit['admin2_code']}), {unit['admin1_name']}")
    return 0


def run_join(arguments: argparse.Namespace) -> int:
    """Give each row of a table its district; exit code 1 when a row has none."""
    try:
        events = read_events(arguments.input)
        longitude, latitude = find_coordinate_columns(
            events.columns, arguments.lon_column, arguments.lat_column
        )
        districts = load_districts(arguments.data / "boundaries")
        joined = join_events(events, districts, longitude, latitude)
        write_events(joined, arguments.output)
    except EventTableError as error:
        say(str(error))
        return 1
    faults = joined.loc[joined["point_fault"] != "", "point_fault"]
    if arguments.json:
        answer_json({"rows": len(joined), "faults": len(faults)})
    for row, fault in faults.items():
        say(f"row {int(str(row)) + 2}: {fault}")
    say(describe_join(joined))
    return 1 if len(faults) else 0
