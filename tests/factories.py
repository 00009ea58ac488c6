"""Small makers of values for tests and for the examples in docstrings and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.catalog.method import method as catalog_method
from stocktake.catalog.method import methods
from stocktake.measure import assessment, series, terms
from stocktake.model.indicator import Bounds, Direction, Grading, Indicator, SeriesCode, Target
from stocktake.model.method import Method
from stocktake.model.observation import COLUMNS, Observation
from stocktake.model.provenance import Verification
from stocktake.tables import engine

SCHEMA = pa.schema({name: pa.float64() if name == "obs_value" else pa.string() for name in COLUMNS})
Values = Mapping[int | str, float | None]


def rows(values: Values, **columns: str) -> list[Observation]:
    """Return one observation a period; `columns` say what else is in them."""
    columns = {"indicator": "x", "series": "X", "ref_area": "WLD", "unit_measure": "PT", "source": "test", **columns}
    return [Observation(time_period=str(period), obs_value=value, **columns) for period, value in values.items()]


def table(observations: Iterable[Observation]) -> ir.Table:
    """Return observations as a table."""
    records = [{name: getattr(one, name) for name in COLUMNS} for one in observations]
    return ibis.memtable(pa.Table.from_pylist(records, schema=SCHEMA))


def observations(values: Values, **columns: str) -> ir.Table:
    """Return the observations of one series by period."""
    return table(rows(values, **columns))


def two_values(first: tuple[int, float], last: tuple[int, float]) -> ir.Table:
    """Return the observations of a series of two years."""
    return observations(dict([first, last]))


def indicator(
    id: str = "x",
    direction: Direction = "up",
    target: float | None = None,
    target_year: int = 2030,
    limit: float | None = None,
    unit_measure: str = "PT",
    is_graded: bool = True,
    ungraded: Iterable[str] = (),
    bounds: Bounds | None = None,
) -> Indicator:
    """Return an indicator; a target of None is a direction without a number; `ungraded` are codes of series that are only shown."""
    seen = Verification("seen")
    return Indicator(
        id,
        title=id,
        unit_measure=unit_measure,
        direction=direction,
        role="monitoring",
        verification=seen,
        target=Target("no_numeric_target" if target is None else "explicit_number", target, time_period=str(target_year)),
        limit=limit,
        series=tuple(SeriesCode(code, code, unit_measure, seen, Grading(is_graded=False)) for code in ungraded),
        grading=Grading(is_graded),
        bounds=bounds,
    )


def bounds(best: float, worst: float, green: float, red: float) -> Bounds:
    """Return the ends of a scale and where its colours change."""
    return Bounds(best, worst, green, red, source="test", verification=Verification("seen"))


@cache
def working() -> series.Engine:
    """Return the engine that small tables are judged on; what several methods need is worked out once there."""
    backend = engine.connect()
    return series.Engine(engine.holder(backend), engine.key_number(backend))


def term(**facts: Any) -> pa.Table:
    """Return the terms of one indicator."""
    return terms.table([indicator(**facts)])


def method_with(id: str = "open-sdg", **parameters: float) -> Method:
    """Return a method as it ships; `parameters` override its numbers."""
    found = catalog_method(id)
    return replace(found, parameters={**found.parameters, **parameters})


def open_sdg_method(**parameters: float) -> Method:
    """Return the Open SDG method as it ships; `parameters` override its numbers."""
    return method_with("open-sdg", **parameters)


def judged(
    cases: Mapping[str, tuple[Values, Mapping[str, Any]]], as_of: int = 2026, method: str = "open-sdg", **parameters: float
) -> dict[str, dict[str, Any]]:
    """Return the verdict on each case by its name: a series by period, and the facts of its indicator. All are judged at once."""
    seen = [one for name, (values, _) in cases.items() for one in rows(values, indicator=name)]
    known = terms.table(indicator(name, **facts) for name, (_, facts) in cases.items())
    prepared = series.prepare(table(seen), known, as_of, engine=working())
    found = assessment.assess(prepared, [method_with(method, **parameters)], working().hold)
    return {row["indicator"]: row for row in found.to_pyarrow().to_pylist()}


def verdict_on(values: Values, as_of: int = 2026, method: str = "open-sdg", **facts: Any) -> dict[str, Any]:
    """Return the verdict of one method on one series."""
    return judged({"x": (values, facts)}, as_of, method)["x"]


def assessed(values: Values, as_of: int = 2026, **facts: Any) -> dict[str, dict[str, Any]]:
    """Return the verdicts of all methods on one series, by method."""
    prepared = series.prepare(table(rows(values)), term(**facts), as_of, engine=working())
    found = assessment.assess(prepared, list(methods().values()), working().hold)
    return {row["method"]: row for row in found.to_pyarrow().to_pylist()}


def by_year_of(values: Values, as_of: int) -> dict[int, float]:
    """Return the values of one series by year, as they are judged."""
    found = series.prepare(observations(values), term(), as_of).dated.order_by("year").to_pyarrow().to_pylist()
    return {row["year"]: row["value"] for row in found}


def rate_of(t: ir.Table) -> float | None:
    """Return the annual rate of the one series in `t`, rounded to six places."""
    found = (
        assessment.assess(series.prepare(t, term(), 2100), [open_sdg_method()]).select("rate").to_pyarrow().to_pylist()[0]["rate"]
    )
    return None if found is None else round(found, 6)
