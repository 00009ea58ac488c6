"""Looking for evidence: what was found, how it can be narrowed, and what a query was widened to, arranged for a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stocktake.catalog import area
from stocktake.catalog.thesaurus import thesaurus
from stocktake.model.area import LANGUAGES, Areas, fold
from stocktake.model.provenance import Document
from stocktake.model.record import Record
from stocktake.model.thesaurus import Concept, Thesaurus
from stocktake.search.entry import FACETS
from stocktake.search.widen import Part, Widener
from stocktake_web.records import index, naming, query, reading, services
from stocktake_web.records.query import PAGE, BadQuery, Pager, Query

SHOWN: Final = 8
"""So many codes of a facet stand open; the rest unfolds."""

MOST: Final = 60
"""So many codes of a facet are named at all; whoever wants a rarer one looks for it by its name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A code a list can be narrowed to: what it is called, how many records have it, and the query that asks for it or no longer does."""

    code: str
    words: str | Promise
    count: int
    query: Query
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What a list can be narrowed by, with its codes: those that stand open, and the rest."""

    id: str
    title: Promise
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All codes of a facet, or some of one kind, under their own words."""

    id: str
    title: Promise
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was asked for, and the query without it."""

    title: str | Promise
    words: str | Promise
    query: Query


@dataclass(frozen=True, slots=True)
class Meant:
    """A concept or an area that a query names: its title, and by language what else was looked for."""

    title: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    narrower: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what was found, and the ways on from there. `is_whole` is false where no record answers all that was asked."""

    query: Query
    records: tuple[Record, ...]
    total: int
    is_whole: bool
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    meant: tuple[Meant, ...]
    documents: Mapping[str, Document]
    pager: Pager

    @property
    def first(self) -> int:
        """The place of the first record shown, counted from 1."""
        return self.query.first + 1

    @property
    def last(self) -> int:
        """The place of the last record shown, counted from 1."""
        return self.query.first + len(self.records)


def find(asked: Query) -> Answer:
    """Return what answers a query; BadQuery and PageNotFound where it makes no sense."""
    documents = _documents(asked)
    titles = {id_: one.title for id_, one in documents.items()}
    parts = _parts(asked)
    found = index.search(parts, asked.narrowed, asked.first, PAGE, kinds=FACETS)
    pager = query.pager(asked, found.total)
    records = found.records if asked.words else reading.records_by(asked.narrowed, asked.first, PAGE).records
    facets, chips = _facets(asked, parts, found, titles), tuple(_chips(asked, titles))
    return Answer(asked, records, found.total, found.is_whole, facets, chips, tuple(_meant(parts)), documents, pager)


def all_found(asked: Query, most: int) -> Iterator[tuple[Record, ...]]:
    """Yield what answers a query in the order of the list, some hundreds at a time, `most` at most."""
    parts = _parts(asked)
    for first in range(0, most, 500):
        found = index.search(parts, asked.narrowed, first, min(500, most - first))
        if not found.records:
            return
        yield found.records


def browse() -> tuple[Shelf, ...]:
    """Return all there is, for whoever has not asked for anything yet: areas by name, objectives in the order of the agreements."""
    counted = reading.counts()
    titles = {document.id: document.title for document in services.documents()}
    known = naming.commitments()
    shelves = []
    for kind, words, start in _SHELVES:
        choices = [_choice(kind, code, count, Query(), titles) for code, count in counted[kind].items() if code.startswith(start)]
        if kind == "objective":
            choices.sort(key=lambda one: (list(known).index(one.code) if one.code in known else len(known), one.code))
        elif kind == "area":
            choices.sort(key=lambda one: fold(str(one.words)))
        shelves.append(Shelf(kind, words, tuple(choices)))
    return tuple(one for one in shelves if one.choices)


_SHELVES: Final = (
    ("type", _("By type"), ""),
    ("objective", _("By objective of the Global Compact"), "gcm:"),
    ("objective", _("By target of the 2030 Agenda"), "sdg:"),
    ("area", _("By country or region"), ""),
    ("document", _("By document"), ""),
)
"""What there is to browse by: the facet, its words, and how its codes begin."""


def _parts(asked: Query) -> tuple[Part, ...]:
    parts = (_plain() if asked.is_exact else _widener()).widen(asked.words) if asked.words else ()
    if asked.words and not parts:
        raise BadQuery("q", "holds no word to look for: only common words or signs")
    return parts


@cache
def _widener() -> Widener:
    return Widener(thesaurus(), area.areas())


@cache
def _plain() -> Widener:
    return Widener(Thesaurus(()), Areas(()))


def _documents(asked: Query) -> Mapping[str, Document]:
    """Return the documents by id; BadQuery where one is asked for that is not there."""
    held = {document.id: document for document in services.documents()}
    if unknown := next((one for one in asked.narrowed.get("document", ()) if one not in held), ""):
        raise BadQuery("document", f'there is no document "{unknown[:60]}"')
    return held


# Facets: a facet of which codes were chosen is counted as if none of them were, for another of its codes widens the list.


def _facets(asked: Query, parts: Sequence[Part], found: index.Found, titles: Mapping[str, str]) -> tuple[Facet, ...]:
    counted = _by_kind(found.facets)
    for kind in FACETS:
        if asked.narrowed.get(kind):
            others = index.search(parts, asked.without(kind).narrowed, most=0, kinds=(kind,))
            counted[kind] = _by_kind(others.facets)[kind]
    facets = (_facet(kind, counted[kind], asked, titles) for kind in FACETS)
    return tuple(one for one in facets if one.shown)


def _by_kind(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {kind: {} for kind in FACETS}
    for word, count in counts.items():
        kind, _, code = word.partition("=")
        found[kind][code] = count
    return found


def _facet(kind: str, counts: Mapping[str, int], asked: Query, titles: Mapping[str, str]) -> Facet:
    chosen = asked.narrowed.get(kind, ())
    all_of_it = {**dict.fromkeys(chosen, 0), **counts}
    codes = sorted(all_of_it, key=lambda code: (code not in chosen, _order(kind, code, all_of_it[code])))[:MOST]
    choices = tuple(_choice(kind, code, all_of_it[code], asked, titles) for code in codes)
    open_ = len(choices) if kind == "type" or len(choices) <= SHOWN + 2 else SHOWN
    return Facet(kind, naming.FACETS[kind], choices[:open_], choices[open_:])


def _order(kind: str, code: str, count: int) -> tuple[int, str]:
    """Return the place of a code in its facet: the latest year first, else the code that most records have."""
    return (-int(code), code) if kind == "year" else (-count, code)


def _choice(kind: str, code: str, count: int, asked: Query, titles: Mapping[str, str]) -> Choice:
    is_chosen = code in asked.narrowed.get(kind, ())
    onward = asked.minus(kind, code) if is_chosen else asked.plus(kind, code)
    return Choice(code, called(kind, code, titles), count, onward, is_chosen)


def called(kind: str, code: str, titles: Mapping[str, str]) -> str | Promise:
    """Return what a code of a facet is called in the language of the page; `titles` are those of documents."""
    if kind == "type":
        return naming.TYPES[code][1]
    if kind == "objective":
        return naming.objective_name(code)
    if kind == "area":
        return naming.area_name(code)
    return titles.get(code, code) if kind == "document" else code


def _chips(asked: Query, titles: Mapping[str, str]) -> Iterator[Chip]:
    for kind in FACETS:
        for code in asked.narrowed.get(kind, ()):
            yield Chip(naming.FACETS[kind], called(kind, code, titles), asked.minus(kind, code))


# What a query was widened to.


def _meant(parts: Iterable[Part]) -> Iterator[Meant]:
    """Yield the concepts and areas that a query names, each once."""
    known, places = thesaurus(), area.areas()
    for id_ in dict.fromkeys(id_ for part in parts for id_ in part.concepts):
        yield _meant_concept(known, known.get(id_))
    for code in dict.fromkeys(code for part in parts for code in part.areas):
        one = places.get(code)
        names = tuple((language, (one.names[language],)) for language in LANGUAGES if one.names.get(language))
        yield Meant(one.name_in(naming.spoken()), names)


def _meant_concept(known: Thesaurus, concept: Concept) -> Meant:
    language = naming.spoken()
    narrower = tuple(one.preferred(language) for one in known.narrower(concept.id))
    broader = tuple(one.preferred(language) for one in map(known.get, concept.broader) if not one.general)
    names = tuple((one, concept.terms[one]) for one in LANGUAGES)
    return Meant(concept.preferred(language), names, narrower, broader)
