"""The pictures of map and timeline: size, theme, fit, determinism, hostile text."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from geo.paper.drawing.blocks import LegendEntry, PictureTexts
from geo.paper.drawing.canvas import PAPER_HEX, Box, Canvas, drawable_text
from geo.paper.drawing.glyphs import Mark, mark_path, shape_entries
from geo.paper.drawing.map_frame import GEOD, fit_frame, place_label, scale_bar
from geo.paper.drawing.map_marks import place_marks
from geo.paper.drawing.map_picture import MapPlate, draw_map
from geo.paper.drawing.milestone_labels import Milestone, place_milestones
from geo.paper.drawing.strip_lanes import lane_boxes, spread_marks
from geo.paper.drawing.strip_picture import StripPlate, draw_strip
from geo.places.boundaries import Boundaries
from geo.view.scales import ACCENT_HEX, RAMP_HEX, SURFACE_HEX

pytestmark = pytest.mark.thorough
PAKISTAN = (60.9, 23.7, 77.7, 37.1)
KARACHI = (66.6, 24.6, 67.6, 25.2)
BOX = Box(600, 40, 1880, 980)
TEXTS = PictureTexts(
    title="Attacks in Pakistan",
    sentence="All incidents.",
    figures="2 killed (2–3 reported)",
    measure="Victims killed",
    sources="Sources.",
    disclaimer="Boundaries are for reference only.",
)
HOSTILE = "$x^2$ <b>\\frac{</b> =1+1 שלום سلام 中国 \u202e\x00\n\U0001f525 " + "w" * 200
SPAN = (date(2018, 1, 1), date(2018, 12, 31))


def mark_rows(*rows):
    plain = {"i": 0, "x": 67.0, "y": 28.0, "r": 6.0, "n": "core", "colour_hex": "#0072b2"}
    plain |= {"kind": "other", "is_filled": True, "alpha": 1.0}
    plain |= dict.fromkeys(("is_district", "is_near", "is_selected"), False)
    return pd.DataFrame([plain | row for row in rows], columns=list(plain))


def strip_rows(*rows):
    plain = {"first": "2018-03-01", "middle": "2018-03-01", "last": "2018-03-01", "lane": "Sindh"}
    plain |= {"colour_hex": "#0072b2", "radius_px": 6.0, "is_known": True, "kind": "other"}
    return pd.DataFrame([plain | row for row in rows], columns=list(plain))


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def rgb(colour):
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def has(picture, colour):
    return bool((picture == rgb(colour)).all(axis=-1).any())


def strip(rows, **more):
    given = {"lanes": ["Sindh", "Punjab"], "legend": [LegendEntry("BLA", "#0072b2", "mark")]}
    return draw_strip(StripPlate(rows, span=SPAN, texts=TEXTS, **(given | more)))


@pytest.fixture
def draw(atlas):
    def draw(fills=None, marks=None, legend=(), texts=TEXTS, extent=PAKISTAN, **more):
        rows = mark_rows() if marks is None else marks
        legends = {"shading_legend": legend, "mark_legend": legend}
        plate = MapPlate(atlas.boundaries, fills or {}, rows, texts, extent, **legends, **more)
        return draw_map(plate)

    return draw


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_picture_has_slide_size_and_the_themes_colours(draw, theme):
    fill = RAMP_HEX[theme][4]
    marks = mark_rows({"is_selected": True, "is_near": True})
    picture = pixels(draw({"PK-BA-AWARAN": fill}, marks, theme=theme))
    assert picture.shape == (1080, 1920, 3)
    assert tuple(picture[0, 0]) == rgb(PAPER_HEX[theme])
    assert has(picture, SURFACE_HEX[theme]["land"])
    assert has(picture, SURFACE_HEX[theme]["sea"])
    assert has(picture, ACCENT_HEX[theme])


def test_only_given_districts_are_filled(draw, atlas):
    code = str(atlas.districts["admin2_code"].iloc[0])
    assert has(pixels(draw({code: "#123456"})), "#123456")
    assert not has(pixels(draw({})), "#123456")


def test_same_input_gives_same_bytes_in_every_thread(draw):
    marks = mark_rows({}, {"i": 1, "kind": "suicide"}, {"i": 2, "kind": "kidnapping"})
    with ThreadPoolExecutor(2) as pool:
        pictures = list(pool.map(lambda _: draw(marks=marks), range(3)))
    assert len(set(pictures)) == 1
    assert b"Software" not in pictures[0]


@pytest.mark.parametrize("extent", [PAKISTAN, KARACHI])
def test_long_texts_stay_in_their_column(draw, extent):
    legend = [LegendEntry(f"{n} " + "a long label " * 5, "#123456") for n in range(9)]
    long = replace(TEXTS, title="Title " * 30, sentence="A filter of many words. " * 14)
    marks = mark_rows(*({"kind": kind} for kind in ("suicide", "kidnapping", "no_harm", "other")))
    picture = pixels(draw(marks=marks, legend=legend, texts=long, extent=extent))
    gutter = picture[:, 564:596]
    is_paper = (gutter == rgb(PAPER_HEX["light"])).all(axis=(1, 2))
    assert is_paper[: 1080 - 110].all()
    # A free line of pixels between the column and the footer: nothing runs into it.
    footer_gap = picture[1000:1030, 40:560]
    assert (footer_gap == rgb(PAPER_HEX["light"])).all(axis=(1, 2)).any()


def test_hostile_text_is_drawn_literally(draw):
    texts = PictureTexts(*[HOSTILE] * 6, notes=(HOSTILE,))
    marks = mark_rows({"is_district": True, "is_filled": False})
    assert draw(marks=marks, legend=[LegendEntry(HOSTILE, "#123456")], texts=texts)
    assert drawable_text("a\u202eb\x00c中") == "ab c\ufffd"


def test_text_with_dollars_is_no_formula():
    canvas = Canvas(400, 100, "light")
    assert canvas.text_width("$x$", 20) > canvas.text_width("x", 20) * 2


def test_wrapped_lines_fit_and_the_cut_is_shown():
    canvas = Canvas(400, 100, "light")
    lines = canvas.wrap("many words " * 20 + "w" * 90, 150, 15)
    assert all(canvas.text_width(line, 15) <= 150 for line in lines)
    assert "".join(lines).count("w") == 20 + 90
    assert canvas.wrap("many words " * 20, 150, 15, lines=2)[-1].endswith("…")


def test_marks_outside_are_left_out_and_the_rest_stand_where_they_are():
    frame = fit_frame(KARACHI, BOX)
    inside, outside = {"x": 67.0, "y": 24.9}, {"x": 74.0, "y": 31.0}
    (mark,) = place_marks(mark_rows(inside, outside), frame)
    x, y = frame.pixels([67.0, 24.9])[0]
    assert (mark.x, mark.y) == pytest.approx((x, y))
    assert frame.lonlat(x, y) == pytest.approx((67.0, 24.9))


@pytest.mark.parametrize("extent", [PAKISTAN, KARACHI])
def test_frame_shows_the_whole_extent_undistorted(extent):
    frame, (west, south, east, north) = fit_frame(extent, BOX), extent
    corners = frame.pixels([[west, south], [west, north], [east, south], [east, north]])
    assert all(BOX.holds(Box(x, y, x, y)) for x, y in corners)
    across = GEOD.inv(*frame.lonlat(1200, 510), *frame.lonlat(1300, 510))[2]
    down = GEOD.inv(*frame.lonlat(1250, 460), *frame.lonlat(1250, 560))[2]
    assert across == pytest.approx(down, rel=0.005)


def test_empty_extent_is_refused():
    with pytest.raises(ValueError, match="extent"):
        fit_frame((67.0, 25.0, 66.0, 24.0), BOX)


def test_scale_bar_is_as_long_as_it_says():
    frame = fit_frame(PAKISTAN, BOX)
    km, length = scale_bar(frame, 620, 960, 210)
    metres = GEOD.inv(*frame.lonlat(620, 960), *frame.lonlat(620 + length, 960))[2]
    assert km == 200
    assert metres == pytest.approx(200_000, rel=0.005)


def test_labels_avoid_what_is_taken():
    taken = [Box(105, 80, 200, 120)]
    placed = place_label((100, 100), (60, 18), Box(0, 0, 300, 300), taken, (7,))
    assert placed is not None
    assert not placed.meets(taken[0])
    assert place_label((100, 100), (60, 18), Box(90, 90, 110, 110), [], (7,)) is None


@pytest.mark.parametrize("kind", ["other", "suicide", "kidnapping"])
def test_shapes_have_the_same_area(kind):
    outline = mark_path(Mark(0, 0, 10, "#000000", kind)).to_polygons()[0]
    x, y = outline[:, 0], outline[:, 1]
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert area == pytest.approx(np.pi * 100, rel=0.02)


def test_only_shapes_that_occur_are_explained():
    assert shape_entries(mark_rows({})) == []
    rows = mark_rows({"kind": "suicide", "is_near": True}, {"is_filled": False})
    assert [key for key, _ in shape_entries(rows)] == ["suicide", "other", "open", "is_near"]
    with pytest.raises(ValueError, match="unknown kinds"):
        shape_entries(mark_rows({"kind": "arson"}))


def test_own_boundaries_are_drawn(atlas, squares):
    provinces = squares.dissolve("admin1_code", as_index=False)[
        ["admin1_code", "admin1_name", "geometry"]
    ]
    own = Boundaries(provinces, squares, atlas.notice, is_swapped=True)
    fills = {"PK-BA-WEST": "#123456"}
    png = draw_map(MapPlate(own, fills, mark_rows(), TEXTS, (63, 26, 69, 30)))
    assert has(pixels(png), "#123456")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_strip_draws_rows_spans_and_empty_lanes(theme):
    rows = strip_rows({}, {"first": "2018-05-01", "last": "2019-02-01", "colour_hex": "#aa1100"})
    picture = pixels(strip(rows, theme=theme))
    assert picture.shape == (640, 1920, 3)
    assert has(picture, "#0072b2")
    assert has(picture, "#aa1100")
    assert pixels(strip(strip_rows(), height_px=480)).shape == (480, 1920, 3)


def test_strip_is_the_same_twice_and_takes_hostile_text():
    rows = strip_rows({}, {"kind": "suicide", "is_known": False})
    milestones = pd.DataFrame({"event_date": ["2018-02-01"], "label": [HOSTILE]})
    drawn = [strip(rows, milestones=milestones) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != strip(rows)


def test_strip_refuses_a_lane_that_is_not_given():
    with pytest.raises(ValueError, match="Atlantis"):
        strip(strip_rows({"lane": "Atlantis"}))


def test_strip_with_many_milestones_gives_them_numbers():
    days = pd.date_range("2018-01-01", periods=25, freq="2D")
    milestones = pd.DataFrame({"event_date": days, "label": "A milestone with a long label"})
    assert strip(strip_rows({}), milestones=milestones, height_px=1080)


def test_milestone_labels_cover_neither_each_other_nor_a_rule():
    wanted = [Milestone(x, ("label",), x, 100, 0) for x in (100.0, 130.0, 140.0, 390.0)]
    placed = place_milestones(wanted, Box(0, 0, 400, 0), 4)
    assert placed is not None
    for one in placed:
        assert 0 <= one.left <= one.left + one.width <= 400
        crossing = [other for other in placed if one.left < other.x < one.left + one.width]
        assert all(other.row < one.row for other in crossing)
    assert place_milestones(wanted * 9, Box(0, 0, 400, 0), 2) is None


def test_marks_of_a_day_stand_side_by_side_inside_their_lane():
    lane = lane_boxes([4, 0], [20, 20], Box(0, 0, 500, 200))[0]
    marks = spread_marks([Mark(100, 0, 8, "#000000") for _ in range(4)], lane)
    heights = sorted(mark.y for mark in marks)
    assert min(np.diff(heights)) >= 16
    assert all(lane.holds(Box(m.x, m.y, m.x, m.y).grown(m.radius)) for m in marks)
