"""The small pictures of profiles and comparisons: what they draw, say and open."""

import base64
import itertools
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import fromstring

import pytest

from geo.figures.groups import group_part
from geo.figures.profiles import build_profile, describe_profile, tier_lines
from geo.figures.units import list_units, place_part
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.view.pictures.dumbbells import SHOWN_PAIRS, DumbbellLook, Pair, dumbbells
from geo.view.pictures.ground import HEIGHT_PX, WIDTH_PX, build_ground
from geo.view.pictures.profile_marks import ProfileLook, group_hex
from geo.view.pictures.profile_pictures import profile_pictures

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script> " onerror="alert(1) \x00 @@=1 ' + "w" * 200


class Pictures(HTMLParser):
    """Collect images with their alternative text, and links."""

    def __init__(self, html):
        super().__init__()
        self.images, self.links, self.tags = [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        held = dict(attributes)
        if tag == "img":
            data = held["src"].removeprefix("data:image/svg+xml;base64,")
            self.images.append((held["alt"], fromstring(base64.b64decode(data))))
        elif tag == "a":
            self.links.append(held)


@pytest.fixture(scope="module")
def markers(atlas):
    return {record["id"]: record for record in atlas.markers}


@pytest.fixture(scope="module")
def country(atlas):
    return build_ground(atlas.boundaries, ())


@pytest.fixture(scope="module")
def look(atlas):
    return ProfileLook(
        title="all groups",
        theme="light",
        coverage=atlas.tables.coverage,
        cells=atlas.cells,
        actors=atlas.tables.actors,
    )


def drawn(selection, markers, ground, look):
    return Pictures(profile_pictures(selection, markers, ground, look))


def circles(svg):
    return list(svg.iter(f"{SVG}circle"))


def test_group_is_drawn_in_its_colour_with_a_mark_for_each_incident(atlas, markers, country, look):
    selection = atlas.selection(EVERYTHING)
    inside = selection.within(group_part(selection, "bla", "any"))
    colour = group_hex("bla", atlas.tables.actors, "light")
    own = replace(look, title="BLA", own_hex=colour)
    (map_alt, map_svg), (strip_alt, strip_svg) = drawn(inside, markers, country, own).images
    count = len(inside.incidents)
    placed = inside.incidents["incident_id"].isin(markers).sum()
    assert map_alt.startswith(f"Map of BLA: {count} incidents (Balochistan ")
    assert (f"{count - placed} incident" in map_alt) == (count != placed)
    assert strip_alt.startswith(f"Timeline of BLA: {count} incidents; per year: 2006 1, ")
    assert (len(circles(map_svg)), len(circles(strip_svg))) == (placed, count)
    assert {mark.get("fill") for mark in circles(strip_svg)} == {colour}


def test_context_is_paler_and_counted_apart(atlas, markers, country, look):
    selection = atlas.selection(EVERYTHING)
    (_, (alt, strip)) = drawn(selection, markers, country, look).images
    is_context = selection.incidents["inclusion"].eq("context")
    paler = [mark for mark in circles(strip) if float(mark.get("fill-opacity")) < 0.5]
    assert len(paler) == is_context.sum()
    in_2025 = selection.incidents[selection.incidents["event_date"].dt.year == 2025]
    context = int(in_2025["inclusion"].eq("context").sum())
    assert f"2025 {len(in_2025) - context} (and {context} context)" in alt
    texts = [text.text for text in strip.iter(f"{SVG}text")]
    assert f"{len(in_2025) - context}+{context}" in texts


def test_no_mark_of_the_map_covers_another(atlas, markers, country, look):
    (_, svg), _ = drawn(atlas.selection(IncidentFilter()), markers, country, look).images
    marks = [[float(mark.get(name)) for name in ("cx", "cy", "r")] for mark in circles(svg)]
    assert len(marks) > 40
    for (x, y, radius), (other_x, other_y, other) in itertools.combinations(marks, 2):
        assert math.hypot(x - other_x, y - other_y) >= radius + other


@pytest.mark.parametrize("chosen", [IncidentFilter(), EVERYTHING])
def test_mark_that_fans_out_over_the_edge_stays_on_the_map(chosen, atlas, markers, country, look):
    selection = atlas.selection(chosen)
    (alt, svg), _ = drawn(selection, markers, country, look).images
    unplaced = int((selection.incidents["geo_precision"] == "admin1").sum())
    assert len(circles(svg)) == len(selection.incidents) - unplaced
    assert alt.endswith(f"; {unplaced} incidents without a mark")
    for mark in circles(svg):
        x, y, radius = (float(mark.get(name)) for name in ("cx", "cy", "r"))
        assert radius - 0.1 <= x <= WIDTH_PX - radius + 0.1
        assert radius - 0.1 <= y <= HEIGHT_PX - radius + 0.1


def test_every_mark_opens_its_incident(atlas, markers, country, look):
    selection = atlas.selection(IncidentFilter(provinces=("PK-SD",)))
    links = drawn(selection, markers, country, look).links
    opened = [parse_qs(urlsplit(link["href"]).query)["incident"][0] for link in links]
    placed = [key for key in selection.incidents["incident_id"] if key in markers]
    assert sorted(opened) == sorted([*selection.incidents["incident_id"], *placed])
    assert {(link["tabindex"], link["aria-hidden"]) for link in links} == {("-1", "true")}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_place_with_one_incident_or_none_is_drawn_like_any_other(atlas, markers, look, theme):
    unit = list_units(atlas.districts)["PK-KP-SHANGLA"]
    selection = atlas.selection(IncidentFilter())
    inside = selection.within(place_part(selection, unit))
    ground = build_ground(atlas.boundaries, unit.district_codes)
    one = replace(look, title=unit.name, theme=theme)
    (map_alt, map_svg), (strip_alt, strip_svg) = drawn(inside, markers, ground, one).images
    assert map_alt == "Map of Shangla district: 1 incident (Khyber Pakhtunkhwa 1)"
    assert strip_alt == "Timeline of Shangla district: 1 incident; per year: 2024 1"
    (mark,) = circles(map_svg)
    assert 0 < float(mark.get("cx")) < WIDTH_PX
    assert 0 < float(mark.get("cy")) < HEIGHT_PX
    (bar,) = strip_svg.iter(f"{SVG}rect")
    assert float(bar.get("height")) < 60
    nothing = replace(inside, incidents=inside.incidents.iloc[:0])
    alts = [alt for alt, _ in drawn(nothing, markers, ground, one).images]
    assert alts == [
        "Map of Shangla district: 0 incidents",
        "Timeline of Shangla district: 0 incidents",
    ]


def test_place_lies_whole_on_its_map(atlas):
    for code in ("PK-BA-GWADAR", "PK-BA", "PK-SD:Karachi", "PK-GB"):
        unit = list_units(atlas.districts)[code]
        ground = build_ground(atlas.boundaries, unit.district_codes)
        numbers = [float(part) for part in re.findall(r"-?\d+\.\d", ground.place)]
        assert min(numbers) > 0
        assert max(numbers[::2]) < WIDTH_PX
        assert max(numbers[1::2]) < HEIGHT_PX
        assert len(ground.provinces) + len(ground.districts) < 120_000


def test_hostile_names_stay_text_in_pictures(atlas, markers, country, look):
    rows = atlas.selection(IncidentFilter())
    hostile = replace(
        rows, incidents=rows.incidents.assign(place_name=HOSTILE, admin1_name=HOSTILE)
    )
    html = profile_pictures(hostile, markers, country, replace(look, title=HOSTILE))
    html += dumbbells(
        HOSTILE, [Pair(HOSTILE, 1, 2)], DumbbellLook((HOSTILE,) * 2, ("#000",) * 2, "light")
    )
    pictures = Pictures(html)
    assert "script" not in pictures.tags
    assert all("onerror" not in link for link in pictures.links)
    # Each picture was read as XML by now, so that no name broke it.
    assert len(pictures.images) == 3


def test_dumbbells_say_and_draw_the_values_of_both_sides():
    look = DumbbellLook(("2016–2020", "2021–2025"), ("#111111", "#222222"), "dark")
    pairs = [Pair("Sindh", 6, 7), Pair("Kech", 3, 0), Pair("Hub", 2, 2)]
    ((alt, svg),) = Pictures(dumbbells("Incidents by place", pairs, look)).images
    assert alt == (
        "Incidents by place, 2016–2020 and 2021–2025: Sindh: 6 and 7; Kech: 3 and 0; Hub: 2 and 2"
    )
    rings = [mark for mark in circles(svg) if mark.get("stroke") == "#111111"]
    dots = [mark for mark in circles(svg) if mark.get("fill") == "#222222"]
    places = [[float(mark.get("cx").rstrip("%")) for mark in marks] for marks in (rings, dots)]
    # Equal steps of one incident from the same zero, for both sides.
    zero, step = places[1][1], (places[0][0] - places[1][1]) / 6
    assert places[0] == pytest.approx([zero + step * count for count in (6, 3, 2)], abs=0.02)
    assert places[1] == pytest.approx([zero + step * count for count in (7, 0, 2)], abs=0.02)
    assert [text.text for text in svg.iter(f"{SVG}text")] == [
        *("Sindh", "6", "7", "Kech", "3", "0", "Hub", "2"),
    ]


def test_long_comparisons_are_cut_and_say_so():
    look = DumbbellLook(("A", "B"), ("#000000", "#000000"), "light")
    html = dumbbells("Districts", [Pair(str(n), n, 1) for n in range(20)], look)
    assert f"The first {SHOWN_PAIRS} of 20; the table has all." in html
    assert dumbbells("Districts", [], look) == ""


def test_head_counts_the_profile_and_keeps_context_apart(atlas):
    def head(chosen):
        selection = atlas.selection(chosen)

        def cut(of):
            return group_part(of, "bla", "any")

        profile = build_profile(selection.within(cut(selection)))
        return selection, describe_profile("BLA", profile, tier_lines(selection, cut), selection)

    selection, said = head(IncidentFilter())
    ids = group_part(atlas.selection(EVERYTHING), "bla", "any").ids
    rows = atlas.incidents[atlas.incidents["incident_id"].isin(ids)]
    tiers = rows["inclusion"].value_counts()
    record = rows[rows["inclusion"] != "context"]
    assert said[0] == (
        f"BLA: {len(record)} of the filter’s {len(selection.incidents)} incidents "
        f"({tiers['core']} core, {tiers['linked']} linked)."
    )
    assert said[1] == f"Not counted: {tiers['context']} context incidents."
    best = record["chinese_fatalities_best"].fillna(record["chinese_fatalities_low"])
    assert said[2].startswith(f"Chinese nationals killed: {best.sum()}")
    assert "First: 15 Feb 2006" in said[-1]
    _, every = head(EVERYTHING)
    assert f"{tiers['context']} context)." in every[0]
    killed = next(part for part in every if part.startswith("All victims"))
    assert re.search(r"\d.* in the record.*, \d.* in context", killed)
