from datetime import UTC, date, datetime

import pandas as pd
import pytest

from geo.view.charts.time_frame import StripView
from geo.view.marks import FADED, HIDDEN, SHOWN
from geo.view.strip_chart import build_strip, whole_months
from geo.view.strip_marks import shown_states, swarm_tracks, timeline_records

SPAN = (date(2018, 1, 1), date(2018, 12, 31))


def test_every_incident_has_a_record_even_without_a_place(flat, tables):
    records = timeline_records(flat, tables.actors)
    assert [record["id"][-1] for record in records] == ["1", "2", "3", "4"]
    assert {type(value) for record in records for value in record.values()} == {str, int, float}


def test_imprecise_date_spans_what_it_can_mean(flat, tables):
    month = timeline_records(flat, tables.actors)[1]
    assert (month["a"], month["m"], month["b"], month["d"]) == (
        *("2018-03-01", "2018-03-16", "2018-03-31"),
        0,
    )


def test_end_before_its_start_is_not_drawn_backwards(flat, tables):
    broken = flat.assign(event_date_end=pd.Timestamp("2017-01-01"))
    assert all(record["b"] >= record["a"] for record in timeline_records(broken, tables.actors))


def test_marks_that_would_touch_stand_on_tracks_of_their_own():
    days = pd.Series(pd.to_datetime(["2018-01-01", "2018-01-02", "2018-01-03", "2019-01-01"]))
    assert swarm_tracks(days, pd.Series([5.0] * 4)).tolist() == [0, 1, -1, 0]


def test_outside_the_period_is_faded_and_outside_the_filter_hidden(flat):
    states = shown_states(flat, flat.iloc[:1], None, flat.iloc[:2])
    assert states.tolist() == [SHOWN, FADED, HIDDEN, HIDDEN]


def test_stepping_fades_what_lies_before_the_year(flat):
    assert set(shown_states(flat, flat, date(2018, 12, 31))) == {SHOWN}
    assert set(shown_states(flat, flat, date(2019, 12, 31))) == {FADED}


def test_strip_sends_rows_by_address_and_flags_only(flat):
    states = shown_states(flat, flat.iloc[:3])
    spec = build_strip("/app/static/timeline.json", states, StripView(SPAN)).to_dict()
    assert spec["data"]["url"] == "/app/static/timeline.json"
    assert "'2220'" in spec["transform"][0]["calculate"]
    assert len(str(spec)) < 3_500


@pytest.mark.parametrize("is_backwards", [False, True])
def test_drag_means_whole_months(is_backwards):
    days = [datetime(2018, 1, 15, 13, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)]
    dragged = [day.timestamp() * 1000 for day in days]
    span = whole_months(dragged[::-1] if is_backwards else dragged)
    assert span == (date(2018, 1, 1), date(2020, 2, 29))
