"""Verdicts: what a method says about a series, and what a reader should take from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Standing = Literal["on_course", "too_slow", "wrong_way", "cannot_tell", "no_figure"]

STANDINGS: Mapping[Standing, str] = {
    "on_course": "on course",
    "too_slow": "too slow",
    "wrong_way": "going the wrong way",
    "cannot_tell": "cannot be told",
    "no_figure": "no figure",
}
"""What a class of any method comes down to, in words, best first."""


@dataclass(frozen=True, slots=True)
class MethodClass:
    """A class of a method: reached from `at_least` upwards (the edge belongs to it), or by rule where that is None.

    `variant` is the key that another publisher of the same method gives the class.
    """

    key: str
    label: str
    standing: Standing
    at_least: float | None = None
    rule: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one method says about one series.

    `key` is the class of the method, `standing` what it comes down to. `rate` is the change a year, as a fraction, and `needed_rate`
    the one that would reach the target in time. `statistic` is the number the method puts into its classes, called `statistic_key` there;
    `score` is its score and `level` the class of the last value, if it has them. `projected_value` is where its own way of going on leads
    at the target year, with the ends of an interval where the figures allow one; `projection` says how it was made. `reason` says why
    where there is no class, or what to keep in mind where there is. `first_period` and `last_period` are the periods of the two
    values as published; a period of several years counts as its first year. `rate` is None from a base of zero.
    """

    method: str
    standing: Standing
    key: str = ""
    label: str = ""
    rate: float | None = None
    needed_rate: float | None = None
    statistic: float | None = None
    statistic_key: str = ""
    score: float | None = None
    level: str = ""
    projected_value: float | None = None
    projected_low: float | None = None
    projected_high: float | None = None
    projection: str = ""
    first_year: int | None = None
    last_year: int | None = None
    first_value: float | None = None
    last_value: float | None = None
    first_period: str = ""
    last_period: str = ""
    reason: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


AGREEMENTS: Mapping[str, str] = {
    "agree": "the methods agree",
    "differ": "the methods differ",
    "one_method": "one method can tell",
    "none": "no method can tell",
}
"""How far the methods that can tell say the same of a series, in words."""


@dataclass(frozen=True, slots=True)
class JudgedSeries:
    """A row of what one method makes of a table of series: the series key, the window it looked at, and the outcome.

    `class_key` is None where the method cannot tell; `reason_key` says why, or what to keep in mind. Rates are fractions a year.
    `statistic` is the number the method puts into its classes and `statistic_key` what the method calls it. `level_key` is the class
    of the last value, for methods that judge that too. `projected_value` is where the method's own way of going on leads at the target
    year, from `projected_low` to `projected_high` in 8 of 10 cases like it; `projection_key` says how it was made. `agreement` and the
    three counts are about all methods on the same series.
    """

    indicator: str
    series: str
    ref_area: str
    sex: str
    age: str
    migratory_status: str
    disability: str
    counterpart_area: str
    other_dims: str
    unit_measure: str
    source: str
    method: str
    standing: Standing
    class_key: str | None = None
    score: float | None = None
    reason_key: str | None = None
    level_key: str | None = None
    statistic: float | None = None
    statistic_key: str | None = None
    first_year: int | None = None
    first_value: float | None = None
    last_year: int | None = None
    last_value: float | None = None
    years: int | None = None
    rate: float | None = None
    needed_rate: float | None = None
    target_value: float | None = None
    target_year: int | None = None
    projected_value: float | None = None
    projected_low: float | None = None
    projected_high: float | None = None
    projection_key: str | None = None
    stand_in_used: bool | None = None
    c_scale: float | None = None
    agreement: str = "none"
    on_course: int = 0
    too_slow: int = 0
    wrong_way: int = 0
