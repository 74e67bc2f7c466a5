"""One incident in full: figures with their sources, responsibility, place, discrepancies."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.addresses.incident_texts import PageSource, describe_second_check, list_sources
from geo.atlas import Atlas
from geo.incidents.flat import BOUNDS
from geo.incidents.harm import describe_harm
from geo.incidents.projects import LIST_SEPARATOR
from geo.incidents.sources import sources_of
from geo.places.projects import describe_sites
from geo.wording import (
    ATTACK_LABELS,
    BASIS_LABELS,
    CLASS_LABELS,
    HARM_LABELS,
    INCLUSION_HELP,
    INCLUSION_LABELS,
    LINK_LABELS,
    OUTCOME_LABELS,
    PRECISION_LABELS,
    TARGET_LABELS,
    describe_responsibility,
    describe_verification,
    format_day,
    format_place,
    format_range,
    format_title,
    link_markdown,
    plain_markdown,
    upper_first,
)
from pages.parts.state.address import current_view, open_incident

RANGE_NOTE = (
    "A range holds the figures that stand. Early counts, and figures that later pages contradict, "
    "are not in it; the details say what they were."
)


def _source_numbers(sources: pd.DataFrame) -> dict[str, int]:
    return {source_id: rank for rank, source_id in enumerate(sources["source_id"], start=1)}


def _bounds_text(toll: Mapping[Hashable, Any], numbers: dict[str, int]) -> str:
    """Return which page each end of a range is from, e.g. "11 from 4, 17 from 5"; or the page."""
    given = {int(toll[b]): numbers[toll[f"{b}_source_id"]] for b in BOUNDS if not pd.isna(toll[b])}
    if len(given) == 1:
        return str(*given.values())
    return ", ".join(f"{figure} from {number}" for figure, number in given.items())


def _render_tolls(tolls: pd.DataFrame, numbers: dict[str, int]) -> None:
    lines = ["| Victims | | Figure | Sources |", "|---|---|---|---|"]
    for toll in tolls.to_dict("records"):
        lines.append(
            f"| {CLASS_LABELS[toll['victim_class']]} | {HARM_LABELS[toll['harm']]} "
            f"| {format_range(*(toll[bound] for bound in BOUNDS))} "
            f"| {_bounds_text(toll, numbers)} |"
        )
    reasons = {
        reason: f"{CLASS_LABELS[victim_class]}, {HARM_LABELS[harm]}"
        for victim_class, harm, reason in zip(
            tolls["victim_class"], tolls["harm"], tolls["reason"], strict=True
        )
        if not pd.isna(reason)
    }
    if reasons:
        lines += ["", "Why these figures:", ""]
        lines += [f"- {about}: {plain_markdown(reason)}" for reason, about in reasons.items()]
    st.markdown("\n".join(lines))
    if any(
        toll["low"] != toll["high"]
        for toll in tolls.dropna(subset=["low", "high"]).to_dict("records")
    ):
        st.caption(RANGE_NOTE)


def _render_responsibility(atlas: Atlas, statements: pd.DataFrame, numbers: dict[str, int]) -> None:
    names = atlas.tables.actors.set_index("actor_id")["actor_name"]
    lines = []
    for row in statements.to_dict("records"):
        when = "" if pd.isna(row["stated_date"]) else f", {format_day(row['stated_date'])}"
        note = "" if pd.isna(row["note"]) else f" {row['note']}"
        text = (
            f"{upper_first(BASIS_LABELS[row['basis']])}: {names[row['actor_id']]}. "
            f"Said by {row['stated_by']}{when}.{note} Source {numbers[row['source_id']]}."
        )
        lines.append(f"- {plain_markdown(text)}")
    st.markdown("\n".join(lines) or "No group is named in the sources read.")


def _source_line(source: PageSource) -> str:
    copy = f" · [archived copy](<{source.archived}>)" if source.archived else ""
    return f"1. {link_markdown(source.publisher, source.href)}{plain_markdown(source.text)}{copy}"


def _render_sources(sources: pd.DataFrame) -> None:
    st.markdown(
        "\n".join(_source_line(source) for source in list_sources(sources)),
        help="Grades on the Admiralty scale: reliability A–F of the text, credibility 1–6.",
    )


def _project_links(atlas: Atlas, incident: pd.Series) -> str:
    """Return the listed projects of an incident as links to their profiles."""
    if pd.isna(incident["project_ids"]):
        return ""
    names, chosen = atlas.vocabulary.projects, current_view().chosen
    return "; ".join(
        f"[{plain_markdown(names[code])}]({atlas.cells.address('projects', chosen, site=code)})"
        for code in incident["project_ids"].split(LIST_SEPARATOR)
    )


def _facts(incident: pd.Series) -> list[tuple[str, Any]]:
    return [
        ("Attack", ATTACK_LABELS[incident["attack_type"]]),
        ("Weapon", incident["weapon"]),
        ("Target", f"{TARGET_LABELS[incident['target_category']]}: {incident['target_detail']}"),
        ("Project, as in the sources", incident["project"]),
        ("Employer, as in the sources", incident["employer"]),
        ("Listed employer or contractor", incident["contractor_names"]),
        ("Link to China", LINK_LABELS[incident["cpec_link"]]),
        ("Outcome", OUTCOME_LABELS[incident["outcome"]]),
        ("Local time", incident["event_time_local"]),
        ("Place as in the sources", incident["provider_place_name"]),
        ("Precision of the place", PRECISION_LABELS[incident["geo_precision"]]),
        ("District rests on", incident["place_basis"]),
        ("District at the time", incident["former_admin2_name"]),
        ("Point and text differ", incident["place_difference"]),
        ("What pages say otherwise, figures set aside among it", incident["discrepancies"]),
        ("Afterwards", incident["follow_up"]),
    ]


def _render_head(incident: pd.Series) -> None:
    parts = [
        f"##### {plain_markdown(format_title(incident))}",
        f"**{plain_markdown(describe_harm(incident))}**",
        plain_markdown(upper_first(describe_responsibility(incident))),
        plain_markdown(incident["summary"]),
        f":small[{plain_markdown(upper_first(describe_verification(incident)))}]",
        f":small[{incident['incident_id']} · {plain_markdown(format_place(incident))} · "
        f"{INCLUSION_LABELS[incident['inclusion']]}: {INCLUSION_HELP[incident['inclusion']]}. "
        f"{plain_markdown(incident['inclusion_reason'])}]",
    ]
    st.markdown("\n\n".join(parts))


def _rows(frame: pd.DataFrame, incident_id: str) -> pd.DataFrame:
    return frame[frame["incident_id"] == incident_id]


def _render_steps(incident_id: str, shown_ids: list[str]) -> None:
    """Draw the way to the incident before and after in time, among those shown, and out."""
    rank = shown_ids.index(incident_id) if incident_id in shown_ids else None
    earlier = shown_ids[rank - 1] if rank else None
    later = shown_ids[rank + 1] if rank is not None and rank + 1 < len(shown_ids) else None
    steps = (("Earlier", earlier), ("Later", later))
    with st.container(horizontal=True):
        for label, other in steps:
            st.button(
                label,
                key=f"step_{label.lower()}",
                on_click=open_incident,
                args=(other,),
                disabled=other is None,
                width="stretch",
            )
        st.button(
            "Close", key="close_incident", on_click=open_incident, args=(None,), width="stretch"
        )


def render_incident_card(
    atlas: Atlas, incident_id: str, shown: pd.DataFrame, *, is_open: bool
) -> None:
    """Draw one incident, with steps to its neighbours in time among the incidents `shown`.

    `is_open` unfolds figures, statements and sources from the start.
    """
    incident = _rows(atlas.incidents, incident_id).iloc[0]
    tables = atlas.tables
    sources = sources_of(tables, atlas.grades, incident_id)
    numbers = _source_numbers(sources)
    with st.container(border=True, key="incident_card"):
        _render_steps(incident_id, list(shown["incident_id"]))
        _render_head(incident)
        st.markdown(f":small[[Page of its own](/incident/{incident_id})]")
        with st.expander("Figures and their sources", expanded=is_open):
            _render_tolls(_rows(tables.tolls, incident_id), numbers)
        with st.expander("Who is said to be responsible", expanded=is_open):
            _render_responsibility(atlas, _rows(tables.responsibility, incident_id), numbers)
        with st.expander("Details, and on what sources differ", expanded=is_open):
            facts = [
                (
                    "Second check, in other pages",
                    describe_second_check(tables, incident_id) or None,
                ),
                ("CPEC sites", describe_sites(atlas.nearest, incident_id)),
                ("In this record", atlas.describe_firsts(incident_id) or None),
                *_facts(incident),
            ]
            lines = (
                f"**{label}:** {plain_markdown(text)}" for label, text in facts if not pd.isna(text)
            )
            projects = _project_links(atlas, incident)
            listed = [f"**Listed project:** {projects}"] * bool(projects)
            st.markdown("\n\n".join([*listed, *lines]))
        with st.expander(f"Sources ({len(sources)})", expanded=True):
            _render_sources(sources)
