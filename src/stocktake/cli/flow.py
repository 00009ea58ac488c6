"""`stocktake flows`: who moved from where to where, estimated from stocks by origin, with the range over methods."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.cli import option
from stocktake.cli.progress import telling
from stocktake.cli.table import deliver
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from stocktake.flows.treatment import Births, OneEnd, World
    from stocktake.service.flowing import Flowed, Interval, Stocked

SHOWN = ("origin_name", "destination_name", "sex", "method", "flow", "low", "low_by", "high", "high_by")
"""What a person sees."""

LEADING = ("pseudo-bayesian", "stock-reverse")
"""The method a person sees where none is named: the first of these that the figures allow."""

_REMEDY = "read them in with `stocktake source read undesa-wpp FILE`, or give --demography FILE"

MOST = 25
"""How many pairs a person sees where nothing else is asked for."""


@click.command("flows", short_help="Who moved from where to where, estimated from stocks by several methods.")
@click.option(
    "--from", "start", type=click.IntRange(1900, 2200), required=True, metavar="YEAR", help="The year of the first stocks."
)
@click.option(
    "--to", "end", type=click.IntRange(1900, 2200), required=True, metavar="YEAR", help="The year of the second stocks."
)
@click.option(
    "--demography",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Populations, births and deaths of the interval (CSV, below), in place of those of the workspace.",
)
@click.option("--without-demography", is_flag=True, help="Stock differencing alone, whatever the workspace holds.")
@click.option(
    "--by", type=click.Choice(["total", "sex"]), default="total", show_default=True, help="Everybody, or women and men apart."
)
@click.option("--method", "methods", multiple=True, metavar="ID", help="Only this method; the range stays that over all.")
@click.option("--area", metavar="AREA", help="Only flows from or to this area or the areas within it.")
@click.option(
    "--most",
    type=click.IntRange(1),
    metavar="N",
    help="Only the N largest pairs of each sex.  [default: 25 as a table, else all]",
)
@click.option("--edition", metavar="VINTAGE", help="This edition of the stocks.  [default: the newest that has both years]")
@click.option(
    "--births",
    type=click.Choice(["native", "native-or-spread", "spread"]),
    help="Whom newborns are taken from.  [default: native, and refuse where they are more]",
)
@click.option(
    "--world",
    type=click.Choice(["before", "after", "refuse"]),
    help="What closed methods do where the world does not add up.  [default: before, native born take it up]",
)
@click.option(
    "--one-end",
    type=click.Choice(["refuse", "drop"]),
    help="What closed methods do with a birthplace whose people are at one date only.  [default: refuse]",
)
@click.option(
    "--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw the largest flows as a circle and a map (SVG)."
)
@option.delivered
@option.workspace
def flows(
    *,
    start: int,
    end: int,
    demography: Path | None,
    without_demography: bool,
    by: Any,
    methods: tuple[str, ...],
    area: str | None,
    most: int | None,
    edition: str | None,
    births: Births | None,
    world: World | None,
    one_end: OneEnd | None,
    picture: Path | None,
    form: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Estimate flows between two years from the stocks by origin of the workspace, by several methods side by side.

    No method measures flows: every row has the range over all methods, and names those that give its ends. Accounting needs the
    populations at both dates and the births and deaths between. They come from the workspace once a file of undesa-wpp was read into it;
    without them stock differencing alone is done. --demography is a CSV of your own that is used in their place, with one row an area
    (and sex): ref_area, population_start, population_end, births, deaths, sex.

    \b
    stocktake source read undesa-wpp WPP2024_Demographic_Indicators_Medium.csv.gz
    stocktake flows --from 2015 --to 2020                                  seven methods
    stocktake flows --from 2015 --to 2020 --demography people.csv --area MDA --picture moldova.svg
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded: more threads than one make it slower here
    from stocktake.catalog import area as area_file
    from stocktake.flows.treatment import STRICT
    from stocktake.service import flowing
    from stocktake.service.flowing import Interval, Told

    if demography and without_demography:
        raise click.UsageError(
            "--demography names people to count with and --without-demography counts with none; give one of the two."
        )
    _check(start, end, methods)
    areas = area_file.areas()
    within = _within(area)
    treatment = flowing.asked(STRICT, births, world, one_end)
    with telling() as tell:
        figures, interval = _figures(workspace, tell), Interval(start, end, by, edition)
        people, whence = (None, "left out, as asked") if without_demography else _people(demography, figures, interval)
        held = flowing.stocked(figures, interval)
        _check_people(methods, people, interval, without_demography)
        tell("estimating")
        found = [flowing.flowed(held, sex, areas, people, treatment) for sex in held.interval.sexes]
    is_table = form == "table"
    told = Told(methods or (_leading(found) if is_table else ()), within, most or (MOST if is_table else None))
    table = flowing.rows(found, held, areas, told)
    deliver(_in_people(table) if is_table else table, form, out, SHOWN)
    if picture is not None:
        _draw(picture, found, held, told.within)
    _say(found, held, whence)


def _within(area: str | None) -> frozenset[str]:
    """Return the codes of an area and those within it; none where none is named."""
    from stocktake.catalog import area as area_file

    if area is None:
        return frozenset()
    chosen = area_file.areas().find(area).code
    return frozenset({chosen, *(one.code for one in area_file.areas().members(chosen))})


def _check(start: int, end: int, methods: Sequence[str]) -> None:
    from stocktake.flows.method import RANGE

    if start >= end:
        raise click.BadParameter(f"{end} is not after {start}.", param_hint="--to")
    if unknown := [one for one in methods if one not in RANGE]:
        raise click.BadParameter(f'no method "{unknown[0]}"; there are {", ".join(RANGE)}.', param_hint="--method")


def _check_people(methods: Sequence[str], people: pa.Table | None, interval: Interval, are_unwanted: bool) -> None:
    from stocktake.service.flowing import WITHOUT_DEMOGRAPHY

    if people is None and (lacking := [one for one in methods if one not in WITHOUT_DEMOGRAPHY]):
        why = (
            "take --without-demography away"
            if are_unwanted
            else (f"this workspace has none for {interval.start} to {interval.end}: {_REMEDY}")
        )
        raise click.BadParameter(f"{lacking[0]} needs populations, births and deaths; {why}.", param_hint="--method")


def _people(path: Path | None, figures: ir.Table, interval: Interval) -> tuple[pa.Table | None, str]:
    """Return the people of a file, else of the workspace, and what is said of where they are from; None where there are none."""
    from stocktake.catalog import area as area_file
    from stocktake.service import peopling
    from stocktake.sources import demography_file

    if path is None:
        found = peopling.peopled(figures, interval)
        return (found.rows, str(found)) if found else (None, f"none, so accounting cannot be done; {_REMEDY}")
    rows, left_out = demography_file.read(path, area_file.areas())
    for line in left_out:
        click.echo(line, err=True)
    return rows, path.name


def _figures(workspace: Path, tell: Tell) -> ir.Table:
    from stocktake.tables import series
    from stocktake_web import filling

    tell("opening the workspace")
    return series.observations(filling.open_filled(workspace, tell).figures)


def _leading(found: Sequence[Flowed]) -> tuple[str, ...]:
    having = {one.method.id for one in found[0].estimates}
    return tuple(one for one in LEADING if one in having)[:1]


def _in_people(table: pa.Table) -> pa.Table:
    """Return the table with whole people, as a person reads them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in ("flow", "low", "high"):
        place = table.column_names.index(name)
        table = table.set_column(place, name, pc.round(table[name]).cast(pa.int64()))
    return table


def _draw(picture: Path, found: Sequence[Flowed], held: Stocked, within: frozenset[str]) -> None:
    """Draw the flows of the first sex, or of both together, and say so."""
    from stocktake.cli import output
    from stocktake.service import drawing

    output.prepare(picture.parent)
    drawn = drawing.picture(found, held, within, _leading(found)[0])
    output.swap_in(picture.parent, {picture.name: drawn.encode()})
    click.echo(f"picture in {picture}", err=True)


def _say(found: Sequence[Flowed], held: Stocked, whence: str) -> None:
    click.echo(f"{held.source}, edition {held.vintage}, {held.interval.start} and {held.interval.end}", err=True)
    click.echo(f"populations, births and deaths: {whence}", err=True)
    for one in found:
        sex = {"F": "women: ", "M": "men: "}.get(one.sex, "")
        click.echo(f"{sex}all moves: {one.range.total}", err=True)
        for caution in one.cautions:
            click.echo(f"{sex}{caution}", err=True)
