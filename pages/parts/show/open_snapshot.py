"""Open a snapshot: are its files as written, what was its filter, what differs today."""

import streamlit as st

from geo.atlas import Atlas
from geo.exports.snapshot_comparison import SnapshotComparison, compare_snapshot
from geo.exports.snapshot_reader import MAX_SNAPSHOT_BYTES, SnapshotError
from geo.wording import plain_markdown
from pages.parts.state.address import change_view, mark_touched

SHOWN_LINES = 200


def _render_check(check: SnapshotComparison) -> None:
    if check.opened.faults:
        st.error("Files of this snapshot are not as they were written.")
    elif check.differences:
        st.warning("The files are as written; the data of today differ.")
    else:
        st.success("The files are as written, and today’s data say the same.")
    lines = check.lines()
    st.markdown("\n".join(f"- {plain_markdown(line)}" for line in lines[:SHOWN_LINES]))
    if len(lines) > SHOWN_LINES:
        st.caption(
            f"{len(lines) - SHOWN_LINES} more lines: `python -m geo snapshot --verify` lists all."
        )
    if st.button("Restore its filter", on_click=change_view, kwargs={"chosen": check.chosen}):
        st.switch_page("pages/incidents.py")


def render_open_snapshot(atlas: Atlas) -> None:
    """Draw the field that takes a snapshot, and what it holds beside today’s data."""
    st.subheader("Open a snapshot", anchor=False)
    file = st.file_uploader(
        "A snapshot that was downloaded here (zip)",
        type="zip",
        key="open_snapshot",
        on_change=mark_touched,
        max_upload_size=MAX_SNAPSHOT_BYTES // 1_000_000,
        help="It is read on this server, in this session only, and not kept.",
    )
    if file is None:
        return
    try:
        check = compare_snapshot(file.getvalue(), atlas)
    except SnapshotError as error:
        st.error(plain_markdown(error))
        return
    _render_check(check)
