"""CSV files of raw counts and prices that figures are computed from: what cannot be right is named with its line and left out.

A file has a `Layout`: which columns it has, what stands in them, and which of them tell two rows apart.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

import pyarrow as pa

from stocktake.errors import AreaNotFound
from stocktake.model import period
from stocktake.model.area import Areas
from stocktake.model.formula import SPLITS
from stocktake.sources import csv_lines
from stocktake.sources.csv_lines import Fault

Kind: TypeAlias = Literal["text", "code", "area", "period", "number", "amount", "yes_no", "day"]
Value: TypeAlias = str | float | bool | None
Codes: TypeAlias = Mapping[str, Iterable[str]]

_TYPES: Final[Mapping[Kind, pa.DataType]] = {"number": pa.float64(), "amount": pa.float64(), "yes_no": pa.bool_()}
_YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: what stands in it, whether the file may leave it out, and whether a cell may be blank."""

    name: str
    kind: Kind
    is_optional: bool = False
    may_be_blank: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file. No two rows have the same `key`; `alike` is a column that says the same in all rows of a part of the key.

    `apart` names columns of which no two say the same in one row.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    alike: str = ""
    alike_within: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(one.name for one in self.columns)


def _optional(name: str, kind: Kind) -> Column:
    return Column(name, kind, is_optional=True, may_be_blank=True)


SERVICES: Final = Layout(
    (
        Column("sending", "area"),
        Column("receiving", "area"),
        Column("time_period", "period"),
        Column("provider", "text"),
        _optional("service", "text"),
        Column("cost", "number", may_be_blank=True),
        Column("transparent", "yes_no", may_be_blank=True),
        Column("days", "amount", may_be_blank=True),
        Column("accessible", "yes_no", may_be_blank=True),
        _optional("weight", "amount"),
    ),
    key=("sending", "receiving", "time_period", "provider", "service"),
    alike="weight",
    alike_within=("sending", "receiving", "time_period"),
    apart=("sending", "receiving"),
)
"""Prices of sending money, for SDG indicator 10.c.1: one row a service of a corridor and period."""

WORKERS: Final = Layout(
    (
        Column("ref_area", "area"),
        Column("time_period", "period"),
        Column("worker", "text"),
        Column("cost", "amount", may_be_blank=True),
        Column("earnings", "amount", may_be_blank=True),
        _optional("weight", "amount"),
        *(_optional(name, "area" if name == "counterpart_area" else "code") for name in SPLITS),
    ),
    key=("ref_area", "time_period", "worker"),
)
"""Workers asked what they paid and earned, for SDG indicator 10.7.1."""

COUNTS: Final = Layout(
    (
        Column("ref_area", "area"),
        Column("time_period", "period"),
        Column("refugees", "amount", may_be_blank=True),
        _optional("others_in_need", "amount"),
        Column("population", "amount", may_be_blank=True),
        _optional("population_date", "day"),
    ),
    key=("ref_area", "time_period"),
)
"""Refugees by origin and the people of their country, for SDG indicator 10.7.4."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the rows that can be right, and a sentence for each thing that was left out or cannot count."""

    table: pa.Table
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    values: Mapping[str, Value]

    def at(self, names: Sequence[str]) -> tuple[Value, ...]:
        return tuple(self.values.get(name) for name in names)


def parse(written: bytes, file: str, layout: Layout, areas: Areas, codes: Codes | None = None) -> Reading:
    """Return the rows of a CSV file in the columns of `layout`, those it leaves out among them only where it has them.

    Messages call the file `file`. `codes` holds the codes that a column of codes may have. Of two rows with the same key that differ
    neither is kept, of two that agree one is. DataError where nothing can be read: no UTF-8, a column missing, no header.
    """
    faults: list[Fault] = []
    required = [one.name for one in layout.columns if not one.is_optional]
    cells = list(csv_lines.lines(written, file, required, layout.names, faults))
    there = [one for one in layout.columns if not one.is_optional or (cells and one.name in cells[0][1])]
    reader = _Reader(there, areas, codes or {})
    rows = [row for line, found in cells if (row := reader.row(line, found, faults)) and _is_apart(row, layout, faults)]
    rows = _each_once(rows, layout, faults)
    faults.extend(_unlike(rows, layout))
    return Reading(_table(rows, there), csv_lines.sentences(file, faults))


def _table(rows: Sequence[_Row], columns: Sequence[Column]) -> pa.Table:
    kinds = pa.schema([(one.name, _TYPES.get(one.kind, pa.string())) for one in columns])
    return pa.table({name: [row.values[name] for row in rows] for name in kinds.names}, schema=kinds)


@dataclass(slots=True)
class _Reader:
    """Turns cells into values; what was read once is not read again."""

    columns: Sequence[Column]
    areas: Areas
    codes: Codes
    known: dict[tuple[str, str], Value] = field(default_factory=dict)

    def row(self, line: int, cells: Mapping[str, str], faults: list[Fault]) -> _Row | None:
        """Return the row of a line; None, and one of `faults` more, where a cell cannot be right."""
        values: dict[str, Value] = {}
        for column in self.columns:
            try:
                values[column.name] = self.value(column, cells[column.name])
            except (ValueError, AreaNotFound) as fault:
                faults.append(Fault(line, f"{fault}; the line is left out", column.name))
                return None
        return _Row(line, values)

    def value(self, column: Column, text: str) -> Value:
        """Return what a cell means, None for a blank one; ValueError or AreaNotFound says what is wrong with it."""
        place = (column.name, text)
        if place not in self.known:
            self.known[place] = self._read(column, text)
        return self.known[place]

    def _read(self, column: Column, text: str) -> Value:
        if not text:
            if column.may_be_blank:
                return None
            raise ValueError("is blank; fill it in")
        if column.kind == "area":
            return _area(text, self.areas)
        if column.kind == "code":
            return _code(text, self.codes.get(column.name))
        return _PARSERS[column.kind](text)


def _area(text: str, areas: Areas) -> str:
    found = areas.find(text)
    if found.kind != "country":
        raise ValueError(f"{found} is no country or territory; figures of regions are computed from theirs")
    return found.code


def _code(text: str, known: Iterable[str] | None) -> str:
    if known is not None and text not in known:
        raise ValueError(f'"{text}" is not a code; write one of {", ".join(known)}, or leave it blank')
    if "=" in text or ";" in text:
        raise ValueError(f'"{text}" holds = or ;, which part dimensions; write another word')
    return text


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise ValueError(f'"{text}" is not a number; write it as 3.5, or leave it blank if it is not known')
    return found


def _amount(text: str) -> float:
    found = _number(text)
    if found < 0:
        raise ValueError(f'"{text}" is below zero; leave it blank if it is not known')
    return found


def _yes_no(text: str) -> bool:
    if text.casefold() not in _YES_NO:
        raise ValueError(f'"{text}" is neither yes nor no; write yes or no, or leave it blank if it is not known')
    return _YES_NO[text.casefold()]


def _period(text: str) -> str:
    return period.parse(text).text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f'"{text}" is not a day; write it as 2025-01-01') from None


def _text(text: str) -> str:
    return text


_PARSERS: Final[Mapping[Kind, Callable[[str], Value]]] = {
    "text": _text,
    "number": _number,
    "amount": _amount,
    "yes_no": _yes_no,
    "period": _period,
    "day": _day,
}


def _is_apart(row: _Row, layout: Layout, faults: list[Fault]) -> bool:
    """Return whether no two of the columns that must differ say the same; one of `faults` more where two do."""
    found = row.at(layout.apart)
    if len(set(found)) < len(found):
        faults.append(Fault(row.line, f"{' and '.join(layout.apart)} are both {found[0]}; correct one; the line is left out"))
    return len(set(found)) == len(found)


def _each_once(rows: Sequence[_Row], layout: Layout, faults: list[Fault]) -> list[_Row]:
    """Return the rows with each key once: of rows that agree the first, of rows that differ none."""
    first: dict[tuple[Value, ...], _Row] = {}
    clashing = set()
    for row in rows:
        key = row.at(layout.key)
        before = first.setdefault(key, row)
        if before is row:
            continue
        is_same = before.values == row.values
        clashing |= set() if is_same else {key}
        said = (
            "says the same; it counts once: take one out" if is_same else "says otherwise; until one is taken out neither counts"
        )
        faults.append(Fault(row.line, f"line {before.line} has the same {', '.join(layout.key)} and {said}"))
    return [row for key, row in first.items() if key not in clashing]


def _unlike(rows: Sequence[_Row], layout: Layout) -> Iterator[Fault]:
    """Yield a fault for each row that differs from an earlier one where they must agree."""
    first: dict[tuple[Value, ...], _Row] = {}
    for row in rows if layout.alike else ():
        before = first.setdefault(row.at(layout.alike_within), row)
        mine, theirs = row.values.get(layout.alike), before.values.get(layout.alike)
        if mine != theirs:
            place = f"{_shown(mine)} where line {before.line} has {_shown(theirs)} for the same {', '.join(layout.alike_within)}"
            yield Fault(row.line, f"{place}; until they agree it counts as not known", layout.alike)


def _shown(value: Value) -> str:
    return "nothing" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
