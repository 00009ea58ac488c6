"""`stocktake term`: wording that the dialogues advise against."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option
from stocktake.cli.table import deliver
from stocktake.errors import DataError
from stocktake.model.area import LANGUAGES

if TYPE_CHECKING:
    import pyarrow as pa

    from stocktake.model.text import Text
    from stocktake.model.wording import Advices, Mark

COLUMNS = ("file", "line", "column", "found", "prefer", "language", "strength", "reason", "sources", "advice")
SHOWN = ("file", "line", "column", "found", "prefer", "reason")


@click.group(short_help="Wording that the dialogues advise against.")
def term() -> None:
    """Wording: what the dialogues advise against, and what to write in its place."""


@term.command(short_help="Mark wording that is advised against, with what to prefer, why, and who says so.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="Only this language; may be given several times."
)
@click.option("--all", "everything", is_flag=True, help="Also what is only a preference of some.")
@option.delivered
def check(files: tuple[str, ...], languages: tuple[str, ...], everything: bool, form: str, out: Path | None) -> None:
    """Mark wording in FILE... (text, DOCX, HTML or PDF; - is standard input) that is advised against. Exit 0 if there is none, 1 if there is.

    Wording in quotation marks, or after "the term" and the like, is spoken about and not marked.

    \b
    stocktake term check statement.docx              what to change
    stocktake term check - --language fr < discours.txt
    stocktake term check *.txt --all --format csv    everything, for a spreadsheet
    """
    from stocktake.catalog import term as terms_file
    from stocktake.extract import wording

    advices = terms_file.advices()
    looked_for = wording.lexicon(advices, languages, strict=not everything)
    texts = [(name, _read(name)) for name in files]
    marks = [(name, mark) for name, text in texts for mark in wording.find(text.content, looked_for, text.line_starts)]
    if form == "table" and out is None:
        for line in lines(marks, advices):
            click.echo(line)
    else:
        deliver(to_table(marks, advices), form, out, SHOWN)
    click.echo(summary(marks, len(files)), err=True)
    click.get_current_context().exit(1 if marks else 0)


def _read(name: str) -> Text:
    """Return the text of a file, or of standard input; DataError where it cannot be read."""
    from stocktake import documents
    from stocktake.documents import plain
    from stocktake.model.text import Text

    if name != "-":
        return documents.read(Path(name))
    content = sys.stdin.buffer.read()
    if content.startswith((b"PK\x03\x04", b"%PDF-")):
        raise DataError("standard input: is a DOCX or PDF; give the path of the file")
    return plain.from_bytes("-", content, "standard input") if content.strip() else Text("-", "", line_starts=(0,))


def lines(marks: Sequence[tuple[str, Mark]], advices: Advices) -> Iterator[str]:
    """Yield one line a mark, as a compiler writes them: file, line, column, what stands there, what to prefer, why, and who says so."""
    for name, mark in marks:
        said = f'{name}:{mark.line}:{mark.column}: "{mark.found}" → "{mark.prefer}"'
        weak = "" if mark.advice.strength == "avoid" else "consider: "
        yield f"{said}; {weak}{mark.advice.reason}; {advices.authority(mark.advice.sources[0])}"


def to_table(marks: Sequence[tuple[str, Mark]], advices: Advices) -> pa.Table:
    """Return one row a mark with every source."""
    import pyarrow as pa

    numbers = {"line", "column"}
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in COLUMNS])
    return pa.Table.from_pylist([_row(name, mark, advices) for name, mark in marks], schema=schema)


def _row(name: str, mark: Mark, advices: Advices) -> dict[str, object]:
    sources = "; ".join(str(advices.authority(one)) for one in mark.advice.sources)
    place = (name, mark.line, mark.column, mark.found, mark.prefer, mark.language)
    return dict(zip(COLUMNS, (*place, mark.advice.strength, mark.advice.reason, sources, mark.advice.id), strict=True))


def summary(marks: Sequence[tuple[str, Mark]], files: int) -> str:
    """Return what is told beside the lines.

    >>> summary([], 1)
    'no wording found that is advised against, in 1 file'
    """
    from stocktake.model import number

    where = number.count(files, "file")
    if not marks:
        return f"no wording found that is advised against, in {where}"
    return f"{number.count(len(marks), 'place')} to look at, in {where}"
