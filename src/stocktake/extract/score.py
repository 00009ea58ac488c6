"""How well candidates fit what careful readers recorded: matched one to one, then counted.

The rule: a candidate fits a record of the same type and document if their lines have at least one in common; of all ways to pair
them, one with the most pairs is taken. `common` says how much of the lines the pairs share, for one line is not much.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stocktake.extract.sentence import Sentence
from stocktake.extract.word import stems
from stocktake.model.provenance import Locator
from stocktake.model.record import Record


@dataclass(frozen=True, slots=True)
class Counts:
    """How many candidates there are, how many records, and how many pairs of both fit."""

    proposed: int
    recorded: int
    paired: int

    @property
    def precision(self) -> float | None:
        """The share of candidates that fit a record; None without candidates."""
        return self.paired / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """The share of records that a candidate fits; None without records."""
        return self.paired / self.recorded if self.recorded else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there is nothing to count.

        >>> Counts(4, 6, 3).f1
        0.6
        """
        both = self.proposed + self.recorded
        return 2 * self.paired / both if both else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.proposed + other.proposed, self.recorded + other.recorded, self.paired + other.paired)


def pairs(candidates: Sequence[Record], records: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Return the most pairs of a candidate and a record that fit, each in one pair at most; closer ones are tried first.

    Method: maximum bipartite matching by augmenting paths.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(candidates):
        places.setdefault((one.type, one.locators[0].document), []).append(place)
    owner: dict[int, int] = {}
    near = [_near(record, candidates, places.get((record.type, record.locators[0].document), [])) for record in records]
    for number in range(len(records)):
        _augment(number, near, owner, set())
    return [(candidates[place], records[number]) for place, number in sorted(owner.items())]


def _near(record: Record, candidates: Sequence[Record], places: Iterable[int]) -> list[int]:
    shares = {place: common(candidates[place].locators[0], record.locators[0]) for place in places}
    return sorted((place for place, share in shares.items() if share > 0), key=lambda place: (-shares[place], place))


def _augment(number: int, near: Sequence[Sequence[int]], owner: dict[int, int], seen: set[int]) -> bool:
    for place in near[number]:
        if place not in seen:
            seen.add(place)
            if place not in owner or _augment(owner[place], near, owner, seen):
                owner[place] = number
                return True
    return False


def common(one: Locator, other: Locator) -> float:
    """Return the share of the lines of both that both have, from 0 to 1.

    >>> common(Locator("d", 1, 4), Locator("d", 3, 6))
    0.3333333333333333
    """
    both = min(one.last_line, other.last_line) - max(one.first_line, other.first_line) + 1
    either = max(one.last_line, other.last_line) - min(one.first_line, other.first_line) + 1
    return max(0, both) / either if one.document == other.document else 0.0


def counts(candidates: Sequence[Record], records: Sequence[Record]) -> Counts:
    """Return how many candidates, records and pairs there are."""
    return Counts(len(candidates), len(records), len(pairs(candidates, records)))


def overlap(found: Iterable[Sequence[object]], wanted: Iterable[Sequence[object]]) -> Counts:
    """Return the counts over many sets side by side: areas, actors or values of a record as found and as wanted."""
    total = Counts(0, 0, 0)
    for one, other in zip(found, wanted, strict=True):
        total += Counts(len(set(one)), len(set(other)), len(set(one) & set(other)))
    return total


KEYWORDS: dict[str, str] = {
    "practice": r"programmes?|projects?|polic(?:y|ies)|initiatives?|good practices?|implement\w*|launched|developed",
    "partnership": r"partnerships?|alliances?|networks?|platforms?|process(?:es)?",
    "need": r"needs?|lack|gaps?|challenges?",
    "offer": r"offer\w*|support\w*|assist\w*|training",
    "recommendation": r"should|must|recommend\w*|call(?:ed|s) for|important|need to",
    "target": r"by 20\d\d|targets?",
    "figure": r"million|billion|per cent|\d{1,3},\d{3}",
    "term": r"defin\w+|terms?|terminology",
    "event": r"conference|workshop|summit|meeting|consultation",
}
"""The baseline to beat: one word of a type makes a sentence a candidate of it."""


def by_keywords(document: str, said: Iterable[Sentence]) -> Iterator[Record]:
    """Yield what the keyword rule proposes: a record for each sentence and type with one of its words."""
    patterns = {type_: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for type_, words in KEYWORDS.items()}
    for sentence in said:
        for type_, pattern in patterns.items():
            if pattern.search(sentence.text):
                place = Locator(document, sentence.first_line, sentence.last_line)
                yield Record("", type_, "", "", (place,), status="candidate")  # type: ignore[arg-type]


def standing(said: Sequence[Sentence], record: Record) -> list[int]:
    """Return the places of the sentences a record was drawn from: those with most of their lines in its lines.

    Where several sentences stand in one line, the one that shares most words with the record's title and summary; none if no
    sentence is there.
    """
    first, last = record.locators[0].first_line, record.locators[0].last_line
    inside = [place for place, one in enumerate(said) if _is_inside(one, first, last)]
    if first == last and len(inside) > 1:
        return [inside[nearest([said[place] for place in inside], record)]]
    return [place for place in inside if said[place].first_line >= first] or inside


def nearest(said: Sequence[Sentence], record: Record) -> int:
    """Return the place of the sentence that shares most words with the title and summary of a record, for its length."""
    wanted = set(stems(f"{record.title} {record.summary}"))
    return max(range(len(said)), key=lambda place: _likeness(wanted, stems(said[place].text)))


def _is_inside(one: Sentence, first: int, last: int) -> bool:
    both = min(one.last_line, last) - max(one.first_line, first) + 1
    return both >= 0.6 * (one.last_line - one.first_line + 1) or both == last - first + 1


def _likeness(wanted: set[str], words: Sequence[str]) -> float:
    return len(wanted & set(words)) / float(max(1, len(words)) ** 0.5)
