"""`stocktake export`: figures and evidence out, in the formats of the field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from stocktake.cli import option, output
from stocktake.cli.progress import telling
from stocktake.errors import DataError

FORMATS = ("sdmx-csv", "sdmx-ml", "parquet", "csv", "json-ld", "dcat", "skos")
EVIDENCE_FORMATS = ("json-ld", "csv", "parquet", "ris", "bibtex")

_base = click.option(
    "--base",
    default="urn:stocktake:",
    show_default=True,
    metavar="IRI",
    help="What addresses in RDF begin with: that of your site.",
)


class _Exports(click.Group):
    """A group in which `figures` may be left out: `stocktake export csv` is `stocktake export figures csv`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_named = not args or args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if is_named else ["figures", *args])


@click.group(cls=_Exports, short_help="Everything out: figures (SDMX, CSV, ...) and evidence (JSON-LD, RIS, ...).")
def export() -> None:
    """Write what the workspace holds in the formats of the field, with its terms, citations, and what to mind.

    \b
    stocktake export sdmx-csv --area MDA      figures; the same as: stocktake export figures sdmx-csv --area MDA
    stocktake export evidence ris --area MDA  evidence: what documents say, in our own words
    """


@export.command(short_help="Figures and frameworks: SDMX, Data Package, Parquet, JSON-LD, DCAT, SKOS.")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Only figures about this area; may be given several times.")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help="Only this indicator; may be given several times.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only figures of this source; may be given several times.")
@click.option("--every-edition", is_flag=True, help="Older editions too.  [default: of each figure the newest]")
@_base
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to write.  [default: exports/FORMAT]")
@option.workspace
def figures(
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
    from stocktake.service import exporting as giving

    folder = out or Path("exports") / form
    output.prepare(folder)
    with telling() as tell:
        bundle = exporting.bundle(workspace, base, tell)
        with output.staged(folder) as stage:
            codes = {"ref_area": _area_codes(areas), "indicator": indicators, "source": sources}
            found = giving.chosen(bundle, codes, every_edition=every_edition, tell=tell) if form != "skos" else iter(())
            written = giving.WRITERS[form](bundle, found, stage)
            if form != "skos" and not bundle.tally.rows:
                raise DataError("there are no such figures here: see `stocktake source list`, or leave out a filter")
    for line in written:
        click.echo(f"{folder / line}")
    if bundle.tally.rows:
        click.echo(f"{bundle.tally.rows} figures of {len(bundle.tally.extents)} editions", err=True)


@export.command(short_help="Records of what documents say: JSON-LD, Data Package, Parquet, RIS, BibTeX.")
@click.argument("form", metavar="FORMAT", type=click.Choice(EVIDENCE_FORMATS))
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Only records about this area; may be given several times.")
@click.option("--objective", "objectives", multiple=True, metavar="N", help="Only records that bear on this objective or target.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only this type.")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Only records that stand in this document.")
@_base
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to write.  [default: exports/evidence-FORMAT]")
@option.workspace
def evidence(
    form: str,
    areas: tuple[str, ...],
    objectives: tuple[str, ...],
    types: tuple[str, ...],
    documents: tuple[str, ...],
    base: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Write accepted records as FORMAT, with the documents they were drawn from, how to cite both, terms, and what to mind.

    Each filter may be given several times. No text of a document is given out, only our own words and the lines.

    \b
    json-ld    records with their provenance (schema.org, DCMI terms, PROV)
    csv        records and their parts as CSV with a Data Package descriptor
    parquet    records with their parts nested
    ris        references for Zotero, EndNote, Mendeley
    bibtex     references for LaTeX

    \b
    stocktake export evidence ris --objective 20 --type practice
    """
    from stocktake.cli import exporting
    from stocktake.service.exporting import Asked

    folder = out or Path("exports") / f"evidence-{form}"
    asked = Asked(_area_codes(areas), _commitments(objectives), _types(types), documents)
    output.prepare(folder)
    with telling() as tell:
        holding = exporting.holding(workspace, base, tell)
        with output.staged(folder) as stage:
            from stocktake_web.api import giving  # Django's models exist only once a database is open

            written = giving.write_evidence(form, holding, asked, stage, tell)
    for line in written:
        click.echo(f"{folder / line}")
    click.echo(f"{holding.tally.records} records of {len(holding.tally.documents)} documents", err=True)


def _area_codes(names: Sequence[str]) -> list[str]:
    from stocktake.catalog import area

    known = area.areas()
    return [known.find(one).code for one in names]


def _types(types: Sequence[str]) -> Sequence[str]:
    from typing import get_args

    from stocktake.model.record import RecordType

    if unknown := [one for one in types if one not in get_args(RecordType)]:
        raise click.UsageError(f'"{unknown[0]}" is no type of record; there are {", ".join(get_args(RecordType))}.')
    return types


def _commitments(numbers: Sequence[str]) -> list[str]:
    """Return the ids of objectives (`20`), targets (`10.c`) or whatever names its framework (`gcm:20`)."""
    from stocktake.catalog import catalog

    ids = [f"gcm:{one}" if one.isdecimal() else one if ":" in one else f"sdg:{one}" for one in numbers]
    return [catalog.load().commitment(one).id for one in ids]
