"""An operator's own boundary set: taken where it is sound, refused with a reason otherwise."""

import gzip
import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.atlas import load_atlas
from geo.places.boundaries import choose_boundaries, load_boundaries
from geo.places.location import locate_points
from geo.tables.folders import BOUNDARY_FOLDER, STATIC_FOLDER
from geo.view.boundary_files import swapped_files

USED = pd.Series(["PK-BA-GWADAR", "PK-BA-KECH", None], dtype="string")
DISPLAY_FILES = (
    "districts.geojson",
    "provinces.geojson",
    "lines.geojson",
    "land.geojson",
    "labels.json",
    "projects.json",
    "corridors.geojson",
)
LARGEST_DISPLAY_BYTES = 250_000


@pytest.fixture
def own(tmp_path):
    """Return a copy of the embedded set that a test may damage."""
    for name in ("provinces.parquet", "districts.parquet", "boundaries.json"):
        shutil.copy(BOUNDARY_FOLDER / name, tmp_path)
    return tmp_path


def rewrite(folder, change, level="districts"):
    path = folder / f"{level}.parquet"
    change(gpd.read_parquet(path)).to_parquet(path)


def with_geometry(geometry):
    def change(units):
        units.loc[3, "geometry"] = geometry
        return units

    return change


BOWTIE = shapely.Polygon([(66, 28), (67, 29), (67, 28), (66, 29)])


def test_sound_set_is_used_and_named(own):
    notice = json.loads((own / "boundaries.json").read_text(encoding="utf-8"))
    text = json.dumps(notice | {"boundary_version": "official-2026"})
    (own / "boundaries.json").write_text(text, encoding="utf-8")
    chosen = choose_boundaries(own, USED)
    assert chosen.is_swapped
    assert chosen.problem is None
    assert chosen.notice.boundary_version == "official-2026"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_geometry(BOWTIE), ("not valid", "row 4")),
        (with_geometry(shapely.Polygon()), ("empty", "row 4")),
        (with_geometry(None), ("missing", "row 4")),
        (with_geometry(shapely.Point(66, 28)), ("no polygon", "row 4")),
        (lambda units: units.to_crs(32642), ("EPSG:4326", "geometry")),
        (lambda units: units.drop(columns="admin2_name"), ("column admin2_name", "missing")),
        (lambda units: pd.concat([units, units.iloc[:1]]), ("twice", "admin2_code")),
        (lambda units: units[units["admin2_code"] != "PK-BA-KECH"], ("PK-BA-KECH", "lacks")),
    ],
)
def test_unsound_set_is_refused_with_its_reason(change, words, own):
    rewrite(own, change)
    chosen = choose_boundaries(own, USED)
    assert not chosen.is_swapped
    assert len(chosen.districts) == 166
    assert all(word in chosen.problem for word in words), chosen.problem


@pytest.mark.parametrize("name", ["districts.parquet", "provinces.parquet", "boundaries.json"])
def test_missing_or_damaged_file_falls_back(name, own):
    (own / name).write_bytes(b"garbage")
    assert name in choose_boundaries(own, USED).problem
    (own / name).unlink()
    assert name in choose_boundaries(own, USED).problem


def test_atlas_joins_with_the_swapped_set_and_keeps_its_tables(own):
    swapped = load_atlas(own_boundaries=own, today=pd.Timestamp("2026-11-23").date())
    assert swapped.boundaries.is_swapped
    assert len(swapped.incidents) == len(swapped.tables.incidents)


def test_swapped_files_are_light_and_stay_on_the_host(own):
    files = swapped_files(load_boundaries(own, is_swapped=True))
    assert set(files) >= {"districts.geojson", "lines.geojson", "style-light.json"}
    assert "http" not in files["style-light.json"]
    features = json.loads(files["districts.geojson"])["features"]
    assert len(features) == 166


def test_display_files_together_fit_a_slow_line():
    sizes = [len(gzip.compress((STATIC_FOLDER / name).read_bytes(), 9)) for name in DISPLAY_FILES]
    assert sum(sizes) <= LARGEST_DISPLAY_BYTES


@pytest.mark.parametrize(("name", "rows"), [("districts", 166), ("provinces", 7)])
def test_display_level_is_a_valid_coverage(name, rows):
    units = gpd.read_file(STATIC_FOLDER / f"{name}.geojson")
    assert len(units) == rows
    assert units.is_valid.all()
    assert shapely.coverage_is_valid(units.geometry.to_numpy())


def test_display_levels_share_their_outline():
    outlines = [
        shapely.coverage_union_all(gpd.read_file(STATIC_FOLDER / name).geometry.to_numpy())
        for name in ("districts.geojson", "provinces.geojson")
    ]
    assert outlines[0].equals(outlines[1])


def test_join_of_many_points_equals_a_plain_sjoin(atlas):
    points = gpd.GeoSeries(
        atlas.districts.sample_points(20, rng=7).explode(index_parts=False).reset_index(drop=True),
        crs=4326,
    )
    ours = locate_points(points, atlas.districts, key="admin2_code")
    plain = gpd.GeoDataFrame(geometry=points).sjoin(atlas.districts[["admin2_code", "geometry"]])
    expected = plain.groupby(level=0)["admin2_code"].min().reindex(points.index)
    assert len(points) > 3000
    assert (ours.fillna("") == expected.fillna("").astype("string")).all()
