"""Areas beside each other on one indicator: which figures there are, which of them are meant, and what the methods say of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog import area as area_file
from stocktake.catalog import catalog as catalog_file
from stocktake.errors import AreaNotFound, StocktakeError
from stocktake.measure import series as measured
from stocktake.measure import terms
from stocktake.model.area import WORLD
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.observation import DISAGGREGATIONS, TOTAL, Observation
from stocktake.model.period import parse
from stocktake.model.verdict import STANDINGS, JudgedSeries, Standing, Verdict
from stocktake.review import part, series
from stocktake.service import judging, shelving
from stocktake.tables import choice, plan, schema
from stocktake.tables import series as figures
from stocktake.workspace import Workspace

MOST_AREAS: Final = 6
"""So many areas stand beside each other; more lines than these nobody can tell apart."""

MOST_LINES: Final = 8
"""So many lines are drawn; of more, those with the largest latest values."""

MOST_ROWS: Final = 50_000
"""So many rows of values are looked at for one page; what is more stands in the files."""


class CannotCompare(StocktakeError):
    """Something of what was asked for is not there; the message names it, and what there is."""

    exit_code = 2


class IndicatorNotFound(StocktakeError):
    """No indicator has the id."""

    exit_code = 2

    def __init__(self, identity: str) -> None:
        super().__init__(f'no indicator "{shown(identity)}" is in the catalogue: look for it in the list of indicators')


def shown(text: str) -> str:
    """Return what somebody wrote as a sentence can repeat it: short, and without signs that steer.

    >>> shown("a" * 50 + chr(0))
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'
    """
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return printable if len(printable) <= 40 else f"{printable[:40]}…"


def indicator(identity: str) -> Indicator:
    """Return the indicator of an id; IndicatorNotFound where there is none."""
    found = catalog_file.load().indicators.get(identity)
    if found is None:
        raise IndicatorNotFound(identity)
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the figures of one area go: first and last year with a value, and the categories it is split into."""

    first: int
    last: int
    parts: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an indicator is published: a series of one source in one unit, whole or split by dimensions.

    `split` names the dimensions, none for the undivided figures; `areas` says how far each area's figures go.
    """

    series: str
    unit_measure: str
    source: str
    split: tuple[str, ...]
    areas: Mapping[str, Reach]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it has in common with the same figures split otherwise."""
        return self.series, self.unit_measure, self.source

    @property
    def last(self) -> int:
        """The newest year of any area."""
        return max(one.last for one in self.areas.values())

    @property
    def first(self) -> int:
        """The oldest year of any area."""
        return min(one.first for one in self.areas.values())


@dataclass(frozen=True, slots=True)
class Overview:
    """All the ways in which an indicator is published, none where nothing was read: undivided ones first, then the newest."""

    indicator: str
    ways: tuple[Way, ...]

    @property
    def areas(self) -> frozenset[str]:
        """Every area with a figure of any kind."""
        return frozenset(code for way in self.ways for code in way.areas)


def overview(workspace: Workspace, identity: str) -> Overview:
    """Return the ways in which an indicator is published."""
    found: dict[tuple[str, str, str, str], dict[str, Reach]] = {}
    for row in choice.extents(workspace.figures, {"indicator": [identity]}).to_pylist():
        key = (row["series"], row["unit_measure"], row["source"], row["split"])
        found.setdefault(key, {})[row["ref_area"]] = Reach(int(row["first"]), int(row["last"]), row["parts"])
    ways = [Way(one, unit, source, part.named(split), areas) for (one, unit, source, split), areas in found.items()]
    return Overview(
        identity, tuple(sorted(ways, key=lambda way: (bool(way.split), -way.last, -len(way.areas), way.key, way.split)))
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to see, as written: codes or names of areas, a series, its source and unit, the dimensions of a split joined by
    commas, categories by dimension, and a method. What is empty is left to `choose`; `split` None too, where "" asks for the whole.
    """

    areas: tuple[str, ...] = ()
    series: str = ""
    source: str = ""
    unit_measure: str = ""
    split: str | None = None
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    method: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown: areas in the order asked for, one way of publishing the indicator (None where there is no figure), and a method.

    `without` are the areas among them that have no figure in this way. `are_ours` says that nobody asked for these areas.
    """

    indicator: Indicator
    overview: Overview
    areas: tuple[str, ...]
    way: Way | None
    categories: Mapping[str, tuple[str, ...]]
    method: Method
    are_ours: bool

    @property
    def without(self) -> tuple[str, ...]:
        """The areas without a figure in this way."""
        return tuple(one for one in self.areas if self.way is None or one not in self.way.areas)


def choose(found: Overview, asked: Asked) -> Choice:
    """Return what is meant by what was asked; CannotCompare names the first thing that is not there."""
    one = indicator(found.indicator)
    method = _method(asked.method)
    areas = _areas(asked.areas)
    ways = _narrowed(found, asked)
    way = max(ways, key=lambda way: _fits(way, areas), default=None)
    _check_categories(asked.categories, way)
    return Choice(one, found, areas or _ours(way), way, asked.categories, method, are_ours=not areas)


def _method(identity: str) -> Method:
    known = catalog_file.load().methods
    if identity and identity not in known:
        raise CannotCompare(f'method: there is no "{shown(identity)}"; there are {", ".join(known)}')
    return known[identity or judging.LEADING]


def _areas(written: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of areas, each once."""
    wanted = [one for one in written if one.strip()]
    if len(set(wanted)) > MOST_AREAS:
        raise CannotCompare(f"area: {len(set(wanted))} areas cannot be told apart in one picture; choose {MOST_AREAS} at most")
    try:
        return tuple(dict.fromkeys(area_file.areas().find(one).code for one in wanted))
    except AreaNotFound as fault:
        raise CannotCompare(str(fault)) from fault


def _narrowed(found: Overview, asked: Asked) -> list[Way]:
    """Return the ways that have what was asked for."""
    ways = list(found.ways)
    for name, word in (("series", "series"), ("source", "source"), ("unit_measure", "unit")):
        if wanted := getattr(asked, name):
            there = list(dict.fromkeys(getattr(way, name) for way in ways))
            ways = [way for way in ways if getattr(way, name) == wanted]
            _refuse_none(ways, word, wanted, there)
    if asked.split is not None:
        wanted_split = tuple(one for one in asked.split.split(",") if one)
        there = [",".join(way.split) for way in ways if way.split]
        ways = [way for way in ways if way.split == wanted_split]
        if wanted_split:
            _refuse_none(ways, "by", asked.split, list(dict.fromkeys(there)))
    return ways


def _refuse_none(ways: Sequence[Way], word: str, wanted: str, there: Sequence[str]) -> None:
    if not ways:
        raise CannotCompare(f'{word}: there are no figures for "{shown(wanted)}"; there are {", ".join(there) or "none"}')


def _fits(way: Way, areas: Sequence[str]) -> tuple[int, bool, int, int, tuple[str, str, str], tuple[str, ...]]:
    """Return how well a way of publishing fits: the areas it has, whole before split, the newest, that of most areas."""
    wanted = areas or (WORLD,)
    return sum(one in way.areas for one in wanted), not way.split, way.last, len(way.areas), way.key, way.split


def _ours(way: Way | None) -> tuple[str, ...]:
    """Return the areas to begin with: the world, else those with the newest figures, in the order of their names."""
    if way is None or WORLD in way.areas:
        return (WORLD,)
    known = area_file.areas()
    newest = [code for code, reach in way.areas.items() if reach.last == way.last]
    named = sorted((known.get(code).name if code in known else code, code) for code in newest)
    return tuple(code for _, code in named[:MOST_AREAS])


def _check_categories(categories: Mapping[str, tuple[str, ...]], way: Way | None) -> None:
    for name in categories:
        if way is None or name not in way.split:
            raise CannotCompare(f"{shown(name)}: the figures chosen are not split by this; choose the split with by=")


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one area in one category, in time; `categories` are its codes by dimension."""

    area: str
    categories: tuple[tuple[str, str], ...]
    observations: tuple[Observation, ...]

    @property
    def latest(self) -> Observation | None:
        """The last observation with a value."""
        return next((one for one in reversed(self.observations) if one.obs_value is not None), None)


@dataclass(frozen=True)
class Comparison:
    """The figures of what was chosen: `table` holds them in the newest edition, `every` in all editions, as `tables.schema` orders."""

    choice: Choice
    table: pa.Table
    every: pa.Table
    is_cut: bool = False

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """The figures in the newest edition: area by area as chosen, a category after the other, in time."""
        place = {code: place for place, code in enumerate(self.choice.areas)}
        rows = msgspec.convert(self.table.to_pylist(), list[Observation])
        return tuple(sorted(rows, key=lambda one: (place[one.ref_area], _split_codes(one), parse(one.time_period))))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line, in the order of the figures."""
        found: dict[tuple[str, tuple[tuple[str, str], ...]], list[Observation]] = {}
        for one in self.observations:
            found.setdefault((one.ref_area, categories_of(one)), []).append(one)
        return tuple(Line(area, categories, tuple(rows)) for (area, categories), rows in found.items())

    @cached_property
    def drawn(self) -> tuple[Line, ...]:
        """The lines that can be drawn: those with a value, of more than `MOST_LINES` those with the largest latest one."""
        having = [one for one in self.lines if one.latest]
        if len(having) <= MOST_LINES:
            return tuple(having)
        largest = sorted(
            having, key=lambda one: (-(one.latest.obs_value or 0.0) if one.latest else 0.0, one.area, one.categories)
        )
        kept = set(map(id, largest[:MOST_LINES]))
        return tuple(one for one in having if id(one) in kept)

    @cached_property
    def revisions(self) -> tuple["Revision", ...]:
        """The values that differ between editions, in the order of the figures."""
        found: dict[tuple[str, ...], dict[tuple[str, str], Observation]] = {}
        for one in msgspec.convert(self.every.to_pylist(), list[Observation]):
            found.setdefault((one.ref_area, *_split_codes(one), one.time_period), {})[one.released, one.vintage] = one
        told = (Revision(tuple(rows[key] for key in sorted(rows))) for rows in found.values())
        place = {code: place for place, code in enumerate(self.choice.areas)}
        changed = [one for one in told if one.is_change]
        return tuple(sorted(changed, key=lambda one: (place[one.last.ref_area], _split_codes(one.last), one.last.time_period)))


@dataclass(frozen=True, slots=True)
class Revision:
    """One value in several editions, the oldest first."""

    observations: tuple[Observation, ...]

    @property
    def last(self) -> Observation:
        """The newest edition's."""
        return self.observations[-1]

    @property
    def is_change(self) -> bool:
        """Whether the editions differ."""
        return len({one.obs_value for one in self.observations}) > 1


def categories_of(one: Observation) -> tuple[tuple[str, str], ...]:
    """Return the dimensions that split a value, each with its code.

    >>> categories_of(Observation("x", "X", "MDA", "2024", sex="F", other_dims="cause=flood"))
    (('sex', 'F'), ('cause', 'flood'))
    """
    named = [(name, getattr(one, name)) for name in DISAGGREGATIONS if name != "other_dims"]
    others = [tuple(pair.split("=", 1)) for pair in one.other_dims.split(";")] if one.other_dims != TOTAL else []
    return (*((name, code) for name, code in named if code != TOTAL), *((pair[0], pair[-1]) for pair in others))


def _split_codes(one: Observation) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in DISAGGREGATIONS)


def compare(workspace: Workspace, chosen: Choice) -> Comparison:
    """Return the figures of what was chosen; CannotCompare where a category is not among them."""
    if chosen.way is None:
        return Comparison(chosen, schema.SCHEMA.empty_table(), schema.SCHEMA.empty_table())
    every = choice.rows(workspace.figures, _conditions(chosen, chosen.way))
    every = _in_categories(every, chosen.categories)
    is_cut = every.num_rows > MOST_ROWS
    every = every.slice(0, MOST_ROWS)
    return Comparison(chosen, choice.newest(every), every, is_cut)


def _conditions(chosen: Choice, way: Way) -> choice.Narrowed:
    found: dict[str, Collection[str]] = {
        "indicator": [chosen.indicator.id],
        "series": [way.series],
        "unit_measure": [way.unit_measure],
        "source": [way.source],
        "split": ["".join(f"{name};" for name in way.split)],
        "ref_area": chosen.areas,
    }
    return found | {name: codes for name, codes in chosen.categories.items() if name in DISAGGREGATIONS}


def _in_categories(table: pa.Table, categories: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """Return the rows whose further dimensions have one of the codes asked for."""
    others = {name: codes for name, codes in categories.items() if name not in DISAGGREGATIONS}
    if others:
        pairs = [dict(pair.partition("=")[::2] for pair in text.split(";")) for text in table["other_dims"].to_pylist()]
        table = table.filter(
            pa.array([all(one.get(name) in codes for name, codes in others.items()) for one in pairs], pa.bool_())
        )
    if categories and not table.num_rows:
        name, codes = next(iter(categories.items()))
        raise CannotCompare(f"{name}: the figures chosen have no category {', '.join(map(shown, codes))}")
    return table


# What the methods say.


def written(as_of: int) -> plan.Plan:
    """Return the plan by which every method judges undivided figures up to the year `as_of`; to write it takes seconds."""
    facts = catalog_file.load()
    writer = plan.Writer()
    newest = writer.hold(figures.latest_vintage(plan.given("figures", schema.SCHEMA)))
    prepared = measured.prepare(newest, terms.table(facts.indicators.values()), as_of, engine=measured.Engine(writer.hold))
    result = judging.assess(prepared, facts.methods.values(), writer.hold)
    writer.ask("judged", result.filter(result.last_year.notnull()))
    return writer.plan()


def planned(workspace: Workspace, as_of: int) -> plan.Plan:
    """Return the plan of a year."""
    return shelving.planned(workspace, f"{as_of}-indicator", lambda: written(as_of))


def judged(workspace: Workspace, identity: str, as_of: int) -> pa.Table:
    """Return what every method says of the undivided figures of an indicator: a row a series and method, as `JudgedSeries`."""
    rows = choice.rows(workspace.figures, {"indicator": [identity], "split": [""]})
    return plan.run(planned(workspace, as_of), {"figures": rows})["judged"]


@dataclass(frozen=True)
class Judgement:
    """What the methods say of the undivided figures of an indicator, every area's."""

    indicator: Indicator
    rows: pa.Table

    def of(self, areas: Iterable[str]) -> tuple[JudgedSeries, ...]:
        """Return the rows of some areas, in no order."""
        wanted = self.rows.filter(pc.is_in(self.rows["ref_area"], pa.array(list(areas), pa.string())))
        return tuple(_respected(one, self.indicator) for one in msgspec.convert(wanted.to_pylist(), list[JudgedSeries]))

    def verdicts(self, chosen: Choice, observations: Iterable[Observation]) -> Mapping[str, tuple[Verdict, ...]]:
        """Return by area what each method says of the series shown, the leading method first; of split figures nothing is said."""
        way = chosen.way
        if way is None or way.split:
            return {}
        methods = {one.id: one for one in judging.in_turn(catalog_file.load().methods.values())}
        seen: dict[str, list[Observation]] = {}
        for one in observations:
            seen.setdefault(one.ref_area, []).append(one)
        rows = {
            (row.ref_area, row.method): row
            for row in self.of(chosen.areas)
            if (row.series, row.unit_measure, row.source) == way.key
        }
        return {
            area: tuple(
                series.verdict(rows[area, name], self.indicator, method, seen.get(area, []))
                for name, method in methods.items()
                if (area, name) in rows
            )
            for area in chosen.areas
        }

    def standings(self, method: Method, areas: Collection[str], having: Collection[str] = ()) -> Mapping[str, Standing]:
        """Return how each area stands by a method, by the series that leads in it.

        Without an undivided series it is `cannot_tell` for an area in `having`, which has figures of some kind, else `no_figure`.
        """
        by_area: dict[str, list[JudgedSeries]] = {}
        rows = self.rows.filter(pc.equal(self.rows["method"], method.id))
        for one in msgspec.convert(rows.to_pylist(), list[JudgedSeries]):
            by_area.setdefault(one.ref_area, []).append(_respected(one, self.indicator))
        without: dict[str, Standing] = dict.fromkeys(having, "cannot_tell")
        return {area: self._standing(by_area.get(area, []), method) or without.get(area, "no_figure") for area in areas}

    def _standing(self, rows: Sequence[JudgedSeries], method: Method) -> Standing | None:
        """Return how the series that leads stands; None where there is none."""
        leader = series.leading(rows, self.indicator)
        if leader is None:
            return None
        found = series.class_of(leader.class_key, method)
        return found.standing if found else "cannot_tell"


def _respected(row: JudgedSeries, one: Indicator) -> JudgedSeries:
    """Return the row, without its verdict where the indicator may not be graded in that area."""
    if row.ref_area not in one.grading.exceptions:
        return row
    return replace(
        row, class_key=None, level_key=None, score=None, statistic=None, standing="cannot_tell", reason_key="not_graded"
    )


def counted(standings: Iterable[Standing]) -> dict[Standing, int]:
    """Return how often each standing occurs, every one named."""
    found = list(standings)
    return {one: found.count(one) for one in STANDINGS}
