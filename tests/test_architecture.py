"""Who may import whom, and how full a room may be: read off the source."""

import ast
import re
from functools import cache
from graphlib import TopologicalSorter
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each floor knows only those before it; rooms on one floor know nothing of each other.
GEO_FLOORS = (
    {"wording"},
    {"tables"},
    {"places"},
    {"incidents"},
    {"figures", "checks", "view"},
    {"atlas"},
    {"view_state"},
    {"exports"},
    {"paper"},
    {"addresses"},
    {"build", "curation"},
    {"commands"},
    {"__main__"},
)
PAGE_FLOORS = ({"state"}, {"frame", "controls", "show", "serve"})
FULLEST_ROOM = 16
LONGEST_FUNCTION, LONGEST_MODULE = 40, 260


def module_name(path, root=ROOT):
    """Return geo.figures.lulls for geo/figures/lulls.py, geo.figures for its __init__.py."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def modules_below(folder, root=ROOT):
    return {module_name(path, root): path for path in sorted((root / folder).rglob("*.py"))}


GEO = modules_below("geo")
PAGES = modules_below("pages")
ENTRIES = {path.stem: path for path in (ROOT / "app.py", ROOT / "server.py")}


@cache
def syntax_tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path, name):
    """Return the dotted name of everything that a module imports, relative imports resolved."""
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    found = []
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(part for part in (above, node.module or "") if part)
            found += (f"{base}.{alias.name}" for alias in node.names)
    return found


def graph(modules):
    """Return module → the modules among the given ones that it imports."""
    edges = {}
    for name, path in modules.items():
        found = set()
        for target in imported(path, name):
            longest = next((t for t in (target, target.rpartition(".")[0]) if t in modules), None)
            found |= {longest} - {None, name}
        edges[name] = found
    return edges


def floor_faults(edges, floors, depth):
    """Return the imports that go up, or sideways between rooms of one floor.

    `depth`: which part of a dotted name names the room, 1 in geo.figures.lulls.
    """
    level = {room: number for number, rooms in enumerate(floors) for room in rooms}
    faults = []
    for name, targets in edges.items():
        for target in targets:
            if name.count(".") < depth or target.count(".") < depth:
                continue
            own, other = name.split(".")[depth], target.split(".")[depth]
            if own != other and level[other] >= level[own]:
                faults.append(f"{name} imports {target}")
    return faults


def test_rooms_of_geo_import_one_way():
    assert floor_faults(graph(GEO), GEO_FLOORS, depth=1) == []


def test_parts_of_pages_import_one_way():
    edges = {name: targets for name, targets in graph(PAGES).items() if ".parts." in name}
    assert floor_faults(edges, PAGE_FLOORS, depth=2) == []


@pytest.mark.parametrize("modules", [GEO, PAGES], ids=["geo", "pages"])
def test_files_import_each_other_in_no_circle(modules):
    list(TopologicalSorter(graph(modules)).static_order())


def test_the_reader_of_imports_sees_a_way_up_and_a_way_sideways(tmp_path):
    """The test above would pass on a tree that it can't read, so it is shown one that is wrong."""
    for name, text in {
        "geo/tables/loader.py": "from geo.figures import lulls\n",
        "geo/figures/lulls.py": "import geo.checks.run\n",
        "geo/checks/run.py": "from .records import rows\n",
        "geo/checks/records.py": "from ..atlas import Atlas\n",
        "geo/atlas.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    edges = graph(modules_below("geo", tmp_path))
    assert edges["geo.checks.run"] == {"geo.checks.records"}
    assert sorted(floor_faults(edges, GEO_FLOORS, depth=1)) == [
        "geo.checks.records imports geo.atlas",
        "geo.figures.lulls imports geo.checks.run",
        "geo.tables.loader imports geo.figures.lulls",
    ]


def test_every_room_of_geo_has_its_floor():
    rooms = {name.split(".")[1] for name in GEO if "." in name}
    assert rooms <= set().union(*GEO_FLOORS)


def test_no_room_is_too_full():
    paths = sorted([*GEO.values(), *PAGES.values()], key=lambda path: path.parent)
    sizes = {str(room): len(list(files)) for room, files in groupby(paths, lambda p: p.parent)}
    assert {room: size for room, size in sizes.items() if size > FULLEST_ROOM} == {}


def functions(path):
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_and_functions_fit_on_a_screen():
    everything = GEO | PAGES | ENTRIES
    lines = {
        name: path.read_text(encoding="utf-8").count("\n") for name, path in everything.items()
    }
    assert {name: size for name, size in lines.items() if size > LONGEST_MODULE} == {}
    long = {
        f"{name}.{node.name}": node.end_lineno - node.lineno + 1
        for name, path in everything.items()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("name", GEO)
def test_geo_knows_nothing_of_streamlit(name):
    assert not any(
        re.match(r"(streamlit|starlette|pages)\b", target) for target in imported(GEO[name], name)
    )


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("pydeck", {"geo.view.deck", "geo.view.backdrop"}),
        (
            "altair",
            {
                "geo.view.strip_chart",
                "geo.view.count_charts",
                "geo.view.charts.time_frame",
                "geo.view.charts.specs",
            },
        ),
        ("matplotlib", {name for name in GEO if name.startswith("geo.paper.drawing.")}),
    ],
)
def test_drawing_library_has_its_home(library, homes):
    everything = GEO | PAGES | ENTRIES
    users = {
        name
        for name, path in everything.items()
        if any(target.split(".")[0] == library for target in imported(path, name))
    }
    assert users
    assert users <= homes


def called(path):
    tree = syntax_tree(path)
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_no_analysis(name):
    assert not called(PAGES[name]) & {"groupby", "merge", "sjoin", "to_crs", "pivot"}


@pytest.mark.parametrize("name", PAGES)
def test_pages_never_import_each_other(name):
    pages = {page for page in PAGES if page.count(".") == 1}
    assert not graph(PAGES)[name] & pages


def test_view_time_modules_do_not_import_the_build():
    for name, targets in graph(GEO).items():
        if not name.startswith(("geo.build", "geo.commands")):
            assert not any(target.startswith("geo.build") for target in targets), name


@pytest.mark.parametrize("name", PAGES)
def test_every_widget_says_that_it_was_touched(name):
    """Without a callback, a run that carries the address from before would undo the last click."""
    widgets = {"toggle", "selectbox", "multiselect", "pills", "date_input", "text_input"}
    widgets |= {"select_slider", "segmented_control", "file_uploader", "checkbox", "radio"}
    for node in ast.walk(syntax_tree(PAGES[name])):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in widgets:
            assert "on_change" in {keyword.arg for keyword in node.keywords}, node.lineno
