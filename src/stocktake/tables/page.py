"""Observations a page at a time: those that somebody asks for, in one order, from a place on.

Indicators and areas are walked in order, as many together as a page needs: the newest edition is chosen among the figures of these
alone, so that a page of millions of figures costs little more than one of a hundred.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from stocktake.errors import StocktakeError
from stocktake.model.observation import DISAGGREGATIONS
from stocktake.tables import engine, plan, schema, series

if TYPE_CHECKING:
    import duckdb

SERIES = ("indicator", "ref_area", "series", *DISAGGREGATIONS, "unit_measure", "source")
"""The order of series: all of an indicator and area stand together."""

OBSERVATIONS = (*SERIES, "time_period", "vintage")
"""The order of observations; no two have the same values in all of these."""

ASKED = ("indicator", "ref_area", "series", "source", *DISAGGREGATIONS)
"""The columns whose codes can be asked for."""

SERIES_SCHEMA = pa.schema(
    {**dict.fromkeys(SERIES, pa.string()), "observations": pa.int64(), "first_period": pa.string(), "last_period": pa.string()}
)
"""One row a series: its key, how many observations with a value it has, and the first and last of their periods."""

_CHOSEN = "chosen_observations"
_SERIES = f"""
    SELECT {", ".join(SERIES)}, count(obs_value) AS observations,
    min(time_period) FILTER (obs_value IS NOT NULL) AS first_period, max(time_period) FILTER (obs_value IS NOT NULL) AS last_period
    FROM found GROUP BY ALL
"""  # noqa: S608  names of our own columns


class PlaceNotFound(StocktakeError):
    """Something was handed in as a place in a list that is none."""

    def __init__(self) -> None:
        super().__init__(
            "cursor: there is no such place in the list: take the address of the next page as it is, or leave it out"
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which observations are asked for: of each column (`ASKED`) one of the codes, in periods that begin in these years, both included.

    A column without codes lets every observation pass. Without `every_edition` only the newest edition of each counts.
    """

    codes: Mapping[str, Collection[str]] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    every_edition: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, and the place of the last of them where more follow, to be handed in for the next page."""

    rows: pa.Table
    next: tuple[str, ...] | None


def observations(files: Sequence[Path], wanted: Wanted, after: Sequence[str] = (), most: int = 1000) -> Page:
    """Return the observations that are asked for, `most` of them from behind the place `after` on, by `OBSERVATIONS`.

    `files` are those of the current snapshots; without any there are no rows. PlaceNotFound where `after` is none.
    """
    return _page(files, wanted, after, most, _Kind(schema.SCHEMA, OBSERVATIONS, "SELECT * FROM found"))


def all_series(files: Sequence[Path], wanted: Wanted, after: Sequence[str] = (), most: int = 1000) -> Page:
    """Return one row a series of the observations that are asked for, by `SERIES`, in the columns of `SERIES_SCHEMA`."""
    return _page(files, wanted, after, most, _Kind(SERIES_SCHEMA, SERIES, _SERIES))


def counted(files: Sequence[Path]) -> Mapping[tuple[str, str], int]:
    """Return how many observations there are of each edition, by source and vintage."""
    if not files:
        return {}
    query = f"SELECT source, vintage, count(*) FROM {_read(files)} GROUP BY 1, 2"  # noqa: S608  our own files
    with _connected() as connection:
        return {(source, vintage): count for source, vintage, count in connection.execute(query).fetchall()}


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a page has rows of: their columns, their order, and the query that makes them of the editions that were `found`."""

    columns: pa.Schema
    order: Sequence[str]
    query: str


def _page(files: Sequence[Path], wanted: Wanted, after: Sequence[str], most: int, kind: _Kind) -> Page:
    if after and (len(after) != len(kind.order) or not all(isinstance(one, str) for one in after)):
        raise PlaceNotFound
    rows = kind.columns.empty_table()
    if files and most:
        with _connected() as connection:
            for ends in _stretches(connection, files, wanted, after, most + 1):
                found = _stretch(connection, files, wanted, ends, after, kind, most + 1 - rows.num_rows)
                rows = pa.concat_tables([rows, found.select(kind.columns.names).cast(kind.columns)])
                if rows.num_rows > most:
                    break
    shown = rows.slice(0, most)
    return Page(shown, tuple(shown[name][-1].as_py() for name in kind.order) if rows.num_rows > most else None)


Pair = tuple[str, str]
"""An indicator and an area."""


def _stretches(
    connection: "duckdb.DuckDBPyConnection", files: Sequence[Path], wanted: Wanted, after: Sequence[str], most: int
) -> Iterator[tuple[Pair, Pair]]:
    """Yield first and last of as many pairs as may hold what a page needs, in order; each time four times as many."""
    where, values = _where(wanted, after)
    counts = f"SELECT indicator, ref_area, count(*) FROM {_read(files)} WHERE {where} GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608
    first: Pair | None = None
    held = 0
    for indicator, area, rows in connection.execute(counts, values).fetchall():
        last = (indicator, area)
        first, held = first or last, held + rows
        if held >= most:
            yield first, last
            first, held, most = None, 0, most * 4
    if first is not None:
        yield first, last


def _stretch(
    connection: "duckdb.DuckDBPyConnection",
    files: Sequence[Path],
    wanted: Wanted,
    ends: tuple[Pair, Pair],
    after: Sequence[str],
    kind: _Kind,
    most: int,
) -> pa.Table:
    """Return the rows of all pairs from one to another, both included, behind a place."""
    where, values = _where(wanted, ())
    (first, first_area), (last, last_area) = ends
    where += " AND indicator BETWEEN ? AND ? AND (indicator > ? OR ref_area >= ?) AND (indicator < ? OR ref_area <= ?)"
    values += [first, last, first, first_area, last, last_area]
    order = ", ".join(kind.order)
    behind = f"({order}) > ({', '.join('?' * len(kind.order))})" if after else "true"
    query = f"""
        WITH {_CHOSEN} AS (SELECT * FROM {_read(files)} WHERE {where}), found AS ({_editions(wanted.every_edition)}),
        listed AS ({kind.query}) SELECT * FROM listed WHERE {behind} ORDER BY {order} LIMIT {most:d}
    """  # noqa: S608  names of our own columns; what was asked for is handed over as values
    return connection.sql(query, params=[*values, *after]).to_arrow_table()


@cache
def _editions(every: bool) -> str:
    """Return the query for the newest edition of each observation, or for every one; it is written once in a process."""
    t = plan.given(_CHOSEN, schema.SCHEMA)
    return engine.sql(series.every_vintage(t) if every else series.latest_vintage(t))


def _where(wanted: Wanted, after: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the condition on a row and its values; behind `after` the pair of that place counts too."""
    said: list[tuple[str, list[Any]]] = [("true", [])]
    asked = {column: list(wanted.codes[column]) for column in ASKED if wanted.codes.get(column)}
    said += [(f"{column} IN ({', '.join('?' * len(codes))})", codes) for column, codes in asked.items()]
    year = "try_cast(substr(time_period, 1, 4) AS INTEGER)"
    said += [(f"{year} >= ?", [wanted.first_year])] if wanted.first_year is not None else []
    said += [(f"{year} <= ?", [wanted.last_year])] if wanted.last_year is not None else []
    said += [("indicator >= ? AND (indicator > ? OR ref_area >= ?)", [after[0], after[0], after[1]])] if after else []
    return " AND ".join(text for text, _ in said), [value for _, values in said for value in values]


def _read(files: Sequence[Path]) -> str:
    listed = ", ".join("'" + engine.literal(path).replace("'", "''") + "'" for path in files)
    return f"read_parquet([{listed}])"


def _connected() -> "closing[duckdb.DuckDBPyConnection]":
    """Give a cursor of the engine, which stays open: several threads may read at once."""
    return closing(_engine().cursor())


@cache
def _engine() -> "duckdb.DuckDBPyConnection":
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    return duckdb.connect(config=settings)
