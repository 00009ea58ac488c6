"""Numbers a text states: value, unit, what is counted and the year; not years, dates, numbered paragraphs or resolutions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stocktake.model.record import StatedFigure

_WORDS: Final = {
    word: value
    for value, word in enumerate(
        (  # noqa: SIM905 (words read better in lines than one a line)
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        ).split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12}
_POWERS: Final = {
    "hundred": 100,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
    "m": 1e6,
    "k": 1e3,
}
_FRACTIONS: Final = {
    "half": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "three quarters": 75.0,
    "one fifth": 20.0,
    "a fifth": 20.0,
}
_BOUNDS: Final = {
    "more than": "more than",
    "over": "more than",
    "above": "more than",
    "at least": "at least",
    "up to": "at most",
    "as many as": "at most",
    "less than": "less than",
    "fewer than": "less than",
    "under": "less than",
    "nearly": "almost",
    "almost": "almost",
    "close to": "almost",
    "some": "about",
    "about": "about",
    "around": "about",
    "approximately": "about",
    "roughly": "about",
    "an estimated": "about",
    "estimated": "about",
}
_MONEY: Final = {"usd": "USD", "us$": "USD", "$": "USD", "eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "chf": "CHF"}
_MORE_MONEY: Final = {"£": "GBP", "gbp": "GBP", "dollars": "USD", "us dollars": "USD", "swiss francs": "CHF", "pounds": "GBP"}
_PERSONS: Final = re.compile(
    r"(?:people|persons|migrants|refugees|children|women|men|girls|boys|workers|participants|speakers|moderators|nationals|"
    r"students|youth|victims|migrant|citizens|inhabitants|families|members|returnees|experts|officials|\w+ans)\b",
    re.I,
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_CARDINAL = "|".join(sorted((*_WORDS, "a million", "a billion"), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<bound>\b(?:{'|'.join(_BOUNDS)})\s+)?(?:(?:the|a|an|total of)\s+)?"
    rf"(?P<before>(?:USD|US\$|EUR|CHF|GBP)\s?|[$€£])?"
    rf"(?:(?<![\w/.,:-])(?P<low>{_DIGITS})\s?(?:[–-]|to)\s?(?=\d))?"
    rf"(?:(?P<half>\bhalf an?)(?=\s+(?:million|billion))|(?<![\w/-])(?P<digits>{_DIGITS})(?![\w/])|\b(?P<word>{_CARDINAL})\b)"
    rf"(?:[\s-](?P<power>hundred|thousand|million|billion|trillion|bn)\b)?"
    rf"(?:\s?(?P<percent>percentage points?|per cent|percent|%)|\s(?P<after>euros?|US dollars|dollars|Swiss francs|pounds)\b)?",
    re.I,
)
_SHARE = re.compile(
    rf"(?P<bound>\b(?:{'|'.join(_BOUNDS)})\s+)?\b(?P<some>{_CARDINAL}|\d+)\s+(?:in|out of)(?:\s+every)?\s+"
    rf"(?P<every>{_CARDINAL}|\d+)\b(?!\s+(?:{_MONTH}|years|places))",
    re.I,
)
_FRACTION = re.compile(rf"(?P<bound>\b(?:{'|'.join(_BOUNDS)})\s+)?\b(?P<part>{'|'.join(_FRACTIONS)})\s+(?:of|the)\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NOT_BEFORE = re.compile(
    r"(?:paras?\.|paragraphs?|articles?|art\.|resolution|res/?|no\.|nos\.|number|session|panel|day|goals?|sdgs?|targets?|agenda|objectives?|"
    r"chapter|page|pp?\.|annex|section|room|vol\.|alliance|convention|phase|step|item|table|figure|box|horizon|"
    rf"{_MONTH}|article)\s*\(?$",
    re.I,
)
_NOT_AFTER = re.compile(
    rf"\s*(?:st|nd|rd|th)\b|\s+(?:and \d+ )?{_MONTH}|\s?[–-]\s?\d+ {_MONTH}|\s(?:and|or|to)\s\d\d?\s{_MONTH}|\.\d|:\d\d"
)
_OF = re.compile(
    r"\s*(?:of\s+(?:the\s+|all\s+|its\s+|their\s+)?)?(?P<what>[^\W\d][\w’'-]*(?:\s+(?:of\s+|in\s+|and\s+)?[^\W\d][\w’'-]*){0,4})"
)
_STOPS: Final = frozenset(
    (  # noqa: SIM905 (words read better in lines than one a line)
        "who which that and or in on at by to with from were was is are have has had will would for as than more while "
        "since during after before of the a an be been can could should per into"
    ).split()
)
_PLURAL: Final = re.compile(r"[a-z][\w’'-]+(?<![sui])s|[A-Z]\w+[aei]ns|people|women|men|children|youth")
"""A word that closes what is counted: the noun itself, in the plural; what follows is a verb or says more of it."""
_SMALL: Final = 3
"""A number in words up to this, with nothing but a noun behind it (`two workshops`), is a way of speaking, not a figure."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure and the characters [start, end) it stands at."""

    start: int
    end: int
    figure: StatedFigure


def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers stated in `text`, left to right. Shares (`one in three`, `half of`) are given in per cent.

    `unit` is `per cent`, a currency, `persons` or the thing counted, with the bound in brackets: `persons (more than)`. `year` is
    given where the sentence names exactly one.

    >>> [str(n.figure.value) + " " + n.figure.unit for n in numbers("Over 2 million migrants sent USD 2 billion in 2016.")]
    ['2000000.0 persons (more than)', '2000000000.0 USD']
    """
    year = _year(text)
    found: list[Number] = []
    for one in sorted((*_shares(text, year), *_counts(text, year)), key=lambda number: (number.start, -number.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def _year(text: str) -> int | None:
    years = {match.group() for match in _YEAR.finditer(text)}
    return int(years.pop()) if len(years) == 1 else None


def _shares(text: str, year: int | None) -> Iterator[Number]:
    for match in _SHARE.finditer(text):
        some, every = _plain(match["some"]), _plain(match["every"])
        if 0 < some < every <= 1000:
            value = round(100 * some / every, 1)
            unit = _bounded("per cent", match["bound"])
            yield Number(match.start(), match.end(), StatedFigure(value, unit, _what(text, match.end())[0], year))
    for match in _FRACTION.finditer(text):
        value = round(_FRACTIONS[match["part"].lower()], 1)
        unit = _bounded("per cent", match["bound"])
        yield Number(match.start(), match.end(), StatedFigure(value, unit, _what(text, match.end())[0], year))


def _counts(text: str, year: int | None) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        if _is_no_figure(text, match):
            continue
        what, end = _what(text, match.end())
        unit = _unit(match, what)
        money = unit in {*_MONEY.values(), *_MORE_MONEY.values()} or unit.startswith("per cent")
        value = _value(match)
        if match["low"]:
            low = _plain(match["low"]) * _power(match)
            yield Number(match.start(), match.end("low"), StatedFigure(low, unit, what, year))
        start = match.start("digits") if match["low"] else match.start()
        yield Number(
            start,
            match.end() if money else max(end, match.end()),
            StatedFigure(value, _bounded(unit, match["bound"]), what, year),
        )


def _is_no_figure(text: str, match: re.Match[str]) -> bool:
    """True for what only looks like a figure: a year, a date, the number of a paragraph, an Agenda or a resolution."""
    written = match["digits"] or match["word"] or match["half"]
    start = match.start("digits") if match["digits"] else match.start("word") if match["word"] else match.start("half")
    marked = match["before"] or match["percent"] or match["power"] or match["after"]
    if marked:
        return False
    if match["word"]:
        return (
            match["word"].lower() not in _WORDS
            or _WORDS[match["word"].lower()] <= _SMALL
            or "-" in text[match.end() : match.end() + 1]
        )
    if re.fullmatch(r"(?:1[89]|20|21)\d\d", written) and not match["bound"]:
        return True
    around = _NOT_BEFORE.search(text[:start]) or _NOT_AFTER.match(text, match.end())
    listed = re.match(r"[.)](?:\s|$)", text[match.end() : match.end() + 2]) and not text[:start].strip(" (•–-")
    # a footnote mark stands right behind a word or a full stop; `24/7`, `A/71/1`, `COP27` and `2030-` are names
    glued = start > 0 and not text[start - 1].isspace() and text[start - 1] not in "(“\"'—–-$€£~≈["
    return bool(
        around or listed or glued or (text[match.end() : match.end() + 1] in "-" and text[match.end() : match.end() + 1] != "")
    )


def _plain(written: str) -> float:
    small = written.lower()
    return float(_WORDS[small]) if small in _WORDS else float(re.sub(r"[,\s\u00a0\u202f]", "", small))


def _power(match: re.Match[str]) -> float:
    return _POWERS[match["power"].lower()] if match["power"] else 1.0


def _value(match: re.Match[str]) -> float:
    if match["half"]:
        return 0.5 * _power(match)
    return round(_plain(match["digits"] or match["word"]) * _power(match), 6)


def _unit(match: re.Match[str], what: str) -> str:
    if match["percent"]:
        return "percentage points" if "point" in match["percent"].lower() else "per cent"
    if money := match["before"] or match["after"]:
        return (_MONEY | _MORE_MONEY)[money.strip().lower()]
    return "persons" if _PERSONS.search(what) else what.rpartition(" ")[2] or "number"


def _bounded(unit: str, bound: str | None) -> str:
    return f"{unit} ({_BOUNDS[' '.join(bound.lower().split())]})" if bound else unit


def _what(text: str, start: int) -> tuple[str, int]:
    """Return what is counted, at most four words behind the number, and where they end; empty where no noun follows."""
    match = _OF.match(text, start)
    if not match:
        return "", start
    words: list[str] = []
    for word in match["what"].split():
        if word.lower() in _STOPS or len(words) == 4:
            break
        words.append(word)
        if _PLURAL.fullmatch(word):
            break
    return " ".join(words), match.start("what") + len(" ".join(words)) if words else start
