"""Code lists: CSV files of `data/codelists` with a code, its English label, where it comes from and how it was verified.

The tables of areas lie in the same folder and have a reader of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import csv_file
from stocktake.catalog.csv_file import Row
from stocktake.catalog.folder import DATA, files
from stocktake.errors import CatalogError
from stocktake.model.provenance import Verification

FOLDER = DATA / "codelists"
COLUMNS = ["code", "label", "source", "verification"]


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
    found = tuple(_code(row) for row in csv_file.rows(path, COLUMNS, "quote a label that has a comma"))
    csv_file.check_once(path.name, [one.code for one in found], "code")
    return found


def _code(row: Row) -> Code:
    code, label, source, status = row.cells
    return Code(code, label, source, csv_file.verification(row, status))
