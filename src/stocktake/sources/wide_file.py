"""What the tables of the World Bank's data bank share: one column a period, words below the rows, the day of the last update."""

import re
from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.sources import cells
from stocktake.sources.reading import Issue

_UPDATED = re.compile(r"Last Updated: ?(\d{1,2})/(\d{1,2})/(\d{4})")


def updated(words: str) -> str:
    """Return the day of the last update, which the data bank writes as month/day/year; empty where it is not said.

    >>> updated("Data from database: World Development Indicators Last Updated: 12/07/2020"), updated("no day")
    ('2020-12-07', '')
    """
    found = _UPDATED.search(words)
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else ""


def body(table: pa.Table, codes: Sequence[str]) -> tuple[pa.Table, str]:
    """Return the rows with a text in one of the columns `codes`, and the words of the other rows as they stand in the first column."""
    coded = pa.chunked_array([pa.repeat(False, table.num_rows)])
    for name in codes:
        coded = pc.or_(coded, pc.not_equal(table[name], ""))
    return table.filter(coded), " ".join(table.column(0).filter(pc.invert(coded)).to_pylist())


def known(table: pa.Table, column: str, codes: Collection[str]) -> tuple[pa.Table, tuple[Issue, ...]]:
    """Return the rows whose series is one of `codes`, and an issue for each other series."""
    is_known = pc.is_in(table[column], value_set=pa.array(list(codes), pa.string()))
    strange = cells.counted(pc.if_else(is_known, None, table[column]), 'series "{}" is not known; its rows are left out')
    return table.filter(is_known), strange


def with_figures(table: pa.Table, periods: Sequence[str], missing: Collection[str]) -> pa.Table:
    """Return the rows that hold anything but a mark for missing in any of the columns `periods`."""
    marks = pa.array([*missing, ""], pa.string())
    filled = pa.chunked_array([pa.repeat(False, table.num_rows)])
    for name in periods:
        filled = pc.or_(filled, pc.invert(pc.is_in(pc.utf8_trim_whitespace(table[name]), value_set=marks)))
    return table.filter(filled)


def numbered(table: pa.Table, first: int) -> pa.Table:
    """Return the table with a column `line` that says where each row stands; the first one stands in line `first`."""
    lines = pa.array(range(first, table.num_rows + first), pa.int64()).cast(pa.string())
    return table.append_column("line", pc.binary_join_element_wise("line", lines, " "))
