"""Files fetched from their publishers, kindly and safely: asked for once, kept, and asked only whether they have changed.

A file lies in the cache whole or not at all. While it comes it is `NAME.part`; beside it `NAME.json` says where it came from, and how the
publisher marks this state of it. A fetch that broke off goes on where it stopped, if the publisher's file is still the same. The pages of a
service's answer are such files, gathered in a folder of their own, their marks beside it.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from stocktake.errors import DataError, unreached
from stocktake.sources import service as services
from stocktake.sources.about import Service
from stocktake.sources.service import Page, Question
from stocktake.tables import lock

TRIES: Final = 5
"""How often an address is asked before it counts as failing."""

WAITS: Final = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries."""

PATIENCE: Final = 60.0
"""The longest wait, in seconds, that a publisher may ask for."""

TIMEOUT: Final = 30.0
"""Seconds without a byte after which a try has failed."""

LONGEST: Final = 3600.0
"""Seconds that one try may take in all, however steadily a trickle of bytes comes."""

LARGEST: Final = 2_000_000_000
"""Bytes that one file may have."""

MOST_PAGES: Final = 20_000
"""Pages that one answer of a service may have; more is taken for one without an end."""

_AGAIN = (429, 500, 502, 503, 504)
_BLOCK = 1 << 16

Progress = Callable[[int, int | None], None]
Check = Callable[[Path], None]
PageProgress = Callable[[str, int, int | None], None]


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


def _unseen_page(_: str, __: int, ___: int | None) -> None:
    """Show nobody which page it is."""


def _unchecked(_: Path) -> None:
    """Take any file."""


@dataclass(slots=True)
class Fetcher:
    """Fetches files one after the other, with at least `interval` seconds between two questions to a publisher.

    `pause` waits so many seconds; `progress` is told the bytes so far and in all, None where nobody knows. `secret` is put behind
    every address when it is asked, and is neither told nor written down, not even where a page repeats it. `marks` is the folder
    of marks and of parts, `cache` where there is none.
    """

    cache: Path
    today: str
    interval: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: Callable[[float], None] = time.sleep
    progress: Progress = _unseen
    timeout: float = TIMEOUT
    longest: float = LONGEST
    secret: Mapping[str, str] = field(default_factory=dict)
    marks: Path | None = None
    _asked: float = 0.0

    @property
    def beside(self) -> Path:
        """The folder of marks and of parts."""
        return self.marks or self.cache

    def fetch(self, url: str, name: str, check: Check = _unchecked) -> Fetched:
        """Return the file at `url` as `name` in the cache; the one that is there where it has not changed.

        DataError, one line, where the publisher cannot be reached, refuses, or breaks off again and again, or where `check` raises it
        of a new file; what was in the cache stays.
        """
        import urllib3

        for folder in (self.cache, self.beside):
            folder.mkdir(parents=True, exist_ok=True)
        told = ""
        with urllib3.PoolManager(num_pools=1, maxsize=1) as pool:
            for place in range(TRIES):
                try:
                    return self._once(pool, url, name, check)
                except _TryLater as later:
                    told, wait = later.said, later.wait
                except urllib3.exceptions.HTTPError as fault:
                    told, wait = unreached(fault), None
                if place < TRIES - 1:
                    self.pause(WAITS[place] if wait is None else min(wait, PATIENCE))
        raise DataError(
            f"{url}: {told}, {TRIES} times; try again later, or fetch the file by hand and use `stocktake source read`"
        )

    def forget(self, name: str) -> None:
        """Remove a file from the cache, with its mark."""
        for path in (self.cache / name, self.beside / f"{name}.json"):
            path.unlink(missing_ok=True)

    def _once(self, pool: Any, url: str, name: str, check: Check) -> Fetched:
        path, part = self.cache / name, self.beside / f"{name}.part"
        mark, half = _mark(self.beside / f"{name}.json"), _mark(self.beside / f"{name}.part.json")
        if mark.url != url or not path.is_file():
            mark = Mark(url)
        begun = part.stat().st_size if part.is_file() and half.url == url and (half.etag or half.modified) else 0
        self._wait_for_turn()
        with_key = f"{url}{'&' if '?' in url else '?'}{urlencode(self.secret)}" if self.secret else url
        answer = pool.request(
            "GET", with_key, headers=self._asking(mark, half, begun), preload_content=False, retries=False, timeout=self.timeout
        )
        try:
            return self._answered(answer, url, path, begun, check)
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

    def _answered(self, answer: Any, url: str, path: Path, begun: int, check: Check) -> Fetched:
        if answer.status == 304 and path.is_file():
            return Fetched(path, is_new=False)
        if answer.status in _AGAIN:
            raise _TryLater(f"answers {answer.status}", _seconds(answer.headers.get("Retry-After", "")))
        if answer.status == 416:  # what was begun does not fit any more: from the start
            (self.beside / f"{path.name}.part").unlink(missing_ok=True)
            raise _TryLater("has another length than before", 0.0)
        if answer.status not in (200, 206):
            raise DataError(
                f"{url}: answers {answer.status} {answer.reason or ''}".rstrip() + "; look whether the address has changed"
            )
        return self._taken(answer, url, path, begun if answer.status == 206 else 0, check)

    def _taken(self, answer: Any, url: str, path: Path, begun: int, check: Check) -> Fetched:
        """Return the file once it is whole; what came of it stays as `.part` where the line breaks."""
        part, half = self.beside / f"{path.name}.part", self.beside / f"{path.name}.part.json"
        mark = Mark(url, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), retrieved=self.today)
        _write(half, mark)
        length = answer.headers.get("Content-Length", "")
        total = begun + int(length) if length.isdecimal() else None
        if total is not None and total > LARGEST:
            raise DataError(f"{url}: has {total} bytes, more than the {LARGEST} that are fetched; fetch it by hand")
        self._poured(answer, url, part, begun, total)
        if total is not None and part.stat().st_size != total:
            raise _TryLater(f"broke off after {part.stat().st_size} of {total} bytes", None)
        try:
            check(part)
        except DataError:
            part.unlink()
            half.unlink()
            raise
        _hide(part, self.secret)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = part.stat().st_size
        part.replace(path)
        _write(self.beside / f"{path.name}.json", replace(mark, size=size, sha256=digest))
        half.unlink(missing_ok=True)
        return Fetched(path, is_new=True)

    def _poured(self, answer: Any, url: str, part: Path, begun: int, total: int | None) -> None:
        done, end = begun, time.monotonic() + self.longest
        with part.open("ab" if begun else "wb") as file:
            while block := answer.read1(_BLOCK):  # what has come so far: a trickle must not go unseen until a block is full
                done += len(block)
                if time.monotonic() > end:
                    raise _TryLater(f"sent {done - begun} bytes in {self.longest:g} seconds, too slowly", None)
                if done > LARGEST:
                    raise DataError(f"{url}: has more than the {LARGEST} bytes that are fetched; fetch it by hand")
                file.write(block)
                self.progress(done, total)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The answers of a service: the folder of their pages, the pages and objects in it, and the questions that had no object."""

    folder: Path
    files: tuple[Path, ...]
    rows: int
    new: int
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Round:
    """How far a service was asked on a day: the pages that have come, so that a round that broke off goes on with the others."""

    day: str = ""
    asked: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


class _Changed(Exception):
    """What the service gives out changed while its pages were fetched."""


class _Refused(DataError):
    """Pages that came, and that cannot be an answer together: they are asked for anew the next time, on the same day too."""


def listed(fetcher: Fetcher, service: Service, url: str) -> tuple[str, ...]:
    """Return the values of the list that a service is asked for first."""
    apart = replace(fetcher, cache=fetcher.beside)
    path = apart.fetch(url, "list", lambda part: _read_list(part, service, url)).path
    return services.values(path, service, url)


def _read_list(part: Path, service: Service, url: str) -> None:
    services.values(part, service, url)


def gather(fetcher: Fetcher, service: Service, questions: Sequence[Question], progress: PageProgress = _unseen_page) -> Gathered:
    """Return the pages of all answers, in the folder `fetcher.cache`, which then holds nothing else; another fetch waits until it is done.

    Every page is looked at as it comes. Where the number of objects changes midway, all is asked once more from the start. DataError, one
    line, where it changes again, where a page is none of the service, where pages have no end, and as `Fetcher.fetch` does. Pages that came
    on the same day in a round that broke off are not asked for again.
    """
    fetcher.beside.mkdir(parents=True, exist_ok=True)
    asked = tuple(one.url for one in questions)
    with lock.held(fetcher.beside / ".lock"):
        state = fetcher.beside / "round"
        found = _round(state)
        if (found.day, found.asked) != (fetcher.today, asked):
            found = _Round(fetcher.today, asked)
        try:
            gathered = _walked(_Walk(fetcher, service, state, found, progress), questions)
        except _Refused:
            state.unlink(missing_ok=True)
            raise
        except DataError as fault:
            raise _with_kept(fault, len(_round(state).done)) from fault
        state.unlink(missing_ok=True)
        return gathered


def _walked(walk: "_Walk", questions: Sequence[Question]) -> Gathered:
    """Return the pages of all answers, asked once more where they changed midway."""
    try:
        return walk.all(questions)
    except _Changed:
        walk.round = replace(walk.round, done=())
    try:
        return walk.all(questions)
    except _Changed as again:
        raise _Refused(f"{again}, twice: the service is changing its figures; try again later") from None


def _with_kept(fault: DataError, pages: int) -> DataError:
    kept = f"; {pages} {'page is' if pages == 1 else 'pages are'} kept, and fetching again today goes on from there"
    return DataError(f"{fault}{kept}") if pages else fault


@dataclass(slots=True)
class _Walk:
    """One round over the pages of all answers; what has come is written into `state` after every page."""

    fetcher: Fetcher
    service: Service
    state: Path
    round: _Round
    progress: PageProgress
    new: set[Path] = field(default_factory=set)

    def all(self, questions: Sequence[Question]) -> Gathered:
        """Return the pages of all answers; those of an answer without an object are removed, as are files of earlier rounds."""
        files: list[Path] = []
        empty: list[str] = []
        rows = 0
        for question in questions:
            found = list(self.pages(question))
            count = sum(page.rows for _, page in found)
            rows += count
            files += [path for path, page in found if page.rows]
            empty += [] if count else [question.name]
        for path in self.fetcher.cache.iterdir():
            if path not in files:
                self.fetcher.forget(path.name)
        return Gathered(self.fetcher.cache, tuple(files), rows, len(self.new & set(files)), tuple(empty))

    def pages(self, question: Question) -> Iterator[tuple[Path, Page]]:
        """Yield the pages of one answer in order."""
        url, total, rows = question.page(1), None, 0
        seen, asked = set[str](), {url}
        for number in range(1, MOST_PAGES + 1):
            path, page = self.page(question, url, number)
            total = page.total if number == 1 else total
            rows += page.rows
            _refuse_repeated(url, page, number, page.digest in seen)
            if page.total != total:
                raise _Changed(f"{url}: counts {page.total} figures, the pages before it {total}")
            seen.add(page.digest)
            yield path, page
            url = self.next(question, url, page, number, rows)
            if not url:
                break
            if url in asked:
                raise _Refused(
                    f"{question.page(1)}: page {number} leads back to one that was read already; the pages have no end"
                )
            asked.add(url)
        else:
            raise _Refused(f"{question.page(1)}: has more than {MOST_PAGES} pages; it is taken for an answer without an end")
        if total is not None and rows != total:
            raise _Changed(f"{question.page(1)}: promises {total} figures and gives {rows}")

    def page(self, question: Question, url: str, number: int) -> tuple[Path, Page]:
        """Return a page, fetched where this round has not had it yet."""
        name = services.file_name(question, number, self.service)
        path = self.fetcher.cache / name
        if name not in self.round.done or not path.is_file():
            fetched = self.fetcher.fetch(url, name, lambda part: _read_page(part, self.service, url))
            self.new |= {path} if fetched.is_new else set()
            self.round = replace(self.round, done=(*self.round.done, name))
            _write(self.state, self.round)
        page = services.page(path, self.service, url)
        of = page.pages or (-(-page.total // page.rows) if number == 1 and page.total and page.rows else None)
        self.progress(question.name, number, of)
        return path, page

    def next(self, question: Question, url: str, page: Page, number: int, rows: int) -> str:
        """Return the address of the next page, "" after the last."""
        if self.service.next:
            return self.following(page.next, url) if page.next else ""
        if not question.has_numbers or not page.rows:
            return ""
        is_last = number >= page.pages if page.pages is not None else page.total is not None and rows >= page.total
        return "" if is_last else question.page(number + 1)

    def following(self, said: str, url: str) -> str:
        """Return the address that a page names as the next one."""
        try:
            return services.following(said, url, self.service, self.fetcher.secret)
        except DataError as fault:
            raise _Refused(str(fault)) from fault


def _read_page(part: Path, service: Service, url: str) -> None:
    services.page(part, service, url)


def _refuse_repeated(url: str, page: Page, number: int, is_known: bool) -> None:
    if page.rows and is_known:
        raise _Refused(f"{url}: gives a page again that was read already; the pages have no end")
    if page.rows and page.number not in (None, number):
        raise _Refused(f"{url}: answers with page {page.number} where page {number} was asked for; the service has changed")


def _round(path: Path) -> _Round:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Round)
    except (OSError, msgspec.MsgspecError):
        return _Round()


def _hide(path: Path, secret: Mapping[str, str]) -> None:
    """Take a key out of the links of a page: the cache is no place for it."""
    if not secret:
        return
    content = path.read_bytes()
    for name, value in secret.items():
        content = content.replace(urlencode({name: value}).encode(), f"{name}=KEY".encode())
    path.write_bytes(content)


class _TryLater(Exception):
    """An answer after which it is worth asking again; `wait` is what the publisher asks for, in seconds."""

    def __init__(self, said: str, wait: float | None) -> None:
        self.said, self.wait = said, wait
        super().__init__(said)


def _seconds(text: str) -> float | None:
    return float(text) if text.isdecimal() else None


def _mark(path: Path) -> Mark:
    """Return what is known of a file; nothing where it was never fetched, or nobody can read what is written there."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Mark)
    except (OSError, msgspec.MsgspecError):
        return Mark("")


def _write(path: Path, mark: "Mark | _Round") -> None:
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_bytes(msgspec.json.encode(mark))
    beside.replace(path)
