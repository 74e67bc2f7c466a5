"""Groups, Places and What changed under AppTest: they open, and survive bad links and bad text."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from test_pages import open_page, texts

from geo.incidents.filters import IncidentFilter

pytestmark = pytest.mark.thorough
PAGES = ("groups", "places", "projects", "changes", "pivot")


class Links(HTMLParser):
    """Collect addresses with their accessible names, and every tag."""

    def __init__(self, html):
        super().__init__()
        self.links, self.tags, self.sources = {}, set(), []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "img":
            self.sources.append(dict(attributes)["src"])
        if tag == "a" and "aria-label" in dict(attributes):
            self.links[dict(attributes)["aria-label"]] = dict(attributes)["href"]


def tables(app):
    bodies = [block.proto.body for block in app.get("html")]
    return "".join(body for body in bodies if "<table" in body)


def ids_behind(atlas, address):
    chosen, problems = IncidentFilter.from_query(
        parse_qs(urlsplit(address).query), atlas.vocabulary
    )
    assert problems == []
    return atlas.select(chosen)["incident_id"]


@pytest.mark.parametrize("days", [{"from_": "1999-01-01"}, {"to_": "2030-12-31"}, {"to_": "1999"}])
def test_link_with_days_beyond_the_date_fields_opens(days):
    assert not open_page("map", **days).exception


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", [{}, {"province": "PK-PB", "inclusion": "core"}])
def test_page_opens_with_and_without_incidents(page, query):
    app = open_page(page, **query)
    assert not app.exception
    assert ("No incident fits this filter" in texts(app)) == bool(query)


def test_unknown_codes_are_named_and_left_out():
    app = open_page("groups", actor="nobody", place="PK-XX", against="soon", since="9.9.9")
    said = texts(app)
    assert not app.exception
    for part in ("nobody", "PK-XX", "soon", "9.9.9"):
        assert part in said
    assert not {"actor", "place", "against", "since"} & set(app.query_params)


def test_codes_of_a_link_are_read_whatever_their_case_and_written_back():
    app = open_page("places", place="pk-sd:karachi", province="PK-SD")
    assert "Karachi division, Sindh" in {heading.value for heading in app.subheader}
    assert app.query_params["place"] == "PK-SD:Karachi"


def test_number_opens_exactly_its_incidents(atlas):
    links = Links(tables(open_page("groups", actor="ttp", from_="2010"))).links
    claimed = ids_behind(atlas, links["Tehrik-e-Taliban Pakistan (TTP) and its parts, Denied: 1"])
    assert list(claimed) == ["CPA-2024-0003"]
    counts = {name: address for name, address in links.items() if ", Any of these: " in name}
    assert len(counts) > 5
    for name, address in counts.items():
        assert len(ids_behind(atlas, address)) == int(name.rpartition(": ")[2])


def test_filter_by_one_group_keeps_the_numbers_of_another_exact(atlas):
    links = Links(tables(open_page("groups", group="bla", basis="attributed"))).links
    (address,) = [
        address
        for name, address in links.items()
        if name.startswith("Balochistan Liberation Front (BLF), Any")
    ]
    assert list(ids_behind(atlas, address)) == ["CPA-2022-0001"]


def test_hostile_names_stay_text(data_copy, monkeypatch):
    path = data_copy / "actors.csv"
    text = path.read_text(encoding="utf-8")
    bad = '"<img src=x onerror=alert(1)> [x](javascript:alert(1))"'
    path.write_text(text.replace("Balochistan Liberation Front", bad, 1), encoding="utf-8")
    monkeypatch.setenv("ATLAS_DATA", str(data_copy))
    app = open_page("groups", actor="blf", other="bla")
    assert not app.exception
    links = Links(tables(app))
    assert "script" not in links.tags
    assert all(source.startswith("data:image/svg+xml;base64,") for source in links.sources)


@pytest.mark.parametrize(
    "query",
    [
        {"against": "1990-01-01..2003-12-31"},
        {"from_": "2030-01-01", "against": "2024-01-01..2024-12-31"},
        {"to_": "2003-12-31"},
        {"from_": "2016", "to_": "2020", "against": "2018-01-01..2022-12-31"},
    ],
)
def test_odd_periods_are_compared_or_explained(query):
    app = open_page("changes", **query)
    assert not app.exception
    assert "Two periods" in {heading.value for heading in app.subheader}
    said = texts(app) + tables(app)
    assert not any(word in said for word in ("nan", "None", "NaT", "inf %"))


def test_years_before_the_searched_ones_are_said_to_say_nothing():
    said = texts(open_page("changes", against="1999-01-01..2003-12-31"))
    assert "pages were searched for 0 days only" in said


def test_suggested_periods_fill_filter_and_other_period():
    app = open_page("changes")
    app.button(key="suggest_periods").click().run()
    assert not app.exception
    assert app.query_params["against"].count("..") == 1
    assert {"from", "to"} <= set(app.query_params)


def test_stranger_reads_the_worst_years_and_who_claimed_in_karachi(atlas):
    app = open_page("places", place="PK-SD:Karachi", target="chinese_nationals")
    links = Links(tables(app)).links
    assert "Sindhudesh Revolutionary Army (SRA), Claimed: 3" in links
    app = open_page("places", target="cpec_workers_pakistani")
    assert "Pakistani civilians: 2017 (" in texts(app)
