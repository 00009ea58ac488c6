"""Plans: tables to be computed, written in SQL once and run on any figures.

To turn Ibis expressions into SQL takes several times as long as to run that SQL on the figures of a country. So what every review
computes is written down once (`Writer`), over tables that are only named, and run (`run`) with the rows of those tables handed in.
Each run has a connection of its own to a DuckDB in memory: what it holds is seen by no other, and nothing of it is left when it ends.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from stocktake.tables import engine, kept, schema

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

_DISABLED = ",".join(
    (
        "column_lifetime",
        "common_subplan",
        "compressed_materialization",
        "join_order",
        "late_materialization",
        "statistics_propagation",
    )
)
"""What DuckDB does to a query before it runs that takes longer than it saves, where queries are long and tables short."""

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "disabled_optimizers": _DISABLED,
    "preserve_insertion_order": False,
    "python_enable_replacements": False,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A table that is computed once and used by later ones: its name, its columns with their types, and the query that fills it."""

    name: str
    columns: str
    query: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A table that is given back: its query, and its Arrow schema in Arrow's own bytes."""

    query: str
    schema: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """What is computed, in order, and what is given back, by name. `constants` are small tables that belong to it, in Arrow's own bytes."""

    held: tuple[Held, ...]
    asked: Mapping[str, Asked]
    constants: Mapping[str, bytes]


@dataclass(slots=True)
class Writer:
    """Writes a plan. Nothing is computed."""

    _held: list[Held] = field(default_factory=list)
    _asked: dict[str, Asked] = field(default_factory=dict)
    _constants: dict[str, bytes] = field(default_factory=dict)

    def hold(self, t: "ir.Table") -> "ir.Table":
        """Return `t` as a table that a run computes once and keeps to its end."""
        import ibis
        from ibis.backends.sql.datatypes import DuckDBType

        name = f"held_{len(self._held)}"
        columns = ", ".join(f"{_quoted(column)} {DuckDBType.to_string(type_)}" for column, type_ in t.schema().items())
        self._held.append(Held(name, columns, self._query(t)))
        return ibis.table(t.schema(), name=name)

    def ask(self, name: str, t: "ir.Table") -> None:
        """Let a run give back the rows of `t` under `name`."""
        self._asked[name] = Asked(self._query(t), t.schema().to_pyarrow().serialize().to_pybytes())

    def plan(self) -> Plan:
        """Return what was written so far."""
        return Plan(tuple(self._held), dict(self._asked), dict(self._constants))

    def _query(self, t: "ir.Table") -> str:
        import ibis.expr.operations as ops

        for one in t.op().find(ops.InMemoryTable):
            self._constants[one.name] = kept.to_bytes(one.data.to_pyarrow(one.schema))
        return engine.sql(t)


def given(name: str, columns: pa.Schema) -> "ir.Table":
    """Return a table of which only name and columns are known; its rows are handed to `run`."""
    import ibis

    return ibis.table(ibis.Schema.from_pyarrow(columns), name=name)


def run(
    plan: Plan, tables: Mapping[str, pa.Table], files: Sequence[Path] = (), figures: Mapping[str, Collection[str]] | None = None
) -> dict[str, pa.Table]:
    """Return the tables that were asked for, by name.

    `tables` are the rows of the tables that were only named; `figures` names those that hold the observations of snapshot `files`,
    each with the codes of its reference areas. Only `files` are read from the disk, whatever the plan says.
    """
    with _opened(os.getpid(), tuple(files)).cursor() as connection:
        for name, codes in (figures or {}).items():
            _see(connection, name, files, codes)
        for name, content in plan.constants.items():
            connection.register(name, kept.from_bytes(content))
        for name, rows in tables.items():
            connection.register(name, rows)
        for one in plan.held:
            connection.execute(_statement(f"create temp table {one.name} ({one.columns})"))
            connection.execute(_statement(f"insert into {one.name} {one.query}"))
        return {name: _rows(connection, one) for name, one in plan.asked.items()}


@lru_cache(maxsize=500)
def _statement(query: str) -> "duckdb.Statement":
    """Return the one statement of a query, parsed: that takes a third of a review's time, and any connection may run it any number of times."""
    import duckdb

    (found,) = duckdb.extract_statements(query)
    return found


@lru_cache(maxsize=4)
def _opened(process: int, files: tuple[Path, ...]) -> "duckdb.DuckDBPyConnection":  # noqa: ARG001 (what is kept hangs on it)
    """Return a DuckDB that can reach no file but `files`: a plan may have been kept on disk, where others could have written.

    To open one takes as long as to draw a chart, so it stays open. Its threads belong to one `process`: one that was forked opens its own.
    """
    import duckdb

    listed = ", ".join(_text(name) for path in files for name in dict.fromkeys((str(path), engine.literal(path))))
    opened = duckdb.connect(config=_SETTINGS)
    opened.execute(f"set allowed_paths = [{listed}]; set enable_external_access = false; set lock_configuration = true")
    return opened


def _see(connection: "duckdb.DuckDBPyConnection", name: str, files: Sequence[Path], codes: Collection[str]) -> None:
    """Let `name` stand for the observations of some areas. What is filtered here is not even unpacked from the files."""
    listed, wanted = (", ".join(_text(one) for one in some) for some in (map(engine.literal, files), codes))
    if files and codes:
        connection.execute(f"create temp view {name} as from read_parquet([{listed}]) where ref_area in ({wanted})")
    else:
        connection.register(name, schema.SCHEMA.empty_table())


def _rows(connection: "duckdb.DuckDBPyConnection", asked: Asked) -> pa.Table:
    found = connection.sql(_statement(asked.query)).to_arrow_table()
    return found.cast(pa.ipc.read_schema(pa.py_buffer(asked.schema)))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def read_kept(path: Path) -> Plan | None:
    """Return the plan that `keep` wrote to `path`; None where there is none, or not a whole one."""
    content = kept.read(path)
    with suppress(msgspec.MsgspecError):
        return None if content is None else msgspec.msgpack.decode(content, type=Plan)
    return None


def keep(path: Path, plan: Plan, most: int) -> None:
    """Write a plan to `path` as `tables.kept` does, and let at most the `most` newest ones stay beside it."""
    kept.write(path, msgspec.msgpack.encode(plan), most)
