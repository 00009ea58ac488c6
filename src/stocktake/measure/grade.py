"""From a figure to a class, a score and a standing, by the tables of a method."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from stocktake.model.method import Method
from stocktake.model.verdict import MethodClass

Scale: TypeAlias = ir.FloatingValue | float

SPECK = 1e-12
"""How far binary numbers may miss the edge of a class that a figure lies on."""

ROUNDING = 1e-9
"""How far an index of differences may: it divides by the way to the target, which can be short."""


def class_key(value: ir.FloatingColumn, classes: Sequence[MethodClass], scale: Scale = 1.0) -> ir.StringColumn:
    """Return the key of the class each value falls in; NULL for NULL.

    `classes` run from best to worst; an edge belongs to the class above it, and the worst class takes all that is below. Edges
    above zero are multiplied by `scale`. A figure on an edge may miss it by `SPECK`: 1005 / 1000 - 1 is not quite 0.005.
    """
    rungs = [(value >= _scaled(one.at_least, scale) - SPECK, one.key) for one in classes if one.at_least is not None]
    return ibis.cases((value.isnull(), ibis.null("string")), *rungs, else_=classes[-1].key)


def score(value: ir.FloatingColumn, points: Sequence[tuple[float, float]], scale: Scale = 1.0) -> ir.FloatingColumn:
    """Return the score of each value on the straight lines between `points` (value, score), from low to high; NULL for NULL.

    Beyond the ends the score stays. Points above zero are multiplied by `scale`; where that makes them one, the top score counts.
    """
    scaled = [(_scaled(x, scale), float(y)) for x, y in points]
    lines = [(value >= low[0], _on_line(value, low, high)) for low, high in reversed(list(pairwise(scaled)))]
    top_x, top_y = scaled[-1]
    return ibis.cases((value.isnull(), ibis.null("float64")), (value >= top_x, top_y), *lines, else_=scaled[0][1])


def _on_line(
    value: ir.FloatingColumn, low: tuple[ir.FloatingValue, float], high: tuple[ir.FloatingValue, float]
) -> ir.FloatingColumn:
    return low[1] + (high[1] - low[1]) * (value - low[0]) / (high[0] - low[0]).nullif(0)


def _scaled(edge: float, scale: Scale) -> ir.FloatingValue:
    return ibis.literal(float(edge)) * (scale if edge > 0 else 1.0)


def is_gradable(t: ir.Table) -> ir.BooleanColumn:
    """Return whether a verdict is wanted: the indicator and the series may be graded, and one way is better."""
    return t.is_graded & (t.direction != 0)


def meets_target(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the last value meets the target; a yes-or-no figure without a target is met by 1. Never NULL."""
    goal = t.target_value.fill_null(t.is_binary.ifelse(1.0, ibis.null("float64")))
    return (is_gradable(t) & (t.direction * t.last_value >= t.direction * goal)).fill_null(False)


def obstacles(t: ir.Table, base_year: int, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps any method from judging a series, by key of `reason.NO_VERDICT`, the first that counts first.

    `t` has one row a series: the terms, `first_year`, `last_year` and `late_year`.
    """
    is_empty = t.first_year.isnull()
    return {
        "no_value": t.last_year.isnull() & t.late_year.isnull(),
        "not_known": ~t.is_known,
        "not_graded": ~is_gradable(t),
        "unit_differs": ~t.has_own_unit & (t.target_value.notnull() | t.limit_value.notnull()),
        "as_of_before_base": is_empty & ibis.literal(as_of < base_year),
        "after_target_year": t.last_year.isnull(),
    }


def no_trend(t: ir.Table, base_year: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps a method that starts at the value nearest to its base year from seeing a trend, by key of `reason.NO_VERDICT`.

    `t` has one row a series, with `series.since` and `needs_trend`.
    """
    return {
        "no_value_since_base": t.last_year < base_year,
        "one_value": t.needs_trend & t.first_year.isnull(),
    }


def no_way(t: ir.Table) -> dict[str, ir.BooleanValue]:
    """Return what keeps a method that measures the way to a target from finding one, by key of `reason.NO_VERDICT`."""
    return {"no_number": t.target_value.isnull() & ~t.is_binary, "yes_or_no": t.is_binary & ~t.is_met}


def no_rate(t: ir.Table) -> dict[str, ir.BooleanValue]:
    """Return what keeps a series from having a rate of change from base to last value, by key of `reason.NO_VERDICT`.

    `t` has one row a series, with `statistic` and `needs_rate`.
    """
    return {
        "stays_zero": t.needs_rate & (t.first_value == 0) & (t.last_value == 0),
        "zero_start": t.needs_rate & (t.first_value == 0),
        "signs_mixed": t.needs_rate & t.statistic.isnull(),
    }


def was_at_target(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the base value is exactly the target and the last value (`is_met`) no longer meets it. Never NULL."""
    return ((t.first_value == t.target_value) & ~t.is_met).fill_null(False)


def base_cautions(t: ir.Table, base_year: int) -> dict[str, ir.BooleanValue]:
    """Return what to keep in mind where the base is not that of the base year, by key of `reason.CAUTIONS`."""
    return {"late_base": t.first_year > base_year, "nearest_before": t.first_year < base_year}


def told(t: ir.Table, key: ir.StringColumn, cautions: Mapping[str, ir.BooleanValue]) -> dict[str, ir.Column]:
    """Return class, statistic and reason: where `obstacle` names one neither class nor statistic, and the obstacle as the reason."""
    has_class = t.obstacle.isnull()
    return {
        "class_key": has_class.ifelse(key, ibis.null("string")),
        "statistic": has_class.ifelse(t.statistic, ibis.null("float64")),
        "reason_key": t.obstacle.fill_null(first_true(cautions)),
    }


def unless_binary(t: ir.Table, columns: Mapping[str, ir.Column]) -> dict[str, ir.Column]:
    """Return the columns with NULL for yes-or-no figures, which have neither a rate nor a line to go on along."""
    return {name: (~t.is_binary).ifelse(column, ibis.null(column.type())) for name, column in columns.items()}


def standing(key: ir.StringColumn, method: Method) -> ir.StringColumn:
    """Return what each class of `method` comes down to (`Standing`); `cannot_tell` for NULL."""
    classes = (*method.classes_of_score, *method.classes_with_target, *method.classes_without_target, *method.other_classes)
    standings = {one.key: one.standing for one in classes}
    return ibis.cases(*((key == name, found) for name, found in standings.items()), else_="cannot_tell")


def first_true(conditions: Mapping[str, ir.BooleanValue]) -> ir.StringColumn:
    """Return the key of the first condition that holds, NULL where none does; a condition that is NULL does not hold."""
    return ibis.cases(*((condition.fill_null(False), key) for key, condition in conditions.items()), else_=ibis.null("string"))
