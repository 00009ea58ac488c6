"""`stocktake search`: evidence found by words, in six languages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.cli import option, output, table
from stocktake.errors import StocktakeError

if TYPE_CHECKING:
    from stocktake_web.records.index import Found

_REFERENCES = ("ris", "bibtex")
_SHOWN = ("type", "title", "areas", "objectives", "place")


@click.command(short_help="Find evidence, in any of six languages.")
@click.argument("query", nargs=-1)
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only records of this type; may be given several times.")
@click.option("--objective", "objectives", multiple=True, metavar="N", help="Only records that bear on this objective or target.")
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Only records about this area.")
@click.option(
    "--actor", "actors", multiple=True, metavar="NAME", help="Only records in which this body acts, named as it stands there."
)
@click.option("--year", "years", multiple=True, type=int, metavar="YEAR", help="Only records of this year.")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Only records that stand in this document.")
@click.option("--like", metavar="ID", help="In place of a query: records that say much the same as this one.")
@click.option("--exact", is_flag=True, help="Only the words as given; no names of the same thing in other languages.")
@click.option("--most", type=click.IntRange(1, 10_000), default=20, show_default=True, metavar="N", help="How many to show.")
@click.option("--facets", is_flag=True, help="Say on standard error how many there are by type, objective, area and year.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*table.FORMS, *_REFERENCES)),
    default="table",
    show_default=True,
    help="How to give it out; ris and bibtex are for programs that manage references.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.  [default: standard output]")
@option.workspace
def search(
    query: tuple[str, ...],
    types: tuple[str, ...],
    objectives: tuple[str, ...],
    areas: tuple[str, ...],
    actors: tuple[str, ...],
    years: tuple[int, ...],
    documents: tuple[str, ...],
    like: str | None,
    exact: bool,
    most: int,
    facets: bool,
    form: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Find accepted records by the words of QUERY, in whatever form and in any of the six languages of the United Nations.

    What names a concept of the thesaurus or an area is found under its other names too. Without words every record that passes the
    options is given.

    \b
    stocktake search voluntary return
    stocktake search العودة الطوعية --type practice
    stocktake search --objective 20 --area Moldova
    """
    from stocktake_web import filling

    if like is not None and query:
        raise click.UsageError("--like stands in place of a query; give one of the two.")
    narrowed = _narrowed(types, objectives, areas, actors, years, documents)
    filling.open_filled(workspace)
    found = _like(like, most) if like is not None else _search(" ".join(query), narrowed, exact, most, facets)
    if form in _REFERENCES:
        _give(_references(found, form, workspace), out)
    else:
        table.deliver(_table(found), form, out, _SHOWN)
    for line in _told(found):
        click.echo(line, err=True)


def _narrowed(
    types: Sequence[str],
    objectives: Sequence[str],
    areas: Sequence[str],
    actors: Sequence[str],
    years: Sequence[int],
    documents: Sequence[str],
) -> dict[str, Sequence[str]]:
    """Return the codes of each facet that were asked for; StocktakeError for one nobody knows."""
    from typing import get_args

    from stocktake.catalog import area, catalog
    from stocktake.model.record import RecordType

    if unknown := [one for one in types if one not in get_args(RecordType)]:
        raise click.UsageError(f'"{unknown[0]}" is no type of record; there are {", ".join(get_args(RecordType))}.')
    known = area.areas()
    commitments = [f"gcm:{one}" if one.isdecimal() else one if ":" in one else f"sdg:{one}" for one in objectives]
    return {
        "type": types,
        "objective": [catalog.load().commitment(one).id for one in commitments],
        "area": [known.find(one).code for one in areas],
        "actor": actors,
        "year": [str(one) for one in years],
        "document": documents,
    }


def _search(query: str, narrowed: dict[str, Sequence[str]], exact: bool, most: int, facets: bool) -> Found:
    from stocktake.catalog import area
    from stocktake.catalog.thesaurus import thesaurus
    from stocktake.model.area import Areas
    from stocktake.model.thesaurus import Thesaurus
    from stocktake.search.widen import Widener
    from stocktake_web.records import index

    widener = Widener(Thesaurus(()), Areas(())) if exact or not query else Widener(thesaurus(), area.areas())
    parts = widener.widen(query)
    if query and not parts:
        raise StocktakeError(f'"{query}" holds no word to look for: only common words or signs')
    kinds = ("type", "objective", "area", "year") if facets else ()
    return index.search(parts, narrowed, most=most, kinds=kinds)


def _like(record_id: str, most: int) -> Found:
    from stocktake_web.records import index

    return index.like(record_id, most)


def _references(found: Found, form: str, workspace: Path) -> bytes:
    """Return the records as references to the documents they stand in, in the order they were found."""
    from stocktake.cli import exporting
    from stocktake.export import address
    from stocktake.export.evidence import bibliography
    from stocktake.service.progress import silently

    return bibliography.text(found.records, exporting.holding(workspace, address.DEFAULT, silently), form).encode()


def _give(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        return
    output.prepare(out.parent)
    output.swap_in(out.parent, {out.name: content})
    click.echo(f"references in {out}", err=True)


def _table(found: Found) -> Any:
    import pyarrow as pa

    names = (
        "id",
        "score",
        "type",
        "title",
        "summary",
        "areas",
        "objectives",
        "actors",
        "year",
        "language",
        "reported_by",
        "place",
    )
    rows = list(_rows(found))
    return pa.table({name: [row[name] for row in rows] for name in names}, schema=_schema(pa, names))


def _schema(pa: Any, names: Iterable[str]) -> Any:
    numbers = {"score": pa.float64(), "year": pa.int64()}
    return pa.schema([(name, numbers.get(name, pa.string())) for name in names])


def _rows(found: Found) -> Iterator[dict[str, Any]]:
    for record, score in zip(found.records, found.scores, strict=True):
        yield {
            "id": record.id,
            "score": round(score, 4),
            "type": record.type,
            "title": record.title,
            "summary": record.summary,
            "areas": ", ".join(record.areas),
            "objectives": ", ".join(record.commitments),
            "actors": "; ".join(one.name for one in record.actors),
            "year": record.year,
            "language": record.language,
            "reported_by": record.reported_by or "",
            "place": "; ".join(str(one) for one in record.locators),
        }


def _told(found: Found) -> Iterator[str]:
    if not found.total:
        yield "nothing found: try other words, fewer options, or without --exact"
        return
    shown = f"{len(found.records)} of {found.total} shown" if found.total > len(found.records) else f"{found.total} found"
    yield shown + ("" if found.is_whole else "; none holds all of it, these hold some")
    kinds: dict[str, list[str]] = {}
    for word, count in sorted(found.facets.items(), key=lambda one: (-one[1], one[0])):
        kind, _, code = word.partition("=")
        kinds.setdefault(kind, []).append(f"{code} {count}")
    for kind, counted in sorted(kinds.items()):
        yield f"{kind}: {', '.join(counted[:12])}{', ...' if len(counted) > 12 else ''}"
