"""Rows of the database ↔ model objects; nothing else turns one into the other."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from django.db.models import Model, QuerySet

from stocktake.errors import StocktakeError
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor, Participant, Record, StatedFigure
from stocktake_web.records import models as rows

T = TypeVar("T")


class RecordNotFound(StocktakeError):
    """No record has the id given."""

    exit_code = 2

    def __init__(self, record_id: str) -> None:
        super().__init__(f'there is no record "{record_id}"')


DOCUMENT_COLUMNS = ("id", "title", "publisher", "year", "url", "language", "terms")
RECORD_COLUMNS = ("id", "type", "title", "summary", "reported_by", "year", "language", "status")
PART_TABLES: tuple[type[Model], ...] = (
    rows.RecordLocator,
    rows.RecordActor,
    rows.RecordArea,
    rows.RecordCommitment,
    rows.StatedFigure,
    rows.MergedRecord,
    rows.Participant,
)


def to_documents(chosen: QuerySet[rows.Document]) -> tuple[Document, ...]:
    """Return the chosen documents as model objects, in the order of the query."""
    return tuple(Document(*values) for values in chosen.values_list(*DOCUMENT_COLUMNS))


def from_document(document: Document) -> rows.Document:
    """Return a document as a row that is not yet saved."""
    return rows.Document(**{column: getattr(document, column) for column in DOCUMENT_COLUMNS})


def to_records(chosen: QuerySet[rows.Record]) -> tuple[Record, ...]:
    """Return the chosen records as model objects, in the order of the query; one query a table, however many records."""
    locators = _parts(chosen, rows.RecordLocator, Locator, "document_id", "first_line", "last_line")
    actors = _parts(chosen, rows.RecordActor, Actor, "name", "kind")
    areas = _parts(chosen, rows.RecordArea, str, "area")
    commitments = _parts(chosen, rows.RecordCommitment, str, "commitment")
    figures = _parts(chosen, rows.StatedFigure, StatedFigure, "value", "unit", "of", "year")
    merged = _parts(chosen, rows.MergedRecord, str, "merged_id")
    participants = _participants(chosen)
    return tuple(
        Record(
            id=id_,
            type=type_,
            title=title,
            summary=summary,
            locators=tuple(locators[id_]),
            reported_by=reported_by or None,
            actors=tuple(actors[id_]),
            areas=tuple(areas[id_]),
            commitments=tuple(commitments[id_]),
            figures=tuple(figures[id_]),
            year=year,
            participant=participants.get(id_),
            status=status,
            language=language,
            merged_ids=tuple(merged[id_]),
        )
        for id_, type_, title, summary, reported_by, year, language, status in chosen.values_list(*RECORD_COLUMNS)
    )


def from_record(record: Record) -> rows.Record:
    """Return a record as a row that is not yet saved and says nothing of who brought it in; its parts are rows of their own."""
    values = {column: getattr(record, column) for column in RECORD_COLUMNS}
    return rows.Record(**values | {"reported_by": record.reported_by or ""})


def parts_of(record: Record) -> Iterator[Model]:
    """Yield the rows, not yet saved, of everything a record has several of, and of its participant."""
    for rank, place in enumerate(record.locators):
        lines = {"first_line": place.first_line, "last_line": place.last_line}
        yield rows.RecordLocator(record_id=record.id, rank=rank, document_id=place.document, **lines)
    for rank, actor in enumerate(record.actors):
        yield rows.RecordActor(record_id=record.id, rank=rank, name=actor.name, kind=actor.kind)
    for rank, area in enumerate(record.areas):
        yield rows.RecordArea(record_id=record.id, rank=rank, area=area)
    for rank, commitment in enumerate(record.commitments):
        yield rows.RecordCommitment(record_id=record.id, rank=rank, commitment=commitment)
    for rank, figure in enumerate(record.figures):
        said = {"value": figure.value, "unit": figure.unit, "of": figure.of, "year": figure.year}
        yield rows.StatedFigure(record_id=record.id, rank=rank, **said)
    for rank, merged_id in enumerate(record.merged_ids):
        yield rows.MergedRecord(record_id=record.id, rank=rank, merged_id=merged_id)
    if (person := record.participant) is not None:
        yield _from_participant(record.id, person)


def _parts(
    chosen: QuerySet[rows.Record], table: type[rows.Part], build: Callable[..., T], *columns: str
) -> Mapping[str, list[T]]:
    """Return what `build` makes of the columns of each part, by id of the record and in the order of rank."""
    found: dict[str, list[T]] = defaultdict(list)
    of_chosen = table.objects.filter(record__in=chosen.values("id")).order_by("rank")
    for record_id, *values in of_chosen.values_list("record_id", *columns):
        found[record_id].append(build(*values))
    return found


def _participants(chosen: QuerySet[rows.Record]) -> Mapping[str, Participant]:
    of_chosen = rows.Participant.objects.filter(record__in=chosen.values("id"))
    columns = ("record_id", "name", "position", "organization", "role", "panel")
    return {record_id: Participant(*values) for record_id, *values in of_chosen.values_list(*columns)}


def _from_participant(record_id: str, person: Participant) -> rows.Participant:
    place = {"position": person.position, "organization": person.organization, "role": person.role, "panel": person.panel}
    return rows.Participant(record_id=record_id, name=person.name, **place)
