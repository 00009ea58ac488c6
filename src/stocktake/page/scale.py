"""The two axes of a chart: which values and years they show, and where on the drawing each lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isclose, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""What a nice step between two marks begins with."""

FROM_ZERO = 0.75
"""An axis starts at zero when the least value lies below this share of the greatest."""
LEAST_SPAN = 0.1
"""An axis covers at least this share of its greatest value, so that a small change never looks like a great one."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from numbers (`low` to `high`) to places on the drawing (`start` to `end`)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where the value lies."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def step(span: float, marks: int = 4) -> float:
    """Return the nicest step that cuts a span into about so many pieces.

    >>> step(9.8), step(304_021_813), step(0.03)
    (2.5, 100000000.0, 0.01)
    """
    rough = span / marks
    size = 10.0 ** floor(log10(rough))
    return next(nice * size for nice in STEPS if nice * size >= rough * 0.999999)


def ticks(values: Sequence[float], marks: int = 4) -> tuple[float, ...]:
    """Return the marks of an axis that holds every value, from the lowest to the highest, both drawn.

    >>> ticks([9.8, 6.65, 3.0]), ticks([2.0, 2.0]), ticks([-3.0, 4.0]), ticks([96.0, 99.5])
    ((0.0, 2.5, 5.0, 7.5, 10.0), (0.0, 0.5, 1.0, 1.5, 2.0), (-4.0, -2.0, 0.0, 2.0, 4.0), (87.5, 90.0, 92.5, 95.0, 97.5, 100.0))
    """
    low, high = _ends(values)
    width = step(high - low, marks)
    first, last = floor(low / width + 1e-9), ceil(high / width - 1e-9)
    return tuple(float(f"{place * width:.12g}") for place in range(first, last + 1))


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest number the axis must reach; zero belongs to it unless all values lie far from it."""
    low, high = min(values), max(values)
    is_flat = isclose(low, high, rel_tol=1e-9)
    if low == high == 0:
        return 0.0, 1.0
    if low >= 0 and (is_flat or low < FROM_ZERO * high):
        return 0.0, high
    if high <= 0 and (is_flat or high > FROM_ZERO * low):
        return low, 0.0
    least = LEAST_SPAN * max(abs(low), abs(high))
    return (min(low, high - least), high) if low > 0 else (low, max(high, low + least))
