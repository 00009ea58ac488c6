"""Where each country or territory is put on a map: `area-positions.csv`, one point each. It says nothing about borders."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import csv_file
from stocktake.catalog.codelist import FOLDER
from stocktake.catalog.csv_file import Row
from stocktake.model.provenance import Verification

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
    found = [_position(row) for row in csv_file.rows(path, COLUMNS, "leave out an area without a point")]
    csv_file.check_once(path.name, [one.code for one in found], "area")
    return MappingProxyType({one.code: one for one in found})


def _position(row: Row) -> Position:
    code, longitude, latitude, source, status = row.cells
    csv_file.check_area(row, code)
    verification = csv_file.verification(row, status)
    east, north = _degrees(longitude, 180), _degrees(latitude, 90)
    if east is None or north is None:
        raise row.fault(f"{longitude}, {latitude}", "degrees, as 28.5 and 47.2", "write them with a point")
    return Position(code, east, north, source, verification)


def _degrees(text: str, most: float) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) <= most else None
