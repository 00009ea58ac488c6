"""Who came to an area and who left it, estimated for every area at once and kept in the workspace: a review only looks its own up.

Estimates stand beside what is measured. They enter no verdict, no count and no score.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog import area as area_file
from stocktake.errors import DataError
from stocktake.model.area import Area, Areas
from stocktake.model.flow import AreaFlows, FlowMethod, FlowPartner, FlowRange, FlowSide, WithoutFlows
from stocktake.model.observation import TOTAL
from stocktake.model.provenance import Source, Verification
from stocktake.service import coded
from stocktake.service.clock import now
from stocktake.tables import kept, series, snapshot
from stocktake.tables.snapshot import Snapshot
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from stocktake.flows.array import Matrix
    from stocktake.service.flowing import Flowed, Interval, Stocked
    from stocktake.service.peopling import Peopled

SOURCE: Final = "undesa-migrant-stock-by-origin"
"""What the ids of editions of stocks by origin begin with: `flowing.SOURCE`, which NumPy would have to be loaded for."""

FOLDER: Final = "derived/flows"
"""Where estimates are kept in a workspace; it may be deleted at any time."""

MOST: Final = 12
"""So many are kept, in memory and on disk, of a tenth of a megabyte each."""

LARGEST: Final = 10
"""So many origins and destinations of an area are told one by one."""

STEP: Final = 5
"""Years from one date to the next: stocks are published for years that five divides, and a last one off that grid is not compared."""

FORMULAS: Final = Verification(
    "secondary", "formulas from a description of the papers, results checked against published figures"
)
"""How every method was checked: docs/explanation/flows.md."""

LENIENT: Final = " --births native-or-spread --one-end drop"
"""The options of `stocktake flows` for what is done where people do not fit the stocks: see `_with_people`."""

ALONE: Final = " --without-demography"
"""The option of `stocktake flows` that leaves people out where the workspace has some, though not those of an area."""

_CODE: Final = (
    "data/codelists/areas.csv",
    "flows/*.py",
    "model/flow.py",
    "service/flowing.py",
    "service/moving.py",
    "service/peopling.py",
)
"""The code that says what an estimate is, and the areas it is of."""

_KEPT: dict[Path, pa.Table] = {}
_WORKING: Final = Lock()


def of(workspace: Workspace, area: Area, as_of: int) -> AreaFlows | None:
    """Return what is estimated of the flows of an area in the newest interval up to the year `as_of`, or why nothing is.

    None for regions, and where the workspace has no stocks by origin at all.
    """
    table = estimates(workspace, as_of) if area.kind == "country" else None
    if table is None:
        return None
    (row,) = table.filter(pc.equal(table["area"], area.code)).to_pylist()
    return msgspec.convert(row, AreaFlows)


def prepare(workspace: Workspace, as_of: int | None = None) -> None:
    """Work the estimates out that reviews up to the year `as_of` (this year if none) will ask for, and keep them."""
    estimates(workspace, as_of or now().year)


def estimates(workspace: Workspace, as_of: int) -> pa.Table | None:
    """Return the estimates of every country and territory, one row an area with the fields of `AreaFlows`.

    None where the workspace has no stocks by origin, which only its pointer is read for. They are worked out once for the same figures,
    by the same code, and kept in memory and in the workspace.
    """
    current = snapshot.current(workspace.figures)
    edition = newest(current.values())
    if edition is None:
        return None
    path = workspace.folder / FOLDER / f"{digest(current)}-{as_of}"
    if path not in _KEPT:
        with _WORKING:
            if path not in _KEPT:
                if (found := _whole(kept.read_table(path))) is None:
                    found = _table(_worked_out(workspace, edition, as_of))
                    kept.write_table(path, found, MOST)
                _remember(path, found)
    return _KEPT[path]


def _whole(found: pa.Table | None) -> pa.Table | None:
    """Return a kept table that has a row for every area; None where it has not, whoever wrote it."""
    if found is None or "area" not in found.column_names:
        return None
    return found if found["area"].to_pylist() == [one.code for one in _countries()] else None


def _table(found: Sequence[AreaFlows]) -> pa.Table:
    return pa.Table.from_pylist([msgspec.to_builtins(one) for one in found])


def _remember(path: Path, found: pa.Table) -> None:
    for oldest in list(_KEPT)[: max(0, len(_KEPT) + 1 - MOST)]:
        del _KEPT[oldest]
    _KEPT[path] = found


def newest(snapshots: Iterable[Snapshot]) -> Source | None:
    """Return the newest edition of the stocks by origin that snapshots were built from; None where there is none."""
    editions = [one for found in snapshots for one in found.built_from.sources if one.id.startswith(SOURCE)]
    return max(editions, key=lambda one: (one.released or one.vintage, one.vintage, one.id), default=None)


def digest(current: Mapping[str, Snapshot]) -> str:
    """Return a digest of all that the estimates hang on: the figures, as populations may stand in any of them, this code and the areas."""
    found = sha256(coded.digest(*_CODE))
    for dataset, one in sorted(current.items()):
        found.update(f"{dataset} {one.sha256} ".encode())
    return found.hexdigest()[:16]


def _countries() -> list[Area]:
    return [one for one in area_file.areas() if one.kind == "country"]


def _worked_out(workspace: Workspace, edition: Source, as_of: int) -> list[AreaFlows]:
    """Return the estimates of every country and territory, in the order of the table of areas."""
    figures = series.observations(workspace.figures)
    dates = _dates(figures, edition, as_of)
    if dates is None:
        return [_without(one, edition, "no_interval") for one in _countries()]
    found = _estimated(figures, edition, *dates)
    return [found.of(one) for one in _countries()]


def _dates(figures: "ir.Table", edition: Source, as_of: int) -> tuple[int, int] | None:
    """Return the last two dates of an edition up to a year; None where there are not two, `STEP` years apart."""
    t = figures.filter(
        figures.source == edition.id,
        figures.vintage == edition.vintage,
        figures.sex == TOTAL,
        figures.age == TOTAL,
        figures.obs_value.notnull(),
    )
    texts = t.select("time_period").distinct().to_pyarrow()["time_period"].to_pylist()
    years = {int(one) for one in texts if one.isdigit() and int(one) <= as_of and int(one) % STEP == 0}
    last = max(years, default=0)
    return (last - STEP, last) if last - STEP in years else None


def _without(area: Area, edition: Source, reason: WithoutFlows) -> AreaFlows:
    return AreaFlows(area.code, _key(edition.id, edition.vintage), reason=reason)


def _key(source: str, vintage: str) -> str:
    return f"{source}@{vintage}"


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """The flows of one interval: `bare` from stocks alone, `whole` with people where there are any, from the edition `demography`.

    `residences` and `birthplaces` are the areas with figures at both dates; `unplaced` counts, by residence, the people at the end whose
    birthplace is no area.
    """

    held: "Stocked"
    bare: "Flowed"
    whole: "Flowed | None"
    demography: str
    residences: frozenset[str]
    birthplaces: frozenset[str]
    unplaced: Mapping[str, float]
    areas: Areas

    def of(self, area: Area) -> AreaFlows:
        """Return the estimates of an area: with people where it is among them, else from stocks alone."""
        interval = self.held.interval
        none = AreaFlows(area.code, _key(self.held.source, self.held.vintage), interval.start, interval.end)
        if area.code not in self.residences | self.birthplaces:
            return replace(none, reason="no_stocks")
        if self.whole is None or area.code not in self.whole.range.places:
            options = ALONE if self.demography else ""
            return replace(self._told(none, self.bare), command=command(self.held, area.code, options))
        told = self._told(none, self.whole)
        return replace(told, demography=self.demography, command=command(self.held, area.code, LENIENT))

    def _told(self, none: AreaFlows, used: "Flowed") -> AreaFlows:
        """Return what one of the estimates tells of an area, in place of nothing."""
        place, flows = used.range.places.index(none.area), used.range.flows
        return replace(
            none,
            arrivals=_side(flows[:, :, place], used, self.areas) if none.area in self.residences else None,
            departures=_side(flows[:, place], used, self.areas) if none.area in self.birthplaces else None,
            methods=methods(used.range.methods),
            unplaced=self.unplaced.get(none.area, 0.0),
            remarks=used.cautions,
        )


def _estimated(figures: "ir.Table", edition: Source, start: int, end: int) -> Estimated:
    from stocktake.service import flowing, peopling

    areas = area_file.areas()
    held = flowing.stocked(figures, flowing.Interval(start, end, vintage=edition.vintage))
    people = peopling.peopled(figures, held.interval)
    whole, refused = _with_people(held, areas, people)
    bare = flowing.flowed(held, TOTAL, areas, None)
    placed, unplaced = _placed(held, areas)
    return Estimated(
        held=held,
        bare=replace(bare, cautions=(*bare.cautions, *refused)),
        whole=whole,
        demography=_key(people.source, people.vintage) if people else "",
        residences=_at_both(placed, "ref_area", held.interval),
        birthplaces=_at_both(placed, "counterpart_area", held.interval),
        unplaced=unplaced,
        areas=areas,
    )


def _with_people(held: "Stocked", areas: Areas, people: "Peopled | None") -> tuple["Flowed | None", tuple[str, ...]]:
    """Return the flows by every method; None without people, and where the figures contradict each other: then why, in a sentence."""
    from stocktake.flows.treatment import Treatment
    from stocktake.service import flowing

    if people is None:
        return None, ()
    try:
        found = flowing.flowed(held, TOTAL, areas, people.rows, Treatment(births="native-or-spread", one_end="drop"))
    except DataError as fault:
        return None, (f"accounting was refused: {fault}",)
    projected = [f"populations, births and deaths are projections from {one} on" for one in (people.projected_from,) if one]
    return replace(found, cautions=(*found.cautions, *projected)), ()


def _placed(held: "Stocked", areas: Areas) -> tuple[pa.Table, Mapping[str, float]]:
    """Return the rows whose birthplace is an area, and how many people at the end have one that is none, by residence."""
    is_area = pc.is_in(held.rows["counterpart_area"], pa.array([one.code for one in areas if one.kind == "country"]))
    others = held.rows.filter(
        pc.and_(
            pc.invert(pc.is_in(held.rows["counterpart_area"], pa.array([*(one.code for one in areas), TOTAL]))),
            pc.equal(held.rows["time_period"], str(held.interval.end)),
        )
    )
    sums = others.group_by("ref_area").aggregate([("obs_value", "sum")])
    return held.rows.filter(is_area), dict(zip(*(one.to_pylist() for one in sums.columns), strict=True))


def _at_both(rows: pa.Table, column: str, interval: "Interval") -> frozenset[str]:
    """Return the codes of a column that have a row at both ends of an interval."""
    first, last = (
        frozenset(rows.filter(pc.equal(rows["time_period"], str(year)))[column].to_pylist())
        for year in (interval.start, interval.end)
    )
    return first & last


def _side(moves: "Matrix", found: "Flowed", areas: Areas) -> FlowSide:
    """Return one side of the flows of an area; `moves` is method x area at the other end."""
    import numpy as np

    places, most = found.range.places, moves.max(axis=0)
    order = sorted(np.flatnonzero(moves.any(axis=0)).tolist(), key=lambda place: (-most[place], places[place]))
    listed, rest = order[:LARGEST], order[LARGEST:]
    columns = (moves.sum(axis=1, keepdims=True), moves[:, rest].sum(axis=1, keepdims=True), moves[:, listed])
    total, others, *single = (one for figures in columns for one in _ranges(found.range.methods, figures))
    return FlowSide(
        total=total,
        largest=tuple(
            FlowPartner(places[place], areas.get(places[place]).name, one) for place, one in zip(listed, single, strict=True)
        ),
        others=others if rest else None,
        others_count=len(rest),
    )


def _ranges(names: Sequence[str], figures: "Matrix") -> list[FlowRange]:
    """Return the range of each column of figures, one row a method."""
    from stocktake.flows import range as over_methods

    spans = zip(over_methods.each(names, figures), figures.T.tolist(), strict=True)
    return [FlowRange(one.low, one.low_by, one.high, one.high_by, tuple(values)) for one, values in spans]


def methods(names: Collection[str]) -> tuple[FlowMethod, ...]:
    """Return the methods of a range as a review tells of them."""
    from stocktake.flows.method import METHODS

    chosen = [METHODS[name] for name in names]
    return tuple(FlowMethod(one.id, one.title, one.source, one.note, FORMULAS) for one in chosen)


def command(held: "Stocked", area: str, options: str = "") -> str:
    """Return the command that gives the same flows, pair by pair."""
    interval = held.interval
    return f"stocktake flows --from {interval.start} --to {interval.end} --edition {held.vintage} --area {area}{options}"
