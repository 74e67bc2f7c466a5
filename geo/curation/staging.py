"""Put changed files in place all together: staged first, a marker last, healed after a crash."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from geo.curation.ledger import refusal
from geo.tables.schema import DataFaultError

STAGED_FOLDER = ".staged"
DONE_FOLDER = ".staged.done"
MARKER = "ready.json"


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold a data folder for one writer. Raises DataFaultError while another one has it."""
    # Only POSIX has it; elsewhere every command but the curator's still works.
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise refusal("folder_is_there", str(folder), f"can't be opened: {error}") from error
    try:
        # The kernel lets go of it when the process dies, so that no stale lock can be left.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        message = "another curator's command is at work here; run yours again when it is done"
        raise refusal("one_writer_at_a_time", str(folder), message) from None
    try:
        yield
    finally:
        os.close(handle)


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def candidate_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder for the changed data, on the same disk.

    It is gone afterwards, unless its files were being put in place: then heal_folder needs it.
    """
    staged = folder / STAGED_FOLDER
    staged.mkdir(exist_ok=True)
    candidate = Path(tempfile.mkdtemp(dir=staged))
    (candidate / "boundaries").symlink_to((folder / "boundaries").resolve())
    try:
        yield candidate
    finally:
        if staged.exists() and not (staged / MARKER).exists():
            shutil.rmtree(staged)


def put_in_place(folder: Path, candidate: Path, base: Mapping[str, bytes]) -> list[str]:
    """Move the candidate's changed and new files into the data folder and return their names.

    `base`: the files of the first level as they were read. Raises DataFaultError, with nothing
    written, when one of them is another now.
    """
    names = {path.name for path in folder.iterdir() if path.is_file()}
    for name in sorted(names | set(base)):
        path = folder / name
        if name not in base or not path.is_file() or path.read_bytes() != base[name]:
            message = "changed on disk since it was read; nothing was written, run it again"
            raise refusal("file_is_as_read", name, message)
    changed: dict[str, dict[str, str | None]] = {}
    for path in sorted(candidate.rglob("*")):
        name = path.relative_to(candidate).as_posix()
        if path.is_file() and (name not in base or path.read_bytes() != base[name]):
            changed[name] = {"before": _digest(folder / name), "after": _digest(path)}
            _sync(path)
    marker = folder / STAGED_FOLDER / MARKER
    unready = marker.with_suffix(".part")
    plan = {"candidate": candidate.name, "files": changed}
    unready.write_text(json.dumps(plan, indent=1), encoding="utf-8")
    _sync(unready)
    _sync(candidate)
    unready.replace(marker)
    _sync(marker.parent)
    _finish(folder)
    return list(changed)


def _finish(folder: Path) -> list[str]:
    """Move what the plan names and is not in place yet, and return the plan's files."""
    staged = folder / STAGED_FOLDER
    plan = json.loads((staged / MARKER).read_text(encoding="utf-8"))
    candidate = staged / plan["candidate"]
    pending = {name: marks for name, marks in plan["files"].items() if (candidate / name).exists()}
    for name, marks in pending.items():
        if _digest(folder / name) != marks["before"]:
            message = (
                f"changed while a change of it was waiting in {STAGED_FOLDER}; "
                f"keep the one that is right and delete {STAGED_FOLDER}"
            )
            raise refusal("file_is_as_read", name, message)
    for name in pending:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (candidate / name).replace(target)
    _sync(folder)
    # In one step, so that whenever the process ends the healing can tell done from not begun.
    staged.replace(folder / DONE_FOLDER)
    shutil.rmtree(folder / DONE_FOLDER)
    return list(plan["files"])


def heal_folder(folder: Path) -> str | None:
    """Complete or discard what a killed command left, and say which; the folder is locked.

    Raises DataFaultError when a file was changed by hand in between.
    """
    staged, done = folder / STAGED_FOLDER, folder / DONE_FOLDER
    if done.is_dir():
        shutil.rmtree(done)
        return "An interrupted command was completed: its change is in the tables."
    if not staged.is_dir():
        return None
    if (staged / MARKER).is_file():
        files = ", ".join(_finish(folder))
        return f"An interrupted command was completed: its change is in the tables ({files})."
    shutil.rmtree(staged)
    return "An interrupted command had written nothing; run it again."


def heal_left_over(folder: Path) -> str | None:
    """Heal a folder before it is read, unless a writer is at work, and say what was done.

    Raises DataFaultError as heal_folder does.
    """
    if not any((folder / name).is_dir() for name in (STAGED_FOLDER, DONE_FOLDER)):
        return None
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_folder(folder))
        except DataFaultError:
            return None
        return heal_folder(folder)
