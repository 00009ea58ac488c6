"""The JSON Lines file of a pack of records."""

from collections.abc import Container, Sequence
from pathlib import Path

import msgspec

from stocktake.errors import DataError
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Record
from stocktake.tables import strict


def read(path: Path, documents: Sequence[Document]) -> tuple[Record, ...]:
    """Return the records of the file, one a line, in its order.

    DataError names the line of what is no record, of an id that came before, and of a locator that points nowhere in `documents`.
    """
    known = {one.id for one in documents}
    seen: set[str] = set()
    records = []
    for line, text in enumerate(_lines(path), start=1):
        record = _record(path, line, text)
        if fault := _fault(record, known, seen):
            raise DataError(f"{_place(path, line)}: {fault}")
        seen.update((record.id, *record.merged_ids))
        records.append(record)
    return tuple(records)


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror})") from fault


def _place(path: Path, line: int) -> str:
    return f"{path.parent.name}/{path.name}, line {line}"


def _record(path: Path, line: int, text: bytes) -> Record:
    try:
        return strict.convert(msgspec.json.decode(text), Record)
    except (msgspec.DecodeError, ValueError) as fault:
        raise DataError(f"{_place(path, line)}: is not a record ({fault}); write one JSON object with its fields") from fault


def _fault(record: Record, documents: Container[str], seen: Container[str]) -> str:
    """Return what is wrong with a record beside those before it, an empty string where nothing is."""
    for one in (record.id, *record.merged_ids):
        if one in seen:
            return f'the id "{one}" stands on an earlier line; give it another, or merge the two'
    if not record.locators:
        return f'"{record.id}" has no locator; say where it stands'
    return next((fault for one in record.locators if (fault := _locator_fault(one, documents))), "")


def _locator_fault(locator: Locator, documents: Container[str]) -> str:
    if locator.document not in documents:
        return f'the document "{locator.document}" is not in documents.yml; add it there, or correct it'
    if not 1 <= locator.first_line <= locator.last_line:
        return f"lines {locator.first_line} to {locator.last_line} are no lines; count from 1, the first one first"
    return ""


def check(file: str, records: Sequence[Record], areas: Container[str], commitments: Container[str]) -> None:
    """Raise DataError for the first record that names an area or commitment nobody knows; messages call the file `file`."""
    for line, record in enumerate(records, start=1):
        for name, codes, known in (("area", record.areas, areas), ("commitment", record.commitments, commitments)):
            if unknown := [code for code in codes if code not in known]:
                raise DataError(f'{file}, line {line}: "{unknown[0]}" is not a known {name}; correct it in "{record.id}"')
