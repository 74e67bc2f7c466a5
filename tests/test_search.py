"""What words find, on the real tables."""

import pytest

from geo.incidents.search import LONGEST_QUERY, find, match_words


@pytest.fixture
def look(atlas):
    tables = atlas.tables

    def look(text):
        return find(
            text,
            atlas.incidents,
            actors=tables.actors,
            projects=tables.projects,
            place_names=tables.place_names,
        )

    return look


def test_dasu_is_a_district_a_project_and_three_incidents(look):
    found = look("Dasu")
    assert [place.admin2_code for place in found.places] == ["PK-KP-UPPER-KOHISTAN"]
    assert found.projects == {"P25": "Dasu hydropower (Barseen)"}
    # Besham 2024 lies in another district; it was the project's staff that it hit.
    assert found.incidents == ("CPA-2024-0003", "CPA-2023-0003", "CPA-2021-0006")


@pytest.mark.parametrize("spelling", ["Gwadar", "گوادر", "瓜达尔", "gwādar", "GWADAR"])
def test_place_goes_by_any_spelling(look, spelling):
    assert "PK-BA-GWADAR" in [place.admin2_code for place in look(spelling).places]


def test_group_goes_by_abbreviation_and_alias(look):
    assert "bla" in look("BLA").groups
    assert "bla" in look("Balochistan Liberation Army").groups
    assert list(look("Majeed Brigade").groups) == ["bla-majeed"]


def test_incident_goes_by_identifier_in_any_case(look):
    assert look("cpa-2024-0007").incidents == ("CPA-2024-0007",)


def test_short_word_is_no_start_of_another(look):
    # The crowd of 2023 spoke of blasphemy.
    assert "CPA-2023-0003" not in look("BLA").incidents
    assert "CPA-2023-0003" in look("blasph").incidents


@pytest.mark.parametrize("text", ["", "   ", ".", "@@=1", "<script>", "(((", "zzzz", "a" * 5000])
def test_what_means_nothing_finds_nothing(look, text):
    assert look(text).is_empty


def test_every_word_counts_and_order_does_not(atlas):
    one, other = (match_words(atlas.incidents, text) for text in ("bus Dasu", "dasu BUS"))
    assert one.equals(other)
    assert set(atlas.incidents.loc[one, "incident_id"]) == {"CPA-2021-0006", "CPA-2024-0003"}


def test_incident_goes_by_the_listed_name_of_its_firm(look):
    assert "CPA-2021-0006" in look("China Gezhouba Group Company").incidents


def test_query_is_cut(look):
    assert look("Dasu" + " " * LONGEST_QUERY + "zzzz").incidents
