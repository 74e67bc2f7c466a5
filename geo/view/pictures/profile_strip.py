"""Draw a profile's incidents over time: a strip of marks above bars per year, on one axis."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

import pandas as pd

from geo.incidents.selections import Selection
from geo.view.pictures.profile_marks import (
    CONTEXT_OPACITY,
    RECORD_OPACITY,
    ProfileLook,
    profile_marks,
)
from geo.view.pictures.svg import FONT, Spot, draw, open_svg, picture_html
from geo.view.scales import LINE_HEX, SURFACE_HEX
from geo.view.strip_marks import STRIP_PX_PER_DAY, strip_span, swarm_tracks
from geo.wording import count_noun, format_day

# The width that marks are laid out for; the picture itself fills its frame.
LAID_OUT_PX = 620
TRACK_PX, BARS_PX, AXIS_PX, GAP_PX = 7, 120, 20, 16
SIDE_PERCENT = 1.5
LABELLED_YEARS = 5


class TimeAxis:
    """Place days on whole years from the left edge to the right, in percent of the width."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.days = (last - first).days + 1

    def percent(self, day: date | pd.Timestamp) -> float:
        """Return where a day begins."""
        passed = (pd.Timestamp(day) - pd.Timestamp(self.first)).days
        return SIDE_PERCENT + (100 - 2 * SIDE_PERCENT) * passed / self.days

    @property
    def years(self) -> range:
        """Return the years on the axis."""
        return range(self.first.year, self.last.year + 1)


def count_years(selection: Selection) -> pd.DataFrame:
    """Return incidents by year of the first day that a date can mean: columns record, context."""
    rows = selection.incidents
    is_context = rows["inclusion"].eq("context")
    years = rows["event_date"].dt.year
    return (
        pd.DataFrame(
            {
                "record": years[~is_context].value_counts(),
                "context": years[is_context].value_counts(),
            }
        )
        .fillna(0)
        .astype(int)
        .sort_index()
    )


def _draw_strip(
    svg: Element, marks: pd.DataFrame, axis: TimeAxis, edge: str
) -> tuple[int, list[Spot]]:
    px_per_day = LAID_OUT_PX / axis.days
    # The swarm is laid out at the long strip's scale: the same marks are wider there.
    widths = marks["radius_px"] * STRIP_PX_PER_DAY / px_per_day
    tracks = swarm_tracks(marks["middle"].sort_values(kind="stable"), widths)
    largest = float(marks["radius_px"].max()) if len(marks) else 0
    reach = int(tracks.abs().max()) * TRACK_PX if len(marks) else 0
    middle = reach + largest + 2
    spots = []
    order = marks.assign(track=tracks).sort_values(["is_context", "radius_px"], ascending=False)
    for mark in order.to_dict("records"):
        x, y = f"{axis.percent(mark['middle']):.2f}%", middle + mark["track"] * TRACK_PX
        draw(
            svg,
            "circle",
            cx=x,
            cy=f"{y:.1f}",
            r=f"{mark['radius_px']:.1f}",
            fill=mark["hex"],
            fill_opacity=mark["opacity"],
            stroke=edge,
        )
        size = 2 * mark["radius_px"]
        spots.append(Spot(x, f"{y:.1f}px", size, str(mark["title"]), str(mark["href"])))
    return round(2 * middle), spots


def _draw_year(
    svg: Element, axis: TimeAxis, year: int, counts: pd.Series, look: ProfileLook, **at: float
) -> None:
    left = axis.percent(date(year, 1, 1))
    # A year that was searched in part is a part of a year wide.
    right = axis.percent(min(date(year, 12, 31), max(look.coverage.last, date(year, 1, 20))))
    fill = look.own_hex or LINE_HEX[look.theme]["strong"]
    base = at["base"]
    for tier, opacity in (("record", RECORD_OPACITY), ("context", CONTEXT_OPACITY)):
        height = counts[tier] * at["unit"]
        base -= height
        if height:
            draw(
                svg,
                "rect",
                x=f"{left + 0.25:.2f}%",
                y=f"{base:.1f}",
                width=f"{right - left - 0.25:.2f}%",
                height=f"{height:.1f}",
                fill=fill,
                fill_opacity=opacity,
            )
    shown = [str(counts["record"])] * bool(counts["record"] or not counts["context"])
    shown += [f"+{counts['context']}"] * bool(counts["context"])
    draw(
        svg,
        "text",
        "".join(shown),
        x=f"{(left + right) / 2:.2f}%",
        y=f"{base - 3:.1f}",
        text_anchor="middle",
    )


def _draw_axis(svg: Element, axis: TimeAxis, base: float, theme: str) -> None:
    line = LINE_HEX[theme]["middle"]
    draw(svg, "line", x1="0", x2="100%", y1=base, y2=base, stroke=line)
    for year in axis.years:
        x = f"{axis.percent(date(year, 1, 1)):.2f}%"
        is_labelled = year % LABELLED_YEARS == 0
        draw(svg, "line", x1=x, x2=x, y1=base, y2=base + (6 if is_labelled else 3), stroke=line)
        if is_labelled:
            draw(svg, "text", str(year), x=x, dx=3, y=base + 14)


def _alt(counts: pd.DataFrame, look: ProfileLook) -> str:
    total = count_noun(int(counts.to_numpy().sum()), "incident")
    years = []
    for year, row in counts.iterrows():
        context = f" (and {row['context']} context)" if row["context"] else ""
        years.append(f"{year} {row['record']}{context}")
    listed = f"; per year: {', '.join(years)}" if years else ""
    return f"Timeline of {look.title}: {total}{listed}"


def _caption(selection: Selection, look: ProfileLook) -> str:
    has_context = selection.incidents["inclusion"].eq("context").any()
    paler = " Paler, and after the plus: context, counted apart." if has_context else ""
    end = format_day(look.coverage.last)
    return f"Above: one mark for each incident. Bars: incidents per year, up to {end}.{paler}"


def profile_strip(selection: Selection, look: ProfileLook) -> str:
    """Return the strip and the bars of a selection as HTML."""
    first, last = strip_span(selection.everything, look.coverage)
    axis = TimeAxis(first, last)
    svg = open_svg()
    ink = SURFACE_HEX[look.theme]["ink"]
    svg.set("font-family", FONT)
    svg.set("font-size", "11")
    svg.set("fill", ink)
    marks = profile_marks(selection, look)
    height, spots = _draw_strip(svg, marks, axis, SURFACE_HEX[look.theme]["land"])
    base = height + GAP_PX + BARS_PX
    counts = count_years(selection)
    tallest = max(1, int(counts.sum(axis=1).max())) if len(counts) else 1
    # One incident is no tower: a bar's unit is at most a quarter of the height.
    unit = min(BARS_PX / tallest, BARS_PX / 4)
    for year, row in counts.iterrows():
        _draw_year(svg, axis, int(str(year)), row, look, base=base, unit=unit)
    _draw_axis(svg, axis, base, look.theme)
    return picture_html(
        svg,
        _alt(counts, look),
        style=f"height:{base + AXIS_PX}px",
        caption=_caption(selection, look),
        spots=spots,
    )
