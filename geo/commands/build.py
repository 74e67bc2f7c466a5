"""build: make boundaries and static files anew."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from geo.commands.terminal import say


def add_commands(commands: Any, _shared: argparse.ArgumentParser) -> None:
    """Add build to the command line."""
    build = commands.add_parser("build", help="rebuild boundaries and static files")
    build.add_argument("--cache", type=Path, default=Path(".cache"), help="pinned inputs")
    build.add_argument(
        "--tables", action="store_true", help="only what follows from the tables, after an edit"
    )
    build.set_defaults(run=run_build)


def run_build(arguments: argparse.Namespace) -> int:
    """Rebuild boundaries and static files; --tables needs no network."""
    # Only the build needs its drawing and reading libraries.
    from geo.build.static import build_all, build_from_tables

    if arguments.tables:
        build_from_tables()
    else:
        build_all(arguments.cache)
    say("Built.")
    return 0
