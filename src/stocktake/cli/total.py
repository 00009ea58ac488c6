"""`stocktake total`: many verdicts brought to one by the rule of each method, with every member in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.cli import option
from stocktake.cli.progress import telling
from stocktake.cli.table import deliver
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from stocktake.model.area import Area
    from stocktake.model.method import Method
    from stocktake.service.totalling import Group

OWN_SHOWN = ("of", "area", "method", "class", "standing", "told", "by_class", "reason")
"""What a person sees of an area's own figures."""

AREA_SHOWN = ("of", "area", "method", "class", "standing", "told", "people", "by_class", "published", "reason")
"""What a person sees of the areas within a region, the region's own published figures beside."""

MEMBER_SHOWN = ("of", "area", "method", "class", "member", "member_name", "member_class", "member_standing")
"""What a person sees of the members."""


@click.command("total", short_help="Many verdicts as one: over series, indicators and areas, with every member in sight.")
@click.argument("area", required=False)
@click.option(
    "--level",
    type=click.Choice(["indicator", "target", "objective"]),
    default="indicator",
    show_default=True,
    help="What is told of: each indicator, SDG target or objective of the Global Compact.",
)
@click.option(
    "--over",
    type=click.Choice(["area", "own"]),
    help="Members are the countries and territories within, or AREA's own series and indicators.  [default: area, own for a country]",
)
@click.option("--of", "chosen", multiple=True, metavar="ID", help="Only this one of the level, as 10.c.1, sdg:10.c or gcm:20.")
@click.option("--method", "asked", multiple=True, metavar="ID", help="Only this method, as open-sdg; may be repeated.")
@click.option(
    "--as-of", type=click.IntRange(1900, 2200), metavar="YEAR", help="Use figures up to this year.  [default: this year]"
)
@click.option("--members", "is_each", is_flag=True, help="One row a member, with its own class.")
@option.delivered
@option.workspace
def total(
    *,
    area: str | None,
    level: Any,
    over: Any,
    chosen: tuple[str, ...],
    asked: tuple[str, ...],
    as_of: int | None,
    is_each: bool,
    form: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Bring verdicts to one by the rule of each method: series to an indicator, indicators to a target or objective, areas to a region.

    AREA is a code or a name; without one, the world and its five regions. A total has a class only where enough of its members have a
    verdict; their classes stand beside it. Where a region has published figures of its own, those lead.

    \b
    stocktake total                                      every indicator, over the areas of the world and its regions
    stocktake total 202 --of 10.c.1 --members            each country behind one total
    stocktake total MDA --level objective                the indicators of a country by objective
    """
    from stocktake.catalog import catalog
    from stocktake.service import totalling

    year, facts, areas = option.year(as_of), catalog.load(), _areas(area)
    used: Any = over or ("own" if area and areas[0].kind == "country" else "area")
    _refuse_without_members(areas, used)
    groups = _chosen(chosen, totalling.groups(level, facts), level)
    question = totalling.Asked(areas, level, groups, used, _methods(asked), facts)
    with telling() as tell:
        figures = _figures(workspace, totalling.codes(question), tell)
        tell("measuring")
        rows = totalling.tell(question, figures, year)
    kept = [row for row in rows if not totalling.is_silent(row)] if form == "table" and not chosen else rows
    if is_each:
        deliver(totalling.each(kept, question), form, out, MEMBER_SHOWN)
    else:
        deliver(totalling.worded(kept, question), form, out, AREA_SHOWN if used == "area" else OWN_SHOWN)
    _say([*_left_out(len(rows) - len(kept)), *totalling.notes(question)])


def _areas(area: str | None) -> tuple[Area, ...]:
    """Return the area a person named; without one the world and the regions right below it."""
    from stocktake.catalog import area as area_file
    from stocktake.model.area import WORLD

    areas = area_file.areas()
    if area:
        return (areas.find(area),)
    return (areas.get(WORLD), *(one for one in areas if one.kind == "region" and WORLD in one.parents))


def _refuse_without_members(areas: Sequence[Area], over: str) -> None:
    """Refuse totals over the areas of what has none."""
    from stocktake.catalog import area as area_file

    for one in areas if over == "area" else ():
        if one.kind == "country":
            raise click.BadParameter(f"{one} has no areas within: give a region or a group, or --over own.", param_hint="--over")
        if not area_file.areas().members(one.code):
            raise click.BadParameter(f"the areas within {one} are not listed here: give --over own.", param_hint="--over")


def _methods(asked: Sequence[str]) -> tuple[Method, ...]:
    """Return the methods asked for, all of them where none is named."""
    from stocktake.catalog.method import methods
    from stocktake.service import judging

    known = methods()
    if unknown := [one for one in asked if one not in known]:
        raise click.BadParameter(f'no method "{unknown[0]}"; there are {", ".join(known)}.', param_hint="--method")
    return judging.in_turn(known[one] for one in dict.fromkeys(asked or known))


def _chosen(ids: Sequence[str], groups: Sequence[Group], level: str) -> tuple[Group, ...]:
    """Return what a person named, all that the level tells of where nothing was."""
    known = [one.id for one in groups]
    if unknown := [one for one in ids if one not in known]:
        raise click.BadParameter(f'no {level} "{unknown[0]}"; there are {", ".join(known)}.', param_hint="--of")
    return tuple(one for one in groups if not ids or one.id in ids)


def _figures(workspace: Path, codes: Iterable[str], tell: Tell) -> ir.Table:
    from stocktake.service import gathering
    from stocktake_web import filling

    tell("opening the workspace")
    opened = filling.open_filled(workspace, tell)
    return gathering.figures(opened, sorted(codes), tell)


def _left_out(number: int) -> list[str]:
    return [f"{number} rows without any figure are not shown; csv and json have them"] if number else []


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
