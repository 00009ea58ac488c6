"""Rows of the database ↔ model objects; nothing else turns one into the other."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model, QuerySet

from stocktake.errors import StocktakeError
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor, Participant, Record, StatedFigure
from stocktake_web.records import models as rows


class RecordNotFound(StocktakeError):
    """No record has the id given."""

    exit_code = 2

    def __init__(self, record_id: str) -> None:
        super().__init__(f'there is no record "{record_id}"')


BATCH: Final = 900
"""Databases limit how many values one statement may carry; the lowest limit of any SQLite is 999."""

_NEVER_HELD: Final = re.compile("[\0\ud800-\udfff]")

DOCUMENT_COLUMNS = ("id", "title", "publisher", "year", "url", "language", "terms")
RECORD_COLUMNS = ("id", "type", "title", "summary", "reported_by", "year", "language", "status")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table of parts: what is made of a row, and its columns by type: at most one value, five texts and two whole numbers."""

    table: type[Model]
    build: Callable[..., Any]
    texts: tuple[str, ...]
    wholes: tuple[str, ...] = ()
    value: tuple[str, ...] = ()


_KINDS: Final = {
    "locators": _Kind(rows.RecordLocator, Locator, ("document_id",), ("first_line", "last_line")),
    "actors": _Kind(rows.RecordActor, Actor, ("name", "kind")),
    "areas": _Kind(rows.RecordArea, str, ("area",)),
    "commitments": _Kind(rows.RecordCommitment, str, ("commitment",)),
    "figures": _Kind(rows.StatedFigure, StatedFigure, ("unit", "of"), ("year",), ("value",)),
    "merged_ids": _Kind(rows.MergedRecord, str, ("merged_id",)),
    "participant": _Kind(rows.Participant, Participant, ("name", "position", "organization", "role", "panel")),
}
"""What a record has several of, and its participant, by the field of the model object."""

PART_TABLES: Final = tuple(kind.table for kind in _KINDS.values())


def to_documents(chosen: QuerySet[rows.Document]) -> tuple[Document, ...]:
    """Return the chosen documents as model objects, in the order of the query."""
    return tuple(Document(*values) for values in chosen.values_list(*DOCUMENT_COLUMNS))


def from_document(document: Document) -> rows.Document:
    """Return a document as a row that is not yet saved."""
    return rows.Document(**{column: getattr(document, column) for column in DOCUMENT_COLUMNS})


def to_records(chosen: QuerySet[rows.Record]) -> tuple[Record, ...]:
    """Return the chosen records as model objects, in the order of the query; two statements, however many records."""
    found = list(chosen.values_list(*RECORD_COLUMNS))
    parts = _parts(chosen) if found else {}
    return tuple(_record(values, parts.get(values[0], {})) for values in found)


def to_record(record_id: str) -> Record:
    """Return the record of an id, whatever its status; RecordNotFound where it is not there."""
    found = to_records(rows.Record.objects.filter(id__in=kept([record_id])))
    if not found:
        raise RecordNotFound(record_id)
    return found[0]


def kept(texts: Iterable[str]) -> list[str]:
    """Return the texts that a database can hold, without those with NUL or half a sign; asked for such, PostgreSQL complains."""
    return [one for one in texts if not _NEVER_HELD.search(one)]


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


def _record(values: tuple[Any, ...], parts: Mapping[str, list[Any]]) -> Record:
    id_, type_, title, summary, reported_by, year, language, status = values
    person = parts.get("participant", [None])[0]
    several: dict[str, Any] = {"locators": (), **{name: tuple(found) for name, found in parts.items() if name != "participant"}}
    plain = {"year": year, "language": language, "status": status, "participant": person}
    return Record(id_, type_, title, summary, reported_by=reported_by or None, **plain, **several)


def _parts(chosen: QuerySet[rows.Record]) -> Mapping[str, Mapping[str, list[Any]]]:
    """Return the parts of the chosen records, in the order of rank, by id of the record and field."""
    which, wanted = chosen.values("id").query.sql_with_params()
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH chosen (id) AS ({which}) {_all_parts()}", wanted)
        for record_id, name, _, *values in cursor.fetchall():
            kind = _KINDS[name]
            found[record_id][name].append(kind.build(*(values[place] for place in _places(kind))))
    return found


@cache
def _all_parts() -> str:
    """Return one statement for all tables of parts; a statement a table would cost a search more than all else it does."""
    return " UNION ALL ".join(_select(name, kind) for name, kind in _KINDS.items()) + " ORDER BY 3"


def _select(name: str, kind: _Kind) -> str:
    """Return the statement of one table. The columns of all have the same types: PostgreSQL wants them said, SQLite does not mind."""
    lacking = ["CAST(NULL AS double precision)", *["CAST(NULL AS text)"] * 5, *["CAST(NULL AS integer)"] * 2]
    for place, column in zip(_places(kind), _columns(kind), strict=True):
        lacking[place] = connection.ops.quote_name(column)
    rank = "0" if kind.table is rows.Participant else "rank"
    columns = ", ".join(("record_id", f"'{name}'", rank, *lacking))
    return f"SELECT {columns} FROM {kind.table._meta.db_table} WHERE record_id IN (SELECT id FROM chosen)"  # noqa: S608 (names of our own tables)


def _columns(kind: _Kind) -> tuple[str, ...]:
    return (*kind.value, *kind.texts, *kind.wholes)


@cache
def _places(kind: _Kind) -> tuple[int, ...]:
    """Return where the columns of a table stand among the columns of all: one value, five texts, two whole numbers."""
    return (*range(len(kind.value)), *range(1, 1 + len(kind.texts)), *range(6, 6 + len(kind.wholes)))


def _from_participant(record_id: str, person: Participant) -> rows.Participant:
    place = {"position": person.position, "organization": person.organization, "role": person.role, "panel": person.panel}
    return rows.Participant(record_id=record_id, name=person.name, **place)
