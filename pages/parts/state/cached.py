"""The only cached wrappers around geo's loaders, and what a page shows when data are damaged."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from geo.addresses.library import Library
from geo.atlas import Atlas, load_atlas
from geo.tables.folders import DATA_FOLDER
from geo.tables.schema import DataFaultError
from geo.wording import plain_markdown

SHOWN_FAULTS = 20


def today() -> date:
    """Return today's date in UTC; only pages look at the clock."""
    return datetime.now(tz=UTC).date()


@st.cache_resource(show_spinner="Reading and checking the tables …")
def _load(folder: str) -> Atlas:
    own = os.environ.get("ATLAS_BOUNDARIES")
    return load_atlas(Path(folder), own_boundaries=Path(own) if own else None, today=today())


def _folder() -> str:
    return os.environ.get("ATLAS_DATA", str(DATA_FOLDER))


def shared_atlas() -> Atlas:
    """Return the checked data; raises DataFaultError when they are damaged."""
    return _load(_folder())


@st.cache_resource(show_spinner=False)
def _open_library(folder: str, _atlas: Atlas) -> Library:
    return Library(_atlas, Path(folder))


def shared_library() -> Library:
    """Return what data addresses answer from; raises DataFaultError when data are damaged."""
    return _open_library(_folder(), shared_atlas())


def require_atlas() -> Atlas:
    """Return the checked data; when they are damaged, say which file, row and rule, and stop."""
    try:
        return shared_atlas()
    except DataFaultError as error:
        _render_faults(error)
        st.stop()


def _render_faults(error: DataFaultError) -> None:
    st.title("The data can’t be shown")
    st.error(
        "A data file is missing or breaks a rule. No figure is shown until it is mended; "
        "`python -m geo check` says the same on the command line."
    )
    for fault in error.faults[:SHOWN_FAULTS]:
        st.markdown(f"- {plain_markdown(fault)}")
    if len(error.faults) > SHOWN_FAULTS:
        st.markdown(f"- and {len(error.faults) - SHOWN_FAULTS} more")
