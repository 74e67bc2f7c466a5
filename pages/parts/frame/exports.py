"""What leaves the page: CSV, other formats, the link to the view."""

from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

import geopandas as gpd
import streamlit as st

from geo.addresses.queries import DATA_ROOT, data_path
from geo.atlas import Atlas
from geo.exports.csv_table import csv_bytes, export_name
from geo.exports.formats import FORMATS, Export
from geo.incidents.filters import IncidentFilter
from pages.parts.frame.head import is_phone
from pages.parts.frame.popover import render_popover
from pages.parts.state.address import link_to_view, mark_touched


def _render_csv(atlas: Atlas, incidents: gpd.GeoDataFrame) -> None:
    version = atlas.tables.data_version
    st.download_button(
        "Download CSV",
        data=lambda: csv_bytes(incidents, data_version=version, notice=atlas.notice),
        file_name=export_name(incidents, version, "csv"),
        mime="text/csv",
        key="download_csv",
        on_click="ignore",
        help="Exactly the incidents shown, with sources and data version. CC BY 4.0.",
    )


def _make(atlas: Atlas, chosen: IncidentFilter, code: str, page_url: str) -> bytes:
    """Make a file of the filter in memory; a page that is left takes nothing half made with it."""
    export = Export(atlas, chosen, datetime.now(tz=UTC), page_url)
    return FORMATS[code].make(export, lambda *_: None)


def _render_formats(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> None:
    code = st.selectbox(
        "Format",
        list(FORMATS),
        format_func=lambda code: FORMATS[code].label,
        key="export_format",
        on_change=mark_touched,
    )
    chosen_format = FORMATS[code]
    page_url = (st.context.url or "").split("?")[0]
    st.download_button(
        f"Download {chosen_format.suffix}",
        data=lambda: _make(atlas, chosen, code, page_url),
        file_name=export_name(incidents, atlas.tables.data_version, chosen_format.suffix),
        mime=chosen_format.mime,
        key="download_format",
        on_click="ignore",
    )
    st.caption(f"For: {chosen_format.purpose}.")
    _render_address(chosen, chosen_format.suffix)


def _render_address(chosen: IncidentFilter, suffix: str) -> None:
    """Draw the addresses under which a script gets the CSV, and a file of the chosen format."""
    parts = urlsplit(st.context.url or "")
    host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    st.caption(f"Data address, for scripts and spreadsheets ([how]({DATA_ROOT})):")
    for shown in ("csv", suffix):
        st.code(f"{host}{data_path(chosen, shown)}", language=None, wrap_lines=True)


def _render_link(atlas: Atlas) -> None:
    """Draw the button that copies the address; static/page.js does it, or shows the address."""
    link = escape(link_to_view(atlas), quote=True)
    st.html(
        f'<div class="atlas-copy"><button type="button" data-copy="{link}">Copy link</button>'
        f'<input value="{link}" aria-label="Address of this view" readonly hidden>'
        '<span role="status"></span></div>',
        width="content",
    )


def render_exports(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> None:
    """Draw the buttons that hand out exactly the shown rows, and the link to the view.

    On a phone they are behind one button.
    """
    if is_phone():
        render_popover("Share", "share_popover", lambda: _render_all(atlas, incidents, chosen))
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        _render_csv(atlas, incidents)
        render_popover(
            "Other formats", "formats_popover", lambda: _render_formats(atlas, incidents, chosen)
        )
        _render_link(atlas)


def _render_all(atlas: Atlas, incidents: gpd.GeoDataFrame, chosen: IncidentFilter) -> None:
    _render_link(atlas)
    _render_csv(atlas, incidents)
    _render_formats(atlas, incidents, chosen)
