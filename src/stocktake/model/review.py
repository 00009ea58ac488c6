"""A review: what is measured and what is not, what was tried, who asked, who offered, and where each statement comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stocktake.model.flow import AreaFlows
from stocktake.model.framework import Commitment, Framework
from stocktake.model.gap import Cell, Readiness
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.milestone import MilestoneVerdict, Timeline
from stocktake.model.observation import Observation
from stocktake.model.provenance import Document, Source
from stocktake.model.record import Record
from stocktake.model.verdict import Standing, Verdict

SCHEMA = "stocktake-review/1"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the review. `rule` names what drew it; `based_on` the ids of the series, records or sources it rests on."""

    text: str
    rule: str
    based_on: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A point of the path a series would have to take from its baseline to its target, by the method's own rate."""

    year: int
    value: float


@dataclass(frozen=True, slots=True)
class SeriesAssessment:
    """One series of one area, judged. `id` is unique in the review; `title` says in words what sets this series apart.

    `observations` run in time. `path` is empty where there is no target or no baseline.
    `verdict` is that of the method that leads, `beside` those of the others, and `agreement` says how far all of them agree
    (`verdict.AGREEMENTS`); empty where nobody asked them. `sources` are `id@vintage` of `Review.sources`.
    """

    id: str
    series: str
    title: str
    unit: str
    observations: tuple[Observation, ...]
    verdict: Verdict
    finding: Finding
    path: tuple[PathPoint, ...] = ()
    sources: tuple[str, ...] = ()
    beside: tuple[Verdict, ...] = ()
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the areas within a region stand on an indicator: names of areas by standing, each list in the alphabet's order, no ranks."""

    areas: Mapping[Standing, tuple[str, ...]]

    @property
    def counts(self) -> Mapping[Standing, int]:
        """The number of areas of each standing."""
        return {standing: len(names) for standing, names in self.areas.items()}

    @property
    def has_figures(self) -> bool:
        """True when at least one of the areas has a figure."""
        return any(names for standing, names in self.areas.items() if standing != "no_figure")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A split of so many parts that a review shows only the largest of them.

    Of `parts` parts of the series `series` of the edition's `source`, split by the dimensions `split`, `shown` stand in the review.
    `text` says so in a sentence; `command` gives out all of them.
    """

    series: str
    source: str
    split: tuple[str, ...]
    parts: int
    shown: int
    text: str
    command: str


@dataclass(frozen=True, slots=True)
class IndicatorAssessment:
    """One indicator of one area. `leading` is the id of the series whose verdict speaks for it, empty where no undivided series exists:
    a part never speaks for the whole.

    `gaps` say what is missing. `spread` is there for regions and the world only. `left_out` counts the parts that are not among `series`.
    """

    indicator: Indicator
    unit: str
    standing: Standing
    finding: Finding
    series: tuple[SeriesAssessment, ...] = ()
    leading: str = ""
    gaps: tuple[Finding, ...] = ()
    spread: Spread | None = None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveAssessment:
    """One objective: `graded` of its `expected` indicators have a verdict.

    `expected` leaves out those that may not be graded, those that are another one's series under a second number, and those that bear
    on many objectives.

    `indicators` (monitoring), `context`, `records` (about the area) and `elsewhere` (about other areas or none) hold ids.
    """

    objective: Commitment
    standing: Standing
    finding: Finding
    graded: int
    expected: int
    indicators: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    gaps: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GapAssessment:
    """Which of the expected figures of an area are there, how ready the figures are, and what a reader should take from it.

    `cells` run in the order of the indicators. A figure more than `old_after` years old is old. `asked_of_all` are the
    splits asked of all figures about people, in order. `dimensions` has the word for each dimension; `same_as` names the indicators
    that are another one's series under a second number and count there.
    """

    cells: tuple[Cell, ...]
    readiness: tuple[Readiness, ...]
    findings: tuple[Finding, ...]
    old_after: int
    asked_of_all: tuple[str, ...] = ()
    dimensions: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MilestoneAssessment:
    """One step of a graduated timeline. `timeline` and `milestone` lead into `Review.timelines`; `target` is what is wanted, in words.

    `why` says why it cannot be told and what to keep in mind, `finding` all of it with the figures. `sources` are the editions of its
    figures, `id@vintage`.
    """

    timeline: str
    milestone: str
    unit: str
    target: str
    why: str
    verdict: MilestoneVerdict
    finding: Finding
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowAssessment:
    """What is estimated of who came to a country or territory and who left it. It enters no verdict, no count and no score.

    `cautions` say what a reader must keep in mind; `sources` are the editions behind the estimates, `id@vintage`.
    """

    estimates: AreaFlows
    finding: Finding
    cautions: tuple[Finding, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedArea:
    """The area a review is about, with the note the United Nations asks for where its status is disputed."""

    code: str
    name: str
    kind: str
    m49: str = ""
    note: str = ""
    within: tuple[str, ...] = ()
    members: int = 0


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What is needed to make the same review again."""

    command: str
    version: str
    snapshots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """The published whole. `method` is the one that leads, `methods` are all that were asked.
    Ids in assessments lead into `indicators`, `records`, `documents` and `sources` of the same review.

    `objective_counts` and `indicator_counts` count by standing, every standing named. `about_area` holds ids of the records that are
    about the area itself; `silences` say what no document and no figure says. `area_names` gives the name of each area that a record
    is about, by its code. `flows` is None for regions, and where no stocks by origin were read or they do not tell.
    """

    area: ReviewedArea
    as_of: int
    made: str
    title: str
    findings: tuple[Finding, ...]
    objective_counts: Mapping[Standing, int]
    indicator_counts: Mapping[Standing, int]
    objectives: tuple[ObjectiveAssessment, ...]
    indicators: tuple[IndicatorAssessment, ...]
    about_area: tuple[str, ...]
    silences: tuple[Finding, ...]
    records: tuple[Record, ...]
    frameworks: tuple[Framework, ...]
    method: Method
    sources: tuple[Source, ...]
    documents: tuple[Document, ...]
    disclaimer: str
    reproduction: Reproduction
    area_names: Mapping[str, str] = field(default_factory=dict)
    gaps: GapAssessment | None = None
    methods: tuple[Method, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    milestones: tuple[MilestoneAssessment, ...] = ()
    flows: FlowAssessment | None = None
    schema: str = SCHEMA
