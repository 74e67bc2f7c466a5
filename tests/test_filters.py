from dataclasses import replace
from datetime import date

import pytest
from conftest import make_table

from geo.incidents.filters import EVERYTHING, WIDENABLE, IncidentFilter
from geo.incidents.flat import flatten_incidents
from geo.incidents.vocabulary import NO_GROUP, RECORD, TIERS, UNSPECIFIED, build_vocabulary


@pytest.fixture
def vocabulary(tables, squares):
    return build_vocabulary(squares, with_projects(tables))


def with_projects(tables):
    """Return the tables with two projects and a firm; the first incident hit both projects."""
    links = [(1, "P25"), (1, "P01"), (4, "P01")]
    firm = {"contractor_id": "fwo", "contractor_name": "Works Firm", "kind": "state_body"}
    return replace(
        tables,
        projects=make_table(
            "projects",
            [
                {"project_id": "P25", "project_name": "High Dam (Upper, 1,000 MW)"},
                {"project_id": "P01", "project_name": "Port"},
            ],
        ),
        incident_projects=make_table(
            "incident_projects",
            [{"incident_id": f"CPA-2018-000{n}", "project_id": code} for n, code in links],
        ),
        contractors=make_table("contractors", [firm]),
        incident_contractors=make_table(
            "incident_contractors", [{"incident_id": "CPA-2018-0002", "contractor_id": "fwo"}]
        ),
    )


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        (IncidentFilter(projects=("P25",)), "1"),
        (IncidentFilter(projects=("P01",)), "14"),
        (IncidentFilter(projects=("P01", "P25")), "14"),
        (IncidentFilter(contractors=("fwo",)), "2"),
        (IncidentFilter(projects=("P01",), contractors=("fwo",)), ""),
        (IncidentFilter(projects=("P02",)), ""),
    ],
)
def test_an_incident_of_two_projects_is_shown_by_each(chosen, numbers, tables, squares):
    with_them = with_projects(tables)
    flat = flatten_incidents(with_them, squares)
    vocabulary = build_vocabulary(squares, with_them)
    assert "".join(shown(chosen, flat, with_them, vocabulary)) == numbers


def test_projects_and_firms_go_by_name_even_one_with_a_comma(vocabulary):
    query = {
        "project": ["high dam (upper, 1,000 mw)", "P01"],
        "contractor": ["Works Firm"],
    }
    chosen, problems = IncidentFilter.from_query(query, vocabulary)
    assert problems == []
    assert chosen == IncidentFilter(projects=("P25", "P01"), contractors=("fwo",))
    assert chosen.describe_parts(vocabulary)[:2] == [
        "project: High Dam (Upper, 1,000 MW) or Port",
        "employer or contractor: Works Firm",
    ]


def test_dasu_is_three_incidents_and_fourteen_chinese_dead(atlas):
    record, all_tiers = (
        atlas.selection(IncidentFilter(inclusion=tiers, projects=("P25",)))
        for tiers in (RECORD, TIERS)
    )
    assert record.whole().ids == ("CPA-2021-0006", "CPA-2024-0003")
    # The crowd of 2023 is context: counted only when asked for.
    assert all_tiers.whole().ids == ("CPA-2021-0006", "CPA-2023-0003", "CPA-2024-0003")
    for selection in (record, all_tiers):
        killed = selection.sum_toll(selection.whole(), "chinese_fatalities")
        assert (killed.low, killed.best, killed.high) == (14, 14, 15)


def every(**fields):
    return replace(EVERYTHING, **fields)


def shown(chosen, flat, tables, vocabulary):
    mask = chosen.mask(flat, tables.responsibility, vocabulary)
    return [key[-1] for key in flat.loc[mask, "incident_id"]]


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        (IncidentFilter(), "124"),
        (EVERYTHING, "1234"),
        (every(districts=("PK-BA-WEST",)), "12"),
        (every(districts=("PK-BA-WEST", "PK-BA-EAST")), "123"),
        (IncidentFilter(districts=("PK-BA-WEST", "PK-BA-EAST")), "12"),
        (IncidentFilter(groups=("alpha",)), "12"),
        (IncidentFilter(groups=("alpha",), basis="claimed"), "1"),
        (IncidentFilter(groups=("alpha-wing",)), "1"),
        (IncidentFilter(groups=("beta",)), "4"),
        (every(groups=(NO_GROUP,)), "3"),
        (IncidentFilter(groups=(NO_GROUP,)), ""),
        (IncidentFilter(inclusion=("linked", "context")), "23"),
        (every(from_date=date(2018, 3, 31), to_date=date(2018, 6, 1)), "23"),
        (IncidentFilter(from_date=date(2018, 3, 31), to_date=date(2018, 6, 1)), "2"),
        (IncidentFilter(to_date=date(2018, 2, 28)), "1"),
        (every(districts=("PK-BA-EAST",), groups=("alpha",)), ""),
        (IncidentFilter(districts=(UNSPECIFIED,)), "4"),
        (every(districts=(UNSPECIFIED, "PK-BA-EAST")), "34"),
        (IncidentFilter(groups=("alpha",), basis="suspected"), "2"),
        (IncidentFilter(groups=("beta",), basis="attributed"), "4"),
        (every(groups=("beta",), basis="denied"), "3"),
        (IncidentFilter(groups=("beta",), basis="denied"), ""),
        (every(groups=("alpha",), basis="denied"), ""),
        (every(groups=(NO_GROUP,), basis="denied"), "3"),
        (every(targets=("chinese_nationals",)), "1234"),
        (every(targets=("diplomatic",)), ""),
        (IncidentFilter(attacks=("bombing", "grenade"), inclusion=("core",)), "14"),
        (every(ids=("CPA-2018-0003", "CPA-2018-0005")), "3"),
        (IncidentFilter(ids=("CPA-2018-0001", "CPA-2018-0003")), "1"),
        (every(checks=("confirmed",)), "14"),
        (every(checks=("none",)), "23"),
        (every(checks=("disputed",)), ""),
        (every(verifications=("reported",), checks=("none",)), "23"),
        (every(verifications=("confirmed", "claim_only")), ""),
    ],
)
def test_filter_shows_exactly(chosen, numbers, flat, tables, vocabulary):
    assert "".join(shown(chosen, flat, tables, vocabulary)) == numbers


def test_query_round_trip(vocabulary):
    chosen = IncidentFilter(
        provinces=("PK-BA",),
        districts=("PK-BA-EAST", "PK-BA-WEST"),
        groups=("alpha",),
        basis="denied",
        from_date=date(2017, 1, 1),
        to_date=date(2018, 12, 31),
        targets=("mixed", "diplomatic"),
        attacks=("grenade",),
        inclusion=("core",),
        verifications=("confirmed", "claim_only"),
        checks=("none", "disputed"),
        projects=("P25", "P01"),
        contractors=("fwo",),
        ids=("CPA-2018-0001", "CPA-2018-0003"),
    )
    query = {name: [text] for name, text in chosen.to_query().items()}
    assert IncidentFilter.from_query(query, vocabulary) == (chosen, [])


def test_query_always_names_the_tiers():
    assert IncidentFilter().to_query() == {"inclusion": "core,linked"}
    assert EVERYTHING.to_query() == {"inclusion": "core,linked,context"}


@pytest.mark.parametrize(
    ("texts", "tiers"),
    [
        ([], ("core", "linked")),
        ([""], ("core", "linked")),
        (["context, CORE"], ("core", "context")),
        (["context"], ("context",)),
    ],
)
def test_record_is_meant_unless_tiers_are_named(texts, tiers, vocabulary):
    chosen, problems = IncidentFilter.from_query({"inclusion": texts}, vocabulary)
    assert (chosen, problems) == (IncidentFilter(inclusion=tiers), [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("province", "PK-XX"),
        ("district", "<script>"),
        ("group", "@@=x"),
        ("from", "yesterday"),
        ("to", "2018-13-45"),
        ("inclusion", "all"),
        ("basis", "rumour"),
        ("target", "everybody"),
        ("attack", "war"),
        ("verification", "proven"),
        ("check", "twice"),
        ("project", "P00"),
        ("contractor", "nobody"),
        ("ids", "2018-0001"),
    ],
)
def test_unknown_value_is_named_and_the_rest_applies(name, text, vocabulary):
    query = {"province": ["PK-BA"], name: [text]} if name != "province" else {name: ["PK-BA", text]}
    chosen, problems = IncidentFilter.from_query(query, vocabulary)
    assert chosen == IncidentFilter(provinces=("PK-BA",))
    assert len(problems) == 1
    assert name in problems[0]
    assert text in problems[0]


def test_targets_and_attacks_go_by_name_too(vocabulary):
    query = {
        "target": ["Chinese nationals"],
        "attack": ["suicide bombing"],
        "district": ["unspecified"],
    }
    chosen, problems = IncidentFilter.from_query(query, vocabulary)
    assert problems == []
    assert chosen.targets == ("chinese_nationals",)
    assert chosen.attacks == ("suicide_bombing",)
    assert chosen.districts == (UNSPECIFIED,)


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        (IncidentFilter(groups=("beta",), basis="attributed"), "attributed to Beta"),
        (IncidentFilter(groups=("beta",), basis="suspected"), "Beta suspected"),
        (IncidentFilter(groups=("beta",), basis="denied"), "denied by Beta"),
        (IncidentFilter(targets=("mixed", "diplomatic")), "target: several or diplomatic premises"),
        (IncidentFilter(attacks=("bombing",)), "attack: bombing"),
        (
            IncidentFilter(verifications=("confirmed", "reported")),
            "confirmed by two or more independent publishers or reported by one independent "
            "publisher",
        ),
        (
            IncidentFilter(checks=("corrected", "none")),
            "second check: corrected or none made",
        ),
        (
            IncidentFilter(districts=("PK-BA-EAST", UNSPECIFIED)),
            "East district or district unspecified",
        ),
        (IncidentFilter(ids=("CPA-2018-0001",)), "1 incident listed one by one"),
    ],
)
def test_each_part_is_said_in_words(chosen, text, vocabulary):
    assert set(chosen.describe_parts(vocabulary)) == {text, "core and linked"}


@pytest.mark.parametrize(
    ("tiers", "text"),
    [
        (("core",), "core only"),
        (("core", "linked"), "core and linked"),
        (("linked", "context"), "linked and context"),
        (TIERS, "core, linked and context"),
    ],
)
def test_tiers_are_said_whatever_they_are(tiers, text, vocabulary):
    assert IncidentFilter(inclusion=tiers).describe_parts(vocabulary) == [text]


def test_each_part_can_be_widened_on_its_own(vocabulary):
    chosen = IncidentFilter(
        provinces=("PK-BA",),
        districts=(UNSPECIFIED,),
        groups=("alpha",),
        basis="denied",
        to_date=date(2018, 12, 31),
        targets=("mixed",),
        attacks=("bombing",),
        inclusion=("core",),
        verifications=("confirmed",),
        checks=("none",),
        projects=("P25",),
        contractors=("fwo",),
        ids=("CPA-2018-0001",),
    )
    for parameter in WIDENABLE:
        assert chosen.without(parameter) != chosen
        chosen = chosen.without(parameter)
    assert chosen == EVERYTHING


def test_names_and_years_do_as_well_as_codes_and_days(vocabulary):
    query = {"province": ["balochistan"], "district": ["West"], "from": ["2017"], "to": ["2018"]}
    chosen, problems = IncidentFilter.from_query(query, vocabulary)
    assert problems == []
    assert chosen.provinces == ("PK-BA",)
    assert chosen.districts == ("PK-BA-WEST",)
    assert (chosen.from_date, chosen.to_date) == (date(2017, 1, 1), date(2018, 12, 31))


def test_period_that_ends_before_it_starts_is_left_out(vocabulary):
    chosen, problems = IncidentFilter.from_query(
        {"from": ["2020-01-01"], "to": ["2019-01-01"]}, vocabulary
    )
    assert chosen == IncidentFilter()
    assert len(problems) == 1


def test_sentence_says_what_is_shown(vocabulary):
    chosen = IncidentFilter(
        provinces=("PK-BA",),
        groups=("alpha",),
        basis="claimed",
        from_date=date(2017, 1, 1),
        to_date=date(2018, 12, 31),
    )
    assert (
        chosen.sentence(2, 4, vocabulary)
        == "2 of 4 incidents · Balochistan · claimed by ALP · 2017–2018 · core and linked"
    )


def test_empty_result_offers_the_parts_that_would_show_something(flat, tables, vocabulary):
    chosen = every(districts=("PK-BA-EAST",), groups=("alpha",))
    assert chosen.widenings(flat, tables.responsibility, vocabulary) == {"district": 2, "group": 1}


def test_empty_record_offers_the_context_beside_it(flat, tables, vocabulary):
    chosen = IncidentFilter(districts=("PK-BA-EAST",))
    assert chosen.widenings(flat, tables.responsibility, vocabulary) == {
        "district": 3,
        "inclusion": 1,
    }
