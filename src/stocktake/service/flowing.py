"""From figures to flows: stocks by origin of one edition, with populations, births and deaths, handed to the methods of `flows`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stocktake.errors import DataError
from stocktake.flows import method
from stocktake.flows import range as over_methods
from stocktake.flows.array import Matrix
from stocktake.flows.method import RANGE, Estimate
from stocktake.flows.range import Range, Span
from stocktake.flows.stock import Stocks, foreign_born
from stocktake.flows.treatment import STRICT, Births, OneEnd, Treatment, World
from stocktake.model.area import Areas
from stocktake.model.observation import TOTAL
from stocktake.service import peopling

if TYPE_CHECKING:
    import ibis.expr.types as ir

SOURCE: Final = "undesa-migrant-stock-by-origin"
WITHOUT_DEMOGRAPHY: Final = ("stock-drop", "stock-reverse")
"""The methods that need nothing but stocks."""

JOINT: Final = ("830",)
"""Places that stock tables count as one and that are no country or territory of the table of areas: the Channel Islands."""

By = Literal["total", "sex"]
SEXES: Final = {"total": (TOTAL,), "sex": ("F", "M")}

RESULT: Final = pa.schema(
    {
        **dict.fromkeys(("origin", "origin_name", "destination", "destination_name", "sex", "from", "to", "method"), pa.string()),
        **dict.fromkeys(("flow", "low"), pa.float64()),
        "low_by": pa.string(),
        "high": pa.float64(),
        **dict.fromkeys(("high_by", "methods", "source", "vintage"), pa.string()),
    }
)
"""One row a pair of places, sex and method: the flow by the method, and the range over all `methods`, with those that give its ends."""

_OF_PAIRS: Final = ("origin", "origin_name", "destination", "destination_name", "low", "low_by", "high", "high_by")
"""The columns that are the same for every method."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What is estimated: between which two years, for whom, and from which edition of the stocks; the newest that has both if none is named."""

    start: int
    end: int
    by: By = "total"
    vintage: str | None = None

    @property
    def sexes(self) -> tuple[str, ...]:
        """The sexes that are estimated one by one."""
        return SEXES[self.by]


@dataclass(frozen=True, slots=True, eq=False)
class Stocked:
    """Stocks by origin at two dates: rows of `ref_area`, `counterpart_area`, `time_period`, `sex` and `obs_value`, all of one edition."""

    interval: Interval
    rows: pa.Table
    source: str
    vintage: str


@dataclass(frozen=True, slots=True, eq=False)
class Flowed:
    """The flows of one sex: every estimate, the range over them, and what was done to the figures or left out, in sentences."""

    sex: str
    estimates: tuple[Estimate, ...]
    range: Range
    cautions: tuple[str, ...]


def stocked(figures: "ir.Table", interval: Interval) -> Stocked:
    """Return the stocks by origin of an interval. DataError where no edition has both years, or not the one asked for.

    `figures` holds every edition (`tables.series.observations`): two editions are never joined into one series.
    """
    t = figures.filter(
        figures.source.startswith(SOURCE),
        figures.time_period.isin([str(interval.start), str(interval.end)]),
        figures.sex.isin(list(interval.sexes)),
        figures.age == TOTAL,
        figures.obs_value.notnull(),
    )
    names = ["ref_area", "counterpart_area", "time_period", "sex", "obs_value", "source", "vintage"]
    rows = t.select(*names).distinct().to_pyarrow()
    wanted = len(interval.sexes) * 2
    having = {
        one: len(set(zip(held["time_period"].to_pylist(), held["sex"].to_pylist(), strict=True)))
        for one in pc.unique(rows["vintage"]).to_pylist()
        for held in (rows.filter(pc.equal(rows["vintage"], one)),)
    }
    whole = sorted(one for one, count in having.items() if count == wanted)
    if not whole or (interval.vintage is not None and interval.vintage not in whole):
        raise DataError(_without_stocks(interval, whole))
    vintage = interval.vintage or whole[-1]
    kept = rows.filter(pc.equal(rows["vintage"], vintage))
    return Stocked(interval, kept, kept["source"][0].as_py(), vintage)


def _without_stocks(interval: Interval, whole: Sequence[str]) -> str:
    years = f"{interval.start} and {interval.end}"
    split = " by sex" if interval.by == "sex" else ""
    if whole:
        return f'edition "{interval.vintage}" has no stocks by origin{split} for {years}; there are {", ".join(whole)}'
    return (
        f"no edition in this workspace has stocks by origin{split} for both {years}: "
        f"read the workbook of the publisher with `stocktake source read {SOURCE} FILE`, or name other years"
    )


def flowed(held: Stocked, sex: str, areas: Areas, demography: pa.Table | None, treatment: Treatment = STRICT) -> Flowed:
    """Return the flows of one sex by every method that the figures allow: all of a range with demography, else stock differencing."""
    rows, here = _between_places(held.rows.filter(pc.equal(held.rows["sex"], sex)), areas)
    stocks, cautions = _stocks(rows, here, demography, sex, held.interval)
    found = method.estimates(stocks, WITHOUT_DEMOGRAPHY if demography is None else RANGE, treatment)
    said = [*_pairs(rows), *cautions, *(caution for one in found for caution in one.cautions)]
    return Flowed(sex, found, over_methods.over(found), tuple(dict.fromkeys(said)))


def _stocks(
    rows: pa.Table, here: Collection[str], demography: pa.Table | None, sex: str, interval: Interval
) -> tuple[Stocks, list[str]]:
    """Return the stocks of some places, and what was left out."""
    if demography is None:
        return _bare(rows, sorted(here), interval), []
    return _with_people(rows, here, demography.filter(pc.equal(demography["sex"], sex)), interval)


def _between_places(rows: pa.Table, areas: Areas) -> tuple[pa.Table, set[str]]:
    """Return the rows of single places, and their codes; rows of regions and over all origins are sums of those that stand there.

    Birthplaces that are no area, such as those that are not known, keep their rows: their people live somewhere.
    """
    codes = {*rows["ref_area"].to_pylist(), *rows["counterpart_area"].to_pylist()}
    here = {code for code in codes if code in areas and (areas.get(code).kind == "country" or code in JOINT)}
    others = {code for code in codes if code not in areas and code != TOTAL}
    is_place = pc.is_in(rows["ref_area"], pa.array(sorted(here)))
    is_birthplace = pc.is_in(rows["counterpart_area"], pa.array(sorted(here | others)))
    return rows.filter(pc.and_(is_place, is_birthplace)), here


def _pairs(rows: pa.Table) -> list[str]:
    return [f"{rows.num_rows:,} stocks of two dates; a pair without a figure counts as nobody, as the tables list no zeros"]


def _bare(rows: pa.Table, places: Sequence[str], interval: Interval) -> Stocks:
    """Return stocks of the foreign born alone, for methods that look at nothing else."""
    start, end = (_table(rows, places, year) for year in (interval.start, interval.end))
    none = np.zeros(len(places))
    return Stocks(tuple(places), start, end, none, none)


def _with_people(rows: pa.Table, here: Collection[str], people: pa.Table, interval: Interval) -> tuple[Stocks, list[str]]:
    """Return whole stocks of the places whose people are known, and what was left out for want of them."""
    people, joined = peopling.together(people, here)
    known = {row["ref_area"]: row for row in people.to_pylist()}
    if not known:
        raise DataError(
            f"the demography has no rows of sex {'M or F' if interval.by == 'sex' else '_T'}: add them, with a column sex"
        )
    places = sorted(here & known.keys())
    if len(places) < 2:
        raise DataError(
            "the demography and the stocks have fewer than two places in common: use codes such as MDA in column ref_area"
        )
    columns = {name: np.array([known[code][name] for code in places]) for name in people.column_names[2:]}
    stocks = foreign_born(
        places,
        _table(rows, places, interval.start),
        _table(rows, places, interval.end),
        (columns["population_start"], columns["population_end"]),
        columns["births"],
        columns["deaths"],
    )
    return stocks, [*joined, *_left_out(rows, places, sorted(here - known.keys()))]


def _left_out(rows: pa.Table, places: Collection[str], without: Sequence[str]) -> list[str]:
    """Return what is said of places without demography, and of people whose birthplace is none of the places."""
    kept = pa.array(sorted(places))
    living = rows.filter(pc.is_in(rows["ref_area"], kept))
    elsewhere = living.filter(pc.invert(pc.is_in(living["counterpart_area"], kept)))
    people = pc.sum(elsewhere["obs_value"]).as_py() or 0
    said = [f"left out for want of demography: {', '.join(without)}"] if without else []
    return (
        [*said, f"{people / 2:,.0f} people, mean of both dates, were born in none of the places and count as native"]
        if people
        else said
    )


def _table(rows: pa.Table, places: Sequence[str], year: int) -> Matrix:
    """Return the stocks of a year, birthplace x residence, diagonal 0."""
    index = {code: place for place, code in enumerate(places)}
    table = np.zeros((len(places), len(places)))
    chosen = rows.filter(pc.equal(rows["time_period"], str(year)))
    for residence, birthplace, people in zip(
        *(chosen[name].to_pylist() for name in ("ref_area", "counterpart_area", "obs_value")), strict=True
    ):
        if residence in index and birthplace in index and residence != birthplace:
            table[index[birthplace], index[residence]] = people
    return table


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of flows: by which `methods` (all if none), from or to which areas (all if none), and how many pairs of each sex."""

    methods: tuple[str, ...] = ()
    within: frozenset[str] = frozenset()
    most: int | None = None


def rows(found: Iterable[Flowed], held: Stocked, areas: Areas, told: Told) -> pa.Table:
    """Return the flows as a table in `RESULT`: the largest range first within each sex, methods in their order.

    Every row has the range over all methods, whatever is told.
    """
    return pa.concat_tables([_rows(one, held, areas, told) for one in found])


def _rows(found: Flowed, held: Stocked, areas: Areas, told: Told) -> pa.Table:
    chosen = [one for one in found.estimates if not told.methods or one.method.id in told.methods]
    spans = largest(found.range, told.within)[: told.most]
    pairs = _pair_columns(spans, areas)
    index = {code: place for place, code in enumerate(found.range.places)}
    origins, destinations = ([index[code] for code in pairs[name]] for name in ("origin", "destination"))
    repeated = pa.table(pairs, schema=pa.schema([RESULT.field(name) for name in _OF_PAIRS])).take(
        np.repeat(np.arange(len(spans)), len(chosen))
    )
    columns = {name: repeated[name] for name in _OF_PAIRS} | {
        "flow": np.stack([one.flows[origins, destinations] for one in chosen], axis=1).ravel(),
        "method": [one.method.id for one in chosen] * len(spans),
    }
    same = {
        "sex": found.sex, "from": str(held.interval.start), "to": str(held.interval.end), "source": held.source,
        "methods": " ".join(found.range.methods), "vintage": held.vintage,
    }  # fmt: skip
    columns |= {name: pa.repeat(value, repeated.num_rows) for name, value in same.items()}
    return pa.table([columns[name] for name in RESULT.names], schema=RESULT)


def _pair_columns(spans: Sequence[tuple[str, str, Span]], areas: Areas) -> dict[str, list[Any]]:
    names = {code: areas.get(code).name for one in spans for code in one[:2]}
    return {
        "origin": [one[0] for one in spans],
        "origin_name": [names[one[0]] for one in spans],
        "destination": [one[1] for one in spans],
        "destination_name": [names[one[1]] for one in spans],
        "low": [one[2].low for one in spans],
        "low_by": [" ".join(one[2].low_by) for one in spans],
        "high": [one[2].high for one in spans],
        "high_by": [" ".join(one[2].high_by) for one in spans],
    }


def largest(found: Range, within: Collection[str] = ()) -> list[tuple[str, str, Span]]:
    """Return origin, destination and range of every flow, by its highest figure; of some areas those that begin or end there."""
    spans = [one for one in found.spans() if not within or one[0] in within or one[1] in within]
    return sorted(spans, key=lambda one: (-one[2].high, one[0], one[1]))


def asked(treatment: Treatment, births: Births | None, world: World | None, one_end: OneEnd | None) -> Treatment:
    """Return a treatment with what was asked for in place of what it has."""
    return replace(
        treatment,
        births=births or treatment.births,
        world=world or treatment.world,
        one_end=one_end or treatment.one_end,
    )
