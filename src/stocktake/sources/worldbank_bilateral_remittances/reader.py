"""A matrix of areas by areas: one row an area that sends, one column an area that receives, totals at the ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.area import WORLD
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_EDITION = re.compile(r"\((\w+) ((?:19|20)\d\d) version\)", re.IGNORECASE)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ODD_CORNER = (
    "the corner of the matrix does not say that rows send and columns receive; the layout has changed, or this is another file"
)


@dataclass(frozen=True, slots=True)
class _Matrix:
    """The rows with figures, each with its number in the file; the names above them; how many other lines there are; the title."""

    names: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    words: int
    title: str


def read(path: Path, about: About) -> Reading:
    """Return the money that each area receives from each other one, in million US dollars.

    The row of totals is what an area receives from all others, the column of totals what it sends to all others. A folder is read file
    by file. DataError where the corner of the matrix does not say which side sends, or nothing says the year.
    """
    return files.each(path, (".csv", ".xlsx"), lambda one: _reading(one, about))


def _reading(path: Path, about: About) -> Reading:
    matrix, odd = _workbook(path, about) if path.suffix.lower() == ".xlsx" else _csv(path, about)
    year, assumed = _year(matrix.title, path)
    table, blank, issues = _observations(matrix, about)
    table = table.append_column("time_period", pa.repeat(year, table.num_rows))
    rows = len(matrix.rows) * (len(matrix.names) - 1) + matrix.words
    left_out = {rule: count for rule, count in {"blank": blank, "words": matrix.words}.items() if count}
    return Reading(table, rows, left_out, (*odd, *assumed, *issues), _edition(matrix.title))


def _workbook(path: Path, about: About) -> tuple[_Matrix, tuple[Issue, ...]]:
    names = files.sheets(path)
    if not names:
        raise DataError(f"{path.name}: holds no sheet; see {path}")
    matrix = _matrix(files.sheet(path, names[0]), about.columns["xlsx"], path)
    others = [name for name in names[1:] if name not in about.ignored]
    return matrix, tuple(Issue(f'sheet "{name}" is neither read nor ignored', 1, path.name) for name in others)


def _csv(path: Path, about: About) -> tuple[_Matrix, tuple[Issue, ...]]:
    table = files.read_csv(path, ";").table
    columns = [column.to_pylist() for column in table.columns]
    rows = [table.column_names, *(list(row) for row in zip(*columns, strict=True))]
    return _matrix(rows, about.columns["csv"], path), ()


def _matrix(rows: Sequence[Sequence[str]], corner: str, path: Path) -> _Matrix:
    """Return what stands under and beside the corner; a line with nothing beside its first cell is words."""
    top = next((place for place, row in enumerate(rows[:20]) if row and row[0].strip() == corner), None)
    if top is None:
        raise DataError(f"{path.name}: {_ODD_CORNER}")
    found = [(place, row) for place, row in enumerate(rows[top + 1 :], top + 2) if any(cell.strip() for cell in row[1:])]
    title = " ".join(cell for row in rows[:top] for cell in row if cell)
    return _Matrix(rows[top], found, len(rows) - 1 - len(found), title)


def _year(title: str, path: Path) -> tuple[str, tuple[Issue, ...]]:
    """Return the first year that the title says, else the one that the name of the file says, with an issue."""
    if found := _YEAR.search(title):
        return found[0], ()
    if found := _YEAR.search(path.stem):
        return found[0], (Issue(f"the file says no year; {found[0]} is taken from its name", 1, path.name),)
    raise DataError(f"{path.name}: says no year, neither in a title nor in its name; put the year into the name of the file")


def _edition(title: str) -> str:
    """Return the month of the edition.

    >>> _edition("Estimates for 2017 (millions of US$) (April 2018 Version)"), _edition("Estimates")
    ('2018-04', '')
    """
    found = _EDITION.search(title)
    month = found[1].lower() if found else ""
    return f"{found[2]}-{_MONTHS.index(month) + 1:02}" if found and month in _MONTHS else ""


def _observations(matrix: _Matrix, about: About) -> tuple[pa.Table, int, tuple[Issue, ...]]:
    """Return one row a cell that holds something, how many hold nothing, and what was not expected."""
    found = pa.Table.from_pylist(
        list(_cells(matrix)), pa.schema(dict.fromkeys(("sending", "receiving", "cell", "locator"), pa.string()))
    )
    written = found.filter(pc.not_equal(found["cell"], ""))
    places = cells.Places(areas(), "name", about.places, "worldbank")
    sending, unplaced = places.codes(written["sending"], "sending area")
    receiving, unplaced_too = places.codes(written["receiving"], "receiving area")
    numbers = cells.numbers(written["cell"], about.missing, "remittances")
    received, sent = about.series
    is_sent = pc.and_(pc.equal(receiving, TOTAL), pc.not_equal(sending, TOTAL))
    table = pa.table(
        {
            "indicator": pa.repeat(about.series[received]["indicator"], written.num_rows),
            "series": pc.if_else(is_sent, sent, received),
            "ref_area": pc.if_else(is_sent, sending, pc.if_else(pc.equal(receiving, TOTAL), WORLD, receiving)),
            "counterpart_area": pc.if_else(is_sent, TOTAL, sending),
            "obs_value": numbers.values,
            "obs_status": pc.if_else(pc.equal(numbers.status, "A"), "E", numbers.status),
            "comment_obs": numbers.comment,
            "unit_measure": pa.repeat(about.series[received]["unit_measure"], written.num_rows),
            "locator": written["locator"],
        }
    )
    return table, found.num_rows - written.num_rows, (*numbers.issues, *unplaced, *unplaced_too)


def _cells(matrix: _Matrix) -> Iterator[dict[str, str]]:
    for place, row in matrix.rows:
        for column, name in enumerate(matrix.names[1:], 1):
            yield {
                "sending": row[0],
                "receiving": name,
                "cell": row[column].strip(),
                "locator": f"row {place}, column {column + 1}",
            }
