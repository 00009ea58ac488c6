"""Judge sentences by type and rank commitments: sums of weights that are handed in, nothing else.

Method: logistic regression whose weights begin at those of the cues; learned without leaving them far (`extract/training.py`).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import exp
from typing import Final

from stocktake.extract.feature import Cues, Subjects, features, starts, subject_features
from stocktake.extract.listing import carried
from stocktake.extract.name import Names
from stocktake.extract.sentence import Sentence
from stocktake.extract.speech import AT_HOME, SUBJECT, Said
from stocktake.model.lexicon import Lexicon, Scale

GOES_ON: Final = "goes-on"
"""The cue of a sentence that goes on with the one before."""
AREA_NAMED: Final = "area-named"
"""The cue of a sentence that names an area, a city or a people."""
BODY_FIRST: Final = "body-first"
"""The cue of a sentence that begins with a body."""
LEAST: Final = -1.39
"""A chance of one in five: the score from which a type without labels is proposed, and a second objective named."""
_LEAST_OF_TARGET: Final = 0.0
"""The score from which an SDG target is named: more likely than not, for the labels name one only where it is plain."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence taken for a record of `type`, by its place among the sentences; `score` is a logit."""

    place: int
    type: str
    score: float
    confidence: float


def scale_of(lexicon: Lexicon, type_: str) -> Scale:
    """Return how a type is judged; where nothing was learned, by the cues alone."""
    return lexicon.learned.types.get(type_) or Scale(least=LEAST)


def shown_of(said: Sequence[Sentence], told: Sequence[Said], cues: Cues, names: Names) -> list[frozenset[str]]:
    """Return the cues of every sentence: of its words, of the names in it, and of the list it goes on with.

    `told` is who reports each; `the Government` names an area too where it is known whose.
    """
    found: list[frozenset[str]] = []
    for place, sentence in enumerate(said):
        before = found[-1] if found else frozenset()
        at_home = {AREA_NAMED} if told[place].home and AT_HOME.search(sentence.text) else frozenset()
        found.append(cues.of(sentence.text) | _named(sentence.text, names) | at_home | carried(said, place, before))
    return found


def _named(text: str, names: Names) -> frozenset[str]:
    found = [one for one in names.find(text) if not one.is_of_a_meeting]
    areas = {AREA_NAMED for one in found if one.meaning.sort in ("area", "city", "people")}
    bodies = {BODY_FIRST for one in found if one.meaning.sort == "actor" and one.start < SUBJECT}
    return frozenset(areas | bodies)


def judge(said: Sequence[Sentence], shown: Sequence[frozenset[str]], lexicon: Lexicon) -> tuple[Judged, ...]:
    """Return every sentence and type that reach the least score, in the order of the text, surest type first.

    `shown` are the cues of every sentence. A sentence that only goes on with one of the same type right before it is a part of
    that one, and left out.
    """
    found = []
    for place in range(len(said)):
        before, seen = starts(lexicon, shown[place]), features(said, place, shown)
        found += [one for type_ in before if (one := _one(place, type_, before[type_], seen, scale_of(lexicon, type_)))]
    reached = {(one.place, one.type) for one in found}
    kept = [one for one in found if not _goes_on(said, one, shown, reached)]
    return tuple(sorted(kept, key=lambda one: (one.place, -one.score, one.type)))


def _goes_on(said: Sequence[Sentence], one: Judged, shown: Sequence[frozenset[str]], reached: Set[tuple[int, str]]) -> bool:
    before = (one.place - 1, one.type) in reached and said[one.place - 1].passage == said[one.place].passage
    return before and GOES_ON in shown[one.place]


def _one(place: int, type_: str, start: float, seen: Mapping[str, float], scale: Scale) -> Judged | None:
    score = start + total(scale, seen)
    return Judged(place, type_, score, confidence(scale, score)) if score >= scale.least else None


def total(scale: Scale, seen: Mapping[str, float]) -> float:
    """Return the sum of what was learned for the features seen."""
    weight = scale.weights.get
    return scale.start + sum([weight(name, 0.0) * value for name, value in seen.items()])


def confidence(scale: Scale, score: float) -> float:
    """Return the share of candidates with this score that careful readers recorded too, as far as the labels tell.

    >>> confidence(Scale(), 0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-50.0, min(50.0, scale.slope * score + scale.shift))))


def rank(own: str, around: str, heading: str, lexicon: Lexicon, subjects: Subjects) -> tuple[str, ...]:
    """Return the commitments a passage bears on: one to three objectives, most central first, then SDG targets where they are plain."""
    scores = subject_scores(own, around, heading, lexicon, subjects)
    best = sorted((name for name in scores if name.startswith("gcm:")), key=lambda name: (-scores[name], name))[:3]
    chosen = [name for place, name in enumerate(best) if place == 0 or scores[name] >= _second(lexicon, name)]
    targets = sorted((name for name in scores if name.startswith("sdg:")), key=lambda name: (-scores[name], name))
    return (*chosen, *(name for name in targets[:2] if scores[name] >= _LEAST_OF_TARGET))


def _second(lexicon: Lexicon, name: str) -> float:
    scale = lexicon.learned.commitments.get(name)
    return scale.least if scale else LEAST


def subject_scores(own: str, around: str, heading: str, lexicon: Lexicon, subjects: Subjects) -> dict[str, float]:
    """Return the logit of every commitment for a passage."""
    before = subjects.starts(own, around, heading)
    seen = subject_features(own, around, heading, before)
    learned = lexicon.learned.commitments
    return {name: start + (total(learned[name], seen) if name in learned else 0.0) for name, start in before.items()}
