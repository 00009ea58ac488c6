"""The current figures as one Ibis table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from stocktake.model.observation import SERIES_KEY
from stocktake.tables import engine, schema, snapshot

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

PART = 250_000
"""Rows that are held together where a table is given out in parts."""


def observations(folder: Path, backend: "BaseBackend | None" = None) -> "ir.Table":
    """Return the observations of all current snapshots in `folder`, every vintage, in the columns of `tables.schema`.

    A folder that has not been filled gives no rows. WorkspaceError where a snapshot is missing or damaged. Without a `backend` DuckDB
    reads the files through a connection of its own in memory, so nothing is locked.
    """
    return read(list(snapshot.verify(folder).values()), backend)


def read(files: Sequence[Path], backend: "BaseBackend | None" = None) -> "ir.Table":
    """Return the observations of `files` as one table, in the columns of `tables.schema`; no files give no rows."""
    import ibis

    backend = backend or engine.connect()
    if not files:
        return backend.create_table("observations", schema=ibis.Schema.from_pyarrow(schema.SCHEMA), temp=True)
    return engine.read(backend, files)


def latest_vintage(t: "ir.Table") -> "ir.Table":
    """Return one row a series key and period of `t`: the one of the edition released last.

    A year alone counts as its beginning: an edition of which the month is known is newer than one of the same year of which it is not.
    Where two were released at the same time, or nobody knows when, the later name of the vintage counts, then the later retrieval
    and locator, so that the choice never depends on the order of rows. A vintage that begins as its release does is called by it: 2020
    and 2020-10, both released in 2020-10, are one edition, of which the later retrieval counts. The newest edition counts even where it
    has no value.
    """
    return _last(t, ())


def every_vintage(t: "ir.Table") -> "ir.Table":
    """Return one row a series key, period and edition of `t`: of figures that stand in one edition twice the one with the later locator."""
    return _last(t, ("source", "vintage"))


def _last(t: "ir.Table", beside: Sequence[str]) -> "ir.Table":
    import ibis

    window = ibis.window(
        group_by=list(dict.fromkeys((*SERIES_KEY, "time_period", *beside))),
        order_by=[one.desc() for one in (*_edition(t), t.vintage)] + [t.obs_value.desc(nulls_first=False)],
    )
    numbered = t.mutate(place=ibis.row_number().over(window))
    return numbered.filter(numbered.place == 0).drop("place")


def _edition(t: "ir.Table") -> "list[ir.StringColumn]":
    """Return what orders the editions of one observation; a vintage that its release begins with has the name of that release."""
    is_shorter = t.released.substr(0, t.vintage.length()) == t.vintage
    called = {"vintage": is_shorter.ifelse(t.released, t.vintage)}
    return [called.get(name, t[name]) for name in schema.EDITION]


def in_parts(
    t: "ir.Table", chosen: "Callable[[ir.Table], ir.Table]", most: int = PART, by: str = "indicator"
) -> Iterator[pa.Table]:
    """Yield what `chosen` makes of the rows of `t`, by whole indicators of together at most `most` rows where one alone has no more.

    Rows are those of `tables.schema`, in its order: indicator after indicator, a series together. So millions of them go by in the memory
    of one part. Where `by` names another column, parts and order go by that one first.
    """
    counts = t.group_by(by).aggregate(rows=t.count()).order_by(by).to_pyarrow().to_pylist()
    for names in _groups({row[by]: row["rows"] for row in counts}, most):
        rows = chosen(t.filter(t[by].isin(names)))
        yield schema.complete(rows.order_by(list(dict.fromkeys((by, *schema.ORDER)))).to_pyarrow())


def _groups(rows: Mapping[str, int], most: int) -> Iterator[list[str]]:
    """Yield names in order, as many together as have at most `most` rows, at least one."""
    group: list[str] = []
    for name in rows:
        if group and sum(rows[one] for one in (*group, name)) > most:
            yield group
            group = []
        group.append(name)
    if group:
        yield group
