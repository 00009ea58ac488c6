"""Computed figures as observations, in the columns that the rest of the house reads."""

from dataclasses import MISSING, fields

import ibis
import ibis.expr.types as ir

from stocktake.model.observation import COLUMNS, Observation

_DEFAULTS = {one.name: "" if one.default is MISSING else one.default for one in fields(Observation)}


def observed(t: ir.Table, obs_value: ir.NumericColumn, **given: ir.Value | str) -> ir.Table:
    """Return one observation a row of `t`, in the columns of `Observation`; a missing value has the status `O`, any other `A`.

    `given` holds the other columns, each a column of `t` or a text for all rows; what is not given has the default of an observation.

    >>> import pyarrow as pa
    >>> t = ibis.memtable(pa.table({"area": ["MDA", "GTM"], "v": [1.5, None]}))
    >>> found = observed(t, t.v, indicator="x", series="X", ref_area=t.area, time_period="2024").to_pyarrow()
    >>> found.select(["ref_area", "sex", "obs_value", "obs_status"]).to_pylist()[1]
    {'ref_area': 'GTM', 'sex': '_T', 'obs_value': None, 'obs_status': 'O'}
    """
    value = obs_value.cast("float64")
    whole = {**_DEFAULTS, **given, "obs_value": value, "obs_status": value.isnull().ifelse("O", "A")}
    return t.select(**{name: _column(whole[name]) for name in COLUMNS})


def _column(value: object) -> ir.Value:
    return value if isinstance(value, ir.Value) else ibis.literal(str(value))
