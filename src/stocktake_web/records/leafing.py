"""One record or one document, with all that its page shows around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from stocktake.model.provenance import Document
from stocktake.model.record import Record, RecordType
from stocktake_web.records import index, naming, query, reading, services
from stocktake_web.records.query import PAGE, Pager, Query
from stocktake_web.records.reading import Accepted

FEW: Final = 6
"""So many records stand beside one as much the same, or as what is needed and offered there too."""

_ANSWERS: Final[Mapping[str, tuple[RecordType, ...]]] = {"need": ("offer",), "offer": ("need",)}
"""What answers a record; anything else is answered by needs and offers."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Records of one type on one objective, how many there are in all, and the query that finds them."""

    type: RecordType
    objective: str
    records: tuple[Record, ...]
    total: int
    query: Query


@dataclass(frozen=True, slots=True)
class RecordLeaf:
    """A record: how it came, the documents it stands in by id, what says much the same, and what is needed or offered there too."""

    came: Accepted
    documents: Mapping[str, Document]
    alike: tuple[Record, ...]
    beside: tuple[Beside, ...]

    @property
    def record(self) -> Record:
        """The record."""
        return self.came.record


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a type a document has, and where they are listed."""

    type: RecordType
    count: int


@dataclass(frozen=True, slots=True)
class DocumentLeaf:
    """A document with a page of its records, as they follow in its lines: all of them or those of one type.

    `documents` has all documents by id, for a record may stand in another one too.
    """

    document: Document
    documents: Mapping[str, Document]
    counts: tuple[Count, ...]
    records: tuple[Record, ...]
    total: int
    all: int
    type: str
    pager: Pager

    @property
    def first(self) -> int:
        """The place of the first record shown, counted from 1."""
        return (self.pager.page - 1) * PAGE + 1

    @property
    def query(self) -> Query:
        """The query that finds the same records."""
        chosen = {"type": (self.type,)} if self.type else {}
        return Query(narrowed={"document": (self.document.id,), **chosen})


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document and how many records it has, by type and in all."""

    document: Document
    total: int
    counts: tuple[Count, ...]


def record(record_id: str) -> RecordLeaf:
    """Return a record with what stands around it; RecordNotFound where there is none."""
    came = reading.record(record_id)
    held = {one.id: one for one in services.documents()}
    places = {place.document: held[place.document] for place in came.record.locators if place.document in held}
    return RecordLeaf(came, places, index.like(came.record.id, FEW).records, _beside(came.record))


def documents() -> tuple[Shelved, ...]:
    """Return the documents that accepted records stand in, the latest first."""
    found = (Shelved(one, total, _counts(one.id)) for one, total in reading.documents_in_use())
    return tuple(sorted(found, key=lambda one: (-_year(one.document), one.document.id)))


def document(document_id: str, parameters: QueryDict) -> DocumentLeaf:
    """Return a document with the page of its records that is asked for; DocumentNotFound and BadQuery where it makes no sense."""
    found = reading.document(document_id)
    type_ = query.one_of(parameters, "type", tuple(naming.TYPES))
    asked = Query(narrowed={"type": (type_,)} if type_ else {}, page=query.page(parameters))
    listed = reading.records_of_document(document_id, asked.first, PAGE, asked.narrowed.get("type", ()))
    counts = _counts(document_id)
    total = sum(one.count for one in counts)
    held = {one.id: one for one in services.documents()}
    return DocumentLeaf(found, held, counts, listed.records, listed.total, total, type_, query.pager(asked, listed.total))


def _beside(record: Record) -> tuple[Beside, ...]:
    """Return what is needed or offered on the objective that is most central to a record."""
    if not record.commitments:
        return ()
    objective = record.commitments[0]
    found = []
    for type_ in _ANSWERS.get(record.type, ("need", "offer")):
        asked = Query(narrowed={"type": (type_,), "objective": (objective,)})
        listed = reading.records_by(asked.narrowed, 0, FEW)
        others = tuple(one for one in listed.records if one.id != record.id)
        if others:
            found.append(Beside(type_, objective, others, listed.total, asked))
    return tuple(found)


def _counts(document_id: str) -> tuple[Count, ...]:
    counted = reading.counts({"document": [document_id]})["type"]
    return tuple(Count(type_, counted[type_]) for type_ in naming.TYPES if type_ in counted)


def _year(document: Document) -> int:
    digits = document.year[:4]
    return int(digits) if digits.isascii() and digits.isdecimal() else 0
