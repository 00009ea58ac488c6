"""From a file of raw counts or prices to the tables of `stocktake compute`: doors are opened, words put beside codes."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog import area as area_file
from stocktake.catalog import codelist
from stocktake.catalog import formula as formula_file
from stocktake.errors import DataError
from stocktake.measure import recruitment, total
from stocktake.model.area import WORLD
from stocktake.model.formula import SPLITS, Formula
from stocktake.sources import csv_lines, raw_file

STANDARD_INPUT = "standard input"
LEFT_BY_M49 = ("514", "515")
"""Developed and developing regions: M49 left them in December 2021."""

PEOPLE = ("refugees", "population")
"""Columns that count people: given out as whole numbers."""

COVERAGE = {"coverage": "Fewer of the areas are known than totals ask for: the figure is that of the known ones."}
"""What to keep in mind about a region, in words."""

CODED = ("sex", "age", "migratory_status", "disability")
"""Columns whose codes are in a code list of their name."""


def read(file: str, layout: raw_file.Layout) -> raw_file.Reading:
    """Return what a file holds, `-` for standard input; DataError where nothing can be read."""
    written = sys.stdin.buffer.read() if file == "-" else csv_lines.content(Path(file))
    if not written.strip():
        needed = ", ".join(one.name for one in layout.columns if not one.is_optional)
        raise DataError(f"{_name(file)} is empty; write a CSV that begins with {needed}")
    codes = {name: codelist.codelist(name) for name in CODED if name in layout.names}
    found = raw_file.parse(written, _name(file), layout, area_file.areas(), codes)
    if found.table.num_rows or found.left_out:
        return found
    return replace(found, left_out=(f"{_name(file)} holds nothing below its header: nothing is computed",))


def _name(file: str) -> str:
    return STANDARD_INPUT if file == "-" else file


def formula(name: str) -> Formula:
    """Return the numbers of a formula."""
    return formula_file.formula(name)


def edition(file: str) -> tuple[str, str]:
    """Return source and vintage of computed figures: that they were computed, and from which file."""
    return "computed", STANDARD_INPUT if file == "-" else Path(file).name


def world() -> pa.Table:
    """Return one row a country or territory, as `member`, with the world as its `group`: who is not in a file counts as missing."""
    codes = [one.code for one in area_file.areas().members(WORLD)]
    return pa.table({"member": codes, "group": [WORLD] * len(codes)})


def regions() -> pa.Table:
    """Return one row an area and region or group it is in, as `member` and `group`: all of M49 and of the SDG groupings, but the world."""
    areas = area_file.areas()
    pairs = [
        (area.code, region.code)
        for area in areas
        if area.kind == "country"
        for region in areas.regions_of(area.code)
        if region.code not in (WORLD, *LEFT_BY_M49)
    ]
    return pa.table({"member": [one for one, _ in pairs], "group": [one for _, one in pairs]})


def told(found: ir.Table, numbers: Formula, reasons: Mapping[str, str], cautions: Mapping[str, str] | None = None) -> pa.Table:
    """Return the rows by area and period, with names and sentences beside codes: `area`, and `reason` beside `reason_key`.

    The numbers of the formula stand in columns of their own, so that each verdict says what limit it was held against. A region of which
    less is known than totals ask for has the caution `coverage`.
    """
    table = _with_numbers(_sorted(found), numbers)
    if "without" in table.column_names:
        table = _with_coverage(table)
        cautions = {**(cautions or {}), **COVERAGE}
    for name in PEOPLE:
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, pc.round(table[name]).cast(pa.int64()))
    table = _worded(_worded(table, "reason", reasons), "caution", cautions or {})
    if "ref_area" not in table.column_names:
        return table
    names = {one.code: one.name for one in area_file.areas()}
    return table.append_column("area", pa.array([names[code] for code in table["ref_area"].to_pylist()], pa.string()))


def _with_numbers(table: pa.Table, numbers: Formula) -> pa.Table:
    for name, value in numbers.parameters.items():
        column = name if name not in table.column_names else f"{name}_share"
        table = table.append_column(column, pa.array([float(value)] * len(table), pa.float64()))
    return table


def _with_coverage(table: pa.Table) -> pa.Table:
    """Return regions with `share_of_areas`, the share that totals ask for, and `caution`, `coverage` where it is less."""
    least = total.coverage(formula("total")).minimum_share_of_members
    pairs = zip(table["areas"].to_pylist(), table["without"].to_pylist(), strict=True)
    shares = [areas / (areas + without) if areas + without else None for areas, without in pairs]
    cautions = ["coverage" if share and share < least else None for share in shares]
    table = table.append_column("share_of_areas", pa.array(shares, pa.float64()))
    table = table.append_column("minimum_share_of_areas", pa.array([least] * len(table), pa.float64()))
    return table.append_column("caution", pa.array(cautions, pa.string()))


def _worded(table: pa.Table, column: str, sentences: Mapping[str, str]) -> pa.Table:
    """Return `table` with sentences in `column` and its keys in one beside it; as it is without such a column."""
    if column not in table.column_names:
        return table
    keys = table[column].cast(pa.string())
    words = pa.array([sentences.get(key) if key else None for key in keys.to_pylist()], pa.string())
    return table.set_column(table.column_names.index(column), column, words).append_column(f"{column}_key", keys)


def as_observations(figures: ir.Table) -> pa.Table:
    """Return observations as the file of a pack has them, by series, area and period; a pack says itself when its source came out."""
    return _sorted(figures).drop_columns(["released"])


def _sorted(found: ir.Table) -> pa.Table:
    """Return the rows ordered by whatever they have of series, areas, period and dimensions."""
    key = (
        "indicator",
        "series",
        "ref_area",
        "sending",
        "receiving",
        "counterpart_area",
        "time_period",
        "sex",
        "age",
        "other_dims",
    )
    splits = [name for name in SPLITS if name in found.columns and name not in key]
    return found.order_by([name for name in (*key, *splits) if name in found.columns]).to_pyarrow()


def without_ratio(workers: ir.Table) -> list[str]:
    """Return a sentence for each worker who has no ratio."""
    rows = recruitment.left_out(workers).to_pyarrow().to_pylist()
    return [
        _without_ratio(row["worker"], row["ref_area"], row["time_period"], recruitment.REASONS[row["reason"]]) for row in rows
    ]


def _without_ratio(worker: str, area: str, period: str, reason: str) -> str:
    return f"worker {worker} ({area}, {period}) is left out and not counted as zero: {reason}"
