"""The view's state from and to the query of an address, without streamlit."""

import random
from dataclasses import replace
from datetime import date

import pytest

from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.tables.periods import Period
from geo.view.placing.camera import Camera
from geo.view_state import (
    CHOICES,
    DEFAULT_VIEW,
    STREAMLIT_PARAMETERS,
    URL_PARAMETERS,
    ViewState,
)

HOSTILE = (
    *("", " ", ",", ",,none,", "none", "NONE,districts", "<script>alert(1)</script>", "@@=x"),
    *("'; DROP TABLE incidents", "\x00", "\ud800", "İ", "ſ", "ＰＫ－ＢＡ", "🚀" * 400, "a" * 5000),
    *("0", "-1", "nan", "inf", "1e999", "0001-01-01", "9999-12-31", "2018-02-30", "2018-W01-1"),
    *("20180131", "2018", "2001..", "..", "2018-01-01..2017-01-01", "0001-01-01..9999-12-31"),
    *("bla,BLA,Bla", "pk-ba,PK-BA,Balochistan", "cpa-2024-0007,CPA-2024-0007", "CPA-1999-0001"),
)


def as_query(texts):
    return {name: [text] for name, text in texts.items()}


def read_back(state, atlas):
    version = atlas.tables.data_version
    return ViewState.from_query(as_query(state.to_query(version)), atlas)


def sound_values(atlas):
    """Return the texts that each parameter knows, so that a random query is not all refused."""
    names = atlas.vocabulary.names
    lists = ("province", "district", "group", "target", "attack", "inclusion")
    lists += ("verification", "check", "project", "contractor")
    return {
        **{name: [*names(name), *names(name).values()] for name in lists},
        **CHOICES,
        "basis": ["claimed", "Denied", "any"],
        "from": ["2016", "2018-05-01"],
        "to": ["2016", "2020-12-31"],
        "ids": ["CPA-2024-0007", "CPA-2021-0006"],
        "layers": ["districts,Density", "none"],
        "actor": ["bla", "TTP"],
        "other": ["blf"],
        "place": ["PK-BA", "pk-sd:karachi"],
        "site": ["P25", "p01"],
        "against": ["2014-01-01..2017-12-31"],
        "since": ["1.0.0"],
        "words": ["Dasu", "bus  bomber"],
        "incident": [*atlas.tables.incidents["incident_id"]],
        "v": [atlas.tables.data_version, "0.0.1"],
    }


def random_query(rng, sound):
    names = [*sorted(URL_PARAMETERS), "foo", "EMBED", "embed", "theme", "", "lat"]
    chosen = rng.sample(names, rng.randrange(1, 9))
    return {
        name: [
            rng.choice([*sound.get(name, ()), *HOSTILE] if rng.random() < 0.5 else HOSTILE)
            if name not in sound or rng.random() < 0.4
            else rng.choice(sound[name])
            for _ in range(rng.choice((0, 1, 1, 1, 2)))
        ]
        for name in chosen
    }


@pytest.mark.parametrize("seed", range(4))
def test_any_query_is_read_and_what_was_read_comes_back(seed, atlas):
    rng, sound = random.Random(seed), sound_values(atlas)
    changed = 0
    for _ in range(150):
        query = random_query(rng, sound)
        state, problems = ViewState.from_query(query, atlas)
        assert all(text.strip() for text in problems)
        assert read_back(state, atlas) == (state, []), query
        changed += state != DEFAULT_VIEW
    assert changed > 50


def test_default_view_has_no_query(atlas):
    assert ViewState.from_query({}, atlas) == (DEFAULT_VIEW, [])
    assert DEFAULT_VIEW.to_query("1.0.0") == {}


def test_every_field_stands_in_the_address(atlas):
    state = ViewState(
        chosen=IncidentFilter(
            provinces=("PK-BA",), from_date=date(2017, 1, 1), to_date=date(2018, 12, 31)
        ),
        **{name: codes[-1] for name, codes in CHOICES.items()},
        at=Camera(67.1, 24.9, 9.2),
        layers=("projects",),
        actor="bla",
        other="ttp",
        place="PK-SD:Karachi",
        site="P25",
        against=Period(date(2012, 1, 1), date(2016, 12, 31)),
        since="1.0.0",
        words="bus Dasu",
        incident_id="CPA-2024-0007",
    )
    query = state.to_query(atlas.tables.data_version)
    assert query["against"] == "2012-01-01..2016-12-31"
    assert query["incident"] == "CPA-2024-0007"
    assert query["v"] == atlas.tables.data_version
    assert ViewState.from_query(as_query(query), atlas) == (state, [])
    left_out = URL_PARAMETERS - set(query)
    assert left_out == {
        *("district", "group", "basis", "target", "attack"),
        *("verification", "check", "project", "contractor", "ids"),
    }
    assert query["inclusion"] == "core,linked"


def test_a_step_ends_where_its_last_day_is_cleared():
    stepping = ViewState(chosen=IncidentFilter(to_date=date(2018, 12, 31)), step="year")
    assert stepping.step_end == date(2018, 12, 31)
    assert replace(stepping, chosen=IncidentFilter()).step == "off"


@pytest.mark.parametrize("name", sorted(URL_PARAMETERS - {"v", "words"}))
def test_what_is_not_known_is_left_out_and_named(name, atlas):
    state, problems = ViewState.from_query({name: ["no such thing"]}, atlas)
    assert state == DEFAULT_VIEW
    (said,) = problems
    assert f"The link's {name} " in said
    assert "“no such thing”".upper() in said.upper()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"foo": ["1"]}, "Parameter “foo” is not known here; it was left out."),
        ({"Province": ["PK-BA"]}, "Parameter “Province” is not known here; it was left out."),
        ({"view": ["makran", "kp"]}, "view “kp” stands beside another one"),
        ({"from": ["2017", "2018"]}, "from “2018” stands beside another one"),
        ({"basis": ["claimed"]}, "basis “claimed” needs a group"),
        ({"from": ["2018"], "to": ["2017"]}, "from “2018-01-01” to “2017-12-31” ends before"),
        ({"layers": ["districts,clouds"]}, "layers “clouds” is not known here"),
        ({"layers": ["none,districts"]}, "layers “none” stands beside others"),
        ({"v": ["0.0.1"], "inclusion": ["core"]}, "made with data version 0.0.1"),
    ],
)
def test_each_dropped_part_is_said_in_one_sentence(query, said, atlas):
    _, problems = ViewState.from_query(query, atlas)
    assert len(problems) == 1
    assert said in problems[0]


def tier_notes(query, atlas):
    _, problems = ViewState.from_query(query | {"v": [atlas.tables.data_version]}, atlas)
    return problems


@pytest.mark.parametrize(
    ("query", "count"),
    [
        # Counted in data/incidents.csv: rows of the tier context, in all and by admin1_code.
        ({}, "75 context incidents"),
        ({"province": ["PK-SD"]}, "4 context incidents"),
        ({"province": ["PK-GB"]}, "1 context incident"),
        ({"ids": ["CPA-2024-0007,CPA-2023-0003"]}, "1 context incident"),
    ],
)
def test_old_address_without_tiers_says_that_the_default_was_another(query, count, atlas):
    (said,) = tier_notes(query, atlas)
    assert "earlier version, which counted context incidents with the others" in said
    assert f"Not counted here: {count} of it;" in said


@pytest.mark.parametrize(
    "query",
    [
        {"inclusion": ["core,linked"]},
        {"inclusion": ["core,linked,context"]},
        # Nothing of the context is under this filter: one core incident.
        {"ids": ["CPA-2024-0007"]},
    ],
)
def test_address_that_loses_nothing_says_nothing_of_tiers(query, atlas):
    assert tier_notes(query, atlas) == []


def test_address_typed_by_hand_shows_the_record_without_a_word(atlas):
    state, problems = ViewState.from_query({"province": ["PK-SD"]}, atlas)
    assert (state.chosen.inclusion, problems) == (("core", "linked"), [])


def test_everything_stays_everything_in_the_address(atlas):
    state = ViewState(chosen=EVERYTHING)
    assert state.to_query("1.0.0")["inclusion"] == "core,linked,context"
    assert read_back(state, atlas) == (state, [])


@pytest.mark.parametrize("name", sorted(STREAMLIT_PARAMETERS))
def test_parameters_of_streamlit_itself_are_passed_over(name, atlas):
    assert ViewState.from_query({name: ["true"]}, atlas) == (DEFAULT_VIEW, [])


@pytest.mark.parametrize("text", ["makran", "MAKRAN", "Makran coast", " makran "])
def test_view_goes_by_code_and_by_name_in_any_case(text, atlas):
    assert ViewState.from_query({"view": [text]}, atlas) == (ViewState(view="makran"), [])


def test_no_layers_are_not_the_default_ones(atlas):
    state = replace(DEFAULT_VIEW, layers=())
    assert state.to_query("1.0.0")["layers"] == "none"
    assert read_back(state, atlas) == (state, [])


def test_withdrawn_incident_is_said_with_its_reason(atlas):
    row = atlas.tables.incidents.iloc[[0]].assign(status="withdrawn", status_reason="A double.")
    withdrawn = replace(atlas, tables=replace(atlas.tables, incidents=row))
    incident_id = row.iloc[0]["incident_id"]
    state, problems = ViewState.from_query({"incident": [incident_id]}, withdrawn)
    assert state.incident_id is None
    assert problems == [f"The link's incident {incident_id} was withdrawn: A double."]
