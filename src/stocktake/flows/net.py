"""Net migration: figures of places made to add up to nothing over the world, and flows fitted to them."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, Vector

_PASSES: Final = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class NetFit:
    """Flows fitted to net migration, and the factor of each place; `world` is the factor of the whole world, 1 where none was asked for."""

    table: Matrix
    factors: Vector
    world: float = 1.0


def rescale(net: Vector, signs: Literal["kept", "free"] = "kept") -> Vector:
    """Return net migration of places made to add up to 0.

    With signs kept, gains and losses are each scaled so that they meet half way; else the mean is taken off. DataError where gains or
    losses alone are smaller than what they would have to take up.

    >>> rescale(np.array([30.0, -10.0]))
    array([ 20., -20.])
    """
    over = net.sum() / 2
    if signs == "free":
        free: Vector = net - net.mean()
        return free
    gains, losses = np.maximum(net, 0.0).sum(), np.maximum(-net, 0.0).sum()
    if abs(over) <= 1e-12 * (gains + losses):
        return net.astype(np.float64)
    if gains <= 0 or losses <= 0:
        raise DataError("net migration is only gains or only losses, and cannot add up to 0 with its signs kept")
    kept: Vector = np.where(net > 0, net * (1 - over / gains), net * (1 + over / losses))
    return kept


def fit(net: Vector, pattern: Matrix, total: float | None = None, within: float = 1e-12) -> NetFit:
    """Return flows `pattern[i, j] * factor[i] / factor[j]` whose inflows less outflows are `net`, times one factor to add up to `total`.

    `net` adds up to 0; the total counts the diagonal. DataError where it does not, or where no factors were found.

    Method: conditional maximisation, all factors from those of the pass before; from a description, checked against published figures.
    """
    if abs(net.sum()) > 1e-6 * np.abs(net).sum():
        raise DataError(f"net migration adds up to {net.sum():,.6g}, expected 0: rescale it first")
    factors, world = np.ones(len(net)), 1.0
    for _ in range(_PASSES):
        after = _roots(net, pattern * world, factors)
        if total is not None:
            after[0] = 1.0
            world = total / float((pattern * after[:, None] / after).sum())
        change = np.abs(after - factors).max()
        factors = after
        if change <= within:
            break
    return NetFit(world * pattern * factors[:, None] / factors, factors, world)


def _roots(net: Vector, pattern: Matrix, factors: Vector) -> Vector:
    """Return for each place the factor at which it meets its net migration, all others as they were; 1 where none does."""
    out, into = pattern @ (1 / factors), factors @ pattern
    root = (-net + np.sqrt(net**2 + 4 * out * into)) / (2 * np.where(out > 0, out, 1.0))
    return np.where((out > 0) & (root > 0), root, 1.0)
