"""The progress measure of Open SDG and Statistics Canada.

Method: Statistics Canada, Progress Measurement for Canada's Sustainable Development Goals; Open SDG documentation, progress
methodology. Thresholds and class names stand in `data/methods/open-sdg.yml`, the method on a page in `docs/reference/methods.md`.
"""

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.measure.grade import is_gradable
from stocktake.measure.rate import growth
from stocktake.model.method import Method

TARGET_ACHIEVED = "target_achieved"
TARGET_NOT_ACHIEVED = "target_not_achieved"
MOVED_AWAY = "moved_away"


def sums(d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
    """Return the sums of the window from the base year on."""
    return series.window(d, base(method))


def judge(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` (one row a series: `assessment.outcome`) with what the method says; `statistic` is R, or CAGR without a target.

    >>> from factories import verdict_on
    >>> row = verdict_on({2015: 7.52, 2023: 6.18}, direction="down", target=3)
    >>> row["class_key"], round(row["statistic"], 3), row["first_year"], row["last_year"]
    ('limited_progress', 0.408, 2015, 2023)
    """
    numbers = method.parameters
    t = series.window_of(t, base(method))
    t = with_rates(with_ends(t, numbers["zero_stand_in"]), numbers["limit_exponent"])
    return with_class(t.mutate(projection.compound(t, t.rate)), method, as_of)


def base(method: Method) -> series.Base:
    """Return where the windows of the method begin."""
    names = ("base_year", "earliest_base_year", "earliest_base_year_interval")
    return series.Base(*(int(method.parameters[name]) for name in names))


def with_ends(t: ir.Table, stand_in: float) -> ir.Table:
    """Return `t` (one row a series: `series.window_of`) with the values that its rates run between.

    `start_value` is the base and `goal_value` the target, zero replaced by `stand_in` with the sign of the values; NULL where
    there is no rate to speak of. `heading` is the wanted direction, turned round where all values are below zero.
    """
    sign = (t.min_value < 0).ifelse(-1, 1)
    start, goal = has_rate(t), is_gradable(t) & t.target_value.notnull()
    return t.mutate(
        heading=t.direction * sign,
        start_value=start.ifelse(_nonzero(t.first_value, sign * stand_in), ibis.null("float64")),
        goal_value=goal.ifelse(_nonzero(t.target_value, sign * stand_in), ibis.null("float64")),
        stand_in_used=(start & ((t.first_value == 0) | (goal & (t.target_value == 0)))).fill_null(False),
    )


def _nonzero(value: ir.FloatingColumn, small: ir.FloatingColumn) -> ir.FloatingColumn:
    return (value == 0).ifelse(small, value)


def has_rate(t: ir.Table) -> ir.BooleanColumn:
    """Return whether a rate of change makes sense: no yes-or-no figure, all values on one side of zero, not zero at both ends."""
    is_mixed = (t.min_value < 0) & (t.max_value > 0)
    return ~t.is_binary & ~is_mixed & ~stays_zero(t)


def stays_zero(t: ir.Table) -> ir.BooleanColumn:
    """Return whether base and last value are both zero."""
    return (t.first_value == 0) & (t.last_value == 0)


def with_rates(t: ir.Table, exponent: float) -> ir.Table:
    """Return `t` with `rate`, `needed_rate`, `ratio`, `c_scale`, and `statistic`: the figure that is graded."""
    t = t.mutate(rate=rate(t), needed_rate=needed_rate(t), c_scale=limit_scale(t, exponent))
    t = t.mutate(ratio=ratio(t))
    is_ratio = is_ratio_graded(t)
    return t.mutate(statistic=is_ratio.ifelse(t.ratio, t.heading * t.rate), statistic_key=is_ratio.ifelse("R", "CAGR"))


def rate(t: ir.Table) -> ir.FloatingColumn:
    """Return the compound annual rate of change from base to last value, as a fraction (-0.02 is 2 % less each year).

    NULL where there is none: one year only, or values on both sides of zero.

    Method: Open SDG, symbol CAGR_i: (y_i / y_0)^(1 / (t_i - t_0)) - 1.
    """
    return growth(t.start_value, t.last_value, t.last_year - t.first_year)


def needed_rate(t: ir.Table) -> ir.FloatingColumn:
    """Return the compound annual rate that leads from the base to the target in the target year; NULL without a target.

    Method: Open SDG, symbol CAGR_T: (y_T / y_0)^(1 / (t_T - t_0)) - 1.
    """
    return growth(t.start_value, t.goal_value, t.target_year - t.first_year)


def ratio(t: ir.Table) -> ir.FloatingColumn:
    """Return the pace as a share of the pace needed: 1 arrives on time, below 0 moves away; NULL where no pace is needed.

    The needed rate counts without its sign: a series that was better than its target and gets worse moves away from it, although
    the way to the target leads in the same direction.

    Method: Open SDG, symbol R: d * CAGR_i / |CAGR_T|, d = +1 where more is wanted and -1 where less is.
    """
    return t.heading * t.rate / t.needed_rate.abs().nullif(0)


def limit_scale(t: ir.Table, exponent: float) -> ir.FloatingColumn:
    """Return the factor from 0 to 1 that lowers the edges near the natural limit of a scale; 1 without a limit or with a target.

    Method: Open SDG, symbol C: 1 - (y_0 / y_lim)^4.44 up to the limit, 1 - ((2 y_lim - y_0) / y_lim)^4.44 from there to twice the
    limit, 1 beyond. At the limit C is 0.
    """
    start, limit = t.start_value.abs(), t.limit_value.abs()
    nearness = (start <= limit).ifelse(start, 2 * limit - start) / limit.nullif(0)
    applies = (t.target_value.isnull() & (start < 2 * limit)).fill_null(False)
    return applies.ifelse(1 - applies.ifelse(nearness, 0.0).pow(exponent), 1.0)


def is_ratio_graded(t: ir.Table) -> ir.BooleanColumn:
    """Return whether a series is graded by its ratio; without a target, or with the base at the target, its rate is graded."""
    return t.target_value.notnull() & ~was_at_target(t)


def was_at_target(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the base value is exactly the target, so that no pace is needed."""
    return (t.needed_rate == 0).fill_null(False)


def with_class(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` with `class_key`, `score` and `reason_key`."""
    t = t.mutate(is_achieved=is_achieved(t))
    t = t.mutate(is_missed=is_missed(t))
    t = t.mutate(obstacle=obstacle(t, method, as_of))
    cautions = caution(t, int(method.parameters["base_year"]), as_of)
    return t.mutate(
        class_key=class_key(t, method),
        score=score(t, method),
        statistic=t.obstacle.isnull().ifelse(t.statistic, ibis.null("float64")),
        reason_key=t.obstacle.fill_null(cautions),
    )


def is_achieved(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the last value of the window meets the target."""
    return grade.meets_target(t) & t.first_year.notnull()


def is_missed(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the target year itself has a value, and it moved the right way but falls short of the target."""
    return (t.target_value.notnull() & ~t.is_achieved & (t.last_year >= t.target_year) & (t.statistic >= 0)).fill_null(False)


def obstacle(t: ir.Table, method: Method, as_of: int) -> ir.StringColumn:
    """Return the key of what keeps a series from being judged (`reason.NO_VERDICT`), NULL where nothing does.

    A value that meets the target needs no trend, nor does a yes-or-no figure.
    """
    base_year, minimum = int(method.parameters["base_year"]), int(method.parameters["minimum_years"])
    is_empty, needs_trend = t.first_year.isnull(), ~t.is_achieved & ~t.is_binary
    conditions = {
        **grade.obstacles(t, base_year, as_of),
        "no_value_since_base": is_empty,
        "one_value": needs_trend & (t.years < minimum),
        "stays_zero": needs_trend & stays_zero(t),
        "signs_mixed": needs_trend & t.statistic.isnull(),
    }
    return grade.first_true(conditions)


def class_key(t: ir.Table, method: Method) -> ir.StringColumn:
    """Return the class of each series; NULL where there is an obstacle."""
    return ibis.cases(
        (t.obstacle.notnull(), ibis.null("string")),
        (t.is_achieved, TARGET_ACHIEVED),
        (t.is_binary | t.is_missed, TARGET_NOT_ACHIEVED),
        (was_at_target(t), MOVED_AWAY),
        (is_ratio_graded(t), grade.class_key(t.statistic, method.classes_with_target)),
        else_=grade.class_key(t.statistic, method.classes_without_target, t.c_scale),
    )


def score(t: ir.Table, method: Method) -> ir.FloatingColumn:
    """Return the score of each series from -5 to 5; NULL where there is an obstacle, and for a yes-or-no figure not met.

    A series that was at its target and moved away is scored by its rate, for there is no ratio.

    Method: Open SDG, aggregated progress status: straight lines between the edges of the classes; a target achieved scores 5.
    """
    best = float(method.score_points_with_target[-1][1])
    return ibis.cases(
        (t.obstacle.notnull(), ibis.null("float64")),
        (t.is_achieved, best),
        (is_ratio_graded(t), grade.score(t.statistic, method.score_points_with_target)),
        else_=grade.score(t.statistic, method.score_points_without_target, t.c_scale),
    )


def caution(t: ir.Table, base_year: int, as_of: int) -> ir.StringColumn:
    """Return the key of what to keep in mind about the class of a series (`reason.CAUTIONS`), NULL where there is nothing."""
    conditions = {
        "meets_target": t.is_achieved,
        "target_not_met": t.is_binary,
        "target_year_missed": t.is_missed,
        "moved_away": was_at_target(t),
        "target_year_passed": t.target_year < as_of,
        "zero_target": t.target_value == 0,
        "zero_base": t.first_value == 0,
        "all_negative": t.max_value < 0,
        "base_at_limit": t.c_scale == 0,
        "base_beyond_limit": t.target_value.isnull() & (t.direction * t.first_value > t.direction * t.limit_value),
        "early_base": t.first_year < base_year,
        "late_base": t.first_year > base_year,
    }
    return grade.first_true(conditions)
