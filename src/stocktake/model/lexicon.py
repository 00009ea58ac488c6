"""What the reader of documents knows before it reads: cues, words of objectives, names of actors and places, and what was learned."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stocktake.model.record import ActorKind


@dataclass(frozen=True, slots=True)
class Cue:
    """Words by which a sentence shows its type: a regular expression, and the weight it gives each type on the logit scale."""

    name: str
    pattern: str
    exact: bool = False
    weights: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """The words of one commitment such as `gcm:20`; `start` is its logit before any word, each different word adds `weight`.

    A word may end in `*`, which stands for any ending.
    """

    commitment: str
    words: tuple[str, ...]
    start: float
    weight: float


@dataclass(frozen=True, slots=True)
class ActorName:
    """An organisation as it is called in texts; `area` is the code of the country it belongs to, empty for most."""

    name: str
    kind: ActorKind
    area: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name that means an area without being its name: a city, or what its people are called (`sort` is `city` or `people`)."""

    name: str
    area: str
    sort: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How one type is judged: its start, the weights that were learned, the least score, and how a score becomes a confidence.

    `slope` and `shift` turn a score s into the confidence 1 / (1 + exp(-(slope * s + shift))).
    """

    start: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict, hash=False)
    least: float = 0.0
    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Learned:
    """What labels taught: a scale a record type and a commitment. Empty, the reader goes by the cues alone."""

    edition: str = "cues"
    types: Mapping[str, Scale] = field(default_factory=dict, hash=False)
    commitments: Mapping[str, Scale] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader is handed besides the text. `start` is each type's logit before any word is read."""

    cues: tuple[Cue, ...]
    start: Mapping[str, float] = field(hash=False)
    subjects: tuple[Subject, ...]
    actors: tuple[ActorName, ...]
    places: tuple[PlaceName, ...]
    learned: Learned = field(default_factory=Learned)
