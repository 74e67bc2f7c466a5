"""sources: count the cited pages, and ask whether they still answer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from geo.commands.terminal import answer_json, say
from geo.curation.links import PAUSE_SECONDS, Pacer, check_links
from geo.curation.pages import count_pages
from geo.tables.loader import load_tables

DEFAULT_STATE = Path(".cache/link-check.json")


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add sources to the command line."""
    sources = commands.add_parser(
        "sources", parents=[shared], help="count the cited pages, or check that they answer"
    )
    sources.add_argument(
        "--check",
        action="store_true",
        help="ask each page over the internet; stop it at any time, the next run goes on",
    )
    sources.add_argument("--state", metavar="FILE", type=Path, default=DEFAULT_STATE)
    sources.add_argument("--limit", metavar="N", type=int, help="ask at most so many pages now")
    sources.add_argument(
        "--pause",
        metavar="SECONDS",
        type=float,
        default=PAUSE_SECONDS,
        help="between two questions to one host (default: %(default)g)",
    )
    sources.set_defaults(run=run_sources)


def run_sources(arguments: argparse.Namespace) -> int:
    """Count the pages, and with --check ask them; exit code 1 when one does not answer."""
    sources = load_tables(arguments.data).sources
    if arguments.check:
        return _check(arguments, sources["url"].dropna().unique().tolist())
    counts = count_pages(sources)
    if arguments.json:
        answer_json(counts.to_dict())
    else:
        print("\n".join(counts.lines()))
    return 0


def _check(arguments: argparse.Namespace, urls: list[str]) -> int:
    try:
        state, is_done = check_links(
            urls,
            arguments.state,
            today=arguments.now.date(),
            pacer=Pacer(arguments.pause),
            limit=arguments.limit,
            report=say,
        )
    except (OSError, ValueError) as error:
        say(f"The state file {arguments.state} can't be used: {error}")
        return 1
    known = {url: state[url] for url in urls if url in state}
    gone = {url: row for url, row in known.items() if (row["status"] or 400) >= 400}
    if arguments.json:
        answer_json({"pages": len(urls), "checked": len(known), "not_there": gone}, indent=2)
    else:
        for url, row in gone.items():
            print(f"{row['checked']} {row['status'] or row['problem']} {url}")
    say(f"{len(known)} of {len(urls)} pages checked, {len(gone)} of them did not answer.")
    if not is_done:
        say("Stopped: no host could be reached; is there internet? Run it again to go on.")
    return 0 if is_done and not gone else 1
