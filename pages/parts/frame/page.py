"""What every page with incidents shares: sentence, figures, download, footer."""

import geopandas as gpd
import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.tallies import TollSum, count_by, sum_toll
from geo.tables.schema import codes
from geo.wording import format_day, plain_markdown
from pages.parts.frame.exports import render_exports
from pages.parts.frame.filter_bar import render_filter_bar
from pages.parts.frame.place_search import render_place_search
from pages.parts.state.address import write_url
from pages.parts.state.cached import require_atlas


def open_incident_page() -> tuple[Atlas, IncidentFilter, gpd.GeoDataFrame]:
    """Draw sidebar and headline of a page with incidents; return the data, filter and selection."""
    atlas = require_atlas()
    chosen = render_filter_bar(atlas)
    with st.sidebar:
        render_place_search(atlas)
    incidents = atlas.select(chosen)
    render_headline(atlas, incidents, chosen)
    return atlas, chosen, incidents


def _figure(label: str, total: TollSum) -> str:
    figure = f"**{total.text}** {label}"
    return f"{figure} :small[({total.gap})]" if total.gap else figure


def render_headline(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> None:
    """Draw the filter sentence and three figures with their ranges."""
    sentence = atlas.sentence(chosen)
    provisional = int(incidents["is_provisional"].sum())
    split = count_by(incidents, "inclusion", codes("incidents", "inclusion"))
    figures = [
        ", ".join(f"**{count}** {code}" for code, count in split.items())
        + f" :small[({provisional} provisional)]",
        _figure("victims killed", sum_toll(incidents, "fatalities")),
        _figure("Chinese nationals killed", sum_toll(incidents, "chinese_fatalities")),
    ]
    left, right = st.columns([5, 3], vertical_alignment="top")
    with left.container(key="filter_sentence"):
        st.markdown(f"##### {plain_markdown(sentence)}\n\n{' &emsp; '.join(figures)}")
    with right:
        render_exports(atlas, incidents, chosen)


def render_footer(atlas: Atlas) -> None:
    """Draw versions, licences, attribution and disclaimer, and bring the URL up to date."""
    write_url(atlas)
    notice = atlas.notice
    st.caption(
        f"Data version {atlas.tables.data_version} (CC BY 4.0), collected up to "
        f"{format_day(atlas.tables.coverage_end)} · boundaries "
        f"{notice.boundary_version} ({plain_markdown(notice.licence)}): "
        f"{plain_markdown(notice.source)} · basemap: Natural "
        f"Earth (public domain), towns: GeoNames (CC BY 4.0). {plain_markdown(notice.disclaimer)}"
    )
