"""A district's figures under the current filter, and the incidents that no mark can show."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import BOUNDS
from geo.incidents.tallies import count_unspecified, sum_toll
from geo.wording import (
    count_noun,
    format_number,
    format_range,
    format_title,
    plain_markdown,
)
from pages.parts.state.address import current_filter, select_incident, set_filter


def _open_listed(key: str) -> None:
    select_incident(st.session_state[key])


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


def _only_district(district_code: str) -> IncidentFilter:
    return replace(current_filter(), districts=(district_code,))


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
        st.caption(plain_markdown(_describe_unit(atlas, district_code)))
        if inside.empty:
            st.markdown("No recorded incident under this filter.")
            return
        killed, chinese = (sum_toll(inside, toll) for toll in ("fatalities", "chinese_fatalities"))
        st.markdown(
            f"**{count_noun(len(inside), 'incident')}** · "
            f"{killed.describe('victims killed')} · {chinese.describe('Chinese killed')}"
        )
        st.button(
            "Show only this district", on_click=set_filter, args=(_only_district(district_code),)
        )
        _render_list(inside, "Its incidents", "district_list")


def render_district_table(atlas: Atlas, tallies: dict[str, pd.DataFrame]) -> None:
    """Draw every district with incidents as a row of a real table, in the first tally's order.

    `tallies`: column head → district tally; several stand beside each other.
    """
    units = atlas.districts.set_index("admin2_code")
    codes = list(dict.fromkeys(code for tally in tallies.values() for code in tally.index))
    columns = {
        "District": units["admin2_name"].reindex(codes).astype(object),
        "Province": units["admin1_name"].reindex(codes).astype(object),
    }
    for head, tally in tallies.items():
        rows, suffix = tally.reindex(codes), f", {head}" if head else ""
        columns[f"Incidents{suffix}"] = rows["incidents"].fillna(0)
        columns[f"Chinese killed{suffix}"] = _ranges(rows, "chinese_fatalities")
        columns[f"Victims killed{suffix}"] = _ranges(rows, "fatalities")
        columns[f"Last incident{suffix}"] = rows["last_when"].fillna("–")
    st.table(pd.DataFrame(columns).set_index("District"))


def _ranges(tally: pd.DataFrame, toll: str) -> list[str]:
    return [
        "–"
        if pd.isna(row["incidents"])
        else format_range(*(row[f"{toll}_{bound}"] for bound in BOUNDS))
        for row in tally.to_dict("records")
    ]


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
        sorted(codes, key=names.get),
        index=None,
        format_func=names.get,
        key="open_district",
        on_change=opened,
        placeholder="Choose …",
    )


def _describe_unit(atlas: Atlas, district_code: str) -> str:
    facts = atlas.facts.loc[district_code]
    people = facts["population_2023"]
    parts = [
        "population not in the table yet"
        if pd.isna(people)
        else f"{format_number(int(people))} people (census 2023)",
        f"{format_number(round(facts['area_km2']))} km²",
    ]
    if str(facts["boundary_quality"]) in ("approximate", "rough"):
        parts.append(f"boundary {facts['boundary_quality']}: {facts['boundary_note']}")
    return " · ".join(parts)


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
