"""The matrix of expected figures: indicators down, splits across, a mark in each cell that is told by shape, letter and word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from stocktake.model import number
from stocktake.model.framework import Framework
from stocktake.model.gap import STATES, WHOLE, Cell, Layer, Readiness, State
from stocktake.model.indicator import Indicator
from stocktake.model.review import GapAssessment, Review
from stocktake.page import svg

LETTERS: Mapping[State, str] = {"present": "P", "old": "O", "estimate_only": "E", "absent": "A"}
"""The letter inside the mark of each state."""

OWN_COLUMNS = (WHOLE, "sex", "age", "migratory_status", "disability")
"""The splits of the first matrix that have a column; all others stand together in the last one."""

FIGURE_ITSELF = "total"

BAR = (64.0, 6.0)
"""Length and height of the bar that says in how many areas within a figure is there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: the cells that have a column, by dimension, and the others in the order they are asked for."""

    indicator: Indicator
    cells: Mapping[str, Cell]
    others: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one SDG target, under its name."""

    number: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Matrix:
    """The two matrices of a review: what the metadata of the indicators ask for, and what is asked of all figures about people."""

    gaps: GapAssessment
    review: Review

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators of the review by id."""
        return {one.indicator.id: one.indicator for one in self.review.indicators}

    @cached_property
    def areas(self) -> int:
        """How many areas lie within; 0 for a country."""
        return max((sum(cell.areas.values()) for cell in self.gaps.cells), default=0)

    @cached_property
    def by_metadata(self) -> list[Group]:
        """The rows of what the metadata require or want."""
        return self._groups([cell for cell in self.gaps.cells if cell.metadata], OWN_COLUMNS)

    @cached_property
    def of_all(self) -> list[Group]:
        """The rows of what is asked of all figures about people."""
        return self._groups([cell for cell in self.gaps.cells if cell.of_all], self.asked_of_all)

    @cached_property
    def asked_of_all(self) -> tuple[str, ...]:
        """The splits asked of all figures, in the order they are asked for."""
        shown = {cell.dimension for cell in self.gaps.cells if cell.of_all}
        return tuple(one for one in self.gaps.asked_of_all if one in shown)

    def ready(self, layer: Layer, *, within: bool = False) -> Readiness | None:
        """Return the readiness of a layer, None where nothing is expected in it."""
        found = (one for one in self.gaps.readiness if one.layer == layer and one.of_areas_within == within)
        return next((one for one in found if one.expected), None)

    def word(self, dimension: str) -> str:
        """Return the word for a dimension."""
        return FIGURE_ITSELF if dimension == WHOLE else self.gaps.dimensions.get(dimension, dimension.replace("_", " "))

    def also(self, indicator: Indicator) -> list[str]:
        """Return the indicators that count under this one."""
        return [one for one, other in self.gaps.same_as.items() if other == indicator.id]

    def _groups(self, cells: Iterable[Cell], columns: Sequence[str]) -> list[Group]:
        groups: dict[tuple[str, str], list[Row]] = {}
        for name, found in self._rows(cells).items():
            if name in self.indicators:
                row = self._row(self.indicators[name], found, columns)
                groups.setdefault(_target_of(row.indicator, self.review.frameworks), []).append(row)
        return [Group(*key, tuple(rows)) for key, rows in groups.items()]

    @staticmethod
    def _rows(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
        rows: dict[str, list[Cell]] = {}
        for cell in cells:
            rows.setdefault(cell.indicator, []).append(cell)
        return rows

    @staticmethod
    def _row(indicator: Indicator, cells: Sequence[Cell], columns: Sequence[str]) -> Row:
        own = {cell.dimension: cell for cell in cells if cell.dimension in columns}
        return Row(indicator, own, tuple(cell for cell in cells if cell.dimension not in columns))


def _target_of(indicator: Indicator, frameworks: Iterable[Framework]) -> tuple[str, str]:
    """Return number and name of the first commitment that the publisher of an indicator links it to; empty where none is known."""
    known = {one.id: (one.number, one.name) for framework in frameworks for one in framework.commitments}
    return next((known[one] for one in indicator.commitments if one in known), ("", ""))


def share(found: Readiness) -> str:
    """Return the share as a reader remembers it: whole per cent, and never 0 or 100 where it is not.

    >>> from stocktake.model.gap import readiness
    >>> [share(readiness("required", {"present": one, "absent": 1000})) for one in (0, 1, 500)]
    ['0 %', '< 1 %', '33 %']
    """
    if found.share is None:
        return ""
    if 0 < found.share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < found.share < 1 else f"{found.share * 100:.0f} %"


def reporting(areas: Mapping[State, int]) -> int:
    """Return how many areas have a figure of any kind.

    >>> reporting({"present": 1, "old": 2, "estimate_only": 3, "absent": 4})
    6
    """
    return sum(count for state, count in areas.items() if state != "absent")


def matrix(review: Review) -> Matrix | None:
    """Return the matrices of a review, None where it has no gaps assessed."""
    return Matrix(review.gaps, review) if review.gaps and review.gaps.cells else None


def age(cell: Cell) -> str:
    """Return the age of a figure in words, empty where there is none.

    >>> from gap_factory import cell
    >>> age(cell(age=1)), age(cell(age=0)), age(cell(state="absent"))
    ('1 year', 'this year', '')
    """
    if cell.age is None:
        return ""
    return number.count(cell.age, "year") if cell.age else "this year"


def said(cell: Cell) -> str:
    """Return what a cell says beside its mark and year, for those who do not see it.

    >>> from gap_factory import cell
    >>> said(cell(state="old", latest_year=2012, age=14, newer_estimate=2024))
    'old, 14 years; an estimate of 2024 is newer'
    """
    return "; ".join([_state(cell), *asides(cell)])


def _state(cell: Cell) -> str:
    if cell.state is None:
        return "not expected of the area itself"
    return f"{STATES[cell.state]}, {age(cell)}" if cell.age is not None else STATES[cell.state]


def asides(cell: Cell) -> list[str]:
    """Return what else a reader should know of a cell: how many categories it comes in, and whether an estimate is newer."""
    told = []
    if cell.categories and cell.state != "absent":
        told.append("one category only" if cell.is_partial else f"{cell.categories} categories")
    if cell.newer_estimate:
        told.append(f"an estimate of {cell.newer_estimate} is newer")
    return told


def bar(areas: Mapping[State, int]) -> str:
    """Return a bar with a piece for each state that occurs, as long as its share; nothing where nothing is counted.

    It is hidden from screen readers: the counts always stand beside it in words.
    """
    pieces = "".join(_pieces(areas, sum(areas.values())))
    if not pieces:
        return ""
    box = f"0 0 {BAR[0]:g} {BAR[1]:g}"
    return svg.element("svg", pieces, viewBox=box, preserveAspectRatio="none", class_="areas-bar", aria_hidden="true")


def _pieces(areas: Mapping[State, int], total: int) -> Iterable[str]:
    left = 0.0
    for state in STATES:
        if count := areas.get(state, 0):
            width = BAR[0] * count / total
            yield svg.element("rect", x=left, y=0, width=max(width, 0.8), height=BAR[1], class_=f"share {state}")
            left += width
