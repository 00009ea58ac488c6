"""From a table of observations to what every method says of it, on the engine the table lies on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stocktake.errors import DataError
from stocktake.measure import assessment, series, terms
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.tables import engine

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

LEADING = "open-sdg"
"""The method whose verdicts stand for an indicator in a review; the others stand beside it."""


def in_turn(methods: Iterable[Method]) -> tuple[Method, ...]:
    """Return the methods with the one that leads first, the others in the order of the catalogue."""
    return tuple(sorted(methods, key=lambda one: one.id != LEADING))


def judge(observations: "ir.Table", indicators: Iterable[Indicator], methods: Iterable[Method], as_of: int) -> "ir.Table":
    """Return one row a series and method (`assessment.assess`); what several methods need is computed once and held.

    DataError where two keys of series came to the same number, which half a million series meet once in a hundred million times.
    """
    backend = observations.get_backend()
    how = series.Engine(engine.holder(backend), engine.key_number(backend))
    prepared = series.prepare(observations, terms.table(indicators), as_of, engine=how)
    refuse_twins(twins(prepared).to_pyarrow())
    return assess(prepared, methods, how.hold)


def assess(prepared: series.Prepared, methods: Iterable[Method], hold: series.Hold) -> "ir.Table":
    """Return what each method says of prepared series, the method that leads first."""
    return assessment.assess(prepared, in_turn(methods), hold)


def twins(prepared: series.Prepared) -> "ir.Table":
    """Return in one row how many series there are (`rows`) and how many numbers they have (`numbers`)."""
    keys = prepared.series
    return keys.agg(rows=keys.count(), numbers=keys.series_id.nunique())


def refuse_twins(counted: "pa.Table") -> None:
    """Raise DataError where two series have the same number (`twins`)."""
    found = counted.to_pylist()[0]
    if found["rows"] != found["numbers"]:
        raise DataError("two series have the same number, by a chance in a hundred million: judge the figures in two parts")
