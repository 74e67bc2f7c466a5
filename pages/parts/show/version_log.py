"""What the log of changes says since a version: how many of each kind, and every entry."""

from geo.atlas import Atlas
from geo.figures.comparisons import VersionComparison
from geo.incidents.filters import EVERYTHING
from geo.view.html_tables import Cell
from geo.wording import upper_first
from pages.parts.show.profile import render_table


def render_log(atlas: Atlas, comparison: VersionComparison) -> None:
    """Draw the log of changes since a version; an identifier opens its incident."""
    rows = [
        (
            Cell(
                row["incident_id"],
                atlas.cells.address("incidents", EVERYTHING, incident=row["incident_id"]),
            ),
            [Cell(text, is_number=False) for text in (row["version"], row["change"], row["note"])],
        )
        for row in comparison.log.to_dict("records")
    ]
    head = ["Incident", "Version", "Change", "What and why"]
    render_table("The log", head, rows, "no entry", is_counted=False)


def render_kinds(atlas: Atlas, comparison: VersionComparison) -> None:
    """Draw how many incidents were added, corrected and so on; and those withdrawn."""
    rows = [(Cell(upper_first(part.label)), [atlas.cells.count(part)]) for part in comparison.kinds]
    if comparison.withdrawn:
        listed = ", ".join(comparison.withdrawn)
        rows.append((Cell("Withdrawn, under any filter"), [Cell(listed, is_number=False)]))
    render_table(f"Incidents changed since {comparison.since}", ["Change", "Incidents"], rows)
