"""Tables fitted to given margins, each fit on its own: two margins, three, with fixed diagonals, and by conditional maximisation.

Totals that differ are refused with the numbers of the rows concerned: a fit that goes on makes shares of people or stops anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, Vector, share

Cube = NDArray[np.float64]
"""Origin x destination x birthplace."""

_PASSES: Final = 20_000
_WITHIN: Final = 1e-11
_NAMED: Final = 5
"""How many birthplaces a message names."""

_SAME: Final = 1e-6
"""How far totals may differ, as a share of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted table, after how many passes, and how far its margins were from those asked for, in people, before the last of them."""

    table: NDArray[np.float64]
    passes: int
    gap: float


@dataclass(frozen=True, slots=True, eq=False)
class Factored:
    """A table fitted by conditional maximisation, with the factors of its rows and columns."""

    table: NDArray[np.float64]
    rows: Vector
    columns: Vector


def two_margins(seed: Matrix, rows: Vector | None = None, columns: Vector | None = None, within: float = _WITHIN) -> Fit:
    """Return `seed` fitted to sums of rows and columns, or to those of the two that are given; rows are exact at the end.

    `within` is the gap at which the fit ends, as a share of all people. DataError where totals differ or zeros are in the way.

    Method: iterative proportional fitting (Deming and Stephan 1940).

    >>> two_margins(np.array([[5.0, 2.0], [1.0, 7.0]]), rows=np.array([18.0, 20.0])).table.round(2)
    array([[12.86,  5.14],
           [ 2.5 , 17.5 ]])
    """
    if rows is not None and columns is not None:
        _check_totals("rows", "columns", np.atleast_1d(rows.sum()), np.atleast_1d(columns.sum()))
    table, gap, people = seed.astype(float), np.inf, _people(rows, columns)
    for passes in range(1, _PASSES + 1):
        gap = 0.0
        if columns is not None:
            gap = max(gap, float(np.abs(columns - table.sum(axis=0)).max()))
            table = table * share(columns, table.sum(axis=0))
        if rows is not None:
            gap = max(gap, float(np.abs(rows - table.sum(axis=1)).max()))
            table = table * share(rows, table.sum(axis=1))[:, None]
        if gap <= within * people:
            return Fit(table, passes, gap)
    return _unmet(table, gap, people)


def three_margins(
    origins: Matrix,
    destinations: Matrix,
    seed: NDArray[np.float64] | None = None,
    within: float = _WITHIN,
    places: Sequence[str] | None = None,
) -> Fit:
    """Return people by origin, destination and birthplace, from those by birthplace and origin and by birthplace and destination.

    Both are stock tables as everywhere here: rows birthplaces, columns residences, at the start and at the end. `seed` is origin x
    destination, the same for every birthplace, or a whole array; ones if none is given. DataError where the totals of a birthplace differ;
    it names them if `places` are given, else their numbers from 1.

    Method: Abel (2013), three-way proportional fitting.
    """
    _check_totals("start", "end", origins.sum(axis=1), destinations.sum(axis=1), places)
    return _fitted(origins, destinations, _cube(seed, len(origins)), within)


def quasi_independence(
    origins: Matrix,
    destinations: Matrix,
    seed: NDArray[np.float64] | None = None,
    stayers: Matrix | None = None,
    within: float = _WITHIN,
    places: Sequence[str] | None = None,
) -> Fit:
    """Return people as `three_margins` does, with fixed stayers (birthplace x place) on the diagonals; if none are given, as many as can stay.

    The others are fitted with zeros on the diagonals. DataError where totals differ, or more stay than are there at both ends.
    """
    stay = _stayers(origins, destinations, stayers, places)
    cube, every = _cube(seed, len(origins)), np.arange(len(origins))
    cube[every, every] = 0.0
    others = _fitted(origins - stay, destinations - stay, cube, within)
    others.table[every, every] = stay.T
    return others


def quasi_independence_scaled(
    origins: Matrix,
    destinations: Matrix,
    seed: NDArray[np.float64] | None = None,
    stayers: Matrix | None = None,
    passes: int = 500,
) -> Fit:
    """Return people as `quasi_independence` does, the diagonals being scaled to as a third margin, after so many passes.

    Where as many stay as can, this comes near the other fit so slowly that it never gets there: look at its `gap`. It is here because
    published figures were made so.
    """
    stay = _stayers(origins, destinations, stayers)
    cube, gap = _cube(seed, len(origins)), np.inf
    for _ in range(passes):
        gap = _pass(cube, origins, destinations, stay)
    return Fit(cube, passes, gap)


def _stayers(origins: Matrix, destinations: Matrix, stayers: Matrix | None, places: Sequence[str] | None = None) -> Matrix:
    _check_totals("start", "end", origins.sum(axis=1), destinations.sum(axis=1), places)
    most: Matrix = np.minimum(origins, destinations)
    if stayers is not None and (stayers > most * (1 + _SAME)).any():
        raise DataError("more people stay than are there at both ends: stayers are at most the smaller of the two stocks")
    return most if stayers is None else stayers


def conditional(seed: Matrix, rows: Vector, columns: Vector, within: float = 1e-12) -> Factored:
    """Return `seed` fitted to sums of rows and columns, with the factors that do it; those of columns begin at 1.

    Method: conditional maximisation, Willekens (1999), Mathematical Population Studies 7(3).
    """
    of_rows, of_columns = _maximised(seed, rows, columns, within)
    return Factored(seed * of_rows[:, None] * of_columns, of_rows, of_columns)


def conditional_layers(seed: Cube, rows: Vector, columns: Vector, within: float = 1e-12) -> Factored:
    """Return a seed of several layers fitted to sums of rows and columns over all layers; a pair has one factor in every layer.

    Method: conditional maximisation, Raymer, Abel and Smith (2007), JRSS A 170(4).
    """
    of_rows, of_columns = _maximised(seed.sum(axis=2), rows, columns, within)
    return Factored(seed * of_rows[:, None, None] * of_columns[None, :, None], of_rows, of_columns)


def _maximised(seed: Matrix, rows: Vector, columns: Vector, within: float) -> tuple[Vector, Vector]:
    _check_totals("rows", "columns", np.atleast_1d(rows.sum()), np.atleast_1d(columns.sum()))
    of_rows, of_columns = np.ones(len(rows)), np.ones(len(columns))
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(_PASSES):
            before_rows, before_columns = of_rows, of_columns
            of_rows = share(rows, seed @ of_columns)
            of_columns = share(columns, of_rows @ seed)
            if not within < max(_change(before_rows, of_rows), _change(before_columns, of_columns)) < np.inf:
                break
        gap = float(np.abs(of_rows * (seed @ of_columns) - rows).max())
    if not gap <= _SAME * rows.sum():
        raise DataError("no factors lead to these sums; look for zeros in the seed")
    return of_rows, of_columns


def _change(before: Vector, after: Vector) -> float:
    return float(np.abs(after - before).max() / max(float(np.abs(after).max()), np.finfo(float).tiny))


def _fitted(origins: Matrix, destinations: Matrix, cube: Cube, within: float) -> Fit:
    gap, people = np.inf, max(float(origins.sum()), np.finfo(float).tiny)
    for passes in range(1, _PASSES + 1):
        gap = _pass(cube, origins, destinations)
        if gap <= within * people:
            return Fit(cube, passes, gap)
    return _unmet(cube, gap, people)


def _pass(cube: Cube, origins: Matrix, destinations: Matrix, stay: Matrix | None = None) -> float:
    """Scale `cube` to origins, destinations and, if given, diagonals; return the largest gap of each just before it is scaled to."""
    sums = cube.sum(axis=1)
    gap = np.abs(origins.T - sums).max()
    cube *= share(origins.T, sums)[:, None, :]
    sums = cube.sum(axis=0)
    gap = max(gap, np.abs(destinations.T - sums).max())
    cube *= share(destinations.T, sums)[None, :, :]
    if stay is not None:
        every = np.arange(len(stay))
        gap = max(gap, np.abs(stay.T - cube[every, every]).max())
        cube[every, every] *= share(stay.T, cube[every, every])
    return float(gap)


def _unmet(table: NDArray[np.float64], gap: float, people: float) -> Fit:
    if gap > _SAME * people:
        raise DataError(f"the sums cannot be met, {gap:,.6g} people are left over; look for zeros in the seed")
    return Fit(table, _PASSES, gap)


def _cube(seed: NDArray[np.float64] | None, places: int) -> Cube:
    if seed is None:
        return np.ones((places,) * 3)
    return np.repeat(seed[:, :, None], places, axis=2).astype(float) if seed.ndim == 2 else seed.astype(float)


def _people(rows: Vector | None, columns: Vector | None) -> float:
    given = rows if rows is not None else columns
    if given is None:
        raise DataError("neither sums of rows nor of columns are given: there is nothing to fit to")
    return max(float(given.sum()), np.finfo(float).tiny)


def _check_totals(one: str, other: str, these: Vector, those: Vector, places: Sequence[str] | None = None) -> None:
    """Refuse totals that differ: one number a birthplace, or one in all."""
    off = np.abs(these - those) > _SAME * np.maximum(np.abs(these), np.abs(those))
    if not off.any():
        return
    first = np.flatnonzero(off)[:_NAMED]
    said = "; ".join(f"{these[index]:,.6g} and {those[index]:,.6g}" for index in first)
    called = [places[index] if places else f"number {index + 1}" for index in first]
    where = f" for birthplaces {', '.join(called)}" if len(these) > 1 else ""
    raise DataError(f"totals differ{where}: {one} and {other} add up to {said}; make them agree before fitting")
