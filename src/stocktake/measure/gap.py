"""Expected figures and those reported: one row an indicator, area and dimension, over a whole table of observations at once.

Method: stocktake's own; `docs/explanation/gaps.md`. What is expected, which status marks an estimate and when a figure is old are
data: `data/gaps.yml` and the disaggregations of each indicator.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure.series import real, start_year
from stocktake.model.gap import STATES, WHOLE, Asked, Expectations
from stocktake.model.indicator import Indicator
from stocktake.model.observation import DISAGGREGATIONS, TOTAL

EXPECTED = pa.schema(
    {
        "indicator": pa.string(),
        "dimension": pa.string(),
        "found_under": pa.string(),
        "metadata": pa.string(),
        "of_all": pa.bool_(),
        "countries_only": pa.bool_(),
    }
)
"""One row an expected figure and place where it may be found: a dimension, `total`, or `series=CODE`."""

AREAS = pa.schema({"ref_area": pa.string(), "is_country": pa.bool_()})

CELL = ("indicator", "dimension", "metadata", "of_all", "ref_area")
REPORTED = ("state", "latest_year", "age", "categories", "newer_estimate", "source")
"""The columns of `cells`: what is expected of which area, and what is reported."""

CENSORED = r"^(published as)?\s*[<>≤≥]"
"""How the comment of a row without a number begins where the publisher gives a bound, as `<2.5`: a figure, though no number."""

WITHIN = (*STATES, "areas", "partial_areas")
"""The further columns of `survey`: how many of the areas within are in each state, how many there are, and how many report in part."""

_KEY = ("indicator", "dimension")
_SERIES = "series="
_NAMED = tuple(name for name in DISAGGREGATIONS if name != "other_dims")


def expected(indicators: Iterable[Indicator], expectations: Expectations) -> pa.Table:
    """Return what is expected of the figures of `indicators`, in the columns of `EXPECTED`; no indicators give no rows.

    Each indicator is expected whole, by the dimensions its metadata name, and by those asked of all figures where they concern it.

    >>> from gap_factory import expectations, indicator
    >>> table = expected([indicator("x", "sex")], expectations(of_all={"sex": (), "location": ("urbanisation",)}))
    >>> [(row["dimension"], row["found_under"], row["metadata"], row["of_all"]) for row in table.to_pylist()]
    [('total', 'total', 'required', False), ('sex', 'sex', 'required', True), ('location', 'urbanisation', '', True)]
    """
    return pa.Table.from_pylist([row for one in indicators for row in _rows(one, expectations)], schema=EXPECTED)


def _rows(indicator: Indicator, expectations: Expectations) -> Iterator[dict[str, object]]:
    countries_only = indicator.id in {one.indicator for one in expectations.countries_only}
    of_all = asked_of(indicator, expectations)
    for dimension in dict.fromkeys((WHOLE, *indicator.disaggregations, *of_all)):
        places = dict.fromkeys((*_in_series(indicator, dimension, expectations), *of_all.get(dimension, (dimension,))))
        for place in places:
            yield {
                "indicator": indicator.id,
                "dimension": dimension,
                "found_under": place,
                "metadata": asked_by_metadata(indicator, dimension, expectations),
                "of_all": dimension in of_all,
                "countries_only": countries_only,
            }


def asked_of(indicator: Indicator, expectations: Expectations) -> Mapping[str, tuple[str, ...]]:
    """Return the splits asked of all figures that concern an indicator, each with the dimensions that answer it."""
    asked = expectations.of_all
    concern = next((one for one in asked.concerned.indicators if one.indicator == indicator.id), None)
    if concern is None:
        return {}
    return {one.code: one.found_under or (one.code,) for one in asked.dimensions if one.code not in concern.without}


def asked_by_metadata(indicator: Indicator, dimension: str, expectations: Expectations) -> Asked:
    """Return whether the metadata of an indicator require a split, want it, or do not name it; the figure itself is required."""
    wanted = {code for one in expectations.wanted if one.indicator == indicator.id for code in one.dimensions}
    if dimension in wanted:
        return "wanted"
    return "required" if dimension in (WHOLE, *indicator.disaggregations) else ""


def _in_series(indicator: Indicator, dimension: str, expectations: Expectations) -> Iterator[str]:
    """Yield where a split is found that is published as series of their own."""
    for one in expectations.in_series:
        if (one.indicator, one.dimension) == (indicator.id, dimension):
            yield from (f"{_SERIES}{code}" for code in one.series)


def areas(codes: Mapping[str, bool]) -> pa.Table:
    """Return the areas as a table; `codes` says of each whether it is a country or territory, not a region."""
    return pa.table({"ref_area": list(codes), "is_country": list(codes.values())}, schema=AREAS)


def cells(
    observations: ir.Table, expected: pa.Table, areas: pa.Table | ir.Table, expectations: Expectations, as_of: int
) -> ir.Table:
    """Return one row an expected figure and area, in the columns of `CELL` and `REPORTED` (what they mean: `model.gap.Cell`).

    `observations` holds the newest edition of each; figures after the year `as_of` do not count. A figure is present up to
    `expectations.old_after.years` years of age, that year included. Without observations everything is absent.

    >>> from gap_factory import cell_of
    >>> cell_of({2010: 1.0, 2021: 2.0}, as_of=2026)["state"], cell_of({2020: 2.0}, as_of=2026)["state"]
    ('present', 'old')
    """
    places, reach = ibis.memtable(expected), areas if isinstance(areas, ir.Table) else ibis.memtable(areas)
    wanted = places.select("indicator", "dimension", "metadata", "of_all", "countries_only").distinct().cross_join(reach)
    wanted = wanted.filter(wanted.is_country | ~wanted.countries_only).select(*CELL)
    known = categories(figures(observations, expected, expectations, as_of), expectations)
    found = known.join(places, ["indicator", "found_under"]).select("ref_area", *_KEY, "category", *_LATEST)
    reported = _reported(found, as_of - expectations.old_after.years)
    joined = wanted.left_join(reported, ["indicator", "dimension", "ref_area"])
    return _stated(joined.select(*CELL, *(reported[name] for name in _SUMS)), as_of, expectations.old_after.years)


_LATEST = ("figure", "estimate")
_SUMS = (*_LATEST, "fresh_categories", "figure_categories", "all_categories")


def figures(observations: ir.Table, expected: pa.Table, expectations: Expectations, as_of: int) -> ir.Table:
    """Return one row a series with its latest figure up to `as_of` and its latest estimate, each as `year edition`, NULL without.

    A row without a finite number, or marked as missing, is no figure; one whose comment gives a bound is.
    """
    asked = set(expected["indicator"].to_pylist())
    t = observations.filter(observations.indicator.isin(sorted(asked)))
    is_known = real(t.obs_value).notnull() | t.comment_obs.re_search(CENSORED)
    t = t.filter(is_known.fill_null(False) & ~t.obs_status.isin(expectations.statuses.missing) & (start_year(t) <= as_of))
    stamp = ibis.literal("").concat(t.time_period.substr(0, 4), " ", t.source, "@", t.vintage)
    is_estimate = t.obs_status.isin(expectations.statuses.estimates)
    return t.group_by(["indicator", "ref_area", "series", *DISAGGREGATIONS]).agg(
        figure=stamp.max(where=~is_estimate), estimate=stamp.max(where=is_estimate)
    )


def categories(t: ir.Table, expectations: Expectations) -> ir.Table:
    """Return what the rows of `figures` are split into: `indicator`, `ref_area`, `found_under`, `category`, and the latest of each row.

    A row split by several dimensions is found under each, a row that no dimension splits under `total`, and every row under its
    series.
    """
    pairs = t.mutate(pair=ibis.literal(";").join(list(_pairs(t, expectations))).split(";").unnest())
    pairs = pairs.mutate(key=pairs.pair.split("=")[0], category=pairs.pair.split("=")[1])
    split = pairs.filter(pairs.category.notin(expectations.no_category.codes))
    found_under = split.pair.startswith(_SERIES).ifelse(split.pair, split.key)
    return split.select("indicator", "ref_area", "category", *_LATEST, found_under=found_under)


def _pairs(t: ir.Table, expectations: Expectations) -> Iterator[ir.StringColumn]:
    """Yield what splits a row, as `key=code`, NULL where that key does not: joined, the NULLs fall out."""
    none = ibis.null("string")
    is_whole = ibis.and_(*(t[name] == TOTAL for name in DISAGGREGATIONS))
    yield is_whole.ifelse(f"{WHOLE}=all", none)
    for name in _NAMED:
        yield (t[name] != TOTAL).ifelse(ibis.literal(f"{name}=").concat(t[name]), none)
    yield (t.other_dims != TOTAL).ifelse(t.other_dims, none)
    asked = [code for one in expectations.in_series for code in one.series]
    yield t.series.isin(asked).ifelse(ibis.literal(_SERIES).concat(t.series), none)


def _reported(found: ir.Table, fresh_from: int) -> ir.Table:
    """Return one row an indicator, dimension and area: the latest of all, and in how many categories it comes."""
    split = found.group_by([*_KEY, "ref_area", "category"]).agg(figure=found.figure.max(), estimate=found.estimate.max())
    return split.group_by([*_KEY, "ref_area"]).agg(
        figure=split.figure.max(),
        estimate=split.estimate.max(),
        fresh_categories=_count(_year(split.figure) >= fresh_from),
        figure_categories=_count(split.figure.notnull()),
        all_categories=split.count(),
    )


def _count(condition: ir.BooleanColumn) -> ir.IntegerScalar:
    return condition.fill_null(False).cast("int64").sum()


def _year(stamp: ir.StringColumn) -> ir.IntegerColumn:
    return stamp.substr(0, 4).cast("int64")


def _stated(t: ir.Table, as_of: int, old_after: int) -> ir.Table:
    """Return the cells with their state."""
    figure, estimate = _year(t.figure), _year(t.estimate)
    is_fresh, none = as_of - figure <= old_after, ibis.null("int64")
    state = ibis.cases(
        (is_fresh.fill_null(False), "present"), (figure.notnull(), "old"), (estimate.notnull(), "estimate_only"), else_="absent"
    )
    split_into = ibis.cases(
        (t.dimension == WHOLE, none),
        (is_fresh.fill_null(False), t.fresh_categories),
        (figure.notnull(), t.figure_categories),
        else_=t.all_categories.fill_null(0),
    )
    latest = figure.fill_null(estimate)
    return t.select(
        *CELL,
        state=state,
        latest_year=latest,
        age=as_of - latest,
        categories=split_into,
        newer_estimate=(estimate > figure).ifelse(estimate, none),
        source=t.figure.fill_null(t.estimate).substr(5).fill_null(""),
    )


def survey(cells: ir.Table, code: str | ir.StringScalar) -> ir.Table:
    """Return one row an expected figure: the cell of the area `code`, and how the other areas of `cells` stand.

    In the columns of `CELL` and `REPORTED`, `ref_area` being `code`, and `WITHIN`. `state` is NULL where nothing is expected of the
    area itself.
    """
    own, others = cells.filter(cells.ref_area == code), cells.filter(cells.ref_area != code)
    counts = {state: _count(others.state == state) for state in STATES}
    partial = _count(others.categories == 1)
    within = others.group_by([*_KEY, "metadata", "of_all"]).agg(**counts, areas=others.count(), partial_areas=partial)
    all_ = cells.select(*_KEY, "metadata", "of_all").distinct()
    t = all_.left_join(own, list(_KEY)).select(*all_.columns, *(own[name] for name in REPORTED))
    t = t.left_join(within, list(_KEY)).select(*t.columns, *(within[name] for name in WITHIN))
    zeros: dict[str, Any] = {name: t[name].fill_null(0) for name in WITHIN}
    own_code = ibis.literal(code) if isinstance(code, str) else code
    return t.mutate(ref_area=own_code, source=t.source.fill_null(""), **zeros).select(*CELL, *REPORTED, *WITHIN)
