"""The period of the filter: two fields that take dates as they are typed, and presets beside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.typed_days import TYPED_FORMS, parse_typed_day, preset_periods
from geo.wording import format_day
from pages.parts.state.address import change_view, current_view, set_notes

PRESET = "filter_period"
OWN_DATES = "Own dates"
# Key of the field → its label and the field of the filter.
_FIELDS = {"filter_from": ("From", "from_date"), "filter_to": ("To", "to_date")}


def seed_period(chosen: IncidentFilter) -> None:
    """Write the filter's days into the fields."""
    for key, (_, field) in _FIELDS.items():
        day = getattr(chosen, field)
        st.session_state[key] = format_day(day) if day else ""


def take_period(chosen: IncidentFilter) -> dict[str, date | None]:
    """Return the days of the fields; of a text that is no date, say so and keep the day before."""
    days: dict[str, Any] = {field: getattr(chosen, field) for _, field in _FIELDS.values()}
    notes = []
    for key, (label, field) in _FIELDS.items():
        text, before = str(st.session_state.get(key) or "").strip(), days[field]
        if before and text == format_day(before):
            continue
        try:
            days[field] = parse_typed_day(text, is_end=field == "to_date") if text else None
        except ValueError:
            notes.append(
                f"{label}: “{text[:40]}” is not a date; type it like {TYPED_FORMS}. "
                "The period was left as it was."
            )
    first, last = days["from_date"], days["to_date"]
    if first and last and first > last:
        notes.append(
            f"From and To: the period would end on {format_day(last)}, before it starts on "
            f"{format_day(first)}. It was left as it was."
        )
        days = {field: getattr(chosen, field) for field in days}
    if notes:
        set_notes(notes)
    return days


def render_period(atlas: Atlas, chosen: IncidentFilter, on_change: Callable[[], None]) -> None:
    """Draw presets and both fields; a typed date applies on Enter and when the field is left."""
    presets = preset_periods(atlas.tables.coverage)
    days = (chosen.from_date, chosen.to_date)
    named = next((label for label, period in presets.items() if period == days), OWN_DATES)

    def take_preset() -> None:
        first, last = presets.get(st.session_state[PRESET], days)
        set_notes([])
        change_view(chosen=replace(current_view().chosen, from_date=first, to_date=last))

    st.session_state[PRESET] = named
    st.selectbox(
        "Period",
        [*presets, *([OWN_DATES] if named == OWN_DATES else [])],
        key=PRESET,
        on_change=take_preset,
        width=152,
    )
    for key, (label, _) in _FIELDS.items():
        st.text_input(label, key=key, on_change=on_change, placeholder="e.g. 2021-03", width=110)
