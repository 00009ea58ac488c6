"""What a method has to know of an indicator: which way is better, how far it should go and by when."""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.model import period
from stocktake.model.indicator import Direction, Indicator

SCHEMA = pa.schema(
    {
        "indicator": pa.string(),
        "direction": pa.int64(),
        "is_graded": pa.bool_(),
        "ungraded_series": pa.list_(pa.string()),
        "is_binary": pa.bool_(),
        "own_unit": pa.string(),
        "target_value": pa.float64(),
        "target_year": pa.int64(),
        "limit_value": pa.float64(),
        "best": pa.float64(),
        "worst": pa.float64(),
        "green": pa.float64(),
        "red": pa.float64(),
    }
)
NUMBERS = ("target_value", "limit_value", "best", "worst", "green", "red")
BINARY = "BINARY"
"""The unit of indicators that are met (1) or not met (0)."""

_SIGN: dict[Direction, int] = {"up": 1, "down": -1, "none": 0}


def table(indicators: Iterable[Indicator]) -> pa.Table:
    """Return one row an indicator: `direction` (+1, -1 or 0), its target, the limit of its scale, its bounds, and what may be graded.

    The target year is the one the target's period ends in. NULL stands for "none"; no indicators give an empty table.

    >>> from factories import indicator
    >>> row = table([indicator(direction="down", target=3)]).to_pylist()[0]
    >>> row["direction"], row["target_value"], row["target_year"], row["limit_value"]
    (-1, 3.0, 2030, None)
    """
    return pa.Table.from_pylist([_row(one) for one in indicators], schema=SCHEMA)


def _row(indicator: Indicator) -> dict[str, object]:
    return {
        "indicator": indicator.id,
        "direction": _SIGN[indicator.direction],
        "is_graded": indicator.grading.is_graded,
        "ungraded_series": [one.code for one in indicator.series if not one.grading.is_graded],
        "is_binary": indicator.unit_measure == BINARY,
        "own_unit": indicator.unit_measure,
        "target_value": indicator.target.obs_value,
        "target_year": period.parse(indicator.target.time_period).last_month // 12,
        "limit_value": indicator.limit,
        **{name: getattr(indicator.bounds, name, None) for name in ("best", "worst", "green", "red")},
    }


def passed(terms: pa.Table, as_of: int) -> dict[int, list[str]]:
    """Return the indicators whose target year lies before `as_of`, by target year."""
    found: dict[int, list[str]] = {}
    for row in terms.select(["indicator", "target_year"]).to_pylist():
        if row["target_year"] < as_of:
            found.setdefault(row["target_year"], []).append(row["indicator"])
    return found


def join(t: ir.Table, terms: pa.Table, target_year: int) -> ir.Table:
    """Return `t` with the terms that hold for each row; no row is lost.

    `is_graded` takes in the series; `has_own_unit` says whether the series comes in the unit that target and limit are meant in.
    An indicator without terms is not `is_known`, not graded, and has the method's own `target_year`.
    """
    right = ibis.memtable(terms)
    joined = t.left_join(right, "indicator").select(*t.columns, *(right[name] for name in SCHEMA.names if name != "indicator"))
    return joined.mutate(
        direction=joined.direction.fill_null(0),
        is_known=joined.own_unit.notnull(),
        is_graded=(joined.is_graded & ~joined.ungraded_series.contains(joined.series)).fill_null(False),
        is_binary=joined.is_binary.fill_null(False),
        has_own_unit=(joined.own_unit == joined.unit_measure).fill_null(True),
        **{name: _real(joined[name]) for name in NUMBERS},
        target_year=joined.target_year.fill_null(target_year),
    ).drop("ungraded_series", "own_unit")


def _real(value: ir.FloatingColumn) -> ir.FloatingColumn:
    """Return the numbers with NULL for what is none: some engines hand on a missing value as NaN."""
    return value.isnan().ifelse(ibis.null("float64"), value)
