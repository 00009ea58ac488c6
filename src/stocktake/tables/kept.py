"""What was worked out once and is kept beside the figures: it may be deleted at any time, and a damaged file is as if it were not there."""

import glob
import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa

from stocktake.tables import fingerprint

_DIGEST = hashlib.sha256().digest_size


def read(path: Path) -> bytes | None:
    """Return what `write` kept at `path`; None where there is nothing, or not the whole of it."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    is_whole = hashlib.sha256(content[_DIGEST:]).digest() == content[:_DIGEST]
    return content[_DIGEST:] if is_whole else None


def write(path: Path, content: bytes, most: int) -> None:
    """Keep `content` at `path`, whole or not at all, and let at most the `most` newest files stay beside it.

    Where the folder cannot be written, nothing is kept. Several processes may write at once: the last one wins.
    """
    with _drafted(path) as draft:
        draft.write_bytes(hashlib.sha256(content).digest() + content)
        draft.replace(path)
        _thin_out(path.parent, most)


def file(path: Path) -> Path | None:
    """Return the file that `write_file` kept under `path`; None where there is none, or not the whole of it."""
    with suppress(OSError):
        for found in path.parent.glob(f"{glob.escape(path.name)}.*"):
            if found.suffix == f".{_beginning(found)}":
                return found
    return None


def write_file(path: Path, write: Callable[[Path], None], most: int) -> Path | None:
    """Return the file that `write` filled, whose name is that of `path` and the beginning of its own sha256; None where it cannot be
    written. At most the `most` newest files stay beside it.
    """
    with _drafted(path) as draft:
        write(draft)
        found = path.with_name(f"{path.name}.{_beginning(draft)}")
        draft.replace(found)
        _thin_out(path.parent, most)
        return found
    return None


def read_table(path: Path) -> pa.Table | None:
    """Return the table that `write_table` kept at `path`; None where there is none, or something else."""
    content = read(path)
    with suppress(pa.ArrowException):
        return None if content is None else from_bytes(content)
    return None


def write_table(path: Path, table: pa.Table, most: int) -> None:
    """Keep a table at `path` as `write` does."""
    write(path, to_bytes(table), most)


def to_bytes(table: pa.Table) -> bytes:
    """Return a table in Arrow's own bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def from_bytes(content: bytes) -> pa.Table:
    """Return the table that `to_bytes` wrote down."""
    return pa.ipc.open_stream(pa.py_buffer(content)).read_all()


@contextmanager
def _drafted(path: Path) -> Iterator[Path]:
    """Give a path beside `path` for a file in the making; what the system cannot write is left, and what lies there in the end goes."""
    draft = path.with_name(f".{uuid.uuid4().hex}.tmp")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with suppress(OSError):
            yield draft
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _beginning(path: Path) -> str:
    """Return the beginning of the sha256 of a file."""
    return fingerprint.of(path)[:16]


def _thin_out(folder: Path, most: int) -> None:
    """Remove all but the newest files; those that a killed process left over grow old like others."""
    aged = sorted(((path.stat().st_mtime, path) for path in folder.iterdir()), reverse=True)
    for _, path in aged[most:]:
        path.unlink(missing_ok=True)
