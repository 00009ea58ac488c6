"""An archive of a workspace: a ZIP with a list of all that is in it, each file with its size and SHA-256.

Whatever is not exactly as listed is refused before anything is unpacked. The list guards against damage and mistakes, not against somebody
who can write the whole archive anew: who has to fear that keeps the SHA-256 of the archive elsewhere.
"""

import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from stocktake.errors import DataError

LIST: Final = "manifest.json"
LONGEST_LIST: Final = 50_000_000
CHUNK: Final = 1024 * 1024
PACKED_ALREADY: Final = frozenset({".parquet", ".png", ".jpg", ".gz", ".zip", ".pdf", ".docx", ".xlsx"})

_PLAIN_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\\:/]+")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    NotImplementedError,
)
"""What Python raises for an archive that is cut off, altered, encrypted or no archive; RuntimeError is its word for a password."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive, as the list names it."""

    name: str
    size: int
    digest: str


class Writer:
    """Puts files into an archive, one after the other and in pieces, and lists them at the end."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: list[Entry] = []

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Put a file in, piece by piece."""
        seen, size = sha256(), 0
        with self._archive.open(_described(name), "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                seen.update(piece)
                size += len(piece)
        self._entries.append(Entry(name, size, seen.hexdigest()))

    def end(self, facts: Mapping[str, Any]) -> None:
        """Put the list in, with what else there is to know."""
        listed = [{"name": one.name, "bytes": one.size, "sha256": one.digest} for one in self._entries]
        content = json.dumps({**facts, "files": listed}, ensure_ascii=False, indent=1).encode()
        with self._archive.open(_described(LIST), "w") as file:
            file.write(content)


@dataclass(frozen=True, slots=True)
class Reader:
    """An archive that was looked through: what is known of it, and its files by name."""

    archive: zipfile.ZipFile
    facts: Mapping[str, Any]
    entries: Mapping[str, Entry]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a file piece by piece."""
        with self.archive.open(name) as file:
            yield from pieces_of(file)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file."""
        with self.archive.open(name) as file:
            yield from file


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Give a writer; when all is well and what was written reads back as it was, `path` is there, readable by its owner alone, else nothing is.

    DataError where `path` is there already or cannot be written.
    """
    if path.exists():
        raise DataError(f"{path} is there already, and a backup is not overwritten: name another file")
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    _clean(path)
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        with reading(beside):
            os.link(beside, path)  # unlike a rename it never takes another file's place
    except FileExistsError as fault:
        raise DataError(f"{path} is there already, and a backup is not overwritten: name another file") from fault
    except OSError as fault:
        raise DataError(f"{path} cannot be written ({fault.strerror}): make room, or name another file") from fault
    finally:
        beside.unlink(missing_ok=True)


def _clean(path: Path) -> None:
    """Take away what a killed backup left half written in the same folder."""
    for left in path.parent.glob(f".*{path.suffix}.*.tmp"):
        if not lives(left):
            left.unlink(missing_ok=True)


def lives(beside: Path) -> bool:
    """Return whether the process that makes a file or folder, whose number stands last in its name, is still there."""
    try:
        os.kill(int(beside.name.split(".")[-2]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Give a reader of an archive that is whole: every file is as the list says, and no other is there. DataError in one line otherwise."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as fault:
        raise DataError(f"{path} is not there: name the archive that `stocktake backup` wrote") from fault
    except _BROKEN as fault:
        raise _refusal(path, "it is cut off or no archive") from fault
    with archive:
        try:
            found = _looked_through(archive, path)
        except _BROKEN as fault:
            raise _refusal(path, "it is damaged") from fault
        yield found


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of a file in pieces of bounded size."""
    while piece := file.read(CHUNK):
        yield piece


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    seen = sha256()
    with path.open("rb") as file:
        for piece in pieces_of(file):
            seen.update(piece)
    return seen.hexdigest()


def _looked_through(archive: zipfile.ZipFile, path: Path) -> Reader:
    if archive.getinfo(LIST).file_size > LONGEST_LIST:
        raise _refusal(path, "its list of files is too long")
    facts = json.loads(archive.read(LIST))
    entries = {one["name"]: Entry(one["name"], int(one["bytes"]), one["sha256"]) for one in facts.pop("files")}
    names = archive.namelist()
    if sorted(names) != sorted([*entries, LIST]):
        raise _refusal(path, "it does not hold the files that it lists")
    if odd := [name for name in names if not is_plain(name)]:
        raise _refusal(path, f"it holds a file that would lie elsewhere, {odd[0][:80]!r}")
    if len({name.casefold() for name in names}) != len(names):
        raise _refusal(path, "it holds two files of one name")
    reader = Reader(archive, facts, entries)
    if changed := [entry.name for entry in entries.values() if not _is_as_listed(reader, entry)]:
        raise _refusal(path, f"{changed[0]} in it is not what was put in")
    return reader


def is_plain(name: str) -> bool:
    """Return whether a name leads to a file below where it is unpacked, on any system.

    >>> is_plain("figures/a/b.parquet"), is_plain("../b"), is_plain("/etc/passwd"), is_plain("a//b"), is_plain("C:/b")
    (True, False, False, False, False)
    """
    parts = name.split("/")
    return all(_PLAIN_NAME.fullmatch(part) and part not in (".", "..") for part in parts)


def _is_as_listed(reader: Reader, entry: Entry) -> bool:
    seen, size = sha256(), 0
    for piece in reader.pieces(entry.name):
        seen.update(piece)
        size += len(piece)
        if size > entry.size:  # what unpacks to more than it says is not read to its end
            return False
    return size == entry.size and seen.hexdigest() == entry.digest


def _described(name: str) -> zipfile.ZipInfo:
    """Return what an archive says of a file: the same for the same content, whenever it was written."""
    found = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    found.compress_type = zipfile.ZIP_STORED if Path(name).suffix in PACKED_ALREADY else zipfile.ZIP_DEFLATED
    found.external_attr = 0o600 << 16
    return found


def _refusal(path: Path, reason: str) -> DataError:
    return DataError(f"{path} was not restored: {reason}; nothing was changed: take another copy of the backup")
