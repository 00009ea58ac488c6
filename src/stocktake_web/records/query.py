"""What somebody asks of the evidence: words and codes out of an address, checked, and the address that asks the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, get_args
from urllib.parse import urlencode

from django.http import QueryDict

from stocktake.catalog import area
from stocktake.errors import StocktakeError
from stocktake.model.record import RecordType
from stocktake.search.entry import FACETS
from stocktake_web.records import naming

PAGE: Final = 20
"""Records on a page of a list."""

MOST_SIGNS: Final = 400
MOST_CODES: Final = 20
MOST_PAGES: Final = 100_000


class BadQuery(StocktakeError):
    """A parameter of an address makes no sense; whoever wrote the address acts."""

    def __init__(self, parameter: str, fault: str) -> None:
        super().__init__(f"{parameter}: {fault}")


class PageNotFound(StocktakeError):
    """A list is shorter than a page number says."""

    def __init__(self, page: int, last: int) -> None:
        super().__init__(f"page {page} is not there: the list ends with page {last}")


@dataclass(frozen=True, slots=True)
class Query:
    """Words to look for, the codes of each facet of which a record must have one, and the page of the list, counted from 1.

    `is_exact` leaves other names of the same things aside.
    """

    words: str = ""
    narrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    page: int = 1
    is_exact: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.words and not any(self.narrowed.values())

    @property
    def first(self) -> int:
        """The place of the first record of the page, counted from 0."""
        return (self.page - 1) * PAGE

    @property
    def address(self) -> str:
        """The query as an address writes it after its path: empty, or with the question mark."""
        asked = [("q", self.words)] if self.words else []
        asked += [(facet, code) for facet in FACETS for code in self.narrowed.get(facet, ())]
        asked += [("exact", "1")] if self.is_exact else []
        asked += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(asked)}" if asked else ""

    def plus(self, facet: str, code: str) -> "Query":
        """Return the query for what may have this code too, from its first page on."""
        codes = dict.fromkeys((*self.narrowed.get(facet, ()), code))
        return replace(self, narrowed={**self.narrowed, facet: tuple(codes)}, page=1)

    def minus(self, facet: str, code: str) -> "Query":
        """Return the query that does not ask for a code."""
        codes = tuple(one for one in self.narrowed.get(facet, ()) if one != code)
        return replace(self, narrowed={**self.narrowed, facet: codes}, page=1)

    def without(self, facet: str) -> "Query":
        """Return the query that asks for no code of a facet."""
        return replace(self, narrowed={**self.narrowed, facet: ()}, page=1)

    def turned(self, page: int) -> "Query":
        """Return the query for another page."""
        return replace(self, page=page)

    def exactly(self, is_exact: bool) -> "Query":
        """Return the query with or without other names of the same things."""
        return replace(self, is_exact=is_exact, page=1)

    def unworded(self) -> "Query":
        """Return the query without its words."""
        return replace(self, words="", is_exact=False, page=1)


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list: its number, the number of the last, and the ends of the addresses before and after it, None where there is none."""

    page: int
    pages: int
    before: str | None
    after: str | None


def pager(asked: Query, total: int) -> Pager:
    """Return the page of a list of `total` records that is asked for; PageNotFound where there is none such. The first is always there."""
    pages = max(1, -(-total // PAGE))
    if asked.page > pages:
        raise PageNotFound(asked.page, pages)
    before = asked.turned(asked.page - 1).address if asked.page > 1 else None
    after = asked.turned(asked.page + 1).address if asked.page < pages else None
    return Pager(asked.page, pages, before, after)


def read(parameters: QueryDict) -> Query:
    """Return what an address asks for; BadQuery names the parameter that makes no sense. Parameters of other names are left aside."""
    exact = _texts(parameters, "exact", 1)
    if exact and exact[0] not in ("0", "1"):
        raise BadQuery("exact", f'"{_short(exact[0])}" is neither 0 nor 1')
    return Query(
        words=words(parameters),
        narrowed={facet: _codes(parameters, facet) for facet in FACETS},
        page=page(parameters),
        is_exact=exact == ["1"],
    )


def words(parameters: QueryDict) -> str:
    """Return the words an address asks for, empty where it asks for none."""
    return " ".join("".join(_texts(parameters, "q", 1)).split())


def page(parameters: QueryDict) -> int:
    """Return the number of the page an address asks for, 1 where it names none; BadQuery where it is no such number."""
    found = _texts(parameters, "page", 1)
    if not found:
        return 1
    text = found[0].strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= MOST_PAGES):
        raise BadQuery("page", f'"{_short(text)}" is no number from 1 to {MOST_PAGES}')
    return int(text)


def one_of(parameters: QueryDict, parameter: str, known: Sequence[str]) -> str:
    """Return the value of a parameter that has to be one of those known, empty where it is not there."""
    found = "".join(_texts(parameters, parameter, 1))
    if found and found not in known:
        raise BadQuery(parameter, f'"{_short(found)}" is not known; there are {", ".join(known)}')
    return found


def goal(parameters: QueryDict, known: Sequence[str]) -> str:
    """Return the objective an address asks for, which has to be one of those known; empty where it asks for none."""
    found = _codes(parameters, "objective")
    if len(found) > 1 or any(one not in known for one in found):
        raise BadQuery("objective", "write one objective of the Global Compact, as 20 or gcm:20")
    return "".join(found)


def objective(text: str) -> str:
    """Return the id of an objective or target from what a person writes: `20`, `gcm:20`, `10.7`.

    >>> objective("20"), objective("10.7")
    ('gcm:20', 'sdg:10.7')
    """
    written = f"gcm:{text}" if text.isascii() and text.isdecimal() else text if ":" in text else f"sdg:{text}"
    if written not in naming.commitments():
        raise BadQuery(
            "objective", f'"{_short(text)}" is not known; write 20 or gcm:20 for an objective, 10.7 or sdg:10.7 for a target'
        )
    return written


def _codes(parameters: QueryDict, facet: str) -> tuple[str, ...]:
    found = [_READ[facet](one.strip()) for one in _texts(parameters, facet, MOST_CODES) if one.strip()]
    return tuple(dict.fromkeys(found))


def _texts(parameters: QueryDict, parameter: str, most: int) -> list[str]:
    """Return the values of a parameter as they stand there."""
    found = parameters.getlist(parameter)
    if len(found) > most:
        raise BadQuery(parameter, f"stands there {len(found)} times; {most} is the most")
    for one in found:
        if len(one) > MOST_SIGNS:
            raise BadQuery(parameter, f"has {len(one)} signs; {MOST_SIGNS} is the most")
        if any((sign < " " and sign not in "\t\n\r") or "\ud800" <= sign <= "\udfff" for sign in one):
            raise BadQuery(parameter, "holds a sign that no text has")
    return found


def _type(text: str) -> str:
    if text not in get_args(RecordType):
        raise BadQuery("type", f'"{_short(text)}" is no type of record; there are {", ".join(get_args(RecordType))}')
    return text


def _area(text: str) -> str:
    try:
        return area.areas().find(text).code
    except StocktakeError as fault:
        raise BadQuery("area", str(fault)) from fault


def _year(text: str) -> str:
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise BadQuery("year", f'"{_short(text)}" is no year; write it as 2018')
    return text


_READ: Final[Mapping[str, Callable[[str], str]]] = {
    "type": _type,
    "objective": objective,
    "area": _area,
    "actor": str,
    "year": _year,
    "document": str,
}


def _short(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return printable if len(printable) <= 60 else f"{printable[:60]}…"
