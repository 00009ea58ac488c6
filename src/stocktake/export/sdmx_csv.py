"""Figures as SDMX-CSV 2.0."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from stocktake.export import sdmx

NAMES = ("STRUCTURE", "STRUCTURE_ID", "ACTION")


def write(parts: Iterable[pa.Table], path: Path) -> None:
    """Write tables of observations to one file, a part at a time: a header, then one row an observation.

    Method: SDMX-CSV field guide, version 2.0 (SDMX Technical Working Group): the dataflow and the action `I` lead each row.
    """
    fixed = dict(zip(NAMES, ("dataflow", f"{sdmx.AGENCY}:{sdmx.DATAFLOW}({sdmx.VERSION})", "I"), strict=True))
    schema = pa.schema([*((name, pa.string()) for name in NAMES), *((one.id, _type(one)) for one in sdmx.COMPONENTS)])
    with csv.CSVWriter(path, schema, write_options=csv.WriteOptions(quoting_style="needed")) as file:
        for part in parts:
            rows = sdmx.brought(part)
            leading = {name: pa.chunked_array([pa.repeat(text, rows.num_rows)]) for name, text in fixed.items()}
            file.write_table(pa.table({**leading, **{name: rows[name] for name in rows.column_names}}))


def _type(component: sdmx.Component) -> pa.DataType:
    return pa.float64() if component.role == "measure" else pa.string()
