"""Series: observations brought to one value a year, and to one row a series with its first and last value.

All of it works on a whole table at once; `t` is an Ibis table on any backend.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from stocktake.model.observation import SERIES_KEY


def years(t: ir.Table, as_of: int) -> ir.Table:
    """Return the values of each series by year, one row a series and year: `SERIES_KEY`, `year`, `value`.

    `t` holds observations. `as_of` is the last year looked at, included. Years without a value are left out, and with them a
    series that has none; use `by_year` to keep those.

    >>> from factories import observations
    >>> t = years(observations({"2014": 5, "2015-Q1": 7, "2015-Q3": 9, "2016/2017": 8, "2018": None, "2019": 4}), as_of=2018)
    >>> t.select("year", "value").order_by("year").to_pyarrow().to_pydict()
    {'year': [2014, 2015, 2016], 'value': [5.0, 9.0, 8.0]}
    """
    dated = by_year(t, as_of)
    return dated.filter(dated.value.notnull())


def by_year(t: ir.Table, as_of: int) -> ir.Table:
    """Return the same as `years` with every series and year there is: `value` is NULL where there is none up to `as_of`.

    Of several periods of a year the last one counts, and a whole year before any part of it; of several editions of a period the
    newest. The order is total, so that any engine and any order of rows gives the same.
    """
    dated = t.mutate(year=start_year(t), value=real(t.obs_value))
    dated = dated.mutate(value=(dated.year <= as_of).ifelse(dated.value, ibis.null("float64")))
    place = ibis.row_number().over(group_by=[*SERIES_KEY, "year"], order_by=_best_first(dated))
    ranked = dated.mutate(place=place)
    return ranked.filter(ranked.place == 0).select(*SERIES_KEY, "year", "value")


def start_year(t: ir.Table) -> ir.IntegerColumn:
    """Return the calendar year each period begins in: 2015 for `2015`, `2015-Q3`, `2015-06` and `2015/2017`."""
    return t.time_period.substr(0, 4).cast("int64")


def real(value: ir.NumericColumn) -> ir.FloatingColumn:
    """Return the values as floating numbers, with NULL for what is not a number: some engines hand on a missing value as NaN."""
    number = value.cast("float64")
    return number.isnan().ifelse(ibis.null("float64"), number)


def _best_first(t: ir.Table) -> list[ir.Value]:
    """Return a total order of the observations of one series and year, the one to use first."""
    is_whole_year = t.time_period.length() == 4
    editions = (t.released, t.vintage, t.retrieved)
    return [ibis.desc(one) for one in (t.value.notnull(), is_whole_year, t.time_period, *editions, t.value)]


@dataclass(frozen=True, slots=True)
class Base:
    """Where a window begins: in `year`, or in `early_year` for series that come every `early_interval` years or more."""

    year: int
    early_year: int
    early_interval: int


def window(t: ir.Table, base: Base, until: ir.IntegerValue | int) -> ir.Table:
    """Return one row a series: what lies between its base and its last value, both included.

    `t` has one row a series and year (`by_year`); every column of it but `year` and `value` is kept and tells the series apart.
    `until` is the last year that counts, a column of `t` or a number. The columns that come new:

    - `first_year`, `first_value`: the base; NULL where no value lies between base year and `until`
    - `last_year`, `last_value`: the last value of the window; the latest there is where the window is empty, NULL if none
    - `years`: how many years of the window have a value; `min_value`, `max_value`: the ends of their range

    The base is the value of the base year, else of the first year after it. The early year counts instead when it has a value,
    the base year has none, and from the early year on values come `early_interval` years apart or more on average.

    Method: Open SDG, special considerations for the base year: "the first available year following 2015 will be used. In very few
    cases where the periodicity of the data is over 4 years or more, a base year of 2014 may be used instead". How to recognise
    that periodicity is our reading.

    >>> from factories import observations
    >>> dated = by_year(observations({2012: 4, 2016: 6, 2017: 9, 2018: 8}), as_of=2026)
    >>> row = window(dated, Base(2015, 2014, 4), 2030).to_pyarrow().to_pylist()[0]
    >>> row["first_year"], row["first_value"], row["last_year"], row["last_value"], row["years"], row["max_value"]
    (2016, 6.0, 2018, 8.0, 3, 9.0)
    """
    found = _candidates(t, base, until)
    is_sparse = found.last_year - base.early_year >= base.early_interval * found.main_years
    is_early = found.early_value.notnull() & (found.main_year > base.year) & is_sparse
    return _chosen(found.mutate(is_early=is_early), base).select(*_kept(t), *WINDOW)


WINDOW = ("first_year", "first_value", "last_year", "last_value", "years", "min_value", "max_value")


def _kept(t: ir.Table) -> list[str]:
    return [name for name in t.columns if name not in ("year", "value")]


def _candidates(t: ir.Table, base: Base, until: ir.IntegerValue | int) -> ir.Table:
    """Return one row a series: the window from the base year on (`main_`), the early year, and the latest value of all."""
    has_value = t.value.notnull()
    counts = has_value & (t.year <= until)
    main = counts & (t.year >= base.year)
    return t.group_by(_kept(t)).agg(
        early_value=t.value.max(where=counts & (t.year == base.early_year)),
        main_year=t.year.min(where=main),
        main_value=t.value.argmin(t.year, where=main),
        main_years=main.cast("int64").sum(),
        main_min=t.value.min(where=main),
        main_max=t.value.max(where=main),
        last_year=t.year.max(where=main),
        last_value=t.value.argmax(t.year, where=main),
        latest_year=t.year.max(where=has_value),
        latest_value=t.value.argmax(t.year, where=has_value),
    )


def _chosen(t: ir.Table, base: Base) -> ir.Table:
    """Return the window of each row of `_candidates`, begun in the early year where `is_early`."""
    return t.mutate(
        first_year=t.is_early.ifelse(base.early_year, t.main_year),
        first_value=t.is_early.ifelse(t.early_value, t.main_value),
        last_year=t.last_year.fill_null(t.latest_year),
        last_value=t.last_value.fill_null(t.latest_value),
        years=t.is_early.ifelse(t.main_years + 1, t.main_years),
        min_value=t.is_early.ifelse(ibis.least(t.early_value, t.main_min), t.main_min),
        max_value=t.is_early.ifelse(ibis.greatest(t.early_value, t.main_max), t.main_max),
    )
