"""The trend of Eurostat's monitoring of the Goals in the EU: the yearly rate over the latest years, beside the rate needed.

Method: Eurostat, reports on progress towards the SDGs in an EU context. Two windows, latest 15 and latest 5 years, are two methods with
these formulas; thresholds, class names and windows stand in `data/methods/eurostat.yml`, with how little of them was read at the source.
"""

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.measure.rate import growth, heading
from stocktake.model.method import Method

TARGET_MET = "target_met"
TARGET_MISSED = "target_missed"
MOVED_AWAY = "moved_away"


def sums(d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
    """Return the first value of the window."""
    return series.trailing(d, int(method.parameters["window_years"]))


def judge(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` (one row a series: `assessment.outcome`) with what the method says; `statistic` is the ratio, or CAGR without a target.

    >>> from factories import verdict_on
    >>> row = verdict_on({2015: 7.52, 2023: 6.18}, method="eurostat-long-term", direction="down", target=3)
    >>> row["class_key"], round(row["statistic"], 3), row["first_year"], row["last_year"]
    ('insufficient_progress', 0.408, 2015, 2023)
    """
    t = with_statistic(t)
    t = t.mutate(projection.compound(t, t.rate))
    t = t.mutate(is_missed=is_missed(t))
    t = t.mutate(obstacle=grade.first_true(obstacles(t, method, as_of)))
    return t.mutate(grade.told(t, class_key(t, method), cautions(t, as_of)))


def with_statistic(t: ir.Table) -> ir.Table:
    """Return `t` with `rate`, `needed_rate`, `statistic`, and the conditions that classes and reasons rest on."""
    t = t.mutate(is_met=grade.meets_target(t), heading=heading(t))
    t = t.mutate(grade.unless_binary(t, {"rate": rate(t), "needed_rate": needed_rate(t)}))
    t = t.mutate(was_at_target=grade.was_at_target(t), needs_trend=~t.is_met & ~t.is_binary)
    is_ratio = t.target_value.notnull() & (t.first_value != t.target_value)
    return t.mutate(
        statistic=is_ratio.ifelse(ratio(t), t.heading * t.rate),
        statistic_key=is_ratio.ifelse("ratio", "CAGR"),
        needs_rate=t.needs_trend & ~t.was_at_target,
    )


def rate(t: ir.Table) -> ir.FloatingColumn:
    """Return the compound annual rate from the first to the last value of the window; NULL for one value or two signs.

    Method: (y_t / y_t0)^(1 / (t - t0)) - 1.
    """
    return growth(t.first_value, t.last_value, t.last_year - t.first_year)


def needed_rate(t: ir.Table) -> ir.FloatingColumn:
    """Return the compound annual rate from the first value of the window to the target in time; NULL for a target of zero.

    Method: as `rate`, to the target; for a target of zero it is not defined, and nothing stands in for it.
    """
    return growth(t.first_value, t.target_value.nullif(0), t.target_year - t.first_year)


def ratio(t: ir.Table) -> ir.FloatingColumn:
    """Return the observed rate as a share of the needed one, below 0 for a movement away; NULL where no rate is needed.

    Method: Eurostat's ratio, written with d and without the sign of the needed rate as Open SDG writes it: a plain quotient is
    positive where a series was better than its target and fell through it.
    """
    return t.heading * t.rate / t.needed_rate.abs().nullif(0)


def is_missed(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the target year itself has a value, and it moved the right way but falls short of the target."""
    return (t.target_value.notnull() & t.needs_rate & (t.last_year >= t.target_year) & (t.statistic >= 0)).fill_null(False)


def obstacles(t: ir.Table, method: Method, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps a series from being judged, by key of `reason.NO_VERDICT`; a value that meets the target needs no trend.

    There is no base year that the year of the review could precede.
    """
    numbers = method.parameters
    return {
        **grade.obstacles(t, base_year=as_of, as_of=as_of),
        "old_window": t.last_year < ibis.least(t.target_year, as_of) - int(numbers["window_years"]),
        "yes_or_no": t.is_binary & ~t.is_met,
        "one_in_window": t.needs_trend & (t.first_year == t.last_year),
        "short_window": t.needs_trend & (t.last_year - t.first_year < int(numbers["minimum_span"])),
        "no_rate_to_zero": t.needs_rate & (t.target_value == 0),
        **grade.no_rate(t),
    }


def class_key(t: ir.Table, method: Method) -> ir.StringColumn:
    """Return the class of each series that has no obstacle."""
    return ibis.cases(
        (t.is_met, TARGET_MET),
        (t.was_at_target, MOVED_AWAY),
        (t.is_missed, TARGET_MISSED),
        (t.target_value.notnull(), grade.class_key(t.statistic, method.classes_with_target)),
        else_=grade.class_key(t.statistic, method.classes_without_target),
    )


def cautions(t: ir.Table, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what to keep in mind about a class, by key of `reason.CAUTIONS`."""
    return {
        "meets_target": t.is_met,
        "target_year_missed": t.is_missed,
        "moved_away": t.was_at_target,
        "target_year_passed": t.target_year < as_of,
        "both_negative": (t.first_value < 0) & (t.last_value < 0),
    }
