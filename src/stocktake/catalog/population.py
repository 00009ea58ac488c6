"""How many people live in each country or territory, for shares of people: `area-population.csv`, one edition for all.

It is here to weigh coverage, not to be reported. `scripts/build_population.py` makes the file from the publisher's workbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from stocktake.catalog import csv_file
from stocktake.catalog.codelist import FOLDER
from stocktake.catalog.csv_file import Row
from stocktake.model.provenance import Verification

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
    found = [_population(row) for row in csv_file.rows(path, COLUMNS, "leave out an area without a figure")]
    csv_file.check_once(path.name, [one.code for one in found], "area")
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


def _population(row: Row) -> Population:
    code, people, year, source, status = row.cells
    csv_file.check_area(row, code)
    if not people.isdecimal() or not people.isascii():
        raise row.fault(f'"{people}"', "a whole number of people", "write it without signs between digits", "people")
    return Population(code, int(people), year, source, csv_file.verification(row, status))
