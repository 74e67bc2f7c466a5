"""A district's figures under the current filter, and the incidents that no mark can show."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.figures.unit_sentences import describe_district
from geo.incidents.tallies import count_unspecified, sum_toll
from geo.view.table_rows import district_rows
from geo.wording import (
    count_noun,
    format_title,
    plain_markdown,
)
from pages.parts.state.address import change_view, current_view, open_incident


def _open_listed(key: str) -> None:
    open_incident(st.session_state[key])


def _render_list(incidents: gpd.GeoDataFrame, label: str, key: str) -> None:
    titles = {
        row["incident_id"]: format_title(row) for row in incidents.iloc[::-1].to_dict("records")
    }
    st.selectbox(
        label,
        list(titles),
        index=None,
        format_func=lambda incident_id: titles[incident_id],
        key=key,
        on_change=_open_listed,
        args=(key,),
        placeholder="Open one …",
    )


def render_district_card(
    atlas: Atlas, incidents: gpd.GeoDataFrame, district_code: str, on_close: Callable[[], None]
) -> None:
    """Draw one district: counts and ranges as filtered, its incidents, a way to narrow."""
    inside = incidents[incidents["admin2_code"] == district_code]
    name = atlas.vocabulary.districts[district_code]
    province = atlas.vocabulary.provinces[atlas.vocabulary.district_provinces[district_code]]
    with st.container(border=True, key="district_card"):
        st.markdown(f"#### {plain_markdown(name)} district, {plain_markdown(province)}")
        st.button("Close", key="close_district", on_click=on_close)
        st.caption(plain_markdown(describe_district(atlas.facts.loc[[district_code]].iloc[0])))
        if inside.empty:
            st.markdown("No recorded incident under this filter.")
            return
        killed, chinese = (sum_toll(inside, toll) for toll in ("fatalities", "chinese_fatalities"))
        st.markdown(
            f"**{count_noun(len(inside), 'incident')}** · "
            f"{killed.describe('victims killed')} · {chinese.describe('Chinese killed')}"
        )
        st.button(
            "Show only this district",
            on_click=change_view,
            kwargs={"chosen": replace(current_view().chosen, districts=(district_code,))},
        )
        _render_list(inside, "Its incidents", "district_list")


def render_district_table(atlas: Atlas, tallies: dict[str, pd.DataFrame]) -> None:
    """Draw every district with incidents as a row of a real table; `tallies`: by column head."""
    st.table(district_rows(atlas.districts, tallies))


def render_district_opener(
    atlas: Atlas, codes: Iterable[str], on_open: Callable[[str], None]
) -> None:
    """Draw a way to open any of the districts without a mouse."""
    names = atlas.vocabulary.districts

    def opened() -> None:
        on_open(st.session_state["open_district"])

    st.session_state["open_district"] = None
    st.selectbox(
        "Open a district",
        sorted(codes, key=names.__getitem__),
        index=None,
        format_func=names.__getitem__,
        key="open_district",
        on_change=opened,
        placeholder="Choose …",
    )


def render_unplaced(incidents: gpd.GeoDataFrame) -> None:
    """List what is known only to its province: it is in no district and has no mark."""
    unspecified = incidents[incidents["admin2_is_unspecified"]]
    if unspecified.empty:
        return
    counts = count_unspecified(incidents)
    where = ", ".join(f"{name} {count}" for name, count in counts.items())
    _render_list(
        unspecified,
        f"District unspecified, so in no district’s figures: {where}",
        "unspecified_list",
    )
