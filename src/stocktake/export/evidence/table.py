"""Evidence as tables: one file of records with its parts beside it (CSV), or nested in it (Parquet)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from stocktake.export.evidence.holding import Evidence, Holding
from stocktake.model.provenance import Document
from stocktake.model.record import Record

_TEXT, _WHOLE, _VALUE = pa.string(), pa.int64(), pa.float64()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_RECORD: Final = {
    **dict.fromkeys(("id", "address", "type", "title", "summary", "language", "reported_by"), _TEXT),
    "year": _WHOLE,
}
_PARTICIPANT: Final = dict.fromkeys(("name", "position", "organization", "role", "panel"), _TEXT)
_DECISION: Final = dict.fromkeys(("status", "origin", "pack", "decided_at", "citation"), _TEXT)
_PLACE: Final = {"document": _TEXT, "first_line": _WHOLE, "last_line": _WHOLE}
_FIGURE: Final = {"value": _VALUE, "unit": _TEXT, "of": _TEXT, "year": _WHOLE}
_ACTOR: Final = {"name": _TEXT, "kind": _TEXT}
_PART_KEY: Final = {"record": _TEXT, "rank": _WHOLE}

DOCUMENTS: Final = _schema(**dict.fromkeys(("id", "address", "title", "publisher", "year", "url", "language", "terms"), _TEXT))
CSV_FILES: Final[Mapping[str, pa.Schema]] = {
    "records.csv": _schema(
        **_RECORD,
        areas=_TEXT,
        objectives=_TEXT,
        **{f"participant_{name}": kind for name, kind in _PARTICIPANT.items()},
        merged_ids=_TEXT,
        **_DECISION,
    ),
    "places.csv": _schema(**_PART_KEY, **_PLACE),
    "actors.csv": _schema(**_PART_KEY, **_ACTOR),
    "areas.csv": _schema(**_PART_KEY, area=_TEXT, name=_TEXT),
    "objectives.csv": _schema(**_PART_KEY, objective=_TEXT, name=_TEXT),
    "figures.csv": _schema(**_PART_KEY, **_FIGURE),
}
"""The files that grow with the records, and their columns; `documents.csv` stands beside them."""

NESTED: Final = _schema(
    **_RECORD,
    areas=pa.list_(_TEXT),
    objectives=pa.list_(_TEXT),
    places=pa.list_(pa.struct(list(_PLACE.items()))),
    actors=pa.list_(pa.struct(list(_ACTOR.items()))),
    figures=pa.list_(pa.struct(list(_FIGURE.items()))),
    participant=pa.struct(list(_PARTICIPANT.items())),
    merged_ids=pa.list_(_TEXT),
    **_DECISION,
)
"""The columns of `records.parquet`: what a record has several of is a list in its row."""


def write_csv(pages: Iterable[Sequence[Evidence]], folder: Path, holding: Holding) -> None:
    """Write the records and their parts, a page at a time, then the documents they name; one row a thing, UTF-8."""
    options = csv.WriteOptions(quoting_style="needed")
    with ExitStack() as files:
        open_ = {
            name: files.enter_context(csv.CSVWriter(folder / name, schema, write_options=options))
            for name, schema in CSV_FILES.items()
        }
        for page in pages:
            for name, rows in _flat(page, holding).items():
                open_[name].write_table(pa.Table.from_pylist(rows, schema=CSV_FILES[name]))
    csv.write_csv(documents(holding), folder / "documents.csv", options)


def write_parquet(pages: Iterable[Sequence[Evidence]], folder: Path, holding: Holding) -> None:
    """Write the records, a page at a time, then the documents they name."""
    with pq.ParquetWriter(folder / "records.parquet", NESTED, compression="zstd") as file:
        for page in pages:
            file.write_table(pa.Table.from_pylist([nested(one, holding) for one in page], schema=NESTED))
    pq.write_table(documents(holding), folder / "documents.parquet", compression="zstd")


def flat_csv(page: Iterable[Evidence], holding: Holding) -> bytes:
    """Return records alone as CSV: the columns of `records.csv`, without the files of their parts."""
    rows = pa.Table.from_pylist([_flat_record(one, holding) for one in page], schema=CSV_FILES["records.csv"])
    beside = BytesIO()
    csv.write_csv(rows, beside, csv.WriteOptions(quoting_style="needed"))
    return beside.getvalue()


def documents(holding: Holding) -> pa.Table:
    """Return one row a document that records gone by were drawn from."""
    return pa.Table.from_pylist([_document(one, holding) for one in holding.used_documents()], schema=DOCUMENTS)


def _document(document: Document, holding: Holding) -> dict[str, Any]:
    told = {name: getattr(document, name) for name in ("id", "title", "publisher", "year", "url", "language", "terms")}
    return {**told, "address": holding.addresses.of("document", document.id)}


def nested(one: Evidence, holding: Holding) -> dict[str, Any]:
    """Return a record with its parts within, by the columns of `NESTED`."""
    record, person = one.record, one.record.participant
    return {
        **_plain(one, holding),
        "areas": list(record.areas),
        "objectives": list(record.commitments),
        "places": [_of(place, _PLACE) for place in record.locators],
        "actors": [_of(actor, _ACTOR) for actor in record.actors],
        "figures": [_of(figure, _FIGURE) for figure in record.figures],
        "participant": _of(person, _PARTICIPANT) if person else None,
        "merged_ids": list(record.merged_ids),
    }


def _flat(page: Sequence[Evidence], holding: Holding) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each file."""
    return {
        "records.csv": [_flat_record(one, holding) for one in page],
        "places.csv": list(_ranked(page, lambda one: [_of(place, _PLACE) for place in one.locators])),
        "actors.csv": list(_ranked(page, lambda one: [_of(actor, _ACTOR) for actor in one.actors])),
        "areas.csv": list(
            _ranked(page, lambda one: [{"area": code, "name": holding.areas.get(code, code)} for code in one.areas])
        ),
        "objectives.csv": list(
            _ranked(page, lambda one: [{"objective": id_, "name": holding.objectives.get(id_, id_)} for id_ in one.commitments])
        ),
        "figures.csv": list(_ranked(page, lambda one: [_of(figure, _FIGURE) for figure in one.figures])),
    }


def _flat_record(one: Evidence, holding: Holding) -> dict[str, Any]:
    record, person = one.record, one.record.participant
    joined = {"areas": record.areas, "objectives": record.commitments, "merged_ids": record.merged_ids}
    return {
        **_plain(one, holding),
        **{name: ";".join(values) for name, values in joined.items()},
        **{f"participant_{name}": getattr(person, name) if person else "" for name in _PARTICIPANT},
    }


def _plain(one: Evidence, holding: Holding) -> dict[str, Any]:
    """Return the columns that hold one value a record, alike in every form."""
    record = one.record
    return {
        **{name: getattr(record, name) for name in ("id", "type", "title", "summary", "language", "year", "status")},
        **{name: getattr(one, name) for name in ("origin", "pack", "decided_at")},
        "address": holding.addresses.of("record", record.id),
        "reported_by": record.reported_by or "",
        "citation": holding.citation(record),
    }


def _ranked(page: Sequence[Evidence], parts: Callable[[Record], Iterable[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Yield the parts of each record in their order, counted from 0."""
    for one in page:
        for rank, part in enumerate(parts(one.record)):
            yield {"record": one.record.id, "rank": rank, **part}


def _of(thing: object, columns: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in columns}
