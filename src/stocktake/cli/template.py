"""`stocktake source template`: an empty workbook for the organisation that knows the figures of an area."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.errors import DataError

if TYPE_CHECKING:
    from stocktake.model.area import Area
    from stocktake.model.indicator import Indicator
    from stocktake.sources.stocktake_template.form import Form

YEARS = 6
"""How many years are asked for where nobody says from when."""


@click.command("template", short_help="An empty workbook for a ministry to fill in.")
@click.argument("area")
@click.option(
    "--indicator",
    "ids",
    multiple=True,
    metavar="ID",
    help="Ask for this one; may be repeated.  [default: all that are monitored]",
)
@click.option(
    "--from", "first", type=click.IntRange(1900, 2200), metavar="YEAR", help="The first year.  [default: five before the last]"
)
@click.option("--to", "last", type=click.IntRange(1900, 2200), metavar="YEAR", help="The last year.  [default: this year]")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The file to write.  [default: stocktake-AREA.xlsx]")
def template(area: str, ids: tuple[str, ...], first: int | None, last: int | None, out: Path | None) -> None:
    """Write a workbook (XLSX) that asks for the figures of an area, or of every area in a region.

    What is written into it comes in with `stocktake source read stocktake-template FILE`, every cell checked.

    \b
    stocktake source template MDA --indicator 10.7.1 --from 2020 --to 2025 --out moldova.xlsx
    """
    from stocktake.catalog import area as areas_file
    from stocktake.cli import output
    from stocktake.service.clock import now
    from stocktake.sources import about
    from stocktake.sources.stocktake_template import form, workbook

    today = now().date()
    found = areas_file.areas().find(area)
    asked = form.form(
        found, _members(found), _indicators(ids), _years(first, last or today.year), facts := about.about("stocktake-template")
    )
    if not asked.pages:
        raise click.BadParameter(f"no country reports {', '.join(ids)}: name another.", param_hint="--indicator")
    place = out or Path(f"stocktake-{found.code}.xlsx")
    if place.exists():
        raise DataError(f"{place}: is there already, and may have been filled in; move it away or name another --out")
    output.prepare(place.parent)
    output.swap_in(place.parent, {place.name: workbook.written(asked, facts, today)})
    click.echo(_told(asked, place), err=True)


def _members(area: Area) -> Sequence[Area]:
    """Return the areas that have rows: the one asked for, or those in a region."""
    from stocktake.catalog import area as areas_file

    members = areas_file.areas().members(area.code)
    if not members:
        raise click.BadParameter(f"{area} has no members known here: name an area or another region.", param_hint="AREA")
    return members


def _indicators(ids: Sequence[str]) -> Sequence[Indicator]:
    """Return the indicators by id, those of a framework for none; one that is kept under another's name gives that one, once."""
    from stocktake.catalog import catalog

    known = catalog.load().indicators
    if unknown := [one for one in ids if one not in known]:
        given = ", ".join(one for one, facts in known.items() if facts.role == "monitoring")
        raise click.BadParameter(
            f"{unknown[0]} is no indicator: give one of {given}, or another of the catalogue.", param_hint="--indicator"
        )
    chosen = ids or [one for one, facts in known.items() if facts.role == "monitoring"]
    return [known[one] for one in dict.fromkeys(known[one].same_as or one for one in chosen)]


def _years(first: int | None, last: int) -> Sequence[int]:
    start = last - YEARS + 1 if first is None else first
    if start > last:
        raise click.BadParameter(f"{start} is after {last}: the first year comes first.", param_hint="--from")
    return range(start, last + 1)


def _told(asked: Form, place: Path) -> str:
    from stocktake.model.number import count

    rows = sum(len(page.rows) for page in asked.pages)
    return f"{count(len(asked.pages), 'indicator')}, {count(rows, 'row')} to fill in for {asked.area} in {place}"
