"""SDMX-CSV, 1.0 and 2.0, with any of their separators, with labels and without."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from stocktake.errors import DataError
from stocktake.sources import cells
from stocktake.sources.sdmx import message
from stocktake.sources.sdmx.message import Header, Piece

BEGINNING = re.compile(r'\ufeff?"?(?:DATAFLOW|STRUCTURE(?:\[(?P<within>.)\])?)"?(?:: [^,;|\t]*)?(?P<between>[,;|\t])')
"""The first cell of a header, and the sign behind it that stands between all cells."""

COUNTED = "row"
"""What is counted to say where something stands; the header is row 1."""

_SPECIAL = ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "DATAFLOW", "SERIES_KEY", "OBS_KEY")
_ASIDE = ("STRUCTURE", "STRUCTURE_NAME", "SERIES_KEY", "OBS_KEY")
_WORDS = re.compile(r"(?:OBS_)?COM|TITLE", re.IGNORECASE)
"""Columns that hold words; a colon in them parts no code from its label."""

_MOST_COLUMNS = 1000
_BLOCK = 1 << 23
_DECIMAL_COMMA = r"^[+-]?\d+,\d+([eE][+-]?\d+)?$"


@dataclass(frozen=True, slots=True)
class _Layout:
    """The header of a file: its columns by the name of what they hold, in order, and which of them have labels in their cells."""

    between: str
    encoding: str
    cells: tuple[str, ...]
    names: tuple[str, ...]
    labelled: frozenset[str]

    @property
    def read(self) -> dict[str, int]:
        """The place of each column that is read; a label of the column before it is empty here, and left aside."""
        return {name: place for place, name in enumerate(self.names) if name and name not in _ASIDE}


def is_one(beginning: str) -> bool:
    """Return whether a file that begins so is SDMX-CSV.

    >>> is_one("DATAFLOW,FREQ"), is_one("STRUCTURE[;]|STRUCTURE_ID"), is_one("STRUCTURES,YEAR")
    (True, True, False)
    """
    return BEGINNING.match(beginning) is not None


def header(path: Path) -> Header:
    """Return what the first row says of its data flow; SDMX-CSV names no sender and no day."""
    layout = _layout(path)
    text = io.StringIO(message.opening(path, 1 << 20).decode(layout.encoding, "replace"))
    rows = csv.reader(text, delimiter=layout.between)
    next(rows, [])
    first = dict(zip(layout.names, next(rows, []), strict=False))
    name, _, label = first.get("STRUCTURE_ID", "").partition(": ")
    return Header(*message.flow(name), " ".join((label or first.get("STRUCTURE_NAME", "")).split()))


def pieces(path: Path, attributes: Collection[str]) -> Iterator[Piece]:
    """Yield the rows of a file; its attributes are the columns named in `attributes`, and those behind the value where the period is before it.

    DataError where the file cannot be read, names a column twice, or has a row of another length.
    """
    layout = _layout(path)
    found, row = _attributes(layout, attributes), 2
    try:
        with message.opened(path) as file:
            for batch in _batches(file, layout):
                yield Piece(_plain(pa.Table.from_batches([batch]), layout), found, row)
                row += batch.num_rows
    except (pa.ArrowInvalid, OSError) as fault:
        raise DataError(f"{path.name}: cannot be read as CSV ({message.said(fault)}); see {path}") from fault


def _layout(path: Path) -> _Layout:
    encoding = _encoding(path)
    text = message.opening(path, 1 << 20).decode(encoding, "replace").removeprefix("\ufeff")
    begun = BEGINNING.match(text)
    between = begun["between"] if begun else ","
    try:
        found = next(csv.reader(io.StringIO(text), delimiter=between), [])
    except csv.Error as fault:
        raise DataError(f"{path.name}: cannot be read as CSV ({message.said(fault)}); see {path}") from fault
    names = _names(found)
    if len(names) > _MOST_COLUMNS:
        raise DataError(f"{path.name}: has {len(names)} columns, more than {_MOST_COLUMNS}; that is no file of figures")
    if twice := [name for name in names if name and names.count(name) > 1]:
        raise DataError(f'{path.name}: column "{twice[0]}" stands there twice; take one of them out')
    labelled = frozenset(name for name, cell in zip(names, found, strict=True) if ": " in cell and not _WORDS.match(name))
    if labelled:
        labelled |= {"STRUCTURE_ID"}
    return _Layout(between, encoding, tuple(found), names, labelled)


def _names(found: Sequence[str]) -> tuple[str, ...]:
    """Return the name of what each column holds, empty for a column of labels.

    >>> _names(["STRUCTURE[;]", "STRUCTURE_ID", "ACTION", "FREQ: Frequency", "CONTACT[]"])
    ('STRUCTURE', 'STRUCTURE_ID', 'ACTION', 'FREQ', 'CONTACT')
    >>> _names(["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "geo", "Country", "OBS_VALUE", "Value"])
    ('STRUCTURE', 'STRUCTURE_ID', 'STRUCTURE_NAME', 'geo', '', 'OBS_VALUE', '')
    """
    names = [re.sub(r"\[[^\]]*\]$", "", cell.partition(": ")[0].strip()) for cell in found]
    if "STRUCTURE_NAME" in names:
        plain = [place for place, name in enumerate(names) if name not in _SPECIAL]
        labels = frozenset(plain[1::2])
        names = ["" if place in labels else name for place, name in enumerate(names)]
    return tuple("STRUCTURE_ID" if name == "DATAFLOW" else name for name in names)


def _attributes(layout: _Layout, known: Collection[str]) -> frozenset[str]:
    """Return the columns that split nothing: in the usual order all behind the value, in any order those that are known."""
    names = list(layout.read)
    is_usual = "OBS_VALUE" in names and "TIME_PERIOD" in names[: names.index("OBS_VALUE")]
    behind = names[names.index("OBS_VALUE") + 1 :] if is_usual else []
    return frozenset([*behind, *(name for name in names if name.upper() in known)])


def _encoding(path: Path) -> str:
    """Return `utf-8`, or `latin-1` where a file is not that."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in message.blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _batches(file: object, layout: _Layout) -> Iterator[pa.RecordBatch]:
    columns = [f"{place}" for place in range(len(layout.names))]
    read = [f"{place}" for place in layout.read.values()]
    try:
        yield from arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(
                column_names=columns, skip_rows_after_names=1, encoding=layout.encoding, block_size=_BLOCK, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=layout.between, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), include_columns=read, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as fault:
        if "Empty CSV" not in str(fault):  # a header without a row
            raise


def _plain(table: pa.Table, layout: _Layout) -> pa.Table:
    """Return the table by the names of its columns, without labels in the cells, and with a point in every number."""
    table = table.rename_columns(list(layout.read))
    for place, name in enumerate(table.column_names):
        if name in layout.labelled:
            table = table.set_column(place, name, cells.mapped(table[name], lambda text: text.partition(": ")[0]))
    if layout.between != "," and "OBS_VALUE" in table.column_names:
        place, values = table.column_names.index("OBS_VALUE"), table["OBS_VALUE"]
        is_comma = pc.match_substring_regex(values, _DECIMAL_COMMA)
        pointed = pc.if_else(is_comma, pc.replace_substring(values, ",", "."), values)
        table = table.set_column(place, "OBS_VALUE", pointed)
    return table
