"""BibTeX and RIS of sources, read back by parsers of both formats."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import rispy
from bibtexparser import parse_string

from geo.exports.citations import bibtex, cite_atlas, ris
from geo.incidents.filters import IncidentFilter
from geo.incidents.sources import select_sources

HOSTILE = "a}b{c \\input{x} 50% & #1 _ ~ ^ $ \n}\nER  - \n@online{X,"


@pytest.fixture
def sources(atlas):
    shown = atlas.select(IncidentFilter(provinces=("PK-SD",), inclusion=("core",)))
    return select_sources(atlas.tables, shown["incident_id"])


def entries(sources):
    library = parse_string(bibtex(sources))
    assert library.failed_blocks == []
    return {
        entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries
    }


def records(sources):
    return {record["id"]: record for record in rispy.loads(ris(sources))}


def test_both_formats_have_every_source_of_the_filter_once(atlas, sources):
    shown = atlas.select(IncidentFilter(provinces=("PK-SD",), inclusion=("core",)))
    links = atlas.tables.incident_sources
    linked = set(links.loc[links["incident_id"].isin(shown["incident_id"]), "source_id"])
    assert linked <= set(sources["source_id"]) == set(entries(sources)) == set(records(sources))


def test_full_table_parses(atlas):
    sources = select_sources(atlas.tables, atlas.incidents["incident_id"])
    assert len(entries(sources)) == len(records(sources)) == len(sources)


def test_entry_is_a_web_page_with_what_is_known(sources):
    row = sources[sources["published_date"].str.len() == 10].iloc[0]
    entry, record = entries(sources)[row["source_id"]], records(sources)[row["source_id"]]
    assert entry["url"] == record["urls"][0] == row["url"]
    assert entry["date"] == row["published_date"]
    assert record["date"] == row["published_date"].replace("-", "/") + "/"
    assert record["type_of_reference"] == "ELEC"
    assert "Title supplied" in entry["note"]
    assert row["incident_ids"] in entry["note"]


def test_unknown_date_and_address_are_left_out(sources):
    bare = sources.head(1).assign(published_date=pd.NA, url=pd.NA)
    entry, record = next(iter(entries(bare).values())), next(iter(records(bare).values()))
    assert not {"date", "url"} & set(entry)
    assert not {"date", "year", "urls"} & set(record)
    assert "No address is known" in entry["note"]


def test_month_is_not_made_a_day(sources):
    month = sources.head(1).assign(published_date="2018-09")
    assert "2018/09//" in ris(month)
    assert "Sep 2018]" in bibtex(month)


def test_hostile_publisher_breaks_neither_format(sources):
    hostile = sources.head(3).assign(publisher=HOSTILE, url="https://example.org/a}b{%20 c")
    assert len(entries(hostile)) == len(records(hostile)) == 3
    assert "\\input{" not in bibtex(hostile)


def test_address_that_is_no_web_page_is_left_out(sources):
    assert "javascript" not in bibtex(sources.head(1).assign(url="javascript:alert(1)"))


def test_source_of_a_toll_bound_alone_is_cited(tables):
    sources = pd.concat([tables.sources] * 2, ignore_index=True)
    sources.loc[1, "source_id"] = "S0002"
    tolls = tables.tolls.assign(low_source_id="S0002")
    found = select_sources(replace(tables, sources=sources, tolls=tolls), ["CPA-2018-0003"])
    assert list(found["source_id"]) == ["S0001", "S0002"]


def test_atlas_is_cited_with_version_and_date_in_three_styles():
    cited = cite_atlas("1.2.0", date(2026, 11, 25), date(2026, 12, 3))
    assert list(cited) == ["APA", "Chicago", "BibTeX"]
    for text in cited.values():
        assert "1.2.0" in text
        assert "2026" in text
    (entry,) = parse_string(cited["BibTeX"]).entries
    assert entry["version"] == "1.2.0"
    assert "3 December 2026" in cited["APA"]
