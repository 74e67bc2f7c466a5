"""Open a snapshot that somebody hands in: nothing in it is trusted, and nothing goes to disk."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.exports.snapshot import SNAPSHOT_TABLES
from geo.exports.snapshot_text import FORMAT_VERSION
from geo.incidents.vocabulary import TIERS
from geo.tables.cells import read_csv_texts, type_columns
from geo.tables.csv_damage import spreadsheet_faults
from geo.tables.schema import PACKAGE_FILE, table_fields

# The full table makes a zip of 0.4 MB that unpacks to 1.3 MB.
MAX_SNAPSHOT_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 256 * 2**20
MAX_MEMBERS = 64
_HASH_START = "sha256:"


class SnapshotError(ValueError):
    """Report that a file can't be opened as a snapshot, in a sentence for its owner."""


@dataclass(frozen=True)
class OpenedSnapshot:
    """Hold what a snapshot says and holds; `faults` names each file that is not as it was written.

    `tables` are those of SNAPSHOT_TABLES that could be read, with the types of our schema.
    """

    descriptor: Mapping[str, Any]
    files: Mapping[str, bytes]
    tables: Mapping[str, pd.DataFrame]
    faults: tuple[str, ...]

    @property
    def snapshot(self) -> Mapping[str, Any]:
        """Return the descriptor's block on filter, figures and versions."""
        return _mapping(self.descriptor["snapshot"])

    @property
    def data_version(self) -> str:
        """Return the data version that the snapshot was made from; empty where it says none."""
        return str(self.snapshot.get("data_version", ""))

    @property
    def created(self) -> str:
        """Return the time of export as it was written, in UTC."""
        return str(self.descriptor.get("created", ""))

    @property
    def sentence(self) -> str:
        """Return the filter in words, as it was written."""
        return str(_mapping(self.snapshot.get("filter")).get("sentence", ""))

    @property
    def query(self) -> dict[str, list[str]]:
        """Return the filter as a URL query, for IncidentFilter.from_query."""
        query = _mapping(_mapping(self.snapshot.get("filter")).get("query"))
        given = {str(name): [text] for name, text in query.items() if isinstance(text, str)}
        # Snapshots of earlier versions name no tiers where they hold all of them.
        return {"inclusion": [",".join(TIERS)]} | given

    @property
    def is_newer_form(self) -> bool:
        """Say whether a newer atlas wrote it in a form that this one doesn't know."""
        form = self.snapshot.get("format_version")
        return not isinstance(form, int) or form > FORMAT_VERSION


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _climbs_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0]


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MAX_MEMBERS:
        raise SnapshotError(f"The zip holds {len(names)} files; a snapshot holds far fewer.")
    if any(_climbs_out(name) for name in names):
        raise SnapshotError("The zip has a file that would be written outside its folder.")
    if len(set(names)) != len(names):
        raise SnapshotError("The zip has two files of the same name.")
    if any(member.flag_bits & 1 for member in members):
        raise SnapshotError("The zip is locked by a password.")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 2**20
        raise SnapshotError(f"The zip unpacks to more than {limit} MB; a snapshot does not.")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    try:
        # zipfile stops at the size that the member states, which _check_members has added up.
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return None


def _read_zip(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    if len(data) > MAX_SNAPSHOT_BYTES:
        limit = MAX_SNAPSHOT_BYTES // 2**20
        raise SnapshotError(f"The file is larger than {limit} MB; a snapshot is not.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, OSError) as error:
        if data.startswith(b"PK"):
            raise SnapshotError("The zip is cut short or damaged: fetch it again.") from error
        raise SnapshotError("The file is no zip.") from error
    with archive:
        _check_members(archive.infolist())
        members = [member for member in archive.infolist() if not member.is_dir()]
        read = {member.filename: _read_member(archive, member) for member in members}
    damaged = [f"{name} is damaged and can't be unpacked." for name in read if read[name] is None]
    return {name: data for name, data in read.items() if data is not None}, damaged


def _read_descriptor(files: Mapping[str, bytes]) -> Mapping[str, Any]:
    if PACKAGE_FILE not in files:
        raise SnapshotError(f"The zip is no snapshot of the atlas: it has no {PACKAGE_FILE}.")
    try:
        descriptor = _mapping(json.loads(files[PACKAGE_FILE]))
    except (ValueError, RecursionError) as error:
        raise SnapshotError(f"{PACKAGE_FILE} can't be read: it is no JSON.") from error
    resources = descriptor.get("resources")
    if not _mapping(descriptor.get("snapshot")) or not isinstance(resources, list):
        raise SnapshotError(f"The zip is no snapshot of the atlas: {PACKAGE_FILE} names no filter.")
    return descriptor


def _hash(data: bytes) -> str:
    return _HASH_START + hashlib.sha256(data).hexdigest()


def _file_faults(descriptor: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
    listed = {
        str(resource["path"]): str(resource.get("hash"))
        for resource in map(_mapping, descriptor["resources"])
        if "path" in resource
    }
    others = {_hash(files[name]): name for name in files if name not in {*listed, PACKAGE_FILE}}
    faults = []
    for name, digest in listed.items():
        if name not in files:
            renamed = others.pop(digest, None)
            faults.append(f"{name} is missing" + (f": it is called {renamed}." if renamed else "."))
        elif _hash(files[name]) != digest:
            faults.append(
                f"{name} was edited: its hash is {_hash(files[name])}, the snapshot's is {digest}."
            )
            broken = spreadsheet_faults(files[name]) if name.endswith(".csv") else ()
            is_flat = name == "incidents_flat.csv"
            faults += [f"{name}: {message}." for _, message in broken if not is_flat]
    return faults + [f"{name} does not belong to the snapshot." for name in others.values()]


def _read_tables(files: Mapping[str, bytes]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    tables, faults = {}, []
    for name in SNAPSHOT_TABLES:
        if (data := files.get(f"{name}.csv")) is None:
            continue
        try:
            tables[name] = type_columns(read_csv_texts(io.BytesIO(data)), table_fields(name))
        except (ValueError, TypeError, OverflowError) as error:
            reason = str(error).splitlines()[0][:120] if str(error) else "it is empty"
            faults.append(f"{name}.csv can't be read as a table: {reason}")
    return tables, faults


def read_snapshot(data: bytes) -> OpenedSnapshot:
    """Open a snapshot from its bytes, whatever its file is called, and check every hash.

    Raises SnapshotError where it is no zip, no snapshot, too large, or built to do harm. Files
    that were edited, renamed, removed or added are in `faults`, and the rest is read.
    """
    files, damaged = _read_zip(data)
    descriptor = _read_descriptor(files)
    tables, unreadable = _read_tables(files)
    faults = [*damaged, *_file_faults(descriptor, files), *unreadable]
    return OpenedSnapshot(descriptor, files, tables, tuple(faults))
