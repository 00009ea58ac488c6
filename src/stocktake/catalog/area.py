"""The table of areas as it comes with the package: `areas.csv` and `area-aliases.csv`, read and checked."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from stocktake.errors import CatalogError
from stocktake.model.area import KINDS, LANGUAGES, Area, Areas, fold

FOLDER: Final = Path(__file__).parents[1] / "data" / "codelists"
NAMES: Final = tuple(f"name_{language}" for language in LANGUAGES)
COLUMNS: Final = ("code", "kind", "m49", "iso2", "parents", "groups", *NAMES, "note")
ALIAS_COLUMNS: Final = ("alias", "codes", "note")


class Row(NamedTuple):
    """One row of a CSV file and where it stands, as `areas.csv, line 18`."""

    where: str
    cells: Mapping[str, str]

    def codes(self, column: str) -> tuple[str, ...]:
        """The codes in one cell, which semicolons part; none if it is blank."""
        return tuple(self.cells[column].split(";")) if self.cells[column] else ()


@cache
def areas() -> Areas:
    """Return the areas that come with the package."""
    return read(FOLDER)


def read(folder: Path) -> Areas:
    """Return the areas of `areas.csv` and `area-aliases.csv` in a folder.

    CatalogError says which file and line is wrong: a cell blank, a code given twice or not known, one name for two areas. Two areas
    may share a name only if one line of `area-aliases.csv` gives it to both; `Areas.find` then refuses it as ambiguous.
    """
    rows = list(_rows(folder / "areas.csv", COLUMNS))
    aliases = list(_rows(folder / "area-aliases.csv", ALIAS_COLUMNS))
    _check_cells(rows, aliases)
    _check_codes(rows, aliases)
    table = Areas(_areas(rows, aliases))
    _check_names(table, rows, aliases)
    return table


def _rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a CSV file in UTF-8; every one of `columns` must be there."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise CatalogError(f"{path}: cannot be read as UTF-8 text ({fault})") from fault
    reader = csv.DictReader(lines, restval="")
    if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
        raise CatalogError(f'{path.name}, line 1: column "{missing[0]}" is missing; expected {", ".join(columns)}')
    for cells in reader:
        where = f"{path.name}, line {reader.line_num}"
        if None in cells:
            raise CatalogError(f"{where}: more cells than columns; put a cell with a comma in quotation marks")
        yield Row(where, cells)


def _areas(rows: Iterable[Row], aliases: Iterable[Row]) -> Iterator[Area]:
    called: dict[str, list[str]] = {}
    for alias in aliases:
        for code in alias.codes("codes"):
            called.setdefault(code, []).append(alias.cells["alias"])
    for row in rows:
        yield _area(row, called.get(row.cells["code"], ()))


def _area(row: Row, aliases: Iterable[str]) -> Area:
    cells = row.cells
    names = MappingProxyType({language: cells[column] for language, column in zip(LANGUAGES, NAMES, strict=True)})
    own = (cells["code"], cells["kind"], cells["m49"], cells["iso2"])
    return Area(*own, names, row.codes("parents"), row.codes("groups"), tuple(aliases), cells["note"])


def _check_cells(rows: Iterable[Row], aliases: Iterable[Row]) -> None:
    """Refuse blank cells that must not be blank, and kinds nobody knows."""
    for row in rows:
        if blank := [column for column in ("code", *NAMES) if not row.cells[column]]:
            raise CatalogError(f'{row.where}: column "{blank[0]}" is blank; every area has a code and a name in six languages')
        if row.cells["kind"] not in KINDS:
            raise CatalogError(f'{row.where}: kind "{row.cells["kind"]}" is not known; write one of {", ".join(KINDS)}')
    for row in aliases:
        if not fold(row.cells["alias"]) or not row.cells["codes"]:
            raise CatalogError(
                f"{row.where}: an alias needs letters and the code of an area; fill both cells or take the line out"
            )


def _check_codes(rows: Sequence[Row], aliases: Iterable[Row]) -> None:
    """Refuse a code given twice, and a code that no row has."""
    for column in ("code", "m49", "iso2"):
        _check_unique(rows, column)
    known = {row.cells["code"] for row in rows}
    pointers = [(row, column) for row in rows for column in ("parents", "groups")] + [(row, "codes") for row in aliases]
    for row, column in pointers:
        if unknown := [code for code in row.codes(column) if code not in known]:
            raise CatalogError(
                f'{row.where}, column "{column}": no area has the code "{unknown[0]}"; add its row or correct the code'
            )


def _check_unique(rows: Iterable[Row], column: str) -> None:
    first: dict[str, str] = {}
    for row in rows:
        code = row.cells[column]
        if code and first.setdefault(code, row.where) != row.where:
            raise CatalogError(f'{row.where}: {column} "{code}" is given already on {first[code]}; keep one of the two')


def _check_names(table: Areas, rows: Iterable[Row], aliases: Sequence[Row]) -> None:
    """Refuse a name of two areas that no line gives to both, and an alias that is the code of another area."""
    said = {fold(row.cells["alias"]): set(row.codes("codes")) for row in aliases if len(row.codes("codes")) > 1}
    for name, codes in table.shared().items():
        if said.get(name) != set(codes):
            places = " and ".join(dict.fromkeys(_places(name, codes, [*rows, *aliases])))
            remedy = "take it from one, or write both codes on one line of area-aliases.csv to have it refused as ambiguous"
            raise CatalogError(f'{places}: "{name}" is a name of {" and ".join(codes)}; {remedy}')
    taken = {code: area.code for area in table for code in (area.code, area.iso2)}
    for row in aliases:
        alias = row.cells["alias"]
        if alias in taken and taken[alias] not in row.codes("codes"):
            raise CatalogError(f'{row.where}: alias "{alias}" is a code of {taken[alias]}; take it out')


def _places(name: str, codes: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield where a folded name is given to any of `codes`."""
    for row in rows:
        spellings = (cell for column, cell in row.cells.items() if column in (*NAMES, "alias"))
        owners = row.codes("codes") if "codes" in row.cells else (row.cells["code"],)
        if set(owners) & set(codes) and any(fold(spelling) == name for spelling in spellings):
            yield row.where
