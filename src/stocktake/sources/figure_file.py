"""Figures of one's own in CSV or Parquet, in the columns of an observation: what cannot be right is named, and the rest is read.

Unlike a pack, which is taken in whole or not at all, such a file is only looked at: a fault in one series does not hide the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from stocktake.errors import AreaNotFound, DataError
from stocktake.model import period
from stocktake.model.area import Areas
from stocktake.model.observation import COLUMNS, DISAGGREGATIONS
from stocktake.tables import schema

REQUIRED = ("indicator", "ref_area", "time_period", "obs_value", "unit_measure")
_KEY = ("indicator", "series", "ref_area", *DISAGGREGATIONS)
_EDITION = (*_KEY, "unit_measure", "source", "time_period", "vintage")
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: the observations that can be used, in `tables.schema`, and a sentence for each fault of the others."""

    table: pa.Table
    faults: tuple[str, ...]


def read(path: Path, areas: Areas) -> Reading:
    """Return the observations of a CSV or Parquet file.

    Columns are those of an observation; `REQUIRED` must be there, the others have their defaults, `series` that of the
    indicator and `source` the name of the file. Left out and named with line and series: a value that is no finite number, a
    period that is none, an empty indicator or unit, an area that is none of `areas`, two values for one key and period, and
    series in two units. An empty value is a missing one. Areas may be codes or names; they come back as codes. The faults are in
    the order of lines. DataError where the file cannot be read at all or lacks a column.
    """
    cells, faults = _cells(path)
    _check_columns(path, cells)
    cells = _completed(path, cells)
    codes = _codes(cells["ref_area"], areas)
    cells, found = _without(path, cells, _bad_cells(cells, codes))
    faults |= found
    cells = _replaced(cells, "ref_area", _looked_up(cells["ref_area"], codes))
    for look in (_repeats, _two_units):
        cells, found = _without(path, cells, look(cells))
        faults |= found
    cells = _replaced(cells, "obs_value", _numbers(cells["obs_value"]))
    return Reading(schema.complete(cells), tuple(faults[line] for line in sorted(faults)))


def _replaced(cells: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    return cells.set_column(cells.column_names.index(name), name, column)


def _codes(written: pa.ChunkedArray, areas: Areas) -> dict[str, str]:
    """Return the code of each area that stands there; those that are none are not in it."""
    found: dict[str, str] = {}
    for text in pc.unique(written).to_pylist():
        try:
            found[text] = areas.find(text).code
        except AreaNotFound:
            continue
    return found


def _looked_up(written: pa.ChunkedArray, words: dict[str, str]) -> pa.ChunkedArray:
    place = pc.index_in(written, value_set=pa.array(list(words), pa.string()))
    return pa.chunked_array([pa.array(list(words.values()), pa.string()).take(one) for one in place.chunks], pa.string())


def _cells(path: Path) -> tuple[pa.Table, dict[int, str]]:
    """Return every cell as it stands with the column `line`, and a sentence for each line of the wrong length."""
    bad: list[csv.InvalidRow] = []

    def keep(row: csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    try:
        if path.suffix == ".parquet":
            table = parquet.read_table(path)
            return table.append_column("line", pa.array(range(1, table.num_rows + 1), pa.int64())), {}
        table = csv.read_csv(
            path,
            read_options=csv.ReadOptions(use_threads=False),
            parse_options=csv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=keep),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False),
        )
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid) as fault:
        raise DataError(
            f"{path}: cannot be read ({' '.join(str(fault).split())}); give a CSV file in UTF-8, or Parquet"
        ) from fault
    skipped = {row.number for row in bad}
    lines = [line for line in range(2, table.num_rows + len(skipped) + 2) if line not in skipped]
    said = {
        row.number or 0: f"{path}, line {row.number}: {row.actual_columns} cells where the header has {row.expected_columns}; "
        "add the missing ones, or quote a cell that holds a comma"
        for row in bad
    }
    return table.append_column("line", pa.array(lines, pa.int64())), said


def _check_columns(path: Path, cells: pa.Table) -> None:
    missing = [name for name in REQUIRED if name not in cells.column_names]
    if missing:
        raise DataError(f'{path}: column "{missing[0]}" is missing; it needs {", ".join(REQUIRED)}')
    unknown = [name for name in cells.column_names if name not in (*COLUMNS, "line")]
    if unknown:
        raise DataError(f'{path}: unknown column "{unknown[0]}"; take it out, or write one of {", ".join(COLUMNS)}')


def _completed(path: Path, cells: pa.Table) -> pa.Table:
    """Return the cells as text, with the columns that have a default of their own."""
    if "series" not in cells.column_names:
        cells = cells.append_column("series", cells["indicator"])
    if "source" not in cells.column_names:
        cells = cells.append_column("source", pa.repeat(path.name, cells.num_rows))
    rest = [name for name in COLUMNS if name not in cells.column_names]
    for name in rest:
        cells = cells.append_column(name, pa.repeat(str(schema.DEFAULTS.get(name) or ""), cells.num_rows))
    text = {name: pc.fill_null(cells[name].cast(pa.string()), "") for name in COLUMNS if name != "obs_value"}
    return pa.table({**text, "obs_value": cells["obs_value"], "line": cells["line"]})


def _numbers(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(values.type):
        return pc.if_else(pc.equal(values, ""), None, values).cast(pa.float64())
    return values.cast(pa.float64())


def _bad_cells(cells: pa.Table, areas: dict[str, str]) -> Iterator[tuple[pa.ChunkedArray, str]]:
    for name in ("indicator", "ref_area", "unit_measure"):
        yield pc.equal(cells[name], ""), f'column "{name}" is empty; write a code'
    is_area = pc.is_in(cells["ref_area"], value_set=pa.array(list(areas), pa.string()))
    yield pc.invert(is_area), "no area, or more than one, answers to that; write its code of three letters, or its M49 code"
    periods = pc.unique(cells["time_period"]).to_pylist()
    wrong = pa.array([one for one in periods if not period.is_period(one)], pa.string())
    yield pc.is_in(cells["time_period"], value_set=wrong), "the period is none; write 2024, 2024-Q1, 2024-06 or 2020/2024"
    yield _no_number(cells["obs_value"]), "the value is no finite number; leave the cell empty if it is missing"


def _no_number(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(values.type):
        return pc.fill_null(pc.invert(pc.is_finite(values.cast(pa.float64()))), False)
    is_number = pc.match_substring_regex(values, _NUMBER)
    is_huge = pc.fill_null(pc.is_inf(pc.if_else(is_number, values, None).cast(pa.float64())), False)
    return pc.or_(is_huge, pc.invert(pc.or_(is_number, pc.equal(values, ""))))


def _repeats(cells: pa.Table) -> Iterator[tuple[pa.ChunkedArray, str]]:
    """Yield the rows whose key, period and edition stand there more than once: nobody can know which one is right."""
    yield _crowded(cells, _EDITION, "line"), "the same key and period stand there more than once; take out all but one"


def _two_units(cells: pa.Table) -> Iterator[tuple[pa.ChunkedArray, str]]:
    yield (
        _crowded(cells, (*_KEY, "source"), "unit_measure"),
        "the series comes in two units; bring it to one, or give it two series codes",
    )


def _crowded(cells: pa.Table, key: tuple[str, ...], counted: str) -> pa.ChunkedArray:
    """Return for each row whether its key goes with more than one different value of `counted`."""
    groups = cells.group_by(list(key)).aggregate([(counted, "count_distinct")])
    groups = groups.filter(pc.greater(groups[f"{counted}_count_distinct"], 1)).select(list(key))
    if not groups.num_rows:
        return pa.chunked_array([pa.repeat(False, cells.num_rows)])
    found = cells.select([*key, "line"]).join(groups, list(key), join_type="left semi")
    return pc.is_in(cells["line"], value_set=found["line"].combine_chunks())


def _without(path: Path, cells: pa.Table, looks: Iterator[tuple[pa.ChunkedArray, str]]) -> tuple[pa.Table, dict[int, str]]:
    """Return the cells without the rows that are wrong, and a sentence for each of their lines."""
    wrong, said = pa.chunked_array([pa.repeat(False, cells.num_rows)]), dict[int, str]()
    for is_wrong, advice in looks:
        for row in cells.filter(is_wrong).select(["line", *_KEY, "time_period", "obs_value"]).to_pylist():
            said.setdefault(row["line"], f"{path}, line {row['line']}, {_series(row)}: {advice}")
        wrong = pc.or_(wrong, is_wrong)
    return cells.filter(pc.invert(wrong)), said


def _series(row: dict[str, object]) -> str:
    """Return a series and its row as a message names them."""
    parts = [str(row[name]) for name in _KEY if row[name] not in ("", "_T")]
    return f'series {":".join(dict.fromkeys(parts))}, {row["time_period"]} "{row["obs_value"]}"'
