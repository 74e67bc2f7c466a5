"""Write into the codebook what the schema says, so that they can't disagree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from geo.exports.csv_table import export_columns
from geo.tables.folders import DATA_FOLDER
from geo.tables.periods import describe_coverage
from geo.tables.schema import coverage, load_package

CODEBOOK = DATA_FOLDER / "README.md"
# Up to the semicolon after it; the days themselves stand in datapackage.json.
_COVERAGE = re.compile(r"Pages were searched for events from [^;]*")
START, END = "<!-- columns start -->", "<!-- columns end -->"


def _rules(field: dict[str, Any]) -> str:
    constraints = field.get("constraints", {})
    rules = [field["type"]]
    if constraints.get("required"):
        rules.append("required")
    if "enum" in constraints:
        rules.append(" \\| ".join(f"`{code}`" for code in constraints["enum"]))
    return ", ".join(rules)


def column_lists() -> str:
    """Return the columns of every table and of the CSV export as Markdown tables."""
    parts = []
    for resource in load_package()["resources"]:
        key = ", ".join(f"`{name}`" for name in resource["schema"]["primaryKey"])
        parts += [
            f"### `{resource['path']}`",
            f"{resource['description']} Key: {key}.",
            "| column | rule | meaning |\n|---|---|---|\n"
            + "\n".join(
                f"| `{field['name']}` | {_rules(field)} | {field['description']} |"
                for field in resource["schema"]["fields"]
            ),
        ]
    parts += [
        "### The CSV of the download button",
        "One row per incident, as filtered.",
        "| column | meaning |\n|---|---|\n"
        + "\n".join(f"| `{column.name}` | {column.description} |" for column in export_columns()),
    ]
    return "\n\n".join(parts)


def with_schema(codebook: str) -> str:
    """Return the codebook's text with its lists, and the days that were searched, made anew.

    Raises ValueError where the sentence or the marks of the lists are missing.
    """
    codebook, found = _COVERAGE.subn(describe_coverage(coverage()), codebook)
    if not found:
        raise ValueError(f"{CODEBOOK.name}: no sentence says which days were searched")
    before, start, rest = codebook.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{CODEBOOK.name}: the marks {START} and {END} are missing")
    return f"{before}{START}\n{column_lists()}\n{END}{after}"


def write_codebook(path: Path = CODEBOOK) -> None:
    """Bring up to date what the codebook has from the schema."""
    path.write_text(with_schema(path.read_text(encoding="utf-8")), encoding="utf-8")
