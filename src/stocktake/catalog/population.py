"""How many people live in each country or territory, for shares of people: `area-population.csv`, one edition for all.

It is here to weigh coverage, not to be reported. `scripts/build_population.py` makes the file from the publisher's workbook.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from stocktake.catalog import area
from stocktake.catalog.codelist import FOLDER, STATUSES
from stocktake.catalog.folder import fault, first_repeated
from stocktake.model.provenance import Verification, Verified

if TYPE_CHECKING:
    import pyarrow as pa

FILE = FOLDER / "area-population.csv"
COLUMNS = ["code", "people", "year", "source", "verification"]


@dataclass(frozen=True, slots=True)
class Population:
    """The people of one area in the middle of a year."""

    code: str
    people: int
    year: str
    source: str
    verification: Verification


@cache
def populations(path: Path = FILE) -> Mapping[str, Population]:
    """Return the people of each area by its code; CatalogError names the line that is wrong.

    Areas without a line have no population here, which is not zero.

    >>> populations()["MDA"].people, "XKX" in populations()
    (4033963, False)
    """
    with path.open(encoding="utf-8", newline="") as lines:
        found = tuple(_rows(path.name, csv.reader(lines)))
    if twice := first_repeated([one.code for one in found]):
        raise fault(path.name, "code", f'"{twice}" twice', "each area once", "take one of them out")
    return MappingProxyType({one.code: one for one in found})


def source(path: Path = FILE) -> str:
    """Return where the populations come from, with the year.

    >>> source()
    'UN DESA, International Migrant Stock 2020 (POP/DB/MIG/Stock/Rev.2020), table 2, population at mid-year, 2020'
    """
    return "; ".join(sorted({f"{one.source}, {one.year}" for one in populations(path).values()}))


def table(path: Path = FILE) -> "pa.Table":
    """Return the people of each area as a table of `member` and `people`, as `measure.total` takes them."""
    import pyarrow as pa

    found = populations(path).values()
    return pa.table({"member": [one.code for one in found], "people": pa.array([one.people for one in found], pa.int64())})


def _rows(file: str, rows: Iterator[list[str]]) -> Iterator[Population]:
    header = next(rows, [])
    if header != COLUMNS:
        raise fault(file, "line 1", ",".join(header) or "nothing", ",".join(COLUMNS), "write the five columns in this order")
    for line, row in enumerate(rows, start=2):
        yield _row(file, line, row)


def _row(file: str, line: int, row: list[str]) -> Population:
    if len(row) != len(COLUMNS) or not all(row):
        raise fault(
            file, f"line {line}", ",".join(row) or "nothing", "five cells, none empty", "leave out an area without a figure"
        )
    code, people, year, source, status = row
    if code not in area.areas():
        raise fault(file, f"line {line}, code", f'"{code}"', "the code of an area", "correct it")
    if not people.isdecimal() or not people.isascii():
        raise fault(
            file, f"line {line}, people", f'"{people}"', "a whole number of people", "write it without signs between digits"
        )
    if status not in STATUSES:
        raise fault(file, f"line {line}, verification", f'"{status}"', "one of " + ", ".join(STATUSES), "say how it was checked")
    return Population(code, int(people), year, source, Verification(cast(Verified, status)))
