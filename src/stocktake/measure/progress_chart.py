"""The trend to 2030 of the SDG Progress Chart 2023: where does the yearly rate since 2015 lead, and how much of the way is that?

Method: United Nations Statistics Division, Progress Chart 2023, technical note, as Eustat applies it. Thresholds and class names stand in
`data/methods/progress-chart-2023.yml`.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.measure.rate import growth, heading
from stocktake.model.method import Method

MET = "met_or_on_track"
CONDITION_NOT_MET = "condition_not_met"
MOVED_AWAY = "moved_away"


def sums(d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
    """Return the base: the value nearest to the base year."""
    return series.nearest(d, int(method.parameters["base_year"]))


def judge(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` (one row a series: `assessment.outcome`) with what the method says; `statistic` is q, or CAGR without a target.

    `score` is that of the chart, 3 for the best class and 1 for the worst.

    >>> from factories import verdict_on
    >>> row = verdict_on({2015: 7.52, 2023: 6.18}, method="progress-chart-2023", direction="down", target=3)
    >>> row["class_key"], row["score"], round(row["statistic"], 3), round(row["projected_value"], 3)
    ('fair_progress', 2.0, 0.512, 5.205)
    """
    base_year = int(method.parameters["base_year"])
    t = with_statistic(series.since(t, base_year), base_year, method.parameters["end_tolerance"])
    t = t.mutate(obstacle=grade.first_true(obstacles(t, base_year, as_of)))
    t = t.mutate(grade.told(t, class_key(t, method), cautions(t, method, as_of)))
    return t.mutate(score=score(t.class_key, method))


def with_statistic(t: ir.Table, base_year: int, tolerance: float) -> ir.Table:
    """Return `t` with `rate`, `projected_value` with its interval, `statistic`, and the conditions that classes and reasons rest on."""
    t = t.mutate(is_met=is_met(t, tolerance) & (t.last_year >= base_year), heading=heading(t))
    rate = growth(t.first_value, t.last_value, t.last_year - t.first_year)
    t = t.mutate(grade.unless_binary(t, {"rate": rate}))
    t = t.mutate(projection.compound(t, t.rate))
    t = t.mutate(was_at_target=grade.was_at_target(t), needs_trend=~t.is_met & ~t.is_binary)
    is_q = t.target_value.notnull() & (t.first_value != t.target_value)
    return t.mutate(
        statistic=is_q.ifelse(q(t), t.heading * t.rate),
        statistic_key=is_q.ifelse("q", "CAGR"),
        needs_rate=t.needs_trend & ~t.was_at_target,
    )


def is_met(t: ir.Table, tolerance: float) -> ir.BooleanColumn:
    """Return whether the last value meets the target, or lies within `tolerance` points of a target of 0 or 100 per cent. Never NULL.

    Method: Eustat: the latest value meets the target; or the target is 0 or 100 per cent and the latest value within 1 point.
    """
    return grade.meets_target(t) | is_near_end(t, tolerance)


def is_near_end(t: ir.Table, tolerance: float) -> ir.BooleanColumn:
    """Return whether the target is an end of a scale in per cent and the last value within `tolerance` points of it. Never NULL."""
    is_end = t.is_per_cent & t.target_value.isin([0.0, 100.0])
    return (grade.is_gradable(t) & is_end & ((t.last_value - t.target_value).abs() <= tolerance)).fill_null(False)


def q(t: ir.Table) -> ir.FloatingColumn:
    """Return the share of the way from base to target that the trend covers by the target year, below 0 where it leads away.

    Method: (expected - base) / (target - base), written with d and without the sign of the way: the same where the base is worse than
    the target; where it is better, a fall through the target would count as progress.
    """
    return t.direction * (t.projected_value - t.first_value) / (t.target_value - t.first_value).abs().nullif(0)


def obstacles(t: ir.Table, base_year: int, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps a series from being judged, by key of `reason.NO_VERDICT`.

    A value that meets the target needs no trend, nor does a yes-or-no figure.
    """
    return {**grade.obstacles(t, base_year, as_of), **grade.no_trend(t, base_year), **grade.no_rate(t)}


def class_key(t: ir.Table, method: Method) -> ir.StringColumn:
    """Return the class of each series that has no obstacle."""
    return ibis.cases(
        (t.is_met, MET),
        (t.is_binary, CONDITION_NOT_MET),
        (t.was_at_target, MOVED_AWAY),
        (t.target_value.notnull(), grade.class_key(t.statistic, method.classes_with_target)),
        else_=grade.class_key(t.statistic, method.classes_without_target),
    )


def score(key: ir.StringColumn, method: Method) -> ir.FloatingColumn:
    """Return the chart's score of each class (the `variant` of the method's file), NULL for none."""
    return ibis.cases(*((key == name, number) for name, number in scores(method).items()), else_=ibis.null("float64"))


def scores(method: Method) -> Mapping[str, float]:
    """Return the score of each class by its key."""
    classes = (*method.classes_with_target, *method.classes_without_target, *method.other_classes)
    return {one.key: float(one.variant) for one in classes}


def cautions(t: ir.Table, method: Method, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what to keep in mind about a class, by key of `reason.CAUTIONS`."""
    on_track = method.classes_with_target[0].at_least
    return {
        "meets_target": grade.meets_target(t),
        "near_target": t.is_met,
        "target_not_met": t.is_binary,
        "nearly_met": t.target_value.notnull() & (t.last_year >= t.target_year) & (t.statistic >= on_track),
        "moved_away": t.was_at_target,
        "target_year_passed": t.target_year < as_of,
        "both_negative": t.target_value.isnull() & (t.first_value < 0) & (t.last_value < 0),
        **grade.base_cautions(t, int(method.parameters["base_year"])),
    }
