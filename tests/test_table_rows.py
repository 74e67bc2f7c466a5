from geo.incidents.tallies import describe_last_dates, tally_districts
from geo.view.table_rows import district_rows, incident_rows


def test_incidents_stand_newest_first_in_words(flat):
    rows = incident_rows(flat)
    assert [key[-1] for key in rows["Incident"]] == ["4", "3", "2", "1"]
    assert list(rows["Killed, range"]) == ["1–4", "0", "not reported", "2 (2–3 reported)"]
    assert rows["Date"].iloc[2] == "some day in Mar 2018"
    assert rows["District"].iloc[0] == "unspecified"


def test_no_incident_gives_the_same_columns(flat):
    assert list(incident_rows(flat.iloc[:0])) == list(incident_rows(flat))


def test_tallies_stand_beside_each_other_and_absence_is_no_figure(flat, squares):
    tallies = {
        head: tally_districts(rows).assign(last_when=describe_last_dates(rows))
        for head, rows in (("2017", flat.iloc[:1]), ("2018", flat))
    }
    rows = district_rows(squares, tallies)
    assert list(rows.index) == ["West", "East"]
    east = rows.loc["East"]
    assert (east["Incidents, 2017"], east["Incidents, 2018"]) == (0, 1)
    assert (east["Victims killed, 2017"], east["Victims killed, 2018"]) == ("–", "0")
    assert (east["Last incident, 2017"], east["Last incident, 2018"]) == ("–", "5 May 2018")
