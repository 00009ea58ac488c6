"""From an open workspace to a review: figures and records are fetched, judged, and handed to the rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
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
from stocktake.model.area import WORLD, Area
from stocktake.model.method import Method
from stocktake.model.milestone import Timeline
from stocktake.model.observation import Observation
from stocktake.model.period import parse
from stocktake.model.provenance import Document, Source
from stocktake.model.record import Record
from stocktake.model.review import Reproduction, Review
from stocktake.model.verdict import JudgedSeries, Standing
from stocktake.review import part
from stocktake.review.assemble import Scores, assemble
from stocktake.review.material import Material, Split
from stocktake.service import expecting, judging, moving, newest, planning, shelving, stepping
from stocktake.service.clock import now
from stocktake.service.progress import Tell, silently
from stocktake.tables import plan, snapshot
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

SCORES = pa.schema({**dict.fromkeys(("group", "member", "class_key"), pa.string()), "score": pa.float64()})
"""What `Scores` are as a table."""

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
    return assemble(found, lambda scores: standings(scores, leading, workspace))


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
    found = planning.figures(workspace, chosen, members, stepping.steps(timelines), as_of)
    judging.refuse_twins(found["twins"])
    return Material(
        area=chosen,
        members=members,
        within=tuple(one for one in areas.regions_of(code) if one.code not in LEFT_BY_M49),
        frameworks=facts.frameworks,
        indicators=tuple(facts.told.values()),
        method=method,
        methods=judging.in_turn(facts.methods.values()),
        judged=tuple(msgspec.convert(found["judged"].to_pylist(), list[JudgedSeries])),
        observations=observations(found, chosen, as_of),
        labels={**facts.codelists, "counterpart_area": {one.code: one.name for one in areas}},
        records=records_of(evidence.records, documents),
        documents=documents,
        sources=sources(workspace),
        as_of=as_of,
        made=now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        reproduction=reproduction(chosen, as_of, workspace),
        area_names={one.code: one.name for one in areas},
        expectations=gap_file.expectations(),
        cells=expecting.cells(found["cells"], facts),
        timelines=timelines,
        milestones=stepping.told(found["milestones"]),
        splits=splits(found["splits"]),
        by_part=by_part(found.get("by_part")),
        flows=moving.of(workspace, chosen, as_of),
    )


def figures(workspace: Workspace, codes: Collection[str], tell: Tell = silently) -> "ir.Table":
    """Return the newest edition of the observations of some areas; of the world, those of every area. `tell` is that of `newest.files`."""
    table = newest.observations(workspace, tell)
    return table if WORLD in codes else table.filter(table.ref_area.isin(list(codes)))


def splits(found: pa.Table) -> tuple[Split, ...]:
    """Return the splits of which only the largest parts are shown."""
    rows = found.to_pylist()
    return tuple(Split(dimensions=part.named(row.pop("split")), shown=part.LARGEST, **row) for row in rows)


def by_part(found: pa.Table | None) -> frozenset[tuple[str, str]]:
    """Return indicator and area of the areas within that publish parts and nothing undivided; none for a country."""
    return frozenset((row["indicator"], row["ref_area"]) for row in found.to_pylist()) if found else frozenset()


def observations(found: Mapping[str, pa.Table], area: Area, as_of: int) -> tuple[Observation, ...]:
    """Return the area's own observations up to `as_of`, oldest first, those of the series that are shown.

    DataError where the area has figures and all of them are later.
    """
    rows = msgspec.convert(found["observations"].to_pylist(), list[Observation])
    periods = {text: parse(text) for text in {one.time_period for one in rows}}
    place = {text: place for place, text in enumerate(sorted(periods, key=periods.__getitem__))}
    known = [one for one in rows if periods[one.time_period].year <= as_of]
    kept = tuple(sorted(known, key=lambda one: (place[one.time_period], one.series)))
    if not kept:
        _refuse_too_early(found["begins"]["year"][0].as_py(), area, as_of)
    return kept


def _refuse_too_early(first: int | None, area: Area, as_of: int) -> None:
    if first is not None and first > as_of:
        raise DataError(f"no figure for {area.name} up to {as_of}: the first is from {first}; give --as-of {first} or later")


def year_of(document: Document) -> int:
    """Return the year a document is from; 0 where nobody says, so that it is never left out for its age."""
    return int(document.year[:4]) if document.year[:4].isdigit() else 0


def records_of(records: Iterable[Record], documents: Iterable[Document]) -> tuple[Record, ...]:
    """Return the records that one of the documents holds: what was not written yet is not said."""
    known = {one.id for one in documents}
    return tuple(one for one in records if any(locator.document in known for locator in one.locators))


def standings(scores: Scores, method: Method, workspace: Workspace) -> Mapping[str, Standing]:
    """Return the standing of each objective by the method's own rule for totals; how many must be known is the review's to say."""
    if not scores:
        return {}
    rows = [dict(zip(SCORES.names, row, strict=True)) for row in scores]
    said = sha256(msgspec.json.encode(method, order="deterministic")).hexdigest()[:12]  # it may be another than the catalogue's
    totals = shelving.planned(workspace, f"objectives-{said}", lambda: _totals(method))
    found = plan.run(totals, {"scores": pa.Table.from_pylist(rows, schema=SCORES)})["standings"]
    return {row["group"]: row["standing"] for row in found.to_pylist()}


def _totals(method: Method) -> plan.Plan:
    """Return the plan that brings the scores of indicators to the standing of objectives."""
    writer = plan.Writer()
    scores = plan.given("scores", SCORES)
    judged = scores.drop("group").rename(indicator="member")
    judged = judged.mutate(method=ibis.literal(method.id), standing=grade.standing(judged.class_key, method))
    found = total.total(judged, scores, total.scheme(method), total.Coverage(0, 0), over="indicator")
    writer.ask("standings", found.select("group", "standing"))
    return writer.plan()


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
