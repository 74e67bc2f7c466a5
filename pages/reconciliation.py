"""How our totals compare with published ones, and which incidents lie between them."""

import pandas as pd
import streamlit as st

from geo.figures.reconciliation import Reconciliation, count_verdicts, reconcile
from geo.wording import (
    HARM_LABELS,
    count_noun,
    describe_sum,
    format_day,
    link_markdown,
    plain_markdown,
)
from pages.parts.frame.page import open_page, render_footer

QUALIFIERS = {"exact": "", "at_least": "at least ", "about": "about ", "more_than": "more than "}


def _period(published: pd.Series) -> str:
    return f"{format_day(published['period_from'])} – {format_day(published['period_to'])}"


def _unit(published: pd.Series) -> str:
    return HARM_LABELS.get(published["our_harm"], "incidents")


def _figure(published: pd.Series) -> str:
    return f"{QUALIFIERS[published['value_qualifier']]}{published['value_low']}"


def _render_incidents(label: str, ids: tuple[str, ...]) -> None:
    links = [f"[{key}](/incidents?incident={key})" for key in ids]
    st.markdown(f"{label}: {', '.join(links) if links else 'none'}")


def _overview(items: list[Reconciliation]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Result": [item.verdict for item in items],
            "Publisher": [item.published["publisher"] for item in items],
            "What is counted": [item.published["scope"] for item in items],
            "Published": [_figure(item.published) for item in items],
            "Ours": [describe_sum(item.low, item.best, item.high) for item in items],
            "Difference": [item.difference for item in items],
        }
    )


def _render(item: Reconciliation) -> None:
    published = item.published
    ours = describe_sum(item.low, item.best, item.high)
    title = (
        f"{item.verdict.upper()} · {published['publisher']} · {published['scope']} · published "
        f"{_figure(published)}, ours {ours} {_unit(published)}"
    )
    with st.expander(plain_markdown(title)):
        st.markdown(
            f"{plain_markdown(_period(published))} · difference of our best figure: "
            f"{plain_markdown(f'{item.difference:+d}'.replace('-', '−'))} · "
            f"{link_markdown('the published page', published['url'])}"
        )
        if item.verdict != "matched":
            if not pd.isna(published["explanation"]):
                st.markdown(plain_markdown(published["explanation"]))
            if item.explaining_ids:
                _render_incidents("Incidents that explain it", item.explaining_ids)
        _render_incidents(f"Counted here ({len(item.incident_ids)})", item.incident_ids)
        st.caption(plain_markdown(published["note"]))


atlas = open_page()
st.header("Reconciliation with published totals", anchor=False)
items = reconcile(atlas.incidents, atlas.tables.published_tallies)
verdicts = count_verdicts(items)
st.markdown(
    f"{count_noun(len(items), 'published figure')} that can stand beside ours: "
    + ", ".join(f"**{count}** {verdict}" for verdict, count in verdicts.items())
    + ". Matched: the ranges meet, or ours reaches an “at least”. Explained: named incidents or "
    "another scope account for the difference. Open: the publisher counted attacks that no page "
    "reports one by one. The filter of the other pages does not apply here."
)
st.dataframe(_overview(items), hide_index=True, alt="Published figures beside ours")
for item in items:
    _render(item)
st.subheader("Published totals that can’t stand beside ours")
others = atlas.tables.published_tallies.query("not is_comparable")
st.dataframe(
    others[
        ["publisher", "scope", "measure", "value_low", "value_high", "period_from", "note", "url"]
    ].astype(object),
    hide_index=True,
    placeholder="—",
    alt="Published totals that are not comparable, with the reason",
)
render_footer(atlas)
