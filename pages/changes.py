"""What changed: two periods side by side, or the data of today beside an earlier version."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from geo.atlas import Atlas
from geo.figures.comparisons import (
    SMALLEST_DIVISOR,
    TABLES,
    Change,
    PeriodComparison,
    Side,
    compare_periods,
    compare_versions,
    describe_relative,
    toll_difference,
)
from geo.figures.exposure import filter_period
from geo.figures.profiles import KILLED
from geo.figures.time.recent_firsts import NOTE as FIRSTS_NOTE
from geo.figures.time.recent_firsts import recent_period
from geo.incidents.releases import changes_since, data_versions
from geo.incidents.selections import Selection, narrow
from geo.tables.periods import Period
from geo.view.html_tables import NOTHING, Cell
from geo.wording import count_noun, format_number, format_signed, plain_markdown
from pages.parts.controls.against import render_against
from pages.parts.frame.filter_bar import render_empty
from pages.parts.frame.page import open_incident_page, render_footer
from pages.parts.show.firsts import render_firsts
from pages.parts.show.profile import (
    NO_ROW,
    render_opener,
    render_table,
)
from pages.parts.show.profile_pictures import period_hexes, render_dumbbells
from pages.parts.show.version_log import render_kinds, render_log
from pages.parts.state.address import change_view, current_view

SUGGESTED_YEARS = 5


def _rate(side: Side, count: int) -> str:
    rate = side.per_year(count)
    return NOTHING if rate is None else f"{rate:.1f}"


def _relative(comparison: PeriodComparison, change: Change) -> str:
    return comparison.describe_relative(change.before.count, change.after.count)


def _change_cells(atlas: Atlas, change: Change, relative: str) -> list[Cell]:
    sides = [atlas.cells.count(part) for part in (change.before, change.after)]
    return [*sides, Cell(format_signed(change.absolute)), Cell(relative)]


def _toll_cells(atlas: Atlas, comparison: PeriodComparison, toll: str) -> list[Cell]:
    total = comparison.total
    sums = [
        side.selection.sum_toll(part, toll)
        for side, part in zip(
            (comparison.before, comparison.after), (total.before, total.after), strict=True
        )
    ]
    cells = [
        atlas.cells.toll(part, figure)
        for part, figure in zip((total.before, total.after), sums, strict=True)
    ]
    difference = toll_difference(*sums)
    if difference is None:
        return [*cells, Cell(NOTHING), Cell(NOTHING)]
    low, best, high = map(format_signed, difference)
    text = best if low == high else f"{best} ({low} to {high})"
    relative = comparison.describe_relative(sums[0].best, sums[1].best)
    return [*cells, Cell(text), Cell(relative)]


def _render_totals(atlas: Atlas, comparison: PeriodComparison, head: list[str]) -> None:
    sides = (comparison.before, comparison.after)
    change = comparison.total
    relative = _relative(comparison, change)
    days = [Cell(format_number(side.period.days)) for side in sides]
    searched = [Cell(format_number(side.covered_days)) for side in sides]
    rates = [
        Cell(_rate(side, part.count))
        for side, part in zip(sides, (change.before, change.after), strict=True)
    ]
    empty = [Cell(""), Cell("")]
    rows = [
        (Cell("Days"), [*days, *empty]),
        (Cell("Days that pages were searched for"), [*searched, *empty]),
        (Cell("Incidents"), _change_cells(atlas, change, relative)),
        (Cell("Incidents per year searched"), [*rates, *empty]),
    ]
    for toll, label in KILLED.items():
        rows.append((Cell(f"{label} killed"), _toll_cells(atlas, comparison, toll)))
    render_table("Totals", ["", *head], rows)


def _render_section(
    atlas: Atlas,
    name: str,
    changes: Iterable[Change],
    head: list[str],
    relative: Callable[[Change], str],
    empty: str = NO_ROW,
) -> None:
    label = TABLES[name]
    rows = [
        (Cell(change.label), _change_cells(atlas, change, relative(change))) for change in changes
    ]
    render_table(f"By {label.lower()}", [label, *head], rows, empty)


def _period_notes(comparison: PeriodComparison) -> list[str]:
    notes = [
        f"Relative: of the earlier figure; none where that is below {SMALLEST_DIVISOR}, since one "
        "more or less would then move it by a fifth or more. Of tolls: of the best figures, "
        "which hold only incidents with a figure."
    ]
    if not comparison.has_equal_length:
        notes.append(
            "The periods differ in length, so that relative figures compare incidents per year "
            "searched, and differences of counts are not a trend."
        )
    if comparison.in_both.count:
        notes.append(
            f"{count_noun(comparison.in_both.count, 'incident')} can lie in both periods and "
            "count in each: the periods overlap, or only a month or year is known."
        )
    for side in (comparison.before, comparison.after):
        if side.covered_days < side.period.days:
            notes.append(
                f"Of {side.period.describe()} pages were searched for "
                f"{count_noun(side.covered_days, 'day')} only: no figure says anything of the rest."
            )
    return notes


def _render_suggestion(coverage: Period) -> None:
    last = date(coverage.last.year - 1, 12, 31)
    own = Period(date(last.year - SUGGESTED_YEARS + 1, 1, 1), last)
    against = Period(date(own.first.year - SUGGESTED_YEARS, 1, 1), date(own.first.year - 1, 12, 31))
    st.button(
        f"Compare {against.first.year}–{against.last.year} with {own.first.year}–{own.last.year}",
        key="suggest_periods",
        on_click=_take_suggestion,
        args=(own, against),
    )


def _take_suggestion(own: Period, against: Period) -> None:
    chosen = replace(current_view().chosen, from_date=own.first, to_date=own.last)
    change_view(chosen=chosen, against=against)


def _render_periods(atlas: Atlas, selection: Selection, coverage: Period) -> None:
    st.subheader("Two periods", anchor=False)
    own = filter_period(selection.chosen, coverage)
    has_period = bool(selection.chosen.from_date or selection.chosen.to_date)
    against = render_against(own.before() if has_period else None)
    if against is None:
        st.markdown("Choose a period in the filter and another one here, or take a suggestion:")
        _render_suggestion(coverage)
        return
    st.markdown(
        plain_markdown(
            f"The filter’s period, {own.describe()}, beside {against.describe()}; all other parts "
            "of the filter apply to both."
        )
    )
    _render_compared(atlas, compare_periods(selection, against, coverage))


def _render_compared(atlas: Atlas, comparison: PeriodComparison) -> None:
    relative = "Relative" if comparison.has_equal_length else "Relative, per year"
    names = (comparison.before.period.describe(), comparison.after.period.describe())
    head = [*names, "Difference", relative]
    _render_totals(atlas, comparison, head)
    st.caption("\n".join(f"- {plain_markdown(note)}" for note in _period_notes(comparison)))
    for name, changes in comparison.tables.items():
        left, right = st.columns([2, 3])
        with left:
            caption = f"Incidents by {TABLES[name].lower()}"
            render_dumbbells(caption, changes, names, period_hexes())
        with right:
            _render_section(atlas, name, changes, head, partial(_relative, comparison))
    st.caption(
        "By group: claimed, attributed or suspected; a group’s row holds its parts, and an "
        "incident can stand in several rows."
    )
    render_firsts(atlas, comparison.after.selection, f"Firsts of {names[1]}")


def _render_recent(atlas: Atlas, selection: Selection, coverage: Period) -> None:
    st.subheader("Firsts", anchor=False)
    period = recent_period(coverage)
    chosen = narrow(selection.chosen, from_date=period.first, to_date=period.last)
    caption = f"Firsts of the last two years searched, {period.describe()}"
    render_firsts(atlas, selection.select(chosen), caption)
    st.caption(FIRSTS_NOTE)


def _open_since(atlas: Atlas) -> str:
    versions = data_versions(atlas.tables)
    earlier = [version for version in versions if version != atlas.tables.data_version] or versions
    titles = {version: version for version in versions}
    return render_opener("since", "Earlier version", titles, earlier[-1]) or earlier[-1]


def _render_versions(atlas: Atlas, selection: Selection) -> None:
    st.subheader("Two versions of the data", anchor=False)
    present, since = atlas.tables.data_version, _open_since(atlas)
    comparison = compare_versions(selection, changes_since(atlas.tables, since), since)
    st.markdown(
        plain_markdown(
            f"Version {since} beside {present}. The figures of earlier versions are not stored: a "
            "released version leaves the list of its incidents and the log of changes. The tables "
            f"below count today’s rows, those that {since} had already and all of them, by today’s "
            "places, groups and targets; a corrected incident may have stood elsewhere."
        )
    )
    render_kinds(atlas, comparison)
    added = [part for part in comparison.kinds if part.code == "added"]
    if added:
        caption = f"Firsts among the incidents added since {since}"
        render_firsts(atlas, selection.within(added[0]), caption)
    head = [f"Already in {since}", f"In {present}", "Difference", "Relative"]
    total = _change_cells(atlas, comparison.total, _version_relative(comparison.total))
    render_table("Totals", ["", *head], [(Cell("Incidents"), total)])
    for name, changes in comparison.tables.items():
        changed = [change for change in changes if change.absolute]
        _render_section(atlas, name, changed, head, _version_relative, "no row differs")
    st.caption("Rows without a difference are left out.")
    render_log(atlas, comparison)


def _version_relative(change: Change) -> str:
    return describe_relative(change.before.count, change.after.count, counted=change.before.count)


atlas, chosen, incidents = open_incident_page()
if incidents.empty:
    render_empty(atlas, chosen)
selection = atlas.selection(chosen)
_render_periods(atlas, selection, atlas.tables.coverage)
_render_recent(atlas, selection, atlas.tables.coverage)
_render_versions(atlas, selection)
render_footer(atlas)
