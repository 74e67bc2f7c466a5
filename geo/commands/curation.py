"""add, edit, review, withdraw, restore, release, template: change the tables, each logged."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from geo.commands.terminal import answer_json, say
from geo.curation.change import Finish, Outcome, change_folder
from geo.curation.edits import FIELD_FORMS, Edit
from geo.curation.entry import add_incident, edit_incident, extend_incident
from geo.curation.ledger import Ledger, refusal
from geo.curation.release import keep_tables, prepare_release
from geo.curation.template import template_text
from geo.curation.verdicts import restore_incident, review_incident, withdraw_incident
from geo.tables.schema import table_names

_NEXT = "Next: python -m geo build --tables (markers, static/data, codebook), then make check."


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the curator's commands to the command line."""
    changing = argparse.ArgumentParser(add_help=False)
    changing.add_argument(
        "--version",
        metavar="VERSION",
        help="number of the version that the first change after a release begins "
        "(default: the next minor one)",
    )
    _add_entry(commands, [shared, changing])
    _add_edit(commands, [shared, changing])
    _add_verdicts(commands, [shared, changing])
    release = commands.add_parser(
        "release", parents=[shared], help="release a version: keep its tables and fingerprints"
    )
    release.add_argument("version", metavar="VERSION", help="above the last release, e.g. 1.3.0")
    release.set_defaults(run=run_release)
    template = commands.add_parser(
        "template", parents=[shared], help="print a commented record file to start from"
    )
    template.set_defaults(run=run_template)


def _add_entry(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    add = commands.add_parser("add", parents=parents, help="add an incident from a record file")
    add.add_argument("record", metavar="RECORD.toml", type=Path, nargs="?")
    add.add_argument("--template", action="store_true", help="print a record file to start from")
    add.add_argument("--to", metavar="ID", help="add pages, figures, … to an incident instead")
    add.add_argument("--why", metavar="TEXT", help="with --to: what changed and why")
    add.add_argument(
        "--not-duplicate-of",
        metavar=("ID", "REASON"),
        nargs=2,
        action="append",
        default=[],
        help="a near incident, and how the two are known to be two",
    )
    add.set_defaults(run=run_add)


def _add_edit(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    edit = commands.add_parser(
        "edit",
        parents=parents,
        help="change fields of an incident",
        description=f"FIELD: {FIELD_FORMS}. Several pairs of FIELD and VALUE are changed together.",
    )
    edit.add_argument("incident_id", metavar="ID")
    edit.add_argument("pairs", metavar="FIELD VALUE", nargs="+", help='"" empties a field')
    page = edit.add_mutually_exclusive_group(required=True)
    page.add_argument("--source", metavar="SOURCE_ID", help="the page that says so")
    page.add_argument("--reworded", action="store_true", help="a free text in other words")
    edit.add_argument("--why", metavar="TEXT", required=True, help="what changed and why")
    edit.add_argument(
        "--was",
        metavar="VALUE",
        action="append",
        help="refuse if the field is another now; once per FIELD, in their order",
    )
    edit.add_argument(
        "--supports", metavar="TEXT", help="tie the page to the incident: what it supports"
    )
    edit.set_defaults(run=run_edit)


def _add_verdicts(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    review = commands.add_parser("review", parents=parents, help="record a second check of today")
    review.add_argument("incident_id", metavar="ID")
    review.add_argument("--verdict", metavar="CODE", required=True, help="as in reviews.csv")
    review.add_argument("--note", metavar="TEXT", required=True, help="what was found or changed")
    review.add_argument("--reviewer", metavar="ROLE", default="curator", help="a role, no name")
    review.set_defaults(run=run_review)
    withdraw = commands.add_parser(
        "withdraw", parents=parents, help="withdraw an incident; its row stays, with the reason"
    )
    withdraw.add_argument("incident_id", metavar="ID")
    withdraw.add_argument("--why", metavar="TEXT", required=True)
    withdraw.set_defaults(run=run_withdraw)
    restore = commands.add_parser(
        "restore", parents=parents, help="take back a withdrawal that was a mistake"
    )
    restore.add_argument("incident_id", metavar="ID")
    restore.add_argument("--why", metavar="TEXT", required=True)
    restore.set_defaults(run=run_restore)


def _tell(arguments: argparse.Namespace, outcome: Outcome, done: str) -> int:
    if arguments.json:
        answer_json(outcome.to_dict())
    elif outcome.incident_id:
        print(outcome.incident_id)
    for note in outcome.notes:
        say(note)
    for source_id, url in outcome.new_sources.items():
        say(f"New page: {source_id} {url}".rstrip())
    say(f"{done} Changed: {', '.join(outcome.files)}.")
    say(_NEXT)
    return 0


def _change(arguments: argparse.Namespace, change: Callable[..., Outcome]) -> Outcome:
    bound = partial(change, today=arguments.now.date(), version=arguments.version)
    return _apply(arguments, bound)


def _apply(
    arguments: argparse.Namespace,
    change: Callable[[Ledger], Outcome],
    finish: Finish | None = None,
) -> Outcome:
    try:
        return change_folder(arguments.data, change, today=arguments.now.date(), finish=finish)
    except OSError as error:
        file = str(error.filename or arguments.data)
        raise refusal("folder_is_writable", file, f"can't be written: {error}") from error


def run_add(arguments: argparse.Namespace) -> int:
    """Add an incident, or more of one; exit code 1 when a rule refuses it."""
    if arguments.template:
        return run_template(arguments)
    if arguments.record is None:
        say("Give a RECORD.toml; add --template prints one to start from.")
        return 2
    if arguments.to:
        if arguments.not_duplicate_of:
            say("--not-duplicate-of belongs to a new incident; leave it out with --to.")
            return 2
        change = partial(
            extend_incident, path=arguments.record, incident_id=arguments.to, why=arguments.why
        )
        outcome = _change(arguments, change)
        return _tell(arguments, outcome, f"Added to {outcome.incident_id}.")
    if arguments.why:
        say("--why belongs to --to; a new incident says why in its record.")
        return 2
    change = partial(
        add_incident, path=arguments.record, not_duplicate_of=dict(arguments.not_duplicate_of)
    )
    outcome = _change(arguments, change)
    return _tell(arguments, outcome, f"Added {outcome.incident_id}.")


def run_edit(arguments: argparse.Namespace) -> int:
    """Change fields of an incident; exit code 1 when a rule refuses it."""
    pairs = arguments.pairs
    names, values = pairs[::2], pairs[1::2]
    was = arguments.was or [None] * len(names)
    if len(names) != len(values) or len(was) != len(names):
        say("Give a VALUE after each FIELD, and --was once per FIELD or not at all.")
        return 2
    change = partial(
        edit_incident,
        incident_id=arguments.incident_id,
        edits=[Edit(*parts) for parts in zip(names, values, was, strict=True)],
        source_id=arguments.source,
        why=arguments.why,
        supports=arguments.supports,
    )
    outcome = _change(arguments, change)
    return _tell(arguments, outcome, f"Edited {outcome.incident_id}.")


def run_review(arguments: argparse.Namespace) -> int:
    """Record a second check; exit code 1 when a rule refuses it."""
    change = partial(
        review_incident,
        incident_id=arguments.incident_id,
        verdict=arguments.verdict,
        note=arguments.note,
        reviewer=arguments.reviewer,
    )
    outcome = _change(arguments, change)
    return _tell(arguments, outcome, f"Recorded the check of {outcome.incident_id}.")


def run_withdraw(arguments: argparse.Namespace) -> int:
    """Withdraw an incident; exit code 1 when a rule refuses it."""
    change = partial(withdraw_incident, incident_id=arguments.incident_id, why=arguments.why)
    outcome = _change(arguments, change)
    return _tell(arguments, outcome, f"Withdrew {outcome.incident_id}.")


def run_restore(arguments: argparse.Namespace) -> int:
    """Take back a withdrawal; exit code 1 when a rule refuses it."""
    change = partial(restore_incident, incident_id=arguments.incident_id, why=arguments.why)
    outcome = _change(arguments, change)
    return _tell(arguments, outcome, f"Restored {outcome.incident_id}.")


def run_release(arguments: argparse.Namespace) -> int:
    """Release a version; exit code 1 when a rule refuses it."""
    version = arguments.version
    keep = keep_tables(version, table_names(arguments.data))
    outcome = _apply(arguments, partial(prepare_release, version=version), keep)
    say(
        "Say the version and its day also in CITATION.cff, CHANGELOG.md, data/README.md and "
        "data/LICENSE."
    )
    return _tell(arguments, outcome, f"Released {version}.")


def run_template(arguments: argparse.Namespace) -> int:
    """Print a record file to start from."""
    text = template_text(Ledger(arguments.data))
    if arguments.json:
        answer_json({"record": text})
    else:
        print(text)
    return 0
