"""Small makers of verdicts and of the schemes that bring them to one, for tests and for the examples in docstrings and pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from raw_factory import grouped
from stocktake.catalog.method import method
from stocktake.measure.total import Scheme, scheme
from stocktake.model.verdict import MethodClass

__all__ = ["COLOURS", "colours", "grouped", "open_sdg_scheme", "verdict_table", "verdicts"]

TEXTS = ("method", "indicator", "series", "ref_area", "class_key", "standing")
SCHEMA = pa.schema({**dict.fromkeys(TEXTS, pa.string()), "score": pa.float64(), "figure": pa.float64()})
STANDINGS = {
    "target_achieved": "on_course",
    "on_track": "on_course",
    "progress_acceleration_needed": "too_slow",
    "limited_progress": "too_slow",
    "deterioration": "wrong_way",
    "green": "on_course",
    "yellow": "too_slow",
    "orange": "too_slow",
    "red": "wrong_way",
}
COLOURS = (
    MethodClass("green", "Green", "on_course", at_least=2),
    MethodClass("yellow", "Yellow", "too_slow", at_least=1.5),
    MethodClass("orange", "Orange", "too_slow", at_least=1),
    MethodClass("red", "Red", "wrong_way", rule="below 1"),
)
"""The colours of SDSN by the rescaled number from 0 to 3."""


def verdict_table(rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return verdicts as a table: by Open SDG on the indicator x where a row does not say."""
    known = {"method": "open-sdg", "indicator": "x", "series": "X", "ref_area": "MDA"}
    whole = [{**known, "standing": STANDINGS.get(row.get("class_key") or "", "cannot_tell"), **row} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(whole, schema=SCHEMA))


def verdicts(**areas: tuple[str | None, float | None]) -> ir.Table:
    """Return the class and score of each area."""
    return verdict_table([{"ref_area": area, "class_key": key, "score": score} for area, (key, score) in areas.items()])


def colours(**indicators: float | None) -> ir.Table:
    """Return the colour of each indicator of one area by its rescaled number."""
    return verdict_table(
        [
            {"method": "sdsn", "indicator": name, "class_key": colour(number), "figure": number}
            for name, number in indicators.items()
        ]
    )


def colour(number: float | None) -> str | None:
    """Return the colour of a rescaled number."""
    if number is None:
        return None
    return next(one.key for one in COLOURS if one.at_least is None or number >= one.at_least)


def open_sdg_scheme() -> Scheme:
    """Return the scheme of Open SDG as it ships."""
    return scheme(method("open-sdg"))
