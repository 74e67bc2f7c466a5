from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.incidents.filters import IncidentFilter
from geo.incidents.selections import Part
from geo.incidents.tallies import TollSum
from geo.view.html_tables import NOTHING, Cell, LinkedCells, table_html

CELLS = LinkedCells("1.2.3")
TWO = Part("a", "A", ("CPA-2018-0001", "CPA-2018-0002"), IncidentFilter(provinces=("PK-BA",)))
NONE = Part("b", "B", (), IncidentFilter())


class Elements(HTMLParser):
    """Collect every tag with its attributes, and the texts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append(data)


def test_count_opens_its_incidents_in_this_data_version():
    address = urlsplit(CELLS.count(TWO).href)
    assert address.path == "/incidents"
    assert parse_qs(address.query) == {
        "province": ["PK-BA"],
        "inclusion": ["core,linked"],
        "v": ["1.2.3"],
    }


def test_zero_and_no_incident_open_nothing():
    assert CELLS.count(NONE) == Cell("0")
    assert CELLS.toll(NONE, TollSum(0, 0, 0, 0, 0)) == Cell(NOTHING)


def test_toll_says_how_many_have_a_figure_only_where_not_all_have():
    assert CELLS.toll(TWO, TollSum(1, 2, 3, 1, 1)).small == "1 of 2"
    assert CELLS.toll(TWO, TollSum(1, 2, 3, 2, 0)).small == ""


def test_every_text_is_escaped_and_every_link_says_its_row_and_column():
    bad = '<img src=x onerror="alert(1)">'
    html = table_html(bad, [bad, bad], [(Cell(bad), [Cell(bad, href=f"/x?{bad}")])], theme="light")
    elements = Elements(html)
    assert "img" not in {tag for tag, _ in elements.tags}
    (link,) = [attributes for tag, attributes in elements.tags if tag == "a"]
    assert link["aria-label"] == f"{bad}, {bad}: {bad}"
    assert link["href"] == f"/x?{bad}"


@pytest.mark.parametrize(
    ("theme", "classes"), [("light", "atlas-table"), ("dark", "atlas-table d")]
)
def test_theme_is_the_caller_s(theme, classes):
    frame = Elements(table_html("T", ["", "N"], [], theme=theme)).tags[0]
    assert frame[1]["class"] == classes


def test_row_that_lacks_a_cell_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        table_html("T", ["", "A", "B"], [(Cell("x"), [Cell("1")])], theme="light")


def test_heads_are_buttons_and_the_last_line_stays_apart_from_the_sorted_rows():
    rows = [(Cell("Gwadar"), [Cell("6 Oct 2024", is_number=False, sort_key="2024-10-06")])]
    foot = [(Cell("All shown"), [Cell("–", is_number=False)])]
    html = table_html("T", ["Place", "Last"], rows, theme="light", foot=foot, note="(core)")
    elements = Elements(html)
    heads = [attributes for tag, attributes in elements.tags if tag == "th"]
    assert [head.get("aria-sort") for head in heads] == ["none", "none", None, None]
    assert len([tag for tag, _ in elements.tags if tag == "button"]) == 2
    assert [each["data-sort"] for _, each in elements.tags if "data-sort" in each] == ["2024-10-06"]
    body, _, end = html.partition("<tfoot>")
    assert "All shown" in end
    assert "All shown" not in body
    assert "(core)" in elements.texts
