"""Time periods as SDMX writes them."""

import re
from dataclasses import dataclass

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|S(?P<half>[1-2])|(?P<month>0[1-9]|1[0-2])))?(?:/(?P<end>\d{4}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, a half-year, quarter or month of one, or a span of years; both ends of a span belong to it.

    `first_month` and `last_month` are months counted from the year 0, so that periods of any kind sort in time.
    """

    first_month: int
    last_month: int
    text: str

    @property
    def year(self) -> int:
        """The calendar year the period begins in: 2015 for `2015/2017` and for `2015-Q3`."""
        return self.first_month // 12

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Period:
    """Return the period that `text` names; ValueError says what was expected.

    >>> parse("2024").year, parse("2024-Q1").text, parse("2020/2024").year
    (2024, '2024-Q1', 2020)
    """
    match = _PERIOD.fullmatch(text)
    if match is None or (match["end"] and int(match["end"]) < int(match["year"])):
        raise ValueError(f'"{text}" is not a time period: write 2024, 2024-Q1, 2024-06 or 2020/2024')
    first, length = _within_year(match)
    start = int(match["year"]) * 12 + first
    end = int(match["end"]) * 12 + 11 if match["end"] else start + length - 1
    return Period(start, end, text)


def _within_year(match: re.Match[str]) -> tuple[int, int]:
    """Return the first month (0 to 11) and the number of months of the part of a year that was matched."""
    if match["quarter"]:
        return (int(match["quarter"]) - 1) * 3, 3
    if match["half"]:
        return (int(match["half"]) - 1) * 6, 6
    if match["month"]:
        return int(match["month"]) - 1, 1
    return 0, 12


def to_sdmx(text: str) -> str:
    """Return a period as SDMX writes it: a span of years is its first day and its length, any other period is written alike.

    >>> to_sdmx("2020/2024"), to_sdmx("2024-Q1")
    ('2020-01-01/P5Y', '2024-Q1')
    """
    first, _, last = text.partition("/")
    return f"{first}-01-01/P{int(last) - int(first) + 1}Y" if last else text


def frequency(text: str) -> str:
    """Return the code of SDMX's CL_FREQ for the length of a period: `A`, `S`, `Q` or `M`; `_O` (other) for a span of years.

    >>> [frequency(one) for one in ("2024", "2024-S1", "2024-Q1", "2024-06", "2020/2024")]
    ['A', 'S', 'Q', 'M', '_O']
    """
    found = parse(text)
    return {12: "A", 6: "S", 3: "Q", 1: "M"}.get(found.last_month - found.first_month + 1, "_O")
