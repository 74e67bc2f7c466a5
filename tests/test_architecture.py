"""Who may import whom, checked on the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "geo").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))


def imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def calls(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_geo_knows_nothing_of_streamlit(path):
    assert not any(name.startswith(("streamlit", "pages")) for name in imports(path))


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("pydeck", {"layers", "backdrop"}),
        ("altair", {"charts", "series_charts"}),
        ("matplotlib", {"canvas", "blocks", "glyphs", "map_frame", "picture"}),
    ],
)
def test_drawing_library_has_its_home(library, homes):
    users = {
        path.stem
        for path in [*MODULES, *PAGES]
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users == homes


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_hold_no_analysis(path):
    forbidden = {"groupby", "sjoin", "to_crs", "pivot"}
    assert not calls(path) & forbidden
    other_pages = {f"pages.{page.stem}" for page in PAGES if not page.stem.startswith("_")}
    assert not set(imports(path)) & other_pages


def test_view_time_modules_do_not_import_the_build():
    for path in (ROOT / "geo").glob("*.py"):
        if path.stem != "__main__":
            assert not any(name.startswith("geo.build") for name in imports(path)), path.stem


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_widget_says_that_it_was_touched(path):
    """Without a callback, a run that carries the address from before would undo the last click."""
    widgets = {"toggle", "selectbox", "multiselect", "pills", "date_input", "text_input"}
    widgets |= {"select_slider", "segmented_control", "file_uploader", "checkbox", "radio"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in widgets:
            assert "on_change" in {keyword.arg for keyword in node.keywords}, node.lineno
