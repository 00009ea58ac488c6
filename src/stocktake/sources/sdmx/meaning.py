"""What codes of SDMX mean here: areas, dimensions, units, powers of ten and statuses."""

import csv
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from stocktake.catalog.area import areas
from stocktake.catalog.codelist import codelist
from stocktake.catalog.indicator import indicators
from stocktake.model.observation import TOTAL

WITHOUT_VALUE = ("O", "X", "L", "M", "Q", "H")
"""The statuses of CL_OBS_STATUS that say there is no value; `X` is our own, for a limit."""

_POWERS = range(-15, 16)
_NO_POWER = ("", "_T", "_Z", "_U")
_AGES = (
    (re.compile(r"Y?(\d+)(?:-|T|_)(\d+)"), r"Y\1T\2"),
    (re.compile(r"(?:Y_?GE|Y_GE)(\d+)|Y?(\d+)\+"), r"Y_GE\1\2"),
    (re.compile(r"From (\d+) to (\d+) years"), r"Y\1T\2"),
)
_BELOW = re.compile(r"Y_?LT(\d+)")


@cache
def _codes() -> Mapping[tuple[str, str], tuple[str, int]]:
    """Return our code, and the power of ten of a unit, by dimension and published code; `any` holds what every dimension has."""
    with (Path(__file__).parent / "codes.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["dimension"], row["published"]): (row["code"], int(row["power"])) for row in csv.DictReader(lines)}


def area(text: str, own: Mapping[str, str]) -> str | None:
    """Return our code of an area, told by the shape of the text: M49, ISO 3166 alpha-2 or alpha-3, ours, or a name; None for what is none.

    >>> [area(one, {"EL": "GRC"}) for one in ("DE", "DEU", "276", "4", "EL", "WLD", "Germany", "EU27_2020")]
    ['DEU', 'DEU', 'DEU', 'AFG', 'GRC', 'WLD', 'DEU', None]
    """
    text = text.strip()
    if text in own:
        return own[text]
    found = _by_code().get(text.zfill(3) if text.isdecimal() else text)
    if found or len(text) <= 3:
        return found
    called = areas().called(text)
    return called[0].code if len(called) == 1 else None


@cache
def _by_code() -> Mapping[str, str]:
    """Return our code of each area by all codes it has."""
    found = {key: one.code for one in areas() for key in (one.iso2, one.m49) if key}
    return found | {one.code: one.code for one in areas()}


def code(dimension: str, text: str) -> str:
    """Return our code of a dimension, the publisher's where there is none, `_T` where it does not split.

    >>> code("sex", "Females"), code("age", "Y15-64"), code("age", "Y_LT5"), code("reason", "a=b;c"), code("reason", "TOTAL")
    ('F', 'Y15T64', 'Y0T4', 'a b,c', '_T')
    """
    text = " ".join(text.split())
    if not text or (dimension == "sex" and text == "T"):
        return TOTAL
    known = _codes().get((dimension, text)) or _codes().get(("any", text))
    if known:
        return known[0]
    return _age(text) if dimension == "age" else text.replace(";", ",").replace("=", " ")


def _age(text: str) -> str:
    if found := _BELOW.fullmatch(text):
        return f"Y0T{int(found[1]) - 1}" if int(found[1]) > 1 else "Y0"
    named = (pattern.fullmatch(text) for pattern, _ in _AGES)
    plain = next((found.expand(form) for found, (_, form) in zip(named, _AGES, strict=True) if found), text)
    return plain.replace(";", ",").replace("=", " ")


def unit(text: str) -> str | None:
    """Return our code of a unit, None where there is none.

    >>> unit("PS"), unit("THS_PER"), unit("TONES")
    ('PS', 'PS', None)
    """
    text = text.strip()
    return text if text in codelist("unit_measure") else _codes().get(("unit_measure", text), (None, 0))[0]


def power_of_unit(text: str) -> str:
    """Return the power of ten that a unit has in its name: 3 for thousand persons."""
    return str(_codes().get(("unit_measure", text.strip()), ("", 0))[1])


def power(text: str) -> str | None:
    """Return a multiplier as a power of ten, None for what is none; nothing said is the power 0.

    >>> power("3"), power("-2"), power("_Z"), power("thousands"), power("400")
    ('3', '-2', '0', None, None)
    """
    text = text.strip()
    if text in _NO_POWER:
        return "0"
    return str(int(text)) if re.fullmatch(r"[+-]?[0-9]{1,3}", text) and int(text) in _POWERS else None


def in_units(power_of_ten: str) -> str | None:
    """Return a remark on a power of ten, None for none.

    >>> in_units("3"), in_units("0"), in_units("-2")
    ('published in units of 1000', None, 'published in units of 0.01')
    """
    return None if power_of_ten == "0" else f"published in units of {Decimal(1).scaleb(int(power_of_ten)):f}"


def statuses(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the codes of our list that a status means: one, several joined by `;` or `,`, or flags written together as `bd`.

    What is no code stands among them as `?`.

    >>> known = {"A", "E", "B", "D"}
    >>> statuses("E", known), statuses("A;E", known), statuses("bd", known), statuses("x", known), statuses("", known)
    (('E',), ('A', 'E'), ('B', 'D'), ('?',), ())
    """
    found: list[str] = []
    for one in filter(None, re.split(r"[;,|\s]+", text)):
        flags = [_codes().get(("obs_status", flag), ("?", 0))[0] for flag in ([one] if ("obs_status", one) in _codes() else one)]
        found += [one] if one in known else ["?"] if "?" in flags else flags
    return tuple(dict.fromkeys(found))


def status(text: str, known: Collection[str], *, has_value: bool) -> str | None:
    """Return the one status that goes with a value, or with none; None where the text says nothing that does.

    >>> known = {"A", "E", "B", "M"}
    >>> status("A;B", known, has_value=True), status("M", known, has_value=True), status("M", known, has_value=False)
    ('B', None, 'M')
    """
    fitting = [one for one in statuses(text, known) if one not in ("A", "?") and (one in WITHOUT_VALUE) != has_value]
    return fitting[0] if fitting else None


def remark(text: str, known: Collection[str], *, has_value: bool) -> str | None:
    """Return a remark where one status does not hold what the text says.

    >>> known = {"A", "E", "B"}
    >>> remark("A;B", known, has_value=True), remark("B;E", known, has_value=True), remark("E", known, has_value=False)
    (None, 'status B;E', 'status E')
    """
    lost = set(statuses(text, known)) - {"A", status(text, known, has_value=has_value)}
    return f"status {' '.join(text.split())}" if lost else None


def denies_value(text: str, known: Collection[str]) -> bool:
    """Return whether a status says that there is no value, whatever stands beside it."""
    return any(one in WITHOUT_VALUE and one in known for one in re.split(r"[;,|\s]+", text))


@cache
def of_series() -> Mapping[str, str]:
    """Return the indicator of each series that an indicator of ours names; the first of several counts."""
    found: dict[str, str] = {}
    for one in indicators().values():
        for series in one.series:
            found.setdefault(series.code, one.id)
    return found
