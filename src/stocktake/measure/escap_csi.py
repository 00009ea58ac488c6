"""The Current Status Index of ESCAP: how much of the way from base to target lies behind, on a scale from 0 to 10.

Method: UN ESCAP, progress assessment methodology; the formula as UNICEF's benchmarking code has it. The index comes without classes: those
of `data/methods/escap-csi.yml` are ours, and set it beside the index that a straight line to the target would have by now.
"""

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.model.method import Method

REACHED = "reached"
ON_COURSE = "on_course"
BEHIND = "behind"
REGRESSION = "regression"
MOVED_AWAY = "moved_away"


def sums(d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
    """Return the base: the value nearest to the base year."""
    return series.nearest(d, int(method.parameters["base_year"]))


def judge(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` (one row a series: `assessment.outcome`) with what the method says; `statistic` is the index, `expected` what it should be.

    >>> from factories import verdict_on
    >>> row = verdict_on({2015: 7.52, 2023: 6.18}, method="escap-csi", direction="down", target=3)
    >>> row["class_key"], round(row["statistic"], 3)
    ('behind', 2.965)
    """
    base_year = int(method.parameters["base_year"])
    t = with_statistic(series.since(t, base_year), base_year, method.parameters["target_reached"])
    t = t.mutate(obstacle=grade.first_true(obstacles(t, base_year, as_of)))
    return t.mutate(grade.told(t, class_key(t), cautions(t, base_year, as_of)))


def with_statistic(t: ir.Table, base_year: int, full: float) -> ir.Table:
    """Return `t` with `statistic`, `expected`, the value a straight line leads to, and the conditions that classes and reasons rest on."""
    t = t.mutate(is_met=grade.meets_target(t) & (t.last_year >= base_year))
    t = t.mutate(grade.unless_binary(t, projection.straight(t)))
    return t.mutate(
        statistic=index(t, full),
        statistic_key=ibis.literal("CSI"),
        expected=expected(t, full),
        was_at_target=grade.was_at_target(t),
        needs_trend=~t.is_met & ~t.is_binary,
    )


def index(t: ir.Table, full: float = 10.0) -> ir.FloatingColumn:
    """Return how much of the way from base to target lies behind: 0 at the base, `full` at the target, below 0 for regression.

    NULL where base and target are equal, and without a target.

    Method: 10 * d * (I_cv - I_0) / |TV - I_0|.
    """
    return full * t.direction * (t.last_value - t.first_value) / (t.target_value - t.first_value).abs().nullif(0)


def expected(t: ir.Table, full: float = 10.0) -> ir.FloatingColumn:
    """Return the index that a straight line from base to target has in the year of the last value: 5.33 after 8 of 15 years.

    Method: 10 * (t - 2015) / (2030 - 2015), from the year of the base where that is another.
    """
    passed, whole = t.last_year - t.first_year, t.target_year - t.first_year
    return full * passed / whole.nullif(0).cast("float64")


def parity_index(
    value: ir.FloatingValue, base: ir.FloatingValue, target: ir.FloatingValue, full: float = 10.0
) -> ir.FloatingValue:
    """Return the index of a figure whose target may be missed on both sides, as a ratio of women to men; NULL for a base at the target.

    Method: 10 - 10 * |TV - I_cv| / |TV - I_0|.

    >>> import ibis
    >>> now, base, target = (ibis.literal(number) for number in (0.92, 0.8, 1.0))
    >>> [round(parity_index(value, base, target).to_pyarrow().as_py(), 6) for value in (now, ibis.literal(1.1))]
    [6.0, 5.0]
    """
    return full - full * (target - value).abs() / (target - base).abs().nullif(0)


def obstacles(t: ir.Table, base_year: int, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps a series from being judged, by key of `reason.NO_VERDICT`; a value that meets the target needs no trend."""
    return {**grade.obstacles(t, base_year, as_of), **grade.no_way(t), **grade.no_trend(t, base_year)}


def class_key(t: ir.Table) -> ir.StringColumn:
    """Return the class of each series that has no obstacle: its index beside the expected one, and beside none at all."""
    return ibis.cases(
        (t.is_met, REACHED),
        (t.was_at_target, MOVED_AWAY),
        (t.statistic >= t.expected - grade.ROUNDING, ON_COURSE),
        (t.statistic >= 0, BEHIND),
        else_=REGRESSION,
    )


def cautions(t: ir.Table, base_year: int, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what to keep in mind about a class, by key of `reason.CAUTIONS`."""
    return {
        "meets_target": t.is_met,
        "target_year_missed": (t.last_year >= t.target_year) & (t.statistic >= 0),
        "moved_away": t.was_at_target,
        "target_year_passed": t.target_year < as_of,
        **grade.base_cautions(t, base_year),
    }
