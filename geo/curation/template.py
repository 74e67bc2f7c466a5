"""Print a record file to start from, its comments and codes taken from the schema."""

from __future__ import annotations

from geo.curation.ledger import Ledger
from geo.curation.record import (
    SECOND_CHECK,
    SINGLE_SECTIONS,
    SOURCES,
    TABLE_OF_SECTION,
    section_keys,
)

_HEAD = """\
# One incident of the atlas. Fill in what the pages say, leave "" where they say nothing.
# Sections in [[double brackets]] may stand several times; one that is left empty is left out.
# Offices and roles, never the names of persons. Then: python -m geo add THIS_FILE.toml

# Why it enters the table; it goes to changes.csv (required).
why = ""
# The role of who coded it, e.g. curator (required).
coded_by = ""
"""
_HEAD_OF_SECTION = {
    "publishers": "Only for an outlet that publishers.csv lacks; grades: data/README.md.",
    SOURCES: (
        "One section per page. Of a page that sources.csv has, give source_id, supports and "
        "is_background only."
    ),
    "tolls": (
        "One section per class and harm; none where nothing is reported, 0 where none is reported. "
        "all_victims is the total."
    ),
    "responsibility": "Who is said to have done it, by whom.",
    "projects": "Which rows of projects.csv it hit; only where a source names them.",
    "contractors": "Which rows of contractors.csv it hit; only where a source names them.",
    SECOND_CHECK: "A core incident needs one; of the others it can follow with: geo review.",
}
_OWN_WORDS = {
    "label": "A word of your choice, by which the sections below name this page.",
    "supports": "What the page supports, in a few words: date, place, toll.",
    "is_background": "true: used for place, road or name alone; it confirms nothing.",
    "source_id": "The page's label, or its source_id.",
}
_PAGE_ID = "Only for a page that sources.csv has: its identifier, S0001."
_TOLL_PAGE = "The page's label, for all bounds; or one for each below."


def _comment(ledger: Ledger, section: str, key: str) -> str:
    described = ledger.fields(TABLE_OF_SECTION[section]).get(key, {})
    rules = described.get("constraints", {})
    text = _OWN_WORDS.get(key) or described.get("description", "")
    if section == SOURCES and key == "source_id":
        text = _PAGE_ID
    if section == "tolls" and key == "source_id":
        text = _TOLL_PAGE
    if key == "verdict":
        rules = rules | {"enum": [code for code in rules["enum"] if code != "coded"]}
    if codes := rules.get("enum"):
        text += f" One of: {', '.join(codes)}."
    if "maxLength" in rules:
        shortest = f"{rules['minLength']} to " if "minLength" in rules else "At most "
        text += f" {shortest}{rules['maxLength']} characters."
    is_needed = bool(rules.get("required")) and described["type"] != "boolean"
    if section == SOURCES:
        is_needed = key in ("publisher", "supports")
    return f"{text} (required)" if is_needed else text


def _blank(ledger: Ledger, section: str, key: str) -> str:
    kind = ledger.fields(TABLE_OF_SECTION[section]).get(key, {}).get("type", "string")
    if kind == "boolean" or key == "is_background":
        return f"{key} = false"
    # A number or a date may stand without quotes; an empty one can't.
    return f'{key} = ""'


def template_text(ledger: Ledger) -> str:
    """Return a commented record file with every key that a record may have, all empty."""
    lines = [_HEAD]
    for section in TABLE_OF_SECTION:
        if section in _HEAD_OF_SECTION:
            lines.append(f"# {_HEAD_OF_SECTION[section]}")
        lines.append(f"[{section}]" if section in SINGLE_SECTIONS else f"[[{section}]]")
        for key in section_keys(ledger, section):
            lines += [f"# {_comment(ledger, section, key)}", _blank(ledger, section, key)]
        lines.append("")
    return "\n".join(lines)
