"""What a review is drawn from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Final

from stocktake.model.area import Area
from stocktake.model.flow import AreaFlows
from stocktake.model.framework import Commitment, Framework
from stocktake.model.gap import Cell, Expectations
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.milestone import MilestoneVerdict, Timeline
from stocktake.model.observation import SERIES_KEY, Observation
from stocktake.model.provenance import Document, Source
from stocktake.model.record import Record
from stocktake.model.review import Reproduction
from stocktake.model.verdict import JudgedSeries

key_of: Final[Callable[[JudgedSeries | Observation], tuple[str, ...]]] = attrgetter(*SERIES_KEY)
"""Return the key of a series, judged or observed."""


@dataclass(frozen=True, slots=True)
class Split:
    """A series split into more parts than a review shows: by the dimensions `dimensions`, into `parts`, of which `shown` are shown."""

    indicator: str
    series: str
    unit_measure: str
    source: str
    dimensions: tuple[str, ...]
    parts: int
    shown: int


@dataclass(frozen=True)
class Material:
    """Everything a review says comes from here.

    `members` are the areas within a region, none for a country. `method` is the one that leads, `methods` are all. `judged` holds
    the series of the area up to the year `as_of`, once for each method, and the undivided ones of its members by the method that leads;
    `observations` are those of the area itself, oldest first. `splits` count the parts of the area that are not among them (`part.numbered`),
    `by_part` holds indicator and area of the members that publish parts and nothing undivided.
    `labels` gives words for the codes of a dimension, by dimension.
    `cells` say which of the expected figures are there; `expectations` what is expected of figures at all. `flows` are those estimated,
    or why they are not; None where there is nothing to estimate them from.
    """

    area: Area
    members: tuple[Area, ...]
    within: tuple[Area, ...]
    frameworks: Mapping[str, Framework]
    indicators: tuple[Indicator, ...]
    method: Method
    methods: tuple[Method, ...]
    judged: tuple[JudgedSeries, ...]
    observations: tuple[Observation, ...]
    labels: Mapping[str, Mapping[str, str]]
    records: tuple[Record, ...]
    documents: tuple[Document, ...]
    sources: tuple[Source, ...]
    as_of: int
    made: str
    reproduction: Reproduction
    area_names: Mapping[str, str]
    expectations: Expectations
    cells: tuple[Cell, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    milestones: tuple[MilestoneVerdict, ...] = ()
    splits: tuple[Split, ...] = ()
    by_part: frozenset[tuple[str, str]] = frozenset()
    flows: AreaFlows | None = None

    @property
    def place(self) -> str:
        """The area as a sentence names it."""
        return "the world" if self.area.kind == "world" else self.area.name

    @property
    def objectives(self) -> tuple[Commitment, ...]:
        """The 23 objectives of the Compact."""
        return self.frameworks["gcm"].of_kind("objective")

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the area and of every area within it."""
        return frozenset({self.area.code, *(member.code for member in self.members)})

    @cached_property
    def judged_by_area(self) -> Mapping[tuple[str, str], list[JudgedSeries]]:
        """The series by indicator and area, as the method that leads judges them."""
        found: dict[tuple[str, str], list[JudgedSeries]] = {}
        for row in self.judged:
            if row.method == self.method.id:
                found.setdefault((row.indicator, row.ref_area), []).append(self._respected(row))
        return found

    @cached_property
    def judged_beside(self) -> Mapping[tuple[str, ...], list[JudgedSeries]]:
        """What the other methods say of the series of the area itself, by the key of the series."""
        found: dict[tuple[str, ...], list[JudgedSeries]] = {}
        for row in self.judged:
            if row.method != self.method.id and row.ref_area == self.area.code:
                found.setdefault(key_of(row), []).append(self._respected(row))
        return found

    @cached_property
    def observed(self) -> Mapping[str, list[Observation]]:
        """The observations by indicator."""
        found: dict[str, list[Observation]] = {}
        for one in self.observations:
            found.setdefault(one.indicator, []).append(one)
        return found

    def _respected(self, row: JudgedSeries) -> JudgedSeries:
        """Return the row, without its verdict where the indicator may not be graded in that area."""
        indicator = self.indicators_by_id.get(row.indicator)
        if indicator is None or row.ref_area not in indicator.grading.exceptions:
            return row
        return replace(
            row, class_key=None, level_key=None, score=None, statistic=None, standing="cannot_tell", reason_key="not_graded"
        )

    @cached_property
    def indicators_by_id(self) -> Mapping[str, Indicator]:
        """The indicators by id."""
        return {one.id: one for one in self.indicators}

    def has_figure(self, indicator: str, code: str) -> bool:
        """Return whether an area has a figure for an indicator, be it of a part only."""
        return (indicator, code) in self.judged_by_area or (indicator, code) in self.by_part

    def is_about(self, record: Record) -> bool:
        """Return whether a record is about the area or one within it; every record is about the world."""
        return self.area.kind == "world" or not self.codes.isdisjoint(record.areas)
