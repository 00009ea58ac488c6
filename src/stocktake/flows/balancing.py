"""A table fitted to the sums of its rows and columns: each row and each column times one factor of its own."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stocktake.flows.array import Matrix, Vector, share

_STEPS: Final = 60
"""Steps of Newton before plain passes take over; stock tables of the world need five to seven."""

_PASSES: Final = 20_000
"""Plain passes of the fall-back."""

_LOOKED_AT: Final = 100
"""After so many passes the gap is looked at again."""

_NEARER: Final = 1e-6
"""By what share the gap must have become smaller since, for passes to go on."""

_LONGEST: Final = 2.0
"""The longest step of Newton in the logarithm of a factor: further out the parabola says nothing."""

_WITHIN: Final = 1e-12
"""The gap, as a share of its sum, at which Newton ends."""

_SETTLED: Final = 1e-9
"""A gap, as a share of its sum, at which rounding may stop Newton from going further; that is good enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """A table that was fitted, and what is left between its sums and those asked for: `row_gap` and `column_gap` in people."""

    table: Matrix
    row_gap: Vector
    column_gap: Vector

    @property
    def gap(self) -> float:
        """The largest gap, as a share of the total."""
        largest = max(np.abs(self.row_gap).max(initial=0.0), np.abs(self.column_gap).max(initial=0.0))
        return float(largest / max(self.table.sum(), np.finfo(float).tiny))


def balance(table: Matrix, rows: Vector, columns: Vector, still: float | None = None) -> Balanced:
    """Return `table` times a factor a row and a factor a column, so that its sums are `rows` and `columns`.

    No number is negative. A zero stays a zero. Sums that cannot be met, because they do not add up to the same or because the zeros are
    in the way, leave gaps; it is for the caller to say whose they are. `still` is that of `Treatment`.

    Method: the factors are found by Newton on their logarithms, in a handful of steps where proportional fitting needs thousands of
    passes, as nearly all people live where they were born; what Newton cannot meet is left to plain passes.

    >>> balance(np.array([[5.0, 2.0], [1.0, 7.0]]), np.array([18.0, 20.0]), np.array([16.0, 22.0])).table.round(2)
    array([[13.25,  4.75],
           [ 2.75, 17.25]])
    """
    some_rows, some_columns = (rows > 0) & table.any(axis=1), (columns > 0) & table.any(axis=0)
    met = np.zeros_like(table)
    if some_rows.any() and some_columns.any():
        inner = np.ix_(some_rows, some_columns)
        given = (table[inner], rows[some_rows], columns[some_columns])
        met[inner] = _solved(*given) if still is None else proportional(*given, still)
    return Balanced(met, rows - met.sum(axis=1), columns - met.sum(axis=0))


def proportional(table: Matrix, rows: Vector, columns: Vector, still: float) -> Matrix:
    """Return `table` after passes of proportional fitting, columns last, the last of which changed no cell by `still` people."""
    for _ in range(_PASSES):
        before = table
        table = table * share(rows, table.sum(axis=1))[:, None]
        table = table * share(columns, table.sum(axis=0))
        if np.abs(table - before).max() < still:
            break
    return table


def _solved(table: Matrix, rows: Vector, columns: Vector) -> Matrix:
    first = table * (columns / np.maximum(table.sum(axis=0), np.finfo(float).tiny))
    found, gap = _newton(first, rows * (columns.sum() / rows.sum()), columns)
    return found if gap <= _SETTLED else _passes(first, rows, columns)


def _newton(table: Matrix, rows: Vector, columns: Vector) -> tuple[Matrix, float]:
    """Return the table after as many steps as its sums need, and the largest gap as a share of its sum."""
    best, least = table, np.inf
    for _ in range(_STEPS):
        row_sums, column_sums = table.sum(axis=1), table.sum(axis=0)
        if row_sums.min() <= 0 or column_sums.min() <= 0:
            return best, least
        over_rows, over_columns = row_sums - rows, column_sums - columns
        gap = float(max(np.abs(over_rows / rows).max(), np.abs(over_columns / columns).max()))
        if not gap < least and least <= _SETTLED:
            return best, least
        if gap < least:
            best, least = table, gap
        if gap <= _WITHIN:
            return best, least
        step = _step(table, row_sums, column_sums, over_rows, over_columns)
        if step is None:
            return best, least
        table = table * np.exp(step[0])[:, None] * np.exp(step[1])
    return best, least


def _step(
    table: Matrix, row_sums: Vector, column_sums: Vector, over_rows: Vector, over_columns: Vector
) -> tuple[Vector, Vector] | None:
    """Return by how much the logarithms of the factors change; None where the equations have no answer.

    The equations leave one constant open (rows may be doubled and columns halved); a trace of the column sums settles it.
    """
    shares = table / row_sums[:, None]
    left = np.diag(column_sums * (1 + 1e-12)) - table.T @ shares
    try:
        of_columns = np.linalg.solve(left, shares.T @ over_rows - over_columns)
    except np.linalg.LinAlgError:
        return None
    of_rows = -(over_rows + table @ of_columns) / row_sums
    longest = max(np.abs(of_rows).max(), np.abs(of_columns).max())
    if not np.isfinite(longest):
        return None
    shortened = min(1.0, _LONGEST / longest) if longest else 1.0
    return of_rows * shortened, of_columns * shortened


def _passes(table: Matrix, rows: Vector, columns: Vector) -> Matrix:
    """Return the table after plain passes, columns last; they end when rows are met, or come no nearer."""
    least = np.inf
    for count in range(_PASSES):
        sums = table.sum(axis=1)
        if count % _LOOKED_AT == 0:
            gap = float(np.abs(sums - rows).max())
            if gap <= _WITHIN * rows.max() or gap > least * (1 - _NEARER):
                break
            least = gap
        table = table * share(rows, sums)[:, None]
        table = table * share(columns, table.sum(axis=0))
    return table
