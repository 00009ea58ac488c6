"""What a review computes from figures, written down once for every area and run on those of one.

Queries are the same for every area: they speak of tables that hold its figures, not of the area. They differ by the year, and a
region's ask besides how the areas within stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from stocktake.catalog import catalog as catalog_file
from stocktake.catalog import gap as gap_file
from stocktake.catalog.catalog import Catalog
from stocktake.measure import gap, milestone, terms
from stocktake.measure import series as measured
from stocktake.model.area import Area
from stocktake.model.gap import counted
from stocktake.model.milestone import Milestone, Timeline
from stocktake.model.observation import COLUMNS, SERIES_KEY
from stocktake.review import part
from stocktake.service import judging, shelving
from stocktake.tables import plan, schema, series, snapshot
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

OWN, WITHIN = "own_figures", "figures_within"
CHOSEN = pa.schema({"ref_area": pa.string()})


def figures(
    workspace: Workspace, area: Area, members: Sequence[Area], steps: Sequence[tuple[Timeline, Milestone]], as_of: int
) -> Mapping[str, pa.Table]:
    """Return what the review of an area needs of its figures, by name: the tables that `written` asks for.

    Each call has an engine of its own, so that several threads may call at once.
    """
    facts = catalog_file.load()
    known = milestone.table(steps, facts.indicators)
    files = list(snapshot.verify(workspace.figures).values())
    tables = {
        "chosen": pa.table({"ref_area": [area.code]}, schema=CHOSEN),
        "reach": gap.areas({one.code: one.kind == "country" for one in (area, *members)}),
        "steps": known,
        "asked_steps": milestone.asked(known, [area.code]),
    }
    within = {WITHIN: [one.code for one in members]} if members else {}
    return plan.run(planned(workspace, as_of, bool(members)), tables, files, {OWN: [area.code], **within})


def planned(workspace: Workspace, as_of: int, has_members: bool) -> plan.Plan:
    """Return the plan for the reviews of a year, of areas with or without others within."""
    kind = "region" if has_members else "country"
    return shelving.planned(workspace, f"{as_of}-{kind}", lambda: written(catalog_file.load(), as_of, has_members))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The newest edition of the figures that a review of an area needs, all of indicators that reviews tell of.

    `own` are those of the area itself, `ranked` numbers their parts (`part.numbered`), `shown` are those that are not only counted.
    Of the areas within `undivided` are those that no dimension splits and `divided` the others, in every edition; `expected` are those
    of all of them that a readiness counts.
    """

    own: "ir.Table"
    ranked: "ir.Table"
    shown: "ir.Table"
    undivided: "ir.Table | None"
    divided: "ir.Table | None"
    expected: "ir.Table"


def written(facts: Catalog, as_of: int, has_members: bool) -> plan.Plan:
    """Return the plan for the reviews of a year. It asks for these tables:

    - `judged`: every series of the area that is shown with what each method says of it, and those of the areas within by the leading one
    - `observations`: those of the series that are shown; `begins`: the first year of any
    - `splits`: the splits of which only the largest parts are shown
    - `by_part`: indicator and area of the areas within that publish parts and nothing undivided
    - `cells`: which of the expected figures are there; `milestones`: the verdicts on those
    - `twins`: how many series there are, and how many numbers of series
    """
    writer = plan.Writer()
    code = plan.given("chosen", CHOSEN).ref_area.as_scalar()
    found = gathered(writer, facts, as_of, has_members)
    _ask_judged(writer, found, code, facts, as_of)
    writer.ask("observations", found.shown.select(*COLUMNS))
    writer.ask("begins", found.own.agg(year=measured.start_year(found.own).min()))
    writer.ask("splits", part.cut(found.ranked))
    _ask_by_part(writer, found, as_of)
    expectations, indicators = gap_file.expectations(), counted(facts.indicators.values())
    reach = plan.given("reach", gap.AREAS)
    cells = writer.hold(gap.cells(found.expected, gap.expected(indicators, expectations), reach, expectations, as_of))
    writer.ask("cells", gap.survey(cells, code))
    steps, wanted = plan.given("steps", milestone.TERMS), plan.given("asked_steps", milestone.ASKED)
    writer.ask("milestones", writer.hold(milestone.judged(found.own, steps, wanted, as_of)))
    return writer.plan()


def gathered(writer: plan.Writer, facts: Catalog, as_of: int, has_members: bool) -> Gathered:
    """Return the figures that the review of an area needs."""
    own = writer.hold(series.latest_vintage(_known(OWN, list(facts.told))))
    ranked = writer.hold(part.numbered(own, as_of))
    shown = writer.hold(own.semi_join(ranked.filter(part.is_shown(ranked)), SERIES_KEY))
    asked = [one.id for one in counted(facts.indicators.values())]
    if not has_members:
        return Gathered(own, ranked, shown, None, None, own.filter(own.indicator.isin(asked)))
    within = _known(WITHIN, list(facts.told))
    return Gathered(
        own=own,
        ranked=ranked,
        shown=shown,
        undivided=writer.hold(series.latest_vintage(within.filter(part.is_whole(within)))),
        divided=within.filter(~part.is_whole(within)),
        expected=own.filter(own.indicator.isin(asked)).union(series.latest_vintage(_known(WITHIN, asked))),
    )


def _known(name: str, indicators: Sequence[str]) -> "ir.Table":
    table = plan.given(name, schema.SCHEMA)
    return table.filter(table.indicator.isin(indicators))


def _ask_judged(writer: plan.Writer, found: Gathered, code: "ir.StringScalar", facts: Catalog, as_of: int) -> None:
    table = found.shown if found.undivided is None else found.shown.union(found.undivided)
    how = measured.Engine(writer.hold)
    prepared = measured.prepare(table, terms.table(facts.told.values()), as_of, engine=how)
    result = judging.assess(prepared, facts.methods.values(), writer.hold)
    needed = (result.ref_area == code) | (result.method == judging.LEADING)
    writer.ask("judged", result.filter(result.last_year.notnull() & needed))
    writer.ask("twins", judging.twins(prepared))


def _ask_by_part(writer: plan.Writer, found: Gathered, as_of: int) -> None:
    if found.undivided is None or found.divided is None:
        return
    pair = ["indicator", "ref_area"]
    whole = found.undivided.filter(part.has_value(found.undivided, as_of)).select(*pair).distinct()
    parts = found.divided.anti_join(whole, pair)
    writer.ask("by_part", having(parts.filter(measured.start_year(parts) <= as_of), pair, as_of, writer.hold))


def having(parts: "ir.Table", pair: list[str], as_of: int, hold: measured.Hold) -> "ir.Table":
    """Return each `pair` of which the newest edition has a value. To find that edition is dear, so it is looked for only where some
    editions have a value and some have none."""
    has_value = part.has_value(parts, as_of).cast("int64")
    counted = hold(parts.group_by(pair).agg(having=has_value.sum(), rows=parts.count()))
    sure = counted.filter(counted.having == counted.rows).select(*pair)
    doubtful = counted.filter((counted.having > 0) & (counted.having < counted.rows)).select(*pair)
    newest = series.latest_vintage(parts.semi_join(doubtful, pair))
    return sure.union(newest.filter(part.has_value(newest, as_of)).select(*pair).distinct())
