"""`stocktake gaps`: which of the expected figures are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option
from stocktake.cli.progress import telling
from stocktake.cli.table import deliver
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from stocktake.catalog.catalog import Catalog
    from stocktake.model.area import Area
    from stocktake.model.gap import Cell, Expectations
    from stocktake.model.indicator import Indicator

SHOWN = ("indicator", "dimension", "asked_by", "state", "latest_year", "age", "categories")
"""What a person sees of one area."""

WITHIN = ("areas", "present", "old", "estimate_only", "absent")
"""What a person sees besides of a region: how many areas are within, and how they stand."""


@click.command(short_help="Which of the expected figures are there, and how old they are.")
@click.argument("area", default="WLD")
@click.option("--indicator", "indicators", multiple=True, metavar="ID", help="Only this indicator; may be given several times.")
@click.option(
    "--as-of", type=click.IntRange(1900, 2200), metavar="YEAR", help="Use figures up to this year.  [default: this year]"
)
@click.option(
    "--old-after",
    type=click.IntRange(0, 200),
    metavar="YEARS",
    help="A figure older than this is old.  [default: as in data/gaps.yml]",
)
@click.option("--each", is_flag=True, help="One row an area within a region, in place of how many there are.")
@option.delivered
@option.workspace
def gaps(
    area: str,
    indicators: tuple[str, ...],
    as_of: int | None,
    old_after: int | None,
    each: bool,
    form: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Compare the figures expected of AREA (an ISO 3166-1 alpha-3 code, an M49 code or a name; default: the world) with those there are.

    One row an indicator, whole and by each split: present, old, only an estimate, or absent. The readiness is told on standard error.

    \b
    stocktake gaps MDA                     a country
    stocktake gaps 202 --each              every area of a region
    stocktake gaps --indicator 10.7.4      one indicator, in the world
    """
    from stocktake.catalog import area as areas_file
    from stocktake.catalog import catalog
    from stocktake.service import expecting

    year, facts, areas = option.year(as_of), catalog.load(), areas_file.areas()
    chosen = areas.find(area)
    members = tuple(one for one in areas.members(chosen.code) if one.code != chosen.code)
    wanted, asked = chosen_indicators(indicators, facts), expecting.expectations(old_after)
    with telling() as tell:
        table = _figures(workspace, (chosen, *members), tell)
        tell("measuring")
        cells = expecting.survey(table, chosen, members, wanted, asked, year)
        rows = expecting.each(table, by_name(members or (chosen,)), wanted, asked, year) if each else _rows(cells)
    deliver(to_table(rows, facts, asked), form, out, shown(each, bool(members)))
    for line in summary([cell for cell in cells if counts(cell, facts)], chosen, year, asked):
        click.echo(line, err=True)


def _figures(workspace: Path, areas: Iterable[Area], tell: Tell) -> ir.Table:
    from stocktake.service import gathering
    from stocktake_web import filling

    tell("opening the workspace")
    opened = filling.open_filled(workspace, tell)
    return gathering.figures(opened, [one.code for one in areas], tell)


def chosen_indicators(ids: Sequence[str], facts: Catalog) -> tuple[Indicator, ...]:
    """Return the indicators a person named, in the order of the catalogue; all that count in readiness where none was named.

    An indicator that is another one's series under a second number stands for that one. UsageError names those probably meant.
    """
    from stocktake.model.gap import counted

    if not ids:
        return counted(facts.indicators.values())
    found = [facts.indicators.get(one) or _unknown(one, facts) for one in ids]
    for one in found:
        if one.same_as:
            click.echo(f"{one.id} is the same series as {one.same_as} and is told there", err=True)
    kept = {one.same_as or one.id for one in found}
    return tuple(one for one in facts.indicators.values() if one.id in kept)


def _unknown(id_: str, facts: Catalog) -> Indicator:
    from difflib import get_close_matches

    meant = get_close_matches(id_, facts.indicators, n=5, cutoff=0.5) or list(facts.indicators)[:5]
    said = "".join(sign if sign.isprintable() else " " for sign in id_)[:60]
    raise click.UsageError(f'indicator "{said}" is not known: did you mean {", ".join(meant)}?', click.get_current_context())


def by_name(areas: Iterable[Area]) -> tuple[Area, ...]:
    """Return the areas in the order of the alphabet: no rank hides in the order."""
    return tuple(sorted(areas, key=lambda one: one.name))


def _rows(cells: Iterable[Cell]) -> list[Mapping[str, object]]:
    import msgspec

    rows: list[Mapping[str, object]] = []
    for cell in cells:
        row = msgspec.to_builtins(cell)
        counts = row.pop("areas")
        rows.append({**row, **counts, "areas": sum(counts.values())})
    return rows


def to_table(rows: Iterable[Mapping[str, object]], facts: Catalog, asked: Expectations) -> pa.Table:
    """Return the rows as a table, the same columns for one area, a region and each area within."""
    import pyarrow as pa

    from stocktake.catalog import area as areas_file

    texts = ("indicator", "title", "dimension", "ref_area", "area", "asked_by", "metadata", "of_all", "state")
    numbers = ("latest_year", "age", "categories", "newer_estimate", *WITHIN, "partial_areas")
    schema = pa.schema(
        [*((name, pa.string()) for name in texts), *((name, pa.int64()) for name in numbers), ("source", pa.string())]
    )
    areas = areas_file.areas()
    full = [
        {
            **row,
            "title": facts.indicators[str(row["indicator"])].title,
            "area": areas.get(str(row["ref_area"])).name,
            "asked_by": asked_by(str(row["metadata"]), bool(row["of_all"]), asked),
            "of_all": "asked" if row["of_all"] else "",
        }
        for row in rows
    ]
    return pa.Table.from_pylist(full, schema=schema)


def asked_by(metadata: str, of_all: bool, asked: Expectations) -> str:
    """Return who asks for a figure, in words: the metadata of the indicator, an agreement that asks it of all figures, or both."""
    said = {"required": ["metadata"], "wanted": ["metadata, not required"]}.get(metadata, [])
    return "; ".join([*said, asked.of_all.commitments[0]] if of_all else said)


def shown(each: bool, is_region: bool) -> tuple[str, ...]:
    """Return the columns a person sees."""
    if each:
        return ("ref_area", *SHOWN)
    return (*SHOWN, *WITHIN) if is_region else SHOWN


def counts(cell: Cell, facts: Catalog) -> bool:
    """Return whether a cell counts in readiness: figures for context do not."""
    return facts.indicators[cell.indicator].role == "monitoring"


def summary(cells: Sequence[Cell], area: Area, as_of: int, asked: Expectations) -> list[str]:
    """Return what is told beside the table: the readiness in each layer in which something is expected, with its formula."""
    from stocktake.model import number
    from stocktake.model.gap import LAYERS
    from stocktake.review import gap

    old = number.count(asked.old_after.years, "year")
    lines = [f"{area}, figures up to {as_of}; old after {old}; absent: not among the figures of this workspace"]
    for found in gap.ready(cells):
        if found.expected:
            place = "the areas within" if found.of_areas_within else area.name
            lines.append(f"{place}, {LAYERS[found.layer]}: {found.formula}")
    return lines if len(lines) > 1 else [*lines, "figures for context do not count in readiness"]
