"""Published figures beside ours as one table whose rows open; every text is escaped."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from geo.figures.reconciliation import Reconciliation, describe_published_figure
from geo.wording import describe_sum, format_day, format_signed, web_address

HEAD = ("Result", "Publisher", "What is counted", "Period", "Published", "Ours", "Difference")


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else escape(str(cell))


def _links(label: str, incident_ids: tuple[str, ...]) -> str:
    if not incident_ids:
        return ""
    links = ", ".join(
        f'<a href="/incidents?incident={escape(key)}">{escape(key)}</a>' for key in incident_ids
    )
    return f"<p>{label} ({len(incident_ids)}): {links}</p>"


def _inside(item: Reconciliation) -> str:
    published = item.published
    why = "" if item.verdict == "matched" else f"<p>{_text(published['explanation'])}</p>"
    address = escape(web_address(published["url"]), quote=True)
    page = f'<p><a href="{address}" target="_blank" rel="noopener">The published page</a></p>'
    explaining = item.explaining_ids if item.verdict != "matched" else ()
    return (
        f"{why}{_links('Incidents that explain it', explaining)}"
        f"{_links('Counted here', item.incident_ids)}<p>{_text(published['note'])}</p>"
        f"{page if address else ''}"
    )


def _row(item: Reconciliation) -> str:
    published = item.published
    period = f"{format_day(published['period_from'])} – {format_day(published['period_to'])}"
    ours = describe_sum(item.low, item.best, item.high)
    opener = f"<details><summary>{_text(published['scope'])}</summary>{_inside(item)}</details>"
    figures = (describe_published_figure(published), ours, format_signed(item.difference))
    numbers = "".join(f"<td class=n>{escape(text)}</td>" for text in figures)
    return (
        f"<tr><th scope=row><b>{item.verdict.capitalize()}</b></th>"
        f"<td>{_text(published['publisher'])}</td><td>{opener}</td>"
        f"<td>{escape(period)}</td>{numbers}</tr>"
    )


def reconciliation_html(items: Iterable[Reconciliation], *, theme: str) -> str:
    """Return the table, in the order given; a row's account opens in place."""
    heads = "".join(
        f"<th scope=col{' class=n' if head in HEAD[4:] else ''}>{head}</th>" for head in HEAD
    )
    mode = " d" if theme == "dark" else ""
    return (
        f'<div class="atlas-table atlas-published{mode}" tabindex=0 role=region '
        f'aria-label="Published figures beside ours"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(map(_row, items))}</tbody></table></div>"
    )
