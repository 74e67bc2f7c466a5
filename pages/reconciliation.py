"""How our totals compare with published ones, and which incidents lie between them."""

import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.reconciliation import (
    count_verdicts,
    describe_open,
    describe_published_figure,
    open_first,
    reconcile,
)
from geo.wording import count_noun, plain_markdown, web_address
from pages.parts.frame.head import current_theme
from pages.parts.frame.page import open_page, render_footer
from pages.parts.show.reconciliation_table import reconciliation_html


def _render_others(atlas: Atlas) -> None:
    others = atlas.tables.published_tallies.query("not is_comparable")
    st.subheader("Published totals that can’t stand beside ours", anchor=False)
    st.caption("Another unit, scope or period; the reason stands in the row.")
    rows = pd.DataFrame(
        {
            "Publisher": others["publisher"].astype(object),
            "What is counted": others["scope"].astype(object),
            "Figure": [describe_published_figure(row) for _, row in others.iterrows()],
            "Why not": others["note"].astype(object),
            "Page": [web_address(url) for url in others["url"]],
        }
    )
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"Page": st.column_config.LinkColumn(display_text="open")},
        placeholder="none",
        alt="Published totals that are not comparable, with the reason",
    )


atlas = open_page()
st.header("Reconciliation with published totals", anchor=False)
items = reconcile(atlas.incidents, atlas.tables.published_tallies)
verdicts = count_verdicts(items)
st.markdown(
    f"{count_noun(len(items), 'published figure')} can stand beside ours: "
    + ", ".join(f"**{count}** {verdict}" for verdict, count in verdicts.items())
    + ". Matched: the ranges meet, or ours reaches an “at least”. Explained: named incidents or "
    "another scope account for the difference. Open: the publisher counted attacks that no page "
    "reports one by one. The filter of the other pages does not apply here."
)
st.markdown(plain_markdown(describe_open(items)))
st.caption("Open a row’s “What is counted” for the account and the incidents.")
st.html(reconciliation_html(open_first(items), theme=current_theme()))
_render_others(atlas)
render_footer(atlas)
