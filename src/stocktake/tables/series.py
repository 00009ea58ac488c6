"""The current figures as one Ibis table."""

from pathlib import Path
from typing import TYPE_CHECKING

from stocktake.model.observation import SERIES_KEY
from stocktake.tables import engine, schema, snapshot

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend


def observations(folder: Path, backend: "BaseBackend | None" = None) -> "ir.Table":
    """Return the observations of all current snapshots in `folder`, every vintage, in the columns of `tables.schema`.

    A folder that has not been filled gives no rows. WorkspaceError where a snapshot is missing or damaged. Without a `backend` DuckDB
    reads the files through a connection of its own in memory, so nothing is locked.
    """
    import ibis

    files = snapshot.verify(folder)
    backend = backend or engine.connect()
    if not files:
        return backend.create_table("observations", schema=ibis.Schema.from_pyarrow(schema.SCHEMA), temp=True)
    return engine.read(backend, list(files.values()))


def latest_vintage(t: "ir.Table") -> "ir.Table":
    """Return one row a series key and period of `t`: the one of the edition released last.

    Where two were released at the same time, or nobody knows when, the later name of the vintage counts, then the later retrieval
    and locator, so that the choice never depends on the order of rows. The newest edition counts even where it has no value.
    """
    import ibis

    window = ibis.window(
        group_by=[*SERIES_KEY, "time_period"],
        order_by=[t[name].desc() for name in schema.EDITION] + [t.obs_value.desc(nulls_first=False)],
    )
    numbered = t.mutate(place=ibis.row_number().over(window))
    return numbered.filter(numbered.place == 0).drop("place")
