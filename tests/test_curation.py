"""What a curator relies on: a change is checked, logged, and whole or not at all."""

import fcntl
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from geo.__main__ import main
from geo.checks.run import check_folder
from geo.curation import change, staging
from geo.curation.addition import next_incident_id
from geo.curation.edits import Edit
from geo.curation.entry import add_incident, edit_incident, extend_incident
from geo.curation.ledger import Ledger
from geo.curation.log import log_change
from geo.tables.folders import DATA_FOLDER
from geo.tables.schema import load_package

pytestmark = pytest.mark.thorough
RECORD = """
why = "Reported with its page."
coded_by = "curator"

[incident]
inclusion = "linked"
inclusion_reason = "Police say that guards of a Chinese-run plant were the target."
event_date = 2026-03-02
date_precision = "day"
event_time_local = 09:30:00
admin1_code = "PK-SD"
admin2_code = "PK-SD-THATTA"
place_name = "Jhimpir"
latitude = 25.02
longitude = 68.01
geo_precision = "near"
attack_type = "armed_assault"
target_category = "security_escort"
cpec_link = "other_chinese_project"
outcome = "killed"
summary = "Gunmen fired on guards of a wind farm near Jhimpir and killed one; an invented row."

[[sources]]
label = "first"
url = "https://example.org/invented"
publisher = "Dawn"
language = "en"
published_date = 2026-03-03
supports = "date, place, toll"

[[tolls]]
victim_class = "all_victims"
harm = "fatalities"
low = 1
best = 1
high = 1
source_id = "first"

[[responsibility]]
actor_id = "bla"
basis = "suspected"
stated_by = "police"
source_id = "first"

[[projects]]
project_id = "P18"
basis = "named"
source_words = "wind farm"

[[contractors]]
contractor_id = "fwo"
source_words = "a guard of the works organisation"
"""
NEW = "CPA-2026-0002"
LATER_PAGE = """
[[sources]]
label = "p"
url = "https://example.org/later"
publisher = "Dawn"
language = "en"
supports = "a later count"
"""
TODAY = datetime.now(tz=UTC).date()


@pytest.fixture(autouse=True)
def _forget_packages():
    yield
    load_package.cache_clear()


@pytest.fixture
def run(data_copy, tmp_path, capsys):
    """Return a function that runs a command on the copy: exit code, standard output and error."""

    def call(*words, record=None):
        if record is not None:
            path = tmp_path / "record.toml"
            path.write_text(record, encoding="utf-8")
            words = (words[0], str(path), *words[1:])
        code = main([*words, "--data", str(data_copy)])
        return (code, *capsys.readouterr())

    return call


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed_lines(folder, name):
    """Return the lines of a file that the committed one has not, and the other way round."""
    new, old = (
        (base / name).read_text(encoding="utf-8").splitlines() for base in (folder, DATA_FOLDER)
    )
    return [line for line in new if line not in old], [line for line in old if line not in new]


def changed_files(folder):
    now, before = files(folder), files(DATA_FOLDER)
    return {name for name in now | before if now.get(name) != before.get(name)}


def test_record_becomes_rows_in_all_tables_and_passes_the_checks(run, data_copy):
    code, out, err = run("add", record=RECORD)
    assert (code, out.strip()) == (0, NEW), err
    assert "1.2.0 is released and stays as it is" in err
    assert "geo build --tables" in err
    assert "New page: S0613 https://example.org/invented" in err
    assert check_folder(data_copy, today=TODAY) == []
    tables = {"incidents", "tolls", "responsibility", "incident_sources", "sources", "reviews"}
    tables |= {"incident_projects", "incident_contractors", "changes"}
    made = {"CHANGES.md", "yearly_totals.json", "datapackage.json"}
    assert changed_files(data_copy) == {f"{name}.csv" for name in tables} | made
    for name in tables:
        added, removed = changed_lines(data_copy, f"{name}.csv")
        assert (len(added), removed) == (1, [])
    added, removed = changed_lines(data_copy, "datapackage.json")
    assert (added, removed) == (['  "version": "1.3.0",'], ['  "version": "1.2.0",'])
    (logged,), _ = changed_lines(data_copy, "changes.csv")
    assert logged == f"1.3.0,{TODAY},{NEW},added,,Reported with its page."


def test_identifier_of_a_row_or_a_release_is_not_given_again(data_copy):
    path = data_copy / "releases.json"
    released = json.loads(path.read_text(encoding="utf-8"))
    released["1.2.0"]["CPA-2025-0020"] = "0"
    path.write_text(json.dumps(released), encoding="utf-8")
    ledger = Ledger(data_copy)
    given = [next_incident_id(ledger, year) for year in ("2026", "2025", "2027")]
    assert given == [NEW, "CPA-2025-0021", "CPA-2027-0001"]


def test_edit_changes_only_the_lines_meant(run, data_copy):
    words = ("CPA-2024-0007", "place_name", "Karachi, airport road", "--source", "S0003")
    code, _, err = run("edit", *words, "--why", "As the page has it", "--supports", "place")
    assert code == 0, err
    added, removed = changed_lines(data_copy, "incidents.csv")
    assert (len(added), len(removed)) == (1, 1)
    assert "Karachi, airport road" in added[0]
    made = {"CHANGES.md", "datapackage.json"}
    tables = {"incidents.csv", "changes.csv", "incident_sources.csv"}
    assert changed_files(data_copy) == tables | made
    (logged,), removed = changed_lines(data_copy, "changes.csv")
    note = "As the page has it. Source: S0003."
    assert logged == (f"1.3.0,{TODAY},CPA-2024-0007,corrected,incident_sources|place_name,{note}")
    assert removed == []


def test_bounds_are_edited_together_with_their_source(run, data_copy):
    field = "tolls.all_victims.injured"
    words = (f"{field}.best", "18", f"{field}.high", "25", "--was", "17", "--was", "21")
    page = ("--source", "S0400", "--why", "A later count")
    code, _, err = run("edit", "CPA-2024-0007", *words, *page)
    assert code == 0, err
    (added,), _ = changed_lines(data_copy, "tolls.csv")
    assert added.startswith("CPA-2024-0007,all_victims,injured,11,18,25,S0391,S0400,S0400,")
    code, _, err = run("edit", "CPA-2024-0007", f"{field}.low", "26", *page)
    assert code == 1
    assert "tolls.csv, row" in err
    assert "low ≤ best" in err


def test_second_change_of_one_kind_joins_its_row_of_the_log(data_copy):
    ledger = Ledger(data_copy)
    ledger.version = "1.3.0"
    for column in ("weapon", "summary", "weapon"):
        log_change(ledger, "CPA-2024-0007", "reworded", [column], "Clearer.", TODAY)
    row = ledger["changes"].rows[-1]
    assert (row["columns"], row["note"]) == ("weapon|summary", "Clearer. Clearer. Clearer.")


def test_second_check_says_up_to_when_follow_ups_were_looked_for(run, data_copy):
    code, _, err = run("review", "CPA-2004-0001", "--verdict", "confirmed", "--note", "A page.")
    assert code == 0, err
    (row,), _ = changed_lines(data_copy, "incidents.csv")
    assert row.split(",")[-2] == TODAY.isoformat()
    (row,), _ = changed_lines(data_copy, "reviews.csv")
    assert row == f"CPA-2004-0001,second_check,curator,{TODAY},confirmed,A page."
    code, _, err = run("review", "CPA-2004-0001", "--verdict", "disputed", "--note", "x")
    assert code == 1
    assert "a second check of today already" in err


def test_withdrawn_row_never_vanishes(run, data_copy):
    code, out, _ = run("withdraw", "CPA-2024-0007", "--why", "A double of another row.", "--json")
    assert code == 0
    assert json.loads(out)["incident_id"] == "CPA-2024-0007"
    (added,), _ = changed_lines(data_copy, "incidents.csv")
    assert added.startswith("CPA-2024-0007,withdrawn,A double of another row.,")
    code, _, err = run("edit", "CPA-2024-0007", "weapon", "x", "--reworded", "--why", "y")
    assert code == 1
    assert "is withdrawn: A double" in err


def test_mistaken_withdrawal_is_taken_back_and_both_are_logged(run, data_copy):
    assert "is not withdrawn" in run("restore", "CPA-2024-0007", "--why", "x")[2]
    assert run("withdraw", "CPA-2024-0007", "--why", "A double.")[0] == 0
    words = ("restore", "CPA-2024-0007", "--why")
    assert "say why" in run(*words, "")[2]
    code, _, err = run(*words, "No double: another post.")
    assert code == 0, err
    assert changed_lines(data_copy, "incidents.csv") == ([], [])
    assert changed_lines(data_copy, "yearly_totals.json") == ([], [])
    logged, _ = changed_lines(data_copy, "changes.csv")
    assert logged == [
        f"1.3.0,{TODAY},CPA-2024-0007,withdrawn,status|status_reason,A double.",
        f"1.3.0,{TODAY},CPA-2024-0007,corrected,status|status_reason,No double: another post.",
    ]
    assert check_folder(data_copy, today=TODAY) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_date", "2024-10-05"),
        ("event_time_local", "23:05"),
        ("attack_type", "bombing"),
        ("admin2_code", "PK-SD-KARACHI-EAST"),
        ("latitude", "24.9"),
        ("is_suicide", "false"),
        ("name_source_id", "S0400"),
        ("tolls.all_victims.injured.high", "25"),
        ("responsibility.bla.attributed.stated_date", "2024-10-08"),
        ("sources.S0400.archived_url", "https://example.org/copy"),
        ("sources.S0400.publisher", "Dawn"),
    ],
)
def test_fact_is_no_rewording(field, value, run, data_copy):
    code, _, err = run("edit", "CPA-2024-0007", field, value, "--reworded", "--why", "So it is.")
    assert code == 1
    assert "use --source" in err
    assert changed_files(data_copy) == set()


@pytest.mark.parametrize(
    "field",
    [
        "place_name",
        "summary",
        "incident_name",
        "inclusion_reason",
        "discrepancies",
        "tolls.all_victims.injured.reason",
        "responsibility.bla.attributed.note",
        "pages.S0400.supports",
    ],
)
def test_free_text_may_be_reworded(field):
    ledger = Ledger(DATA_FOLDER)
    edits = [Edit(field, "The same thing said in other words, as long as a summary has to be.")]
    words = {"source_id": None, "why": "Clearer.", "today": TODAY}
    assert edit_incident(ledger, "CPA-2024-0007", edits, **words).incident_id
    assert ledger["changes"].rows[-1]["change"] == "reworded"


def test_record_added_twice_names_the_incident_that_has_its_pages(run, data_copy):
    assert run("add", record=RECORD)[0] == 0
    before = files(data_copy)
    code, _, err = run("add", record=RECORD)
    assert code == 1
    assert f"this page is S0613, a page of {NEW} (was this record added already?)" in err
    code, _, err = run(
        "add", "--to", NEW, "--why", "x", record=LATER_PAGE.replace("later", "invented")
    )
    assert f"this page is S0613, a page of {NEW} already" in err
    assert files(data_copy) == before


def test_pages_and_figures_can_be_added_to_an_incident(run, data_copy):
    words = ("--to", "CPA-2024-0007", "--why", "A later page.", "--json")
    code, out, err = run("add", *words, record=LATER_PAGE)
    assert code == 0, err
    assert json.loads(out)["new_sources"] == {"S0613": "https://example.org/later"}
    (logged,), _ = changed_lines(data_copy, "changes.csv")
    assert "sources added,incident_sources,A later page." in logged


def test_release_keeps_the_tables_and_is_never_overwritten(run, data_copy):
    assert "nothing to release" in run("release", "1.3.0")[2]
    assert run("add", record=RECORD)[0] == 0
    code, _, err = run("release", "2.0.0")
    assert code == 0, err
    places = ("CITATION.cff", "CHANGELOG.md", "data/README.md", "data/LICENSE")
    assert all(place in err for place in places)
    assert check_folder(data_copy, today=TODAY) == []
    kept = data_copy / "releases" / "2.0.0"
    names = {path.name for path in DATA_FOLDER.glob("*.csv")} | {"datapackage.json"}
    assert {path.name for path in kept.iterdir()} == names
    assert all((kept / n).read_bytes() == (data_copy / n).read_bytes() for n in names)
    assert changed_lines(data_copy, "changes.csv")[0][0].startswith("2.0.0,")
    assert NEW in json.loads((data_copy / "releases.json").read_text())["2.0.0"]
    before = files(data_copy)
    for version, words in (
        ("2.0.0", "never overwritten"),
        ("1.9.9", "not higher than the last release, 2.0.0"),
        ("next", "not a version"),
        ("2.1.0", "nothing to release"),
    ):
        code, _, err = run("release", version)
        assert code == 1
        assert words in err
    assert files(data_copy) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"linked"', '"maybe"', ("incident.inclusion", "allowed: core, linked, context")),
        ("2026-03-02", "2099-03-02", ("row 8", "incident.event_date", "future")),
        ("2026-03-03", "2099-03-03", ("sources.published_date", "future")),
        ('"P18"', '"P99"', ("projects.project_id", "“P99” is no row of projects.csv")),
        ('"bla"', '"nobody"', ("responsibility.actor_id", "no row of actors.csv; there are: ")),
        ('"Dawn"', '"Down"', ("sources.publisher", "there are: Dawn")),
        ('basis = "suspected"\n', 'basis = "suspected"\nbasiss = ""\n', ("basiss", "is no key of")),
        ("\n[[projects]]", "\n[[project]]", ("“project” is no key or section",)),
        ('place_name = "Jhimpir"', 'place_name = "Jhimpir', ("row 13", "record_is_toml")),
        ("low = 1\n", "low = [1]\n", ("row 34", "tolls.low", "is a list")),
        ("low = 1\n", "low = 1.5\n", ("tolls.low", "not a whole number")),
        ("low = 1\n", "low = 2\n", ("tolls.csv", "low ≤ best")),
        (
            "and killed one;",
            "and Mr Somebody fell;",
            ("row 21, column incident.summary", "person's name"),
        ),
        ('coded_by = "curator"', 'coded_by = "Some Body"', ("row 3", "coded_by", "person's name")),
        ('why = "Reported with its page."', "", ("why", "is required")),
        (
            'source_id = "first"',
            'source_id = "S9999"',
            ("tolls.source_id", "“S9999” is no source_id"),
        ),
        ("https://example.org/invented", "URL", ("sources.url", "page is S0612")),
        ('"linked"', '"core"', ("no second check",)),
        ("summary = ", "weapons = 1\nsummary = ", ("incident.weapons", "is no key")),
    ],
)
def test_bad_record_is_refused_and_nothing_is_written(old, new, words, run, data_copy):
    last = (DATA_FOLDER / "sources.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert old in RECORD
    code, out, err = run("add", record=RECORD.replace(old, new.replace("URL", last.split(",")[1])))
    assert (code, out) == (1, "")
    assert all(word in err for word in words), err
    assert changed_files(data_copy) == set()


def test_probable_duplicate_is_named_and_needs_a_reason(run, data_copy):
    twin = RECORD.replace("2026-03-02", "2026-02-16")
    for old, new in (("PK-SD-THATTA", "PK-KP-DERA-ISMAIL-KHAN"), ('"PK-SD"', '"PK-KP"')):
        twin = twin.replace(old, new)
    twin = twin.replace("25.02", "32.1").replace("68.01", "70.8")
    code, _, err = run("add", record=twin)
    assert code == 1
    assert "may be CPA-2026-0001" in err
    assert "2 days apart and 6 km away" in err
    assert "--not-duplicate-of CPA-2026-0001" in err
    assert changed_files(data_copy) == set()
    assert run("add", "--not-duplicate-of", "CPA-2026-0001", "Another post.", record=twin)[0] == 0
    (logged,), _ = changed_lines(data_copy, "changes.csv")
    assert "Not CPA-2026-0001: Another post." in logged


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("edit", "CPA-2024-0007", "outcome", "bad", "--source", "S0400"), "allowed: killed"),
        (
            ("edit", "CPA-2024-0007", "weapon", "bomb", "--source", "S9999"),
            "“S9999” is no source_id",
        ),
        (("edit", "CPA-2024-0007", "weapon", "bomb", "--source", "S0001"), "--supports"),
        (("edit", "CPA-2024-0007", "wepon", "bomb", "--reworded"), "is no column"),
        (("edit", "CPA-2024-0007", "status", "withdrawn", "--reworded"), "command withdraw"),
        (("edit", "CPA-2024-0007", "tolls.best", "1", "--reworded"), "tolls.CLASS.HARM.COLUMN"),
        (
            ("edit", "CPA-2024-0007", "weapon", "bomb", "--was", "gun", "--reworded"),
            "somebody else",
        ),
        (("edit", "CPA-1999-0007", "weapon", "bomb", "--reworded"), "is no incident"),
        (("edit", "CPA-2024-0007", "event_date", "2099-01-01", "--source", "S0400"), "future"),
        (("edit", "CPA-2024-0007", "responsibility.bla.claimed.note", "x", "--reworded"), "no row"),
        (("withdraw", "CPA-1999-0007"), "is no incident"),
        (("review", "CPA-2026-0001", "--verdict", "fine", "--note", "x"), "allowed: confirmed"),
        (("review", "CPA-2026-0001", "--verdict", "coded", "--note", "x"), "allowed: confirmed"),
        (
            (
                "review",
                "CPA-2026-0001",
                "--verdict",
                "disputed",
                "--note",
                "x",
                "--reviewer",
                "A Body",
            ),
            "looks like a person's name",
        ),
    ],
)
def test_bad_change_is_refused_and_nothing_is_written(words, message, run, data_copy):
    why = () if words[0] == "review" else ("--why", "So it is")
    code, out, err = run(*words, *why)
    assert (code, out) == (1, "")
    assert message in err
    assert changed_files(data_copy) == set()


def test_table_that_changed_while_it_was_checked_is_not_overwritten(run, data_copy, monkeypatch):
    path = data_copy / "tolls.csv"

    def edited_meanwhile(*words):
        path.write_text(path.read_text(encoding="utf-8") + "x\n", encoding="utf-8")
        return []

    monkeypatch.setattr(change, "check_all", edited_meanwhile)
    code, _, err = run("withdraw", "CPA-2024-0007", "--why", "A double.")
    assert code == 1
    assert "tolls.csv: changed on disk since it was read" in err
    assert changed_files(data_copy) == {"tolls.csv"}


def test_second_writer_is_refused(run, data_copy):
    handle = os.open(data_copy, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        code, _, err = run("withdraw", "CPA-2024-0007", "--why", "A double.")
    finally:
        os.close(handle)
    assert code == 1
    assert "another curator's command is at work" in err


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from geo.__main__ import main
done, real = 0, Path.replace
def replace(self, target):
    global done
    if done == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    done += 1
    return real(self, target)
def rmtree(path):
    next(entry for entry in Path(path).rglob("*") if entry.is_file()).unlink()
    os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replace
shutil.rmtree = rmtree
main(["withdraw", "CPA-2024-0007", "--why", "A double.", "--data", sys.argv[2]])
"""


@pytest.mark.parametrize(
    ("moves", "is_whole"), [(0, False), (1, True), (2, True), (6, True), (99, True)]
)
def test_killed_command_is_completed_or_discarded_by_the_next(moves, is_whole, run, data_copy):
    words = [sys.executable, "-c", KILLED, str(moves), str(data_copy)]
    killed = subprocess.run(words, cwd=DATA_FOLDER.parent, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    left = (staging.STAGED_FOLDER, staging.DONE_FOLDER)
    assert any((data_copy / name).is_dir() for name in left)
    code, _, err = run("check")
    assert code == 0, err
    said = "completed: its change is in the tables" if is_whole else "nothing; run it again"
    assert said in err
    assert not any((data_copy / name).exists() for name in left)
    expected = {"incidents.csv", "changes.csv", "CHANGES.md", "datapackage.json"}
    assert changed_files(data_copy) == (expected | {"yearly_totals.json"} if is_whole else set())


def test_file_edited_by_hand_before_the_healing_is_kept(run, data_copy):
    words = [sys.executable, "-c", KILLED, "1", str(data_copy)]
    subprocess.run(words, cwd=DATA_FOLDER.parent, check=False, capture_output=True)
    path = data_copy / "incidents.csv"
    path.write_bytes(path.read_bytes() + b"x\n")
    code, _, err = run("check")
    assert code == 1
    assert "incidents.csv: changed while" in err
    assert path.read_bytes().endswith(b"x\n")


def test_folder_with_an_old_fault_can_still_be_changed(run, data_copy):
    path = data_copy / "excluded.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("An explosion whose", " An explosion whose", 1), encoding="utf-8")
    words = ("weapon", "car bomb", "--reworded", "--why", "Plain.")
    assert run("edit", "CPA-2024-0007", *words)[0] == 0
    assert [f.check for f in check_folder(data_copy, today=TODAY)] == ["text_is_trimmed"]


def test_template_is_a_record_with_every_key(run, tmp_path):
    code, out, _ = run("template")
    assert code == 0
    assert "One of: core, linked, context." in out
    assert out == run("add", "--template")[1]
    code, _, err = run("add", record=out)
    assert code == 1
    assert "has no [incident]" in err
    filled = out
    for part in re.split(r"\n(?=\[)", RECORD)[1:]:
        name, _, body = part.partition("\n")
        section = re.search(rf"(?m)^{re.escape(name)}\n(?:(?!^\[).*\n)*", filled)
        text = section[0]
        for line in filter(None, body.splitlines()):
            key = line.split(" = ")[0]
            text, count = re.subn(rf"(?m)^{key} = .*$", line, text, count=1)
            assert count == 1, (name, key)
        filled = filled.replace(section[0], text)
    filled = filled.replace('why = ""', 'why = "x"', 1).replace(
        'coded_by = ""', 'coded_by = "curator"'
    )
    assert run("add", record=filled)[0] == 0


def test_records_of_the_guide_are_taken(tmp_path):
    guide = (DATA_FOLDER.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    path = tmp_path / "record.toml"
    page, record = re.findall(r"(?s)```toml\n(.*?)```", guide)
    path.write_text(page, encoding="utf-8")
    more = extend_incident(Ledger(DATA_FOLDER), path, "CPA-2024-0007", why="A page.", today=TODAY)
    assert more.incident_id == "CPA-2024-0007"
    path.write_text(record, encoding="utf-8")
    assert add_incident(Ledger(DATA_FOLDER), path, today=TODAY).incident_id.startswith("CPA-2026-")


@pytest.mark.parametrize(
    "command",
    ["add", "edit", "review", "withdraw", "restore", "release", "template", "sources"],
)
def test_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "--data" in capsys.readouterr().out
