"""Which records answer a query, and in which order: over postings, one array a word.

A posting is the number of a record and the impact of the word in it. The same arrays give the same hits in the same order, whatever
database keeps them.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stocktake.model.record import Record
from stocktake.search import entry
from stocktake.search.entry import FULL, facet
from stocktake.search.widen import Part, Phrase

POSTING: Final = np.dtype([("number", "<u4"), ("impact", "u1")])

Numbers = NDArray[np.uint32]
Scores = NDArray[np.float32]
Held = Mapping[str, NDArray[Any]]
"""The postings of words, by word, numbers ascending; words that no record has are left out."""

_AREA: Final = 0.7
"""What it counts that a record is about an area which the query names, beside words that say so."""


@dataclass(frozen=True, slots=True)
class Hits:
    """All records that answer: `numbers` best first, with their `scores`. `is_whole` says whether each answers every part of the query."""

    numbers: Numbers
    scores: Scores
    is_whole: bool


def words(parts: Iterable[Part], narrowed: Iterable[Sequence[str]]) -> set[str]:
    """Return the words, facets among them, whose postings a query needs."""
    of_parts = {token for part in parts for phrase in part.phrases for word in phrase.words for token in word}
    areas = {facet("area", code) for part in parts for code in part.areas}
    return of_parts | areas | {word for group in narrowed for word in group}


def hits(
    parts: Sequence[Part], narrowed: Sequence[Sequence[str]], held: Held, size: int, records: int, ask_all: bool = True
) -> Hits:
    """Return the records that answer all parts of a query; where none does, or not all are asked for, those that answer any.

    `narrowed` holds facets: of each group a record must have one. `held` has at least the postings of `words`. `size` is above every
    number, `records` how many there are. Without parts every record that is narrowed to answers, with score 0. Equal scores stand in
    the order of numbers.
    """
    allowed = _allowed(narrowed, held, size)
    if not parts:
        numbers = np.flatnonzero(allowed).astype(np.uint32)
        return Hits(numbers, np.zeros(len(numbers), np.float32), True)
    scored = _Words({word: _scored(held[word], records) for word in words(parts, ()) if word in held})
    answers = [_part(one, scored, size) for one in parts]
    total = functools.reduce(np.add, answers)
    whole = np.logical_and.reduce([one > 0 for one in answers]) & allowed
    chosen = whole if ask_all and whole.any() else (total > 0) & allowed
    numbers = np.flatnonzero(chosen).astype(np.uint32)
    order = np.lexsort((numbers, -np.round(total[numbers], 4)))
    return Hits(numbers[order], total[numbers][order], bool(whole.any()) or not chosen.any())


def telling(record: Record, held: Held, records: int, most: int = 12) -> tuple[Part, ...]:
    """Return as parts of a query the words that tell most of a record, rare ones that say much of it first; facets are not among them.

    `held` has at least the postings of the record's words.
    """
    impacts = {word: impact for word, impact in entry.impacts(record).items() if "=" not in word and word in held}
    weights = {word: impact * float(np.log1p(records / len(held[word]))) for word, impact in impacts.items()}
    chosen = sorted(weights, key=lambda word: (-weights[word], word))[:most]
    return tuple(Part(place, place + 1, (Phrase(((word,),), 1.0, "own"),)) for place, word in enumerate(chosen))


def counts(found: Hits, held: Held, size: int) -> dict[str, int]:
    """Return how many of the hits have each facet of `held`; those that none has are left out."""
    if not held:
        return {}
    is_hit = np.zeros(size, bool)
    is_hit[found.numbers] = True
    ends = np.cumsum([0, *(len(postings) for postings in held.values())])
    before = np.cumsum(np.concatenate(([False], is_hit[np.concatenate([postings["number"] for postings in held.values()])])))
    numbers = np.diff(before[ends]).tolist()
    return {word: count for word, count in zip(held, numbers, strict=True) if count}


def _allowed(narrowed: Sequence[Sequence[str]], postings: Held, size: int) -> NDArray[np.bool_]:
    allowed = np.ones(size, bool)
    for group in narrowed:
        of_group = np.zeros(size, bool)
        for word in group:
            if word in postings:
                of_group[postings[word]["number"]] = True
        allowed &= of_group
    return allowed


Scored = tuple[Numbers, Scores]
"""Records that hold a word, numbers ascending, with what it counts in each."""

_NONE: Final[Scored] = (np.empty(0, np.uint32), np.empty(0, np.float32))


class _Words:
    """The words of a query, each worked out once however many phrases it stands in."""

    def __init__(self, of_token: Mapping[str, Scored]) -> None:
        self.of_token = of_token
        self._of_word: dict[tuple[str, ...], Scored] = {}

    def of(self, tokens: tuple[str, ...]) -> Scored:
        """Return the records that hold a word by any of its tokens, each with its best score."""
        if tokens not in self._of_word:
            self._of_word[tokens] = _best([self.of_token[one] for one in tokens if one in self.of_token])
        return self._of_word[tokens]


def _best(found: Sequence[Scored]) -> Scored:
    """Return the records of several words as those of one."""
    if len(found) < 2:
        return found[0] if found else _NONE
    numbers, places = np.unique(np.concatenate([one for one, _ in found]), return_inverse=True)
    best = np.zeros(len(numbers), np.float32)
    np.maximum.at(best, places, np.concatenate([scores for _, scores in found]))
    return numbers, best


def _part(part: Part, words: _Words, size: int) -> Scores:
    """Return for each number how well the record answers a part: by its best phrase."""
    best = np.zeros(size, np.float32)
    for phrase in part.phrases:
        _raise(best, *_phrase(phrase, words), phrase.weight)
    for code in part.areas:
        if (found := words.of_token.get(facet("area", code))) is not None:
            _raise(best, *found, _AREA)
    return best


def _raise(best: Scores, numbers: Numbers, scores: Scores, weight: float) -> None:
    best[numbers] = np.maximum(best[numbers], np.float32(weight) * scores)


def _phrase(phrase: Phrase, words: _Words) -> Scored:
    """Return the records that hold every word of a phrase, with the sum of the words' scores; the rarest word is looked at first."""
    found = sorted((words.of(word) for word in phrase.words), key=lambda one: len(one[0]))
    numbers, scores = found[0]
    for others, more in found[1:]:
        places = np.minimum(np.searchsorted(others, numbers), max(len(others) - 1, 0))
        is_there = others[places] == numbers if len(others) else np.zeros(len(numbers), bool)
        numbers, scores = numbers[is_there], scores[is_there] + more[places[is_there]]
    return numbers, scores


def _scored(postings: NDArray[Any], records: int) -> Scored:
    return np.ascontiguousarray(postings["number"]), _scores(postings, records)


def _scores(postings: NDArray[Any], records: int) -> Scores:
    """Return what each posting counts: the rarer the word and the more it says of the record, the more.

    Method: BM25; the rarity is ln(1 + (N - n + 0.5) / (n + 0.5)) of n postings among N records.
    """
    rarity = np.log1p((records - len(postings) + 0.5) / (len(postings) + 0.5))
    scores: Scores = (postings["impact"].astype(np.float32) / FULL * max(rarity, 0.01)).astype(np.float32)
    return scores
