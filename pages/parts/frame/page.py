"""What every page with incidents shares: head, filter, answers, exports, footer."""

from collections.abc import Mapping
from html import escape

import geopandas as gpd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.headline import build_headline
from geo.figures.headline_sentences import describe_headline, describe_left_out
from geo.incidents.filters import IncidentFilter
from geo.view.answer_tiles import answer_tiles
from geo.wording import format_day, plain_markdown
from pages.parts.frame.exports import render_exports
from pages.parts.frame.filter_bar import render_filter_bar
from pages.parts.frame.head import current_theme, is_phone, render_name, render_trust
from pages.parts.frame.popover import render_popover
from pages.parts.frame.search import render_search
from pages.parts.state.address import current_view, render_notes, take_url, write_url
from pages.parts.state.cached import require_atlas


def open_page() -> Atlas:
    """Draw the head of a page that the filter does not apply to; return the data."""
    atlas = require_atlas()
    take_url(atlas)
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        render_name(atlas)
        render_search(atlas)
    render_trust(atlas)
    render_notes()
    return atlas


def open_incident_page() -> tuple[Atlas, IncidentFilter, gpd.GeoDataFrame]:
    """Draw head, filter and answers of a page with incidents; return data, filter and rows."""
    atlas = require_atlas()
    take_url(atlas)
    chosen = current_view().chosen
    incidents = atlas.select(chosen)
    headline = build_headline(atlas.selection(chosen), atlas.tables.coverage)
    answers = answer_tiles(describe_headline(headline, chosen.inclusion), theme=current_theme())
    if is_phone():
        render_name(atlas)
        _render_sentence(atlas, chosen, headline.by_tier)
        st.html(answers)
        with st.container(key="phone_bar", horizontal=True, gap="small"):
            render_filter_bar(atlas, chosen, headline.by_tier)
            _render_buttons(atlas, chosen, incidents)
        render_notes()
        return atlas, chosen, incidents
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="small"):
        render_name(atlas)
        _render_buttons(atlas, chosen, incidents)
    render_trust(atlas)
    render_filter_bar(atlas, chosen, headline.by_tier)
    render_notes()
    _render_sentence(atlas, chosen, headline.by_tier)
    st.html(answers)
    return atlas, chosen, incidents


def _render_buttons(atlas: Atlas, chosen: IncidentFilter, incidents: gpd.GeoDataFrame) -> None:
    if is_phone():
        render_popover("Find", "find_popover", lambda: render_search(atlas))
    else:
        render_search(atlas)
    render_exports(atlas, incidents, chosen)


def _render_sentence(atlas: Atlas, chosen: IncidentFilter, by_tier: Mapping[str, int]) -> None:
    """Draw the filter in words, and what of it is not counted in any figure."""
    left_out = describe_left_out(by_tier, chosen.inclusion)
    more = f" · {left_out}" if left_out else ""
    with st.container(key="filter_sentence"):
        st.html(
            f'<p class="atlas-sentence"><b>{escape(atlas.sentence(chosen))}</b>{escape(more)}</p>'
        )


def render_footer(atlas: Atlas) -> None:
    """Draw versions, licences, attribution and disclaimer, and bring the URL up to date."""
    write_url(atlas)
    if is_phone():
        # A phone shows the answers and the map first.
        render_trust(atlas)
    notice = atlas.notice
    st.caption(
        f"Data version {atlas.tables.data_version} (CC BY 4.0), collected up to "
        f"{format_day(atlas.tables.coverage_end)} · boundaries "
        f"{notice.boundary_version} ({plain_markdown(notice.licence)}): "
        f"{plain_markdown(notice.source)} · basemap: Natural "
        f"Earth (public domain), towns: GeoNames (CC BY 4.0). {plain_markdown(notice.disclaimer)}"
    )
