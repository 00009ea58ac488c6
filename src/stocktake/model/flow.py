"""Estimated flows of one area: who came and who left between two years, by several methods, never one number without its method."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from stocktake.model.provenance import Verification

MIX: Final = "pseudo-bayesian"
"""The method that lies between the bounds of the others: a choice between them, not a measurement."""

WithoutFlows = Literal["", "no_interval", "no_stocks"]
"""Why an area has no estimate: no edition has two dates in time, or no figure by origin at both of them; empty where it has one."""

NOT_ESTIMATED: Final[Mapping[WithoutFlows, str]] = MappingProxyType(
    {
        "no_interval": "the stocks by origin that were read have no two dates five years apart up to then",
        "no_stocks": "the stocks by origin that were read have no figure for it at both dates",
    }
)
"""Each reason in words."""


@dataclass(frozen=True, slots=True)
class FlowRange:
    """The fewest and the most moves by several methods, each with the ids of the methods that give it. It is no confidence interval.

    `values` are the moves by each method, in the order of `AreaFlows.methods`.

    >>> print(FlowRange(900.2, ("stock-drop",), 51413.0, ("stock-reverse",)))
    900 to 51,400
    """

    low: float
    low_by: tuple[str, ...]
    high: float
    high_by: tuple[str, ...]
    values: tuple[float, ...] = ()

    def __str__(self) -> str:
        low, high = rounded(self.low), rounded(self.high)
        return low if low == high else f"{low} to {high}"


def rounded(people: float) -> str:
    """Return a number of people with the three digits that an estimate can bear at most.

    >>> rounded(51413.0), rounded(690.4), rounded(15628769.0)
    ('51,400', '690', '15,600,000')
    """
    digits = len(f"{abs(people):.0f}")
    return f"{round(people, min(0, 3 - digits)):,.0f}"


@dataclass(frozen=True, slots=True)
class FlowPartner:
    """An area that people came from, or left to."""

    area: str
    name: str
    moves: FlowRange


@dataclass(frozen=True, slots=True)
class FlowSide:
    """All who came to an area, or all who left it: `total` over all areas at the other end, `largest` the areas with most moves.

    `others` are the moves from or to the `others_count` further areas with any; None where there is none. Every range is that of sums by
    one method each, so the ends of parts do not add up to those of the total.
    """

    total: FlowRange
    largest: tuple[FlowPartner, ...] = ()
    others: FlowRange | None = None
    others_count: int = 0


@dataclass(frozen=True, slots=True)
class FlowMethod:
    """A method that flows were estimated by: who described it, what its figures can be taken for, and how its formulas were checked."""

    id: str
    title: str
    source: str
    note: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class AreaFlows:
    """What is estimated of the flows of an area between 1 July of two years, in people over the whole interval.

    `stocks` and `demography` are the editions behind it as `id@vintage`; `demography` is empty where stock differencing alone was done.
    A side is None where the stocks do not tell: missing is not zero. `unplaced` are those who lived there at the end and whose birthplace
    is no area; they are in no flow. `remarks` say what was done to the figures of the whole world or left out.
    `command` gives all of it for every pair of areas.
    `reason` is there where nothing could be estimated.
    """

    area: str
    stocks: str
    start: int | None = None
    end: int | None = None
    arrivals: FlowSide | None = None
    departures: FlowSide | None = None
    methods: tuple[FlowMethod, ...] = ()
    demography: str = ""
    unplaced: float = 0.0
    remarks: tuple[str, ...] = ()
    command: str = ""
    reason: WithoutFlows = ""

    def between(self, moves: FlowRange) -> float | None:
        """Return the moves by the method that mixes the bounds of the others (`MIX`); None where it was not done."""
        found = {method.id: value for method, value in zip(self.methods, moves.values, strict=False)}
        return found.get(MIX)
