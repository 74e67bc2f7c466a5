"""What the atlas holds, by which rules, from which sources, and what was left out."""

import streamlit as st

from geo.incidents.releases import changes_since, data_versions
from geo.incidents.tallies import count_by
from geo.tables.folders import DATA_FOLDER
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

atlas = open_page()
tables, notice = atlas.tables, atlas.notice
verified = count_by(atlas.incidents, "verification", ("confirmed", "reported", "claim_only"))
st.header("About the CPEC Incident Atlas", anchor=False)
st.markdown(
    f"{count_noun(len(atlas.incidents), 'incident')} from "
    f"{count_noun(len(tables.sources), 'source page')}, data version {tables.data_version}: "
    + "; ".join(f"{count} {VERIFICATION_LABELS[code]}" for code, count in verified.items())
    + f". {int(atlas.incidents['is_provisional'].sum())} of them have no second check yet. "
    "A curated record of attacks inside Pakistan on Chinese nationals and on people and premises "
    "of the China–Pakistan Economic Corridor (CPEC)."
)
st.subheader("Inclusion")
for code, text in INCLUSION_HELP.items():
    st.markdown(f"- **{INCLUSION_LABELS[code]}**: {text}.")
render_open_snapshot(atlas)
st.subheader("What changed")
versions = data_versions(tables)
since = st.selectbox(
    "Since data version",
    versions,
    on_change=mark_touched,
    help="The present one is in the footer.",
)
changes = changes_since(tables, since).sort_values("change", kind="stable")
st.markdown(f"{count_noun(len(changes), 'change')} since version {plain_markdown(since)}.")
st.dataframe(
    changes[["version", "incident_id", "change", "note"]]
    .astype(object)
    .set_axis(["Version", "Incident", "Change", "What and why"], axis=1),
    hide_index=True,
    placeholder="—",
    alt="Changes since the chosen data version",
)
st.subheader("Looked at and left out")
st.caption("Each with the reason; the addresses are those of the pages read.")
st.dataframe(
    tables.excluded[
        ["candidate_id", "event_date", "place_name", "summary", "reason", "source_urls"]
    ].astype(object),
    hide_index=True,
    placeholder="—",
    alt="Candidates that were left out, with the reason",
)
st.subheader("Groups")
st.dataframe(
    tables.actors[["actor_name", "abbreviation", "aliases", "family", "kind", "note"]].astype(
        object
    ),
    hide_index=True,
    placeholder="—",
    alt="Actors with their aliases",
)
st.subheader("Licences and boundaries")
st.markdown(
    "Code: MIT. Incident table: CC BY 4.0. "
    f"Boundaries, version {notice.boundary_version}: {plain_markdown(notice.source)}; "
    f"[{notice.licence}]({notice.licence_url}). {plain_markdown(notice.disclaimer)}"
)
with st.expander("Codebook"):
    st.markdown((DATA_FOLDER / "README.md").read_text(encoding="utf-8"))
render_footer(atlas)
