"""Data addresses asked without a server: the buttons' bytes, refusals, ETags, limits."""

import gzip
import io
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pandas as pd
import pyogrio
import pytest
from asgi import ask, open_addresses
from test_programs import ogrinfo
from test_recount import random_filter

from geo.addresses.files import DATA_FORMATS, SNAPSHOT_PAGE, release_date
from geo.addresses.library import Library
from geo.addresses.queries import data_path, describe_parameters
from geo.exports.csv_table import csv_bytes, export_name
from geo.exports.formats import FORMATS, Export
from geo.exports.snapshot_reader import read_snapshot
from geo.incidents.filters import FILTER_PARAMETERS, LIST_PARAMETERS, IncidentFilter
from geo.tables.schema import data_version
from pages.parts.serve import limits

VERSION = data_version()
BLA = "/data/incidents.csv?province=PK-BA&group=bla"
PREVIEW = "/data/incidents.{}?province=PK-SD&inclusion=core"


def error(answer):
    assert answer.headers["content-type"] == "application/json"
    return json.loads(answer.body)["error"]


def of_the_buttons(atlas, chosen):
    """Return suffix → file name and bytes of every button, at the time and page of an address."""
    rows = atlas.select(chosen)
    created = datetime.combine(release_date(atlas), time(), UTC)
    export = Export(atlas, chosen, created, SNAPSHOT_PAGE)
    made = {form.suffix: form.make(export, lambda *_: None) for form in FORMATS.values()}
    made["csv"] = csv_bytes(rows, data_version=VERSION, notice=atlas.notice)
    return {suffix: (export_name(rows, VERSION, suffix), data) for suffix, data in made.items()}


@pytest.mark.parametrize(
    "seed", ["the record", *(pytest.param(seed, marks=pytest.mark.random) for seed in range(5))]
)
def test_address_gives_what_the_buttons_give_byte_for_byte(seed, app, atlas):
    is_record = seed == "the record"
    chosen = IncidentFilter() if is_record else random_filter(atlas, random.Random(seed))
    for suffix, (name, data) in of_the_buttons(atlas, chosen).items():
        given = ask(app, data_path(chosen, suffix))
        assert given.body == data, suffix
        assert given.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert given.headers["content-length"] == str(len(data))


def test_address_without_tiers_is_the_record(app, atlas):
    said = json.loads(ask(app, "/data/incidents.metadata.json").body)
    assert said["row_count"] == len(atlas.select(IncidentFilter()))
    assert said["filter"]["tiers"] == ["core", "linked"]
    assert "core and linked" in said["filter"]["note"]


def test_metadata_describes_every_column_of_the_csv(app):
    said = json.loads(ask(app, PREVIEW.format("metadata.json")).body)
    rows = pd.read_csv(io.BytesIO(ask(app, PREVIEW.format("csv")).body))
    assert [column["name"] for column in said["columns"]] == list(rows.columns)
    assert said["row_count"] == len(rows)
    assert said["data_version"] == VERSION
    assert "Sindh · core only" in said["filter"]["sentence"]
    columns = {column["name"]: column for column in said["columns"]}
    assert columns["fatalities_best"]["unit"] == "persons"
    assert columns["latitude"]["unit"].startswith("degrees")
    assert columns["inclusion"]["codes"] == ["core", "linked", "context"]
    assert all(column["description"] for column in said["columns"])
    assert VERSION in said["how_to_cite"]


def test_pandas_and_json_have_the_same_rows(app, atlas):
    rows = pd.read_csv(io.BytesIO(ask(app, BLA).body))
    chosen = IncidentFilter(provinces=("PK-BA",), groups=("bla",))
    assert list(rows["incident_id"]) == list(atlas.select(chosen)["incident_id"])
    listed = json.loads(ask(app, BLA.replace(".csv", ".json")).body)
    assert [row["incident_id"] for row in listed] == list(rows["incident_id"])
    assert list(listed[0]) == list(rows.columns)
    assert sum(row["fatalities_counted"] or 0 for row in listed) == rows["fatalities_counted"].sum()


@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_gis_files_open(suffix, app, tmp_path):
    path = tmp_path / f"incidents.{suffix}"
    path.write_bytes(ask(app, PREVIEW.format(suffix)).body)
    rows = pd.read_csv(io.BytesIO(ask(app, PREVIEW.format("csv")).body))
    assert list(pyogrio.read_dataframe(path, layer="incidents")["incident_id"]) == list(
        rows["incident_id"]
    )


@pytest.mark.programs
@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_ogrinfo_opens_gis_files(suffix, app, tmp_path):
    path = tmp_path / f"incidents.{suffix}"
    path.write_bytes(ask(app, PREVIEW.format(suffix)).body)
    rows = pd.read_csv(io.BytesIO(ask(app, PREVIEW.format("csv")).body))
    assert f"Feature Count: {len(rows)}" in ogrinfo(path, "-so")


def test_snapshot_by_address_opens_and_states_the_rule(app, atlas):
    opened = read_snapshot(ask(app, PREVIEW.format("zip")).body)
    assert opened.faults == ()
    assert opened.created == f"{release_date(atlas)}T00:00:00Z"
    assert opened.snapshot["filter"]["url"].startswith("/?province=PK-SD")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=group", "colour"),
        ("view=sindh", "view"),
        ("incident=CPA-2024-0007", "incident"),
        ("nonsense=1", "nonsense"),
        ("Province=PK-BA", "Province"),
        ("=1", "“”"),
        ("province=PK-XX", "PK-XX"),
        ("province=PK-BA,PK-XX", "PK-XX"),
        ("province=", "province"),
        ("province=,", "province"),
        ("group", "group"),
        ("from=soon", "soon"),
        ("from=2019&from=2020", "2020"),
        ("from=2020&to=2019", "ends before it starts"),
        ("basis=claimed", "needs a group"),
        ("basis=rumoured&group=bla", "rumoured"),
        ("ids=CPA-1999-0001", "CPA-1999-0001"),
        ("ids=CPA-2024-0007,x", "“X”"),
        ("inclusion=core,all", "all"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(query, named, app):
    for name in ("incidents.csv", "incidents.zip", "changes.atom"):
        given = ask(app, f"/data/{name}?{query}")
        assert given.status == 400
        assert named in error(given)
        assert "left out" not in error(given)


def test_every_parameter_of_the_filter_narrows_or_refuses(app, atlas):
    whole = ask(app, "/data/incidents.csv").body
    for name in LIST_PARAMETERS:
        code = next(iter(atlas.vocabulary.names(name)))
        assert ask(app, f"/data/incidents.csv?{name}={code}").body != whole, name
        assert ask(app, f"/data/incidents.csv?{name}=no-such-code").status == 400, name


def test_etag_gives_304_and_changes_with_the_content(app):
    first = ask(app, BLA)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = ask(app, BLA, if_none_match=given)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["access-control-allow-origin"] == "*"
    other = ask(app, BLA + "&from=2020", if_none_match=tag)
    assert other.status == 200
    assert other.headers["etag"] != tag


def test_text_is_packed_where_it_is_asked_for(app):
    plain = ask(app, BLA)
    for accepted in ("gzip", "br, gzip;q=0.5"):
        packed = ask(app, BLA, accept_encoding=accepted)
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["vary"] == "Accept-Encoding"
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] != plain.headers["etag"]
        same = ask(app, BLA, accept_encoding="gzip", if_none_match=packed.headers["etag"])
        assert same.status == 304
    for accepted in ("gzip;q=0", "br", ""):
        assert "content-encoding" not in ask(app, BLA, accept_encoding=accepted).headers
    archive = ask(app, PREVIEW.format("zip"), accept_encoding="gzip")
    assert "content-encoding" not in archive.headers


def test_head_and_range_and_other_hosts(app):
    whole = ask(app, BLA)
    head = ask(app, BLA, method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
    part = ask(app, BLA, range="bytes=0-9")
    assert (part.status, part.body) == (200, whole.body)
    assert part.headers["accept-ranges"] == "none"
    assert ask(app, BLA, method="OPTIONS", origin="https://elsewhere.example").status == 204


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"])
def test_data_are_only_read(method, app):
    given = ask(app, BLA, method=method)
    assert (given.status, given.headers["allow"]) == (405, "GET, HEAD")
    assert method in error(given)


def test_versions_that_there_are_and_are_not(app, library):
    assert ask(app, f"/data/v{VERSION}/incidents.csv").body == ask(app, "/data/incidents.csv").body
    unknown = ask(app, "/data/v9.9.9/incidents.csv")
    assert unknown.status == 404
    assert all(version in error(unknown) for version in library.versions)
    old = ask(app, "/data/v1.1.0/incidents.csv")
    assert old.status == 404
    assert error(old).endswith(f"It answers from: {VERSION}.")
    assert ask(app, f"/data/incidents.csv?v={VERSION}").status == 200
    stale = ask(app, "/data/incidents.csv?v=1.1.0")
    assert stale.status == 404
    assert "1.1.0" in error(stale)
    assert ask(app, f"/data/v{VERSION}/incidents.csv?v=1.1.0").status == 404


@pytest.mark.thorough
def test_kept_version_answers_from_its_own_tables(data_copy, atlas):
    kept = data_copy / "releases" / VERSION
    text = (kept / "incidents.csv").read_text(encoding="utf-8")
    (kept / "incidents.csv").write_text(
        text.replace("Karachi airport bombing", "An older name"), encoding="utf-8"
    )
    newer = replace(atlas, tables=replace(atlas.tables, data_version="9.0.0"))
    app = open_addresses(Library(newer, data_copy))
    query = "incidents.csv?ids=CPA-2024-0007"
    now, then = ask(app, f"/data/{query}"), ask(app, f"/data/v{VERSION}/{query}")
    assert "Karachi airport bombing" in now.body.decode()
    assert "An older name" in then.body.decode()
    assert list(pd.read_csv(io.BytesIO(then.body))["data_version"]) == [VERSION]
    assert f"v{VERSION}_1-incidents.csv" in then.headers["content-disposition"]
    assert f"{VERSION}, 9.0.0" in error(ask(app, "/data/v1.1.0/incidents.csv"))


@pytest.mark.thorough
def test_damaged_kept_version_is_not_answered_from(data_copy, atlas):
    (data_copy / "releases" / VERSION / "tolls.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    newer = replace(atlas, tables=replace(atlas.tables, data_version="9.0.0"))
    given = ask(open_addresses(Library(newer, data_copy)), f"/data/v{VERSION}/incidents.csv")
    assert given.status == 404
    assert VERSION in error(given)


@pytest.mark.parametrize(
    "path",
    [
        "/data/../server.py",
        "/data/%2e%2e/%2e%2e/etc/passwd",
        "/data/v../incidents.csv",
        "/data/v1.2.0/../incidents.csv",
        "/data/incidents.csv/",
        "/data/incidents.",
        "/data/incidents.xml",
        "/data/incidents",
        "/data//incidents.csv",
        "/data/releases/1.1.0/incidents.csv",
        "/data/incidents.csv%00",
    ],
)
def test_paths_that_lead_nowhere(path, app):
    given = ask(app, path)
    assert given.status == 404
    assert error(given)


def test_other_addresses_are_passed_on(app):
    for path in ("/", "/incidents", "/DATA/", "/database"):
        assert ask(app, path).body == b"the app"
    assert ask(app, "/data").headers["location"] == "/data/"


def test_requests_are_limited_by_client(library):
    app = open_addresses(library, requests_per_minute=2)
    assert [ask(app, BLA).status for _ in range(3)] == [200, 200, 429]
    refused = ask(app, BLA)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "2 requests in a minute" in error(refused)
    assert ask(app, BLA, client="192.0.2.2").status == 200


def test_limit_ends_with_its_minute():
    now = [0.0]
    limit = limits.RateLimit(1, clock=lambda: now[0])
    assert [limit.wait_seconds("a"), limit.wait_seconds("a")] == [0, 60]
    now[0] = 45.0
    assert limit.wait_seconds("a") == 15
    now[0] = 60.0
    assert limit.wait_seconds("a") == 0


def test_query_is_limited_in_length(library, monkeypatch):
    monkeypatch.setenv(limits.LENGTH_SETTING, "50")
    app = open_addresses(library)
    assert ask(app, BLA).status == 200
    given = ask(app, f"{BLA}&ids={'x' * 50}")
    assert given.status == 414
    assert limits.LENGTH_SETTING in error(given)


def test_setting_that_is_no_number_is_named(monkeypatch):
    monkeypatch.setenv(limits.RATE_SETTING, "many")
    with pytest.raises(ValueError, match=limits.RATE_SETTING):
        limits.read_setting(limits.RATE_SETTING, 1)


HOSTILE = (
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\x00",
    "\ud800",
    "‮evil",
    "%s%s%n",
    "=HYPERLINK(1)",
    "9" * 400,
    "PK-BA" * 50,
    ",,,",
    "CPA-2024-0007",
    "PK-BA",
    "2018-02-30",
    "-1",
    "9999-12-31",
    "0000",
)


def hostile_address(choice):
    names = [*FILTER_PARAMETERS, "v", "view", "at", "<b>", "a[]", ""]
    suffix = choice.choice([*DATA_FORMATS, "exe", "csv\x00", "../csv"])
    path = choice.choice(("/data/incidents.", "/data/v1.2.0/incidents.", "/data/v%00/incidents."))
    pairs = [
        (choice.choice(names), choice.choice(HOSTILE) * choice.choice((1, 1, 1, 60)))
        for _ in range(choice.randint(1, 4))
    ]
    if choice.random() < 0.2:
        return f"{path}{suffix}?{'&'.join(quote(a, safe='<>;') for _, a in pairs if a.isascii())}"
    return f"{path}{suffix}?{urlencode(pairs, errors='surrogatepass')}"


def test_hostile_queries_are_answered_soundly(library):
    app, choice = open_addresses(library, requests_per_minute=290), random.Random(20261125)
    statuses = []
    for _ in range(300):
        given = ask(app, hostile_address(choice))
        statuses.append(given.status)
        assert given.status in (200, 400, 404, 414, 429)
        if given.status != 200:
            assert error(given)
    assert {400, 404, 414, 429} <= set(statuses)


def resolve(document, node):
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def test_openapi_describes_what_is_answered(app, atlas):
    document = json.loads(ask(app, "/data/openapi.json").body)
    assert document["openapi"] == "3.1.0"
    assert {"title", "version", "license"} <= document["info"].keys()
    assert document["servers"] == [{"url": "http://atlas.example.org"}]
    operations = [path["get"] for path in document["paths"].values()]
    keys = [operation["operationId"] for operation in operations]
    assert len(set(keys)) == len(keys) == 2 * len(DATA_FORMATS) + 1
    for path, methods in document["paths"].items():
        names = [resolve(document, node)["name"] for node in methods["get"]["parameters"]]
        assert set(FILTER_PARAMETERS) <= set(names)
        assert ("{version}" in path) == ("version" in names)
        assert all(
            "description" in resolve(document, node)
            for node in methods["get"]["responses"].values()
        )
        assert ask(app, path.replace("{version}", VERSION)).status == 200, path
    for parameter in describe_parameters(atlas.vocabulary):
        schema = document["components"]["parameters"][parameter.name]["schema"]
        enum = schema.get("items", schema).get("enum", [])
        assert enum == list(parameter.codes)


def test_guide_names_every_format_and_code_and_runs_no_script(app, atlas):
    given = ask(app, "/data/")
    text = given.body.decode()
    tree = ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))
    scripts = tree.findall(".//script")
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    dataset = json.loads(scripts[0].text)
    assert (dataset["@type"], dataset["version"]) == ("Dataset", VERSION)
    assert len(dataset["distribution"]) == len(DATA_FORMATS) - 1
    said = {element.text for element in tree.iter("code")}
    for parameter in describe_parameters(atlas.vocabulary):
        assert {parameter.name, *parameter.codes} <= said
    assert all(f"/data/incidents.{suffix}" in text for suffix in DATA_FORMATS)
    assert ask(app, "/data/?province=PK-BA").status == 400


def test_examples_of_the_guide_are_answered(app):
    tree = ElementTree.fromstring(ask(app, "/data/").body.decode().removeprefix("<!DOCTYPE html>"))
    links = [link.get("href").removeprefix("http://atlas.example.org") for link in tree.iter("a")]
    ours = [link for link in links if link.startswith("/data/")]
    assert len(ours) > len(DATA_FORMATS)
    assert {ask(app, link).status for link in ours} == {200}
