"""`stocktake score`: answers to a questionnaire as scores and classes (10.7.2), or beside an area's own earlier ones (MGI).

Rows are in the order of area names, and there is no option to sort by score: a score speaks about its own area, and the Migration
Governance Indicators must not rank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.cli import option
from stocktake.cli.table import deliver

if TYPE_CHECKING:
    from stocktake.model.questionnaire import Questionnaire

Command = Callable[..., Any]

MOST_TOLD = 20
"""How many sentences about left-out cells are printed; the others are counted."""

AREA_SHOWN = ("area", "time_period", "domain_name", "value", "class_name", "missing", "class_at_best")
REGION_SHOWN = ("area", "domain_name", "class_group_name", "areas", "share", "answered", "not_answered", "coverage", "people_covered",
                "without_population")  # fmt: skip
PROFILE_SHOWN = ("area", "time_period", "question", "text", "answer_name", "earlier_period", "earlier_answer_name", "change")


@click.group(short_help="Answers of Governments: scores of SDG 10.7.2, profiles of the MGI.")
def score() -> None:
    """Answers of Governments to a questionnaire. Rows are in the order of area names; nothing is ranked."""


def _answered(command: Command) -> Command:
    """Add what both questionnaires take: the file of answers, or `--template` with its period, and `--area`."""
    file = click.argument("answers", required=False)
    area = click.option("--area", metavar="AREA", help="Only this area; of a region, the areas in it.")
    template = click.option("--template", is_flag=True, help="Write the questions as an empty CSV of answers for --area.")
    period = click.option("--period", metavar="PERIOD", help="The period of the template.  [default: this year]")
    return file(area(template(period(command))))


@score.command("10.7.2", short_help="SDG indicator 10.7.2: value and class of each domain and overall.")
@_answered
@click.option(
    "--by",
    type=click.Choice(["area", "region"]),
    default="area",
    show_default=True,
    help="Each area; or what share of a region's areas is in which class.",
)
@click.option("--as-of", type=click.IntRange(1900, 2200), metavar="YEAR", help="Use answers up to this year.")
@click.option(
    "--population",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --by region: a CSV of ref_area and population, for the share of people covered.  [default: built-in]",
)
@option.delivered
@click.pass_context
def policies(
    context: click.Context,
    *,
    answers: str | None,
    area: str | None,
    template: bool,
    period: str | None,
    by: str,
    as_of: int | None,
    population: Path | None,
    form: str,
    out: Path | None,
) -> None:
    """Score answers to the 30 questions of SDG indicator 10.7.2.

    ANSWERS is a CSV with the columns ref_area, time_period, question and answer; - is standard input.

    \b
    stocktake score 10.7.2 --template --area MDA --out answers.csv   the questions, to fill in
    stocktake score 10.7.2 answers.csv                               value and class by domain
    stocktake score 10.7.2 answers.csv --by region                   shares of the areas that answered
    """
    from stocktake.catalog import questionnaire as catalog
    from stocktake.cli import scoring

    asked = catalog.questionnaire("10.7.2")
    if population is not None and by != "region":
        raise click.UsageError("--population needs --by region.")
    if template:
        _write_template(asked, answers, area, period, out)
        return
    file = _file(answers, period)
    if by == "area":
        found = scoring.given(file, asked, area, as_of)
        deliver(scoring.scores(found), form, out, AREA_SHOWN)
        _tell(context, found.left_out)
        return
    _refuse_country(area)
    people = scoring.population(population)
    found = scoring.given(file, asked, as_of=as_of)
    deliver(scoring.shares(found, area, people), form, out, REGION_SHOWN)
    if form == "table":
        click.echo(f"people covered: {people.source}", err=True)
    _tell(context, (*found.left_out, *people.left_out, *scoring.not_asked(found)))


@score.command("mgi", short_help="Migration Governance Indicators: answers beside the area's own earlier ones.")
@_answered
@click.option(
    "--questions", type=click.Path(path_type=Path), metavar="FILE", help="Your own list of questions.  [default: the topics]"
)
@click.option("--scale", metavar="NAME", help="Answer every question on this scale of the questionnaire.")
@option.delivered
@click.pass_context
def profiles(
    context: click.Context,
    *,
    answers: str | None,
    area: str | None,
    template: bool,
    period: str | None,
    questions: Path | None,
    scale: str | None,
    form: str,
    out: Path | None,
) -> None:
    """Show answers to the Migration Governance Indicators beside what the same area answered before.

    There is no score, no class and no comparison of one area with another: the indicators must not rank.

    \b
    stocktake score mgi --template --area MDA --out answers.csv   the topics of the six dimensions, to fill in
    stocktake score mgi answers.csv                               each answer, and what it was before
    """
    from stocktake.cli import scoring

    asked = _profile(questions, scale)
    if template:
        _write_template(asked, answers, area, period, out)
        return
    found = scoring.given(_file(answers, period), asked, area)
    deliver(scoring.profile(found), form, out, PROFILE_SHOWN)
    _tell(context, found.left_out)


def _profile(path: Path | None, scale: str | None) -> Questionnaire:
    """Return the questions of the MGI, or a list of one's own, on their scales or on one of them for all."""
    from stocktake.catalog import questionnaire as catalog
    from stocktake.errors import CatalogError

    asked = catalog.read(path) if path is not None else catalog.questionnaire("mgi")
    if asked.is_scored:
        raise CatalogError(f"{path}: kind: found scored, expected profile; the Migration Governance Indicators have no score")
    if scale is None:
        return asked
    if scale not in asked.scales:
        raise click.BadParameter(f"{scale} is not a scale: give one of {', '.join(asked.scales)}.", param_hint="--scale")
    chosen = asked.scales[scale]
    if not chosen.verification.is_sure:
        click.echo(f"scale {scale}: {chosen.verification}", err=True)
    return asked.on_scale(scale)


def _file(answers: str | None, period: str | None) -> str:
    if answers is None:
        raise click.UsageError("Name a CSV of answers, or - for standard input; --template writes one to fill in.")
    if period is not None:
        raise click.UsageError("--period needs --template: answers hold their own periods.")
    return answers


def _refuse_country(area: str | None) -> None:
    """Refuse shares of the areas within a country."""
    from stocktake.catalog import area as areas_file

    if area is not None and (found := areas_file.areas().find(area)).kind == "country":
        raise click.BadParameter(f"{found} is no region: give a region or a group, or --by area.", param_hint="--area")


def _write_template(asked: Questionnaire, answers: str | None, area: str | None, period: str | None, out: Path | None) -> None:
    """Write the questions for an area and period as an empty CSV of answers."""
    from stocktake.catalog import area as areas_file
    from stocktake.model import period as periods
    from stocktake.service.clock import now
    from stocktake.sources import answer_file

    if answers is not None or area is None:
        raise click.UsageError("--template takes no file of answers, and --area says whose answers it is for.")
    try:
        chosen = periods.parse(period or str(now().year))
    except ValueError as fault:
        raise click.BadParameter(f"{fault}.", param_hint="--period") from fault
    found = areas_file.areas().find(area)
    if found.kind != "country":
        raise click.BadParameter(f"{found} is no country or territory: name whose answers it is for.", param_hint="--area")
    deliver(answer_file.template(asked, found, chosen.text), "csv", out)


def _tell(context: click.Context, left_out: Sequence[str]) -> None:
    """Say on standard error what was left out; exit code 1 if anything was."""
    for sentence in left_out[:MOST_TOLD]:
        click.echo(f"stocktake: {sentence}", err=True)
    if len(left_out) > MOST_TOLD:
        click.echo(f"stocktake: and {len(left_out) - MOST_TOLD:,} more like these", err=True)
    if left_out:
        context.exit(1)
