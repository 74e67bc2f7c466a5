"""What leaves the page and comes back to it, in a real Chromium."""

import io
import zipfile

import pytest
from journey import Visit, expect

from geo.exports.formats import FORMATS

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(browser, address):
    visit = Visit(browser, address)
    yield visit
    visit.context.close()


def download(visit, label):
    formats = visit.page.get_by_role("combobox", name="Format")
    if not formats.is_visible():
        visit.page.get_by_role("button", name="Other formats").click()
    if formats.input_value() != label:
        visit.pick(formats, label)
    wanted = next(each for each in FORMATS.values() if each.label == label)
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=f"Download {wanted.suffix}", exact=True).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def upload(visit, name, content):
    visit.open("/about")
    visit.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/zip", "buffer": content}
    )


def test_every_format_comes_with_the_number_of_incidents_in_its_name(visit):
    visit.open("/incidents?province=PK-SD&inclusion=core")
    for each in FORMATS.values():
        name, content = download(visit, each.label)
        assert name.endswith(f"_14-incidents.{each.suffix}")
        assert len(content) > 1000


def test_snapshot_comes_back_with_its_filter(visit):
    visit.open("/incidents?province=PK-SD&inclusion=core")
    sentence = visit.sentence().inner_text()
    upload(visit, *download(visit, FORMATS["snapshot"].label))
    expect(visit.page.get_by_text("today’s data say the same")).to_be_visible()
    visit.page.get_by_role("button", name="Restore its filter").click()
    expect(visit.sentence()).to_have_text(sentence)


def test_edited_snapshot_and_what_is_none_are_told_apart(visit):
    visit.open("/incidents?province=PK-GB")
    name, content = download(visit, FORMATS["snapshot"].label)
    edited = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(edited, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, data.replace(b"core", b"link") if "incidents" in member else data)
    upload(visit, name, edited.getvalue())
    expect(visit.page.get_by_text("not as they were written")).to_be_visible()
    upload(visit, "renamed.zip", b"no zip at all")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    assert visit.complaints == []
