"""The published results of the SDG Index 2019 as tables: its bounds, its cells, and the figures behind its trends."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from factories import SCHEMA
from stocktake.model.indicator import Bounds, Indicator
from stocktake.model.observation import COLUMNS
from stocktake.model.provenance import Verification
from workbook import Cell, Row, sheets

PATH = Path(__file__).parents[1].parent / "shared/data/sdsn/2019GlobalIndexResults.xlsx"
ARROWS = {
    "↑": ("on_track", "maintaining"),
    "➚": ("moderately_improving",),
    "→": ("stagnating",),
    "↓": ("decreasing",),
}
"""The classes of ours that each published arrow stands for."""

_RESULTS, _TRENDS, _CODEBOOK = "SDR2019 Data", "Raw Data (trends)", "Codebook"
_PARTS = ("impute", "Normalized Score", "Dashboard Color", "Trend")
_SEEN = Verification("seen")


@dataclass(frozen=True, slots=True)
class Results:
    """What the workbook says: `cells` has one row a country and indicator, `observations` the figures behind the trends in our columns.

    `cells` has `ref_area`, `indicator`, `value`, the four bounds, `same_title`, and as published `score`, `colour`, `arrow`.
    """

    indicators: list[Indicator]
    cells: pa.Table
    observations: pa.Table


@cache
def results() -> Results:
    """Return the published results; skips the test where the workbook is not beside the project."""
    if not PATH.exists():
        pytest.skip("the published SDG Index 2019 is not beside the project")
    found = sheets(PATH, [_RESULTS, _TRENDS, _CODEBOOK])
    codes = {str(row[5]): row for row in found[_CODEBOOK][1:] if 5 in row}
    blocks = _blocks(found[_RESULTS][1])
    assert blocks.keys() == codes.keys()
    indicators = [_indicator(code, row) for code, row in codes.items()]
    observations = _observations(found[_TRENDS], {block["trend series"]: code for code, block in blocks.items()})
    return Results(indicators, _cells(found[_RESULTS][2:], blocks, codes), observations)


def _indicator(code: str, row: Row) -> Indicator:
    best, worst, green, red = (float(row[column]) for column in (8, 9, 10, 11))
    bounds = Bounds(best, worst, green, red, "the workbook", _SEEN)
    return Indicator(code, code, "PT", "up" if best > worst else "down", "monitoring", _SEEN, bounds=bounds)


def _blocks(head: Row) -> dict[str, dict[str, Cell]]:
    """Return for each indicator the number of each of its columns, its `title`, and the `trend series` its arrows rest on."""
    found: dict[str, dict[str, Cell]] = {}
    block: dict[str, Cell] = {}
    for column, name in sorted(head.items()):
        kind, _, code = str(name).replace("impute_", "impute ").rpartition(" ")
        if kind not in _PARTS:
            block = {"value": column, "title": str(name)}
            continue
        if kind == "Trend":
            block["trend series"] = code
        else:
            found[code] = block
        block[kind] = column
    for code, block in found.items():
        block.setdefault("trend series", code)
    return found


def _cells(rows: list[Row], blocks: dict[str, dict[str, Cell]], codes: dict[str, Row]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "ref_area": row[1],
                "indicator": code,
                "value": row.get(block["value"]),
                "same_title": block["title"] == codes[code][6],
                **dict(zip(("best", "worst", "green", "red"), (codes[code][column] for column in (8, 9, 10, 11)), strict=True)),
                "score": row.get(block.get("Normalized Score", -1)),
                "colour": row.get(block["Dashboard Color"]),
                "arrow": row.get(block.get("Trend", -1)),
            }
            for row in rows
            if 1 in row
            for code, block in blocks.items()
        ]
    )


def _observations(rows: list[Row], codes: dict[Cell, str]) -> pa.Table:
    """Return the figures behind the trends; a series that serves an indicator under another code goes by that of the indicator."""
    columns = {column: codes[name] for column, name in rows[0].items() if name in codes}
    empty = dict.fromkeys(COLUMNS, "_T") | {"unit_measure": "PT", "source": "sdsn"}
    return pa.Table.from_pylist(
        [
            {
                **empty,
                "indicator": code,
                "series": code,
                "ref_area": row[1],
                "time_period": str(int(row[2])),
                "obs_value": row[column],
            }
            for row in rows[1:]
            for column, code in columns.items()
            if isinstance(row.get(column), float)
        ],
        schema=SCHEMA,
    )
