"""Whole columns of text, each distinct text looked at once."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc


def mapped(column: pa.ChunkedArray, meaning: Callable[[str], str | None]) -> pa.ChunkedArray:
    """Return for each cell what `meaning` says of its text, null where it says None.

    >>> mapped(pa.chunked_array([["a", "b", "a"]]), {"a": "A"}.get).to_pylist()
    ['A', None, 'A']
    """
    distinct = pc.unique(column)
    words = pa.array([None if text is None else meaning(text) for text in distinct.to_pylist()], pa.string())
    place = pc.index_in(column, value_set=distinct)
    return pa.chunked_array([words.take(one) for one in place.chunks], pa.string())
