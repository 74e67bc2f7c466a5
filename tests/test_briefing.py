"""The briefing: one file, nothing fetched, nothing run, every table recounted from the CSV."""

import base64
import io
import itertools
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from test_recount import by_group, random_filter, read_rows, recount_toll

from geo.exports.codebook import CODEBOOK
from geo.incidents.filtering.words import describe_tiers
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.tallies import MEASURES, measure_values, tally_districts
from geo.incidents.vocabulary import TIERS
from geo.paper.briefing import briefing_html, method_texts
from geo.paper.lists import SHOWN_INCIDENTS, list_sources, number_ranges, shortened
from geo.paper.pictures import illustrate_map, map_box, paper_scene
from geo.paper.scene import Scene, strip_png
from geo.paper.tables import year_lines
from geo.tables.periods import parse_period
from geo.tables.schema import coverage
from geo.view.scales import LINE_HEX
from geo.view.shading import shade_change, shade_measure
from geo.view.strip_marks import shown_states
from geo.view.views import MapView
from geo.wording import web_address

pytestmark = pytest.mark.thorough
LINK = "https://atlas.example.org/?inclusion=core,linked,context&v=1.2.0"
CREATED = datetime(2026, 11, 23, 21, 7, tzinfo=UTC)
VOID = {"meta", "img", "br", "image", "path", "circle", "rect"}
HOSTILE = "<script>alert(1)</script></style>\x00 سلام \u202eabc =1+1 " + "w" * 400


class Page(HTMLParser):
    """Read a page: its elements with attributes, its tables' cells, its text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.tables, self.words, self.open = [], [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.words.append(data)
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data

    def text(self):
        return " ".join(" ".join(self.words).split())

    def table(self, head):
        return next(rows[1:] for rows in self.tables if rows[0][0] == head)

    def all(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
def scene(atlas):
    def scene(chosen=None, theme="light", view="pakistan", **changes):
        chosen = chosen or EVERYTHING
        incidents, measure = atlas.select(chosen), MEASURES["incidents"]
        values = measure_values(tally_districts(incidents), measure)
        shading = shade_measure(atlas.districts, values, measure)
        states = shown_states(atlas.incidents, incidents)
        view = MapView(theme=theme, view=view)
        plain = Scene(incidents, chosen, view, shading, states, measure.label)
        return replace(plain, **changes)

    return scene


@pytest.fixture(scope="module")
def brief(atlas, scene):
    def brief(chosen=None, other_atlas=None, **changes):
        html = briefing_html(
            other_atlas or atlas, scene(chosen, **changes), link=LINK, created=CREATED
        )
        return html, Page(html)

    return brief


@pytest.fixture(scope="module")
def whole(brief):
    return brief()


def test_nothing_is_fetched_and_nothing_runs(whole):
    html, page = whole
    policy = next(each["content"] for each in page.all("meta") if "http-equiv" in each)
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert not page.all("script", "link", "iframe", "object", "form")
    assert not any(name.startswith("on") for _, each in page.elements for name in each)
    pictures = [each.get("src") or each.get("href") for each in page.all("img", "image")]
    assert [address[:22] for address in pictures] == ["data:image/png;base64,"] * 2
    assert all(re.match(r"https?://", each["href"]) for each in page.all("a"))
    assert "url(" not in html
    assert len(html.encode()) < 1_500_000


def test_structure_is_that_of_a_document(whole):
    _, page = whole
    assert page.all("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert len(page.all("table")) == len(page.all("caption")) == 6
    assert all(each["scope"] in ("col", "row") for each in page.all("th"))
    alts = [page.all("img")[0]["alt"], page.all("svg")[0]["aria-label"]]
    assert all("No group named" in alt and "BLF" in alt for alt in alts)


def test_same_input_gives_the_same_text(whole, brief):
    assert whole[0] == brief()[0]


def test_time_is_said_in_utc_and_needs_its_zone(whole, atlas, scene):
    assert "Exported on 23 Nov 2026, 21:07 UTC" in whole[1].text()
    with pytest.raises(ValueError, match="time zone"):
        briefing_html(atlas, scene(), link=LINK, created=CREATED.replace(tzinfo=None))


def test_versions_licences_and_the_link_are_said(whole, atlas):
    text = whole[1].text()
    for words in (atlas.tables.data_version, atlas.notice.boundary_version, "CC BY 4.0", LINK):
        assert words in text
    assert atlas.notice.disclaimer in text
    assert "125 of 125 incidents" in text


def cells(page, rows):
    total = [recount_toll(rows, toll) for toll in ("fatalities", "chinese_fatalities")]
    tolls = [text for each in total for text in (each.text, str(each.unreported))]
    context = [str(sum(row["inclusion"] == "context" for row in rows))]
    return [str(len(rows)), *context * ("of these context" in page.text()), *tolls]


def check_districts(page, rows):
    lines = page.table("District")
    for name, *shown in lines:
        if not re.fullmatch(r"\d+ other districts?|All shown", name):
            wanted = "" if name == "District unspecified" else name
            own = [row for row in rows if row["admin2_name"] == wanted]
            assert shown == cells(page, own), name
    assert lines[-1][1:] == cells(page, rows)
    assert sum(int(line[1]) for line in lines[:-1]) == len(rows)


def check_years(page, rows):
    lines = page.table("Year")
    for year, *shown in lines[:-1]:
        same = [
            row for row in rows if row["event_date"][:4] == row["event_date_latest"][:4] == year
        ]
        assert shown == cells(page, same), year
    assert sum(int(line[1]) for line in lines[:-1]) == len(rows)


def check_groups(page, rows, atlas):
    ids = {label: actor_id for actor_id, label in atlas.vocabulary.groups.items()}
    for label, *shown in page.table("Group"):
        picks = {
            basis: by_group(atlas, ids[label], basis)(rows)
            for basis in ("claimed", "attributed", "suspected", "any", "denied")
        }
        counts = [str(len(found)) for found in picks.values()]
        assert shown == counts + cells(page, picks["any"])[-4:], label


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.random) for seed in (2, 3))]
)
def test_printed_tables_are_recounted_from_the_csv(seed, atlas, brief, whole):
    chosen = random_filter(atlas, random.Random(seed)) if seed else EVERYTHING
    _, page = brief(chosen) if seed else whole
    rows = read_rows(atlas, atlas.select(chosen))
    if not rows:
        assert "No incident of the table fits this filter." in page.text()
        return
    check_districts(page, rows)
    check_years(page, rows)
    if any(table[0][0] == "Group" for table in page.tables):
        check_groups(page, rows, atlas)
    listed = [row[0] for row in page.table("Date, identifier")]
    newest = [row["incident_id"] for row in rows[::-1][:SHOWN_INCIDENTS]]
    assert [re.search("CPA-[0-9-]+", text)[0] for text in listed] == newest


def test_missing_values_are_never_printed(whole, brief):
    _, page = brief(IncidentFilter(ids=("CPA-2015-0001",)))
    assert "district unspecified" in page.text()
    assert "killed: not reported" in page.text()
    assert "no group named in the sources read" in page.text()
    assert "The one incident." in page.text()
    for words in (page.text(), whole[1].text()):
        assert not re.search(r"\b(nan|NaN|NaT|None|null|N/A|<NA>)\b|<NA>|\[\]", words)


def test_empty_filter_gives_a_briefing_that_says_so(brief):
    _, page = brief(IncidentFilter(provinces=("PK-JK",), groups=("bla",)))
    text = page.text()
    assert "0 of 125 incidents · Azad Jammu and Kashmir" in text
    assert "No incident of the table fits this filter." in text
    assert "Without its province the filter shows" in text
    assert "No incident is recorded in" in text
    assert page.tables == []


def hostile_atlas(atlas):
    def write(frame, column):
        return frame.assign(**{column: pd.Series(HOSTILE, index=frame.index, dtype="string")})

    tables = replace(atlas.tables, sources=write(atlas.tables.sources, "publisher"))
    tables.sources.loc[tables.sources.index, "url"] = "javascript:alert(1)"
    incidents = write(write(atlas.incidents, "place_name"), "claimed_actors")
    names = dict.fromkeys(atlas.vocabulary.provinces, HOSTILE)
    vocabulary = replace(atlas.vocabulary, provinces=names)
    return replace(atlas, tables=tables, incidents=incidents, vocabulary=vocabulary)


def test_hostile_text_is_shown_as_text(atlas, scene):
    other = hostile_atlas(atlas)
    chosen = IncidentFilter(provinces=("PK-SD",))
    html = briefing_html(
        other,
        scene(chosen, incidents=other.select(chosen)),
        link="javascript:alert(1)",
        created=CREATED,
    )
    page = Page(html)
    assert not page.all("script")
    assert len(page.all("style")) == 1
    assert "<script>alert(1)</script></style>" in page.text()
    assert not [each for each in page.all("a") if "javascript" in each["href"]]
    assert "\x00" not in html
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_each_listed_incident_has_a_source_and_each_source_an_incident(atlas):
    ids = list(atlas.incidents["incident_id"].iloc[::-1][:SHOWN_INCIDENTS])
    sources = list_sources(atlas.tables, ids)
    assert len(sources.shown) < sources.total
    assert set(sources.numbers) == set(ids)
    used = {number for numbers in sources.numbers.values() for number in numbers}
    assert used == set(range(1, len(sources.shown) + 1))
    shown = {source.href for source in sources.shown}
    tolls = atlas.tables.tolls
    needed = tolls.loc[tolls["incident_id"].isin(ids), "best_source_id"].dropna()
    addresses = atlas.tables.sources.set_index("source_id").loc[needed, "url"].dropna()
    assert {web_address(url) for url in addresses} <= shown


@pytest.mark.parametrize("tiers", [("core", "linked"), TIERS, ("context",)])
def test_tiers_stand_apart_and_what_is_left_out_says_so(tiers, atlas, brief):
    _, page = brief(IncidentFilter(inclusion=tiers))
    rows = read_rows(atlas, atlas.incidents)
    lines = page.table("Scope")
    for tier, (label, *shown) in zip(TIERS, lines, strict=True):
        own = [row for row in rows if row["inclusion"] == tier]
        assert label == tier.title() + ", not counted in this briefing" * (tier not in tiers)
        assert [shown[0], *shown[-4:]] == [str(len(own)), *cells(page, own)[-4:]]
    assert ("of these context" in page.text()) == (tiers == TIERS)
    assert f"Counted: {describe_tiers(tiers)}." in page.text()


def test_all_sources_are_listed_where_they_are_few(atlas, brief):
    ids = ("CPA-2024-0007",)
    sources = list_sources(atlas.tables, ids)
    assert len(sources.shown) == sources.total
    assert f"All {sources.total} pages" in brief(IncidentFilter(ids=ids))[1].text()


def test_numbers_dates_and_addresses_in_short():
    assert number_ranges([4, 1, 2, 3, 7, 9, 10]) == "1–4, 7, 9, 10"
    assert number_ranges([]) == ""
    assert web_address(" https://a.example/ب?x=1 ") == "https://a.example/%D8%A8?x=1"
    assert web_address("data:text/html,x") == web_address(pd.NA) == ""
    assert shortened("https://a.example/" + "x" * 300).endswith("x…")


def test_date_that_can_mean_two_years_is_in_no_years_line(flat):
    week = flat.assign(
        event_date=pd.Timestamp("2018-12-30"), event_date_latest=pd.Timestamp("2019-01-05")
    )
    mixed = pd.concat([week.iloc[:1], flat.iloc[1:]])
    lines = {
        line.label: line.incidents
        for line in year_lines(mixed, parse_period("2018-01-01..2019-12-31"))
    }
    assert lines == {"2018": len(flat) - 1, "Year not known": 1}


def test_paper_is_light_and_shows_every_incident_of_the_filter(atlas, scene):
    dark, light = scene(theme="dark"), scene()
    faded = replace(dark, states=np.zeros_like(dark.states), selected_id="CPA-2024-0007")
    paper = paper_scene(atlas, faded)
    assert (paper.states == light.states).all()
    assert (paper.view.theme, paper.selected_id) == ("light", None)
    assert illustrate_map(atlas, paper).address == illustrate_map(atlas, light).address


def test_shading_by_change_becomes_light(atlas, scene):
    tally = tally_districts(atlas.incidents)
    shading = shade_change(atlas.districts, tally, tally)
    dark, light = (scene(theme=theme, shading=shading) for theme in ("dark", "light"))
    assert illustrate_map(atlas, paper_scene(atlas, dark)) == illustrate_map(atlas, light)


@pytest.mark.parametrize("view", ["pakistan", "karachi"])
def test_map_box_is_the_frame_of_the_picture(atlas, scene, view):
    drawn = illustrate_map(atlas, paper_scene(atlas, scene(view=view)))
    picture = Image.open(io.BytesIO(base64.b64decode(drawn.address.split(",")[1]))).convert("RGB")
    pixels, box = np.asarray(picture).astype(int), map_box()
    middle = [int(LINE_HEX["light"]["middle"][at : at + 2], 16) for at in (1, 3, 5)]
    left, right, bottom = round(box.left), round(box.right), round(box.bottom)
    for row, column in ((500, left), (500, right), (bottom, left + 300), (bottom, right - 300)):
        around = pixels[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3)
        assert np.abs(around - middle).sum(axis=1).min() < 120
    assert (drawn.outside > 0) == (view == "karachi")


def test_strip_png_has_the_asked_size_and_theme(atlas, scene):
    span = (date(2004, 1, 1), date(2026, 3, 15))
    for theme in ("light", "dark"):
        png = strip_png(atlas, scene(theme=theme), span, width_px=900, height_px=400)
        assert Image.open(io.BytesIO(png)).size == (900, 400)


def test_method_is_in_the_codebooks_words():
    codebook = " ".join(re.sub(r"[`*]", "", CODEBOOK.read_text(encoding="utf-8")).split())
    sentences = [
        part for _, text in method_texts(coverage()) for part in re.split(r"(?<=\.) ", text)
    ]
    assert [sentence for sentence in sentences if sentence not in codebook] == []
