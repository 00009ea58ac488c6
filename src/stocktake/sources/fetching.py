"""Files fetched from their publishers, kindly and safely: asked for once, kept, and asked only whether they have changed.

A file lies in the cache whole or not at all. While it comes it is `NAME.part`; beside it `NAME.json` says where it came from, and how the
publisher marks this state of it. A fetch that broke off goes on where it stopped, if the publisher's file is still the same.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from stocktake.errors import DataError

TRIES: Final = 5
"""How often an address is asked before it counts as failing."""

WAITS: Final = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries."""

PATIENCE: Final = 60.0
"""The longest wait, in seconds, that a publisher may ask for."""

TIMEOUT: Final = 30.0
"""Seconds without a byte after which a try has failed."""

LARGEST: Final = 2_000_000_000
"""Bytes that one file may have."""

_AGAIN = (429, 500, 502, 503, 504)
_BLOCK = 1 << 16

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a file in the cache: its address, how the publisher marks its state, its size and sha256."""

    url: str
    etag: str = ""
    modified: str = ""
    size: int = 0
    sha256: str = ""
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file in the cache, and whether it is new or the one that was there."""

    path: Path
    is_new: bool


def _unseen(_: int, __: int | None) -> None:
    """Show nobody how far it is."""


@dataclass(slots=True)
class Fetcher:
    """Fetches files one after the other, with at least `interval` seconds between two questions to a publisher.

    `pause` waits so many seconds; `progress` is told the bytes so far and in all, None where nobody knows.
    """

    cache: Path
    today: str
    interval: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: Callable[[float], None] = time.sleep
    progress: Progress = _unseen
    timeout: float = TIMEOUT
    _asked: float = 0.0

    def fetch(self, url: str, name: str) -> Fetched:
        """Return the file at `url` as `name` in the cache; the one that is there where it has not changed.

        DataError, one line, where the publisher cannot be reached, refuses, or breaks off again and again; what was in the cache
        stays.
        """
        import urllib3

        self.cache.mkdir(parents=True, exist_ok=True)
        told = ""
        with urllib3.PoolManager(num_pools=1, maxsize=1) as pool:
            for place in range(TRIES):
                try:
                    return self._once(pool, url, name)
                except _TryLater as later:
                    told, wait = later.said, later.wait
                except urllib3.exceptions.HTTPError as fault:
                    told, wait = _reason(fault), None
                if place < TRIES - 1:
                    self.pause(WAITS[place] if wait is None else min(wait, PATIENCE))
        raise DataError(
            f"{url}: {told}, {TRIES} times; try again later, or fetch the file by hand and use `stocktake source read`"
        )

    def _once(self, pool: Any, url: str, name: str) -> Fetched:
        path, part = self.cache / name, self.cache / f"{name}.part"
        mark, half = _mark(self.cache / f"{name}.json"), _mark(self.cache / f"{name}.part.json")
        if mark.url != url or not path.is_file():
            mark = Mark(url)
        begun = part.stat().st_size if part.is_file() and half.url == url and (half.etag or half.modified) else 0
        self._wait_for_turn()
        answer = pool.request(
            "GET", url, headers=self._asking(mark, half, begun), preload_content=False, retries=False, timeout=self.timeout
        )
        try:
            return self._answered(answer, url, path, begun)
        finally:
            answer.release_conn()

    def _asking(self, mark: Mark, half: Mark, begun: int) -> dict[str, str]:
        """Return the headers of a question: go on where it broke off, or only if it has changed."""
        asked = {"User-Agent": "stocktake", "Accept-Encoding": "identity", **self.headers}
        if begun:
            return {**asked, "Range": f"bytes={begun}-", "If-Range": half.etag or half.modified}
        if mark.etag:
            asked["If-None-Match"] = mark.etag
        if mark.modified:
            asked["If-Modified-Since"] = mark.modified
        return asked

    def _wait_for_turn(self) -> None:
        rest = self._asked + self.interval - time.monotonic()
        if self._asked and rest > 0:
            self.pause(rest)
        self._asked = time.monotonic()

    def _answered(self, answer: Any, url: str, path: Path, begun: int) -> Fetched:
        if answer.status == 304 and path.is_file():
            return Fetched(path, is_new=False)
        if answer.status in _AGAIN:
            raise _TryLater(f"answers {answer.status}", _seconds(answer.headers.get("Retry-After", "")))
        if answer.status == 416:  # what was begun does not fit any more: from the start
            path.with_name(f"{path.name}.part").unlink(missing_ok=True)
            raise _TryLater("has another length than before", 0.0)
        if answer.status not in (200, 206):
            raise DataError(
                f"{url}: answers {answer.status} {answer.reason or ''}".rstrip() + "; look whether the address has changed"
            )
        return self._taken(answer, url, path, begun if answer.status == 206 else 0)

    def _taken(self, answer: Any, url: str, path: Path, begun: int) -> Fetched:
        """Return the file once it is whole; what came of it stays as `.part` where the line breaks."""
        part = path.with_name(f"{path.name}.part")
        mark = Mark(url, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), retrieved=self.today)
        _write(path.with_name(f"{path.name}.part.json"), mark)
        length = answer.headers.get("Content-Length", "")
        total = begun + int(length) if length.isdecimal() else None
        if total is not None and total > LARGEST:
            raise DataError(f"{url}: has {total} bytes, more than the {LARGEST} that are fetched; fetch it by hand")
        self._poured(answer, url, part, begun, total)
        if total is not None and part.stat().st_size != total:
            raise _TryLater(f"broke off after {part.stat().st_size} of {total} bytes", None)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = part.stat().st_size
        part.replace(path)
        _write(path.with_name(f"{path.name}.json"), replace(mark, size=size, sha256=digest))
        path.with_name(f"{path.name}.part.json").unlink(missing_ok=True)
        return Fetched(path, is_new=True)

    def _poured(self, answer: Any, url: str, part: Path, begun: int, total: int | None) -> None:
        done = begun
        with part.open("ab" if begun else "wb") as file:
            for block in answer.stream(_BLOCK):
                done += len(block)
                if done > LARGEST:
                    raise DataError(f"{url}: has more than the {LARGEST} bytes that are fetched; fetch it by hand")
                file.write(block)
                self.progress(done, total)


class _TryLater(Exception):
    """An answer after which it is worth asking again; `wait` is what the publisher asks for, in seconds."""

    def __init__(self, said: str, wait: float | None) -> None:
        self.said, self.wait = said, wait
        super().__init__(said)


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() else None


def _reason(fault: BaseException) -> str:
    """Return in a few words why a publisher could not be reached."""
    name = type(fault).__name__
    words = {
        "NameResolutionError": "its name is not known here; there is no network, or the address is wrong",
        "NewConnectionError": "cannot be reached",
        "ConnectTimeoutError": "does not answer",
        "ReadTimeoutError": "stopped answering",
        "ProtocolError": "broke off",
        "IncompleteRead": "broke off",
        "SSLError": "its certificate is not trusted here",
    }
    return words.get(name, name)


def _mark(path: Path) -> Mark:
    """Return what is known of a file; nothing where it was never fetched, or nobody can read what is written there."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Mark)
    except (OSError, msgspec.MsgspecError):
        return Mark("")


def _write(path: Path, mark: Mark) -> None:
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_bytes(msgspec.json.encode(mark))
    beside.replace(path)
