"""Code lists: CSV files of `data/codelists` with a code, its English label, where it comes from and how it was verified.

The tables of areas lie in the same folder and have a reader of their own.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from stocktake.catalog.folder import DATA, fault, files, first_repeated
from stocktake.errors import CatalogError
from stocktake.model.provenance import Verification, Verified

FOLDER = DATA / "codelists"
COLUMNS = ["code", "label", "source", "verification"]
STATUSES = get_args(Verified)


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list, with its label."""

    code: str
    label: str
    source: str
    verification: Verification


def codelist(name: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """Return the labels of a code list by code, in the order of the file; CatalogError where there is no such list."""
    known = codelists(folder)
    if name not in known:
        raise CatalogError(f'{folder}: no code list "{name}"; there are {", ".join(known)}')
    return known[name]


@cache
def codelists(folder: Path = FOLDER) -> Mapping[str, Mapping[str, str]]:
    """Return the labels by code of every list but the tables of areas, by the file's name."""
    paths = (path for path in files(folder, ".csv") if not path.stem.startswith("area"))
    return MappingProxyType({path.stem: MappingProxyType({one.code: one.label for one in codes(path)}) for path in paths})


def codes(path: Path) -> tuple[Code, ...]:
    """Return the codes of a file in its order; CatalogError names the line that is wrong."""
    with path.open(encoding="utf-8", newline="") as lines:
        found = tuple(_codes(path.name, csv.reader(lines)))
    if twice := first_repeated([one.code for one in found]):
        raise fault(path.name, "code", f'"{twice}" twice', "each code once", "take one of them out")
    return found


def _codes(file: str, rows: Iterator[list[str]]) -> Iterator[Code]:
    header = next(rows, [])
    if header != COLUMNS:
        raise fault(file, "line 1", ",".join(header) or "nothing", ",".join(COLUMNS), "write the four columns in this order")
    for line, row in enumerate(rows, start=2):
        yield _code(file, line, row)


def _code(file: str, line: int, row: list[str]) -> Code:
    if len(row) != len(COLUMNS) or not all(row):
        raise fault(file, f"line {line}", ",".join(row) or "nothing", "four cells, none empty", "quote a label that has a comma")
    code, label, source, status = row
    if status not in STATUSES:
        raise fault(file, f"line {line}, verification", f'"{status}"', "one of " + ", ".join(STATUSES), "say how it was checked")
    return Code(code, label, source, Verification(cast(Verified, status)))
