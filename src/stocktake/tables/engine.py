"""Engines: where a table is worked on. DuckDB in this process is the default; anything else Ibis speaks to is a name away."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, cast

from stocktake.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

DEFAULT = "duckdb"
_SPARK = ("spark://", "local")
_QUIET = {"spark.sql.session.timeZone": "UTC", "spark.ui.showConsoleProgress": "false", "spark.ui.enabled": "false"}
_SMALL = {"spark.sql.shuffle.partitions": "4", "spark.driver.memory": "4g"}
"""For one machine: Spark's own 200 partitions cost more than the work in them."""


_HELD = count()
"""Numbers for tables that are held: none comes twice, however many holders one connection has."""

_WRITING = RLock()
"""Held while a query is written otherwise than Ibis does by itself: its options belong to the whole process."""


def connect(name: str = DEFAULT) -> "BaseBackend":
    """Return a connection to an engine: `duckdb` (in memory, nothing is locked), `spark://host:port` or `local[2]` for Spark, or any
    other connection string of Ibis.

    DataError where it cannot be reached, or a part for it is not installed.
    """
    import ibis

    try:
        if name == DEFAULT:
            return ibis.duckdb.connect(autoinstall_known_extensions=False, preserve_insertion_order=False)
        return _spark(name) if name.startswith(_SPARK) else ibis.connect(name)
    except ImportError as fault:
        raise DataError(f'engine "{name}" needs {fault.name}: install stocktake[spark], or leave --engine out') from fault
    except Exception as fault:
        raise DataError(
            f'engine "{name}" cannot be reached ({_first_line(fault)}): give duckdb, local[2] or spark://host:port'
        ) from fault


def _spark(master: str) -> "BaseBackend":
    import ibis
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("stocktake")
    for key, value in {**_QUIET, **(_SMALL if master.startswith("local") else {})}.items():
        builder = builder.config(key, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def _first_line(fault: Exception) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)[:200]


def holder(backend: "BaseBackend") -> Callable[["ir.Table"], "ir.Table"]:
    """Return what computes a table once and keeps it, as long as the connection lives."""

    def hold(t: "ir.Table") -> "ir.Table":
        with _step_by_step():
            return _cached(t) if backend.name == "pyspark" else _created(backend, t)

    return hold


@contextmanager
def _step_by_step() -> Iterator[None]:
    """Leave each step of a table a query of its own: to merge them into one takes longer than to run them."""
    import ibis

    with _WRITING:
        fused, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
        try:
            yield
        finally:
            ibis.options.sql.fuse_selects = fused


def sql(t: "ir.Table") -> str:
    """Return the query of `t` in the words of DuckDB; no connection is needed."""
    from ibis.backends.duckdb import Backend

    with _step_by_step():
        return str(Backend().compile(t))


def _created(backend: "BaseBackend", t: "ir.Table") -> "ir.Table":
    """Return `t` as a table of its own. Ibis's own `create_table` writes the query twice, and is needed only where `t` is made from Python."""
    import ibis.expr.operations as ops

    name = f"held_{next(_HELD)}"
    if backend.name != DEFAULT or t.op().find(ops.InMemoryTable):
        return backend.create_table(name, t, temp=True)
    held = backend.create_table(name, schema=t.schema(), temp=True)
    backend.raw_sql(f"insert into {name} {backend.compile(t)}")
    return held


def _cached(t: "ir.Table") -> "ir.Table":
    """Return `t` cached by Spark. Asking for no row first makes the small tables of this process known there; `cache` alone does not."""
    t.limit(0).to_pyarrow()
    return t.cache()


def key_number(backend: "BaseBackend") -> Callable[["ir.StructValue"], "ir.IntegerValue"]:
    """Return what makes a number of 64 bits of a key. Spark's own `hash` has 32, too few for half a million series."""
    if backend.name != "pyspark":
        return lambda key: key.hash()
    import ibis

    @ibis.udf.scalar.builtin(name="xxhash64")  # type: ignore[untyped-decorator]
    def number(key) -> int:  # type: ignore[no-untyped-def]
        """Return a number for a key. It has no body on purpose: it only declares a function that the engine has."""
        raise NotImplementedError(key)

    return cast("Callable[[ir.StructValue], ir.IntegerValue]", number)


def read(backend: "BaseBackend", files: Sequence[Path]) -> "ir.Table":
    """Return the observations of Parquet files as one table."""
    return backend.read_parquet([literal(path) for path in files] if len(files) > 1 else literal(files[0]))


def literal(path: Path) -> str:
    """Return the path so that no character of it is taken for a wildcard."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
