"""Stock differencing: what changed between two stock tables, read as flows from the birthplace."""

import numpy as np

from stocktake.flows.array import Matrix, without_diagonal
from stocktake.flows.stock import Stocks


def drop_negative(held: Stocks, native: bool = False) -> Matrix:
    """Return the growth of each stock as a flow from birthplace to residence; where a stock became smaller nobody moved.

    Native born are left out unless asked for. Births and deaths count for nothing here.

    Method: as in Beine and Parsons (2015) and Bertoli and Fernández-Huertas Moraga (2015), after Abel and Cohen (2019).
    """
    return np.maximum(_change(held, native), 0.0)


def reverse_negative(held: Stocks, native: bool = False) -> Matrix:
    """Return growth as `drop_negative` does, and a stock that became smaller as a flow back to the birthplace.

    Method: as described by Abel and Cohen (2019).
    """
    change = _change(held, native)
    return np.maximum(change, 0.0) + np.maximum(-change, 0.0).T


def _change(held: Stocks, native: bool) -> Matrix:
    change = held.end - held.start
    return change if native else without_diagonal(change)
