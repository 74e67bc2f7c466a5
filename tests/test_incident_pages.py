"""Every incident's own page, the sitemap, robots.txt and the feed, read by parsers."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from asgi import ask, open_addresses

from geo.addresses.library import Library
from geo.incidents.flat import BOUNDS, flatten_incidents
from geo.incidents.releases import load_releases
from geo.incidents.sources import sources_of
from geo.wording import CLASS_LABELS, HARM_LABELS, format_range, web_address
from pages.parts.state.page_list import PAGE_TITLES

HOSTILE = '</script><script>alert(1)</script> ]]> & "x" \x01'
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
KNOWN = "CPA-2024-0007"


def parse(answer):
    return ElementTree.fromstring(answer.body.decode().removeprefix("<!DOCTYPE html>"))


def words(element):
    return " ".join(" ".join(element.itertext()).split())


def figures(tree):
    """Return victims, harm and figure of each row of the page's table."""
    rows = tree.findall(".//tbody/tr")
    return [tuple(cell.text or "" for cell in row.findall("td")[:3]) for row in rows]


def changed(atlas, tables):
    return replace(atlas, tables=tables, incidents=flatten_incidents(tables, atlas.districts))


def edited(atlas, incident_id, **cells):
    incidents = atlas.tables.incidents.copy()
    incidents.loc[incidents["incident_id"] == incident_id, list(cells)] = list(cells.values())
    return changed(atlas, replace(atlas.tables, incidents=incidents))


@pytest.fixture(scope="module")
def pages(app, atlas):
    """Return identifier → tree of every incident's page."""
    given = {key: ask(app, f"/incident/{key}") for key in atlas.incidents["incident_id"]}
    assert {answer.status for answer in given.values()} == {200}
    return {key: parse(answer) for key, answer in given.items()}


@pytest.mark.thorough
def test_every_incident_has_a_page_with_its_figures_and_sources(pages, atlas):
    tolls = atlas.tables.tolls
    for _, incident in atlas.incidents.iterrows():
        key = incident["incident_id"]
        tree = pages[key]
        assert figures(tree) == [
            (
                CLASS_LABELS[toll["victim_class"]],
                HARM_LABELS[toll["harm"]],
                format_range(*(toll[bound] for bound in BOUNDS)),
            )
            for toll in tolls[tolls["incident_id"] == key].to_dict("records")
        ]
        sources = sources_of(atlas.tables, atlas.grades, key)
        links = [link.get("href") for link in tree.iter("a") if link.get("rel") == "noreferrer"]
        assert {web_address(url) for url in sources["url"]} - {""} <= set(links)
        assert len(tree.findall(".//ol/li")) == len(sources)
        assert " ".join(incident["summary"].split()) in words(tree)


def test_page_says_who_and_how_to_cite_and_leads_to_the_map(app):
    tree = parse(ask(app, f"/incident/{KNOWN}"))
    text = words(tree)
    assert tree.find(".//h1").text == "Karachi airport bombing"
    assert "Claimed by: BLA Majeed Brigade." in text
    assert "Attributed to: Baloch Liberation Army." in text
    assert "Port Qasim coal power plant" in text
    for style in ("APA", "Chicago", "BibTeX"):
        assert style in text
    assert f"http://atlas.example.org/incident/{KNOWN}" in text
    assert f"@misc{{{KNOWN}," in text
    links = [link.get("href") for link in tree.iter("a")]
    assert f"/?inclusion=core,linked&incident={KNOWN}&v=1.2.0" in links


@pytest.mark.thorough
def test_linked_data_say_only_what_is_known(pages, atlas):
    for _, incident in atlas.incidents.iterrows():
        (script,) = pages[incident["incident_id"]].findall(".//script")
        assert script.get("type") == "application/ld+json"
        event = json.loads(script.text)["about"]
        assert ("geo" in event["location"]) == (incident["geo_precision"] in ("exact", "near"))
        if incident["date_precision"] != "day":
            assert len(event.get("startDate", "")) < len("2024-10-06")


def test_spelling_of_an_address_leads_to_the_page(app):
    for path in (f"/incident/{KNOWN.lower()}", f"/incident/{KNOWN}/"):
        given = ask(app, path)
        assert (given.status, given.headers["location"]) == (308, f"/incident/{KNOWN}")
    for path in (
        "/incident",
        "/incident/",
        "/incident/CPA-1999-0001",
        "/incident/a/b",
        "/incident/é",
    ):
        assert ask(app, path).status == 404
    assert ask(app, f"/incident/{KNOWN}", method="POST").status == 405


def test_page_is_unchanged_until_something_changes(app):
    tag = ask(app, f"/incident/{KNOWN}").headers["etag"]
    assert ask(app, f"/incident/{KNOWN}", if_none_match=tag).status == 304


def test_withdrawn_incident_is_gone_with_its_reason(atlas):
    gone = edited(atlas, KNOWN, status="withdrawn", status_reason=f"A double. {HOSTILE}")
    app = open_addresses(Library(gone))
    given = ask(app, f"/incident/{KNOWN}")
    assert given.status == 410
    assert "A double. </script>" in words(parse(given))
    refused = ask(app, f"/data/incidents.csv?ids={KNOWN}")
    assert refused.status == 400
    assert "was withdrawn: A double." in json.loads(refused.body)["error"]
    feed = parse(ask(app, f"/data/changes.atom?ids={KNOWN}"))
    assert KNOWN in words(feed)


def test_hostile_texts_are_shown_as_texts(atlas):
    cells = dict.fromkeys(("summary", "place_name", "discrepancies", "incident_name"), HOSTILE)
    app = open_addresses(Library(edited(atlas, KNOWN, **cells)))
    given = ask(app, f"/incident/{KNOWN}")
    tree = parse(given)
    shown = HOSTILE.replace("\x01", "").strip()
    assert tree.find(".//h1").text.strip() == shown
    assert len(tree.findall(".//script")) == 1
    assert json.loads(tree.find(".//script").text)["description"] == HOSTILE
    assert b"<script>alert" not in given.body
    feed = parse(ask(app, f"/data/changes.atom?ids={KNOWN}"))
    assert shown in words(feed)


def test_hostile_host_is_escaped(app):
    for path in (f"/incident/{KNOWN}", "/sitemap.xml", "/data/", "/data/changes.atom"):
        given = ask(app, path, host='a"><script>x</script>')
        assert given.status == 200
        assert b"<script>x" not in given.body


def test_public_address_is_the_operators(app, monkeypatch):
    monkeypatch.setenv("ATLAS_PUBLIC_URL", "https://public.example.org/")
    text = ask(app, "/sitemap.xml").body.decode()
    assert f"<loc>https://public.example.org/incident/{KNOWN}</loc>" in text
    assert "atlas.example.org/" not in text


def test_sitemap_lists_pages_and_incidents(app, atlas):
    tree = parse(ask(app, "/sitemap.xml"))
    found = [element.text for element in tree.iter(f"{SITEMAP}loc")]
    assert len(set(found)) == len(found) == len(PAGE_TITLES) + 1 + len(atlas.incidents)
    assert {
        f"http://atlas.example.org/incident/{key}" for key in atlas.incidents["incident_id"]
    } <= {*found}
    robots = ask(app, "/robots.txt").body.decode()
    assert "Sitemap: http://atlas.example.org/sitemap.xml" in robots
    assert "Disallow: /data/*.zip" in robots
    assert all(line.startswith("Disallow: /data/*.") for line in robots.splitlines()[1:-2] if line)


@pytest.mark.parametrize(
    "query", ["inclusion=core,linked,context", "group=bla", "ids=CPA-2008-0001"]
)
def test_feed_has_what_is_logged(query, app, atlas):
    tree = parse(ask(app, f"/data/changes.atom?{query}"))
    entries = tree.findall(f"{ATOM}entry")
    keys = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(keys)) == len(keys)
    assert tree.find(f"{ATOM}id").text not in keys
    for element in (tree, *entries):
        assert element.find(f"{ATOM}updated").text.endswith("T00:00:00Z")
        assert element.find(f"{ATOM}title").text
    own = [link.get("href") for link in tree.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len(own) == 1
    assert ask(app, own[0].removeprefix("http://atlas.example.org")).status == 200

    ids = {
        line.split(",")[0]
        for line in ask(app, f"/data/incidents.csv?{query}").body.decode().splitlines()
        if line.startswith("CPA-")
    }
    changes = atlas.tables.changes
    logged = changes[changes["incident_id"].isin(ids)]
    said = [
        (entry.find(f"{ATOM}category").get("term"), entry.find(f"{ATOM}link").get("href")[-13:])
        for entry in entries
    ]
    rows = zip(logged["change"], logged["incident_id"], strict=True)
    assert sorted(pair for pair in said if pair[0] != "version") == sorted(rows)
    assert sum(kind == "version" for kind, _ in said) == len(load_releases())
    updates = [entry.find(f"{ATOM}updated").text for entry in entries]
    assert updates == sorted(updates, reverse=True)
