"""Tell what a spreadsheet did to a CSV file, before its cells are judged."""

from __future__ import annotations

from collections.abc import Iterator

_UTF8_MARK = b"\xef\xbb\xbf"


def spreadsheet_faults(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield a check's name and a message for each thing that saving in a spreadsheet broke."""
    if data.startswith(_UTF8_MARK):
        yield "file_has_no_mark", "the file starts with a byte order mark; save it as plain UTF-8"
    if b"\r" in data:
        yield "file_ends_lines_with_lf", "the file has Windows line ends (CRLF); save it with LF"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield "file_is_utf8", f"the file is not UTF-8 (byte {error.start}); save it as UTF-8"
    header = data.split(b"\n", 1)[0]
    if header.count(b";") > header.count(b","):
        yield "file_uses_commas", "the columns are separated by semicolons; save it with commas"
