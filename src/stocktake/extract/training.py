"""Learn from labelled records how types and commitments are judged. Only `make train` and `make evaluate` need this, and scikit-learn.

Method: logistic regression with an offset: the cues' weights are where each type begins, the labels move it, and a penalty on the
squares keeps small what few labels teach. Everything is deterministic: no random numbers, documents in the order of their ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any, Final

from stocktake.extract.candidate import AGENDA, Reader, around_of
from stocktake.extract.classify import LEAST, shown_of
from stocktake.extract.feature import Cues, Subjects, features, starts, subject_features
from stocktake.extract.listing import cut, entries
from stocktake.extract.name import Names
from stocktake.extract.score import counts, pairs, standing
from stocktake.extract.sentence import Sentence, sentences
from stocktake.extract.speech import bare, speakers
from stocktake.model.area import Areas
from stocktake.model.lexicon import Learned, Lexicon, Scale
from stocktake.model.provenance import Locator
from stocktake.model.record import Record
from stocktake.model.text import Text

if TYPE_CHECKING:
    import numpy as np

PENALTY: Final = 40.0
"""The penalty of a type's weights, its start among them: chosen where whole documents are left out."""
LEAST_OF_TYPES: Final = log(0.28 / 0.72)
"""The score from which a type is proposed: half the F1 that is reached (0.56 over all types), one score for all, for few labels tell little.

Method: Lipton, Elkan and Naryanaswamy (2014), Optimal thresholding of classifiers to maximize F1 measure.
"""
SUBJECT_PENALTY: Final = 10.0
"""The penalty of a commitment's weights."""
ENOUGH: Final = 8
"""The least records of a type to learn from; with fewer, the cues decide alone."""
_PARTS: Final = 4
_LONG: Final = 400
"""A document with more sentences counts as several parts when the least score is looked for."""
_SECOND: Final = 0.7
"""How much a second or third objective of a record counts as a label, beside 1 for the first."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, its sentences, and the records careful readers drew from it."""

    text: Text
    said: tuple[Sentence, ...]
    records: tuple[Record, ...]


def labelled(text: Text, records: Sequence[Record]) -> Labelled:
    """Return a text with its labels."""
    return Labelled(text, sentences(text), tuple(records))


def piece(whole: Labelled, first: int, end: int) -> Labelled:
    """Return the sentences [first, end) of a labelled text, with the records drawn from them; agendas go with no piece."""
    said = whole.said[first:end]
    if not said:
        return replace(whole, said=(), records=())
    top, bottom = said[0].first_line, said[-1].last_line
    inside = [one for one in whole.records if top <= one.locators[0].first_line <= bottom]
    return replace(whole, said=said, records=tuple(inside))


def learn(labels: Sequence[Labelled], lexicon: Lexicon, areas: Areas, edition: str) -> Learned:
    """Return what the labelled texts teach; types and commitments with too few labels are left out, for the cues to decide."""
    blank = replace(lexicon, learned=Learned(edition))
    types = _types(labels, blank, Names(lexicon, areas)) | _agendas(labels, blank, areas)
    return Learned(edition, types, _commitments(labels, blank))


def _types(labels: Sequence[Labelled], lexicon: Lexicon, names: Names) -> dict[str, Scale]:
    import numpy as np

    cues = Cues(lexicon.cues)
    seen: list[dict[str, float]] = []
    shown: list[frozenset[str]] = []
    for one in labels:
        told = speakers(one.said, names)
        plain = bare(one.said, told)
        cues_of = shown_of(plain, told, cues, names)
        seen += [features(plain, place, cues_of) for place in range(len(plain))]
        shown += cues_of
    before = [starts(lexicon, cues_of) for cues_of in shown]
    table, features_ = _table(seen)
    folds, begun = _folds(labels), _begun(labels)
    scales = {}
    for type_ in (type_ for type_ in lexicon.start if sum(type_ in one for one in begun) >= ENOUGH):
        offset = np.array([scores[type_] for scores in before])
        wanted = np.array([float(type_ in one) for one in begun])
        w, blind = fit(table, wanted, offset, PENALTY, PENALTY), _blind(table, wanted, offset, folds, PENALTY)
        scales[type_] = _scale(features_, w, blind, *_met(labels, type_, blind >= LEAST_OF_TYPES, shown, cues))
    return scales


def _begun(labels: Sequence[Labelled]) -> list[set[str]]:
    """Return the types of the records that begin at each sentence."""
    found: list[list[set[str]]] = [[set() for _ in one.said] for one in labels]
    for one, sets in zip(labels, found, strict=True):
        for record in one.records:
            if places := standing(one.said, record):
                sets[places[0]].add(record.type)
    return [types for sets in found for types in sets]


def _met(
    labels: Sequence[Labelled], type_: str, chosen: Any, shown: Sequence[frozenset[str]], cues: Cues
) -> tuple[list[int], Any]:
    """Return the places of what is proposed where a sentence is `chosen`, once for each entry of a list, and whether each meets a record."""
    import numpy as np

    rows = [(one, sentence) for one in labels for sentence in one.said]
    proposed: list[Record] = []
    places: list[int] = []
    for place in np.flatnonzero(chosen).tolist():
        one, sentence = rows[place]
        parts = entries(sentence, type_, shown[place], cues)
        for part in [cut(one.text, sentence, *part) for part in parts] if len(parts) > 1 else [sentence]:
            proposed.append(_proposal(type_, one, part, len(proposed)))
            places.append(place)
    wanted = [record for one in labels for record in one.records if record.type == type_]
    met = {found.id for found, _ in pairs(proposed, wanted)}
    return places, np.array([float(one.id in met) for one in proposed])


def _proposal(type_: str, one: Labelled, sentence: Sentence, place: int) -> Record:
    where = Locator(one.text.id, sentence.first_line, sentence.last_line)
    return Record(str(place), type_, "", "", (where,), status="candidate")  # type: ignore[arg-type]


def _folds(labels: Sequence[Labelled]) -> "np.ndarray[Any, Any]":
    """Return the number of the part each sentence belongs to: documents, long ones cut into four."""
    import numpy as np

    found: list[int] = []
    first = 0
    for one in labels:
        parts = _PARTS if len(one.said) > _LONG else 1
        found += [first + place * parts // len(one.said) for place in range(len(one.said))]
        first += parts
    return np.array(found)


def _table(seen: Sequence[Mapping[str, float]]) -> tuple[Any, list[str]]:
    """Return the features as a sparse table, one row a sentence, and their names; those seen once are left out."""
    from sklearn.feature_extraction import DictVectorizer

    vectors = DictVectorizer(sort=True)
    table = vectors.fit_transform(seen).tocsr()
    kept = [place for place, times in enumerate(table.getnnz(axis=0)) if times >= 2]
    names = vectors.get_feature_names_out()
    return table[:, kept], [str(names[place]) for place in kept]


def fit(table: Any, wanted: Any, offset: Any, penalty: float, of_start: float = 0.1) -> Any:
    """Return weights w (the last one for the start) that make 1 / (1 + exp(-(table w + offset))) fit `wanted`, from 0 to 1.

    `penalty` holds the weights to 0, `of_start` the start.
    """
    import numpy as np
    from scipy.optimize import minimize

    def loss(w: Any) -> tuple[float, Any]:
        score = table @ w[:-1] + w[-1] + offset
        missed = 1 / (1 + np.exp(-score)) - wanted
        size = penalty / 2 * (w[:-1] @ w[:-1]) + of_start / 2 * w[-1] ** 2
        value = float((np.logaddexp(0, score) - wanted * score).sum() + size)
        return value, np.append(table.T @ missed + penalty * w[:-1], missed.sum() + of_start * w[-1])

    return minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def _blind(table: Any, wanted: Any, offset: Any, folds: Any, penalty: float) -> Any:
    """Return the score of each row by weights that were fitted without its part."""
    import numpy as np

    found = np.array(offset, dtype=float)
    for part in np.unique(folds):
        out = folds == part
        if not out.all():
            w = fit(table[~out], wanted[~out], offset[~out], penalty, penalty)
            found[out] = table[out] @ w[:-1] + w[-1] + offset[out]
    return found


def _scale(names: Sequence[str], w: Any, blind: Any, places: Sequence[int], met: Any) -> Scale:
    """Return a type's scale; its confidence is fitted to the share of proposals that met a record where their part was left out.

    `places` are the sentences of the proposals, `met` says of each whether it met one.
    """
    import numpy as np

    slope, shift = fit(blind[places][:, None], met, np.zeros(len(places)), 1.0) if places else (1.0, 0.0)
    least = round(LEAST_OF_TYPES, 4)
    return Scale(round(float(w[-1]), 4), _kept(names, w), least, round(max(0.05, float(slope)), 4), round(float(shift), 4))


def _kept(names: Sequence[str], w: Any) -> dict[str, float]:
    return {name: value for name, weight in zip(names, w[:-1], strict=True) if abs(value := round(float(weight), 3)) >= 0.005}


def _agendas(labels: Sequence[Labelled], lexicon: Lexicon, areas: Areas) -> dict[str, Scale]:
    """Return how sure the rule of agendas is: the share of its panels and people that readers recorded, one more of each thought wrong."""
    reader = Reader(lexicon, areas, {})
    found = [c.record for one in labels for c in reader.candidates(one.text) if c.found_by == AGENDA]
    wanted = [record for one in labels for record in one.records]
    scales = {}
    for type_ in ("panel", "participation"):
        held = counts([r for r in found if r.type == type_], [r for r in wanted if r.type == type_])
        chance = (held.paired + 1) / (held.proposed + 2)
        scales[type_] = Scale(slope=0.0, shift=round(log(chance / (1 - chance)), 4))
    return scales


def _commitments(labels: Sequence[Labelled], lexicon: Lexicon) -> dict[str, Scale]:
    import numpy as np

    subjects = Subjects(lexicon.subjects)
    sides = [(one, around_of(one.said)) for one in labels]
    rows = [(record, passage_of(one.said, around, record)) for one, around in sides for record in one.records]
    told = [(record, *passage) for record, passage in rows if passage and record.commitments]
    if not told:
        return {}
    before = [subjects.starts(*passage) for _, *passage in told]
    seen = [subject_features(own, around, heading, begun) for (_, own, around, heading), begun in zip(told, before, strict=True)]
    table, names = _table(seen)
    found = {}
    for subject in lexicon.subjects:
        wanted = np.array([_weight(record, subject.commitment) for record, *_ in told])
        if (wanted > 0).sum() >= ENOUGH:
            offset = np.array([scores[subject.commitment] for scores in before])
            w = fit(table, wanted, offset, SUBJECT_PENALTY)
            found[subject.commitment] = Scale(round(float(w[-1]), 4), _kept(names, w), LEAST)
    return found


def _weight(record: Record, commitment: str) -> float:
    if commitment not in record.commitments:
        return 0.0
    return 1.0 if commitment.startswith("sdg:") or record.commitments[0] == commitment else _SECOND


def passage_of(said: Sequence[Sentence], around: Mapping[int, str], record: Record) -> tuple[str, str, str] | None:
    """Return the sentences a record was drawn from, the passage around them and the heading above; None where no sentence is there.

    `around` holds each passage as one text, by its place.
    """
    places = standing(said, record)
    if not places:
        return None
    own = " ".join(said[place].text for place in places)
    return own, around[said[places[0]].passage], said[places[0]].heading


def blocks(whole: Labelled, number: int) -> list[tuple[int, int]]:
    """Return the ranges of sentences of `number` pieces of a text, of about one length."""
    edges = [len(whole.said) * place // number for place in range(number + 1)]
    return list(pairwise(edges))


__all__ = ["Labelled", "blocks", "fit", "labelled", "learn", "passage_of", "piece"]
