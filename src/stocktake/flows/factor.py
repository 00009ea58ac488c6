"""Flows by origin, destination and birthplace, held as their factors: what is asked of them is worked out without the whole array.

A flow from i to j of people born in k is `seed[i, j] * left[k, i] * right[k, j]`; those who stay in i come on top.
"""

from dataclasses import dataclass

import numpy as np

from stocktake.flows.array import Matrix, Vector, without_diagonal


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Flows as factors: `left` (birthplace x origin), `right` (birthplace x destination), `stayers` (birthplace x place), `seed`."""

    left: Matrix
    right: Matrix
    stayers: Matrix | None = None
    seed: Matrix | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Types:
    """Flows by how they relate to the birthplace: `outward` leave it, `back` return to it, `transit` touch it at neither end.

    Origin x destination, diagonals 0; the three add up to all flows. Moves in transit are also called onward moves.
    """

    outward: Matrix
    back: Matrix
    transit: Matrix


def table(factors: Factors) -> Matrix:
    """Return people by origin (rows) and destination (columns), stayers on the diagonal.

    >>> table(Factors(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]])))
    array([[1., 2.],
           [3., 4.]])
    """
    flows = _seeded(factors.left.T @ factors.right, factors)
    if factors.stayers is not None:
        flows[np.diag_indices_from(flows)] += factors.stayers.sum(axis=0)
    return flows


def types(factors: Factors) -> Types:
    """Return the flows by type; only the native born of origin or destination make up the first two."""
    left, right = factors.left, factors.right
    outward = without_diagonal(_seeded(np.diag(left)[:, None] * right, factors))
    back = without_diagonal(_seeded(left.T * np.diag(right), factors))
    transit = without_diagonal(_seeded(without_diagonal(left).T @ without_diagonal(right), factors))
    return Types(outward, back, transit)


def of_birthplace(factors: Factors, place: int) -> Matrix:
    """Return the flows of people born in the place at this index: origin x destination, stayers on the diagonal."""
    flows = _seeded(np.outer(factors.left[place], factors.right[place]), factors)
    if factors.stayers is not None:
        flows[np.diag_indices_from(flows)] += factors.stayers[place]
    return flows


def array(factors: Factors) -> Matrix:
    """Return all flows, origin x destination x birthplace: n x n x n numbers, 100 MB for the world. Ask for less where less will do."""
    flows: Matrix = np.einsum("ki,kj->ijk", factors.left, factors.right)
    if factors.seed is not None:
        flows *= factors.seed[:, :, None]
    if factors.stayers is not None:
        every = np.arange(len(factors.left))
        flows[every, every] += factors.stayers.T
    return flows


def stayers(factors: Factors) -> Vector:
    """Return how many are in each place at both ends."""
    return np.diag(table(factors)).copy()


def _seeded(flows: Matrix, factors: Factors) -> Matrix:
    return flows if factors.seed is None else flows * factors.seed
