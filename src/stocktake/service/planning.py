"""What a review computes from figures, written down once for every area and run on those of one.

Queries are the same for every area: they speak of tables that hold its figures, not of the area. They differ by the year, and a
region's ask besides how the areas within stand.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

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
from stocktake.service import judging, newest, shelving
from stocktake.tables import plan, schema
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

OWN, WITHIN = "own_figures", "figures_within"
CHOSEN = pa.schema({"ref_area": pa.string()})


def figures(
    workspace: Workspace, area: Area, members: Sequence[Area], steps: Sequence[tuple[Timeline, Milestone]], as_of: int
) -> Mapping[str, pa.Table]:
    """Return what the review of an area needs of its figures, by name: the tables that the two `PLANS` ask for.

    They run beside each other. Each run has a connection of its own, so that several threads may call at once.
    """
    facts = catalog_file.load()
    known = milestone.table(steps, facts.indicators)
    tables = {
        "chosen": pa.table({"ref_area": [area.code]}, schema=CHOSEN),
        "reach": gap.areas({one.code: one.kind == "country" for one in (area, *members)}),
        "steps": known,
        "asked_steps": milestone.asked(known, [area.code]),
    }
    within = {WITHIN: [one.code for one in members]} if members else {}
    files = newest.files(workspace)

    def run(name: str) -> Mapping[str, pa.Table]:
        return plan.run(planned(workspace, as_of, bool(members), name), tables, files, {OWN: [area.code], **within})

    with ThreadPoolExecutor(len(PLANS)) as beside:
        return {name: rows for found in beside.map(run, PLANS) for name, rows in found.items()}


def planned(workspace: Workspace, as_of: int, has_members: bool, name: str) -> plan.Plan:
    """Return one of the `PLANS` for the reviews of a year, of areas with or without others within."""
    kind = "region" if has_members else "country"
    return shelving.planned(workspace, f"{as_of}-{kind}-{name}", lambda: PLANS[name](catalog_file.load(), as_of, has_members))


def judged(facts: Catalog, as_of: int, has_members: bool) -> plan.Plan:
    """Return the plan of what is said of each series. It asks for these tables:

    - `judged`: every series of the area that is shown with what each method says of it, and those of the areas within by the leading one
    - `observations`: those of the series that are shown; `begins`: the first year of any
    - `splits`: the splits of which only the largest parts are shown
    - `twins`: how many series there are, and how many numbers of series
    """
    writer = plan.Writer()
    own = writer.hold(_known(OWN, facts.told))
    ranked = writer.hold(part.numbered(own, as_of))
    shown = writer.hold(own.semi_join(ranked.filter(part.is_shown(ranked)), SERIES_KEY))
    _ask_judged(writer, shown.union(_undivided(facts)) if has_members else shown, facts, as_of)
    writer.ask("observations", shown.select(*COLUMNS))
    writer.ask("begins", own.agg(year=measured.start_year(own).min()))
    writer.ask("splits", part.cut(ranked))
    return writer.plan()


def reported(facts: Catalog, as_of: int, has_members: bool) -> plan.Plan:
    """Return the plan of what is reported at all, and of milestones. It asks for these tables:

    - `cells`: which of the expected figures are there
    - `milestones`: the verdicts on those
    - `by_part`: indicator and area of the areas within that publish parts and nothing undivided
    """
    writer = plan.Writer()
    expectations, indicators = gap_file.expectations(), counted(facts.indicators.values())
    asked = [one.id for one in indicators]
    expected = _known(OWN, asked).union(_known(WITHIN, asked)) if has_members else _known(OWN, asked)
    reach, code = plan.given("reach", gap.AREAS), plan.given("chosen", CHOSEN).ref_area.as_scalar()
    cells = writer.hold(gap.cells(expected, gap.expected(indicators, expectations), reach, expectations, as_of))
    writer.ask("cells", gap.survey(cells, code))
    steps, wanted = plan.given("steps", milestone.TERMS), plan.given("asked_steps", milestone.ASKED)
    writer.ask("milestones", writer.hold(milestone.judged(_known(OWN, facts.told), steps, wanted, as_of)))
    if has_members:
        writer.ask("by_part", _by_part(_known(WITHIN, facts.told), as_of))
    return writer.plan()


PLANS: Final[Mapping[str, Callable[[Catalog, int, bool], plan.Plan]]] = {"judged": judged, "reported": reported}
"""What writes each plan of a review, by name."""


def _known(name: str, indicators: Iterable[str]) -> "ir.Table":
    table = plan.given(name, schema.SCHEMA)
    return table.filter(table.indicator.isin(list(indicators)))


def _undivided(facts: Catalog) -> "ir.Table":
    """Return the figures of the areas within that no dimension splits."""
    within = _known(WITHIN, facts.told)
    return within.filter(part.is_whole(within))


def _ask_judged(writer: plan.Writer, table: "ir.Table", facts: Catalog, as_of: int) -> None:
    code = plan.given("chosen", CHOSEN).ref_area.as_scalar()
    how = measured.Engine(writer.hold)
    prepared = measured.prepare(table, terms.table(facts.told.values()), as_of, engine=how)
    result = judging.assess(prepared, facts.methods.values(), writer.hold)
    needed = (result.ref_area == code) | (result.method == judging.LEADING)
    writer.ask("judged", result.filter(result.last_year.notnull() & needed))
    writer.ask("twins", judging.twins(prepared))


def _by_part(within: "ir.Table", as_of: int) -> "ir.Table":
    """Return each indicator and area of which a part has a value, and nothing undivided has one."""
    pair = ["indicator", "ref_area"]
    found = within.filter(part.has_value(within, as_of)).mutate(is_whole=part.is_whole(within))
    return found.group_by(pair).agg(whole=found.is_whole.cast("int64").max()).filter(lambda t: t.whole == 0).select(*pair)
