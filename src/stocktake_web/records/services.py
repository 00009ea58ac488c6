"""What can be done with records: load a pack, read, decide. Open a database before importing this (`stocktake_web.database`).

A person's word stays on top: once somebody has decided about a record, no pack changes it or takes it away.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from stocktake.errors import CatalogError, StocktakeError
from stocktake.model.provenance import Document
from stocktake.model.record import Record, RecordType, Status
from stocktake_web.database import in_plain_words, one_moment
from stocktake_web.records import convert, index
from stocktake_web.records import models as rows
from stocktake_web.records.convert import BATCH
from stocktake_web.records.convert import RecordNotFound as RecordNotFound  # a word of this module
from stocktake_web.records.reading import Accepted, accepted, accepted_rows


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many records of a pack were new, changed, the same, left as a person decided, and gone from it."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept_as_decided: int = 0
    withdrawn: int = 0

    def __str__(self) -> str:
        return (
            f"{self.added} added, {self.changed} changed, {self.unchanged} unchanged, "
            f"{self.kept_as_decided} kept as people decided, {self.withdrawn} withdrawn"
        )


@in_plain_words()
@transaction.atomic
def load_pack(pack_id: str, digest: str, documents: Sequence[Document], records: Sequence[Record]) -> Loaded:
    """Make the database hold this edition of a pack, all of it or nothing, and return what that changed.

    A record a person decided about stays as it is. One that left the pack is kept, but marked withdrawn and no longer read.
    """
    _check(pack_id, documents, records)
    _mark_loaded(pack_id, digest)
    _save_documents(documents)
    known, decided = _known_ids(), _decided_ids()
    as_stored = {record.id: record for record in convert.to_records(_untouched(pack_id))}
    free = [record for record in records if record.id not in decided]
    different = [record for record in free if as_stored.get(record.id) != record]
    _delete_parts(record.id for record in different if record.id in known)
    _save_records(pack_id, different)
    withdrawn = _withdraw(as_stored.keys() - {record.id for record in records})
    index.note([*(record.id for record in different), *(as_stored.keys() - {record.id for record in records})])
    added = sum(record.id not in known for record in different)
    return Loaded(added, len(different) - added, len(free) - len(different), len(records) - len(free), withdrawn)


@in_plain_words()
def loaded_digest(pack_id: str) -> str | None:
    """Return the digest of the edition of a pack that was loaded last, None if none ever was."""
    return rows.Pack.objects.filter(id=pack_id).values_list("digest", flat=True).first()


@in_plain_words()
def how_many() -> int:
    """Return how many records there are, whatever became of them."""
    return rows.Record.objects.count()


@in_plain_words()
def accepted_records(
    *, areas: Collection[str] = (), commitments: Collection[str] = (), types: Collection[RecordType] = ()
) -> tuple[Record, ...]:
    """Return the accepted records in order of id, without those withdrawn.

    A record passes a filter when it has at least one of the values; an empty filter lets every record pass.
    """
    with one_moment():
        found = convert.to_records(accepted_rows({"area": areas, "objective": commitments, "type": types}))
    # Sorted here, for each database has its own idea of the order of letters and hyphens.
    return tuple(sorted(found, key=lambda record: record.id))


def accepted_pages(
    *,
    areas: Collection[str] = (),
    commitments: Collection[str] = (),
    types: Collection[str] = (),
    documents: Collection[str] = (),
) -> Iterator[tuple[Accepted, ...]]:
    """Yield the accepted records that pass the filters, in order of id, some hundreds at a time; only their ids are held all at once."""
    wanted = {"area": areas, "objective": commitments, "type": types, "document": documents}
    for ids in _batches(sorted(accepted_rows(wanted).values_list("id", flat=True))):
        with one_moment():
            found = accepted(rows.Record.objects.filter(id__in=ids))
        yield tuple(sorted(found, key=lambda one: one.record.id))


@in_plain_words()
def documents() -> tuple[Document, ...]:
    """Return every document, in order of id."""
    return tuple(sorted(convert.to_documents(rows.Document.objects.all()), key=lambda document: document.id))


@in_plain_words()
@transaction.atomic
def decide(record_id: str, status: Status, by: str) -> None:
    """Give a record the status a person decided on; it stays so whatever packs say. A withdrawn record comes back by it."""
    if not by.strip():
        raise StocktakeError(f'record "{record_id}": a decision needs the name of who took it')
    row = rows.Record.objects.select_for_update().filter(id=record_id).first()
    if row is None:
        raise RecordNotFound(record_id)
    row.status, row.decided_by, row.decided_at, row.withdrawn_at = status, by, timezone.now(), None
    row.save(update_fields=["status", "decided_by", "decided_at", "withdrawn_at"])
    index.note([record_id])


def _check(pack_id: str, documents: Sequence[Document], records: Sequence[Record]) -> None:
    """Refuse a pack that names a thing twice, points to a document it has not got, or takes an id from another pack."""
    for fault in (*_twice(documents), *_twice(records), *_nowhere(documents, records), *_taken(pack_id, records)):
        raise CatalogError(f'pack "{pack_id}": {fault}')


def _twice(things: Sequence[Document] | Sequence[Record]) -> Iterator[str]:
    for id_, times in Counter(thing.id for thing in things).items():
        if times > 1:
            yield f'"{id_}" is there {times} times; give each record and document an id of its own'


def _nowhere(documents: Sequence[Document], records: Sequence[Record]) -> Iterator[str]:
    held = {document.id for document in documents}
    for record in records:
        for name in sorted({place.document for place in record.locators} - held):
            yield f'record "{record.id}" stands in document "{name}", which the pack has not got; add it or mend the name'


def _taken(pack_id: str, records: Sequence[Record]) -> Iterator[str]:
    owners = dict(rows.Record.objects.exclude(pack=None).exclude(pack=pack_id).values_list("id", "pack_id"))
    for record in records:
        if record.id in owners:
            yield f'the id "{record.id}" belongs to a record of pack "{owners[record.id]}"; choose another'


def _mark_loaded(pack_id: str, digest: str) -> None:
    """Write down which edition is being loaded; this also makes a second load of the same pack wait for the end of this one."""
    rows.Pack.objects.update_or_create(id=pack_id, defaults={"digest": digest, "loaded_at": timezone.now()})


def _known_ids() -> set[str]:
    return set(rows.Record.objects.values_list("id", flat=True))


def _decided_ids() -> set[str]:
    return set(rows.Record.objects.exclude(decided_at=None).values_list("id", flat=True))


def _untouched(pack_id: str) -> QuerySet[rows.Record]:
    """Return the records of a pack that stand as it brought them."""
    return rows.Record.objects.filter(pack=pack_id, decided_at=None, withdrawn_at=None)


def _save_documents(documents: Sequence[Document]) -> None:
    _save(rows.Document, [convert.from_document(document) for document in documents])


def _save_records(pack_id: str, records: Sequence[Record]) -> None:
    """Write records and their parts; of those that were there before, the old parts must be gone."""
    found = [convert.from_record(record) for record in records]
    for row in found:
        row.pack_id, row.origin = pack_id, "pack"
    _save(rows.Record, found)
    parts = [part for record in records for part in convert.parts_of(record)]
    for table in convert.PART_TABLES:
        table.objects.bulk_create([part for part in parts if isinstance(part, table)])


def _save(table: type[Model], found: Sequence[Model]) -> None:
    """Write rows, each over the row that has its id if there is one."""
    columns = [field.name for field in table._meta.concrete_fields if not field.primary_key]
    table.objects.bulk_create(found, update_conflicts=True, unique_fields=["id"], update_fields=columns)


def _delete_parts(record_ids: Iterable[str]) -> None:
    for batch in _batches(record_ids):
        for table in convert.PART_TABLES:
            table.objects.filter(record__in=batch).delete()


def _withdraw(record_ids: Collection[str]) -> int:
    """Mark records as withdrawn now, and return how many they are."""
    for batch in _batches(record_ids):
        rows.Record.objects.filter(id__in=batch).update(withdrawn_at=timezone.now())
    return len(record_ids)


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
