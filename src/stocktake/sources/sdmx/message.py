"""What every message of SDMX comes to: who sent it, and its observations as tables of text, a few thousand rows at a time."""

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from gzip import GzipFile
from itertools import chain
from pathlib import Path
from typing import IO

import pyarrow as pa

from stocktake.errors import DataError
from stocktake.sources import files

BATCH = 50_000
"""Observations that stand together in one piece."""

_GZIP = b"\x1f\x8b"
_NAMED = re.compile(r"(?P<agency>[^\s:=()]+):(?P<id>[^\s:=()]+)(?:\((?P<version>[^()]*)\))?")
_SERVED = re.compile(r"/(?:dataflow|datastructure|provisionagreement)/(?P<agency>[^/?]+)/(?P<id>[^/?]+)(?:/(?P<version>[^/?]+))?")
_NOBODY = ("", "unknown", "not_supplied", "not_configured", "anonymous")


@dataclass(frozen=True, slots=True)
class Header:
    """Who made a message and of what: the data flow or structure with its agency and version, the day it was prepared, its sender."""

    agency: str = ""
    id: str = ""
    version: str = ""
    title: str = ""
    sender: str = ""
    prepared: str = ""

    @property
    def name(self) -> str:
        """The data flow as SDMX names it: `ECB:EXR(1.0)`."""
        version = f"({self.version})" if self.version else ""
        return f"{self.agency}:{self.id}{version}" if self.agency else f"{self.id}{version}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some observations in the order of the file: a column of text a dimension, measure and attribute, null or empty where nothing is said.

    `attributes` names the columns that say something about an observation and split nothing. The column `ACTION` is there where the
    message says what to do with a row, `D` for delete. `first` is the place of the first row in the file.
    """

    table: pa.Table
    attributes: frozenset[str]
    first: int


def named(text: str) -> tuple[str, str, str]:
    """Return agency, id and version of the structure that a URN, an address or a short name tells; empty texts where it tells none.

    >>> named("urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ECB:EXR(1.0)"), named("AGENCY:DF_ID"), named("https://x.org/dataflow/A/B/1.0")
    (('ECB', 'EXR', '1.0'), ('AGENCY', 'DF_ID', ''), ('A', 'B', '1.0'))
    """
    found = _SERVED.search(text) if "://" in text else _NAMED.fullmatch(text.rpartition("=")[2].strip())
    return (found["agency"], found["id"], found["version"] or "") if found else ("", "", "")


def flow(text: str) -> tuple[str, str, str]:
    """Return agency, id and version of the data flow that a cell names; a text in no known form is an id alone.

    >>> flow("ECB:EXR(1.0)"), flow("EXR")
    (('ECB', 'EXR', '1.0'), ('', 'EXR', ''))
    """
    found = named(text)
    return found if any(found) else ("", " ".join(text.split()), "")


def somebody(*names: str) -> str:
    """Return the first name that is one, empty for none: senders call themselves `Unknown` too."""
    return next((" ".join(one.split()) for one in names if one.strip().lower() not in _NOBODY), "")


def piece(rows: Sequence[Mapping[str, str]], attributes: frozenset[str], first: int) -> Piece:
    """Return rows as a piece; its columns are all names that any of the rows has, as they are met."""
    names = dict.fromkeys(chain.from_iterable(rows))
    return Piece(pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), attributes, first)


def opened(path: Path) -> IO[bytes]:
    """Return a file open for reading, unpacked where it is packed by gzip, whatever its name; DataError where it cannot be opened."""
    try:
        file = path.open("rb")
    except OSError as fault:
        raise DataError(f"{path.name}: cannot be read ({said(fault)}); see {path}") from fault
    is_packed = file.read(2) == _GZIP
    file.seek(0)
    return io.BufferedReader(_Unpacked(file, path), 1 << 20) if is_packed else file


class _Unpacked(io.RawIOBase):
    """A gzip file that stops where it unpacks to far more than it weighs."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._content, self._path = file, GzipFile(fileobj=file), path
        self._most = min(files.LARGEST, max(10_000_000, files.RATIO * path.stat().st_size))
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            block = self._content.read(len(buffer))
        except (OSError, EOFError, zlib.error) as fault:
            raise DataError(f"{self._path.name}: cannot be unpacked ({said(fault)}); see {self._path}") from fault
        self._seen += len(block)
        if self._seen > self._most:
            raise DataError(f"{self._path.name}: unpacks to more than {self._most} bytes; that is no file of figures")
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()


def opening(path: Path, length: int = 65_536) -> bytes:
    """Return the first bytes of a file, unpacked."""
    with opened(path) as file:
        return file.read(length)


def blocks(path: Path) -> Iterator[bytes]:
    """Yield a file, unpacked, a million bytes at a time."""
    with opened(path) as file:
        while block := file.read(1 << 20):
            yield block


def said(fault: BaseException) -> str:
    """Return what went wrong on one line."""
    return " ".join(str(fault).split())[:300] or type(fault).__name__
