"""From timelines and figures to verdicts on milestones: the built-in timelines and a user's own."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from stocktake.catalog import milestone as milestone_file
from stocktake.catalog.catalog import Catalog
from stocktake.catalog.milestone import Own
from stocktake.measure import milestone as measure
from stocktake.model.milestone import Milestone, MilestoneVerdict, Timeline
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

FOLDER = "milestones"
"""Where a user's own timelines lie in a workspace."""


def found(workspace: Workspace, facts: Catalog) -> Own:
    """Return the built-in timelines and the user's own, and what is wrong with those that were left out."""
    own = milestone_file.own(workspace.folder / FOLDER, facts)
    return Own({**milestone_file.timelines(), **own.timelines}, own.faults)


def timelines(workspace: Workspace, facts: Catalog) -> tuple[Timeline, ...]:
    """Return the timelines; those that were left out are told in a line each on standard error."""
    every = found(workspace, facts)
    tell(every)
    return tuple(every.timelines.values())


def tell(every: Own) -> None:
    """Say in a line each which timelines were left out, and why."""
    for fault in every.faults:
        click.echo(f"stocktake: left out: {' '.join(str(fault).split())}", err=True)


def steps(every: Iterable[Timeline], commitment: str = "") -> list[tuple[Timeline, Milestone]]:
    """Return every milestone with its timeline, those of one commitment where one is named."""
    return [(timeline, one) for timeline in every for one in timeline.milestones if commitment in ("", one.commitment)]


def verdicts(
    table: "ir.Table", chosen: Sequence[tuple[Timeline, Milestone]], facts: Catalog, areas: Sequence[str], as_of: int
) -> tuple[MilestoneVerdict, ...]:
    """Return one verdict a milestone and area; without milestones nothing is looked up."""
    if not chosen:
        return ()
    rows = measure.judge(table, measure.table(chosen, facts.indicators), areas, as_of).to_pyarrow().to_pylist()
    return tuple(msgspec.convert(rows, list[MilestoneVerdict]))
