"""Time periods as SDMX writes them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|S(?P<half>[1-2])|T(?P<third>[1-3])|(?P<month>0[1-9]|1[0-2])))?(?:/(?P<end>\d{4}))?"
)
_WEEK = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
_NUMBERED_DAY = re.compile(r"(\d{4})-D(\d{3})")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/P(\d+)([YMWD]))?")
_EXPECTED = "write 2024, 2024-Q1, 2024-06, 2024-06-30 or 2020/2024"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, a part of one down to a day, or a span; both ends belong to it.

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
    >>> one = parse("2024-01-31/P2D")
    >>> one.last_month - one.first_month, parse("2024-W01").year
    (1, 2024)
    """
    match = _PERIOD.fullmatch(text)
    if match is None:
        return _of_days(text)
    if match["end"] and int(match["end"]) < int(match["year"]):
        raise _none(text)
    first, length = _within_year(match)
    start = int(match["year"]) * 12 + first
    end = int(match["end"]) * 12 + 11 if match["end"] else start + length - 1
    return Period(start, end, text)


def is_period(text: str) -> bool:
    """Return whether `text` names a period.

    >>> is_period("2024-Q1"), is_period("2024-Q5"), is_period("")
    (True, False, False)
    """
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _within_year(match: re.Match[str]) -> tuple[int, int]:
    """Return the first month (0 to 11) and the number of months of the part of a year that was matched."""
    for name, length in (("quarter", 3), ("half", 6), ("third", 4)):
        if match[name]:
            return (int(match[name]) - 1) * length, length
    if match["month"]:
        return int(match["month"]) - 1, 1
    return 0, 12


def _of_days(text: str) -> Period:
    """Return the months that a day, a week, or a first day with a length reaches over."""
    try:
        first, last = _days(text)
    except (ValueError, OverflowError) as fault:
        raise _none(text) from fault
    return Period(first.year * 12 + first.month - 1, last.year * 12 + last.month - 1, text)


def _days(text: str) -> tuple[date, date]:
    """Return the first and the last day of a period of days, both included."""
    if found := _WEEK.fullmatch(text):
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return first, first + timedelta(days=6)
    if found := _NUMBERED_DAY.fullmatch(text):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        if day.year != int(found[1]):
            raise ValueError(text)
        return day, day
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    first = date.fromisoformat(found[1])
    return first, _last_day(first, int(found[2]), found[3]) if found[2] else first


def _last_day(first: date, length: int, unit: str) -> date:
    if unit in "DW":
        return first + timedelta(days=length * (7 if unit == "W" else 1) - 1)
    months = first.year * 12 + first.month - 1 + length * (12 if unit == "Y" else 1)
    return date(months // 12, months % 12 + 1, min(first.day, 28)) - timedelta(days=1)


def _none(text: str) -> ValueError:
    return ValueError(f'"{text}" is not a time period: {_EXPECTED}')


def to_sdmx(text: str) -> str:
    """Return a period as SDMX writes it: a span of years is its first day and its length, any other period is written alike.

    >>> to_sdmx("2020/2024"), to_sdmx("2024-Q1")
    ('2020-01-01/P5Y', '2024-Q1')
    """
    first, _, last = text.partition("/")
    return f"{first}-01-01/P{int(last) - int(first) + 1}Y" if last.isdecimal() else text


def frequency(text: str) -> str:
    """Return the code of SDMX's CL_FREQ for the length of a period: `A`, `S`, `T`, `Q`, `M`, `W` or `D`; `_O` (other) for any other span.

    >>> [frequency(one) for one in ("2024", "2024-S1", "2024-Q1", "2024-06", "2024-W05", "2024-06-30", "2020/2024")]
    ['A', 'S', 'Q', 'M', 'W', 'D', '_O']
    """
    if _WEEK.fullmatch(text):
        return "W"
    if "/" not in text and (_DAY.fullmatch(text) or _NUMBERED_DAY.fullmatch(text)):
        return "D"
    found = parse(text)
    return "_O" if "/" in text else {12: "A", 6: "S", 4: "T", 3: "Q", 1: "M"}[found.last_month - found.first_month + 1]
