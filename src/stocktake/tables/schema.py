"""The columns of a table of observations, in Arrow."""

from dataclasses import MISSING, fields

import pyarrow as pa

from stocktake.model.observation import COLUMNS, SERIES_KEY, Observation

SCHEMA = pa.schema([(name, pa.float64() if name == "obs_value" else pa.string()) for name in COLUMNS])
"""One row an observation; only `obs_value` is a number, and only it may be null."""

DEFAULTS = {one.name: one.default for one in fields(Observation) if one.default is not MISSING}
REQUIRED = tuple(name for name in COLUMNS if name not in DEFAULTS)
EDITION = ("released", "vintage", "retrieved", "locator")
"""What orders the editions of one observation, most telling first."""

ORDER = (*SERIES_KEY, "time_period", *EDITION)
"""The order of rows in a snapshot."""


def complete(table: pa.Table) -> pa.Table:
    """Return `table` in `SCHEMA`: its columns in order, with the default of an observation in those it leaves out.

    KeyError where a column without a default is missing; other columns are dropped.
    """
    return pa.table([_column(table, field) for field in SCHEMA], schema=SCHEMA)


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name in table.column_names:
        return table[field.name].cast(field.type)
    return pa.repeat(pa.scalar(DEFAULTS[field.name], field.type), table.num_rows)


def in_order(table: pa.Table) -> pa.Table:
    """Return the rows sorted by series, period and edition, all ascending."""
    return table.sort_by([(name, "ascending") for name in ORDER])
