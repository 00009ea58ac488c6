"""The Anticipated Progress Index of ESCAP and the other UN regional commissions: where a line fitted to the years since 2000 leads.

Method: UNECE, technical notes on the progress assessment. Parameters and class names stand in `data/methods/escap-api.yml`; how recent
years are weighted was not seen, so they all count the same unless the parameter says otherwise.
"""

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.model.method import Method

TARGET_MET = "target_met"
TARGET_MISSED = "target_missed"
MOVED_AWAY = "moved_away"

_SPECK = 1e-10
"""A share of the spread that fitted values may be off by rounding alone: below it, a line runs through all of them."""


def sums(d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
    """Return the base and the weighted sums of the line: years count from the last one and values from the last value.

    So counted the sums stay small, and come out alike on any engine.
    """
    numbers = method.parameters
    inside = d.year >= int(numbers["since_year"])
    x, y = (d.year - d.last_year).cast("float64"), d.value - d.last_value
    growth = numbers["weight_growth"]
    weight = ibis.literal(1.0 + growth).pow(x) if growth else x * 0 + 1.0
    parts = {"w": weight, "wx": weight * x, "wy": weight * y, "wxx": weight * x * x, "wxy": weight * x * y, "wyy": weight * y * y}
    return {
        **series.nearest(d, int(numbers["base_year"])),
        "years": d.year.count(where=inside),
        **{name: part.sum(where=inside) for name, part in parts.items()},
    }


def judge(t: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return `t` (one row a series: `assessment.outcome`) with what the method says; `statistic` is the gap in per cent.

    `first_year` is the base the gap is measured by; `years` counts the values the line is fitted to, which may begin before it.

    >>> from factories import verdict_on
    >>> row = verdict_on({2015: 7.52, 2023: 6.18}, method="escap-api", direction="down", target=3)
    >>> row["class_key"], round(row["statistic"], 3), round(row["projected_value"], 4)
    ('accelerate', 44.414, 5.0075)
    """
    base_year = int(method.parameters["base_year"])
    t = with_statistic(series.since(t, base_year), base_year)
    t = t.mutate(obstacle=grade.first_true(obstacles(t, base_year, as_of)))
    return t.mutate(grade.told(t, class_key(t, method), cautions(t, base_year, as_of)))


def with_statistic(t: ir.Table, base_year: int) -> ir.Table:
    """Return `t` with `slope`, the projected value with its interval, `statistic`, and the conditions that classes and reasons rest on."""
    t = t.mutate(is_met=grade.meets_target(t) & (t.last_year >= base_year))
    t = with_line(t)
    t = t.mutate(grade.unless_binary(t, projected(t)))
    t = t.mutate(statistic=gap(t), statistic_key=ibis.literal("gap"), needs_trend=~t.is_met & ~t.is_binary)
    is_short = (~t.is_met & (t.statistic.isnull() | (t.statistic > 0))).fill_null(False)
    return t.mutate(
        was_at_target=grade.was_at_target(t) & is_short,
        fell_through=(is_short & (t.direction * t.first_value > t.direction * t.target_value)).fill_null(False),
        is_missed=(is_short & (t.last_year >= t.target_year) & (t.statistic <= 100)).fill_null(False),
    )


def with_line(t: ir.Table) -> ir.Table:
    """Return `t` with `mean_x`, `mean_y`, the spreads `sxx`, `sxy`, `syy` and the `slope` of the line; NULL from fewer than two values.

    Method: weighted least squares.
    """
    w = t.w.nullif(0)
    t = t.mutate(
        mean_x=t.wx / w, mean_y=t.wy / w, sxx=t.wxx - t.wx * t.wx / w, sxy=t.wxy - t.wx * t.wy / w, syy=t.wyy - t.wy * t.wy / w
    )
    return t.mutate(slope=(t.years > 1).ifelse(t.sxy, ibis.null("float64")) / t.sxx.nullif(0))


def projected(t: ir.Table) -> dict[str, ir.Column]:
    """Return the value of the line at the target year with its interval, as in `projection`; a value of that year itself takes its place.

    Method: the line is the method's; the interval that of a prediction by least squares. With weights that differ it is our reading:
    they count as if they added up to the number of values.
    """
    ahead = (t.target_year - t.last_year).cast("float64")
    is_over = ahead <= 0
    line = t.last_value + t.mean_y + t.slope * (ahead - t.mean_x)
    value = (is_over & t.slope.notnull()).ifelse(t.last_value, line)
    half = is_over.ifelse(ahead * 0.0, half_width(t, ahead))
    value = grade.is_gradable(t).ifelse(value, ibis.null("float64"))
    key = value.notnull().ifelse("regression", ibis.null("string"))
    return {"projected_value": value, "projected_low": value - half, "projected_high": value + half, "projection_key": key}


def half_width(t: ir.Table, ahead: ir.FloatingColumn) -> ir.FloatingColumn:
    """Return how far to each side of the line 80 % of values `ahead` years after the last are expected; NULL from fewer than three values.

    Method: t(n - 2) * s * sqrt(1 + 1 / n + (x - mean)^2 / Sxx), s^2 the squared residuals by n - 2.
    """
    scale = t.years / t.w.nullif(0)
    rest = t.syy - t.sxy * t.slope
    rest = (rest > _SPECK * t.syy).ifelse(rest, 0.0)
    variance = scale * rest / (t.years - 2).nullif(0)
    spread = 1 + 1 / t.years.nullif(0) + (ahead - t.mean_x) ** 2 / (scale * t.sxx).nullif(0)
    return projection.quantile(t.years - 2) * ((t.years > 2).ifelse(variance, ibis.null("float64")) * spread).sqrt()


def gap(t: ir.Table) -> ir.FloatingColumn:
    """Return how far the predicted value falls short of the target, in per cent of the way from base to target; 0 where it reaches it.

    NULL without a target or a line, and for a base at the target that the prediction does not reach.

    Method: 100 * |TV - predicted| / |TV - I_2015|; 0 if the predicted value reaches or passes TV.
    """
    short = t.direction * (t.target_value - t.projected_value)
    share = 100 * short / (t.target_value - t.first_value).abs().nullif(0)
    return ((short <= 0) | (share < grade.ROUNDING)).ifelse(0.0, share)


def obstacles(t: ir.Table, base_year: int, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what keeps a series from being judged, by key of `reason.NO_VERDICT`; a value that meets the target needs no trend."""
    no_line = {"one_value": t.needs_trend & (t.first_year.isnull() | t.slope.isnull())}
    return {**grade.obstacles(t, base_year, as_of), **grade.no_way(t), **grade.no_trend(t, base_year), **no_line}


def class_key(t: ir.Table, method: Method) -> ir.StringColumn:
    """Return the class of each series that has no obstacle."""
    is_small = t.statistic <= method.parameters["tolerance"]
    nearness = is_small.ifelse(0.0, -t.statistic) + grade.ROUNDING
    return ibis.cases(
        (t.is_met, TARGET_MET),
        (t.was_at_target, MOVED_AWAY),
        (t.fell_through, method.classes_with_target[-1].key),
        (t.is_missed, TARGET_MISSED),
        else_=grade.class_key(nearness, method.classes_with_target),
    )


def cautions(t: ir.Table, base_year: int, as_of: int) -> dict[str, ir.BooleanValue]:
    """Return what to keep in mind about a class, by key of `reason.CAUTIONS`."""
    return {
        "leaving_target": t.is_met & (t.statistic > 0),
        "meets_target": t.is_met,
        "fell_through": t.fell_through & (t.statistic <= 100),
        "target_year_missed": t.is_missed,
        "moved_away": t.was_at_target,
        "target_year_passed": t.target_year < as_of,
        "line_leads_away": (t.statistic > 0) & (t.direction * t.slope < 0) & (t.statistic <= 100),
        **grade.base_cautions(t, base_year),
    }
