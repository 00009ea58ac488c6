"""What an address asks for after its question mark: read strictly, and written again with one thing changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from stocktake.service.comparing import Asked, CannotCompare, shown

ONCE = ("series", "source", "unit", "by", "method", "page")
LONGEST = 200
"""No code or name is longer; what is longer is no question."""
MOST = 40
"""So many things an address may ask for."""


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of an address, in order, each name with its texts."""

    path: str
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def get(self, name: str) -> str:
        """Return the text of a parameter, empty where it is not there."""
        return next((texts[0] for one, texts in self.parts if one == name and texts), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every text of a parameter."""
        return next((texts for one, texts in self.parts if one == name), ())

    def changed(self, path: str = "", without: Iterable[str] = (), **new: str | Iterable[str]) -> str:
        """Return the address with some parameters set anew; an empty one is left out, and so is the page unless it is set."""
        found: dict[str, tuple[str, ...]] = {
            name: texts for name, texts in self.parts if name != "page" and name not in set(without)
        }
        for name, texts in new.items():
            found[name] = (texts,) if isinstance(texts, str) else tuple(texts)
        pairs = [(name, text) for name, texts in found.items() for text in texts if text]
        return f"{path or self.path}{'?' if pairs else ''}{urlencode(pairs)}"


def read(path: str, given: QueryDict) -> Query:
    """Return the parameters of a request; CannotCompare names one that is too long, twice there, or no text."""
    parts = []
    for name, texts in given.lists():
        _check(name, texts)
        kept = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
        if kept:
            parts.append((name, kept))
    if len(parts) > MOST or sum(len(texts) for _, texts in parts) > MOST:
        raise CannotCompare(f"an address may ask for {MOST} things at most")
    return Query(path, tuple(parts))


def _check(name: str, texts: Iterable[str]) -> None:
    for text in (name, *texts):
        if len(text) > LONGEST:
            raise CannotCompare(f"{shown(name)}: {len(text)} signs are too many; codes and names have {LONGEST} at most")
        if "\0" in text:
            raise CannotCompare(f"{shown(name)}: a text with a sign of code 0 is none")
    if name in ONCE and len({text for text in texts if text.strip()}) > 1:
        raise CannotCompare(f"{name}: can be asked for once only")


def asked(query: Query) -> Asked:
    """Return what of a comparison the parameters ask for; whatever is no word of ours is taken for a dimension."""
    own = {*ONCE, "area"}
    categories: Mapping[str, tuple[str, ...]] = {name: texts for name, texts in query.parts if name not in own}
    is_whole = query.get("by") == "none"
    return Asked(
        areas=query.all("area"),
        series=query.get("series"),
        source=query.get("source"),
        unit_measure=query.get("unit"),
        split="" if is_whole else query.get("by") or (",".join(categories) if categories else None),
        categories=categories,
        method=query.get("method"),
    )


def page(query: Query, last: int) -> int:
    """Return the number of the page asked for, counted from 1; CannotCompare where there is none of the number."""
    text = query.get("page") or "1"
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if not 1 <= number <= max(1, last):
        raise CannotCompare(f'page: there is no page "{shown(text)}"; there are {max(1, last)}')
    return number
