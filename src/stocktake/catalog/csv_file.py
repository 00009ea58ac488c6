"""A CSV file of facts: fixed columns, no empty cell, and a last column that says how each line was checked."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

from stocktake.catalog import area
from stocktake.catalog.folder import fault, first_repeated
from stocktake.errors import CatalogError
from stocktake.model.provenance import Verification, Verified

STATUSES: Final = get_args(Verified)
IN_WORDS: Final = {4: "four", 5: "five"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file with its cells in the order of the columns; `line` counts from 1, the header included."""

    file: str
    line: int
    cells: tuple[str, ...]

    def fault(self, found: str, expected: str, remedy: str, column: str = "") -> CatalogError:
        """Return the error for this line, or for one column of it."""
        return fault(self.file, ", ".join(filter(None, (f"line {self.line}", column))), found, expected, remedy)


def rows(path: Path, columns: Sequence[str], remedy: str) -> Iterator[Row]:
    """Yield the lines below the header, which must be `columns`; `remedy` says what to do about a line with a cell empty or too many.

    CatalogError names the line that is wrong; an empty file has a wrong header.
    """
    count = IN_WORDS[len(columns)]
    with path.open(encoding="utf-8", newline="") as lines:
        read = csv.reader(lines)
        header = next(read, [])
        if header != list(columns):
            raise fault(path.name, "line 1", _written(header), ",".join(columns), f"write the {count} columns in this order")
        for line, cells in enumerate(read, start=2):
            row = Row(path.name, line, tuple(cells))
            if len(cells) != len(columns) or not all(cells):
                raise row.fault(_written(cells), f"{count} cells, none empty", remedy)
            yield row


def _written(cells: Sequence[str]) -> str:
    return ",".join(cells) or "nothing"


def check_area(row: Row, code: str) -> None:
    """Refuse a line whose `code` is not that of an area."""
    if code not in area.areas():
        raise row.fault(f'"{code}"', "the code of an area", "correct it", "code")


def verification(row: Row, status: str) -> Verification:
    """Return how a line was checked; CatalogError where `status` is none there is."""
    if status not in STATUSES:
        raise row.fault(f'"{status}"', "one of " + ", ".join(STATUSES), "say how it was checked", "verification")
    return Verification(cast(Verified, status))


def check_once(file: str, codes: Sequence[str], thing: str) -> None:
    """Refuse a file in which the code of a thing, such as an area, stands twice."""
    if twice := first_repeated(list(codes)):
        raise fault(file, "code", f'"{twice}" twice', f"each {thing} once", "take one of them out")
