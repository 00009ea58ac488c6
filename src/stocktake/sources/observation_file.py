"""The CSV files of a pack of figures: the observations, and the editions they were read from."""

import re
from collections.abc import Container, Sequence
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.model import period
from stocktake.model.observation import COLUMNS, DISAGGREGATIONS, SERIES_KEY, TOTAL
from stocktake.model.provenance import Source
from stocktake.sources import csv_file
from stocktake.tables import schema

EDITION_KEY = ("id", "vintage")
OBSERVATION_KEY = (*SERIES_KEY, "time_period", "vintage")
NEVER_EMPTY = ("indicator", "series", "ref_area", *DISAGGREGATIONS, "obs_status")

_COLUMNS = tuple(name for name in COLUMNS if name != "released")
_REQUIRED = (*schema.REQUIRED, "obs_value", "unit_measure", "source", "vintage")
_SOURCE_COLUMNS = tuple(one.name for one in fields(Source))
_NUMBER = r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"
_RELEASED = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
MISSING = ("H", "L", "M", "O", "Q")
"""The statuses of SDMX's CL_OBS_STATUS that go with no value."""

_DIMENSION = re.compile(r"[a-z][a-z_]*=[^=;]+")


def read_sources(path: Path) -> tuple[Source, ...]:
    """Return the editions that the file lists, one a line."""
    cells = csv_file.read(path, _SOURCE_COLUMNS, ("id", "vintage", "title", "publisher"))
    file = csv_file.place(path)
    csv_file.refuse_repeats(file, cells, EDITION_KEY, "is listed twice with this vintage; make the vintages differ")
    if "released" in cells.column_names:
        csv_file.refuse_others(file, cells, "released", _is_released, "is not a date; write 2024, 2024-06, 2024-06-30 or nothing")
    return tuple(Source(**row) for row in cells.to_pylist())


def _is_released(text: str) -> bool:
    return _RELEASED.fullmatch(text) is not None


def read(path: Path, pack: str, sources: Sequence[Source]) -> pa.Table:
    """Return the observations of the file in the columns of `tables.schema`, one row a line, in the order of the file.

    A column that is left out holds its default everywhere; a locator left out is `pack:line`. `released` is that of the edition
    in `sources`. DataError names the file, the line and the column of what cannot be right.
    """
    cells = csv_file.read(path, _COLUMNS, _REQUIRED)
    file = csv_file.place(path)
    _refuse_bad_cells(file, cells)
    cells = _with(cells, "released", _released(file, cells, sources))
    cells = _with(cells, "obs_value", _numbers(file, cells))
    if "locator" not in cells.column_names:
        cells = cells.append_column("locator", _lines(pack, cells.num_rows))
    table = schema.complete(cells)
    csv_file.refuse_repeats(file, table, OBSERVATION_KEY, "repeats an earlier line in everything but the value; take one out")
    return table


def _with(table: pa.Table, name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return `table` with `column`, in place of one of that name if there is one."""
    kept = table.drop_columns([name]) if name in table.column_names else table
    return kept.append_column(name, column)


def _refuse_bad_cells(file: str, cells: pa.Table) -> None:
    for name in cells.column_names:
        if name in NEVER_EMPTY:
            csv_file.refuse(file, cells, name, pc.equal(cells[name], ""), f"is empty; write a code, {TOTAL} for a total")
    csv_file.refuse_others(
        file, cells, "time_period", period.is_period, "is not a period; write 2024, 2024-Q1, 2024-06 or 2020/2024"
    )
    if "other_dims" in cells.column_names:
        csv_file.refuse_others(file, cells, "other_dims", _is_dimensions, f"is not {TOTAL} or `key=code;key=code` sorted by key")


def _is_dimensions(text: str) -> bool:
    parts = text.split(";")
    return text == TOTAL or (parts == sorted(parts) and all(_DIMENSION.fullmatch(part) for part in parts))


def _numbers(file: str, cells: pa.Table) -> pa.ChunkedArray:
    """Return the values as numbers; null where the cell is empty, which the status must say."""
    text = cells["obs_value"]
    is_empty = pc.equal(text, "")
    is_number = pc.match_substring_regex(text, _NUMBER)
    is_wrong = pc.invert(pc.or_(is_number, is_empty))
    csv_file.refuse(
        file, cells, "obs_value", is_wrong, "is not a number; if it is missing leave it empty and set obs_status to O"
    )
    status = cells["obs_status"] if "obs_status" in cells.column_names else pa.repeat("A", cells.num_rows)
    is_silent = pc.and_(is_empty, pc.invert(pc.is_in(status, pa.array(MISSING))))
    csv_file.refuse(file, cells, "obs_value", is_silent, "is empty; give a number, or set obs_status to O if it is missing")
    return pc.if_else(is_empty, None, text).cast(pa.float64())


def _released(file: str, cells: pa.Table, sources: Sequence[Source]) -> pa.Array:
    """Return when the edition of each row came out; DataError for an edition that is not among `sources`."""
    known = pa.array([f"{one.id}\n{one.vintage}" for one in sources], pa.string())
    place = pc.index_in(pc.binary_join_element_wise(cells["source"], cells["vintage"], "\n"), value_set=known)
    csv_file.refuse(
        file, cells, "vintage", pc.is_null(place), "is not a vintage of this source in sources.csv; add or correct it"
    )
    return pa.array([one.released for one in sources], pa.string()).take(place.combine_chunks())


def _lines(pack: str, rows: int) -> pa.Array:
    """Return the locator of each row: the pack and the line in its file."""
    return pc.binary_join_element_wise(pack, pa.array(range(2, rows + 2)).cast(pa.string()), ":")


def check(file: str, table: pa.Table, indicators: Container[str], areas: Container[str], units: Container[str]) -> None:
    """Raise DataError for the first cell that names an indicator, area or unit nobody knows; messages call the file `file`."""
    lookups = {
        "indicator": (indicators, "is not an indicator of data/indicators; add or correct it"),
        "ref_area": (areas, "is not a known area; correct the code"),
        "counterpart_area": (areas, "is not a known area; correct the code"),
        "unit_measure": (units, "is not a unit of data/codelists/unit_measure.csv; add or correct it"),
    }
    for column, (known, advice) in lookups.items():
        codes = pc.unique(table[column]).to_pylist()
        unknown = [code for code in codes if code not in known and (column, code) != ("counterpart_area", TOTAL)]
        csv_file.refuse(file, table, column, csv_file.is_among(table[column], unknown), advice)
