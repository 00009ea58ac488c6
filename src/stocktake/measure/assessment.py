"""All methods at once: one row a series and method, and how far the methods agree.

A method is one module of this package with two doors. `sums(d, method)` says which sums it needs of a series (`series.Prepared.dated`),
`judge(t, method, as_of)` what it makes of them, one row a series. The sums of all methods are made in one pass over the figures.
"""

from collections.abc import Sequence
from dataclasses import fields
from importlib import import_module
from typing import Protocol, cast

import ibis
import ibis.expr.types as ir

from stocktake.measure import grade, projection, series
from stocktake.model.method import Method
from stocktake.model.observation import SERIES_KEY
from stocktake.model.verdict import JudgedSeries

OUTCOME = {
    "class_key": "string",
    "reason_key": "string",
    "level_key": "string",
    "score": "float64",
    "statistic": "float64",
    "statistic_key": "string",
    "first_year": "int64",
    "first_value": "float64",
    "last_year": "int64",
    "last_value": "float64",
    "years": "int64",
    "rate": "float64",
    "needed_rate": "float64",
    "stand_in_used": "boolean",
    "c_scale": "float64",
    "projected_value": "float64",
    "projected_low": "float64",
    "projected_high": "float64",
    "projection_key": "string",
}
"""The columns a method gives, with their types; one it leaves out is NULL."""

RESULT = tuple(field.name for field in fields(JudgedSeries))
"""The columns of `assess`."""

_TOLD = ("on_course", "too_slow", "wrong_way")


class Formulas(Protocol):
    """The module of a method."""

    def sums(self, d: ir.Table, method: Method) -> dict[str, ir.Scalar]:
        """Return the sums the method needs of a series, by name."""

    def judge(self, t: ir.Table, method: Method, as_of: int) -> ir.Table:
        """Return `t`, one row a series with terms and sums, with columns of `OUTCOME`."""


def formulas(method: Method) -> Formulas:
    """Return the module that a method's file names."""
    return cast(Formulas, import_module(f"stocktake.measure.{method.module}"))


def assess(prepared: series.Prepared, methods: Sequence[Method], hold: series.Hold | None = None) -> ir.Table:
    """Return one row a series and method, in the columns of `JudgedSeries`; no rows for no observations or no methods.

    `rate` and `needed_rate` are fractions a year as the figures move, whichever way is wanted. `statistic` is the number the method
    puts into classes, `statistic_key` its name in the method's own words. `class_key` is NULL where the method cannot tell; `reason_key`
    says why, or what to keep in mind (`reason.SENTENCES`). `agreement` compares the standings of all methods that can tell.

    >>> from factories import assessed
    >>> rows = assessed({2015: 7.52, 2023: 6.18}, direction="down", target=3)
    >>> rows["open-sdg"]["class_key"], round(rows["open-sdg"]["statistic"], 3), rows["open-sdg"]["standing"]
    ('limited_progress', 0.408, 'too_slow')
    """
    hold = hold or (lambda t: t)
    summary = hold(summarise(prepared, methods))
    judged = hold(outcomes(summary, methods, prepared.as_of))
    keys = prepared.series.select("series_id", *SERIES_KEY, "target_value", "target_year")
    return with_agreement(judged, hold).join(keys, "series_id").select(*RESULT)


def outcomes(summary: ir.Table, methods: Sequence[Method], as_of: int) -> ir.Table:
    """Return one row a series and method of `summarise`, narrow: `series_id`, `method`, `standing` and `OUTCOME`."""
    return ibis.union(*(outcome(summary, method, as_of) for method in methods))


def summarise(prepared: series.Prepared, methods: Sequence[Method]) -> ir.Table:
    """Return one row a series: its `series_id` and terms, and the sums of every method, each under the method's prefix.

    `ahead` is how many years to project; NULL for a figure of which nobody says which way is better, as that would look like a forecast.
    """
    d = prepared.dated
    own = {_prefix(method) + name: found for method in methods for name, found in formulas(method).sums(d, method).items()}
    found = d.group_by("series_id").agg(**_shared(d), **own)
    found = projection.with_spread(found)
    t = prepared.series.drop(*SERIES_KEY).left_join(found, "series_id").drop("series_id_right")
    return t.mutate(ahead=grade.is_gradable(t).ifelse(projection.ahead(t), ibis.null("int64")))


def _shared(d: ir.Table) -> dict[str, ir.Scalar]:
    return {**series.latest(d), **projection.sums(d)}


def outcome(summary: ir.Table, method: Method, as_of: int) -> ir.Table:
    """Return what one method says of every series of `summarise`: `series_id`, `method`, `standing` and `OUTCOME`."""
    prefix = _prefix(method)
    own = {name.removeprefix(prefix): summary[name] for name in summary.columns if name.startswith(prefix)}
    shared = [name for name in summary.columns if "__" not in name and name not in own]
    t = formulas(method).judge(summary.select(*shared, **own), method, as_of)
    t = t.mutate(last_year=t.last_year.fill_null(t.late_year), last_value=t.last_value.fill_null(t.late_value))
    found = {name: (t[name] if name in t.columns else ibis.null(type_)).cast(type_) for name, type_ in OUTCOME.items()}
    return t.select("series_id", method=ibis.literal(method.id), standing=grade.standing(t.class_key, method), **found)


def _prefix(method: Method) -> str:
    return f"{method.id}__"


def with_agreement(judged: ir.Table, hold: series.Hold | None = None) -> ir.Table:
    """Return `judged` (one row a series and method) with how far the methods agree on each series.

    `agreement` is `agree` where all methods that can tell say the same, `differ` where they do not, `one_method` where only one can
    tell and `none` where none can; `on_course`, `too_slow` and `wrong_way` count the methods that say so.
    """
    counts = judged.group_by("series_id").agg(
        **{name: (judged.standing == name).fill_null(False).cast("int64").sum() for name in _TOLD}
    )
    t = judged.left_join(hold(counts) if hold else counts, "series_id").drop("series_id_right")
    told = t.on_course + t.too_slow + t.wrong_way
    agreement = ibis.cases(
        (told == 0, "none"),
        (told == 1, "one_method"),
        (ibis.greatest(t.on_course, t.too_slow, t.wrong_way) == told, "agree"),
        else_="differ",
    )
    return t.mutate(agreement=agreement)
