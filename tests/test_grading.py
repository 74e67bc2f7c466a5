from dataclasses import replace

import pandas as pd
import pytest
from conftest import make_table

from geo.incidents.grading import grade_sources, verify_incidents

PUBLISHERS = {
    "Agency": ("agency", "A"),
    "Paper": ("newspaper", "B"),
    "Voice": ("partisan", "D"),
    "Mirror": ("repost", "E"),
}
FIRST = "CPA-2018-0001"


def graded(tables, pages, verdict="confirmed"):
    """Return the tables with the first incident supported by (publisher, origin) pages only."""
    sources, links = [], []
    for rank, (publisher, origin, *rest) in enumerate(pages, start=1):
        key = f"S000{rank}"
        sources.append({"source_id": key, "publisher": publisher, "origin": origin})
        link = {"incident_id": FIRST, "source_id": key, "supports": "date"}
        links.append(link | {"is_background": bool(rest)})
    publishers = [
        {"publisher": name, "kind": kind, "reliability": grade}
        for name, (kind, grade) in PUBLISHERS.items()
    ]
    reviews = tables.reviews.assign(
        verdict=tables.reviews["verdict"].where(tables.reviews["role"] == "first_coded", verdict)
    )
    return replace(
        tables,
        publishers=make_table("publishers", publishers),
        sources=make_table("sources", sources),
        incident_sources=make_table("incident_sources", links),
        reviews=reviews,
    )


@pytest.mark.parametrize(
    ("pages", "verification", "count"),
    [
        ([("Paper", "Paper"), ("Agency", "Agency")], "confirmed", 2),
        ([("Paper", "Agency"), ("Mirror", "Agency"), ("Agency", "Agency")], "reported", 1),
        ([("Voice", "Voice"), ("Mirror", "Mirror")], "claim_only", 0),
        ([("Paper", "Paper"), ("Agency", "Agency", "background")], "reported", 1),
    ],
)
def test_verification_counts_who_reports_for_themselves(pages, verification, count, tables):
    row = verify_incidents(graded(tables, pages)).loc[FIRST]
    assert (row["verification"], row["independent_publishers"]) == (verification, count)


def test_row_without_a_second_check_is_provisional(tables):
    provisional = verify_incidents(tables)["is_provisional"]
    assert provisional.to_dict() == {
        "CPA-2018-0001": False,
        "CPA-2018-0002": True,
        "CPA-2018-0003": True,
        "CPA-2018-0004": False,
        "CPA-2018-0005": False,
    }


@pytest.mark.parametrize(
    ("pages", "verdict", "grades"),
    [
        ([("Paper", "Paper")], "confirmed", ["B3"]),
        ([("Voice", "Voice")], "not_found", ["D6"]),
        ([("Paper", "Paper")], "disputed", ["B4"]),
        ([("Paper", "Paper"), ("Agency", "Agency")], "confirmed", ["B2", "A2"]),
        (
            [("Paper", "Paper"), ("Agency", "Agency"), ("Voice", "Voice")],
            "confirmed",
            ["B2", "A2", "D1"],
        ),
        ([("Mirror", "Agency")], "not_found", ["E6"]),
        ([("Agency", "Agency", "background")], "not_found", ["A6"]),
    ],
)
def test_grades_follow_the_published_rule(pages, verdict, grades, tables):
    frame = grade_sources(graded(tables, pages, verdict))
    assert (frame["reliability"] + frame["credibility"]).tolist() == grades


def test_every_real_page_has_a_grade(atlas):
    assert len(atlas.grades) == len(atlas.tables.incident_sources)
    assert atlas.grades[["reliability", "credibility"]].notna().all(axis=None)
    assert not pd.isna(atlas.incidents["verification"]).any()
