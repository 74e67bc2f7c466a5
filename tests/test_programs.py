"""Exports opened by the programs that their users have: LibreOffice and GDAL's ogrinfo."""

import csv
import io
import os
import re
import shutil
import subprocess
from datetime import date

import pytest

from geo.exports.csv_table import csv_bytes
from geo.exports.gis import (
    district_frame,
    export_frame,
    geojson_bytes,
    geopackage_bytes,
    kml_bytes,
)
from geo.incidents.tallies import sum_toll
from tests.csv_return import compare_csv
from tests.get_programs import PACKAGES

pytestmark = pytest.mark.programs
# Options of LibreOffice's filter: separator, quote, encoding, first line, columns, language,
# quoted fields as text, detect special numbers.
FILTER = "Text - txt - csv (StarCalc)"
UTF_8 = f"{FILTER}:44,34,76,1"
WINDOWS = f"{FILTER}:44,34,1,1"
DETECTING = f"{UTF_8},,0,false,true"
SEMICOLONS = f"csv:{FILTER}:59,34,76,1"
LONG_DIGITS = "12345678901234567890"


def run(program, *arguments):
    """Run a program; a missing one fails where CI is set and is skipped loudly elsewhere."""
    path = shutil.which(program)
    if path is None:
        reason = f"NO {program.upper()}: install {PACKAGES[program]}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def ogrinfo(path, *arguments):
    said = run("ogrinfo", "-ro", "-al", *arguments, str(path))
    assert not re.search(r"warning|error|failure", said, re.IGNORECASE), said[:500]
    return said


@pytest.fixture(scope="module")
def rows(atlas):
    return export_frame(atlas.incidents, data_version="1.0.0", notice=atlas.notice)


@pytest.fixture
def through_libreoffice(tmp_path):
    """Return a function that opens a CSV in LibreOffice and saves it as CSV again."""

    def convert(data, *options, form="csv"):
        (tmp_path / "given.csv").write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        out = ("--convert-to", form, "--outdir", str(tmp_path / "out"))
        run("soffice", profile, "--headless", *options, *out, str(tmp_path / "given.csv"))
        return (tmp_path / "out" / "given.csv").read_bytes()

    return convert


def sheet(incidents, atlas):
    return csv_bytes(incidents, data_version="1.0.0", notice=atlas.notice)


def test_libreoffice_gives_the_table_back(atlas, through_libreoffice):
    data = sheet(atlas.incidents, atlas)
    found = compare_csv(data, through_libreoffice(data))
    assert found.losses == ()
    assert {change.what for change in found.changes} <= {"number written in another form"}
    original = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found.rows.to_dict("records") == original


def test_libreoffice_that_detects_numbers_loses_nothing_of_the_table(atlas, through_libreoffice):
    data = sheet(atlas.incidents, atlas)
    found = compare_csv(data, through_libreoffice(data, f"--infilter={DETECTING}"))
    assert found.losses == ()
    original = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found.rows.to_dict("records") == original


def test_semicolons_are_named_and_read(atlas, through_libreoffice):
    data = sheet(atlas.incidents, atlas)
    found = compare_csv(data, through_libreoffice(data, f"--infilter={UTF_8}", form=SEMICOLONS))
    assert found.file_notes == ("The columns are separated by semicolons.",)
    assert found.losses == ()


def test_wrong_encoding_is_named(atlas, through_libreoffice):
    data = sheet(atlas.incidents, atlas).removeprefix(b"\xef\xbb\xbf")
    found = compare_csv(
        data, through_libreoffice(data, f"--infilter={WINDOWS}", form=f"csv:{UTF_8}")
    )
    assert any("another encoding" in change.what for change in found.losses)


def test_digits_that_libreoffice_rounds_are_named(atlas, through_libreoffice):
    data = sheet(atlas.incidents.head(3).assign(weapon=LONG_DIGITS), atlas)
    found = compare_csv(data, through_libreoffice(data))
    assert [change.column for change in found.losses] == ["weapon"] * 3
    assert "rounded" in str(found.losses[0])


def test_libreoffice_runs_no_formula(atlas, through_libreoffice):
    data = sheet(atlas.incidents.head(1).assign(weapon="=1+1", project="-2+3"), atlas)
    found = compare_csv(data, through_libreoffice(data))
    assert found.losses == ()
    assert list(found.rows[["weapon", "project"]].iloc[0]) == ["'=1+1", "'-2+3"]


def test_ogrinfo_opens_the_geopackage(atlas, rows, tmp_path):
    units = district_frame(atlas.incidents, atlas.districts, atlas.notice)
    about = {"licence": "ODbL 1.0"}
    data = geopackage_bytes(rows, units, changed=date(2026, 3, 15), about=about)
    (tmp_path / "a.gpkg").write_bytes(data)
    said = ogrinfo(tmp_path / "a.gpkg", "-so")
    assert f"Feature Count: {len(rows)}" in said
    assert f"Feature Count: {len(units)}" in said
    assert "event_date: Date" in said
    assert "licence=ODbL 1.0" in said


def test_ogrinfo_counts_the_victims_of_the_geopackage(atlas, rows, tmp_path):
    units = district_frame(atlas.incidents, atlas.districts, atlas.notice)
    data = geopackage_bytes(rows, units, changed=date(2026, 3, 15), about={})
    (tmp_path / "a.gpkg").write_bytes(data)
    query = "SELECT SUM(fatalities_low) AS low FROM incidents"
    said = run("ogrinfo", "-ro", "-q", "-sql", query, str(tmp_path / "a.gpkg"))
    assert f"= {sum_toll(rows, 'fatalities').low}\n" in said


@pytest.mark.parametrize(("writer", "name"), [(geojson_bytes, "a.geojson"), (kml_bytes, "a.kml")])
def test_ogrinfo_opens_geojson_and_kml(writer, name, rows, tmp_path):
    (tmp_path / name).write_bytes(writer(rows))
    said = ogrinfo(tmp_path / name, "-so")
    assert f"Feature Count: {len(rows)}" in said
    if name.endswith("geojson"):
        assert 'ID["EPSG",4326]' in said
