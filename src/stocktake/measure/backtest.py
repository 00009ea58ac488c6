"""How often a projection's range held: the last years of each series are held out, projected, and compared."""

import ibis
import ibis.expr.types as ir

from stocktake.measure import projection, rate
from stocktake.measure.series import Prepared

HELD_OUT = 3
"""So many years at the end of each series are projected from what came before."""

BEGINS = {"years": (3, 5, 8, 12, 20), "ahead": (1, 2, 3, 4, 7)}
"""Where the groups begin: of cases by the number of values known, and by the years between the last of them and the one held out."""


def coverage(prepared: Prepared, held_out: int = HELD_OUT, by: str = "years") -> ir.Table:
    """Return how often the range held, by kind of projection and group: `kind`, `begins`, `cases`, `covered`, `share`.

    A case is a value in the last `held_out` years of a series, projected from the values before those years by the rate (or on the
    line) between the first since `projection.SINCE` and the last of them. Only series with a range count: three values or more.
    `by` names the groups of `BEGINS`, and `begins` is where one begins.
    """
    d = prepared.dated
    known = d.filter(d.year <= d.last_year - held_out, d.year >= projection.SINCE)
    sums = known.group_by("series_id").agg(
        **{
            "first_year": known.year.min(),
            "first_value": known.value.argmin(known.year),
            "known_year": known.year.max(),
            "last_value": known.value.argmax(known.year),
            "years": known.year.count(),
            **projection.sums(known),
        }
    )
    sums = projection.with_spread(sums.rename(last_year="known_year"))
    late = d.filter(d.year > d.last_year - held_out).select("series_id", target_year="year", actual="value")
    cases = late.join(sums, "series_id")
    groups = (_grouped(_case(cases, kind), kind, by) for kind in ("compound", "straight"))
    return ibis.union(*groups).order_by("kind", "begins")


def _case(t: ir.Table, kind: str) -> ir.Table:
    """Return the cases that have a range, with whether it held."""
    grown = rate.growth(_positive(t.first_value), _positive(t.last_value), t.last_year - t.first_year)
    t = t.mutate(ahead=projection.ahead(t))
    projected = projection.straight(t) if kind == "straight" else projection.compound(t, grown)
    t = t.mutate(**projected)
    t = t.filter(t.projected_low.notnull())
    is_held = (t.actual >= t.projected_low - _slack(t)) & (t.actual <= t.projected_high + _slack(t))
    return t.select("years", "ahead", is_held=is_held)


def _positive(value: ir.FloatingColumn) -> ir.FloatingColumn:
    return (value > 0).ifelse(value, ibis.null("float64"))


def _slack(t: ir.Table) -> ir.FloatingColumn:
    """Return what arithmetic alone may be off by: a series that never changes has a range without width."""
    return t.actual.abs() * 1e-9


def _grouped(t: ir.Table, kind: str, by: str) -> ir.Table:
    begins = ibis.cases(*((t[by] >= begin, begin) for begin in reversed(BEGINS[by])), else_=BEGINS[by][0])
    t = t.mutate(begins=begins, held=t.is_held.cast("int64"))
    found = t.group_by("begins").agg(cases=t.count(), covered=t.held.sum())
    share = found.covered.cast("float64") / found.cases.nullif(0)
    return found.select(kind=ibis.literal(kind), begins="begins", cases="cases", covered="covered", share=share)
