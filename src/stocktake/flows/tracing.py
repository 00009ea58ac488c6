"""People traced from one table to the other, birthplace by birthplace: as few moves as can be, or as if nobody minded where they were."""

from typing import Final

import numpy as np

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, columns_with, named, share, without_diagonal
from stocktake.flows.demographic import Prepared
from stocktake.flows.factor import Factors

_PASSES: Final = 10_000
_WITHIN: Final = 1e-12
"""The gap, as a share of all people, at which a seeded fit ends."""

_LEFT_OVER: Final = 1e-6
"""The gap, as a share of all people, above which a seeded fit did not reach the other table."""


def minimum(prepared: Prepared, seed: Matrix | None = None, still: float | None = None) -> Factors:
    """Return the fewest moves between two tables: as many stay as can, the others go where people are wanted.

    They go in proportion to those wanted, or besides to a seed (origin x destination, its diagonal counts for nothing).

    Method: Abel (2013), quasi-independence with the most stayers. Of a birthplace a place either sends or receives, so that without a seed
    the zeros on the diagonal never bind and the fit has a closed form: `send[k, i] * receive[k, j] / sum of send[k]`.
    """
    start, end = prepared.start, prepared.end
    stay = np.minimum(start, end)
    send, receive = start - stay, end - stay
    sent = send.sum(axis=1, keepdims=True)
    receive = receive * share(sent, receive.sum(axis=1, keepdims=True))
    if seed is not None:
        fitted = _fitted(send, receive, without_diagonal(seed), still)
        return Factors(fitted.left, fitted.right, stay, fitted.seed)
    return Factors(share(send, sent), receive, stay)


def independence(prepared: Prepared, seed: Matrix | None = None, still: float | None = None) -> Factors:
    """Return moves as if where one was did not tell where one is: far more than there are, so that they bound flows from above.

    With a seed (origin x destination) they are those nearest to it; a seed that is large on its diagonal keeps people where they are.

    Method: Azose and Raftery (2019), PNAS 116(1): the fit of Abel (2013) without the rule that as many stay as can.
    """
    _check_not_negative(prepared)
    start, end = prepared.start, prepared.end
    if seed is not None:
        return _fitted(start, end, seed, still)
    return Factors(share(start, start.sum(axis=1, keepdims=True)), end)


def _fitted(start: Matrix, end: Matrix, seed: Matrix, still: float | None) -> Factors:
    """Return the flows that lead from one table to the other along a seed, by proportional fitting of all birthplaces at once."""
    if still is not None:
        return _until_still(start, end, seed, still)
    left, right = np.ones_like(start), np.ones_like(end)
    with np.errstate(over="ignore", invalid="ignore"):
        for count in range(1, _PASSES + 1):
            right = share(end, left @ seed)
            left = share(start, right @ seed.T)
            if count % 5 == 0 and not _WITHIN < _gap(start, end, left, right, seed) < np.inf:
                break
        gap = _gap(start, end, left, right, seed)
    if not gap <= _LEFT_OVER:
        raise DataError("the seed does not lead from one stock table to the other; look for zeros in it")
    return Factors(left, right, seed=seed)


def _gap(start: Matrix, end: Matrix, left: Matrix, right: Matrix, seed: Matrix) -> float:
    """Return by how many people a fit is off in a stock, as a share of all people."""
    off = max(np.abs(left * (right @ seed.T) - start).max(), np.abs(right * (left @ seed) - end).max())
    return float(off / max(float(start.sum()), np.finfo(float).tiny))


def _until_still(start: Matrix, end: Matrix, seed: Matrix, still: float) -> Factors:
    """Return flows along a seed as far as passes took them until one changed no cell of any birthplace by `still` people."""
    left, right = np.ones_like(start), np.ones_like(end)
    flows = np.broadcast_to(seed, (len(start), *seed.shape))
    for _ in range(_PASSES):
        before = flows
        left = share(start, right @ seed.T)
        right = share(end, left @ seed)
        flows = left[:, :, None] * seed * right[:, None, :]
        if np.abs(flows - before).max() < still:
            break
    return Factors(left, right, seed=seed)


def _check_not_negative(prepared: Prepared) -> None:
    tiny = -1e-9 * prepared.start.sum()
    below = columns_with((prepared.start < tiny) | (prepared.end < tiny))
    if below.any():
        raise DataError(
            f"more people left than were there in {named(prepared.places, below)}; "
            "spread those who left by the table they leave, as the open method does"
        )
