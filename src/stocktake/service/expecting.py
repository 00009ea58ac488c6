"""From figures to cells: which of the expected figures of an area, and of the areas within, are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stocktake.catalog import gap as gap_file
from stocktake.catalog.catalog import Catalog
from stocktake.measure import gap as measure
from stocktake.model.area import Area
from stocktake.model.gap import STATES, Cell, Expectations, counted
from stocktake.model.indicator import Indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


def expectations(old_after: int | None = None) -> Expectations:
    """Return what is expected of figures; `old_after` takes the place of the years after which a figure is old."""
    known = gap_file.expectations()
    return known if old_after is None else replace(known, old_after=replace(known.old_after, years=old_after))


def cells(found: "pa.Table", facts: Catalog) -> tuple[Cell, ...]:
    """Return the cells of the indicators that count, as a review shows them; `found` comes from `measure.gap.survey`."""
    return _told(found, counted(facts.indicators.values()), expectations())


def survey(
    table: "ir.Table",
    area: Area,
    members: Sequence[Area],
    indicators: Sequence[Indicator],
    asked: Expectations,
    as_of: int,
) -> tuple[Cell, ...]:
    """Return one cell an expected figure of `area`, in the order of the indicators; a region's say how the areas within stand."""
    found = measure.survey(_cells(table, (area, *members), indicators, asked, as_of), area.code)
    return _told(found.to_pyarrow(), indicators, asked)


def _told(found: "pa.Table", indicators: Sequence[Indicator], asked: Expectations) -> tuple[Cell, ...]:
    return tuple(_cell(row) for row in _in_order(found.to_pylist(), indicators, asked))


def each(
    table: "ir.Table", areas: Sequence[Area], indicators: Sequence[Indicator], asked: Expectations, as_of: int
) -> list[Mapping[str, object]]:
    """Return one row an area and expected figure, in the columns of `measure.gap.cells`, by area as given."""
    rows = _cells(table, areas, indicators, asked, as_of).to_pyarrow().to_pylist()
    place = {one.code: place for place, one in enumerate(areas)}
    return sorted(_in_order(rows, indicators, asked), key=lambda row: place[str(row["ref_area"])])


def _cells(
    table: "ir.Table", areas: Iterable[Area], indicators: Sequence[Indicator], asked: Expectations, as_of: int
) -> "ir.Table":
    reach = measure.areas({one.code: one.kind == "country" for one in areas})
    return measure.cells(table, measure.expected(indicators, asked), reach, asked, as_of)


def _in_order(
    rows: Iterable[Mapping[str, object]], indicators: Sequence[Indicator], asked: Expectations
) -> list[Mapping[str, object]]:
    """Return the rows by indicator, and within it in the order in which its figures are asked for."""
    table: pa.Table = measure.expected(indicators, asked)
    keys = zip(table["indicator"].to_pylist(), table["dimension"].to_pylist(), strict=True)
    place = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return sorted(rows, key=lambda row: place[row["indicator"], row["dimension"]])


def _cell(row: Mapping[str, object]) -> Cell:
    import msgspec

    areas = {state: row[state] for state in STATES} if row["areas"] else {}
    return msgspec.convert({**row, "areas": areas}, Cell)
