"""From a figure to a class, a score and a standing, by the tables of a method."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from stocktake.model.method import Method
from stocktake.model.verdict import MethodClass

Scale: TypeAlias = ir.FloatingValue | float


def class_key(value: ir.FloatingColumn, classes: Sequence[MethodClass], scale: Scale = 1.0) -> ir.StringColumn:
    """Return the key of the class each value falls in; NULL for NULL.

    `classes` run from best to worst; an edge belongs to the class above it, and the worst class takes all that is below. Edges
    above zero are multiplied by `scale`.
    """
    rungs = [(value >= _scaled(one.at_least, scale), one.key) for one in classes if one.at_least is not None]
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


def standing(key: ir.StringColumn, method: Method) -> ir.StringColumn:
    """Return what each class of `method` comes down to (`Standing`); `cannot_tell` for NULL."""
    classes = (*method.classes_of_score, *method.classes_with_target, *method.classes_without_target, *method.other_classes)
    standings = {one.key: one.standing for one in classes}
    return ibis.cases(*((key == name, found) for name, found in standings.items()), else_="cannot_tell")


def first_true(conditions: Mapping[str, ir.BooleanValue]) -> ir.StringColumn:
    """Return the key of the first condition that holds, NULL where none does; a condition that is NULL does not hold."""
    return ibis.cases(*((condition.fill_null(False), key) for key, condition in conditions.items()), else_=ibis.null("string"))
