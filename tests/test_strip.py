from datetime import UTC, date, datetime

import pandas as pd
import pytest

from geo.view.charts.milestones import Milestone, place_milestones
from geo.view.charts.specs import strip_spec
from geo.view.charts.time_frame import StripView
from geo.view.count_charts import build_milestones, build_running
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
    states = shown_states(flat, flat.iloc[:1], flat.iloc[:2])
    assert states.tolist() == [SHOWN, FADED, HIDDEN, HIDDEN]


def test_strip_sends_rows_by_address_and_flags_only(flat):
    states = shown_states(flat, flat.iloc[:3])
    spec = strip_spec("/app/static/timeline.json", states, StripView(SPAN))
    assert spec["data"]["url"] == "/app/static/timeline.json"
    assert "'2220'" in spec["transform"][0]["calculate"]
    assert len(str(spec)) < 4_500


@pytest.mark.parametrize("lanes", [False, True])
@pytest.mark.parametrize("selected", [None, "CPA-2018-0001"])
def test_kept_specification_is_the_chart_that_the_schema_allows(lanes, selected, flat):
    view = StripView(SPAN, lanes=lanes, selected_id=selected, is_narrow=lanes)
    for states in (shown_states(flat, flat), shown_states(flat, flat.iloc[:1])):
        # to_dict judges the chart by the schema of Vega-Lite.
        judged = build_strip("/timeline.json", "".join(map(str, states)), view).to_dict()
        del judged["config"]
        assert strip_spec("/timeline.json", states, view) == judged


def lanes_of(spec):
    marks = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    return marks["encoding"]["y"]["axis"]["labelExpr"]


def test_lanes_without_an_incident_fold(flat):
    view = StripView(SPAN, lanes=True, lane_codes=("taliban", "none"))
    spec = strip_spec("/timeline.json", shown_states(flat, flat), view)
    assert "TTP family" in lanes_of(spec)
    assert "Sindhi groups" not in lanes_of(spec)
    all_lanes = strip_spec("/timeline.json", shown_states(flat, flat), StripView(SPAN, lanes=True))
    assert spec["height"] < all_lanes["height"]


def test_only_one_layer_states_the_years():
    """Vega warns in the reader's console where two layers of a chart state the same days."""
    milestone = Milestone(date(2018, 3, 1), "1 Mar 2018", "A treaty", is_main=True, name="Treaty")
    view = StripView(
        SPAN,
        lanes=True,
        period=(date(2018, 2, 1), None),
        data_end=date(2018, 10, 1),
        milestones=(milestone,),
    )
    running = {"record": pd.DataFrame({"day": [SPAN[0]], "incidents": [0]})}
    charts = (
        build_strip("/timeline.json", "2", view),
        build_running(running, view),
        build_milestones(view),
    )
    for chart in charts:
        layers = chart.to_dict()["layer"]
        stated = [one for one in layers if "scale" in one.get("encoding", {}).get("x", {})]
        assert len(stated) == 1
        # Without rows to take a domain from, each axis of figures has one of its own.
        ys = [one["encoding"]["y"] for one in layers if "y" in one.get("encoding", {})]
        assert all("domain" in y["scale"] for y in ys)


@pytest.mark.parametrize(
    ("last", "ticks"),
    [
        (date(2024, 12, 31), "year"),
        (date(2023, 12, 30), {"interval": "month", "step": 3}),
        (date(2019, 11, 30), "month"),
        (date(2018, 2, 1), 6),
    ],
)
def test_axis_names_years_quarters_months_or_days_by_the_length_shown(last, ticks):
    view = StripView((date(2018, 1, 1), last))
    frame = build_running({}, view).to_dict()["layer"][0]
    assert frame["encoding"]["x"]["axis"]["tickCount"] == ticks


def milestones(*rows):
    columns = ["milestone_date", "label", "short_label"]
    return pd.DataFrame(rows, columns=columns, dtype="string")


def test_main_milestones_are_named_first_and_none_over_another():
    many = [(f"20{year:02}-06-01", f"Minor matter of {year}", None) for year in range(10, 22)]
    main = [("2015-04-20", "A long name", "Launch"), ("2015-04-21", "Another", "Division")]
    placed = place_milestones(milestones(*many, *main), (date(2010, 1, 1), date(2021, 12, 31)), 800)
    named = [one for one in placed if one.name]
    assert [one.name for one in named] == ["Launch", "Division"]
    assert len({(one.level, one.is_left) for one in named}) == 2
    assert [one.day for one in placed] == sorted(one.day for one in placed)


def test_a_few_milestones_are_all_named_and_those_outside_left_out():
    given = milestones(("2018-03", "Talks", None), ("2016-01-01", "Before", "Before"))
    placed = place_milestones(given, SPAN, 800)
    assert [(one.name, one.when) for one in placed] == [("Talks", "Mar 2018")]


@pytest.mark.parametrize("is_backwards", [False, True])
def test_drag_means_whole_months(is_backwards):
    days = [datetime(2018, 1, 15, 13, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)]
    dragged = [day.timestamp() * 1000 for day in days]
    span = whole_months(dragged[::-1] if is_backwards else dragged)
    assert span == (date(2018, 1, 1), date(2020, 2, 29))
