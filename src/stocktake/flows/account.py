"""Full accounts: where everybody of the start is at the end, with births, deaths and those who left the world or entered it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, Vector
from stocktake.flows.demographic import Prepared
from stocktake.flows.method import Estimate, array
from stocktake.flows.stock import Stocks

BIRTHS: Final = "births"
DEATHS: Final = "deaths"
OUTSIDE: Final = "outside"


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """People by where they were and where they are: rows are places, births and the outside; columns are places, deaths and the outside.

    Rows of places add up to the population at the start, `start`; columns to that at the end, `end`. Where the world of the figures did not
    add up, these are the populations that were put right; `start_correction` and `end_correction` say by how many people in each place.
    """

    places: tuple[str, ...]
    table: Matrix
    start: Vector
    end: Vector
    start_correction: Vector
    end_correction: Vector

    @property
    def origins(self) -> tuple[str, ...]:
        """The names of the rows."""
        return (*self.places, BIRTHS, OUTSIDE)

    @property
    def destinations(self) -> tuple[str, ...]:
        """The names of the columns."""
        return (*self.places, DEATHS, OUTSIDE)

    @property
    def gap(self) -> float:
        """The most people by which a row or column differs from the population it should add up to."""
        count = len(self.places)
        rows, columns = self.table.sum(axis=1)[:count], self.table.sum(axis=0)[:count]
        return float(max(np.abs(rows - self.start).max(), np.abs(columns - self.end).max()))


def account(found: Estimate, held: Stocks) -> Account:
    """Return the account of an estimate, all birthplaces together. DataError where its method keeps no accounts.

    `held` are the stocks the estimate was made from.
    """
    prepared = _prepared(found)
    count = len(found.places)
    table = np.zeros((count + 2, count + 2))
    table[:count, :count] = found.flows
    if found.stayers is not None:
        table[np.arange(count), np.arange(count)] = found.stayers
    table[count, :count], table[:count, count] = prepared.births.sum(axis=0), prepared.deaths.sum(axis=0)
    table[count + 1, :count], table[:count, count + 1] = prepared.entered.sum(axis=0), prepared.left.sum(axis=0)
    start = (prepared.start + prepared.deaths + prepared.left).sum(axis=0)
    end = (prepared.end + prepared.births + prepared.entered).sum(axis=0)
    return Account(found.places, table, start, end, start - held.start.sum(axis=0), end - held.end.sum(axis=0))


def by_birthplace(found: Estimate) -> NDArray[np.float64]:
    """Return the account with a layer a birthplace: (n + 2) x (n + 2) x n numbers, 100 MB for the world.

    In the layer of a birthplace rows add up to those born there, by residence at the start, columns by residence at the end; closed
    methods have moved people between birthplaces so that both ends have as many of each, and never between places.
    """
    prepared = _prepared(found)
    count = len(found.places)
    layers = np.zeros((count + 2, count + 2, count))
    layers[:count, :count] = array(found)
    layers[count, :count], layers[:count, count] = prepared.births.T, prepared.deaths.T
    layers[count + 1, :count], layers[:count, count + 1] = prepared.entered.T, prepared.left.T
    return layers


def _prepared(found: Estimate) -> Prepared:
    if found.prepared is None:
        raise DataError(f'method "{found.method.id}" keeps no accounts: use one of demographic accounting')
    return found.prepared
