"""`stocktake milestones`: the steps of graduated timelines, with what can be said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option
from stocktake.cli.progress import complain, telling
from stocktake.service.progress import Tell, silently

if TYPE_CHECKING:
    import pyarrow as pa

    from stocktake.catalog.catalog import Catalog
    from stocktake.model.milestone import Milestone, MilestoneVerdict, Timeline

    Step = tuple[Timeline, Milestone]

WORDS = ("by", "commitment", "title", "area", "wanted", "baseline", "expected", "latest", "status", "why")
"""The columns a person sees."""
YEARS = ("as_of", "start_year", "deadline_year", "baseline_year", "latest_year", "met_year")
VALUES = (
    "tolerance",
    "baseline_value",
    "published_baseline",
    "target_value",
    "expected_value",
    "latest_value",
    "expected_at_latest",
    "later_value",
)


@click.command(
    "milestones", short_help="Milestones of commitments: met, missed, on course, off course, or why it cannot be told."
)
@click.argument("area", required=False)
@click.option(
    "--as-of", type=click.IntRange(1900, 2200), metavar="YEAR", help="Use figures up to this year.  [default: this year]"
)
@click.option("--commitment", metavar="ID", default="", help="Only milestones of this commitment, as gcm:10.")
@option.delivered
@option.workspace
def milestones(area: str | None, as_of: int | None, commitment: str, form: str, out: Path | None, workspace: Path) -> None:
    """Tell the milestones of AREA (a code or a name); without one, of the world and of every area that has figures.

    Timelines of your own are read from the folder milestones/ of the workspace. One that cannot be read is named and left out, and
    the exit code is 1.

    \b
    stocktake milestones
    stocktake milestones MDA --format json
    stocktake milestones --commitment gcm:10 --as-of 2024
    """
    from stocktake.catalog import area as area_file
    from stocktake.catalog import catalog
    from stocktake.cli.table import deliver

    year = option.year(as_of)
    facts = catalog.load()
    if commitment and not facts.has_commitment(commitment):
        raise click.BadParameter(f'no framework has "{commitment}": give an id as gcm:10 or sdg:10.c.', param_hint="--commitment")
    code = area_file.areas().find(area).code if area else ""
    with telling() as tell:
        rows, is_whole = judge(code, commitment, year, workspace, facts, tell)
    deliver(in_words(rows, facts) if form == "table" else in_figures(rows, facts), form, out)
    if not is_whole:
        raise click.exceptions.Exit(1)


def judge(
    code: str, commitment: str, as_of: int, workspace: Path, facts: Catalog, tell: Tell = silently
) -> tuple[list[tuple[MilestoneVerdict, Step]], bool]:
    """Return each verdict with its timeline and milestone, and whether every timeline could be read; `code` is empty for all areas."""
    tell("opening the workspace")
    from stocktake.model.area import WORLD
    from stocktake.service import gathering, stepping
    from stocktake_web import filling

    opened = filling.open_filled(workspace, tell)
    every = stepping.found(opened, facts)
    for line in stepping.left_out(every):
        complain(line)
    steps = stepping.steps(every.timelines.values(), commitment)
    tell("measuring")
    found = stepping.verdicts(gathering.figures(opened, [code or WORLD], tell), steps, facts, [code or WORLD], as_of)
    return in_order([one for one in found if code in ("", one.ref_area)], steps), not every.faults


def in_order(verdicts: Sequence[MilestoneVerdict], steps: Sequence[Step]) -> list[tuple[MilestoneVerdict, Step]]:
    """Return each verdict with its timeline and milestone: by timeline and date, the world before the other areas."""
    named = {(timeline.id, one.id): (timeline, one) for timeline, one in steps}
    place = {key: place for place, key in enumerate(named)}

    def order(row: MilestoneVerdict) -> tuple[str, int, int, bool, str]:
        return row.timeline, row.deadline_year, place[row.timeline, row.milestone], row.ref_area != "WLD", row.ref_area

    return [(row, named[row.timeline, row.milestone]) for row in sorted(verdicts, key=order)]


def in_words(rows: Sequence[tuple[MilestoneVerdict, Step]], facts: Catalog) -> pa.Table:
    """Return what a person reads: one row a milestone and area, every cell text."""
    import pyarrow as pa

    cells = [_words(row, step, facts) for row, step in rows]
    return pa.table({name: pa.array([one[name] for one in cells], pa.string()) for name in WORDS})


def _words(row: MilestoneVerdict, step: Step, facts: Catalog) -> dict[str, str]:
    from stocktake.catalog import area
    from stocktake.model.milestone import MILESTONE_STATUSES
    from stocktake.review import milestone as sentence

    timeline, one = step
    return {
        "by": one.deadline,
        "commitment": one.commitment,
        "title": one.title if timeline.status == "adopted" else f"{one.title} (proposed)",
        "area": area.areas().get(row.ref_area).name,
        "wanted": sentence.target(one, row),
        "baseline": _figure(row.baseline_value, row.baseline_period),
        "expected": sentence.expected(one, row),
        "latest": _figure(row.latest_value, row.latest_period),
        "status": MILESTONE_STATUSES[row.status],
        "why": sentence.why(row, one, facts.indicators.get(one.indicator)),
    }


def _figure(value: float | None, period: str | None) -> str:
    from stocktake.model import number

    return "" if value is None else f"{number.text(value)} ({period})"


def in_figures(rows: Sequence[tuple[MilestoneVerdict, Step]], facts: Catalog) -> pa.Table:
    """Return every figure in a column of its own, for machines."""
    import pyarrow as pa

    from stocktake.model.milestone import MilestoneVerdict

    names = ("title", "adoption", "area", "deadline", "wanted", *(one.name for one in fields(MilestoneVerdict)), "why")
    types = {**dict.fromkeys(names, pa.string()), **dict.fromkeys(YEARS, pa.int64()), **dict.fromkeys(VALUES, pa.float64())}
    return pa.Table.from_pylist([_figures(row, step, facts) for row, step in rows], schema=pa.schema(types))


def _figures(row: MilestoneVerdict, step: Step, facts: Catalog) -> dict[str, object]:
    words = _words(row, step, facts)
    timeline, one = step
    own = {name: words[name] for name in ("area", "wanted", "why")}
    columns = {field.name: getattr(row, field.name) for field in fields(row)}
    return {"title": one.title, "adoption": timeline.status, "deadline": one.deadline, **own, **columns}
