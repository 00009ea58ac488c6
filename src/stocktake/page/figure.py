"""Figures on the page: exact in tables, short in charts, and never rounded across an edge that a verdict hangs on."""

from collections.abc import Iterable
from itertools import chain
from math import isfinite

from stocktake.model import number

POWERS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
"""What large values are counted in, largest first."""


def is_figure(value: float | None) -> bool:
    """Return whether there is a value that can be shown: not missing, not infinite, not the result of a division by zero."""
    return value is not None and isfinite(value)


YEAR = "YEAR"
"""The unit of figures that are years, such as that in which a treaty was joined; nothing parts the thousands of a year."""


def is_year(value: float | None, unit_measure: str) -> bool:
    """Return whether a value is a year."""
    return unit_measure == YEAR and value is not None and value.is_integer()


def exact(value: float | None, unit_measure: str = "") -> str:
    """Return the value with all that matters of it, thousands apart and with a true minus sign; `no figure` for None.

    `unit_measure` is the code of the unit: a year is written as a year.

    >>> exact(304021813.0), exact(7.52), exact(-0.000123456), exact(0.0), exact(None), exact(1990.0, "YEAR")
    ('304,021,813', '7.52', '−0.00012346', '0', 'no figure', '1990')
    """
    if value is not None and is_year(value, unit_measure):
        return f"{value:.0f}"
    if value is None or not isfinite(value):
        return "no figure"
    if 0 < abs(value) < 1e-12 or abs(value) >= 1e18:
        return minus(f"{value:.6g}")
    return minus(_trimmed(f"{value:,.{_digits(value)}f}"))


def _digits(value: float) -> int:
    """Return the digits after the point to write: four, more for values so small that four would lose them."""
    if value == 0 or abs(value) >= 0.1:
        return 4
    return min(20, 3 - int(f"{value:e}".partition("e")[2]) + 1)


def short(value: float | None, edges: Iterable[float | None] = (), unit_measure: str = "") -> str:
    """Return the value rounded for reading, with more digits where rounding would carry it onto or over one of the edges.

    A year (`exact`) is not rounded.

    >>> short(6.6483), short(3.0004, edges=[3]), short(0.9499, edges=[0.95, None]), short(3.0, edges=[3])
    ('6.65', '3.0004', '0.9499', '3')
    """
    if value is None or not isfinite(value):
        return "no figure"
    if is_year(value, unit_measure):
        return exact(value, unit_measure)
    if 0 < abs(value) < 1e-6 or abs(value) >= 1e18:
        return minus(f"{value:.3g}")
    known = [edge for edge in edges if edge is not None]
    texts = chain((number.text(value),), (f"{value:,.{digits}f}" for digits in range(2, 12)))
    return minus(next((text for text in texts if _keeps_side(text, value, known)), repr(value)))


def _keeps_side(text: str, value: float, edges: Iterable[float]) -> bool:
    shown = float(text.replace(",", ""))
    return all((shown > edge) - (shown < edge) == (value > edge) - (value < edge) for edge in edges)


def rate(fraction: float, edges: Iterable[float | None] = ()) -> str:
    """Return a change a year as per cent, never rounded onto or over zero or an edge.

    >>> print(rate(-0.02816), rate(0.00004), rate(-0.07412, edges=[-0.0741]), sep="; ")
    −2.82 %; 0.004 %; −7.412 %
    """
    change = fraction * 100
    known = [0.0, *(edge * 100 for edge in edges if edge is not None)]
    plain = f"{change:.2f}"
    return with_unit(minus(plain) if _keeps_side(plain, change, known) else short(change, known), "per cent")


def power(largest: float) -> tuple[float, str]:
    """Return what values up to `largest` are best counted in: `(1e6, "million")` from a million upwards, `(1, "")` below.

    >>> power(304021813), power(8542)
    ((1000000.0, 'million'), (1.0, ''))
    """
    return next(((size, name) for size, name in POWERS if abs(largest) >= size), (1.0, ""))


def with_unit(text: str, unit: str) -> str:
    """Return the text with a sign for per cent where the unit is one; other units are too long to repeat at every value.

    >>> print(with_unit("7.52", "per cent of the amount sent"), with_unit("8,542", "persons"), sep="; ")
    7.52 %; 8,542
    """
    is_share = unit.lower().startswith(("per cent", "percent", "%"))
    return f"{text}\N{NO-BREAK SPACE}%" if is_share and text != "no figure" else text


def minus(text: str) -> str:
    """Return the text with a true minus sign in place of the hyphen.

    >>> minus("-2.4")
    '−2.4'
    """
    return text.replace("-", "−")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
