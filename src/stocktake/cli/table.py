"""Tables given out: for people in the terminal, or as CSV, JSON and Parquet for machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import output
from stocktake.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa

FORMS = ("table", "csv", "json", "parquet")
_WIDTH = 200
"""The width of a table that is not shown in a terminal but piped on."""


def deliver(table: pa.Table, form: str, out: Path | None, shown: Sequence[str] | None = None) -> None:
    """Give out `table` in `form`, to the file `out` or to standard output.

    `shown` names the columns a person sees, in order; the forms for machines hold every column. Without rows the table still says
    its columns. DataError where the file cannot be written, or Parquet would be poured into a terminal.
    """
    content = encode(table, form, shown)
    if out is not None:
        output.prepare(out.parent)
        output.swap_in(out.parent, {out.name: content})
        click.echo(f"{table.num_rows} rows in {out}", err=True)
    elif form == "parquet" and sys.stdout.isatty():
        raise DataError("Parquet is not for a terminal: name a file with --out, or pipe it on")
    else:
        sys.stdout.buffer.write(content)


def encode(table: pa.Table, form: str, shown: Sequence[str] | None = None) -> bytes:
    """Return `table` in one of `FORMS`."""
    return {"csv": _csv, "json": _json, "parquet": _parquet}[form](table) if form != "table" else _text(table, shown).encode()


def _csv(table: pa.Table) -> bytes:
    from pyarrow import csv

    beside = BytesIO()
    csv.write_csv(table, beside, csv.WriteOptions(quoting_style="needed"))
    return beside.getvalue()


def _json(table: pa.Table) -> bytes:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(table.to_pylist()), indent=1) + b"\n"


def _parquet(table: pa.Table) -> bytes:
    from pyarrow import parquet

    beside = BytesIO()
    parquet.write_table(table, beside, compression="zstd")
    return beside.getvalue()


def _text(table: pa.Table, shown: Sequence[str] | None) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    names = list(shown or table.column_names)
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        drawn.add_column(name.replace("_", " "), justify="right" if _is_number(table, name) else "left", overflow="fold")
    for row in table.select(names).to_pylist():
        drawn.add_row(*(_cell(row[name]) for name in names))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH, highlight=False, markup=False)
    with console.capture() as written:
        console.print(drawn)
    return "\n".join(line.rstrip() for line in written.get().splitlines()) + "\n"


def _is_number(table: pa.Table, name: str) -> bool:
    return str(table.schema.field(name).type) in ("int64", "int32", "double", "float")


def _cell(value: object) -> str:
    """Return a value as a person reads it; nothing for what is not there."""
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
