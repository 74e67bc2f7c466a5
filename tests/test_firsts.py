"""The first recorded incidents, on hand-written rows."""

from dataclasses import replace

import pandas as pd
import pytest
from conftest import incident, make_table, statement

from geo.incidents.firsts import describe_first, first_incidents, firsts_of
from geo.incidents.flat import flatten_incidents

MEMBERS = {"alpha": {"alpha", "alpha-wing"}, "alpha-wing": {"alpha-wing"}, "beta": {"beta"}}
WEST = "PK-BA-WEST"


def firsts(tables, squares, incidents, statements, *, links=(), **more):
    world = replace(
        tables,
        incidents=make_table("incidents", incidents),
        responsibility=make_table("responsibility", statements),
        incident_projects=make_table(
            "incident_projects",
            [
                {"incident_id": f"CPA-2018-000{n}", "project_id": project, "basis": "named"}
                for n, project in links
            ],
        ),
        projects=make_table("projects", [{"project_id": "P01", "project_name": "Site"}]),
    )
    return first_incidents(flatten_incidents(world, squares), world, MEMBERS, **more)


def rows(found, kind, subject):
    part = found[(found["kind"] == kind) & (found["subject"] == subject)]
    return [
        (row.scope, row.incident_id[-1], row.is_certain) for row in part.itertuples(index=False)
    ]


def test_earliest_of_each_district_and_of_each_kind(tables, squares):
    incidents = [
        incident(1, "2018-01-10", WEST),
        incident(2, "2018-02-10", WEST, attack_type="grenade"),
        incident(3, "2018-03-10", "PK-BA-EAST"),
        incident(4, "2018-04-10", None, attack_type="sabotage"),
    ]
    found = firsts(
        tables, squares, incidents, [statement(n, "beta", "claimed") for n in range(1, 5)]
    )
    assert rows(found, "group_district", "beta") == [("PK-BA-EAST", "3", True), (WEST, "1", True)]
    assert rows(found, "group_attack", "beta") == [
        ("bombing", "1", True),
        ("grenade", "2", True),
        ("sabotage", "4", True),
    ]


def test_an_imprecise_date_gives_all_candidates(tables, squares):
    incidents = [
        incident(1, "2018-01-01", WEST, date_precision="month"),
        incident(2, "2018-01-20", WEST),
        incident(3, "2018-01-25", WEST),
    ]
    found = firsts(tables, squares, incidents, [statement(n, "beta", "claimed") for n in (1, 2, 3)])
    # The third is surely later than the second, whatever the first one's day is.
    assert rows(found, "group_district", "beta") == [(WEST, "1", False), (WEST, "2", False)]


def test_a_month_that_ends_before_the_next_day_is_certain(tables, squares):
    incidents = [
        incident(1, "2018-01-01", WEST, date_precision="month"),
        incident(2, "2018-01-31", WEST),
        incident(3, "2018-03-01", WEST),
    ]
    both = [statement(n, "beta", "claimed") for n in (1, 3)]
    assert rows(firsts(tables, squares, incidents, both), "group_district", "beta") == [
        (WEST, "1", True)
    ]
    # On the month's last day the two may share the day, so that none is surely before it.
    edge = [statement(n, "beta", "claimed") for n in (1, 2)]
    assert rows(firsts(tables, squares, incidents, edge), "group_district", "beta") == [
        (WEST, "1", True),
        (WEST, "2", False),
    ]


def test_two_of_one_day_are_both_first(tables, squares):
    incidents = [incident(n, "2018-01-10", WEST) for n in (1, 2)]
    found = firsts(tables, squares, incidents, [statement(n, "beta", "claimed") for n in (1, 2)])
    assert rows(found, "group_district", "beta") == [(WEST, "1", True), (WEST, "2", True)]


def test_parts_count_for_the_whole_and_denials_never(tables, squares):
    incidents = [incident(n, f"2018-0{n}-10", WEST) for n in (1, 2, 3)]
    named = [
        statement(1, "alpha", "denied"),
        statement(2, "alpha-wing", "suspected"),
        statement(2, "alpha", "attributed"),
        statement(3, "alpha", "claimed"),
    ]
    found = firsts(tables, squares, incidents, named)
    assert rows(found, "group_district", "alpha") == [(WEST, "2", True)]
    assert rows(found, "group_district", "alpha-wing") == [(WEST, "2", True)]
    basis = found.set_index(["kind", "subject"])["basis"]
    assert basis["group_district", "alpha"] == "attributed"
    assert basis["group_district", "alpha-wing"] == "suspected"


@pytest.mark.parametrize(("tiers", "first"), [({}, "2"), ({"tiers": ("core", "context")}, "1")])
def test_context_is_counted_only_when_asked_for(tables, squares, tiers, first):
    incidents = [
        incident(1, "2018-01-10", WEST, inclusion="context"),
        incident(2, "2018-02-10", WEST),
    ]
    found = firsts(tables, squares, incidents, [], links=[(1, "P01"), (2, "P01")], **tiers)
    assert rows(found, "project", "P01") == [("", first, True)]


def test_nothing_named_gives_no_rows(tables, squares):
    assert firsts(tables, squares, [incident(1, "2018-01-10", WEST)], []).empty


def test_first_in_words(tables, squares):
    incidents = [incident(1, "2018-01-10", WEST)]
    found = firsts(
        tables, squares, incidents, [statement(1, "beta", "suspected")], links=[(1, "P01")]
    )
    names = {"beta": "Beta", "P01": "Site"}
    said = [
        describe_first(row, names, {WEST: "West"})
        for row in firsts_of(found, "CPA-2018-0001").to_dict("records")
    ]
    assert said == [
        "first recorded incident of Beta by this means: bombing (suspected)",
        "first recorded incident of Beta in West (suspected)",
        "first recorded incident tied to Site",
    ]
    unsure = pd.Series({"kind": "project", "subject": "P01", "scope": "", "is_certain": False})
    assert describe_first(unsure, names, {}) == "possibly the first recorded one tied to Site"
