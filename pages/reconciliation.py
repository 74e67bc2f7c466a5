"""How our totals compare with published ones, and which incidents lie between them."""

import pandas as pd
import streamlit as st

from geo.reconcile import count_verdicts, reconcile
from geo.wording import (
    HARM_LABELS,
    count_noun,
    describe_sum,
    format_day,
    link_markdown,
    plain_markdown,
)
from pages._cached import require_atlas
from pages._filter_bar import render_notes, select_incident, take_url
from pages._frame import render_footer

QUALIFIERS = {"exact": "", "at_least": "at least ", "about": "about ", "more_than": "more than "}


def _period(tally) -> str:
    return f"{format_day(tally['period_from'])} – {format_day(tally['period_to'])}"


def _unit(tally) -> str:
    return HARM_LABELS.get(tally["our_harm"], "incidents")


def _published(tally) -> str:
    return f"{QUALIFIERS[tally['value_qualifier']]}{tally['value_low']}"


def _render_incidents(label: str, ids: tuple[str, ...]) -> None:
    st.markdown(f"{label}: {', '.join(ids) if ids else 'none'}")


def _open_incident() -> None:
    select_incident(st.session_state["reconciled_incident"])


def _render(item) -> None:
    tally = item.tally
    ours = describe_sum(item.low, item.best, item.high)
    title = (
        f"{item.verdict.upper()} · {tally['publisher']} · {tally['scope']} · published "
        f"{_published(tally)}, ours {ours} {_unit(tally)}"
    )
    with st.expander(plain_markdown(title), expanded=item.verdict != "matched"):
        st.markdown(
            f"{plain_markdown(_period(tally))} · difference of our best figure: "
            f"{plain_markdown(f'{item.difference:+d}')} · "
            f"{link_markdown('page', tally['url'])}"
        )
        if item.verdict != "matched":
            if not pd.isna(tally["explanation"]):
                st.markdown(plain_markdown(tally["explanation"]))
            _render_incidents("Incidents that explain it", item.explaining_ids)
        _render_incidents(f"Counted here ({len(item.incident_ids)})", item.incident_ids)
        st.caption(plain_markdown(tally["note"]))


atlas = require_atlas()
take_url(atlas)
render_notes()
st.header("Reconciliation with published totals", anchor=False)
items = reconcile(atlas.incidents, atlas.tables.published_tallies)
verdicts = count_verdicts(items)
st.markdown(
    f"{count_noun(len(items), 'published figure')} that can stand beside ours: "
    + ", ".join(f"**{count}** {verdict}" for verdict, count in verdicts.items())
    + ". Matched: the ranges meet. Explained: named incidents or another scope account for the "
    "difference. Open: the publisher counted attacks that no page reports one by one. "
    "The filter of the other pages does not apply here."
)
st.selectbox(
    "Open an incident",
    sorted({key for item in items for key in (*item.incident_ids, *item.explaining_ids)}),
    index=None,
    key="reconciled_incident",
    on_change=_open_incident,
    placeholder="Choose one of the incidents named below, then see the Incidents page",
)
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
