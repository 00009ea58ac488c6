"""From an open workspace to a review: figures and records are fetched, judged, and handed to the rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import msgspec
import pyarrow as pa

from stocktake import __version__
from stocktake.catalog import area as area_file
from stocktake.catalog import catalog as catalog_file
from stocktake.catalog import gap as gap_file
from stocktake.catalog.catalog import Catalog
from stocktake.errors import DataError
from stocktake.measure import grade, total
from stocktake.measure.series import start_year
from stocktake.model.area import WORLD, Area
from stocktake.model.gap import counted
from stocktake.model.method import Method
from stocktake.model.milestone import Timeline
from stocktake.model.observation import COLUMNS, SERIES_KEY, Observation
from stocktake.model.period import parse
from stocktake.model.provenance import Document, Source
from stocktake.model.record import Record
from stocktake.model.review import Reproduction, Review
from stocktake.model.verdict import JudgedSeries, Standing
from stocktake.review import part
from stocktake.review.assemble import Scores, assemble
from stocktake.review.material import Material, Split
from stocktake.service import expecting, judging, stepping
from stocktake.service.clock import now
from stocktake.service.progress import Tell, silently
from stocktake.tables import engine, series, snapshot
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEFT_BY_M49 = ("514", "515")
"""Developed and developing regions: M49 left them in December 2021; they stand in the table for older figures only."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The accepted records and the documents they were drawn from, as the database holds them."""

    records: tuple[Record, ...]
    documents: tuple[Document, ...]


def review(code: str, as_of: int, workspace: Workspace, evidence: Evidence, tell: Tell = silently) -> Review:
    """Return the review of the area `code` with figures up to the year `as_of`, that year included; `tell` hears what was left out."""
    facts = catalog_file.load()
    leading = facts.methods[judging.LEADING]
    timelines = stepping.timelines(workspace, facts, tell)
    found = material(code, as_of, workspace, facts, leading, evidence, timelines)
    return assemble(found, lambda scores: standings(scores, leading))


def material(
    code: str,
    as_of: int,
    workspace: Workspace,
    facts: Catalog,
    method: Method,
    evidence: Evidence,
    timelines: tuple[Timeline, ...],
) -> Material:
    """Return everything the review of an area is drawn from."""
    areas = area_file.areas()
    chosen = areas.get(code)
    members = tuple(one for one in areas.members(code) if one.code != code)
    documents = tuple(one for one in evidence.documents if year_of(one) <= as_of)
    found = gathered(workspace, chosen, members, facts, as_of)
    return Material(
        area=chosen,
        members=members,
        within=tuple(one for one in areas.regions_of(code) if one.code not in LEFT_BY_M49),
        frameworks=facts.frameworks,
        indicators=tuple(facts.indicators.values()),
        method=method,
        methods=judging.in_turn(facts.methods.values()),
        judged=judged(found, facts, as_of),
        observations=observations(found, as_of),
        labels={**facts.codelists, "counterpart_area": {one.code: one.name for one in areas}},
        records=records_of(evidence.records, documents),
        documents=documents,
        sources=sources(workspace),
        as_of=as_of,
        made=now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        reproduction=reproduction(chosen, as_of, workspace),
        area_names={one.code: one.name for one in areas},
        expectations=gap_file.expectations(),
        cells=expecting.cells(found.expected, chosen, members, facts, as_of),
        timelines=timelines,
        milestones=stepping.verdicts(found.own, stepping.steps(timelines), facts, [code], as_of),
        splits=splits(found),
        by_part=by_part(found, as_of),
    )


def figures(workspace: Workspace, codes: Collection[str]) -> "ir.Table":
    """Return the newest edition of the observations of some areas; of the world, those of every area."""
    table = series.observations(workspace.figures)
    return series.latest_vintage(table if WORLD in codes else table.filter(table.ref_area.isin(list(codes))))


@dataclass(frozen=True)
class Gathered:
    """The newest edition of the figures that a review of `area` needs, all of indicators in the catalogue.

    `own` are those of the area itself, `ranked` numbers their parts (`part.numbered`), `shown` are those that are not only counted.
    Of the areas within `undivided` are those that no dimension splits and `divided` the others, in every edition; `expected` are those
    of all of them that a readiness counts. Only what is asked for is computed: all figures of the world are millions.
    """

    area: Area
    own: "ir.Table"
    ranked: "ir.Table"
    shown: "ir.Table"
    undivided: "ir.Table"
    divided: "ir.Table"
    expected: "ir.Table"


def gathered(workspace: Workspace, area: Area, members: Collection[Area], facts: Catalog, as_of: int) -> Gathered:
    """Return the figures that the review of an area needs."""
    table = series.observations(workspace.figures)
    known = table.filter(table.indicator.isin(list(facts.indicators)))
    hold = engine.holder(known.get_backend())
    own = hold(series.latest_vintage(known.filter(known.ref_area == area.code)))
    ranked = hold(part.numbered(own, as_of))
    within = known.filter(known.ref_area.isin([one.code for one in members]))
    asked = known.filter(known.indicator.isin([one.id for one in counted(facts.indicators.values())]))
    return Gathered(
        area=area,
        own=own,
        ranked=ranked,
        shown=hold(own.semi_join(ranked.filter(part.is_shown(ranked)), SERIES_KEY)),
        undivided=hold(series.latest_vintage(within.filter(part.is_whole(within)))),
        divided=within.filter(~part.is_whole(within)),
        expected=series.latest_vintage(asked.filter(asked.ref_area.isin([area.code, *(one.code for one in members)]))),
    )


def judged(found: Gathered, facts: Catalog, as_of: int) -> tuple[JudgedSeries, ...]:
    """Return every series of the area that is shown with what each method says of it, and those of the areas within by the leading one."""
    table = found.shown.union(found.undivided)
    result = judging.judge(table, facts.indicators.values(), facts.methods.values(), as_of)
    needed = (result.ref_area == found.area.code) | (result.method == judging.LEADING)
    rows = result.filter(result.last_year.notnull() & needed).to_pyarrow().to_pylist()
    return tuple(msgspec.convert(rows, list[JudgedSeries]))


def splits(found: Gathered) -> tuple[Split, ...]:
    """Return the splits of which only the largest parts are shown."""
    rows = part.cut(found.ranked).to_pyarrow().to_pylist()
    return tuple(Split(dimensions=part.named(row.pop("split")), shown=part.LARGEST, **row) for row in rows)


def by_part(found: Gathered, as_of: int) -> frozenset[tuple[str, str]]:
    """Return indicator and area of the areas within that publish parts and nothing undivided."""
    pair = ["indicator", "ref_area"]
    whole = found.undivided.filter(part.has_value(found.undivided, as_of)).select(*pair).distinct()
    parts = series.latest_vintage(found.divided.anti_join(whole, pair))
    rows = parts.filter(part.has_value(parts, as_of)).select(*pair).distinct().to_pyarrow().to_pylist()
    return frozenset((row["indicator"], row["ref_area"]) for row in rows)


def observations(found: Gathered, as_of: int) -> tuple[Observation, ...]:
    """Return the area's own observations up to `as_of`, oldest first, those of the series that are shown.

    DataError where the area has figures and all of them are later.
    """
    rows = msgspec.convert(found.shown.select(*COLUMNS).to_pyarrow().to_pylist(), list[Observation])
    dated = sorted(((parse(one.time_period), one) for one in rows), key=lambda pair: (pair[0], pair[1].series))
    kept = tuple(one for period, one in dated if period.year <= as_of)
    if not kept:
        _refuse_too_early(found, as_of)
    return kept


def _refuse_too_early(found: Gathered, as_of: int) -> None:
    first = start_year(found.own).min().to_pyarrow().as_py()
    if first is not None and first > as_of:
        raise DataError(
            f"no figure for {found.area.name} up to {as_of}: the first is from {first}; give --as-of {first} or later"
        )


def year_of(document: Document) -> int:
    """Return the year a document is from; 0 where nobody says, so that it is never left out for its age."""
    return int(document.year[:4]) if document.year[:4].isdigit() else 0


def records_of(records: Iterable[Record], documents: Iterable[Document]) -> tuple[Record, ...]:
    """Return the records that one of the documents holds: what was not written yet is not said."""
    known = {one.id for one in documents}
    return tuple(one for one in records if any(locator.document in known for locator in one.locators))


def standings(scores: Scores, method: Method) -> Mapping[str, Standing]:
    """Return the standing of each objective by the method's own rule for totals; how many must be known is the review's to say."""
    if not scores:
        return {}
    schema = pa.schema({**dict.fromkeys(("group", "member", "class_key"), pa.string()), "score": pa.float64()})
    members = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in scores], schema=schema)
    judged = ibis.memtable(members.drop_columns(["group"])).rename(indicator="member")
    table = judged.mutate(method=ibis.literal(method.id), standing=grade.standing(judged.class_key, method))
    found = total.total(table, members, total.scheme(method), total.Coverage(0, 0), over="indicator")
    return {row["group"]: row["standing"] for row in found.select("group", "standing").to_pyarrow().to_pylist()}


def sources(workspace: Workspace) -> tuple[Source, ...]:
    """Return the editions behind the current figures, each once."""
    snapshots = snapshot.current(workspace.figures).values()
    return tuple({(one.id, one.vintage): one for found in snapshots for one in found.built_from.sources}.values())


def reproduction(area: Area, as_of: int, workspace: Workspace) -> Reproduction:
    """Return the command, the version and the snapshots that give the same review."""
    current = snapshot.current(workspace.figures)
    return Reproduction(
        command=f"stocktake review {area.code} --as-of {as_of}",
        version=__version__,
        snapshots={dataset: found.sha256 for dataset, found in sorted(current.items())},
    )
