from geo.incidents.tallies import describe_last_dates, tally_districts
from geo.view.table_rows import district_rows, incident_rows, say_cells


def shown(styler, column):
    """Return a column as a reader sees it."""
    body = styler._translate(False, False)["body"]
    place = list(styler.data.columns).index(column) + 1
    return [row[place]["display_value"] for row in body]


def test_incidents_stand_newest_first_and_sort_by_what_sums_add(flat):
    rows = incident_rows(flat)
    assert [key[-1] for key in rows["Identifier"]] == ["4", "3", "2", "1"]
    assert rows["All killed"].fillna(-1).tolist() == [1, 0, -1, 2]
    assert rows["Date"].is_monotonic_decreasing


def test_cells_read_in_words(flat):
    table = say_cells(flat)
    assert shown(table, "All killed") == ["1–4", "0", "not reported", "2 (2–3 reported)"]
    assert shown(table, "Chinese killed") == ["not reported"] * 3 + ["2"]
    assert shown(table, "Date") == [
        "7 Jul 2018",
        "5 May 2018",
        "some day in Mar 2018",
        "10 Jan 2018",
    ]
    assert shown(table, "Who")[0] == "Attributed to Beta"


def test_no_incident_gives_the_same_columns(flat):
    assert list(incident_rows(flat.iloc[:0])) == list(incident_rows(flat))


def test_tallies_stand_beside_each_other_and_absence_is_no_figure(flat, squares):
    tallies = {
        year: tally_districts(rows).assign(last_when=describe_last_dates(rows))
        for year, rows in (("2017", flat.iloc[:1]), ("2018", flat))
    }
    rows = district_rows(squares, tallies)
    assert list(rows.index) == ["West", "East"]
    east = rows.loc["East"]
    assert (east["Incidents, 2017"], east["Incidents, 2018"]) == (0, 1)
    assert (east["Victims killed, 2017"], east["Victims killed, 2018"]) == ("–", "0")
    assert (east["Last incident, 2017"], east["Last incident, 2018"]) == ("–", "5 May 2018")
