"""What readers of the committed files rely on."""

import hashlib
import json
import re
from pathlib import Path

import frictionless
import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.build.static import without_collisions
from geo.exports.codebook import CODEBOOK, with_schema
from geo.tables.folders import DATA_FOLDER
from geo.view.boundary_files import simplify_units

STATIC = DATA_FOLDER.parent / "static"
PACKAGE = json.loads((DATA_FOLDER / "datapackage.json").read_text(encoding="utf-8"))
# SHA-256 over the sorted identifiers of the 116 evidence records, with the one that held a
# person's name reworded: every record is an incident or an excluded candidate.
EVIDENCE_RECORDS = 116


def table(name):
    return pd.read_csv(DATA_FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


def test_package_is_valid_for_an_outside_judge():
    report = frictionless.validate(str(DATA_FOLDER / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]


def test_every_evidence_record_is_accounted_for():
    kept = set(table("incidents")["evidence_id"])
    left_out = set(table("excluded")["candidate_id"])
    assert not kept & left_out
    assert len(kept | left_out) >= EVIDENCE_RECORDS


def test_table_has_its_size():
    assert len(table("incidents")) >= 105
    assert table("sources")["url"].replace("", pd.NA).nunique() >= 345


def test_karachi_airport_bombing_is_as_its_sources_have_it():
    incident = table("incidents").set_index("incident_id").loc["CPA-2024-0007"]
    assert (incident["event_date"], incident["inclusion"]) == ("2024-10-06", "core")
    tolls = table("tolls").set_index(["incident_id", "victim_class", "harm"])
    chinese = tolls.loc[("CPA-2024-0007", "chinese", "fatalities")]
    assert (chinese["low"], chinese["best"], chinese["high"]) == ("2", "2", "2")
    named = table("responsibility").query("incident_id == 'CPA-2024-0007'")
    assert set(zip(named["basis"], named["actor_id"], strict=True)) == {
        ("claimed", "bla-majeed"),
        ("attributed", "bla"),
    }


@pytest.mark.parametrize(
    ("level", "rows"), [("provinces", 7), ("districts", 166), ("tehsils", 553)]
)
def test_boundaries_are_a_valid_coverage(level, rows):
    units = gpd.read_parquet(DATA_FOLDER / "boundaries" / f"{level}.parquet")
    assert len(units) == rows
    assert units.is_valid.all()
    assert shapely.coverage_is_valid(units.geometry.to_numpy())
    assert (units["area_km2"] > 0).all()


@pytest.mark.parametrize(
    ("fine", "coarse", "key"),
    [("tehsils", "districts", "admin2_code"), ("districts", "provinces", "admin1_code")],
)
def test_each_unit_is_exactly_its_parts(fine, coarse, key):
    parts, wholes = (
        gpd.read_parquet(DATA_FOLDER / "boundaries" / f"{level}.parquet")
        for level in (fine, coarse)
    )
    for code, group in parts.groupby(key):
        whole = wholes.loc[wholes[key] == code, "geometry"].item()
        assert shapely.coverage_union_all(group.geometry.to_numpy()).equals(whole), code


def test_tehsils_stay_a_valid_coverage_at_display_resolution():
    tehsils = gpd.read_parquet(DATA_FOLDER / "boundaries" / "tehsils.parquet")
    light = simplify_units(tehsils)
    assert shapely.coverage_is_valid(light.geometry.to_numpy())


def test_static_districts_are_those_of_the_join():
    drawn = json.loads((STATIC / "districts.geojson").read_text(encoding="utf-8"))["features"]
    codes = gpd.read_parquet(DATA_FOLDER / "boundaries" / "districts.parquet")["admin2_code"]
    in_order = sorted(drawn, key=lambda feature: feature["properties"]["k"])
    assert [feature["properties"]["admin2_code"] for feature in in_order] == sorted(codes)


def test_static_files_name_no_other_host():
    for path in STATIC.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|//[a-z]", text), path.name


def test_locks_name_no_registry():
    for path in Path(DATA_FOLDER.parent).glob("requirements*.lock"):
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def test_schema_is_one_file():
    assert {Path(resource["path"]).stem for resource in PACKAGE["resources"]} == {
        path.stem for path in DATA_FOLDER.glob("*.csv")
    }


def test_parquet_is_what_the_build_made():
    # A rebuilt file with the same inputs and versions has the same bytes; CHANGELOG says when
    # they change.
    digests = json.loads((DATA_FOLDER / "boundaries" / "sha256.json").read_text(encoding="utf-8"))
    for name, digest in digests.items():
        path = DATA_FOLDER / "boundaries" / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name


def test_codebook_lists_the_columns_of_the_schema():
    text = CODEBOOK.read_text(encoding="utf-8")
    assert with_schema(text) == text, "run: python -m geo build --tables"


def test_labels_of_a_view_cover_no_other():
    labels = json.loads((STATIC / "labels.json").read_text(encoding="utf-8"))
    towns = [label for label in labels if label["label_rank"]]
    assert len(towns) >= 30
    assert without_collisions(towns) == towns


def test_tables_kept_of_the_present_version_are_those_in_use():
    """What is cited by its version can be opened later as it was."""
    released = json.loads((DATA_FOLDER / "releases.json").read_text(encoding="utf-8"))
    if PACKAGE["version"] not in released:
        pytest.skip(f"{PACKAGE['version']} is being prepared and not released yet")
    kept = DATA_FOLDER / "releases" / PACKAGE["version"]
    names = {path.name for path in DATA_FOLDER.glob("*.csv")} | {"datapackage.json"}
    assert {path.name for path in kept.iterdir()} == names
    differing = [n for n in names if (kept / n).read_bytes() != (DATA_FOLDER / n).read_bytes()]
    assert differing == [], f"copy them from data/ to data/releases/{PACKAGE['version']}"
