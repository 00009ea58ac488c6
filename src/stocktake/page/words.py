"""Words for codes: what the page calls the things that the model names by a code."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from stocktake.model.indicator import Direction, Indicator, Target, TargetKind
from stocktake.model.provenance import Verification, Verified
from stocktake.model.record import RecordType
from stocktake.model.review import SeriesAssessment
from stocktake.model.verdict import STANDINGS, Standing, Verdict
from stocktake.page import figure

RECORD_TYPES: Mapping[RecordType, tuple[str, str]] = {
    "practice": ("practice", "practices"),
    "partnership": ("partnership", "partnerships"),
    "need": ("need", "needs"),
    "offer": ("offer", "offers"),
    "recommendation": ("recommendation", "recommendations"),
    "target": ("target", "targets"),
    "figure": ("figure", "figures"),
    "term": ("term", "terms"),
    "event": ("event", "events"),
    "panel": ("panel", "panels"),
    "participation": ("speaker", "speakers"),
}
"""One and many of each type of record, in the order a reader meets them."""

FLAGS: Mapping[Verified, str] = {
    "seen": "",
    "seen_in_part": "read in part",
    "secondary": "second-hand",
    "editorial": "our reading",
    "not_seen": "not verified",
}
"""The small label beside a fact; empty where the original was read."""

OBS_STATUS: Mapping[str, str] = {
    "A": "published",
    "B": "break in the series",
    "D": "definition differs",
    "E": "estimated",
    "F": "forecast",
    "G": "experimental",
    "I": "imputed",
    "K": "included in another figure",
    "L": "exists, not collected",
    "M": "missing",
    "N": "not significant",
    "O": "missing",
    "P": "provisional",
    "Q": "suppressed",
    "S": "from a strike or special event",
    "U": "low reliability",
    "V": "unvalidated",
    "W": "includes another figure",
}
"""SDMX's list of observation statuses in a word or two."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_READINGS: Mapping[TargetKind, str] = {
    "explicit_number": "The number stands in the text.",
    "explicit_zero": "The text says end or eliminate by a date.",
    "implied_zero": "The text gives no number: 0 is our reading of it.",
    "implied_universal": "The text gives no number: 100 is our reading of “universal” or “for all”.",
    "scale_end": "The text gives no number: the best end of the scale is our reading.",
    "no_numeric_target": "The text sets no number.",
    "date_passed": "The date in the text has passed.",
}

_WANTED: Mapping[Direction, str] = {"up": "a rise is wanted", "down": "a fall is wanted", "none": "no direction is set"}


def flag(verification: Verification) -> str:
    """Return the label that a fact carries on the page, empty where the original was read.

    >>> flag(Verification("not_seen")), flag(Verification("seen"))
    ('not verified', '')
    """
    return FLAGS[verification.status]


def target(indicator: Indicator) -> str:
    """Return the target in words: the number and its year, or the direction wanted.

    >>> from stocktake.model.provenance import Verification
    >>> goal = Target("explicit_number", 3.0, time_period="2030")
    >>> cost = Indicator("10.c.1", "Cost", "PT", "down", "monitoring", Verification("seen"), target=goal)
    >>> target(cost)
    '3 by 2030'
    """
    wanted = indicator.target
    if wanted.obs_value is None:
        return f"no number; {_WANTED[indicator.direction]}"
    return f"{figure.short(wanted.obs_value)} by {wanted.time_period}"


def reading(wanted: Target) -> str:
    """Return whose number the target is, the text's or a reading of it: what the indicator's editors say, else by its kind."""
    return wanted.note or _READINGS[wanted.kind]


def date(text: str) -> str:
    """Return the day of a moment in words; a text that is no moment stays as it is.

    >>> date("2026-11-21T10:05:11Z"), date("soon")
    ('21 November 2026', 'soon')
    """
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


_TOLD: tuple[Standing, ...] = ("on_course", "too_slow", "wrong_way")


def records(kind: RecordType, count: int) -> str:
    """Return the number of records with the word for their type.

    >>> records("practice", 1), records("participation", 105)
    ('1 practice', '105 speakers')
    """
    one, many = RECORD_TYPES[kind]
    return f"{count:,} {one if count == 1 else many}"


def agreement(series: SeriesAssessment) -> str:
    """Return how far the methods agree on a series, in words."""
    told = Counter(one.standing for one in (series.verdict, *series.beside) if one.standing in _TOLD)
    if not told:
        return f"None of {len(series.beside) + 1} methods can tell"
    count = f"{sum(told.values())} of {len(series.beside) + 1} methods can tell"
    if len(told) == 1:
        return f"{count}{' and agree' if sum(told.values()) > 1 else ''}: {STANDINGS[next(iter(told))]}"
    return f"{count} and differ: {', '.join(f'{told[one]} {STANDINGS[one]}' for one in _TOLD if told[one])}"


def statistic(verdict: Verdict) -> str:
    """Return the figure a method puts into its classes: a rate as per cent a year, anything else as a number."""
    if verdict.statistic is None:
        return ""
    return figure.rate(verdict.statistic) if verdict.statistic_key == "CAGR" else figure.short(verdict.statistic)
