"""The range over methods: for every pair of places the lowest and the highest flow, and the methods that give them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stocktake.errors import DataError
from stocktake.flows.array import Matrix
from stocktake.flows.method import Estimate


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and the highest of a figure by several methods, each with the ids of the methods that give it."""

    low: float
    low_by: tuple[str, ...]
    high: float
    high_by: tuple[str, ...]

    def __str__(self) -> str:
        """Return the span as people read it.

        >>> str(Span(53.2e6, ("closed-minimum",), 416.4e6, ("closed-independence",)))
        '53,200,000 (closed-minimum) to 416,400,000 (closed-independence)'
        """
        return f"{self.low:,.0f} ({', '.join(self.low_by)}) to {self.high:,.0f} ({', '.join(self.high_by)})"


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Flows by several methods side by side: `flows` is method x origin x destination, `low` and `high` are the ends over methods."""

    places: tuple[str, ...]
    methods: tuple[str, ...]
    flows: NDArray[np.float64]
    low: Matrix
    high: Matrix

    @property
    def total(self) -> Span:
        """All moves, by the method with the fewest and that with the most: not the sum of the ends of pairs, which no method gives."""
        return _span(self.methods, self.flows.sum(axis=(1, 2)))

    def between(self, origin: str, destination: str) -> Span:
        """Return the range of one flow. DataError where a place is not known."""
        return _span(self.methods, self.flows[:, self._index(origin), self._index(destination)])

    def into(self, place: str) -> Span:
        """Return the range of all who moved to a place."""
        return _span(self.methods, self.flows[:, :, self._index(place)].sum(axis=1))

    def out_of(self, place: str) -> Span:
        """Return the range of all who moved away from a place."""
        return _span(self.methods, self.flows[:, self._index(place)].sum(axis=1))

    def spans(self) -> Iterator[tuple[str, str, Span]]:
        """Yield origin, destination and range of every pair that a method gives a flow for, in the order of places."""
        least, most = _same(self.flows, self.low), _same(self.flows, self.high)
        for origin, destination in np.argwhere((self.flows != 0).any(axis=0)):
            at = (slice(None), origin, destination)
            low, high = float(self.low[origin, destination]), float(self.high[origin, destination])
            span = Span(low, _chosen(self.methods, least[at]), high, _chosen(self.methods, most[at]))
            yield self.places[origin], self.places[destination], span

    def _index(self, place: str) -> int:
        if place not in self.places:
            raise DataError(f'"{place}" is not among the places of this range')
        return self.places.index(place)


def over(found: Sequence[Estimate]) -> Range:
    """Return the range over estimates of the same places. DataError where there is none, or places differ."""
    if not found:
        raise DataError("no estimates: a range needs at least one")
    if len({one.places for one in found}) > 1:
        raise DataError("estimates of different places have no range")
    flows = np.stack([one.flows for one in found])
    return Range(found[0].places, tuple(one.method.id for one in found), flows, flows.min(axis=0), flows.max(axis=0))


def each(methods: Sequence[str], figures: Matrix) -> list[Span]:
    """Return the range of each column of figures, one row a method.

    >>> for one in each(("stock-drop", "stock-reverse"), np.array([[3.0, 2.0], [5.0, 2.0]])):
    ...     print(one)
    3 (stock-drop) to 5 (stock-reverse)
    2 (stock-drop, stock-reverse) to 2 (stock-drop, stock-reverse)
    """
    low, high = figures.min(axis=0), figures.max(axis=0)
    least, most = _same(figures, low), _same(figures, high)
    return [
        Span(float(low[at]), _chosen(methods, least[:, at]), float(high[at]), _chosen(methods, most[:, at]))
        for at in range(figures.shape[1])
    ]


def _span(methods: Sequence[str], values: NDArray[np.float64]) -> Span:
    return each(methods, values[:, None])[0]


def _same(values: NDArray[np.float64], end: float | Matrix) -> NDArray[np.bool_]:
    """Return which figures are an end of the range; figures that differ by rounding alone are the same."""
    return np.isclose(values, end, rtol=1e-9, atol=1e-9)


def _chosen(methods: Sequence[str], chosen: Iterable[bool]) -> tuple[str, ...]:
    return tuple(method for method, is_one in zip(methods, chosen, strict=True) if is_one)
