"""One cell of a filled-in workbook: what it means, or what is wrong with it in one sentence (found, expected, to do)."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stocktake.catalog.codelist import codelists
from stocktake.errors import AreaNotFound
from stocktake.model.area import Areas, fold
from stocktake.model.observation import TOTAL
from stocktake.sources.cells import CENSORED, MISSING
from stocktake.sources.stocktake_template import form

Found: TypeAlias = tuple[str, str]
"""What a cell means, and what is wrong with it; one of the two is empty."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_LIMIT = re.compile(r"[<>≤≥]=?\s*(?P<number>[+-]?[\d,]*\.?\d+)", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3}([. ]?\d{3})*,\d+", re.ASCII)
_AGE = re.compile(r"Y(\d+(T\d+)?|_(GE|GT|LE|LT)\d+)", re.ASCII)
_OTHER = re.compile(r"(?P<name>[a-z_]+)=[A-Za-z0-9_.+-]+", re.ASCII)
_NO_VALUE = ("L", "M", "O", "Q")
"""Statuses of a value that is missing."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the largest value that a unit can have, and whether it comes in whole numbers only."""

    least: float = -math.inf
    largest: float = math.inf
    is_whole: bool = False

    def fault(self, value: float) -> str:
        """Return what is wrong with a value, an empty text where it may be."""
        if not self.least <= value <= self.largest:
            return f"expected {self._span()}"
        return f"expected a whole number, {self._span()}" if self.is_whole and value != int(value) else ""

    def _span(self) -> str:
        return f"at least {self.least:g}" if math.isinf(self.largest) else f"{self.least:g} to {self.largest:g}"


def bounds(written: str) -> Bounds:
    """Return the bounds of a line of `source.yml`: the least value, the largest or `-`, and `whole` if it is so.

    >>> bounds("1 4 whole").fault(2.5), bounds("0 -").fault(7)
    ('expected a whole number, 1 to 4', '')
    """
    least, largest, *rest = (written or "-inf inf").split()
    return Bounds(float(least), math.inf if largest == "-" else float(largest), "whole" in rest)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell under a year means: a value, or none with the status that says why; `fault` says what is wrong with it."""

    value: float | None = None
    status: str = "A"
    comment: str = ""
    fault: str = ""


def figure(text: str, within: Bounds, missing: frozenset[str]) -> Figure | None:
    """Return what a cell under a year means, None for a blank one: nobody was asked, or nobody knows.

    >>> figure("1,234", Bounds(), frozenset()).value, figure("<5", Bounds(), frozenset()).comment, figure(" ", Bounds(), frozenset())
    (1234.0, 'published as <5', None)
    """
    text = text.strip()
    if not text:
        return None
    if text.casefold() in missing:
        return Figure(status=MISSING)
    limit = _LIMIT.fullmatch(text)
    number = limit["number"] if limit else text
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    if not _NUMBER.fullmatch(number) or not math.isfinite(float(number)):
        return Figure(fault=_no_number(text))
    if wrong := within.fault(float(number)):
        return Figure(fault=f"{text} cannot be; {wrong}; correct the figure")
    return Figure(status=CENSORED, comment=f"published as {text}") if limit else Figure(float(number))


def _no_number(text: str) -> str:
    if _DECIMAL_COMMA.fullmatch(text):
        return f'"{text}" has a decimal comma; expected a point before the decimals; write {_with_point(text)}'
    if text.endswith("%") and text.rstrip("% "):
        return f'"{text}" has a sign for per cent; expected the number alone; write {text.rstrip("% ")}'
    return f'"{text}" is not a number; expected a number, n/a or a limit as <5; correct it, or leave it blank'


def _with_point(text: str) -> str:
    whole, _, decimals = text.rpartition(",")
    return f"{whole.replace('.', '').replace(' ', '')}.{decimals}"


def status(text: str) -> Found:
    """Return the code of a status, `A` for a blank cell."""
    known = form.statuses()
    chosen = _chosen(text, known) or ("A" if not text.strip() else "")
    return (chosen, "") if chosen else ("", f'"{text}" is not a status; expected one of {", ".join(known)}; choose from the list')


def is_of_missing(chosen: str) -> bool:
    """Return whether a status says that there is no value."""
    return chosen in _NO_VALUE


def meanings(
    members: Sequence[str], series: Sequence[str], others: Sequence[str], areas: Areas
) -> Mapping[str, Callable[[str], Found]]:
    """Return for each column of a page what tells its cells: areas among `members`, `series` by code, other splits named in `others`."""
    lists = codelists()
    return {
        "ref_area": lambda text: _area(text, areas, members),
        "series": lambda text: _listed(text, dict.fromkeys(series, ""), "a figure of this sheet"),
        "sex": lambda text: _split(text, lists["sex"], "a sex"),
        "age": _age,
        "migratory_status": lambda text: _split(text, lists["migratory_status"], "a migratory status"),
        "disability": lambda text: _split(text, lists["disability"], "a disability"),
        "counterpart_area": lambda text: (TOTAL, "") if _is_total(text) else _area(text, areas),
        "other_dims": lambda text: _other(text, others),
    }


def _area(text: str, areas: Areas, members: Sequence[str] | None = None) -> Found:
    if not text.strip():
        return "", "is blank; expected an area; choose one from the list, or empty the row"
    if form.code(text) in areas and ":" in text:
        found = form.code(text)
    else:
        try:
            found = areas.find(text).code
        except AreaNotFound as fault:
            return "", str(fault)
    if members is not None and found not in members:
        return (
            "",
            f'"{text}" is not asked in this workbook; expected {_few(members)}; take the row out, or ask for a workbook of that area',
        )
    return found, ""


def _split(text: str, labels: Mapping[str, str], what: str) -> Found:
    return (TOTAL, "") if _is_total(text) else _listed(text, labels, what)


def _listed(text: str, labels: Mapping[str, str], what: str) -> Found:
    chosen = _chosen(text, labels)
    found = f'"{text}"' if text.strip() else "a blank cell"
    return (chosen, "") if chosen else ("", f"{found} is not {what}; expected one of {_few(list(labels))}; choose from the list")


def _age(text: str) -> Found:
    """Return the code of an age; one that our list lacks is kept where it has the form of one."""
    found = _split(text, codelists()["age"], "an age")
    return (form.code(text), "") if found[1] and _AGE.fullmatch(form.code(text)) else found


def _other(text: str, others: Sequence[str]) -> Found:
    if _is_total(text):
        return TOTAL, ""
    parts = [part.strip() for part in form.code(text).split(";")]
    names = [match["name"] if (match := _OTHER.fullmatch(part)) else "" for part in parts]
    if set(names) <= set(others) and len(set(names)) == len(names):
        return ";".join(sorted(parts)), ""
    return (
        "",
        f'"{text}" is no other split; expected name=code, the name one of {", ".join(others)}; correct it, or leave it blank',
    )


def _chosen(text: str, labels: Mapping[str, str]) -> str:
    """Return the code that a cell names by code or label, an empty text for none."""
    if form.code(text) in labels:
        return form.code(text)
    named = {fold(label): code for code, label in labels.items() if label}
    return named.get(fold(text), "")


def _is_total(text: str) -> bool:
    return form.code(text) in ("", TOTAL)


def _few(codes: Sequence[str]) -> str:
    return ", ".join(codes) if len(codes) <= 20 else f"{', '.join(codes[:20])} and {len(codes) - 20} more"
