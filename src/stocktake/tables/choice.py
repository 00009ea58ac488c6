"""Some rows of the current figures, read at once: those of one indicator, narrowed further before anything is unpacked.

A page shows a handful of rows out of millions. So the engine stays open, one in a process, and every reading has a cursor of its own:
several threads may read at once. Files are not compared with their fingerprints here; whoever builds on all figures does that
(`series.observations`).
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from stocktake.errors import WorkspaceError
from stocktake.model.observation import DISAGGREGATIONS, TOTAL
from stocktake.tables import engine, schema, snapshot

if TYPE_CHECKING:
    import duckdb

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}

_NAMED = tuple(name for name in DISAGGREGATIONS if name != "other_dims")
SPLIT = " || ".join(
    [f"case when {name} <> '{TOTAL}' then '{name};' else '' end" for name in _NAMED]
    + [f"case when other_dims <> '{TOTAL}' then regexp_replace(other_dims, '=[^;]*', '', 'g') || ';' else '' end"]
)
"""The names of the dimensions that split a row, each followed by `;`, as `review.part` writes them."""

_COLUMNS = {**{name: name for name in schema.SCHEMA.names}, "split": f"({SPLIT})"}

Narrowed = Mapping[str, Collection[str]]
"""For a column, or `split`, the texts of which a row must have one; a column that is not named lets every row pass."""


def files(folder: Path) -> tuple[Path, ...]:
    """Return the files of the current snapshots in `folder`; WorkspaceError where one is missing."""
    found = tuple(folder / one.file for one in snapshot.current(folder).values())
    if gone := next((path for path in found if not path.is_file()), None):
        raise WorkspaceError(
            f"{gone}: is missing; read its figures again from their source, or delete {gone.parent} if it is built in"
        )
    return found


def rows(folder: Path, narrowed: Narrowed) -> pa.Table:
    """Return the observations that pass, every edition, in the columns and the order of `tables.schema`."""
    columns = ", ".join(schema.SCHEMA.names)
    query = f"select {columns} from figures where {_where(narrowed)}"  # noqa: S608  names are ours, texts are handed in apart
    found = _asked(folder, query, _values(narrowed))
    return schema.in_order(schema.complete(found))


def extents(folder: Path, narrowed: Narrowed) -> pa.Table:
    """Return one row an area, series, unit, source and way of being split: how far its figures reach.

    `count` counts the rows that have a value, every edition; `parts` the categories; `first` and `last` are years. What has no value
    has no row.
    """
    keys = "indicator, series, unit_measure, source, ref_area"
    query = f"""
        select {keys}, {SPLIT} as split, count(*) as count, count(distinct ({", ".join(DISAGGREGATIONS)})) as parts,
               min(substr(time_period, 1, 4)) as first, max(substr(time_period, 1, 4)) as last
        from figures where obs_value is not null and {_where(narrowed)} group by all order by {keys}, split
    """  # noqa: S608  names are ours, texts are handed in apart
    return _asked(folder, query, _values(narrowed))


def editions(folder: Path, narrowed: Narrowed) -> pa.Table:
    """Return one row an edition and indicator: rows, areas, first and last year, the day it was read (`retrieved`, the latest)."""
    query = f"""
        select source, vintage, indicator, count(*) as count, count(distinct ref_area) as areas,
               min(substr(time_period, 1, 4)) as first, max(substr(time_period, 1, 4)) as last, max(retrieved) as retrieved
        from figures where {_where(narrowed)} group by all order by all
    """  # noqa: S608  names are ours, texts are handed in apart
    return _asked(folder, query, _values(narrowed))


def reach(folder: Path) -> pa.Table:
    """Return one row an indicator: the rows with a value, the areas that have one, and the newest year."""
    query = """
        select indicator, count(*) as count, count(distinct ref_area) as areas, max(substr(time_period, 1, 4)) as last
        from figures where obs_value is not null group by all order by all
    """
    return _asked(folder, query, [])


def _asked(folder: Path, query: str, values: Sequence[str]) -> pa.Table:
    paths = [engine.literal(path) for path in files(folder)]
    cursor = _engine().cursor()
    try:
        if paths:
            query = f"with figures as (from read_parquet([{', '.join(map(_text, paths))}])) {query}"
        else:
            cursor.register("figures", schema.SCHEMA.empty_table())
        return cursor.sql(query, params=list(values)).to_arrow_table()
    finally:
        cursor.close()


def _where(narrowed: Narrowed) -> str:
    """Return the condition, with a mark for each text; names of columns come from the program alone."""
    parts = [f"{_COLUMNS[name]} in ({', '.join('?' * len(texts))})" if texts else "false" for name, texts in narrowed.items()]
    return " and ".join(parts) or "true"


def _values(narrowed: Narrowed) -> list[str]:
    return [text for texts in narrowed.values() for text in texts]


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _engine() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(config=_SETTINGS)


def newest(table: pa.Table) -> pa.Table:
    """Return the rows of the edition released last (`series.latest_vintage`), in the order of `tables.schema`."""
    cursor = _engine().cursor()
    try:
        cursor.register("figures", table)
        return schema.in_order(schema.complete(cursor.sql(_newest()).to_arrow_table()))
    finally:
        cursor.close()


@cache
def _newest() -> str:
    """Return the query of `series.latest_vintage`: to write it takes much longer than to run it on the rows of a page."""
    from stocktake.tables import plan, series

    return engine.sql(series.latest_vintage(plan.given("figures", schema.SCHEMA)))
