"""`stocktake document`: documents in, candidate records with locators out, and a person who decides about them."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.cli import option, proposing
from stocktake.cli.output import prepare, swap_in
from stocktake.cli.progress import telling
from stocktake.cli.queue import review
from stocktake.errors import DataError
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    import pyarrow as pa

    from stocktake.model.candidate import Candidate
    from stocktake.model.text import Text

FORMS = ("table", "csv", "json", "jsonl")
_NAME = re.compile(r"[\w.-]{1,100}")
_SHOWN = ("id", "type", "lines", "confidence", "title", "gcm", "countries")


@click.group()
def document() -> None:
    """Documents of dialogues: read them into candidate records."""


document.add_command(review)


@document.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--id",
    "name",
    metavar="ID",
    help="What the document is called here; for one PATH.  [default: the file's name without its ending]",
)
@click.option("--publisher", default="", metavar="NAME", help="Who published the documents; kept with them.")
@click.option("--year", default="", metavar="YEAR", help="When they were published; kept with them.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only give the candidates out; the workspace keeps nothing.")
@click.option("--again", is_flag=True, help="Read documents too that have not changed since they were last read.")
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True, help="How to give it out.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.  [default: standard output]")
@proposing.options
@option.workspace
def read(
    paths: tuple[Path, ...],
    name: str | None,
    publisher: str,
    year: str,
    is_dry: bool,
    again: bool,
    form: str,
    out: Path | None,
    model: str | None,
    endpoint: str | None,
    no_model: bool,
    rate: float,
    workspace: Path,
) -> None:
    """Propose records for documents: practices, partnerships, needs, offers, recommendations and more, each with its place.

    PATH is a PDF, DOCX, HTML or text file. What comes out are candidates: `stocktake document review` lets a person accept or reject them. Only
    English is judged. Each document is taken in as soon as it is read, so that a run that was stopped goes on with those that lack.

    No text leaves this machine, unless a language model is named with --model and --endpoint: then what is sent where is said each time.
    """
    from stocktake import documents

    names = _names(paths, name)
    reader = _reader()
    asked = None if no_model else proposing.configured(model, endpoint, rate, reader)
    edition = "; ".join((_edition(reader), asked.name)) if asked else _edition(reader)
    if not is_dry:
        _open(workspace)
    rows: list[dict[str, Any]] = []
    for path in paths:
        with telling() as tell:
            tell(f"reading {path.name}")
            text = replace(documents.read(path, partial(_page, tell, path.name)), id=names[path])
            if name is None and not is_dry:
                text = _called(text, path)
            if not is_dry and not again and _is_known(text, edition):
                click.echo(f"{text.id}: has not changed since it was read; its candidates stay as they are", err=True)
                continue
            tell(f"looking for records in {path.name}")
            found, is_whole = reader.candidates(text), False
            if asked:
                found, is_whole = asked.extend(text, found, tell)
        _tell(text, found, "were judged by the model alone" if is_whole else "were not judged; the reader knows English only")
        if not is_dry:  # where the model did not answer everything, the next run asks it again
            read_by = edition if is_whole else _edition(reader)
            click.echo(f"{text.id}: {_propose(text, found, publisher, year, read_by, path)}", err=True)
        rows += [_row(text, one) for one in found]
    _give(rows, form, out)
    if asked:
        asked.close()


def _names(paths: Sequence[Path], name: str | None) -> Mapping[Path, str]:
    """Return what each document is called here; two of one name would take each other's place."""
    if name is not None and len(paths) > 1:
        raise click.UsageError("--id names one document; read the files one by one.")
    if name is not None and not _NAME.fullmatch(name):
        raise click.UsageError(f'--id: "{name}" cannot name a document; use letters, digits, "-", "_" and "."')
    names = {path: name or path.stem for path in paths}
    if twice := [one for one, count in Counter(names.values()).items() if count > 1]:
        raise click.UsageError(f'two files are called "{twice[0]}"; read them one by one, each with an --id of its own.')
    return names


def _page(tell: Tell, name: str, done: int, pages: int) -> None:
    tell(f"reading {name}, page {done} of {pages}")


def _open(workspace: Path) -> None:
    from stocktake_web import filling

    filling.open_filled(workspace)


def _called(text: Text, path: Path) -> Text:
    """Return the text under an id that no other file of that name has here, and say so on standard error."""
    from stocktake_web.records import queue

    free = queue.called(text, path)
    if free != text.id:
        click.echo(
            f'{path.name}: "{text.id}" was read from another file; this one is "{free}" here. '
            f"If it is a new edition of it, read it with --id {text.id}",
            err=True,
        )
    return replace(text, id=free)


def _is_known(text: Text, edition: str) -> bool:
    from stocktake_web.records import queue

    return bool(queue.is_known(text, edition))


def _edition(reader: Any) -> str:
    return str(reader.lexicon.learned.edition)


def _propose(text: Text, found: Sequence[Candidate], publisher: str, year: str, edition: str, path: Path) -> Any:
    from stocktake.model.provenance import Document
    from stocktake_web.records import queue

    title = text.title or text.id
    document = Document(text.id, title, publisher or "not stated", year, language=text.language or "und")
    return queue.propose(document, text, found, edition, path)


def _reader() -> Any:
    from stocktake.catalog.area import areas
    from stocktake.catalog.catalog import load
    from stocktake.catalog.lexicon import lexicon
    from stocktake.extract.candidate import Reader

    titles = {one.id: one.name for framework in load().frameworks.values() for one in framework.commitments}
    return Reader(lexicon(), areas(), titles)


def _tell(text: Text, found: Sequence[Candidate], foreign_were: str) -> None:
    """Say on standard error what was found in a document, a count a type, and what its reader should know."""
    counts = Counter(one.record.type for one in found)
    said = ", ".join(f"{type_} {count}" for type_, count in sorted(counts.items())) or "none"
    click.echo(f"{text.id}: {len(found)} candidates: {said}", err=True)
    foreign = Counter(one.language or text.language for one in text.passages)
    for language in sorted(set(foreign) - {"en", ""}):
        click.echo(f"{text.id}: {foreign[language]} passages in {language} {foreign_were}", err=True)
    for issue in text.issues:
        click.echo(f"{text.id}: {issue}", err=True)


def _row(text: Text, one: Candidate) -> dict[str, Any]:
    """Return a candidate with the fields of the evidence files, and where and how it was found."""
    record, place = one.record, one.record.locators[0]
    row = {
        "id": record.id,
        "type": record.type,
        "doc": place.document,
        "lines": [place.first_line, place.last_line],
        "title": record.title,
        "summary": record.summary,
        "reported_by": record.reported_by,
        "actors": [{"name": actor.name, "kind": actor.kind} for actor in record.actors],
        "countries": list(record.areas),
        "gcm": [int(name.removeprefix("gcm:")) for name in record.commitments if name.startswith("gcm:")],
        "sdg": [name.removeprefix("sdg:") for name in record.commitments if name.startswith("sdg:")],
        "figures": [{"value": f.value, "unit": f.unit, "of": f.of, "year": f.year} for f in record.figures],
        "year": record.year,
        "page": text.page_of(one.chars[0]) or None,
        "chars": list(one.chars),
        "confidence": one.confidence,
        "found_by": one.found_by,
    }
    return row | _participant(one)


def _participant(one: Candidate) -> dict[str, Any]:
    person = one.record.participant
    if person is None:
        return {}
    said = {"name": person.name, "position": person.position, "organization": person.organization}
    return {"participant": said | {"role": person.role, "session": person.panel}}


def _give(rows: Sequence[dict[str, Any]], form: str, out: Path | None) -> None:
    if form in ("table", "csv"):
        from stocktake.cli.table import deliver

        deliver(_table(rows), form, out, _SHOWN)
    else:
        _pour(_encoded(rows, form), len(rows), out)


def _encoded(rows: Sequence[dict[str, Any]], form: str) -> bytes:
    import msgspec

    if form == "json":
        return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def _pour(content: bytes, count: int, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        return
    if out.is_dir():
        raise DataError(f"{out}: is a folder; name a file with --out")
    prepare(out.parent)
    swap_in(out.parent, {out.name: content})
    click.echo(f"{count} candidates in {out}", err=True)


def _table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return the candidates as a table of flat cells: lines as `12-14`, lists parted by `; `."""
    import pyarrow as pa

    names = ("id", "type", "doc", "lines", "page", "chars", "confidence", "found_by", "title", "summary", "reported_by", "actors")
    columns = (*names, "countries", "gcm", "sdg", "figures", "year")
    kinds = {"confidence": pa.float64(), "page": pa.int64(), "year": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in columns])
    return pa.Table.from_pylist([{name: _flat(name, row[name]) for name in columns} for row in rows], schema=schema)


def _flat(name: str, value: Any) -> Any:
    if name in ("lines", "chars"):
        return "-".join(map(str, value))
    if name == "actors":
        return "; ".join(actor["name"] for actor in value)
    if name == "figures":
        return "; ".join(f"{one['value']:.10g} {one['unit']}" for one in value)
    return "; ".join(map(str, value)) if isinstance(value, list) else value
