"""Snapshots: tables of observations in files that never change, and a pointer that says which of them count.

A store is a folder, `figures` in a workspace:

    <dataset>/<digest>.parquet     the observations of a data set; the name is the beginning of the file's own sha256
    current.json                   the pointer: for each data set its file, size, sha256, rows, and what it was built from
    .lock                          held while the pointer is swapped

A writer puts a new file beside the old one and then swaps the pointer in one step, so a reader sees the old state or the new one
and needs no lock. Files that no longer count stay until somebody prunes them.
"""

import os
import re
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from stocktake.errors import WorkspaceError
from stocktake.model.provenance import Source
from stocktake.tables import fingerprint, lock, schema, strict

POINTER = "current.json"
LEFT_OVER_AFTER = 3600.0
"""Seconds after which a temporary file counts as left over by a writer that was killed."""

_DATASET = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class BuiltFrom:
    """What made a snapshot: the digest of the input, the version of stocktake, and the editions the figures come from.

    `is_builtin` is true for a built-in pack: it can be filled in again at any time.
    """

    digest: str
    made_by: str
    sources: tuple[Source, ...] = ()
    is_builtin: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a data set on disk. `file` is its path below the store, with `/`."""

    dataset: str
    file: str
    sha256: str
    size: int
    rows: int
    built_from: BuiltFrom


@dataclass(frozen=True, slots=True)
class Pointer:
    """The content of `current.json`: the snapshots that count, by data set."""

    datasets: Mapping[str, Snapshot] = field(default_factory=dict)


def write(folder: Path, dataset: str, table: pa.Table, built_from: BuiltFrom) -> Snapshot:
    """Return the snapshot of `table` written to the store `folder`; from now on it is the current one of `dataset`.

    The folder is made where it is missing; the rows are completed and sorted (`tables.schema`). WorkspaceError when the folder
    cannot be written; the old state holds then.
    """
    if not _DATASET.fullmatch(dataset):
        raise WorkspaceError(f'"{dataset}" cannot name a data set: use small letters, digits, "-", "_" and "."')
    with _said(folder, "written"):
        (folder / dataset).mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with _temporary(folder / dataset) as draft:
            snapshot = _drafted(draft, dataset, schema.in_order(schema.complete(table)), built_from)
            with lock.held(folder / ".lock"):
                draft.replace(folder / snapshot.file)
                _flush_folder(folder / dataset)
                _swap(folder, {**current(folder), dataset: snapshot})
    return snapshot


def prune(folder: Path, is_dry: bool = False) -> tuple[tuple[str, int], ...]:
    """Remove the files that no longer count and return their paths below `folder`, with `/`, and sizes in bytes.

    Where `is_dry` nothing is removed. A writer at work loses nothing: its file has no name of its own until it counts.
    """
    if not folder.is_dir():
        return ()
    with _said(folder, "written"), lock.held(folder / ".lock"):
        kept = {one.file for one in current(folder).values()}
        found = sorted(path for path in folder.glob("*/*.parquet") if path.relative_to(folder).as_posix() not in kept)
        removed = tuple((path.relative_to(folder).as_posix(), path.stat().st_size) for path in found)
        for path in () if is_dry else found:
            path.unlink()
            with suppress(OSError):
                path.parent.rmdir()
    return removed


def forget(folder: Path, dataset: str) -> None:
    """Let a data set no longer count; its file stays until `prune`. KeyError where there is none of that name."""
    with _said(folder, "written"), lock.held(folder / ".lock"):
        rest = dict(current(folder))
        del rest[dataset]
        _swap(folder, rest)


def current(folder: Path) -> Mapping[str, Snapshot]:
    """Return the snapshots that count, by data set; none in a folder that has not been filled.

    Only the pointer is read. WorkspaceError when it cannot be read as a pointer.
    """
    path = folder / POINTER
    with _said(path, "read"):
        content = path.read_bytes() if path.exists() else b'{"datasets":{}}'
    try:
        return strict.convert(msgspec.json.decode(content), Pointer).datasets
    except (msgspec.DecodeError, ValueError) as fault:
        raise WorkspaceError(
            f"{path}: is not a readable pointer ({fault}); delete {folder}: it is filled again from the built-in packs "
            "on the next run, figures from elsewhere have to be read again"
        ) from fault


def is_current(folder: Path, dataset: str, digest: str, made_by: str) -> bool:
    """Return whether the current snapshot of `dataset` was built from `digest` by the version `made_by`, and its file is there.

    Cheap: the file is not read.
    """
    snapshot = current(folder).get(dataset)
    if snapshot is None or (snapshot.built_from.digest, snapshot.built_from.made_by) != (digest, made_by):
        return False
    path = folder / snapshot.file
    return path.is_file() and path.stat().st_size == snapshot.size


def verify(folder: Path) -> Mapping[str, Path]:
    """Return the file of each current snapshot, by data set, after comparing size and sha256 with the pointer."""
    return {dataset: _verified(folder, snapshot) for dataset, snapshot in sorted(current(folder).items())}


def _verified(folder: Path, snapshot: Snapshot) -> Path:
    path = folder / snapshot.file
    with _said(path, "read"):
        if fault := _fault(path, snapshot):
            raise WorkspaceError(f"{path}: {fault}; {_remedy(path.parent, snapshot)}")
    return path


def _fault(path: Path, snapshot: Snapshot) -> str:
    """Return what is wrong with the file of a snapshot, an empty string where nothing is."""
    if not path.is_file():
        return "is missing"
    if (size := path.stat().st_size) != snapshot.size:
        return f"has {size} bytes where {snapshot.size} were written"
    return "" if fingerprint.of(path) == snapshot.sha256 else "has changed since it was written"


def _remedy(folder: Path, snapshot: Snapshot) -> str:
    if snapshot.built_from.is_builtin:
        return f"delete {folder}: it is filled again from the built-in packs on the next run"
    return f'read "{snapshot.dataset}" again from its source'


def _drafted(draft: Path, dataset: str, table: pa.Table, built_from: BuiltFrom) -> Snapshot:
    """Return the snapshot of `table`, its file whole and on disk at `draft`."""
    pq.write_table(table, draft, compression="zstd", use_dictionary=True)
    _flush(draft)
    digest = fingerprint.of(draft)
    return Snapshot(dataset, f"{dataset}/{digest[:16]}.parquet", digest, draft.stat().st_size, table.num_rows, built_from)


def _swap(folder: Path, snapshots: Mapping[str, Snapshot]) -> None:
    """Let the pointer name `snapshots`, in one step."""
    with _temporary(folder) as draft:
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(Pointer(dict(sorted(snapshots.items())))), indent=1))
        _flush(draft)
        draft.replace(folder / POINTER)
    _flush_folder(folder)


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """Give a path in `folder` for a file in the making; what is left there in the end is removed."""
    path = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what killed writers left over; what is younger may belong to a writer at work."""
    for path in folder.rglob(".*.tmp"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT_OVER_AFTER:
                path.unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the names in `folder` last through a power cut, where the system can open folders."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _said(path: Path, done: str) -> Iterator[None]:
    """Turn a fault of the system into one line: which path could not be read or written, and why."""
    try:
        yield
    except OSError as fault:
        reason = os.strerror(fault.errno) if fault.errno else " ".join(str(fault).split())
        advice = "free some space or choose another folder with --workspace" if done == "written" else "check its permissions"
        raise WorkspaceError(f"{path}: cannot be {done} ({reason}); {advice}") from fault
