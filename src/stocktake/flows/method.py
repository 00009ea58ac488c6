"""The methods by name: six that are published side by side, and the bounds they lie within."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from stocktake.errors import DataError
from stocktake.flows import differencing, factor, rate, tracing
from stocktake.flows.array import Matrix, Vector, without_diagonal
from stocktake.flows.demographic import Prepared, prepare
from stocktake.flows.factor import Factors, Types
from stocktake.flows.stock import Stocks
from stocktake.flows.treatment import STRICT, Matching, Treatment

MIXED: Final = 0.13
"""The share of independence in the pseudo-Bayesian mix, as Abel and Cohen (2019) took it for Azose and Raftery (2019)."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to estimate flows: `column` is its name in the files of Abel and Cohen, `note` what its figures can be taken for.

    Methods of demographic accounting have a `matching`, and `shares`: what each way of tracing people counts.
    """

    id: str
    title: str
    source: str
    note: str
    column: str = ""
    matching: Matching | None = None
    shares: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Flows by one method: origin x destination, in people over the whole interval, diagonal 0. It never goes without its method.

    `stayers` are those who are in a place at both ends, where the method knows. `prepared` and `parts` are what accounts and flows by type
    are worked out from; methods that trace nobody have none.
    """

    method: Method
    places: tuple[str, ...]
    flows: Matrix
    stayers: Vector | None = None
    prepared: Prepared | None = None
    parts: tuple[tuple[float, Factors], ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All moves."""
        return float(self.flows.sum())


_LOWER: Final = "a lower bound: the fewest moves that explain the stocks"
_UPPER: Final = "an upper bound: moves as if people did not mind where they were"

_ALL: Final = (
    Method(
        "stock-drop", "Stock differencing, falls dropped", "Beine and Parsons (2015)",
        "growth of stocks; deaths and returns are not seen", "sd_drop_neg",
    ),
    Method(
        "stock-reverse", "Stock differencing, falls reversed", "Abel and Cohen (2019)",
        "growth of stocks, and falls as returns; deaths look like returns", "sd_rev_neg",
    ),
    Method(
        "migration-rate", "Migration rates", "Dennett (2015)",
        "net migration shared out as stocks are; no pair without a stock", "mig_rate",
    ),
    Method(
        "open-minimum", "Demographic accounting, open, minimum", "Abel (2013)",
        f"{_LOWER}, where people may leave or enter the world", "da_min_open", "open", ((1.0, "minimum"),),
    ),
    Method(
        "closed-minimum", "Demographic accounting, closed, minimum", "Abel and Sander (2014)",
        _LOWER, "da_min_closed", "closed", ((1.0, "minimum"),),
    ),
    Method(
        "pseudo-bayesian", "Demographic accounting, closed, pseudo-Bayesian", "Azose and Raftery (2019)",
        "between the bounds: 0.87 of the minimum and 0.13 of independence", "da_pb_closed", "closed",
        ((1 - MIXED, "minimum"), (MIXED, "independence")),
    ),
    Method(
        "closed-independence", "Demographic accounting, closed, independence", "Azose and Raftery (2019)",
        _UPPER, "", "closed", ((1.0, "independence"),),
    ),
    Method(
        "open-independence", "Demographic accounting, open, independence", "Abel (2013), Azose and Raftery (2019)",
        f"{_UPPER}, where people may leave or enter the world", "", "open", ((1.0, "independence"),),
    ),
    Method(
        "open-crossed-minimum", "Demographic accounting, open, minimum, surplus spread by the other table", "a program in use",
        "for comparison alone: may take more people out of a place than were there", "", "open-crossed", ((1.0, "minimum"),),
    ),
    Method(
        "steady-rate", "Steady rates", "Rogers and von Rabenau (1971)",
        "for comparison alone: negative flows are usual",
    ),
)  # fmt: skip

METHODS: Final[Mapping[str, Method]] = {one.id: one for one in _ALL}
"""Every method by its id."""

PUBLISHED: Final = ("stock-drop", "stock-reverse", "migration-rate", "open-minimum", "closed-minimum", "pseudo-bayesian")
"""The six that Abel and Cohen (2019, 2022) compare."""

RANGE: Final = (*PUBLISHED, "closed-independence")
"""Those that a range is drawn over: the six, and the upper bound."""

_OF_STOCKS: Final[Mapping[str, Callable[[Stocks], Matrix]]] = {
    "stock-drop": differencing.drop_negative,
    "stock-reverse": differencing.reverse_negative,
    "migration-rate": rate.shared_out,
    "steady-rate": rate.steady,
}

_TRACED: Final[Mapping[str, Callable[[Prepared], Factors]]] = {
    "minimum": tracing.minimum,
    "independence": tracing.independence,
}


def estimate(held: Stocks, method: str, treatment: Treatment = STRICT) -> Estimate:
    """Return the flows by one method. DataError where there is no such method, or the figures do not allow it."""
    return estimates(held, (method,), treatment)[0]


def estimates(held: Stocks, methods: Iterable[str] = RANGE, treatment: Treatment = STRICT) -> tuple[Estimate, ...]:
    """Return the flows by several methods, in the order asked for; what they share is worked out once.

    DataError where there is no such method, or the figures do not allow one of them.
    """
    chosen = [_method(one) for one in methods]
    ready = {one: prepare(held, one, treatment) for one in dict.fromkeys(method.matching for method in chosen) if one is not None}
    traced: dict[tuple[Matching, str], Factors] = {}
    return tuple(_estimate(held, one, ready, traced) for one in chosen)


def _method(method: str) -> Method:
    if method not in METHODS:
        raise DataError(f'"{method}" is not a method of flows: one of {", ".join(METHODS)}')
    return METHODS[method]


def _estimate(
    held: Stocks, method: Method, ready: Mapping[Matching, Prepared], traced: dict[tuple[Matching, str], Factors]
) -> Estimate:
    if method.matching is None:
        return Estimate(method, held.places, _OF_STOCKS[method.id](held))
    prepared = ready[method.matching]
    for _, way in method.shares:
        if (method.matching, way) not in traced:
            traced[method.matching, way] = _TRACED[way](prepared)
    parts = tuple((share, traced[method.matching, way]) for share, way in method.shares)
    return of_parts(method, prepared, parts)


def of_parts(method: Method, prepared: Prepared, parts: Sequence[tuple[float, Factors]]) -> Estimate:
    """Return the estimate that adds up parts, each with what it counts."""
    whole = _sum(parts, factor.table)
    stayers = np.diag(whole).copy()
    return Estimate(method, prepared.places, without_diagonal(whole), stayers, prepared, tuple(parts), prepared.cautions)


def seeded(held: Stocks, method: str, seed: Matrix, treatment: Treatment = STRICT) -> Estimate:
    """Return the flows by a method of accounting, drawn towards a seed (origin x destination): nearness, a language, earlier flows.

    DataError where the method traces nobody, or the zeros of the seed are in the way.
    """
    chosen = _method(method)
    if chosen.matching is None:
        raise DataError(f'method "{method}" does not trace people from stock to stock and takes no seed')
    prepared = prepare(held, chosen.matching, treatment)
    ways: Mapping[str, Callable[[Prepared], Factors]] = {
        "minimum": partial(tracing.minimum, seed=seed, still=treatment.still),
        "independence": partial(tracing.independence, seed=seed, still=treatment.still),
    }
    found = of_parts(chosen, prepared, [(share, ways[way](prepared)) for share, way in chosen.shares])
    return replace(found, cautions=(*found.cautions, "flows were drawn towards a seed"))


def types(found: Estimate) -> Types:
    """Return the flows of an estimate by type. DataError where its method does not know birthplaces."""
    _check_traced(found)
    by_part = [(share, factor.types(one)) for share, one in found.parts]
    return Types(
        np.sum([share * one.outward for share, one in by_part], axis=0),
        np.sum([share * one.back for share, one in by_part], axis=0),
        np.sum([share * one.transit for share, one in by_part], axis=0),
    )


def of_birthplace(found: Estimate, place: str) -> Matrix:
    """Return the flows of people born in a place, stayers on the diagonal. DataError where the method or the place is not known."""
    _check_traced(found)
    if place not in found.places:
        raise DataError(f'"{place}" is not among the places of this estimate')
    return _sum(found.parts, partial(factor.of_birthplace, place=found.places.index(place)))


def array(found: Estimate) -> Matrix:
    """Return all flows, origin x destination x birthplace, stayers included: 100 MB for the world, so only where nothing less will do."""
    _check_traced(found)
    return _sum(found.parts, factor.array)


def _sum(parts: Sequence[tuple[float, Factors]], way: Callable[[Factors], Matrix]) -> Matrix:
    if len(parts) == 1:
        return way(parts[0][1])
    whole: Matrix = np.sum([share * way(one) for share, one in parts], axis=0)
    return whole


def _check_traced(found: Estimate) -> None:
    if not found.parts:
        raise DataError(
            f'method "{found.method.id}" does not tell where those who moved were born: use one of demographic accounting'
        )
