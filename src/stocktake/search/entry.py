"""What a record is found by: its words, each with how much it says of the record, and its facets as words of their own."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from stocktake.model.record import Record
from stocktake.search import analyser

TITLE, TEXT = 3, 1
"""How often a word of the title, and of anything else, counts. Our own choice."""

LENGTH: Final = 40
"""Words of a usual record; in longer ones each word says less."""

_K1, _B = 1.2, 0.75
"""As is usual with BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""

FULL: Final = 255
"""The impact of a word that could not say more."""

LONGEST: Final = 200
"""Signs a word may have that stands for a facet; a longer name is cut."""

FACETS: Final = ("type", "objective", "area", "actor", "year", "document")
"""What hits can be narrowed to and are counted by."""


def facet(kind: str, code: str) -> str:
    """Return the word that stands for a facet; no text holds it, for no word of a text has an equals sign.

    >>> facet("area", "MDA")
    'area=MDA'
    """
    return f"{kind}={code}"[:LONGEST]


def facets(record: Record) -> Iterator[str]:
    """Yield the facets of a record as words, each once."""
    yield facet("type", record.type)
    yield from (facet("objective", one) for one in dict.fromkeys(record.commitments))
    yield from (facet("area", one) for one in dict.fromkeys(record.areas))
    yield from (facet("actor", one) for one in dict.fromkeys(actor.name for actor in record.actors))
    if record.year is not None:
        yield facet("year", str(record.year))
    yield from (facet("document", one) for one in dict.fromkeys(place.document for place in record.locators))


def impacts(record: Record) -> Mapping[str, int]:
    """Return the words of a record with their impact, from 1 to `FULL`, and its facets with `FULL`.

    Method: the part of BM25 that a document alone decides, with a fixed usual length, so that no record changes by what else there is.
    """
    counts = Counter[str]()
    for text, times in _texts(record):
        counts.update({token: times * count for token, count in Counter(analyser.tokens(text, record.language)).items()})
    length = sum(counts.values())
    norm = _K1 * (1 - _B + _B * length / LENGTH)
    words = {token: max(1, round(FULL * count / (count + norm))) for token, count in counts.items()}
    return {**words, **dict.fromkeys(facets(record), FULL)}


def _texts(record: Record) -> Iterator[tuple[str, int]]:
    yield record.title, TITLE
    yield record.summary, TEXT
    yield record.reported_by or "", TEXT
    yield " ".join(actor.name for actor in record.actors), TEXT
    yield " ".join(figure.of for figure in record.figures), TEXT
    if (person := record.participant) is not None:
        yield " ".join((person.name, person.position, person.organization, person.panel)), TEXT
