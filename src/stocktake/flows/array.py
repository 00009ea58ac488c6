"""The arrays of this room, and how faults in them are told by the names of places."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stocktake.errors import DataError

Matrix = NDArray[np.float64]
"""A table of people. Of stocks: birthplaces are rows, residences columns; of flows: origins are rows, destinations columns."""

Vector = NDArray[np.float64]
"""One number a place."""

Mask = NDArray[np.bool_]

_NAMED: Final = 5
"""How many places a message names before it counts the rest; the details of an error name all of them."""


def share(part: Matrix, whole: Matrix) -> Matrix:
    """Return `part / whole`, and 0 where the whole is 0: nobody is shared out where nobody is.

    >>> share(np.array([3.0, 0.0]), np.array([4.0, 0.0]))
    array([0.75, 0.  ])
    """
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole != 0)


def without_diagonal(table: Matrix) -> Matrix:
    """Return a copy of a table with zeros where a place meets itself."""
    bare = table.copy()
    np.fill_diagonal(bare, 0.0)
    return bare


def rows_with(found: Mask) -> Mask:
    """Return which rows of a mask have a cell that is chosen."""
    return np.asarray(found.any(axis=1))


def columns_with(found: Mask) -> Mask:
    """Return which columns of a mask have a cell that is chosen."""
    return np.asarray(found.any(axis=0))


def named(places: Sequence[str], chosen: Mask) -> str:
    """Return the names of the places that are chosen, the first few by name.

    >>> named("ABCDEFGH", np.array([1, 0, 1, 1, 1, 1, 1, 1], bool))
    'A, C, D, E, F and 2 more'
    """
    names = [place for place, is_one in zip(places, chosen, strict=True) if is_one]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def refuse(problem: str, advice: str, places: Sequence[str], chosen: Mask, **figures: Vector) -> DataError:
    """Return the error that says what is wrong, where, and what to do; its details hold a line of figures for each place."""
    lines = [
        f"{place}: " + ", ".join(f"{what.replace('_', ' ')} {figure[index]:,.6g}" for what, figure in figures.items())
        for index, place in enumerate(places)
        if chosen[index]
    ]
    return DataError(f"{problem}: {named(places, chosen)}; {advice}", lines if figures else ())
