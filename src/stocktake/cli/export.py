"""`stocktake export`: everything out, in the formats of the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option, output
from stocktake.cli.progress import Tell, telling
from stocktake.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from stocktake.cli.exporting import Bundle

FORMATS = ("sdmx-csv", "sdmx-ml", "parquet", "csv", "json-ld", "dcat", "skos")


@click.command(short_help="Everything out: SDMX, Data Package, Parquet, JSON-LD, DCAT, SKOS.")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Only figures about this area; may be given several times.")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help="Only this indicator; may be given several times.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only figures of this source; may be given several times.")
@click.option("--every-edition", is_flag=True, help="Older editions too.  [default: of each figure the newest]")
@click.option(
    "--base",
    default="urn:stocktake:",
    show_default=True,
    metavar="IRI",
    help="What addresses in RDF begin with: that of your site.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to write.  [default: exports/FORMAT]")
@option.workspace
def export(
    form: str,
    areas: tuple[str, ...],
    indicators: tuple[str, ...],
    sources: tuple[str, ...],
    every_edition: bool,
    base: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Write what the workspace holds as FORMAT, with the sources, their terms and citations, and what to mind.

    \b
    sdmx-csv   figures as SDMX-CSV 2.0, with their structure
    sdmx-ml    figures as SDMX-ML 3.0, with their structure
    parquet    figures as one Parquet file
    csv        figures as CSV with a Data Package descriptor
    json-ld    figures as JSON-LD (RDF Data Cube)
    dcat       the catalogue: every edition, its terms and reach (DCAT 3)
    skos       frameworks, indicators, areas and code lists as concepts (SKOS)

    \b
    stocktake export sdmx-csv --area MDA --out moldova
    """
    from stocktake.cli import exporting

    folder = out or Path("exports") / form
    output.prepare(folder)
    with telling() as tell:
        bundle = exporting.bundle(workspace, base, tell)
        with output.staged(folder) as stage:
            parts = _chosen(bundle, areas, indicators, sources, every_edition, tell) if form != "skos" else iter(())
            written = exporting.WRITERS[form](bundle, parts, stage)
            if form != "skos" and not bundle.tally.rows:
                raise DataError("there are no such figures here: see `stocktake source list`, or leave out a filter")
    for line in written:
        click.echo(f"{folder / line}")
    if bundle.tally.rows:
        click.echo(f"{bundle.tally.rows} figures of {len(bundle.tally.extents)} editions", err=True)


def _chosen(
    bundle: Bundle,
    areas: Sequence[str],
    indicators: Sequence[str],
    sources: Sequence[str],
    every_edition: bool,
    tell: Tell,
) -> Iterator[pa.Table]:
    """Return the rows that were asked for, in parts."""
    from stocktake.tables import series

    table = bundle.observations
    codes = [bundle.facts.areas.find(one).code for one in areas]
    for column, wanted in (("ref_area", codes), ("indicator", indicators), ("source", sources)):
        if wanted:
            table = table.filter(table[column].isin(list(wanted)))
    one_each: Callable[[ir.Table], ir.Table] = series.every_vintage if every_edition else series.latest_vintage
    return _told(bundle.tally.over(series.in_parts(table, one_each)), bundle, tell)


def _told(parts: Iterator[pa.Table], bundle: Bundle, tell: Tell) -> Iterator[pa.Table]:
    for part in parts:
        tell(f"writing figure {bundle.tally.rows}")
        yield part
