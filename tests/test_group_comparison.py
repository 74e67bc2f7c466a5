import pytest

from geo.figures.group_comparison import compare_groups
from geo.incidents.actors import describe_actor
from geo.incidents.filters import EVERYTHING
from geo.incidents.selections import open_selection
from geo.incidents.vocabulary import build_vocabulary


@pytest.fixture
def compared(flat, tables, squares):
    vocabulary = build_vocabulary(squares, tables)
    selection = open_selection(flat, tables.responsibility, vocabulary, EVERYTHING)
    return compare_groups(selection, "alpha", "beta", tables.actors)


def numbers(part):
    return "".join(key[-1] for key in part.ids)


def test_each_side_holds_its_own_incidents_by_basis(compared):
    one = {basis: numbers(part) for basis, part in compared.one.by_basis.items()}
    other = {basis: numbers(part) for basis, part in compared.other.by_basis.items()}
    assert one == {"claimed": "1", "attributed": "", "suspected": "2", "any": "12", "denied": ""}
    assert other == {"claimed": "", "attributed": "4", "suspected": "", "any": "4", "denied": "3"}
    assert compared.one.killed.tolls["fatalities"].high == 3
    assert compared.one.last.text == "some day in Mar 2018"
    assert not compared.both.count


def test_section_has_a_line_for_what_either_side_has(compared):
    districts = {
        line.label: (numbers(line.before), numbers(line.after))
        for line in compared.sections["district"]
    }
    assert districts == {"West": ("12", ""), "District unspecified": ("", "4")}
    (province,) = compared.sections["province"]
    assert (province.before.count, province.after.count) == (2, 1)


def test_actor_is_said_with_what_it_is_part_of_and_its_parts(tables, squares):
    vocabulary = build_vocabulary(squares, tables)
    assert describe_actor("alpha", tables.actors, vocabulary) == [
        "Its parts, whose incidents are in its figures: Alpha Wing."
    ]
    assert describe_actor("alpha-wing", tables.actors, vocabulary) == [
        "Part of: Alpha (ALP) and its parts."
    ]
    assert describe_actor("beta", tables.actors, vocabulary) == []
