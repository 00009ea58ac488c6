"""What anybody may read of records: accepted ones only, and nothing of who decided about them. Open a database before importing this.

What a record must have is said as for a search (`entry.FACETS`): for each facet the codes of which it must have one; a facet without
codes lets every record pass. Each function takes a few statements, however many records there are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, Min, Model, QuerySet
from django.db.models.functions import Collate, Lower

from stocktake.errors import StocktakeError
from stocktake.model.provenance import Document
from stocktake.model.record import Record
from stocktake_web.database import in_plain_words, one_moment
from stocktake_web.records import convert, index
from stocktake_web.records import models as rows
from stocktake_web.records.convert import RecordNotFound

Narrowed = Mapping[str, Collection[str]]
"""For each facet the codes of which a record must have one."""

COUNTED: Final = ("type", "objective", "area", "document")
"""The facets that `counts` counts by."""

_PARTS: Final[Mapping[str, tuple[type[Model], str]]] = {
    "objective": (rows.RecordCommitment, "commitment"),
    "area": (rows.RecordArea, "area"),
    "actor": (rows.RecordActor, "name"),
    "document": (rows.RecordLocator, "document"),
}


class DocumentNotFound(StocktakeError):
    """No accepted record stands in a document of the id given."""

    exit_code = 2

    def __init__(self, document_id: str) -> None:
        super().__init__(f'there is no document "{document_id}" with accepted records')


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted record with how it came: by which pack if any, and when a person decided about it if anybody did."""

    record: Record
    origin: str
    pack: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list: its records in order, the place of the first of them, counted from 0, and how many the whole list has."""

    records: tuple[Record, ...]
    first: int
    total: int


@in_plain_words()
def record(record_id: str) -> Accepted:
    """Return an accepted record; for the id of one that was merged, the record it became. RecordNotFound where there is neither."""
    wanted = convert.kept([record_id])
    merged = rows.MergedRecord.objects.filter(merged_id__in=wanted).values("record")
    with one_moment():
        for chosen in ({"id__in": wanted}, {"id__in": merged}):
            if found := accepted(accepted_rows({}).filter(**chosen).order_by("id")):
                return found[0]
    raise RecordNotFound(record_id)


@in_plain_words()
def records_by(narrowed: Narrowed, first: int = 0, most: int = 20) -> Listing:
    """Return the accepted records that pass, `most` of them from place `first` on: by type, title (capitals aside) and id."""
    chosen = accepted_rows(narrowed).order_by("type", Lower(_by_sign("title")), _by_sign("id"))
    return _listing(chosen.values_list("id", flat=True), first, most)


@in_plain_words()
def records_of_document(document_id: str, first: int = 0, most: int = 20, types: Collection[str] = ()) -> Listing:
    """Return the accepted records that stand in a document, `most` of them from place `first` on: as their first lines follow there.

    Of some `types` only where any are named.
    """
    chosen = _places(document_id).filter(record__type__in=types) if types else _places(document_id)
    places = chosen.values("record").annotate(line=Min("first_line")).order_by("line", _by_sign("record"))
    return _listing(places.values_list("record", flat=True), first, most)


@in_plain_words()
def document(document_id: str) -> Document:
    """Return a document that accepted records stand in; DocumentNotFound where there is none of this id."""
    found = convert.to_documents(rows.Document.objects.filter(Exists(_places(document_id)), id__in=convert.kept([document_id])))
    if not found:
        raise DocumentNotFound(document_id)
    return found[0]


@in_plain_words()
def documents_in_use() -> tuple[tuple[Document, int], ...]:
    """Return each document that accepted records stand in, in order of id, and how many these are.

    A document that was only read, and of which nothing was accepted, is not among them.
    """
    counted = _counted({}, ("document",))["document"]
    found = convert.to_documents(rows.Document.objects.filter(id__in=list(counted)))
    return tuple((one, counted[one.id]) for one in sorted(found, key=lambda one: one.id))


def counts(narrowed: Narrowed | None = None) -> Mapping[str, Mapping[str, int]]:
    """Return how many accepted records have each code, by facet of `COUNTED`, the most first; a code that none has is left out."""
    return _counted(narrowed or {}, COUNTED)


def _counted(narrowed: Narrowed, facets: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    by_facet: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    found = index.search((), narrowed, most=0, kinds=facets).facets
    for word, count in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        facet, _, code = word.partition("=")
        by_facet[facet][code] = count
    return by_facet


# For the other services of records.


def accepted_rows(narrowed: Narrowed) -> QuerySet[rows.Record]:
    """Return the accepted records that pass, without those withdrawn, in no order."""
    chosen = rows.Record.objects.filter(status="accepted", withdrawn_at=None)
    for facet, codes in narrowed.items():
        if codes:
            chosen = chosen.filter(**_passes(facet, convert.kept(codes)))
    return chosen


def accepted(chosen: QuerySet[rows.Record]) -> tuple[Accepted, ...]:
    """Return the chosen records with how they came, in the order of the query; three statements, so do it in one moment."""
    came = {row[0]: (row[1], row[2] or "", row[3]) for row in chosen.values_list("id", "origin", "pack_id", "decided_at")}
    return tuple(Accepted(one, *came[one.id]) for one in convert.to_records(chosen)) if came else ()


def _passes(facet: str, codes: Sequence[str]) -> dict[str, Any]:
    if facet == "type":
        return {"type__in": codes}
    if facet == "year":
        return {"year__in": [int(one) for one in codes if one.isdecimal() and len(one) <= 4]}
    part, column = _PARTS[facet]
    return {"id__in": part._default_manager.filter(**{f"{column}__in": codes}).values("record")}


def _places(document_id: str) -> QuerySet[rows.RecordLocator]:
    """Return where accepted records stand in a document."""
    wanted = convert.kept([document_id])
    return rows.RecordLocator.objects.filter(document__in=wanted, record__status="accepted", record__withdrawn_at=None)


def _listing(ids: QuerySet[Any, str], first: int, most: int) -> Listing:
    """Return the records of a part of some ids, in their order; at most so many as one statement may name."""
    with one_moment():
        total = ids.count()
        start = min(first, total)
        shown = list(ids[start : start + min(most, convert.BATCH)])
        found = {one.id: one for one in convert.to_records(rows.Record.objects.filter(id__in=shown))}
    return Listing(tuple(found[one] for one in shown), start, total)


def _by_sign(column: str) -> Collate:
    """Return a column that is ordered by the numbers of its signs; left to itself, each database has its own order."""
    return Collate(column, "C" if connection.vendor == "postgresql" else "BINARY")
