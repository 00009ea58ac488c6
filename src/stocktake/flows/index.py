"""What a flow table says in a few numbers: how effective, how intense, how connected and how far moves are.

`flows` are origin x destination; what stands on the diagonal does not count. Rates are per interval of the flows.
Method: Bell and others (2002), JRSS A 165(3), and others; formulas from descriptions, checked against published figures.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, Vector, share, without_diagonal
from stocktake.flows.balancing import balance

_SLOPES: Final = 60
"""Tries at the slope of distance."""


@dataclass(frozen=True, slots=True)
class Impact:
    """How much moves change where people live.

    `effectiveness`: net migration of places as per cent of all moves. `net_rate`: people who were redistributed as per cent of the
    population (aggregate net migration rate). `preference`: flows as multiples of what populations would lead to, added up. `velocity`:
    the same without regard to the number of moves.
    """

    effectiveness: float
    net_rate: float
    preference: float
    velocity: float


@dataclass(frozen=True, slots=True)
class Intensity:
    """How many move: `crude` as per cent of the population, `courgeau` the same freed from the number of places (Courgeau's k)."""

    crude: float
    courgeau: float


@dataclass(frozen=True, slots=True)
class Connectivity:
    """How evenly moves are spread over pairs of places.

    `connectivity`: share of pairs with a flow. `inequality`: half the differences from equal flows; `inequality_expected`: from flows that
    the sums of origins and destinations lead to. Ginis of all pairs, and of the rows and columns as shares of it; `gini_outflow` and
    `gini_inflow` weigh the Gini of each place by its moves. `variation`: standard deviation over mean; `variation_weighted`: of rows and
    columns, weighed by moves. `variation_published` is what a program in use gives under that name, with a bracket misplaced.
    """

    connectivity: float
    inequality: float
    inequality_expected: float
    gini: float
    gini_rows: float
    gini_columns: float
    gini_outflow: float
    gini_inflow: float
    variation: float
    variation_weighted: float
    variation_published: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far people move: `mean` and `median` of the moves, in the unit of the distances; `decay` is by how many per cent flows grow
    where distance grows by one per cent, other things (all of origin and destination) equal: negative where nearness counts."""

    mean: float
    median: float
    decay: float


def impact(flows: Matrix, population: Vector) -> Impact:
    """Return how much moves change where people live. DataError without moves or without people in a place."""
    moves, total = _moves(flows)
    if (population <= 0).any():
        raise DataError("a place without people: preference and velocity need people everywhere")
    net = np.abs(moves.sum(axis=0) - moves.sum(axis=1)).sum()
    pairs = float((moves / np.outer(population, population)).sum())
    people = float(population.sum())
    return Impact(100 * float(net) / (2 * total), 50 * float(net) / people, pairs * people**2 / total, pairs * people)


def intensity(flows: Matrix, population: Vector) -> Intensity:
    """Return how many move. DataError without moves.

    >>> intensity(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([50.0, 50.0])).crude
    2.0
    """
    _, total = _moves(flows)
    crude = 100 * total / float(population.sum())
    return Intensity(crude, crude / float(np.log(len(population) ** 2)))


def connectivity(flows: Matrix) -> Connectivity:
    """Return how evenly moves are spread. DataError without moves, or with fewer than three places."""
    moves, total = _moves(flows)
    count = len(moves)
    if count < 3:
        raise DataError("evenness needs at least three places")
    cells = _off_diagonal(moves)
    pairs = cells.size
    all_gini = _differences(cells.ravel()) / (2 * pairs * total)
    rows, columns = _row_differences(moves), _row_differences(moves.T)
    out, into = moves.sum(axis=1), moves.sum(axis=0)
    return Connectivity(
        connectivity=float(np.count_nonzero(cells) / pairs),
        inequality=float(np.abs(cells / total - 1 / pairs).sum() / 2),
        inequality_expected=float(np.abs(moves / total - _expected(np.rint(moves)) / max(np.rint(moves).sum(), 1)).sum() / 2),
        gini=all_gini * pairs / (pairs - 1),
        gini_rows=float(rows.sum()) / (2 * pairs * total) / all_gini if all_gini else 0.0,
        gini_columns=float(columns.sum()) / (2 * pairs * total) / all_gini if all_gini else 0.0,
        gini_outflow=float((out / total * share(rows, 2 * (count - 2) * out)).sum()),
        gini_inflow=float((into / total * share(columns, 2 * (count - 2) * into)).sum()),
        variation=float(cells.std(ddof=1) / cells.mean()),
        variation_weighted=float((out / total * _variations(moves)).sum() + (into / total * _variations(moves.T)).sum()),
        variation_published=_published_variation(moves),
    )


def distance(flows: Matrix, distances: Matrix) -> Distance:
    """Return how far people move. DataError without moves, or where a distance between two places is not above 0."""
    moves, total = _moves(flows)
    if (_off_diagonal(distances) <= 0).any():
        raise DataError("a distance between two places is 0 or less: give it above 0, the diagonal does not count")
    far, weights = _off_diagonal(distances).ravel(), _off_diagonal(moves).ravel()
    return Distance(float((far * weights).sum() / total), _weighted_median(far, weights), _decay(np.rint(moves), distances))


def _moves(flows: Matrix) -> tuple[Matrix, float]:
    moves = without_diagonal(flows)
    total = float(moves.sum())
    if (moves < 0).any() or total <= 0:
        raise DataError("indices need flows that are 0 or more, and at least one above 0")
    return moves, total


def _off_diagonal(table: Matrix) -> Matrix:
    """Return the cells off the diagonal, one row a place."""
    count = len(table)
    cells: Matrix = table[~np.eye(count, dtype=bool)].reshape(count, count - 1)
    return cells


def _differences(values: Vector) -> float:
    """Return the sum of differences of all pairs of values, each pair twice: from their order, not pair by pair."""
    return float(_all_differences(values[None, :])[0])


def _row_differences(moves: Matrix) -> Vector:
    return _all_differences(_off_diagonal(moves))


def _all_differences(table: Matrix) -> Vector:
    count = table.shape[1]
    ranks = 2 * np.arange(1, count + 1) - count - 1
    sums: Vector = 2 * (np.sort(table, axis=1) @ ranks)
    return sums


def _variations(moves: Matrix) -> Vector:
    cells = _off_diagonal(moves)
    return share(cells.std(axis=1), cells.mean(axis=1))


def _published_variation(moves: Matrix) -> float:
    squares, count = float(((moves - moves.mean()) ** 2).sum()), moves.size
    return float(np.sqrt(squares / (count * (count - 1)) / moves.mean()))


def _expected(moves: Matrix, pattern: Matrix | None = None) -> Matrix:
    """Return what the sums of origins and destinations lead to, where nobody moves to where they are."""
    seed = without_diagonal(np.ones_like(moves) if pattern is None else pattern)
    return balance(seed, moves.sum(axis=1), moves.sum(axis=0)).table


def _weighted_median(values: Vector, weights: Vector) -> float:
    """Return the median, between two values in proportion to how far the middle of the weights is from the middle of each."""
    order = np.argsort(values, kind="stable")
    ordered, weight = values[order][weights[order] > 0], weights[order][weights[order] > 0]
    middles = np.cumsum(weight) - weight / 2
    return float(np.interp(weight.sum() / 2, middles, ordered))


def _decay(moves: Matrix, distances: Matrix) -> float:
    """Return the slope of flows on distance, both in logarithms, in a Poisson model with an effect of each origin and destination.

    At the slope sought, the mean logarithm of the distance of moves is what the model expects; it is found by the secant.
    """
    logs = np.log(np.where(np.eye(len(moves), dtype=bool), 1.0, distances))
    wanted = float((moves * logs).sum())
    if np.ptp(_off_diagonal(logs)) < 1e-12:
        raise DataError("all distances are the same: nothing shows whether nearness counts")

    def over(slope: float) -> float:
        return float((_expected(moves, np.exp(slope * logs)) * logs).sum()) - wanted

    before, after = 0.0, -0.1
    off_before, off = over(before), over(after)
    for _ in range(_SLOPES):
        if abs(after - before) < 1e-10 or off == off_before:
            break
        before, after, off_before = after, after - off * (after - before) / (off - off_before), off
        off = over(after)
    return after
