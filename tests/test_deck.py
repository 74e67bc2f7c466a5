import json

import numpy as np
import pandas as pd
import pytest

from geo.incidents.filters import IncidentFilter
from geo.incidents.tallies import MEASURES, measure_values, tally_districts
from geo.tables.folders import STATIC_FOLDER
from geo.view.backdrop import label_rows
from geo.view.colours import COLOURINGS
from geo.view.deck import SELECTED_ICON, build_deck
from geo.view.marks import (
    SHOWN,
    MarkSet,
    mark_shape,
    marker_radius_px,
    marker_records,
    plain_records,
)
from geo.view.placing.camera import (
    Camera,
    Frame,
    camera_extent,
    filter_bounds,
    parse_camera,
    world_pixels,
)
from geo.view.placing.labels import place_labels
from geo.view.placing.spread import EDGE_PX, mark_offsets, precedence, spread_marks
from geo.view.scales import CHANGE_HEX, rgba
from geo.view.shading import shade_change, shade_measure
from geo.view.views import LAYERS, MapView, choose_camera

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
        MarkSet(markers, "/app/static/incidents.json"),
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
    offsets = mark_offsets(west, Camera(65, 28, 5))
    assert len(west) == 2
    assert len(offsets) == 1


@pytest.mark.parametrize("zoom", [3.4, 3.6, 4.3, 5.5, 7, 9.2])
def test_no_mark_covers_another_at_any_zoom(atlas, zoom):
    camera = Camera(68, 30, zoom)
    ordered = sorted(atlas.markers, key=precedence)
    offsets = mark_offsets(atlas.markers, camera)
    places = world_pixels([(mark["x"], mark["y"]) for mark in ordered], zoom)
    places += [offsets.get(mark["i"], (0, 0)) for mark in ordered]
    reach = np.array([mark["r"] + EDGE_PX for mark in ordered])
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1)) - reach[:, None] - reach
    assert apart[~np.eye(len(ordered), dtype=bool)].min() >= 0
    assert ordered[0]["i"] not in offsets


def test_context_moves_no_mark_of_the_record(atlas):
    camera = Camera(68, 30, 4.3)
    record = [mark for mark in atlas.markers if mark["n"] != "context"]
    alone, among = mark_offsets(record, camera), mark_offsets(atlas.markers, camera)
    assert {mark["i"]: among.get(mark["i"]) for mark in record} == {
        mark["i"]: alone.get(mark["i"]) for mark in record
    }


def test_marks_that_have_room_keep_their_place():
    assert not spread_marks([[0, 0], [100, 0]], [10, 10]).any()
    assert len(spread_marks(np.empty((0, 2)), [])) == 0


def test_deadliest_lies_on_top_and_context_below(atlas):
    drawn = [(mark["n"] != "context", mark["r"]) for mark in atlas.markers]
    assert drawn == sorted(drawn)


def test_names_lie_under_no_mark_and_on_no_other_name(atlas):
    record = [mark for mark in atlas.markers if mark["n"] != "context"]
    camera = choose_camera(MapView())
    offsets = mark_offsets(record, camera)
    marks = world_pixels([(mark["x"], mark["y"]) for mark in record], camera.zoom)
    marks += [offsets.get(mark["i"], (0, 0)) for mark in record]
    found = place_labels(label_rows(), camera, marks, np.array([mark["r"] for mark in record]))
    named = [row for row, offset in zip(label_rows(), found, strict=True) if offset]
    assert {"Karachi", "Quetta", "Gwadar", "Gilgit"} <= {row["name"] for row in named}
    for row, offset in zip(label_rows(), found, strict=True):
        if offset is None:
            continue
        at = world_pixels([(row["longitude"], row["latitude"])], camera.zoom)[0] + offset
        beside = np.abs(marks - at) - [len(row["name"]) * 2.5, 4]
        assert (np.hypot(*np.maximum(beside, 0).T) >= [mark["r"] for mark in record]).all()


def test_map_goes_to_the_places_of_the_filter(atlas):
    sindh = filter_bounds(IncidentFilter(provinces=("PK-SD",)), atlas.districts, [])
    frame = Frame(800, 500)
    west, south, east, north = camera_extent(choose_camera(MapView(bounds=sindh)), frame)
    assert west <= sindh[0] < sindh[2] <= east
    assert south <= sindh[1] < sindh[3] <= north
    assert east - west < 12
    assert filter_bounds(IncidentFilter(groups=("bla",)), atlas.districts, []) is None
    by_hand = Camera(67.0, 24.9, 10.0)
    assert choose_camera(MapView(bounds=sindh, at=by_hand)) == by_hand


@pytest.mark.parametrize("text", ["", "67,24", "67,24,99", "x,y,z", "nan,24,5", "999,24,5"])
def test_place_by_hand_is_refused_where_it_is_none(text):
    assert parse_camera(text) is None
    assert parse_camera(str(Camera(67.123, 24.5, 9.25))) == Camera(67.123, 24.5, 9.25)


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


def test_no_group_has_a_colour_of_the_change_shading():
    for theme in ("light", "dark"):
        marks = COLOURINGS["group"].hexes(theme).items()
        near = [
            (code, shade)
            for code, mark in marks
            for shade in CHANGE_HEX[theme]
            if np.linalg.norm(np.subtract(rgba(mark), rgba(shade))) < 50
        ]
        assert near == []


def test_hidden_incidents_travel_as_flags(flat, squares, markers):
    flags = layers(spec(flat, squares, markers))["markers"]["getFilterValue"]
    assert flags == '@@=(+("2202")[i])'


def test_faded_incidents_keep_their_place_and_lose_their_strength(flat, squares, markers):
    marks = layers(spec(flat, squares, markers, states=(1, 2, 0, 2)))["markers"]
    assert marks["getColor"] == '@@=[0,0,0,(+("1202")[i])>1?(255):80]'


def test_context_is_paler_than_the_record(flat, squares, markers):
    marks = layers(spec(flat, squares, markers, states=(2, 2, 2, 2)))["markers"]
    assert marks["getColor"] == '@@=[0,0,0,n=="context"?140:255]'


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
        MarkSet(atlas.markers, atlas.marker_data),
        None,
        MapView(),
    )
    assert len(deck.to_json()) < 7_500


def test_marker_file_is_current(atlas):
    hint = "run: python -m geo build --tables"
    assert str(atlas.marker_data).startswith("/app/static/incidents.json?v="), hint
    assert str(atlas.timeline_data).startswith("/app/static/timeline.json?v="), hint


def test_markers_hold_plain_values_only(atlas):
    kinds = {type(value) for marker in atlas.markers for value in marker.values()}
    assert kinds == {str, int, float}
    assert not pd.isna(pd.DataFrame(atlas.markers)[["x", "y"]]).any(axis=None)
