import json
from dataclasses import replace

import pytest
from conftest import make_table

from geo.__main__ import main
from geo.checks.releases import check_releases
from geo.incidents.releases import changes_since, fingerprint_incidents, freeze_release, version_key

FIRST = "CPA-2018-0001"


def change(version, kind="corrected"):
    return {"version": version, "incident_id": FIRST, "change": kind, "note": "why"}


def with_changes(tables, *versions):
    return replace(tables, changes=make_table("changes", [change(v) for v in versions]))


def retold(tables):
    incidents = tables.incidents.copy()
    incidents.loc[0, "place_name"] = "Elsewhere"
    return replace(tables, incidents=incidents)


def test_fingerprint_changes_with_the_incident_alone(tables):
    before, after = fingerprint_incidents(tables), fingerprint_incidents(retold(tables))
    assert [key for key in before if before[key] != after[key]] == [FIRST]


def test_fingerprint_covers_tolls(tables):
    less = replace(tables, tolls=tables.tolls.iloc[1:])
    assert fingerprint_incidents(less)[FIRST] != fingerprint_incidents(tables)[FIRST]


def test_unlogged_change_is_named(tables):
    releases = {"0.9.0": fingerprint_incidents(tables)}
    assert check_releases(tables, releases) == []
    (fault,) = check_releases(retold(tables), releases)
    assert (fault.check, fault.row) == ("change_is_logged", 2)
    assert check_releases(with_changes(retold(tables), "1.0.0"), releases) == []


def test_edit_of_a_released_version_is_named(tables):
    releases = {"1.0.0": fingerprint_incidents(tables)}
    (fault,) = check_releases(with_changes(retold(tables), "1.0.0"), releases)
    assert fault.check == "version_is_raised"


def test_deleted_incident_is_named(tables):
    releases = {"0.9.0": fingerprint_incidents(tables)}
    less = replace(tables, incidents=tables.incidents.iloc[1:])
    kept = replace(less, tolls=tables.tolls[tables.tolls["incident_id"] != FIRST])
    rest = kept.responsibility[kept.responsibility["incident_id"] != FIRST]
    sources = kept.incident_sources[kept.incident_sources["incident_id"] != FIRST]
    (fault,) = check_releases(
        replace(kept, responsibility=rest, incident_sources=sources), releases
    )
    assert fault.check == "id_is_kept"
    assert FIRST in fault.message


def test_changes_since_are_those_of_later_versions(tables):
    logged = with_changes(tables, "1.0.0", "1.2.0", "1.10.0")
    assert changes_since(logged, "1.0.0")["version"].tolist() == ["1.10.0", "1.2.0"]
    assert changes_since(logged, "1.10.0").empty


@pytest.mark.parametrize("version", ["latest", "1.0", "1.x.0", ""])
def test_version_of_another_form_is_named(version):
    with pytest.raises(ValueError, match="not a version"):
        version_key(version)


def test_version_can_be_released_once(tables, tmp_path):
    freeze_release(tables, tmp_path)
    freeze_release(tables, tmp_path)
    with pytest.raises(ValueError, match="new version"):
        freeze_release(retold(tables), tmp_path)


def test_command_lists_changes_as_json(capsys):
    assert main(["changes", "--since", "1.0.0", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert any(row["change"] == "added" for row in rows)


def test_command_refuses_a_version_of_another_form(capsys):
    assert main(["changes", "--since", "yesterday"]) == 1
    assert "not a version" in capsys.readouterr().err
