"""Where each country or territory is put on a map: `area-positions.csv`, one point each. It says nothing about borders."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from stocktake.catalog import area
from stocktake.catalog.codelist import FOLDER, STATUSES
from stocktake.catalog.folder import fault, first_repeated
from stocktake.model.provenance import Verification, Verified

FILE = FOLDER / "area-positions.csv"
COLUMNS = ["code", "longitude", "latitude", "source", "verification"]


@dataclass(frozen=True, slots=True)
class Position:
    """A point for an area, in degrees: longitude from -180 to 180, latitude from -90 to 90."""

    code: str
    longitude: float
    latitude: float
    source: str
    verification: Verification


@cache
def positions(path: Path = FILE) -> Mapping[str, Position]:
    """Return the point of each area by its code; CatalogError names the line that is wrong. Areas without a line have none.

    >>> positions()["MDA"].longitude, positions()["MDA"].latitude
    (28.5, 47.2)
    """
    with path.open(encoding="utf-8", newline="") as lines:
        found = tuple(_rows(path.name, csv.reader(lines)))
    if twice := first_repeated([one.code for one in found]):
        raise fault(path.name, "code", f'"{twice}" twice', "each area once", "take one of them out")
    return MappingProxyType({one.code: one for one in found})


def _rows(file: str, rows: Iterator[list[str]]) -> Iterator[Position]:
    header = next(rows, [])
    if header != COLUMNS:
        raise fault(file, "line 1", ",".join(header) or "nothing", ",".join(COLUMNS), "write the five columns in this order")
    for line, row in enumerate(rows, start=2):
        yield _row(file, line, row)


def _row(file: str, line: int, row: list[str]) -> Position:
    if len(row) != len(COLUMNS) or not all(row):
        raise fault(
            file, f"line {line}", ",".join(row) or "nothing", "five cells, none empty", "leave out an area without a point"
        )
    code, longitude, latitude, source, status = row
    if code not in area.areas():
        raise fault(file, f"line {line}, code", f'"{code}"', "the code of an area", "correct it")
    if status not in STATUSES:
        raise fault(file, f"line {line}, verification", f'"{status}"', "one of " + ", ".join(STATUSES), "say how it was checked")
    point = (_degrees(longitude, 180), _degrees(latitude, 90))
    if None in point:
        raise fault(file, f"line {line}", f"{longitude}, {latitude}", "degrees, as 28.5 and 47.2", "write them with a point")
    return Position(code, cast(float, point[0]), cast(float, point[1]), source, Verification(cast(Verified, status)))


def _degrees(text: str, most: float) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) <= most else None
