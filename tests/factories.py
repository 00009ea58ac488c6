"""Small makers of values for tests and for the examples in docstrings and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.catalog.method import method
from stocktake.measure import open_sdg, terms
from stocktake.model.indicator import Direction, Grading, Indicator, SeriesCode, Target
from stocktake.model.method import Method
from stocktake.model.observation import COLUMNS, Observation
from stocktake.model.provenance import Verification

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


def series(first: tuple[int, float], last: tuple[int, float]) -> ir.Table:
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
        target=Target("no_numeric_target" if target is None else "explicit_number", target, str(target_year)),
        limit=limit,
        series=tuple(SeriesCode(code, code, unit_measure, seen, Grading(is_graded=False)) for code in ungraded),
        grading=Grading(is_graded),
    )


def term(**facts: Any) -> pa.Table:
    """Return the terms of one indicator."""
    return terms.table([indicator(**facts)])


def open_sdg_method(**parameters: float) -> Method:
    """Return the Open SDG method as it ships; `parameters` override its numbers."""
    found = method("open-sdg")
    return replace(found, parameters={**found.parameters, **parameters})


def judged(
    cases: Mapping[str, tuple[Values, Mapping[str, Any]]], as_of: int = 2026, **parameters: float
) -> dict[str, dict[str, Any]]:
    """Return the verdict on each case by its name: a series by period, and the facts of its indicator. All are judged at once."""
    seen = [one for name, (values, _) in cases.items() for one in rows(values, indicator=name)]
    known = terms.table(indicator(name, **facts) for name, (_, facts) in cases.items())
    result = open_sdg.judge(table(seen), known, open_sdg_method(**parameters), as_of).to_pyarrow().to_pylist()
    return {row["indicator"]: row for row in result}


def verdict_on(values: Values, as_of: int = 2026, **facts: Any) -> dict[str, Any]:
    """Return the verdict on one series."""
    return judged({"x": (values, facts)}, as_of)["x"]


def rate_of(t: ir.Table) -> float | None:
    """Return the annual rate of the one series in `t`, rounded to six places."""
    found = open_sdg.judge(t, term(), open_sdg_method(), as_of=2100).select("rate").to_pyarrow().to_pylist()[0]["rate"]
    return None if found is None else round(found, 6)
