"""A CSV file as an Arrow table of text, and the one sentence that says what is wrong with a cell of it."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from stocktake.errors import DataError


def read(path: Path, known: Sequence[str], required: Sequence[str]) -> pa.Table:
    """Return the file with every cell as text, nothing null; row 0 is line 2 of the file.

    Its columns must be among `known` and hold all of `required`. DataError names the file, and the line where there is one.
    """
    bad: list[arrow_csv.InvalidRow] = []
    try:
        names = _header(path, known, required)
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(use_threads=False),  # several threads lose the numbers of bad rows
            parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=_kept_in(bad)),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid) as fault:
        raise DataError(f"{place(path)}: cannot be read as CSV in UTF-8 ({' '.join(str(fault).split())}); see {path}") from fault
    if bad:
        raise DataError(
            f"{place(path)}, line {bad[0].number}: {bad[0].actual_columns} cells where the header has {bad[0].expected_columns}; "
            "add the missing ones, or quote a cell that holds a comma"
        )
    return table.combine_chunks()


def place(path: Path) -> str:
    """Return how messages name a file: with its folder, which is the id of the pack."""
    return f"{path.parent.name}/{path.name}"


def _kept_in(rows: list[arrow_csv.InvalidRow]) -> Callable[[arrow_csv.InvalidRow], str]:
    """Return a handler that puts rows of the wrong length into `rows`."""

    def keep(row: arrow_csv.InvalidRow) -> str:
        rows.append(row)
        return "skip"

    return keep


def _header(path: Path, known: Sequence[str], required: Sequence[str]) -> list[str]:
    """Return the columns of the file; DataError for one that is unknown, repeated or missing."""
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file), [])
    for name in names:
        if name not in known:
            raise DataError(f'{place(path)}, line 1: unknown column "{name}"; take it out, or write one of {", ".join(known)}')
        if names.count(name) > 1:
            raise DataError(f'{place(path)}, line 1: column "{name}" stands there twice; take one out')
    if missing := [name for name in required if name not in names]:
        raise DataError(f'{place(path)}, line 1: column "{missing[0]}" is missing; add it')
    return names


def refuse(file: str, table: pa.Table, column: str, is_bad: pa.ChunkedArray, advice: str) -> None:
    """Raise DataError for the first row where `is_bad`, ending in `advice`; nothing where there is none."""
    row = pc.index(is_bad, pa.scalar(True)).as_py()
    if row >= 0:
        raise DataError(f'{file}, line {row + 2}, column "{column}": "{table[column][row]}" {advice}')


def refuse_others(file: str, table: pa.Table, column: str, fits: Callable[[str], bool], advice: str) -> None:
    """Raise DataError for the first row whose cell does not fit; each value of the column is looked at once."""
    bad = [value for value in pc.unique(table[column]).to_pylist() if not fits(value)]
    refuse(file, table, column, is_among(table[column], bad), advice)


def is_among(column: pa.ChunkedArray, values: Iterable[str]) -> pa.ChunkedArray:
    """Return for each cell whether it is one of `values`."""
    return pc.is_in(column, value_set=pa.array(values, pa.string()))


def refuse_repeats(file: str, table: pa.Table, columns: Sequence[str], advice: str) -> None:
    """Raise DataError for the first row that repeats an earlier one in all of `columns`."""
    numbered = table.append_column("row", pa.array(range(table.num_rows), pa.int64()))
    firsts = numbered.group_by(list(columns)).aggregate([("row", "min")])
    is_repeat = pc.invert(pc.is_in(numbered["row"], value_set=firsts["row_min"]))
    refuse(file, table, columns[0], is_repeat, advice)
