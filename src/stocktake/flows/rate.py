"""Flows by rates: stocks as the pattern of flows, or as the outcome of steady moves."""

import numpy as np

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, columns_with, named, rows_with, without_diagonal
from stocktake.flows.net import rescale
from stocktake.flows.stock import Stocks


def shared_out(held: Stocks, world_total: float | None = None) -> Matrix:
    """Return a number of moves shared out over pairs as the foreign born at the start are.

    `world_total` is the number of moves; without it half of the sum of net migration, sizes alone, after net migration was made to add up
    to 0: every move counts at its origin and at its destination. Published estimates use the whole sum, which counts each move twice.

    Method: Dennett (2015); Abel and Cohen (2019).
    """
    pattern = without_diagonal(held.start)
    if not pattern.any():
        raise DataError("nobody lives outside their birthplace at the start, so that nothing shows where people go")
    moves = np.abs(rescale(held.net)).sum() / 2 if world_total is None else world_total
    flows: Matrix = pattern * (moves / pattern.sum())
    return flows


def steady(held: Stocks) -> Matrix:
    """Return the flows of a population in which everybody in a place moves alike, whatever the birthplace. Negative flows are usual.

    Method: Rogers and von Rabenau (1971), Demography 8(2): the matrix that leads from the start to the end, times the populations.
    """
    somebody = held.start != 0
    empty = ~rows_with(somebody) | ~columns_with(somebody)
    if empty.any():
        raise DataError(
            f"nobody was born or nobody lives in {named(held.places, empty)} at the start: no steady rates lead to the end"
        )
    try:
        leading = np.linalg.solve(held.start, held.end)
    except np.linalg.LinAlgError:
        raise DataError("places are so alike at the start that no steady rates lead to the end") from None
    return without_diagonal(leading * held.start.sum(axis=0)[:, None])
