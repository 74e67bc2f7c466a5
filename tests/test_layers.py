import json

import numpy as np
import pandas as pd
import pytest

from geo.layers import MapView, build_deck, district_classes
from geo.markers import fan_offset_px, marker_radius_px, marker_records, plain_records
from geo.tallies import MEASURES, tally_districts

MEASURE = MEASURES["killed"]


@pytest.fixture
def markers(flat, tables, squares):
    return marker_records(flat, tables.actors, squares)


def spec(flat, squares, markers, **view):
    shown = np.array([True, True, False, True])
    deck = build_deck(
        squares,
        tally_districts(flat),
        shown,
        "/app/static/incidents.json",
        markers[0],
        MapView(measure=MEASURE, **view),
    )
    return json.loads(deck.to_json())


def layers(spec):
    return {layer["id"].split("-")[0]: layer for layer in spec["layers"]}


def test_each_placed_incident_has_one_marker(markers):
    assert sorted(marker["id"][-1] for marker in markers) == ["1", "2", "3"]


def test_markers_at_one_place_are_fanned_out(markers):
    west = [marker for marker in markers if marker["x"] == 65.0]
    assert len({(marker["dx"], marker["dy"]) for marker in west}) == 2
    assert fan_offset_px(0) == (0.0, 0.0)


def test_area_grows_with_victims_and_never_with_attackers(markers):
    assert marker_radius_px(16) == pytest.approx(2 * marker_radius_px(4))
    assert marker_radius_px(None) == marker_radius_px(0)
    assert {marker["r"] for marker in markers} == {marker_radius_px(0)}


def test_unreported_deaths_are_drawn_open(markers):
    shapes = {marker["id"][-1]: marker["s"] for marker in markers}
    assert shapes == {
        "1": "baloch-circle-filled",
        "2": "baloch-circle-open",
        "3": "none-circle-filled",
    }


def test_zero_is_not_unknown_and_unknown_is_not_the_lowest_class(flat, squares):
    classes = district_classes(squares, tally_districts(flat), MEASURE)
    assert classes.to_dict() == {"PK-BA-EAST": 0, "PK-BA-WEST": 1}
    chinese = district_classes(squares, tally_districts(flat), MEASURES["chinese-killed"])
    assert chinese["PK-BA-EAST"] == 6
    none = district_classes(squares, tally_districts(flat.iloc[:0]), MEASURE)
    assert set(none) == {-1}


def test_hidden_incidents_travel_as_flags(flat, squares, markers):
    flags = layers(spec(flat, squares, markers))["markers"]["getFilterValue"]
    assert flags == "@@=([1,1,0,1])[i]"


def test_every_address_in_the_map_is_this_hosts(flat, squares, markers):
    text = json.dumps(spec(flat, squares, markers))
    assert "http" not in text
    assert "/app/static/style-light.json" in text


def test_click_gives_the_clicked_layers_a_new_id(flat, squares, markers):
    before, after = (spec(flat, squares, markers, generation=n, sites="both") for n in (0, 1))
    clickable = {layer["id"] for layer in before["layers"] if layer["pickable"]}
    assert {name.split("-")[0] for name in clickable} == {
        *("districts", "markers", "projects", "corridors")
    }
    assert not clickable & {layer["id"] for layer in after["layers"]}


def test_inline_rows_cant_be_code():
    rows = plain_records([{"t1": "@@=alert(1)", "r": 4.5, "t2": "fine"}])
    assert rows == [{"t1": "\u200b@@=alert(1)", "r": 4.5, "t2": "fine"}]


def test_real_spec_stays_small(atlas):
    shown = np.ones(len(atlas.incidents), dtype=bool)
    deck = build_deck(
        atlas.districts,
        tally_districts(atlas.incidents),
        shown,
        atlas.marker_data,
        None,
        MapView(measure=MEASURES["incidents"]),
    )
    assert len(deck.to_json()) < 9_000


def test_marker_file_is_current(atlas):
    assert atlas.marker_data == "/app/static/incidents.json", "run: python -m geo build --tables"


def test_markers_hold_plain_values_only(atlas):
    kinds = {type(value) for marker in atlas.markers for value in marker.values()}
    assert kinds == {str, int, float}
    assert not pd.isna(pd.DataFrame(atlas.markers)[["x", "y"]]).any(axis=None)
