"""Series: observations brought to one value a year, ready for every method at once.

All of it works on a whole table at once, on any engine that Ibis speaks to. Two tables come out: `series`, one row a series with its key
and the terms of its indicator, and `dated`, one row a series and year. A number, `series_id`, ties them together, so that the long
key is read once and not for every method.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure import terms as indicator_terms
from stocktake.model.observation import SERIES_KEY

PER_CENT = "PT"
"""The unit of figures that end at 0 and at 100."""

_LARGEST = 1.7976931348623157e308
"""Infinity lies above it, and so does NaN on every engine: a test with `isinf` is wrong on Spark."""

_SAID = ("series_id", "year", "value", "time_period", "released", "vintage", "retrieved")
"""What decides which of several values of a year counts."""

Hold = Callable[[ir.Table], ir.Table]
Number = Callable[[ir.StructValue], ir.IntegerValue]


def _as_it_is(t: ir.Table) -> ir.Table:
    return t


def _hash(key: ir.StructValue) -> ir.IntegerValue:
    return key.hash()


@dataclass(frozen=True, slots=True)
class Engine:
    """What engines do differently: how a table that is used several times is held, and how a key becomes a number of 64 bits."""

    hold: Hold = _as_it_is
    number: Number = _hash


@dataclass(frozen=True, slots=True)
class Prepared:
    """Observations ready to be judged, with the last year looked at.

    `series` has one row a series: `series_id`, `SERIES_KEY`, the terms (`terms.join`), `is_per_cent`, and `late_year`, `late_value`:
    the last value after the target year, NULL where there is none. `dated` has one row a series and year that has a value, up to `as_of` and
    to the target year, both included:

    - `series_id`, `year`, `value`
    - `previous_year`: the year before with a value, NULL in the first; `last_year`, `last_value`: the last one of the series
    - `step`, `log_step`: the squared change since the year before, and that of the logarithm, each a year; the latter NULL
      where one of the two is not above zero
    """

    series: ir.Table
    dated: ir.Table
    as_of: int


def prepare(
    observations: ir.Table, terms: pa.Table, as_of: int, target_year: int = 2030, engine: Engine | None = None
) -> Prepared:
    """Return the observations ready for any method; a table without rows gives tables without rows.

    `terms` comes from `measure.terms.table`; an indicator without terms counts as not graded, with `target_year`. Values that are
    no finite number count as missing (`sources.figure_file` names them).
    """
    engine = engine or Engine()
    t = _numbered(observations, as_of, engine.number)
    keys = engine.hold(t.group_by(["series_id", *SERIES_KEY]).agg())
    t = t.filter(t.value.notnull())
    late = indicator_terms.passed(terms, as_of)
    series = indicator_terms.join(keys, terms, target_year)
    series = series.mutate(is_per_cent=series.unit_measure == PER_CENT)
    series = _with_late(series, by_year(engine.hold(t.filter(is_late(t, late)).select(*_SAID)), engine.hold))
    return Prepared(engine.hold(series), _with_steps(_run(t.filter(~is_late(t, late)), engine.hold)), as_of)


def _run(t: ir.Table, hold: Hold) -> ir.Table:
    """Return one row a series and year with a value, beside the year before and the last (`_in_order`).

    Most series have one value a year already, so all are put in order at once; only those where a year comes twice are
    brought to one value a year first, which is dear.
    """
    ordered = hold(_in_order(t))
    crowded = hold(ordered.filter(ordered.year == ordered.previous_year).select("series_id").distinct())
    again = hold(t.semi_join(crowded, "series_id").select(*_SAID))
    yearly = hold(_in_order(by_year(again, hold)))
    return ordered.anti_join(crowded, "series_id").union(yearly)


def _numbered(t: ir.Table, as_of: int, number: Number) -> ir.Table:
    """Return `t` with `series_id`, `year` and `value`; `value` is NULL after `as_of` and where it is no finite number."""
    year = start_year(t)
    key = ibis.struct({name: t[name] for name in SERIES_KEY})
    value = (year <= as_of).ifelse(real(t.obs_value), ibis.null("float64"))
    return t.mutate(series_id=number(key), year=year.cast("int32"), value=value)


def is_late(t: ir.Table, passed: Mapping[int, list[str]]) -> ir.BooleanValue:
    """Return whether a row is later than the target year of its indicator; `passed` holds indicators by target year."""
    found: ir.BooleanValue = ibis.literal(False)
    for year, indicators in passed.items():
        found = found | (t.indicator.isin(indicators) & (t.year > year))
    return found


def by_year(t: ir.Table, hold: Hold = _as_it_is) -> ir.Table:
    """Return one row a series and year: `series_id`, `year`, `value`.

    `t` has `series_id`, `year` and `value`, none of them NULL, beside the columns of observations. Of several periods of a year the
    last one counts, and a whole year before any part of it; of several editions of a period the newest. The order is total,
    so that any engine and any order of rows gives the same.

    >>> from factories import by_year_of
    >>> by_year_of({"2014": 5, "2015-Q1": 7, "2015-Q3": 9, "2016/2017": 8, "2018": None, "2019": 4}, as_of=2018)
    {2014: 5.0, 2015: 9.0, 2016: 8.0}
    """
    key = ["series_id", "year"]
    counted = hold(t.group_by(key).agg(value=t.value.max(), rows=t.count()))
    alone = counted.filter(counted.rows == 1).drop("rows")
    crowded = hold(counted.filter(counted.rows > 1))
    return alone.union(_best(t.semi_join(crowded, key), key).select(*key, "value"))


def _best(t: ir.Table, key: list[str]) -> ir.Table:
    """Return the row of each key to use; sorting is dear, so only what comes several times a year goes through it."""
    is_whole_year = t.time_period.length() == 4
    order = (is_whole_year, t.time_period, t.released, t.vintage, t.retrieved, t.value)
    ranked = t.mutate(place=ibis.row_number().over(group_by=key, order_by=[ibis.desc(one) for one in order]))
    return ranked.filter(ranked.place == 0)


def _with_late(series: ir.Table, late: ir.Table) -> ir.Table:
    last = late.group_by("series_id").agg(late_year=late.year.max(), late_value=late.value.argmax(late.year))
    return series.left_join(last, "series_id").drop("series_id_right")


def _in_order(t: ir.Table) -> ir.Table:
    """Return the rows of `t` each beside the one before and the last of its series."""
    from_last = ibis.window(group_by="series_id", order_by=ibis.desc("year"))
    return t.select(
        "series_id",
        "year",
        "value",
        previous_year=t.year.lead().over(from_last),
        previous_value=t.value.lead().over(from_last),
        last_year=t.year.first().over(from_last),
        last_value=t.value.first().over(from_last),
    )


def _with_steps(t: ir.Table) -> ir.Table:
    """Return `t` (`_run`) in the columns of `Prepared.dated`."""
    years = (t.year - t.previous_year).cast("float64")
    grown = ((t.value > 0) & (t.previous_value > 0)).ifelse(t.value / t.previous_value.nullif(0), ibis.null("float64"))
    t = t.mutate(change=t.value - t.previous_value, log_change=grown.ln(), years=years)
    squares = {
        "step": t.change * t.change / t.years,
        "log_step": t.log_change * t.log_change / t.years,
    }  # `** 2` is many times as slow
    return t.mutate(**squares).drop("previous_value", "change", "log_change", "years")


def start_year(t: ir.Table) -> ir.IntegerColumn:
    """Return the calendar year each period begins in: 2015 for `2015`, `2015-Q3`, `2015-06` and `2015/2017`."""
    return t.time_period.substr(0, 4).cast("int64")


def real(value: ir.NumericColumn) -> ir.FloatingColumn:
    """Return the values as floating numbers, with NULL for what is no finite number."""
    number = value.cast("float64")
    return (number.abs() <= _LARGEST).ifelse(number, ibis.null("float64"))


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def min_by(value: float, order: int) -> float:
    """Return the value where `order` is least. Ibis writes its own `argmin` as a sort for each group, five times as slow in DuckDB.

    It has no body on purpose: it only declares a function that the engine has under that name.
    """
    raise NotImplementedError


def at_least(value: ir.NumericColumn, order: ir.IntegerColumn, where: ir.BooleanValue) -> ir.NumericScalar:
    """Return the value where `order` is least among the rows for which `where` holds; NULL where it never does. No value may be NULL."""
    return cast(ir.NumericScalar, min_by(value, order, where=where).cast(value.type()))


def latest(d: ir.Table) -> dict[str, ir.Scalar]:
    """Return what every method asks of a series: its last value, and how many years have one. `d` is `Prepared.dated`."""
    return {"last_year": d.year.max(), "last_value": d.last_value.max(), "years": d.year.count()}


@dataclass(frozen=True, slots=True)
class Base:
    """Where a window begins: in `year`, or in `early_year` for series that come every `early_interval` years or more."""

    year: int
    early_year: int
    early_interval: int


def window(d: ir.Table, base: Base) -> dict[str, ir.Scalar]:
    """Return the sums that `window_of` turns into the window from a base on; `d` is `Prepared.dated`."""
    main = d.year >= base.year
    return {
        "early_value": d.value.max(where=d.year == base.early_year),
        "main_year": d.year.min(where=main),
        "main_value": at_least(d.value, d.year, main),
        "main_years": d.year.count(where=main),
        "main_min": d.value.min(where=main),
        "main_max": d.value.max(where=main),
    }


def window_of(t: ir.Table, base: Base) -> ir.Table:
    """Return `t` (one row a series, with the sums of `window` and `latest`) with the window between base and last value, both included.

    - `first_year`, `first_value`: the base; NULL where no value lies between base year and target year
    - `years`: how many years of the window have a value; `min_value`, `max_value`: the ends of their range

    The base is the value of the base year, else of the first year after it. The early year counts instead when it has a value,
    the base year has none, and from the early year on values come `early_interval` years apart or more on average.

    Method: Open SDG, special considerations for the base year: "the first available year following 2015 will be used. In very few
    cases where the periodicity of the data is over 4 years or more, a base year of 2014 may be used instead". How to recognise
    that periodicity is our reading.
    """
    is_sparse = t.last_year - base.early_year >= base.early_interval * t.main_years
    is_early = (t.early_value.notnull() & (t.main_year > base.year) & is_sparse).fill_null(False)
    return t.mutate(
        first_year=is_early.ifelse(base.early_year, t.main_year),
        first_value=is_early.ifelse(t.early_value, t.main_value),
        years=(is_early.ifelse(t.main_years + 1, t.main_years)).fill_null(0),
        min_value=is_early.ifelse(ibis.least(t.early_value, t.main_min), t.main_min),
        max_value=is_early.ifelse(ibis.greatest(t.early_value, t.main_max), t.main_max),
    )


def nearest(d: ir.Table, base_year: int) -> dict[str, ir.Scalar]:
    """Return the base that lies nearest to `base_year` before the last value: `first_year`, `first_value`, NULL where there is none.

    Of two years equally near the later one counts. `years` counts those from the base on that have a value. `d` is `Prepared.dated`.

    Method: Eustat's reading of the Progress Chart: without a value for 2015, the nearest year after or before that leaves two values.
    """
    is_before_last = d.year < d.last_year
    away = 2 * (d.year - base_year).abs() + (d.year < base_year).ifelse(1, 0)
    first_year = at_least(d.year, away, is_before_last)
    return {
        "first_year": first_year,
        "first_value": at_least(d.value, away, is_before_last),
        "years": d.year.count(where=d.year >= base_year) + (first_year < base_year).fill_null(False).ifelse(1, 0),
    }


def since(t: ir.Table, base_year: int) -> ir.Table:
    """Return `t` (one row a series, with the sums of `nearest` and `latest`) without a base where no value is later than the base year.

    Such a series has no trend since the base year, whichever year before it is nearest. That is our own rule.
    """
    is_later = t.last_year > base_year
    return t.mutate(
        first_year=is_later.ifelse(t.first_year, ibis.null("int64")),
        first_value=is_later.ifelse(t.first_value, ibis.null("float64")),
    )


def trailing(d: ir.Table, years: int) -> dict[str, ir.Scalar]:
    """Return the first value of the last so many years: `first_year`, `first_value`; 2018 for 5 years up to 2023.

    `years` counts those of them that have a value.
    """
    inside = d.year >= d.last_year - years
    return {
        "first_year": d.year.min(where=inside),
        "first_value": at_least(d.value, d.year, inside),
        "years": d.year.count(where=inside),
    }
