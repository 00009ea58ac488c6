"""What people ask of commitments: how the world stands on each, and what evidence bears on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stocktake.catalog import catalog as catalog_file
from stocktake.errors import StocktakeError
from stocktake.model.framework import Commitment, Framework
from stocktake.model.indicator import Indicator
from stocktake.model.milestone import Timeline
from stocktake.model.record import Record, RecordType
from stocktake.model.review import IndicatorAssessment, ObjectiveAssessment, Review, SeriesAssessment
from stocktake.model.verdict import Standing
from stocktake.page import step, view
from stocktake.page.step import Step
from stocktake.page.words import RECORD_TYPES
from stocktake.service.comparing import shown
from stocktake_web.indicators import services as indicators
from stocktake_web.records import reading
from stocktake_web.records import services as records

FIRST_FRAMEWORKS: Final = ("gcm", "sdg")
"""The agreements of States come before the frameworks of organisations."""

FIRST: Final = 5
"""So many records of a type are named; all of them stand with the evidence."""


class CommitmentNotFound(StocktakeError):
    """No framework has a commitment of the number."""

    exit_code = 2

    def __init__(self, framework: str, number: str) -> None:
        known = ", ".join(catalog_file.load().frameworks)
        super().__init__(f'there is no commitment "{shown(number)}" in "{shown(framework)}"; the frameworks are {known}')


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment in a list: how the world stands on it, None where no rule tells, and on each indicator that bears on it."""

    commitment: Commitment
    standing: Standing | None
    indicators: tuple[tuple[Indicator, Standing], ...]
    records: int


@dataclass(frozen=True, slots=True)
class Part:
    """The commitments of one framework of one kind."""

    framework: Framework
    kind: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that is promised, by framework and kind."""

    review: Review
    parts: tuple[Part, ...]


def shelf() -> Shelf:
    """Return every framework with its commitments."""
    review = indicators.world()
    told = {one.objective.id: one.standing for one in review.objectives}
    known = {one.indicator.id: one.standing for one in review.indicators}
    counted = reading.counts()["objective"]
    parts = []
    known_frameworks = catalog_file.load().frameworks
    for framework in sorted(known_frameworks.values(), key=lambda one: (one.id not in FIRST_FRAMEWORKS, one.id)):
        for kind in dict.fromkeys(one.kind for one in framework.commitments):
            found = tuple(_entry(one, told, known, counted) for one in framework.of_kind(kind))
            parts.append(Part(framework, kind, found))
    return Shelf(review, tuple(parts))


def _entry(one: Commitment, told: Mapping[str, Standing], known: Mapping[str, Standing], counted: Mapping[str, int]) -> Entry:
    bearing = [each for each in catalog_file.load().indicators_of(one.id) if each.role == "monitoring"]
    return Entry(
        one, told.get(one.id), tuple((each, known.get(each.id, "no_figure")) for each in bearing), counted.get(one.id, 0)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of a commitment: how the world stands, by which series, and how many areas have a figure."""

    indicator: Indicator
    assessed: IndicatorAssessment | None
    areas: int
    last: str

    @property
    def standing(self) -> Standing:
        """How the world stands."""
        return self.assessed.standing if self.assessed else "no_figure"

    @property
    def leader(self) -> SeriesAssessment | None:
        """The series that speaks for the world."""
        return view.leader(self.assessed) if self.assessed else None


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one type: how many, and the first of them."""

    type: RecordType
    count: int
    first: tuple[Record, ...]


@dataclass(frozen=True)
class ObjectivePage:
    """A commitment as a page shows it; `assessed` is None where no rule brings its indicators to one standing."""

    framework: Framework
    commitment: Commitment
    assessed: ObjectiveAssessment | None
    monitoring: tuple[Line, ...]
    context: tuple[Line, ...]
    milestones: tuple[tuple[Timeline, list[Step]], ...]
    groups: tuple[Group, ...]

    @cached_property
    def around(self) -> tuple[Commitment | None, Commitment | None]:
        """The commitments of the same kind before and after it."""
        same = self.framework.of_kind(self.commitment.kind)
        place = same.index(self.commitment)
        return same[place - 1] if place else None, same[place + 1] if place + 1 < len(same) else None

    @property
    def missing(self) -> list[str]:
        """What is missing, in sentences: of the objective, then of its indicators."""
        found = [one.text for one in self.assessed.gaps] if self.assessed else []
        own = [(line.indicator, gap.text) for line in self.monitoring if line.assessed for gap in line.assessed.gaps]
        return [*found, *(f"{one.code or one.id}: {text}" for one, text in own)]

    @property
    def related(self) -> list[tuple[str, str]]:
        """Commitments of other frameworks this one is tied to: id and words."""
        facts = catalog_file.load()
        found = [one for one in self.commitment.links.values() if facts.has_commitment(one)]
        return [(one, f"{facts.frameworks[one.partition(':')[0]].short_title}: {facts.commitment(one).name}") for one in found]


def page(framework: str, number: str) -> ObjectivePage:
    """Return a commitment; CommitmentNotFound where there is none."""
    facts = catalog_file.load()
    identity = f"{framework}:{number}"
    if not facts.has_commitment(identity):
        raise CommitmentNotFound(framework, number)
    review = indicators.world()
    lines = _lines(facts.indicators_of(identity), review)
    return ObjectivePage(
        framework=facts.frameworks[framework],
        commitment=facts.commitment(identity),
        assessed=next((one for one in review.objectives if one.objective.id == identity), None),
        monitoring=tuple(one for one in lines if one.indicator.role == "monitoring"),
        context=tuple(one for one in lines if one.indicator.role == "context"),
        milestones=tuple(step.of(review, identity)),
        groups=tuple(_groups(records.accepted_records(commitments=[identity]))),
    )


def _lines(bearing: Sequence[Indicator], review: Review) -> list[Line]:
    assessed = {one.indicator.id: one for one in review.indicators}
    reach = {one.indicator.id: one for one in indicators.entries()}
    return [Line(one, assessed.get(one.id), reach[one.id].areas, reach[one.id].last) for one in bearing]


def _groups(found: Sequence[Record]) -> list[Group]:
    by_type: dict[RecordType, list[Record]] = {}
    for one in found:
        by_type.setdefault(one.type, []).append(one)
    return [Group(one, len(by_type[one]), tuple(by_type[one][:FIRST])) for one in RECORD_TYPES if one in by_type]
