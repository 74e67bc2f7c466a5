"""The snapshot of a filter: what is in it, that it validates, and what a reader makes of it."""

import io
import json
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import frictionless
import pandas as pd
import pytest

from geo.__main__ import main
from geo.exports.snapshot import SNAPSHOT_TABLES, save_snapshot, select_tables, write_snapshot
from geo.exports.snapshot_comparison import compare_snapshot
from geo.exports.snapshot_reader import (
    MAX_MEMBERS,
    MAX_UNPACKED_BYTES,
    SnapshotError,
    read_snapshot,
)
from geo.incidents.filters import EVERYTHING, IncidentFilter
from geo.incidents.flat import flatten_incidents, toll_columns
from geo.incidents.tallies import sum_toll
from geo.incidents.vocabulary import NO_GROUP, RECORD, TIERS
from geo.tables.schema import PACKAGE_FILE

CREATED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BALOCHISTAN = IncidentFilter(provinces=("PK-BA",), inclusion=("core", "linked"))
EMPTY = IncidentFilter(provinces=("PK-PB",), inclusion=("core",))
KARACHI = "CPA-2024-0007"


def snapshot(atlas, chosen=BALOCHISTAN, created=CREATED):
    buffer = io.BytesIO()
    write_snapshot(buffer, atlas, chosen, created=created, page_url="https://example.org/map")
    return buffer.getvalue()


def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def edited_atlas(atlas, incident_id=KARACHI, **changes):
    """Return the atlas after an edit of one incident's row."""
    incidents = atlas.tables.incidents.copy()
    row = incidents["incident_id"] == incident_id
    for column, value in changes.items():
        incidents.loc[row, column] = value
    tables = replace(atlas.tables, incidents=incidents)
    return replace(atlas, tables=tables, incidents=flatten_incidents(tables, atlas.districts))


def random_filter(seed, atlas):
    chance, vocabulary = random.Random(seed), atlas.vocabulary

    def some(codes, share):
        codes = sorted(codes)
        return tuple(chance.sample(codes, chance.randint(1, 3))) if chance.random() < share else ()

    start = date(chance.randint(2004, 2026), chance.randint(1, 12), chance.randint(1, 28))
    return IncidentFilter(
        provinces=some(vocabulary.provinces, 0.25),
        districts=some(vocabulary.districts, 0.1),
        groups=some([*vocabulary.group_members, NO_GROUP], 0.25),
        basis=chance.choice(["any", "claimed"]),
        from_date=start if chance.random() < 0.2 else None,
        to_date=date(2025, 6, 30) if chance.random() < 0.3 else None,
        inclusion=chance.choice((RECORD, TIERS, ("core",), ("context",), ("linked", "context"))),
    )


def assert_recounts(tables, incidents):
    """Assert that the snapshot's own tables give the page's figures."""
    wide = tables["incidents"][["incident_id"]].join(
        toll_columns(tables["tolls"]), on="incident_id"
    )
    assert list(wide["incident_id"].sort_values()) == sorted(incidents["incident_id"])
    for toll in ("fatalities", "chinese_fatalities"):
        assert sum_toll(wide, toll) == sum_toll(incidents, toll)


@pytest.mark.random
@pytest.mark.parametrize("seed", range(50))
def test_snapshot_of_a_random_filter_validates_and_recounts(seed, atlas, tmp_path):
    chosen = random_filter(seed, atlas)
    data = snapshot(atlas, chosen)
    (tmp_path / "snapshot.zip").write_bytes(data)
    report = frictionless.validate(str(tmp_path / "snapshot.zip"), type="package")
    assert report.valid, report.flatten(["message"])
    opened, incidents = read_snapshot(data), atlas.select(chosen)
    assert opened.faults == ()
    assert_recounts(opened.tables, incidents)
    assert opened.snapshot["figures"]["incidents"] == len(incidents)
    assert IncidentFilter.from_query(opened.query, atlas.vocabulary)[0].to_query() == (
        chosen.to_query()
    )


def test_snapshot_explains_itself(atlas):
    files = files_of(snapshot(atlas))
    descriptor, readme = json.loads(files[PACKAGE_FILE]), files["README.md"].decode()
    shown = len(atlas.select(BALOCHISTAN))
    for text in (descriptor["description"], readme):
        assert (
            f"{shown} of {len(atlas.incidents)} incidents · Balochistan · core and linked" in text
        )
    assert descriptor["created"] == "2026-11-23T09:30:00Z"
    assert descriptor["snapshot"]["filter"]["url"] == (
        "https://example.org/map?province=PK-BA&inclusion=core,linked"
        f"&v={atlas.tables.data_version}"
    )
    for said in ("CC BY 4.0", "ODbL", "Cite as", "apostrophe", atlas.notice.boundary_version):
        assert said in readme


def test_same_filter_and_version_give_the_same_bytes_in_every_table(atlas):
    one = files_of(snapshot(atlas))
    other = files_of(snapshot(atlas, created=datetime(2027, 1, 1, tzinfo=UTC)))
    assert {name for name in one if one[name] != other[name]} == {"README.md", PACKAGE_FILE}
    assert snapshot(atlas) == snapshot(atlas)


def test_another_thread_writes_the_same_bytes(atlas):
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda chosen: snapshot(atlas, chosen), [BALOCHISTAN] * 2)
    assert one == other == snapshot(atlas)


def test_reader_gives_back_equal_tables(atlas):
    opened = read_snapshot(snapshot(atlas, EVERYTHING))
    written = select_tables(atlas.tables, atlas.incidents["incident_id"])
    for name in SNAPSHOT_TABLES:
        pd.testing.assert_frame_equal(opened.tables[name], written[name], check_column_type=False)


def test_withdrawn_incidents_are_in_no_snapshot(atlas):
    withdrawn = edited_atlas(atlas, status="withdrawn", status_reason="A double.")
    opened = read_snapshot(snapshot(withdrawn, EVERYTHING))
    for name in ("incidents", "tolls", "reviews"):
        assert KARACHI not in set(opened.tables[name]["incident_id"])


def test_sources_of_toll_bounds_and_parents_of_actors_come_along(tables, squares):
    sources = pd.concat([tables.sources] * 2, ignore_index=True)
    sources.loc[1, "source_id"] = "S0002"
    tolls = tables.tolls.assign(high_source_id="S0002")
    selected = select_tables(replace(tables, sources=sources, tolls=tolls), ["CPA-2018-0001"])
    assert set(selected["sources"]["source_id"]) == {"S0001", "S0002"}
    assert set(selected["actors"]["actor_id"]) == {"alpha", "alpha-wing"}


def test_empty_filter_gives_headers_and_says_so(atlas, tmp_path):
    files = files_of(snapshot(atlas, EMPTY))
    assert files["tolls.csv"].count(b"\n") == 1
    assert "No incident fits this filter" in files["README.md"].decode()
    assert compare_snapshot(snapshot(atlas, EMPTY), atlas).is_same


def test_hostile_text_is_guarded_for_the_spreadsheet_only(atlas):
    files = files_of(snapshot(edited_atlas(atlas, weapon="=cmd()"), IncidentFilter()))
    assert b",'=cmd()," in files["incidents_flat.csv"]
    assert b",=cmd()," in files["incidents.csv"]


def test_export_reports_its_steps_and_leaves_nothing_when_cancelled(atlas, tmp_path):
    seen = []

    def cancel(step, of, name):
        seen.append((step, of))
        if step == of - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_snapshot(tmp_path / "a.zip", atlas, EMPTY, created=CREATED, report=cancel)
    assert seen == [(step, len(seen) + 1) for step in range(1, len(seen) + 1)]
    assert list(tmp_path.iterdir()) == []


def test_time_of_export_needs_a_zone(atlas):
    with pytest.raises(ValueError, match="time zone"):
        snapshot(atlas, created=datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"summary": "Another sentence."}, "changed", "incidents, summary"),
        ({"status": "withdrawn", "status_reason": "A double."}, "withdrawn", "A double."),
        ({"inclusion": "context"}, "left", "“core” → “context”"),
    ],
)
def test_snapshot_from_before_an_edit_names_exactly_that_incident(changes, kind, said, atlas):
    chosen = IncidentFilter(provinces=("PK-SD",), inclusion=("core",))
    found = compare_snapshot(snapshot(atlas, chosen), edited_atlas(atlas, **changes))
    (difference,) = found.differences
    assert (difference.incident_id, difference.kind) == (KARACHI, kind)
    assert said in str(difference)
    assert found.chosen == chosen


def test_incident_that_came_under_the_filter_is_added(atlas):
    before = edited_atlas(atlas, inclusion="context")
    found = compare_snapshot(snapshot(before, IncidentFilter(inclusion=("core",))), atlas)
    assert [(d.incident_id, d.kind) for d in found.differences] == [(KARACHI, "added")]


def test_changed_toll_statement_and_source_are_named(atlas):
    data = snapshot(atlas, IncidentFilter())
    tolls, sources = atlas.tables.tolls.copy(), atlas.tables.sources.copy()
    row = (tolls["incident_id"] == KARACHI) & (tolls["victim_class"] == "chinese")
    tolls.loc[row & (tolls["harm"] == "fatalities"), "best"] = 7
    responsibility = atlas.tables.responsibility
    fewer = responsibility[responsibility["incident_id"] != KARACHI]
    sources.loc[sources["source_id"] == "S0399", "url"] = "https://example.org/moved"
    tables = replace(atlas.tables, tolls=tolls, responsibility=fewer, sources=sources)
    found = compare_snapshot(data, replace(atlas, tables=tables))
    text = next(str(d) for d in found.differences if d.incident_id == KARACHI)
    assert "tolls, chinese, fatalities, best: “2” → “7”" in text
    assert "claimed" in text
    assert "row removed" in text
    assert "example.org/moved" in text


def test_edited_file_is_named_and_its_row_too(atlas):
    files = files_of(snapshot(atlas))
    line = files["incidents.csv"].splitlines()[1]
    files["incidents.csv"] = files["incidents.csv"].replace(line, line.replace(b"core", b"linked"))
    found = compare_snapshot(zipped(files), atlas)
    assert "incidents.csv was edited" in found.opened.faults[0]
    assert [d.incident_id for d in found.differences] == [line.split(b",")[0].decode()]
    assert any("same version" in note for note in found.notes)


def test_renamed_removed_and_added_files_are_named(atlas):
    files = files_of(snapshot(atlas))
    files["points.gpkg"] = files.pop("incidents.gpkg")
    del files["tolls.csv"]
    files["extra.txt"] = b"hello"
    faults = " ".join(read_snapshot(zipped(files)).faults)
    assert "incidents.gpkg is missing: it is called points.gpkg" in faults
    assert "tolls.csv is missing" in faults
    assert "extra.txt does not belong" in faults


def with_snapshot(atlas, chosen=BALOCHISTAN, **changes):
    files = files_of(snapshot(atlas, chosen))
    descriptor = json.loads(files[PACKAGE_FILE])
    descriptor["snapshot"].update(changes)
    files[PACKAGE_FILE] = json.dumps(descriptor).encode()
    return zipped(files)


def as_before_tiers(atlas, chosen):
    """Return a snapshot of all tiers as earlier versions wrote it: its query names none."""
    query = {name: text for name, text in chosen.to_query().items() if name != "inclusion"}
    return with_snapshot(atlas, chosen, filter={"query": query, "sentence": "As it was written."})


@pytest.mark.parametrize("provinces", [(), ("PK-BA",)])
def test_snapshot_from_before_the_tiers_restores_all_of_them(provinces, atlas):
    whole = replace(EVERYTHING, provinces=provinces)
    found = compare_snapshot(as_before_tiers(atlas, whole), atlas)
    assert found.chosen == whole
    assert found.is_same


def test_snapshot_names_its_tiers_and_holds_no_context_unless_asked(atlas):
    for chosen, tiers in ((IncidentFilter(), set(RECORD)), (EVERYTHING, set(TIERS))):
        opened = read_snapshot(snapshot(atlas, chosen))
        assert set(opened.tables["incidents"]["inclusion"]) == tiers
        assert IncidentFilter.from_query(opened.query, atlas.vocabulary) == (chosen, [])


def test_newer_snapshot_is_said_and_compared(atlas):
    found = compare_snapshot(with_snapshot(atlas, format_version=9, data_version="99.0.0"), atlas)
    assert "newer version of the atlas" in found.notes[0]
    assert "99.0.0 is newer" in found.notes[1]
    assert found.differences == ()


def test_filter_that_is_not_known_here_is_never_widened(atlas):
    data = with_snapshot(atlas, filter={"query": {"province": "PK-XX"}, "sentence": "\x1b[31mx"})
    found = compare_snapshot(data, atlas)
    assert "PK-XX" in " ".join(found.notes)
    assert found.differences == ()
    assert "\x1b" not in "".join(found.lines())


def test_table_that_a_spreadsheet_ruined_is_named(atlas):
    files = files_of(snapshot(atlas))
    files["tolls.csv"] = b"\xef\xbb\xbf" + files["tolls.csv"].replace(b",", b";")
    faults = " ".join(compare_snapshot(zipped(files), atlas).opened.faults)
    assert "byte order mark" in faults
    assert "semicolons" in faults


@pytest.fixture(scope="module")
def empty_snapshot(atlas):
    return snapshot(atlas, EMPTY)


def bomb():
    zeros = b"\0" * 2**20
    return zipped({str(n): zeros * 10 for n in range(MAX_UNPACKED_BYTES // (10 * 2**20) + 1)})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda data: b"incident_id,inclusion\n", "no zip"),
        (lambda data: b"", "no zip"),
        (lambda data: data[: len(data) // 2], "cut short or damaged"),
        (lambda data: zipped({"a.txt": b"x"}), "no datapackage.json"),
        (lambda data: zipped({PACKAGE_FILE: b"[" * 100_000}), "no JSON"),
        (lambda data: zipped({PACKAGE_FILE: b'{"resources": []}'}), "names no filter"),
        (lambda data: zipped({"../../etc/x": b""}), "outside its folder"),
        (lambda data: zipped({"/etc/x": b""}), "outside its folder"),
        (lambda data: zipped({"C:\\x": b""}), "outside its folder"),
        (lambda data: zipped({str(n): b"" for n in range(MAX_MEMBERS + 1)}), "far fewer"),
        (lambda data: bomb(), "unpacks to more than"),
    ],
)
def test_file_that_is_no_snapshot_is_refused_in_words(make, said, empty_snapshot):
    with pytest.raises(SnapshotError, match=said):
        read_snapshot(make(empty_snapshot))


def test_member_with_flipped_bytes_is_named(atlas):
    data = bytearray(snapshot(atlas))
    start = data.find(b"tolls.csv") + 60
    data[start : start + 20] = bytes(20)
    assert "tolls.csv is damaged" in " ".join(read_snapshot(bytes(data)).faults)


@pytest.fixture
def loaded(atlas, monkeypatch):
    """Let the command take the atlas that is loaded already: reading it anew takes a second."""
    monkeypatch.setattr("geo.commands.snapshot.load_atlas", lambda folder, *, today: atlas)


def test_command_writes_what_the_page_writes_and_verifies_it(atlas, tmp_path, capsys):
    path = tmp_path / "any name.zip"
    assert main(["snapshot", str(path), "--province", "pk-ba", "--inclusion", "core,linked"]) == 0
    tables = {f"{name}.csv" for name in SNAPSHOT_TABLES}
    ours, theirs = files_of(snapshot(atlas)), files_of(path.read_bytes())
    assert all(ours[name] == theirs[name] for name in tables | {"incidents.gpkg"})
    assert main(["snapshot", "--verify", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["filter"]["query"]["province"] == "PK-BA"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["a.zip", "--province", "Atlantis"], 2, "Atlantis"),
        (["a.zip", "--from", "soon"], 2, "soon"),
        (["a.zip", "--from", "2020", "--to", "2018"], 2, "ends before it starts"),
        (["no/such/folder/a.zip"], 1, "can't be written"),
        (["--verify", "missing.zip"], 1, "can't be read"),
        (["--verify", "a.zip", "--group", "bla"], 2, "takes the filter from the file"),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_command_that_cannot_be_done_says_why(options, code, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["snapshot", *options]) == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
