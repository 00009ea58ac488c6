"""A query widened: the concepts and areas named in it, in whatever language, and what they are called in all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from stocktake.model.area import Areas
from stocktake.model.thesaurus import Concept, Thesaurus
from stocktake.search import analyser

Origin = Literal["own", "synonym", "narrower", "broader"]

WEIGHTS: Final[Mapping[Origin, float]] = {"own": 1.0, "synonym": 0.7, "narrower": 0.4, "broader": 0.2}
"""What a hit counts by where its word comes from: the query itself, another name of the concept or area, a narrower concept, or a
broader one that is not general (voluntary return reaches what is said of return).

A choice of ours, not tuned to any set of queries; only their order matters to what is promised.
"""

Tokens = tuple[str, ...]
Sought = tuple[tuple[str, ...], ...]
"""One tuple of tokens a word: any of them stands for the word."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be found together: each of `words` by any of its tokens. `language` is empty for the query's own words."""

    words: Sought
    weight: float
    origin: Origin
    language: str = ""

    @property
    def tokens(self) -> Tokens:
        """The likeliest token of each word, in order."""
        return tuple(word[0] for word in self.words)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a query, words [start, end) of it, and the phrases that answer it: its own first, then by weight.

    `concepts` and `areas` are the ids and codes it names; both are empty where it is a word of no concept.
    """

    start: int
    end: int
    phrases: tuple[Phrase, ...]
    concepts: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def weights(self) -> dict[str, float]:
        """Return every token that answers the part with its highest weight."""
        found: dict[str, float] = {}
        for phrase in self.phrases:
            for token in (token for word in phrase.words for token in word):
                found[token] = max(phrase.weight, found.get(token, 0))
        return found


class Asked(NamedTuple):
    """One word of a query: the tokens that stand for it, and the word itself, plain."""

    tokens: Tokens
    plain: str


class Name(NamedTuple):
    """A name as it is written, its plain words, and the concept or area it names; an alias has no language."""

    text: str
    language: str
    plain: Tokens
    concept: str = ""
    area: str = ""


class Named(NamedTuple):
    """A name as it is looked for: its words, and where they come from."""

    words: Sought
    name: Name


class Widener:
    """The names of all concepts and areas, ready to be found in queries; make one and keep it, for it learns names as they are needed."""

    def __init__(self, thesaurus: Thesaurus, areas: Areas) -> None:
        self._thesaurus = thesaurus
        self._areas = areas
        self._shelves: dict[str, list[Name]] = {}
        self._opened: dict[str, dict[str, list[Named]]] = {}
        for name in (*_of_concepts(thesaurus), *_of_areas(areas)):
            if name.plain:
                self._shelves.setdefault(_shelf(name.plain[0]), []).append(name)

    def widen(self, query: str) -> tuple[Part, ...]:
        """Return the parts of a query in order, each with the phrases that answer it; empty where the query holds no words.

        Longer names go before shorter ones; words of no name are parts by themselves. A name is known in every language that its
        script allows, in whatever form its words stand; where one is written just so, others of the same stems are not meant.
        """
        words = [Asked(*one) for one in zip(analyser.query(query), analyser.plain(query), strict=True)]
        return tuple(self._part(words, start, end, names) for start, end, names in self._cut(words))

    def _cut(self, words: Sequence[Asked]) -> Iterator[tuple[int, int, list[Named]]]:
        """Yield the parts of the words: where they start and end, and the names that stand there."""
        chosen = self._chosen(words)
        at = 0
        while at < len(words):
            length, names = chosen[at]
            yield at, at + length, names
            at += length

    def _chosen(self, words: Sequence[Asked]) -> list[tuple[int, list[Named]]]:
        """Return for each place how many words belong together from there on, and the names they are.

        Names are chosen so that the squares of their lengths come to the most: one of three words goes before three of one, and in
        `migrantes en retornos voluntarios` voluntary return before returning migrants.
        """
        chosen: list[tuple[int, list[Named]]] = [(1, [])] * len(words)
        scores = [0] * (len(words) + 1)
        for at in reversed(range(len(words))):
            for length, names in sorted({1: [], **self._standing(words, at)}.items()):
                score = length * length * bool(names) + scores[at + length]
                if score >= scores[at]:
                    scores[at], chosen[at] = score, (length, names)
        return chosen

    def _standing(self, words: Sequence[Asked], at: int) -> dict[int, list[Named]]:
        """Return the names that stand at a place of the query, by their number of words; several where they are written alike."""
        found: dict[int, list[Named]] = {}
        shelf = self._open(_shelf(words[at].plain))
        for named in {named: None for token in words[at].tokens for named in shelf.get(token, ()) if _stands(words, at, named)}:
            found.setdefault(len(named.words), []).append(named)
        return {length: _written_just_so(words, at, names) or names for length, names in found.items()}

    def _open(self, shelf: str) -> dict[str, list[Named]]:
        """Return the names of a shelf by the tokens of their first word; they are analysed when the shelf is first opened."""
        if shelf not in self._opened:
            by_first: dict[str, list[Named]] = {}
            for name in self._shelves.get(shelf, ()):
                named = Named(_analysed(name.text, name.language), name)
                for token in named.words[0]:
                    by_first.setdefault(token, []).append(named)
            self._opened[shelf] = by_first
        return self._opened[shelf]

    def _part(self, words: Sequence[Asked], start: int, end: int, names: Sequence[Named]) -> Part:
        own = Phrase(tuple(word.tokens for word in words[start:end]), WEIGHTS["own"], "own")
        concepts = tuple(dict.fromkeys(named.name.concept for named in names if named.name.concept))
        areas = tuple(dict.fromkeys(named.name.area for named in names if named.name.area))
        return Part(start, end, tuple(_each_once([own, *self._others(concepts, areas)])), concepts, areas)

    def _others(self, concepts: Iterable[str], areas: Iterable[str]) -> Iterator[Phrase]:
        """Yield the phrases that concepts and areas add to a query, the heavier first."""
        found = [self._thesaurus.get(id_) for id_ in concepts]
        for one in found:
            yield from _phrases(_names(one), "synonym")
        for code in areas:
            area = self._areas.get(code)
            yield from _phrases([*area.names.items(), *(("", alias) for alias in area.aliases)], "synonym")
        for below in (below for one in found for below in self._thesaurus.narrower(one.id)):
            yield from _phrases(_names(below), "narrower")
        for above in (self._thesaurus.get(id_) for one in found for id_ in one.broader):
            yield from () if above.general else _phrases(_names(above), "broader")


def _names(concept: Concept) -> list[tuple[str, str]]:
    """Return language and term of every name of a concept."""
    return [(language, term) for language, terms in concept.terms.items() for term in terms]


def _phrases(names: Iterable[tuple[str, str]], origin: Origin) -> Iterator[Phrase]:
    for language, name in names:
        if words := _analysed(name, language):
            yield Phrase(words, WEIGHTS[origin], origin, language)


def _each_once(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """Yield the phrases without those whose words were there before, in one language or another."""
    seen: set[Sought] = set()
    for phrase in phrases:
        if phrase.words not in seen:
            seen.add(phrase.words)
            yield phrase


def _analysed(name: str, language: str) -> Sought:
    """Return the words of a name as texts in its language keep them; of an alias, whose language is not known, as a query has them."""
    return tuple(analyser.places(name, language) if language else analyser.query(name))


def _of_concepts(thesaurus: Thesaurus) -> Iterator[Name]:
    for one in thesaurus:
        for language, term in _names(one):
            yield Name(term, language, tuple(analyser.plain(term)), concept=one.id)


def _of_areas(areas: Areas) -> Iterator[Name]:
    for area in areas:
        for language, name in [*area.names.items(), *(("", alias) for alias in area.aliases)]:
            yield Name(name, language, tuple(analyser.plain(name)), area=area.code)


def _shelf(word: str) -> str:
    """Return where names that begin with a word are kept: by first letter, which a stem keeps; Arabic and Chinese ones together.

    >>> _shelf("école"), _shelf("возвращение"), _shelf("والعوده")
    ('e', 'в', 'ar')
    """
    script = analyser.script(word)
    return analyser.folded(word)[0] if script in ("latin", "ru") else script


def _stands(words: Sequence[Asked], at: int, named: Named) -> bool:
    """Return whether a name stands at a place of a query: each of its words shares a token with the query's."""
    there = words[at : at + len(named.words)]
    return len(there) == len(named.words) and all(set(one.tokens) & set(two) for one, two in zip(there, named.words, strict=True))


def _written_just_so(words: Sequence[Asked], at: int, names: Sequence[Named]) -> list[Named]:
    """Return the names whose words stand in the query letter by letter: данные are data, and not Дания, whose stem is the same."""
    return [one for one in names if one.name.plain == tuple(word.plain for word in words[at : at + len(one.words)])]
