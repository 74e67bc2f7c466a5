"""The pivot: every cell recounted from the CSV of the same filter, and what its link shows."""

import random
from datetime import date

import pytest
from recount import read_rows, recount_toll
from test_pages import open_page, texts
from test_profile_pages import Links, ids_behind, tables
from test_recount import by_group, random_filter, unnamed

from geo.figures.pivots.axes import CELLS, COLUMNS, NO_PROJECT, ROWS, TOLLS
from geo.figures.pivots.pivot import build_pivot
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.vocabulary import NO_GROUP, UNSPECIFIED

OVERLAPPING = ("group", "project")
CSV_COLUMNS = {
    "province": "admin1_code",
    "district": "admin2_code",
    "target": "target_category",
    "attack": "attack_type",
    "scope": "inclusion",
}


def row_pick(atlas, rows_code, code):
    if code == NO_PROJECT:
        return lambda rows: [row for row in rows if not row["project_ids"]]
    if rows_code == "project":
        return lambda rows: [row for row in rows if code in row["project_ids"].split("; ")]
    if code == NO_GROUP:
        return unnamed
    if rows_code == "group":
        return by_group(atlas, code, "any")
    wanted = "" if code == UNSPECIFIED else code
    return lambda rows: [row for row in rows if row[CSV_COLUMNS[rows_code]] == wanted]


def column_pick(columns_code, code):
    if columns_code == "scope":
        return lambda rows: [row for row in rows if row["inclusion"] == code]
    length = {"year": 1, "five-years": 5}[columns_code]
    years = range(int(code), int(code) + length)
    return lambda rows: [row for row in rows if int(row["event_date"][:4]) in years]


def check(cell, rows, cells, selection):
    assert cell.part.ids == tuple(row["incident_id"] for row in rows)
    if cells != "incidents":
        assert cell.toll == recount_toll(rows, TOLLS[cells])
    if rows:
        assert selection.ids_of(cell.part.shown_by) == cell.part.ids


def everything(row):
    return row


@pytest.mark.random
@pytest.mark.parametrize("rows_code", ROWS)
@pytest.mark.parametrize("columns_code", COLUMNS)
def test_cells_and_sums_are_those_of_the_csv_and_open_their_incidents(
    rows_code, columns_code, atlas
):
    choice = random.Random(f"{rows_code} {columns_code}")
    for chosen in (IncidentFilter(), EVERYTHING, random_filter(atlas, choice)):
        selection = atlas.selection(chosen)
        rows = read_rows(atlas, atlas.select(chosen))
        cells = choice.choice(list(CELLS))
        pivot = build_pivot(selection, rows_code, columns_code, cells, atlas.tables.coverage)
        across = [column_pick(columns_code, line.code) for line in pivot.columns] + [everything]
        for line, row in zip(pivot.rows, pivot.cells, strict=True):
            own = row_pick(atlas, rows_code, line.code)(rows)
            for cell, pick in zip(row, across, strict=True):
                check(cell, pick(own), cells, selection)
        for cell, pick in zip(pivot.totals, across, strict=True):
            check(cell, pick(rows), cells, selection)


@pytest.mark.parametrize("rows_code", [code for code in ROWS if code not in OVERLAPPING])
def test_rows_add_up_where_they_do_not_overlap(rows_code, atlas):
    selection = atlas.selection(EVERYTHING)
    pivot = build_pivot(selection, rows_code, "year", "killed", atlas.tables.coverage)
    assert not pivot.rows_overlap
    for column, total in enumerate(pivot.totals):
        sums = [row[column] for row in pivot.cells]
        assert sum(cell.part.count for cell in sums) == total.part.count
        for bound in ("low", "best", "high", "reported"):
            assert sum(getattr(cell.toll, bound) for cell in sums) == getattr(total.toll, bound)


@pytest.mark.thorough
def test_groups_overlap_and_the_page_says_so(atlas):
    pivot = build_pivot(
        atlas.selection(IncidentFilter()), "group", "scope", "incidents", atlas.tables.coverage
    )
    counted = sum(row[-1].part.count for row in pivot.cells)
    assert counted > pivot.totals[-1].part.count
    assert "do not add up to the last line" in texts(open_page("pivot", rows="group"))
    assert "Rows add up to the last line" in texts(open_page("pivot"))


@pytest.mark.thorough
def test_incident_of_two_projects_counts_in_both_rows_and_the_page_says_so(atlas):
    selection = atlas.selection(EVERYTHING)
    pivot = build_pivot(selection, "project", "scope", "chinese-killed", atlas.tables.coverage)
    rows = {line.code: row[-1].part for line, row in zip(pivot.rows, pivot.cells, strict=True)}
    links = atlas.tables.incident_projects
    both = links["incident_id"].duplicated(keep=False)
    assert both.any()
    for incident_id, project_id in links.loc[both, ["incident_id", "project_id"]].to_numpy():
        assert incident_id in rows[project_id].ids
    untied = rows.pop(NO_PROJECT)
    assert sum(part.count for part in rows.values()) == len(links)
    assert untied.count + links["incident_id"].nunique() == pivot.totals[-1].part.count
    assert "stands in both rows" in texts(open_page("pivot", rows="project"))


def test_year_over_which_an_incident_hangs_lists_its_incidents(flat, tables, squares):
    from geo.incidents.selections import open_selection
    from geo.incidents.vocabulary import build_vocabulary
    from geo.tables.periods import Period

    week = flat.copy()
    week.loc[week.index[0], ["event_date", "event_date_latest"]] = ["2017-12-30", "2018-01-05"]
    vocabulary = build_vocabulary(squares, tables)
    selection = open_selection(week, tables.responsibility, vocabulary, EVERYTHING)
    coverage = Period(date(2017, 1, 1), date(2018, 12, 31))
    pivot = build_pivot(selection, "province", "year", "incidents", coverage)
    assert [line.label for line in pivot.columns] == ["2017", "2018"]
    counts = [cell.part.count for cell in pivot.cells[0]]
    assert counts == [1, 3, 4]
    assert [selection.ids_of(cell.part.shown_by) for cell in pivot.cells[0]] == [
        cell.part.ids for cell in pivot.cells[0]
    ]


@pytest.mark.thorough
def test_empty_filter_has_an_empty_pivot(atlas):
    chosen = IncidentFilter(provinces=("PK-PB",), inclusion=("core",))
    for rows_code in ROWS:
        for columns_code in COLUMNS:
            pivot = build_pivot(
                atlas.selection(chosen), rows_code, columns_code, "killed", atlas.tables.coverage
            )
            assert pivot.rows == ()
            assert pivot.totals[-1].part.count == 0
    app = open_page("pivot", province="PK-PB", inclusion="core")
    assert not app.exception
    assert "No incident fits this filter" in texts(app)


@pytest.mark.thorough
def test_page_shows_the_choice_of_its_address_and_writes_the_next_one(atlas):
    app = open_page("pivot", rows="attack", columns="scope", cells="chinese-killed")
    assert not app.exception
    links = Links(tables(app)).links
    rows = read_rows(atlas, atlas.select(IncidentFilter()))
    bombings = [r for r in rows if r["attack_type"] == "bombing" and r["inclusion"] == "core"]
    text = recount_toll(bombings, "chinese_fatalities").text
    opened = ids_behind(atlas, links[f"Bombing, Core: {text}"])
    assert sorted(opened) == sorted(row["incident_id"] for row in bombings)
    app.selectbox(key="rows_select").set_value("group").run()
    assert app.query_params["rows"] == "group"
    assert app.query_params["columns"] == "scope"
    assert "Chinese killed by group and scope" in tables(app)
