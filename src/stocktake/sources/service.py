"""What to ask a publisher's service, and what a page of its answer says of itself. Nothing here opens a connection."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from stocktake.errors import DataError
from stocktake.sources.about import Service
from stocktake.sources.files import LONGEST_JSON

_BLOCK = 1 << 20
_SAID = 200
"""Characters of a refusal that are told."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask for: the address, with `{page}` where pages are numbered, and what its files are called."""

    url: str
    name: str

    def page(self, number: int) -> str:
        """Return the address of a page."""
        return self.url.replace("{page}", str(number))

    @property
    def has_numbers(self) -> bool:
        """Whether a page is asked for by its number."""
        return "{page}" in self.url


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: how many objects it holds, and of the whole answer what it tells; None and "" where it says nothing.

    `digest` is one and the same for pages with the same objects, whatever number they claim.
    """

    rows: int
    digest: str
    number: int | None = None
    pages: int | None = None
    total: int | None = None
    next: str = ""


def questions(service: Service, since: int | None, until: int, each: Sequence[str] = ()) -> tuple[Question, ...]:
    """Return what a service is asked, in the order of `source.yml`: all years, or those from `since` on.

    `each` holds the values of the list that the service was asked for first; it is of no matter where there is none.

    >>> from stocktake.model.provenance import Verification
    >>> bank = Service("https://example.org/{one}?page={page}", "{one}", ("SP.POP",), Verification("not_seen"), since="&date={since}:{until}")
    >>> [(one.page(2), one.name) for one in questions(bank, 2020, 2026)]
    [('https://example.org/SP.POP?page=2&date=2020:2026', 'SP.POP')]
    """
    first = since if since is not None else service.begins
    years = service.since.replace("{since}", str(first)).replace("{until}", str(until)) if first is not None else ""
    values = each if service.each else ("",)
    return tuple(
        Question(
            (service.url + years).replace("{one}", one).replace("{each}", value),
            service.name.replace("{one}", service.names.get(one, one)).replace("{each}", value.lower()),
        )
        for one in service.ask
        for value in values
    )


def file_name(question: Question, number: int, service: Service) -> str:
    """Return what a page is called: `population_page-0003.json`; a CSV file has no pages."""
    return f"{question.name}_page-{number:04}.json" if service.rows else f"{question.name}.csv"


def page(path: Path, service: Service, url: str) -> Page:
    """Return what a page says of itself; DataError where it is none of this service, or the service refuses in words."""
    if not service.rows:
        return _file(path, url)
    answer = _decoded(path, url)
    if refused := _words(_at(answer, service.refused)) if service.refused else "":
        raise DataError(f"{url}: the service refuses: {refused[:_SAID]}")
    rows = _at(answer, service.rows)
    total = _count(answer, service.total, url)
    if rows is None and total == 0:  # an answer without objects may have null in their place
        rows = []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f'{url}: holds no list of objects at "{service.rows}"; the layout has changed, or this is another answer')
    following = _at(answer, service.next) if service.next else None
    if following is not None and not isinstance(following, str):
        raise DataError(f'{url}: "{service.next}" is no address; the layout has changed')
    has_pages = service.pages and _at(answer, service.pages) is not None  # some answers leave the number of pages out
    pages = _count(answer, service.pages, url) if has_pages else None
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    return Page(len(rows), digest, _count(answer, service.number, url), pages, total, following or "")


def _file(path: Path, url: str) -> Page:
    """Return how many lines a CSV file has below its header, however long it is."""
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not lines and block.lstrip(b"\xef\xbb\xbf \r\n")[:1] in (b"<", b"{", b"["):
                raise DataError(f"{url}: answers with a page of words or an error in place of CSV; look at it in a browser")
            lines, last = lines + block.count(b"\n"), block[-1:]
    return Page(max(lines + (last != b"\n") - 1, 0), "")


def _decoded(path: Path, url: str) -> object:
    if path.stat().st_size > LONGEST_JSON:
        raise DataError(f"{url}: answers with {path.stat().st_size} bytes, more than the {LONGEST_JSON} of a page that is read")
    content = path.read_bytes()
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as fault:
        what = "a page of words" if content.lstrip()[:1] == b"<" else "something"
        raise DataError(f"{url}: answers with {what} that is no JSON; look at it in a browser") from fault


def _at(answer: object, path: str) -> object:
    """Return what stands at a place as `0.page`, None where there is no such place.

    >>> _at([{"page": 3}, []], "0.page"), _at({"items": []}, "1"), _at([], "0")
    (3, None, None)
    """
    for key in path.split("."):
        if isinstance(answer, dict):
            answer = answer.get(key)
        elif isinstance(answer, list) and key.isdecimal() and int(key) < len(answer):
            answer = answer[int(key)]
        else:
            return None
    return answer


def _count(answer: object, path: str, url: str) -> int | None:
    """Return a count, which services write as a number or as text; None where the service names none. DataError where there is none."""
    if not path:
        return None
    found = _at(answer, path)
    if isinstance(found, bool) or not re.fullmatch(r"\d{1,12}(\.0)?", str(found)):
        raise DataError(
            f'{url}: has no number at "{path}" where one was expected; the layout has changed, or this is another answer'
        )
    return int(float(str(found)))


def _words(found: object) -> str:
    """Return all text within a refusal, in one line.

    >>> _words([{"id": "120", "value": "The indicator was not found."}]), _words([]), _words(None)
    ('120, The indicator was not found.', '', '')
    """
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        return ", ".join(text for one in found if (text := _words(one)))
    return " ".join(str(found).split()) if found else ""


def values(path: Path, service: Service, url: str) -> tuple[str, ...]:
    """Return the list that a service is asked for first, each value once; DataError where the answer holds none."""
    if service.each is None:
        return ()
    rows = _at(_decoded(path, url), service.each.rows)
    found = [row.get(service.each.key) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    texts = tuple(dict.fromkeys(text for text in found if isinstance(text, str) and re.fullmatch(r"[\w.-]+", text)))
    if not texts:
        raise DataError(f'{url}: holds no "{service.each.key}" at "{service.each.rows}"; the layout has changed')
    return texts


def following(said: str, asked: str, service: Service, secret: Mapping[str, str]) -> str:
    """Return the address of the next page: on the host and path that were asked, with the parameters of `said` save the key.

    DataError where it leads to another host or path than the service's own: nobody else is asked, and nobody else gets the key.

    >>> from stocktake.model.provenance import Verification
    >>> gidd = Service("https://example.org/gidd/{one}/", "{one}", (), Verification("not_seen"))
    >>> following("https://example.org/gidd/a/?client_id=x&offset=100", "http://127.0.0.1:8000/gidd/a/", gidd, {"client_id": "x"})
    'http://127.0.0.1:8000/gidd/a/?offset=100'
    """
    next_, own, here = urlsplit(said), urlsplit(service.url), urlsplit(asked)
    if next_.netloc not in ("", own.netloc, here.netloc) or next_.path != here.path:
        raise DataError(
            f"{asked}: names {next_.netloc}{next_.path} as its next page, which is another service; it is not followed"
        )
    parameters = [(name, text) for name, text in parse_qsl(next_.query, keep_blank_values=True) if name not in secret]
    return urlunsplit((here.scheme, here.netloc, here.path, urlencode(dict(parameters)), ""))
