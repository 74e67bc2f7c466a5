"""Hold the data versions that can be answered from, and the files made from them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from geo.addresses.errors import AddressError
from geo.addresses.files import DATA_FORMATS, DataFile, make_file
from geo.atlas import Atlas
from geo.incidents.filters import IncidentFilter
from geo.incidents.flat import flatten_incidents
from geo.incidents.grading import grade_sources
from geo.incidents.releases import data_versions, version_key
from geo.incidents.vocabulary import build_vocabulary
from geo.places.projects import nearest_projects
from geo.tables.folders import DATA_FOLDER
from geo.tables.loader import load_tables
from geo.tables.schema import PACKAGE_FILE, DataFaultError, load_package

# The largest, a snapshot of everything, has some 0.7 MB.
KEPT_FILES = 64


def _columns(folder: Path) -> dict[str, set[str]]:
    return {
        table["name"]: {field["name"] for field in table["schema"]["fields"]}
        for table in load_package(folder)["resources"]
    }


def _has_form_of(kept: Path, present: Path) -> bool:
    """Return whether kept tables have the tables and columns that the loader asks for."""
    try:
        theirs, ours = _columns(kept), _columns(present)
    except (DataFaultError, KeyError, TypeError):
        return False
    return theirs.keys() == ours.keys() and all(theirs[name] >= ours[name] for name in ours)


def open_edition(atlas: Atlas, folder: Path) -> Atlas:
    """Return kept tables in the boundaries of today. Raises DataFaultError when they are damaged.

    Its markers are empty: an edition is for files, not for a map.
    """
    tables = load_tables(folder)
    incidents = flatten_incidents(tables, atlas.districts)
    return replace(
        atlas,
        tables=tables,
        incidents=incidents,
        vocabulary=build_vocabulary(atlas.districts, tables),
        markers=[],
        marker_data=[],
        timeline_data=[],
        grades=grade_sources(tables),
        nearest=nearest_projects(incidents, tables.projects),
    )


class Library:
    """Answer for data versions and files out of the served atlas and its folder's releases."""

    def __init__(self, atlas: Atlas, folder: Path = DATA_FOLDER) -> None:
        self.atlas = atlas
        self.folder = folder
        self._editions = {self.served: atlas}
        self._files: OrderedDict[tuple[str, IncidentFilter, str], DataFile] = OrderedDict()
        self._lock = Lock()

    @property
    def served(self) -> str:
        """Return the data version that is served now."""
        return self.atlas.tables.data_version

    @cached_property
    def versions(self) -> list[str]:
        """Return the data versions that exist, oldest first."""
        return sorted({*data_versions(self.atlas.tables), self.served}, key=version_key)

    @cached_property
    def answerable(self) -> list[str]:
        """Return the data versions whose tables are kept in a form that is read today."""
        return [
            version
            for version in self.versions
            if version == self.served
            or (
                (self._kept(version) / PACKAGE_FILE).is_file()
                and _has_form_of(self._kept(version), self.folder)
            )
        ]

    def _kept(self, version: str) -> Path:
        return self.folder / "releases" / version

    def edition(self, version: str) -> Atlas:
        """Return the atlas of a data version.

        Raises AddressError (404) for one that does not exist or is not kept in a readable form.
        """
        if version not in self.versions:
            listed = ", ".join(self.versions)
            sentence = f"There is no data version “{version[:20]}”. Those that exist: {listed}."
            raise AddressError(404, sentence, versions=self.versions)
        if version not in self.answerable:
            raise self._not_readable(version)
        with self._lock:
            if version not in self._editions:
                try:
                    self._editions[version] = open_edition(self.atlas, self._kept(version))
                except DataFaultError as error:
                    raise self._not_readable(version) from error
            return self._editions[version]

    def _not_readable(self, version: str) -> AddressError:
        return AddressError(
            404,
            f"Data version {version} exists, but its tables are not kept in a form that this "
            f"server reads. It answers from: {', '.join(self.answerable)}.",
            versions=self.answerable,
        )

    def file(self, atlas: Atlas, chosen: IncidentFilter, suffix: str) -> DataFile:
        """Return a filter's file, made once while it is among the last KEPT_FILES asked for.

        Raises AddressError (404) for an unknown suffix.
        """
        if suffix not in DATA_FORMATS:
            listed = ", ".join(f".{known}" for known in DATA_FORMATS)
            sentence = f"There is no format “.{suffix[:20]}”. Those that exist: {listed}."
            raise AddressError(404, sentence, formats=list(DATA_FORMATS))
        key = (atlas.tables.data_version, chosen, suffix)
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        # Two that ask at once may both make it; the bytes are the same.
        made = make_file(atlas, chosen, suffix)
        with self._lock:
            self._files[key] = made
            while len(self._files) > KEPT_FILES:
                self._files.popitem(last=False)
        return made
