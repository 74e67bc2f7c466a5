import json

import numpy as np
import pandas as pd
import pytest

from geo.incidents.tallies import MEASURES, measure_values, tally_districts
from geo.tables.folders import STATIC_FOLDER
from geo.view.colours import COLOURINGS
from geo.view.deck import SELECTED_ICON, build_deck
from geo.view.marks import SHOWN, mark_shape, marker_radius_px, marker_records, plain_records
from geo.view.shading import shade_change, shade_measure
from geo.view.views import LAYERS, MapView

MEASURE = MEASURES["killed"]


@pytest.fixture
def markers(flat, tables, squares):
    return marker_records(flat, tables.actors, squares)


def shaded(incidents, districts, measure=MEASURE):
    values = measure_values(tally_districts(incidents), measure)
    return shade_measure(districts, values, measure)


def spec(flat, squares, markers, states=(2, 2, 0, 2), **view):
    deck = build_deck(
        shaded(flat, squares),
        np.array(states),
        "/app/static/incidents.json",
        markers[0],
        MapView(**view),
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
    assert shapes == {"1": "circle-filled", "2": "circle-open", "3": "circle-filled"}
    assert {marker["id"][-1]: marker["g"] for marker in markers} == {
        "1": "baloch",
        "2": "baloch",
        "3": "none",
    }


@pytest.mark.parametrize(
    ("fields", "shape"),
    [
        ({"is_suicide": True}, "diamond-filled"),
        ({"attack_type": "kidnapping"}, "triangle-filled"),
        ({"outcome": "no_harm"}, "circle-dotted"),
        ({"geo_precision": "admin2"}, "circle-filled-framed"),
    ],
)
def test_shape_tells_suicide_kidnapping_no_harm_and_district_level(flat, fields, shape):
    assert mark_shape(flat.iloc[0].to_dict() | fields) == shape


def test_every_mark_has_its_icon_under_every_colouring(atlas):
    for colouring in COLOURINGS.values():
        icons = json.loads((STATIC_FOLDER / f"icons-{colouring.code}.json").read_text())
        names = {f"{marker[colouring.field]}-{marker['s']}" for marker in atlas.markers}
        assert names <= set(icons)
        assert SELECTED_ICON in icons


def test_provinces_are_called_the_same_in_legend_and_boundaries(atlas):
    assert COLOURINGS["province"].labels() == dict(atlas.vocabulary.provinces)


def test_zero_is_not_unknown_and_unknown_is_not_the_lowest_class(flat, squares):
    shading = shaded(flat, squares)
    assert shading.classes.to_dict() == {"PK-BA-EAST": 0, "PK-BA-WEST": 1}
    chinese = shaded(flat, squares, MEASURES["chinese-killed"])
    assert chinese.classes["PK-BA-EAST"] == chinese.unknown_class
    none = shaded(flat.iloc[:0], squares)
    assert set(none.classes) == {-1}
    assert none.fills("light") == {}


def test_change_is_shaded_with_no_change_apart_from_no_incident(flat, squares):
    before, after = tally_districts(flat.iloc[:2]), tally_districts(flat.iloc[:1])
    shading = shade_change(squares, after, before)
    assert shading.classes["PK-BA-EAST"] == -1
    assert shading.labels[shading.classes["PK-BA-WEST"] - 1] == "−1"


def test_hidden_incidents_travel_as_flags(flat, squares, markers):
    flags = layers(spec(flat, squares, markers))["markers"]["getFilterValue"]
    assert flags == '@@=(+("2202")[i])'


def test_faded_incidents_keep_their_place_and_lose_their_strength(flat, squares, markers):
    marks = layers(spec(flat, squares, markers, states=(1, 2, 0, 2)))["markers"]
    assert marks["getColor"] == '@@=[0,0,0,(+("1202")[i])>1?255:80]'


def test_switched_off_layers_are_not_sent(flat, squares, markers):
    drawn = layers(spec(flat, squares, markers, layers=()))
    assert {"near", "density", "projects", "corridors", "tehsils"}.isdisjoint(drawn)
    assert drawn["districts"]["getFillColor"] == [0, 0, 0, 0]


def test_view_of_the_selected_incident_centres_on_it(flat, squares, markers):
    state = spec(flat, squares, markers, view="incident")["initialViewState"]
    assert (state["longitude"], state["latitude"]) == (markers[0]["x"], markers[0]["y"])


def test_every_address_in_the_map_is_this_hosts(flat, squares, markers):
    text = json.dumps(spec(flat, squares, markers))
    assert "http" not in text
    assert "/app/static/style-light.json" in text


def test_click_gives_the_clicked_layers_a_new_id(flat, squares, markers):
    before, after = (
        spec(flat, squares, markers, generation=n, layers=tuple(LAYERS)) for n in (0, 1)
    )
    clickable = {layer["id"] for layer in before["layers"] if layer["pickable"]}
    assert {name.split("-")[0] for name in clickable} == {
        *("districts", "markers", "projects", "corridors")
    }
    assert not clickable & {layer["id"] for layer in after["layers"]}


def test_inline_rows_cant_be_code():
    rows = plain_records([{"t1": "@@=alert(1)", "r": 4.5, "t2": "fine"}])
    assert rows == [{"t1": "\u200b@@=alert(1)", "r": 4.5, "t2": "fine"}]


def test_real_spec_stays_small(atlas):
    deck = build_deck(
        shaded(atlas.incidents, atlas.districts, MEASURES["incidents"]),
        np.full(len(atlas.incidents), SHOWN),
        atlas.marker_data,
        None,
        MapView(),
    )
    assert len(deck.to_json()) < 4_000


def test_marker_file_is_current(atlas):
    hint = "run: python -m geo build --tables"
    assert str(atlas.marker_data).startswith("/app/static/incidents.json?v="), hint
    assert str(atlas.timeline_data).startswith("/app/static/timeline.json?v="), hint


def test_markers_hold_plain_values_only(atlas):
    kinds = {type(value) for marker in atlas.markers for value in marker.values()}
    assert kinds == {str, int, float}
    assert not pd.isna(pd.DataFrame(atlas.markers)[["x", "y"]]).any(axis=None)
