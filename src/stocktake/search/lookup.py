"""Concepts of the thesaurus found by a word of what they are called, in any language and form."""

from functools import lru_cache

from stocktake.model.thesaurus import Concept, Thesaurus
from stocktake.search import analyser


def concepts(known: Thesaurus, text: str) -> tuple[Concept, ...]:
    """Return the concepts of which one term holds every word of `text`: those called just so first, else in the order of the files.

    Empty where `text` holds no word that counts. A word counts in whatever form it stands; common words are left out.

    >>> from stocktake.model.thesaurus import Theme
    >>> from stocktake.model.provenance import Verification
    >>> terms = {"en": ("voluntary return",), "fr": ("retour volontaire",)}
    >>> known = Thesaurus([Theme("return", "Return", Verification("seen"), (Concept("voluntary-return", terms),))])
    >>> [one.id for one in concepts(known, "retours")], concepts(known, "remittances")
    (['voluntary-return'], ())
    """
    asked = [set(word) for word in analyser.query(text)]
    if not asked:
        return ()
    found = [(_fit(one, asked), place, one) for place, one in enumerate(known)]
    return tuple(one for fit, _, one in sorted(found, key=lambda row: row[:2]) if fit < _NO_FIT)


_JUST_SO, _PART, _NO_FIT = 0, 1, 2


def _fit(concept: Concept, asked: list[set[str]]) -> int:
    """Return how well a concept answers: by a whole term, by a part of one, or not at all."""
    fits = (_of_term(_words(term, language), asked) for language, terms in concept.terms.items() for term in terms)
    return min(fits, default=_NO_FIT)


def _of_term(words: tuple[frozenset[str], ...], asked: list[set[str]]) -> int:
    if not all(any(word & one for one in words) for word in asked):
        return _NO_FIT
    return _JUST_SO if len(words) == len(asked) else _PART


@lru_cache(maxsize=20_000)
def _words(term: str, language: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word) for word in analyser.places(term, language))
