"""The line through the values of a series: where each value lies in time, and which are near enough to be joined firmly."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stocktake.model import period

CLOSE_YEARS = 2.0
"""Values this near in time are joined by a firm line, those farther apart by a faint one."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place in time; `period` is how its publisher writes that time."""

    time: float
    value: float
    period: str


def moment(text: str) -> float:
    """Return the middle of a period in years, counted so that a whole year lies on its own number.

    >>> moment("2020"), moment("2020/2022"), moment("2020-S2")
    (2020.0, 2021.0, 2020.25)
    """
    found = period.parse(text)
    return (found.first_month + found.last_month + 1) / 24 - 0.5


def stretches(points: Sequence[Point]) -> list[tuple[bool, list[Point]]]:
    """Return the points, in the order of time, in runs: those close together, which is said by True, and those far apart two by two.

    A run begins with the last point of the run before it; no run comes of fewer than two points.

    >>> [(near, [point.time for point in run]) for near, run in stretches([Point(year, 1.0, "") for year in (2000, 2001, 2003, 2010)])]
    [(True, [2000, 2001, 2003]), (False, [2003, 2010])]
    """
    runs: list[tuple[bool, list[Point]]] = []
    for left, right in pairwise(points):
        near = right.time - left.time <= CLOSE_YEARS
        if near and runs and runs[-1][0]:
            runs[-1][1].append(right)
        else:
            runs.append((near, [left, right]))
    return runs
