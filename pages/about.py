"""What the atlas is, by which method, within which limits, from which sources, how to cite it."""

import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.exports.citations import cite_atlas
from geo.incidents.releases import changes_since, data_versions
from geo.incidents.search import fold_words
from geo.incidents.sources import describe_archived, list_publishers
from geo.incidents.tallies import count_by
from geo.incidents.vocabulary import CHECK_NAMES, NO_CHECK, TIERS
from geo.tables.folders import DATA_FOLDER
from geo.tables.periods import describe_coverage
from geo.wording import (
    INCLUSION_HELP,
    INCLUSION_LABELS,
    VERIFICATION_LABELS,
    count_noun,
    plain_markdown,
)
from pages.parts.frame.page import open_page, render_footer
from pages.parts.show.open_snapshot import render_open_snapshot
from pages.parts.state.address import mark_touched

_LIMITS = (
    "Every row was coded, and looked at a second time, by language-model assistants that read "
    "stored copies of the pages, often their opening only. No person has checked every row. Treat "
    "a figure as you would a careful press review, and follow it to its page.",
    "The pages are mostly English and Urdu, some Chinese; Balochi and Sindhi pages are missing. "
    "Small attacks that only local media carried are under-represented, above all before 2015.",
    "Attacks on road crews of the Frontier Works Organization in 2014–2016 are largely missing: "
    "the organization’s own total is known, the single attacks are not (see Reconciliation).",
    "Most context incidents rest on claims relayed by one sympathetic outlet: they show what was "
    "claimed, not what happened.",
    "Robberies of Chinese nationals were not searched for; private guards count as security.",
)


def _render_what(atlas: Atlas) -> None:
    tables = atlas.tables
    tiers = count_by(atlas.incidents, "inclusion", TIERS)
    st.subheader("What it is", anchor=False)
    st.markdown(
        f"A curated record of attacks inside Pakistan on Chinese nationals and on people and "
        f"premises of the China–Pakistan Economic Corridor (CPEC): "
        f"{count_noun(len(atlas.incidents), 'incident')} from "
        f"{count_noun(len(tables.sources), 'source page')}. "
        + plain_markdown(f"{describe_coverage(tables.coverage)}.")
        + f" {tiers['core']} core and {tiers['linked']} linked incidents are the record that is "
        f"counted; {tiers['context']} context incidents stand apart and are counted only when "
        "you choose them."
    )


def _render_method(atlas: Atlas) -> None:
    verified = count_by(atlas.incidents, "verification", VERIFICATION_LABELS)
    checks = atlas.incidents["second_check"].fillna(NO_CHECK).value_counts()
    tiers = "; ".join(f"**{INCLUSION_LABELS[t]}**: {INCLUSION_HELP[t]}" for t in TIERS)
    by_grade = "; ".join(f"{n} {VERIFICATION_LABELS[code]}" for code, n in verified.items())
    by_check = "; ".join(f"{checks[c]} {CHECK_NAMES[c]}" for c in CHECK_NAMES if c in checks)
    st.subheader("Method", anchor=False)
    for paragraph in (
        f"**Tiers.** {tiers}. Each incident says what its tier rests on; candidates that were "
        "left out are listed below with the reason.",
        "**Tolls.** Low, best and high are given for each class of victims, each with its page; "
        "attackers are never among the victims. Not reported is not zero. A sum adds the best "
        "figure, else the lowest one reported; the download has that figure in a column of its "
        "own.",
        "**Responsibility.** Who claimed an attack, whom an authority names, whom police or media "
        "suspect, and who denies it are kept apart, each with who said so and where. A denial "
        "never counts for a group.",
        f"**Verification.** By rule, from the number of independent publishers; reprints of one "
        f"agency’s text count once, outlets of a party not at all: {by_grade}.",
        f"**Second looks.** Each incident was looked up again in pages other than its own: "
        f"{by_check}.",
    ):
        st.markdown(paragraph)


def _render_citation(atlas: Atlas) -> None:
    released = pd.Timestamp(atlas.tables.changes["change_date"].max()).date()
    st.subheader("How to cite", anchor=False)
    for style, text in cite_atlas(atlas.tables.data_version, released, atlas.today).items():
        st.caption(style)
        st.code(text, language=None, wrap_lines=True)
    st.caption(
        "Give the identifiers of the incidents too, and the filter as the page’s sentence has it. "
        "The sign at the right end of a box copies it. Scripts, spreadsheets and feed readers "
        "fetch any filter by an address of its own: [Addresses for scripts](/data/)."
    )


def _render_sources(atlas: Atlas) -> None:
    st.subheader("Sources", anchor=False)
    listed = list_publishers(atlas.tables)
    wanted = st.text_input(
        "Find a publisher",
        key="publisher_words",
        on_change=mark_touched,
        max_chars=80,
        placeholder="Dawn, state media, CN …",
        width=330,
    )
    texts = (
        listed[["publisher", "kind", "country"]].astype("string").fillna("").agg(" ".join, axis=1)
    )
    for word in fold_words(wanted).replace("_", " ").split():
        listed = listed[texts.loc[listed.index].map(fold_words).str.contains(word, regex=False)]
    st.caption(
        f"{describe_archived(atlas.tables.sources)}: an address is given only where the page or a "
        "web archive itself gave it."
    )
    st.caption(
        f"{count_noun(len(listed), 'publisher')}. Grade: the Admiralty scale of reliability, A "
        "(agency or body of record) to F (can’t be judged)."
    )
    heads = {
        "publisher": "Publisher",
        "kind": "Kind",
        "country": "Country",
        "reliability": "Grade",
        "pages": "Pages",
        "incidents": "Incidents",
        "reliability_reason": "Why this grade",
    }
    rows = listed[list(heads)].astype(object)
    st.dataframe(
        rows.rename(columns=heads),
        hide_index=True,
        placeholder="not known",
        alt="Publishers with their grades, pages and incidents",
    )


def _render_changes(atlas: Atlas) -> None:
    st.subheader("Versions and changes", anchor=False)
    since = st.selectbox(
        "Since data version",
        data_versions(atlas.tables),
        on_change=mark_touched,
        help="The present one is in the footer.",
    )
    changes = changes_since(atlas.tables, since).sort_values("change", kind="stable")
    st.markdown(f"{count_noun(len(changes), 'change')} since version {plain_markdown(since)}.")
    st.dataframe(
        changes[["version", "incident_id", "change", "note"]]
        .astype(object)
        .set_axis(["Version", "Incident", "Change", "What and why"], axis=1),
        hide_index=True,
        placeholder="none",
        alt="Changes since the chosen data version",
    )


def _render_lists(atlas: Atlas) -> None:
    excluded, actors = atlas.tables.excluded, atlas.tables.actors
    st.subheader("Looked at and left out", anchor=False)
    st.caption("Each with the reason; the addresses are those of the pages read.")
    st.dataframe(
        excluded[["event_date", "place_name", "summary", "reason", "source_urls"]]
        .astype(object)
        .set_axis(["Date", "Place", "What happened", "Why left out", "Pages"], axis=1),
        hide_index=True,
        placeholder="not known",
        alt="Candidates that were left out, with the reason",
    )
    st.subheader("Groups", anchor=False)
    st.dataframe(
        actors.assign(
            aliases=actors["aliases"].str.replace("|", ", "),
            family=actors["family"].str.replace("_", " "),
        )[["actor_name", "abbreviation", "aliases", "family", "kind", "note"]]
        .astype(object)
        .set_axis(["Group", "Short", "Also called", "Family", "Kind", "Note"], axis=1),
        hide_index=True,
        placeholder="none",
        alt="Groups with their other names",
    )


atlas = open_page()
notice = atlas.notice
st.header("About the CPEC Incident Atlas", anchor=False)
_render_what(atlas)
_render_method(atlas)
st.subheader("Limits", anchor=False)
st.markdown("\n".join(f"- {limit}" for limit in _LIMITS))
_render_citation(atlas)
_render_sources(atlas)
_render_changes(atlas)
_render_lists(atlas)
render_open_snapshot(atlas)
st.subheader("Licences and boundaries", anchor=False)
st.markdown(
    "Code: MIT. Incident table: CC BY 4.0. "
    f"Boundaries, version {notice.boundary_version}: {plain_markdown(notice.source)}; "
    f"[{notice.licence}]({notice.licence_url}). {plain_markdown(notice.disclaimer)}"
)
with st.expander("Codebook"):
    st.markdown((DATA_FOLDER / "README.md").read_text(encoding="utf-8"))
render_footer(atlas)
