"""The descriptor of the Data Package of evidence: every column, its type, and what points where.

Method: Data Package and Table Schema, version 1 (Frictionless Data).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from stocktake.export import data_package
from stocktake.export.dcat import File
from stocktake.export.evidence.holding import CAVEATS, NOT_STATED, Holding, cited
from stocktake.export.evidence.table import CSV_FILES, DOCUMENTS

_TOLD: Final[Mapping[str, str]] = {
    "records.csv/id": "the id of the record",
    "records.csv/address": "the address of the record",
    "records.csv/type": "event, panel, participation, practice, partnership, need, offer, recommendation, target, figure or term",
    "records.csv/title": "in our own words",
    "records.csv/summary": "what the document says, in our own words",
    "records.csv/language": "the language of title and summary",
    "records.csv/reported_by": "who reported it; empty where the document itself says it",
    "records.csv/year": "only where the text gives one",
    "records.csv/areas": "codes of the areas it is about, with ; between; areas.csv has one a row",
    "records.csv/objectives": "ids of objectives and targets it bears on, most central first, with ; between; objectives.csv has one a row",
    "records.csv/merged_ids": "ids of the records that were merged into this one, with ; between",
    "records.csv/status": "always accepted",
    "records.csv/origin": "who brought it in: pack, machine or person",
    "records.csv/pack": "the pack it came with",
    "records.csv/decided_at": "when a person decided about it, in UTC; empty where it came accepted with its pack",
    "records.csv/citation": "how to cite it: documents and lines, and whose words it is",
    "places.csv/first_line": "counted from 1 in the text as it was read",
    "places.csv/last_line": "included",
    "figures.csv/value": "as the text states it; checked against no data set",
    "figures.csv/of": "what is counted",
    "documents.csv/terms": "the terms of the publisher; the text is not given out",
    "documents.csv/address": "the address of the document here; url is that of its publisher",
}
_TO_RECORD: Final = {"fields": ["record"], "reference": {"resource": "records", "fields": ["id"]}}
_TO_DOCUMENT: Final = {"fields": ["document"], "reference": {"resource": "documents", "fields": ["id"]}}
_SCHEMAS: Final = {**CSV_FILES, "documents.csv": DOCUMENTS}
_TYPES: Final = {"string": "string", "int64": "integer", "double": "number"}


def written(files: Sequence[File], holding: Holding) -> bytes:
    """Return `datapackage.json` for the CSV files of evidence."""
    about = {
        "name": "stocktake-evidence",
        "title": "stocktake: evidence on migration commitments",
        "description": " ".join(CAVEATS),
    }
    sources = [(cited(one), one.url) for one in holding.used_documents()]
    licences = [{"name": "other", "title": one} for one in terms(holding)]
    return data_package.encoded(about, holding.prepared, sources, licences, [_resource(one) for one in files])


def terms(holding: Holding) -> tuple[str, ...]:
    """Return the terms of the records, each once: those their packs state, and for records of this workspace that none were."""
    found = [f"{one.title} ({one.id}): {one.terms}" for one in holding.used_packs()]
    own = [f"Records entered or accepted here: {NOT_STATED}"] if holding.tally.has_own or not found else []
    return (*found, *own)


def _resource(file: File) -> dict[str, Any]:
    schema = _SCHEMAS[file.name]
    return data_package.resource(file, [_field(one, file.name) for one in schema], _keys(schema.names))


def _field(column: pa.Field, file: str) -> dict[str, Any]:
    told = _TOLD.get(f"{file}/{column.name}")
    must = {"constraints": {"required": True}} if column.name in ("id", "record", "document") else {}
    return {"name": column.name, "type": _TYPES[str(column.type)], **({"description": told} if told else {}), **must}


def _keys(columns: Sequence[str]) -> dict[str, Any]:
    if "id" in columns:
        return {"primaryKey": ["id"]}
    foreign = [_TO_RECORD, _TO_DOCUMENT] if "document" in columns else [_TO_RECORD]
    return {"primaryKey": ["record", "rank"], "foreignKeys": foreign}
