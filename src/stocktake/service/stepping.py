"""From timelines and figures to verdicts on milestones: the built-in timelines and a user's own."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from stocktake.catalog import milestone as milestone_file
from stocktake.catalog.catalog import Catalog
from stocktake.catalog.milestone import Own
from stocktake.measure import milestone as measure
from stocktake.model.milestone import Milestone, MilestoneVerdict, Timeline
from stocktake.service.progress import Tell
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

FOLDER = "milestones"
"""Where a user's own timelines lie in a workspace."""


def found(workspace: Workspace, facts: Catalog) -> Own:
    """Return the built-in timelines and the user's own, and what is wrong with those that were left out."""
    own = milestone_file.own(workspace.folder / FOLDER, facts)
    return Own({**milestone_file.timelines(), **own.timelines}, own.faults)


def timelines(workspace: Workspace, facts: Catalog, tell: Tell) -> tuple[Timeline, ...]:
    """Return the timelines; `tell` hears in a line each which were left out, and why."""
    every = found(workspace, facts)
    for line in left_out(every):
        tell(line)
    return tuple(every.timelines.values())


def left_out(every: Own) -> list[str]:
    """Return in a line each which timelines were left out, and why."""
    return [f"left out: {' '.join(str(fault).split())}" for fault in every.faults]


def steps(every: Iterable[Timeline], commitment: str = "") -> list[tuple[Timeline, Milestone]]:
    """Return every milestone with its timeline, those of one commitment where one is named."""
    return [(timeline, one) for timeline in every for one in timeline.milestones if commitment in ("", one.commitment)]


def verdicts(
    table: "ir.Table", chosen: Sequence[tuple[Timeline, Milestone]], facts: Catalog, areas: Sequence[str], as_of: int
) -> tuple[MilestoneVerdict, ...]:
    """Return one verdict a milestone and area; without milestones nothing is looked up."""
    if not chosen:
        return ()
    return told(measure.judge(table, measure.table(chosen, facts.indicators), areas, as_of).to_pyarrow())


def told(found: "pa.Table") -> tuple[MilestoneVerdict, ...]:
    """Return the verdicts of a table that `measure.milestone.judge` gives."""
    return tuple(msgspec.convert(found.to_pylist(), list[MilestoneVerdict]))
