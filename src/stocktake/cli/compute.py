"""`stocktake compute`: figures from raw counts and prices, by the formula of their indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from stocktake.cli import option
from stocktake.cli.table import deliver
from stocktake.model.formula import SPLITS

if TYPE_CHECKING:
    from pathlib import Path


Command = Callable[..., Any]

MOST_TOLD = 20
"""How many sentences about left-out lines are printed; the others are counted."""

SHOWN: Mapping[str, Sequence[str]] = {
    "corridor": ("sending", "receiving", "time_period", "cost", "smart", "corridor_limit", "limit_status", "counted", "services", "qualifying",
                 "unknown", "reason"),
    "price": ("ref_area", "area", "time_period", "cost", "counted", "services", "smart", "smart_corridors", "corridors", "weighted",
              "weighted_corridors", "met", "not_met", "no_data"),
    "worker": ("ref_area", "area", "time_period", "mean", "median", "fourth_quintile", "counted", "workers", "reason"),
    "origin": ("ref_area", "area", "time_period", "value", "refugees", "population", "reason", "caution"),
    "region": ("ref_area", "area", "time_period", "value", "refugees", "population", "areas", "without", "reason", "caution"),
}  # fmt: skip
"""The columns a person sees."""


@click.group(short_help="Figures from raw counts and prices: 10.c.1, 10.7.1, 10.7.4.")
def compute() -> None:
    """Compute figures from raw counts and prices, by the formula of their indicator.

    Each command reads one CSV in UTF-8; - is standard input. A line that cannot be right is named on standard error and left out, the rest is
    computed, and the exit code is 1. A blank cell means "not known" and never zero.
    """


def _computed(file: str) -> Callable[[Command], Command]:
    """Add what every command takes: the file, `--observations`, `--format` and `--out`."""

    def add(command: Command) -> Command:
        argument = click.argument("file", metavar=file)
        flag = click.option(
            "--observations", is_flag=True, help="Give the figures out as observations, ready for a pack of your own."
        )
        return argument(flag(option.delivered(click.pass_context(command))))

    return add


@compute.command("10.c.1", short_help="Cost of sending money, from the prices of services.")
@click.option(
    "--by",
    type=click.Choice(["corridor", "receiving", "sending", "region", "world"]),
    default="corridor",
    show_default=True,
    help="What to average over; regions are those of the receiving area.",
)
@_computed("SERVICES.csv")
def remittances(context: click.Context, *, file: str, by: Any, observations: bool, form: str, out: Path | None) -> None:
    """Compute SDG indicator 10.c.1 from the prices of services, one row a service of a corridor and period.

    \b
    sending, receiving   areas: codes or names
    time_period          2023-Q3, 2023
    provider             whose service it is
    service              which of theirs, if they have several (may be left out)
    cost                 fee and exchange-rate margin, per cent of the amount sent
    transparent          yes or no: the exchange rate is disclosed
    days                 how long the money takes
    accessible           yes or no: sender and receiver can make use of it
    weight               money that flows through the corridor (may be left out)

    Averages are simple means over transparent services at every level. SmaRT is the mean of the three cheapest services that are
    transparent, take five days or fewer and are accessible; where there are fewer, a corridor has no SmaRT average, which is no
    data and not a limit met. The weighted average needs weights; how many corridors have one stands beside it.

    \b
    stocktake compute 10.c.1 services.csv
    stocktake compute 10.c.1 services.csv --by region --format csv
    """
    import ibis

    from stocktake.cli import computing
    from stocktake.measure import remittance
    from stocktake.sources import raw_file

    read, numbers = computing.read(file, raw_file.SERVICES), computing.formula("remittance-cost")
    found = remittance.table(ibis.memtable(read.table), by, numbers, computing.regions())
    if observations:
        figures = remittance.observations(found, by, *computing.edition(file))
        deliver(computing.as_observations(figures), form, out)
    else:
        deliver(computing.told(found, numbers, remittance.REASONS), form, out, SHOWN["corridor" if by == "corridor" else "price"])
    _tell(context, read.left_out)


@compute.command("10.7.1", short_help="Recruitment cost in months of earnings, from a survey of workers.")
@click.option(
    "--split", type=click.Choice(SPLITS), multiple=True, help="A row for each value of this column; may be given again."
)
@_computed("WORKERS.csv")
def recruitment_cost(
    context: click.Context, *, file: str, split: tuple[str, ...], observations: bool, form: str, out: Path | None
) -> None:
    """Compute SDG indicator 10.7.1 from what workers paid and earned, one row a worker.

    \b
    ref_area             the country the figure is about: code or name
    time_period          2024, or the years of the survey as 2022/2024
    worker               any id
    cost                 what the worker paid for the first job abroad
    earnings             what it paid in its first full month, in the same money
    weight               of the worker in the sample (may be left out)
    sex, age, migratory_status, disability, counterpart_area, education,
    documentation, occupation, industry   to split by (may be left out)

    The ratio is taken for each worker, then summarised: mean, median and fourth quintile. A worker without cost or earnings is named
    and left out, and not counted as zero. There is no figure for a region or the world.

    \b
    stocktake compute 10.7.1 workers.csv
    stocktake compute 10.7.1 workers.csv --split sex --split counterpart_area
    """
    import ibis

    from stocktake.cli import computing
    from stocktake.measure import recruitment
    from stocktake.sources import raw_file

    read = computing.read(file, raw_file.WORKERS)
    if missing := next((name for name in split if name not in read.table.column_names), ""):
        raise click.BadParameter(f"the file has no column {missing}: add it, or leave the option out.", param_hint="--split")
    workers, numbers = ibis.memtable(read.table), computing.formula("recruitment-cost")
    found = recruitment.summary(workers, numbers, split)
    if observations:
        figures = recruitment.observations(found, split, *computing.edition(file))
        deliver(computing.as_observations(figures), form, out)
    else:
        shown = SHOWN["worker"]
        deliver(computing.told(found, numbers, recruitment.REASONS), form, out, (*shown[:3], *split, *shown[3:]))
    _say([f"{file}: {sentence}" for sentence in computing.without_ratio(workers)])
    _tell(context, read.left_out)


@compute.command("10.7.4", short_help="Refugees per 100,000 people of their country, from counts.")
@click.option(
    "--by",
    type=click.Choice(["area", "region", "world"]),
    default="area",
    show_default=True,
    help="Each area of origin; its regions, weighted by population and refugees; or all of the file together.",
)
@_computed("COUNTS.csv")
def refugees(context: click.Context, *, file: str, by: str, observations: bool, form: str, out: Path | None) -> None:
    """Compute SDG indicator 10.7.4, 100,000 R / (P + R), from counts, one row an area of origin and period.

    \b
    ref_area             the area of origin: code or name
    time_period          2024 for a count at the end of 2024, 2024-06 for one at mid-year
    refugees             R: refugees, people in refugee-like situations among them
    others_in_need       other people in need of international protection, who belong
                         to R (may be left out where refugees holds them)
    population           P: people who live there, on 1 January of the next year for a
                         count at the end of one, on 1 July for one at mid-year
    population_date      the day of the population, as 2025-01-01 (may be left out)

    A count that is not known is not zero: the area has no figure then, and the reason stands beside it.

    \b
    stocktake compute 10.7.4 counts.csv
    stocktake compute 10.7.4 counts.csv --by region
    """
    import ibis

    from stocktake.cli import computing
    from stocktake.measure import refugee
    from stocktake.sources import raw_file

    read = computing.read(file, raw_file.COUNTS)
    counts, numbers = ibis.memtable(read.table), computing.formula("refugee-share")
    if by == "area":
        found = refugee.by_origin(counts, numbers)
    else:
        found = refugee.by_region(counts, numbers, computing.regions() if by == "region" else computing.world())
        found = found.filter(found.areas > 0) if by == "region" else found
    if observations:
        deliver(computing.as_observations(refugee.observations(found, *computing.edition(file))), form, out)
    else:
        deliver(
            computing.told(found, numbers, refugee.REASONS, refugee.CAUTIONS),
            form,
            out,
            SHOWN["origin" if by == "area" else "region"],
        )
    _tell(context, read.left_out)


def _say(sentences: Sequence[str]) -> None:
    """Say the first sentences on standard error, and how many more there are."""
    for sentence in sentences[:MOST_TOLD]:
        click.echo(f"stocktake: {sentence}", err=True)
    if len(sentences) > MOST_TOLD:
        click.echo(f"stocktake: and {len(sentences) - MOST_TOLD:,} more like these", err=True)


def _tell(context: click.Context, left_out: Sequence[str]) -> None:
    """Say what was left out; exit code 1 if anything was."""
    _say(left_out)
    if left_out:
        context.exit(1)
