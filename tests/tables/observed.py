"""Makers of Arrow tables of observations."""

import pyarrow as pa

from stocktake.tables import schema

PLAIN = {
    "indicator": "x",
    "series": "X",
    "ref_area": "WLD",
    "time_period": "2024",
    "obs_value": 1.0,
    "source": "s",
    "vintage": "1",
}


def observed(*rows: dict[str, object]) -> pa.Table:
    """Return a table with one row a mapping; what it leaves out is that of a plain observation of the world in 2024."""
    return pa.Table.from_pylist([{**schema.DEFAULTS, **PLAIN, **row} for row in rows], schema=schema.SCHEMA)


def years(count: int, **columns: str) -> pa.Table:
    """Return a series of `count` periods, each one's value its number."""
    return observed(*({"time_period": str(1000 + n), "obs_value": float(n), **columns} for n in range(count)))


def as_rows(table: pa.Table) -> list[tuple[object, ...]]:
    """Return the rows in an order that depends on their values alone."""
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)
