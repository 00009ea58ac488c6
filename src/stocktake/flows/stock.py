"""What every estimate starts from: stock tables at two dates with births and deaths between them, checked once.

A stock table counts people by birthplace (rows) and residence (columns); on its diagonal stand the native born. Every refusal names the
places, as only the holder of the figures can put them right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from stocktake.errors import DataError
from stocktake.flows.array import Mask, Matrix, Vector, named, refuse, rows_with

_ROUNDED: Final = 1e-6
"""How far, as a share of it, a column may be from the population: publishers round."""

_UNIT: Final = 5e-4
"""Births and deaths between two dates, as a share of the people: below this they are in thousands, as even one year has ten times as many."""

_COUNTED: Final = 10_000
"""The population from which a share as small as `_UNIT` tells something."""

_LEAP: Final = 50.0
"""A place of a thousand people that grows or shrinks by this factor is written in two units."""


@dataclass(frozen=True, slots=True, eq=False)
class Stocks:
    """Stock tables of the same places at two dates, in people: birthplace x residence, native born on the diagonal.

    `births` and `deaths` are those between the dates, one number a place. Native born may be negative, where a table of foreign born has
    more people than the population; methods that cannot take it put it right and say so. Made by `stocks` or `foreign_born`.
    """

    places: tuple[str, ...]
    start: Matrix
    end: Matrix
    births: Vector
    deaths: Vector

    @property
    def net(self) -> Vector:
        """Net migration of each place: how its population changed, without births and deaths."""
        change: Vector = self.end.sum(axis=0) - self.start.sum(axis=0) - self.births + self.deaths
        return change

    @property
    def gap(self) -> float:
        """How many people the world has too few for its births and deaths: 0 in a world that nobody leaves or enters."""
        return -float(self.net.sum())


def stocks(
    places: Sequence[str],
    start: ArrayLike,
    end: ArrayLike,
    population: tuple[ArrayLike, ArrayLike],
    births: ArrayLike | None = None,
    deaths: ArrayLike | None = None,
) -> Stocks:
    """Return checked stocks from whole tables, native born on the diagonals.

    `population` holds the population of each place at the start and at the end. It is asked for because nothing else tells that both tables
    are transposed: columns, which are residences, must add up to it. Without births and deaths there were none.
    DataError where the figures cannot be what they should be, with the names of the places.

    >>> two = stocks("AB", [[90, 5], [10, 95]], [[85, 10], [10, 95]], ([100, 100], [95, 105]))
    >>> two.net, two.gap
    (array([-5.,  5.]), -0.0)
    """
    known = _places(places)
    none = np.zeros(len(known))
    held = Stocks(
        known,
        _table(start, known, "start"),
        _table(end, known, "end"),
        none if births is None else _column(births, known, "births"),
        none if deaths is None else _column(deaths, known, "deaths"),
    )
    for table, people, when in ((held.start, population[0], "start"), (held.end, population[1], "end")):
        _check_population(known, table, _column(people, known, f"population at the {when}"), when)
    _check_orientation(held)
    _check_units(held)
    _check_demography(held)
    return held


def foreign_born(
    places: Sequence[str],
    start: ArrayLike,
    end: ArrayLike,
    population: tuple[ArrayLike, ArrayLike],
    births: ArrayLike | None = None,
    deaths: ArrayLike | None = None,
) -> Stocks:
    """Return checked stocks from tables of the foreign born, as publishers give them: native born are the population without them.

    What stands on the diagonals of `start` and `end` is not looked at. Everything else is as in `stocks`. Here only the shape of the tables
    can tell that one of them is transposed, and nothing that both are: read them by the names of their columns.

    >>> foreign_born("AB", [[0, 5], [10, 0]], [[0, 10], [10, 0]], ([100, 100], [95, 105])).start
    array([[90.,  5.],
           [10., 95.]])
    """
    known = _places(places)
    tables = []
    for table, people, when in ((start, population[0], "start"), (end, population[1], "end")):
        tables.append(_with_native(known, _table(table, known, when), _column(people, known, f"population at the {when}"), when))
    return stocks(known, tables[0], tables[1], population, births, deaths)


def _with_native(places: tuple[str, ...], table: Matrix, population: Vector, when: str) -> Matrix:
    whole = table.copy()
    np.fill_diagonal(whole, 0.0)
    native = population - whole.sum(axis=0)
    if 2 * np.count_nonzero(native < 0) > len(places):
        advice = "the populations are probably in thousands and the stocks in people: give both in people"
        raise refuse(f"more foreign born than people at the {when} in most places", advice, places, native < 0)
    np.fill_diagonal(whole, native)
    return whole


def _places(places: Sequence[str]) -> tuple[str, ...]:
    known = tuple(places)
    twice = sorted({place for place in known if known.count(place) > 1})
    if twice:
        raise DataError(f"places named twice: {', '.join(twice)}; each row and column is one place")
    if len(known) < 2:
        raise DataError(f"{len(known)} places: flows need at least two")
    return known


def _table(table: ArrayLike, places: tuple[str, ...], when: str) -> Matrix:
    found: Matrix = np.ascontiguousarray(table, dtype=float)
    if found.shape != (len(places), len(places)):
        shape = " x ".join(map(str, found.shape))
        raise DataError(
            f"stocks at the {when} are {shape}, expected {len(places)} x {len(places)}: one row and one column a place"
        )
    if not np.isfinite(found).all():
        raise refuse(
            f"stocks at the {when} are not numbers for birthplaces",
            "missing is not zero: fill them in",
            places,
            rows_with(~np.isfinite(found)),
        )
    bare = found.copy()
    np.fill_diagonal(bare, 0.0)
    if (bare < 0).any():
        raise refuse(f"negative stocks at the {when} for birthplaces", "a stock is 0 or more", places, rows_with(bare < 0))
    return found


def _column(values: ArrayLike, places: tuple[str, ...], what: str) -> Vector:
    found: Vector = np.asarray(values, dtype=float)
    if found.shape != (len(places),):
        raise DataError(f"{what}: {found.size} numbers for {len(places)} places; give one a place, in the order of the places")
    if not np.isfinite(found).all():
        raise refuse(f"{what}: not a number", "missing is not zero: fill it in", places, ~np.isfinite(found))
    if (found < 0).any():
        raise refuse(f"{what}: negative", "people are counted from 0", places, found < 0)
    return found


def _check_population(places: tuple[str, ...], table: Matrix, population: Vector, when: str) -> None:
    columns, rows = table.sum(axis=0), table.sum(axis=1)
    off = _differ(columns, population)
    if not off.any():
        return
    if not _differ(rows, population).any():
        raise DataError(
            f"stocks at the {when} are transposed: rows add up to the population, columns should; "
            "rows are birthplaces, columns residences"
        )
    times = np.median((columns / np.maximum(population, 1))[off])
    unit = " (one is probably in thousands)" if times > 100 or times < 0.01 else ""
    advice = f"columns are residences and hold everybody, native born on the diagonal{unit}"
    raise refuse(
        f"columns do not add up to the population at the {when}", advice, places, off, column=columns, population=population
    )


def _differ(one: Vector, other: Vector) -> Mask:
    far: Mask = np.abs(one - other) > np.maximum(0.5, _ROUNDED * np.abs(other))
    return far


def _check_orientation(held: Stocks) -> None:
    """Refuse tables of which one is transposed: who lives where changes less between two dates than between two directions."""
    others = ~np.eye(len(held.places), dtype=bool)
    as_given = np.abs(held.start - held.end)[others].sum()
    turned = np.abs(held.start - held.end.T)[others].sum()
    if as_given > turned:
        raise DataError(
            "one of the two stock tables is transposed: the start fits the end better with rows and columns exchanged; "
            "rows are birthplaces, columns residences"
        )


def _check_units(held: Stocks) -> None:
    start, end = held.start.sum(axis=0), held.end.sum(axis=0)
    least, most = np.minimum(start, end), np.maximum(start, end)
    leaps = (most > 1000) & (most > _LEAP * least)
    if leaps.any():
        advice = "give both in people, and leave out a place that is not there at both"
        raise refuse(
            "populations at the start and the end are in different units",
            advice,
            held.places,
            leaps,
            at_the_start=start,
            at_the_end=end,
        )
    for values, what in ((held.births, "births"), (held.deaths, "deaths")):
        if 0 < values.sum() < _UNIT * start.sum() and start.sum() > _COUNTED:
            raise DataError(
                f"{what} are {values.sum():,.6g} among {start.sum():,.0f} people, too few: give them in people, not in thousands"
            )
        few = (values > 0) & (values < _UNIT * start) & (start > _COUNTED)
        if few.any():
            advice = "give them in people, not in thousands, for the whole interval"
            raise refuse(f"{what} are too few for the population", advice, held.places, few, **{what: values, "people": start})


def _check_demography(held: Stocks) -> None:
    start, end = held.start.sum(axis=0), held.end.sum(axis=0)
    if (gone := held.deaths > start).any():
        raise refuse(
            "more deaths than people at the start",
            "check units and interval",
            held.places,
            gone,
            deaths=held.deaths,
            people=start,
        )
    if (more := held.births > end).any():
        raise refuse(
            "more births than people at the end", "check units and interval", held.places, more, births=held.births, people=end
        )


def negative_native(held: Stocks) -> str:
    """Return the sentence that names places with more foreign born than people; empty where there is none."""
    wrong = (np.diag(held.start) < 0) | (np.diag(held.end) < 0)
    if not wrong.any():
        return ""
    return f"more foreign born than people in {named(held.places, wrong)}: foreign born were scaled down to the population"
