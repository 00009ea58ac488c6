"""Projections: where a series would stand in its target year if it went on, and how sure that is.

Each method goes on in its own way: at a compound rate or on a straight line from its base to its last value. The interval is
stocktake's own and the same for all of them: a random walk with drift whose yearly scatter is measured on all values since `SINCE`.
It says how far series with such a scatter usually stray, not what will happen. How often it held on real data stands in
`docs/explanation/methods.md`.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from stocktake.measure import series

SINCE = 2000
"""The scatter is measured from this year on."""

COVERAGE = 0.8
"""The share of cases that an interval is meant to hold in."""

KINDS: Mapping[str, str] = {
    "compound": "the yearly rate since the base carried on",
    "straight": "the straight line from the base carried on",
    "regression": "a straight line fitted to all values since 2000",
}
"""How a projected value was made, in words."""

_SUMS = ("scatter_year", "scatter_value", "steps", "step_sum", "log_steps", "log_step_sum")

_QUANTILES = (3.077684, 1.885618, 1.637744, 1.533206, 1.475884, 1.439756, 1.414924, 1.396815, 1.383029, 1.372184)
"""The 90 % points of Student's t with 1 to 10 degrees of freedom: 80 % lie between minus and plus that."""

_NORMAL, _FIRST, _SECOND = 1.281552, 0.846578, 0.570870
"""Those of more degrees: the normal distribution's, and the first two terms of the expansion in 1 / degrees (Abramowitz and Stegun 26.7.5)."""


def sums(d: ir.Table) -> dict[str, ir.Scalar]:
    """Return what the scatter of a series is drawn from; `d` is `series.Prepared.dated`."""
    inside, step = d.year >= SINCE, d.previous_year >= SINCE
    return {
        "scatter_year": d.year.min(where=inside),
        "scatter_value": series.at_least(d.value, d.year, inside),
        "steps": d.step.count(where=step),
        "step_sum": d.step.sum(where=step),
        "log_steps": d.log_step.count(where=step),
        "log_step_sum": d.log_step.sum(where=step),
    }


def with_spread(t: ir.Table) -> ir.Table:
    """Return `t` (one row a series, with `sums`, `last_year` and `last_value`) with how far the series strays in a year, in place of the sums.

    `spread` is the half width of the interval after one year but for the doubt about the drift itself, in the unit of the values;
    `log_spread` the same of their logarithm. NULL with fewer than three values since `SINCE`; the latter also where one is not above zero.
    """
    wide = quantile(t.steps - 1)
    return t.mutate(spread=wide * _scatter(t), log_spread=wide * _log_scatter(t)).drop(*_SUMS)


def ahead(t: ir.Table) -> ir.IntegerColumn:
    """Return the years from the last value to the target year, NULL where it has passed."""
    years = t.target_year - t.last_year
    return (years >= 0).ifelse(years, ibis.null("int64"))


def compound(t: ir.Table, rate: ir.FloatingColumn) -> dict[str, ir.Column]:
    """Return the projected value at `target_year` with its interval, from the last value on at a yearly `rate`.

    `t` has one row a series with `spread`, `first_year`, `last_year`, `last_value` and `ahead`. The interval lies evenly on a
    scale of ratios; NULL with fewer than three values since `SINCE`, or where one is not above zero.

    Method: the rate is the method's; interval: random walk with drift, variance s² (h + h² / T), h years ahead, T years of window.
    """
    value = t.last_value * (1 + rate).pow(t.ahead.cast("float64"))
    half = _half_width(t, t.log_spread)
    return _projected(value, value * (-half).exp(), value * half.exp(), "compound")


def straight(t: ir.Table) -> dict[str, ir.Column]:
    """Return the same as `compound`, from the last value on along the line from base to last value; here the interval may pass zero."""
    window = (t.last_year - t.first_year).nullif(0).cast("float64")
    value = t.last_value + (t.last_value - t.first_value) / window * t.ahead
    half = _half_width(t, t.spread)
    return _projected(value, value - half, value + half, "straight")


def _projected(value: ir.FloatingColumn, low: ir.FloatingColumn, high: ir.FloatingColumn, kind: str) -> dict[str, ir.Column]:
    key = value.notnull().ifelse(kind, ibis.null("string"))
    return {"projected_value": value, "projected_low": low, "projected_high": high, "projection_key": key}


def _half_width(t: ir.Table, spread: ir.FloatingColumn) -> ir.FloatingColumn:
    years = t.ahead.cast("float64")
    window = (t.last_year - t.first_year).nullif(0).cast("float64")
    return spread * (years + years * years / window).sqrt()


def _scatter(t: ir.Table) -> ir.FloatingColumn:
    """Return the standard deviation of yearly changes around their mean."""
    return _deviation(t, t.step_sum, t.last_value - t.scatter_value)


def _log_scatter(t: ir.Table) -> ir.FloatingColumn:
    """Return the standard deviation of yearly changes of the logarithm, NULL where one value has none."""
    possible = (t.log_steps == t.steps) & (t.scatter_value > 0) & (t.last_value > 0)
    whole = possible.ifelse(t.last_value / t.scatter_value.nullif(0), ibis.null("float64")).ln()
    return _deviation(t, t.log_step_sum, whole)


def _deviation(t: ir.Table, squares: ir.FloatingColumn, whole: ir.FloatingColumn) -> ir.FloatingColumn:
    span = (t.last_year - t.scatter_year).nullif(0).cast("float64")
    rest = squares - whole**2 / span
    rest = (rest < 0).ifelse(0.0, rest)  # rounding alone brings it below zero; `greatest` would turn NULL into zero
    return (t.steps < 2).ifelse(ibis.null("float64"), rest / (t.steps - 1).nullif(0)).sqrt()


def quantile(degrees: ir.IntegerColumn) -> ir.FloatingColumn:
    """Return how many standard deviations to each side hold `COVERAGE` of Student's t; NULL for no degree of freedom.

    >>> import ibis
    >>> [round(quantile(ibis.literal(n)).to_pyarrow().as_py(), 3) for n in (1, 5, 30)]
    [3.078, 1.476, 1.31]
    """
    n = degrees.nullif(0).cast("float64")
    few = [(degrees == place, value) for place, value in enumerate(_QUANTILES, 1)]
    return ibis.cases((degrees < 1, ibis.null("float64")), *few, else_=_NORMAL + _FIRST / n + _SECOND / n**2)
