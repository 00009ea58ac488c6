"""The layouts of the database as one table of text: the long CSV, the datapoints of one series a file, Parquet of either, and answers of
the service.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stocktake.errors import DataError
from stocktake.sources import files
from stocktake.sources.about import About

BATCH = 200_000
"""Rows looked at together; what is made on the way to observations never holds more of them."""

NEEDED = ("series", "ref_area", "time_period", "obs_value", "unit_measure")
_CSV, _PARQUET, _JSON = (".csv", ".csv.gz"), (".parquet",), (".json",)
_OBJECTS = "data"
_OF_SERVICE = {"geoAreaCode": "GeoArea_Code", "timePeriodStart": "Year"}
_DATAPOINTS = re.compile(r"ddf--datapoints--(\w+?)--by--")
_BESIDE_DATAPOINTS = ("ddf--concepts--", "ddf--entities--", "ddf--index")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a file: columns of text by our names, and by the publisher's where it is a dimension that has none of ours.

    `unexpected` says what columns are not known. `first_row` is the row of the first of them: the header of a CSV file is row 1, Parquet
    has no header and its rows begin at 1.
    """

    table: pa.Table
    file: str
    first_row: int
    unexpected: tuple[str, ...]


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files of figures: the path itself, or those of a folder by name; DataError where a folder has none."""
    if not path.is_dir():
        return (path,)
    inside = sorted(one for one in path.iterdir() if one.name.endswith((*_CSV, *_PARQUET, *_JSON)))
    found = tuple(one for one in inside if not one.name.startswith(_BESIDE_DATAPOINTS))
    if not found:
        raise DataError(
            f"{path.name}: holds no .csv and no .parquet of figures and no answer of the service; name the folder that does"
        )
    return found


def pieces(path: Path, about: About) -> Iterator[Piece]:
    """Yield the rows of a file in order; at least one piece, which is empty where the file has a header only.

    DataError where the file cannot be read or lacks a column that every layout has.
    """
    if path.name.endswith(_PARQUET):
        yield from _of_parquet(path, about)
        return
    of_service = path.name.endswith(_JSON)
    table = _answer(path) if of_service else files.read_csv(path).table
    columns, unexpected = _columns(table.column_names, path.name, about)
    for start in range(0, max(table.num_rows, 1), BATCH):
        yield _piece(table.slice(start, BATCH), columns, unexpected, path.name, start + (1 if of_service else 2))


def is_answer(path: Path) -> bool:
    """Return whether a file, or what a folder holds, is of the service; DataError as `files_of`."""
    return all(one.name.endswith(_JSON) for one in files_of(path))


def _answer(path: Path) -> pa.Table:
    """Return the objects of a page of the service, under the names of the long layout: a dimension is `Reporting Type_Code`."""
    table = files.read_answer((path,), _OBJECTS).table
    return table.rename_columns([_of_service(name) for name in table.column_names])


def _of_service(name: str) -> str:
    """Return the name in the long layout.

    >>> [_of_service(one) for one in ("geoAreaCode", "dimensions.Age", "attributes.Nature", "value")]
    ['GeoArea_Code', 'Age_Code', 'Nature', 'value']
    """
    if name.startswith("dimensions."):
        return f"{name.removeprefix('dimensions.')}_Code"
    return _OF_SERVICE.get(name, name.removeprefix("attributes."))


def _of_parquet(path: Path, about: About) -> Iterator[Piece]:
    try:
        with pq.ParquetFile(path) as file:
            columns, unexpected = _columns(file.schema_arrow.names, path.name, about)
            batches = file.iter_batches(BATCH, columns=list(columns.values()))
            row, schema = 1, pa.schema([file.schema_arrow.field(name) for name in columns.values()])
            for batch in batches:
                yield _piece(pa.Table.from_batches([batch]), columns, unexpected, path.name, row)
                row += batch.num_rows
            if row == 1:
                yield _piece(schema.empty_table(), columns, unexpected, path.name, row)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as fault:
        raise DataError(f"{path.name}: cannot be read as Parquet ({' '.join(str(fault).split())[:300]}); see {path}") from fault


def _piece(table: pa.Table, columns: Mapping[str, str], unexpected: tuple[str, ...], file: str, row: int) -> Piece:
    """Return rows with our names on their columns; the series of a file of datapoints comes from its name."""
    found = pa.table({ours: table[theirs].cast(pa.string()) for ours, theirs in columns.items()})
    if "series" not in columns:
        found = found.append_column("series", pa.chunked_array([pa.repeat(_datapoints(file), table.num_rows)]))
    return Piece(found, file, row, unexpected)


def _columns(header: Sequence[str], file: str, about: About) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the columns to read, by our name or else the publisher's, and a sentence for each that `about` does not know.

    An unknown dimension is read all the same: without it, figures of different people would stand under one key.
    """
    series = _datapoints(file)
    named: dict[str, str] = {}
    for column in header:
        name = "value" if series and column.lower() == series.lower() else plain(column)
        if name in named:
            raise DataError(f'{file}: columns "{named[name]}" and "{column}" have one meaning; the layout has changed')
        named[name] = column
    ours = {theirs: name for name, theirs in about.columns.items()}
    _refuse_without({ours.get(name, name) for name in named} | ({"series"} if series else set()), file, about)
    read = {name: column for name, column in named.items() if not any(fnmatchcase(name, one) for one in about.ignored)}
    unknown = {name: _is_dimension(column, header) for name, column in read.items() if name not in ours}
    unexpected = tuple(
        f'column "{read[name]}" is neither read nor ignored{"; it is kept as a dimension" if is_dimension else ""}'
        for name, is_dimension in unknown.items()
    )
    return {ours.get(name, name): column for name, column in read.items() if unknown.get(name, True)}, unexpected


def _is_dimension(column: str, header: Sequence[str]) -> bool:
    """Return whether an unknown column splits the figures: in the long layout those in pairs of code and label do, in datapoints all do."""
    return column.endswith("_Code") or not any(name.endswith("_Code") for name in header)


def _refuse_without(found: Collection[str], file: str, about: About) -> None:
    missing = [name for name in NEEDED if name not in found]
    if missing:
        column = about.columns[missing[0]]
        raise DataError(
            f'{file}: no column for "{column}"; expected the columns of the long layout, or ddf--datapoints--SERIES--by--... as the '
            "file's name; the layout has changed, or this is another file"
        )


def _datapoints(file: str) -> str:
    """Return the series that the name of a file of datapoints gives, empty for any other file."""
    found = _DATAPOINTS.match(file)
    return found[1] if found else ""


def plain(column: str) -> str:
    """Return the name of a column as all layouts would write it.

    >>> [plain(one) for one in ("GeoArea_Code", "geo_area", "SeriesCode", "Level/Status_Code", "Sex_Desc", "ISO3CD")]
    ['geo_area', 'geo_area', 'series', 'level_status', 'sex_desc', 'iso3cd']
    """
    name = re.sub(r"_Code$|(?<=[a-z])Code$", "", column)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
