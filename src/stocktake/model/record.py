"""Records found in documents or entered by people."""

from dataclasses import dataclass
from typing import Literal

from stocktake.model.provenance import Locator

RecordType = Literal[
    "event",
    "panel",
    "participation",
    "practice",
    "partnership",
    "need",
    "offer",
    "recommendation",
    "target",
    "figure",
    "term",
]
ActorKind = Literal[
    "state",
    "intergovernmental",
    "regional-body",
    "local-authority",
    "civil-society",
    "private-sector",
    "academia",
    "diaspora",
    "parliament",
    "finance",
    "un-network",
    "other",
]
Status = Literal["candidate", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, organisation or group that acts."""

    name: str
    kind: ActorKind


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A number as a record's text states it; not an observation, for nobody has checked it against a data set."""

    value: float
    unit: str
    of: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person speaking or moderating in a panel."""

    name: str
    position: str
    organization: str
    role: str
    panel: str


@dataclass(frozen=True, slots=True)
class Record:
    """One thing a document says, in our own words, with the place it stands.

    `locators` has one entry for a plain record and several for one that was merged; `merged_ids` names the records it took in.
    `areas` are codes of the areas it is about, `commitments` ids such as `gcm:20`, most central first. `reported_by` is None where
    the document itself says it; `year` is None unless the text gives one.
    """

    id: str
    type: RecordType
    title: str
    summary: str
    locators: tuple[Locator, ...]
    reported_by: str | None = None
    actors: tuple[Actor, ...] = ()
    areas: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    figures: tuple[StatedFigure, ...] = ()
    year: int | None = None
    participant: Participant | None = None
    status: Status = "accepted"
    language: str = "en"
    merged_ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.title
