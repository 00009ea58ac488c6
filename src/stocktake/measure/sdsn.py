"""The SDG Index of SDSN and Bertelsmann Stiftung: a score from worst to best, a colour for it, and an arrow for its trend.

Method: SDSN, detailed methodological paper (2018), and the results of 2019, recomputed from the published workbook. How far those
agree, and which choice of window was left to us, stands in `docs/reference/sdsn-2019.md`.
"""

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.measure.rate import slope
from stocktake.model.method import Method

MAINTAINING = "maintaining"
TARGET_MISSED = "target_missed"


def sums(d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
    """Return where the trend begins: `first_year`, `first_value`, and `years`, how many years from there on have a value.

    That is the year so many years before the last one; without a value there the nearest within reach, the earlier of two.

    Method: a missing year is taken from at most one year away.
    """
    span, reach = int(method.parameters["window_years"]), int(method.parameters["start_tolerance"])
    wanted = d.last_year - span
    away = 2 * (d.year - wanted).abs() + (d.year > wanted).ifelse(1, 0)
    near = ((d.year - wanted).abs() <= reach) & (d.year < d.last_year)
    first_year = series.at_least(d.year, away, near)
    is_early = (first_year < d.last_year.max() - span).fill_null(False)
    return {
        "first_year": first_year,
        "first_value": series.at_least(d.value, away, near),
        "years": d.year.count(where=d.year >= wanted) + is_early.ifelse(1, 0),
    }


def judge(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` (one row a series: `assessment.outcome`) with what the method says.

    `score` runs from 0 to 100, `level_key` is the colour, `class_key` the arrow, `statistic` the pace as a share of the pace needed;
    it is NULL in the green band, which needs none. Score and colour are there without a trend too.
    """
    t = with_level(t, method)
    t = with_statistic(t, int(method.parameters["target_year"]))
    t = t.mutate(obstacle=grade.first_true(obstacles(t, method, as_of)))
    return t.mutate(grade.told(t, class_key(t, method), cautions(t, as_of)))


def normalised(value: ir.FloatingValue, t: ir.Table) -> ir.FloatingValue:
    """Return the place of a value between `worst` (0) and `best` (100), not cut; NULL without bounds.

    Method: 100 * (x - worst) / (best - worst), which works both ways because best and worst carry the direction.
    """
    return 100 * (value - t.worst) / (t.best - t.worst).nullif(0)


def cut(score: ir.FloatingValue) -> ir.FloatingValue:
    """Return the score with 0 for what lies below and 100 for what lies above; NULL for NULL."""
    return ibis.cases((score < 0, 0.0), (score > 100, 100.0), else_=score)


def rescaled(score: ir.FloatingValue, t: ir.Table) -> ir.FloatingValue:
    """Return the score on the scale of the colours: 0 at worst, 1 at the red edge, 2 at the green edge, 3 at best.

    `t` has `best`, `worst`, `green` and `red`. NULL without bounds.

    Method: straight lines between the four.
    """
    red, green = normalised(t.red, t), normalised(t.green, t)
    return ibis.cases(
        (score.isnull(), ibis.null("float64")),
        (score < red, _part(score, ibis.literal(0.0), red)),
        (score < green, 1 + _part(score, red, green)),
        else_=2 + _part(score, green, ibis.literal(100.0)),
    )


def _part(score: ir.FloatingValue, low: ir.FloatingValue, high: ir.FloatingValue) -> ir.FloatingValue:
    """Return how much of the way from `low` to `high` lies below the score: all of it where the two are one."""
    return ((score - low) / (high - low).nullif(0)).fill_null(1.0)


def colour(score: ir.FloatingValue, t: ir.Table, method: Method) -> ir.StringValue:
    """Return the colour of each score; a score that misses an edge by rounding alone is on it. NULL for NULL."""
    return grade.class_key(rescaled(score, t) + grade.ROUNDING, method.level_classes)


def ratio(
    start: ir.FloatingValue, end: ir.FloatingValue, years: ir.IntegerValue, left: ir.IntegerValue, green: ir.FloatingValue
) -> ir.FloatingValue:
    """Return the yearly change of the score as a share of the one that leads from `end` to `green` in the years left.

    NULL for no years on either side, and where the score is at `green` exactly.

    Method: actual / needed, with the needed step taken from the last value on: the reading that meets most arrows of 2019.
    """
    return slope(start, end, years) / slope(end, green, left).nullif(0)


def with_level(t: ir.Table, method: Method) -> ir.Table:
    """Return `t` with `score` and `level_key`; NULL for what is not graded, has no bounds, or comes in another unit than they."""
    has_score = grade.is_gradable(t) & t.has_own_unit
    t = t.mutate(score=has_score.ifelse(cut(normalised(t.last_value, t)), ibis.null("float64")))
    return t.mutate(level_key=colour(t.score, t, method))


def with_statistic(t: ir.Table, target_year: int) -> ir.Table:
    """Return `t` with `statistic`, the value the line leads to, and the conditions that classes and reasons rest on.

    The trend is that of scores that are not cut, so that what moves beyond best or worst moves here too.
    """
    start, end, green = (normalised(value, t) for value in (t.first_value, t.last_value, t.green))
    t = t.mutate(is_green=(end >= green - grade.ROUNDING).fill_null(False), is_falling=(end < start).fill_null(False))
    pace = ratio(start, end, t.last_year - t.first_year, target_year - t.last_year, green)
    t = t.mutate(
        statistic=t.is_green.ifelse(ibis.null("float64"), pace),
        statistic_key=ibis.literal("arrow ratio"),
        is_missed=~t.is_green & ~t.is_falling & (t.last_year >= target_year),
    )
    return t.mutate(grade.unless_binary(t, projection.straight(t)))


def obstacles(t: ir.Table, method: Method, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps a series from having an arrow, by key of `reason.NO_VERDICT`; one needs two values in green too.

    There is no base year that the year of the review could precede.
    """
    common = grade.obstacles(t, base_year=as_of, as_of=as_of)
    oldest = ibis.least(t.target_year, as_of) - int(method.parameters["oldest_last_value"])
    return {
        "no_value": common["no_value"],
        "not_known": common["not_known"],
        "not_graded": common["not_graded"],
        "no_bounds": t.best.isnull(),
        **common,
        "unit_differs": ~t.has_own_unit,
        "old_window": t.last_year < oldest,
        "no_start": t.first_year.isnull(),
    }


def class_key(t: ir.Table, method: Method) -> ir.StringColumn:
    """Return the arrow of each series that has no obstacle."""
    return ibis.cases(
        (t.is_green, MAINTAINING),
        (t.is_missed, TARGET_MISSED),
        (t.is_falling, method.classes_with_target[-1].key),
        else_=grade.class_key(t.statistic + grade.ROUNDING, method.classes_with_target),
    )


def cautions(t: ir.Table, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what to keep in mind about an arrow, by key of `reason.CAUTIONS`."""
    return {
        "falling_in_green": t.is_green & t.is_falling,
        "target_year_missed": t.is_missed,
        "target_year_passed": t.target_year < as_of,
    }
