"""Packs: folders of figures or records that are ready to use.

A pack is a folder with these files; its name is the id:

    pack.yml                             what it is, on which terms, and what a reader must find in it
    observations.csv, sources.csv        in a pack of figures
    records.jsonl, documents.yml         in a pack of records
"""

import hashlib
import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog import yaml_file
from stocktake.errors import CatalogError, DataError
from stocktake.model.observation import COLUMNS
from stocktake.model.provenance import Document, Source
from stocktake.model.record import Record
from stocktake.sources import observation_file, record_file
from stocktake.tables import schema

Kind = Literal["figures", "records"]
FILES: Mapping[Kind, tuple[str, ...]] = {
    "figures": ("pack.yml", "observations.csv", "sources.csv"),
    "records": ("pack.yml", "documents.yml", "records.jsonl"),
}
BUILTIN = Path(__file__).parents[1] / "data" / "packs"


@dataclass(frozen=True, slots=True)
class Pack:
    """What a folder holds. `figures` is None in a pack of records, `records` and `documents` are empty in a pack of figures."""

    id: str
    title: str
    kind: Kind
    compiled: str
    terms: str
    notes: tuple[str, ...]
    digest: str
    figures: pa.Table | None = None
    sources: tuple[Source, ...] = ()
    records: tuple[Record, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A sum that must come out: `total` over the rows that hold the codes of `where`."""

    where: Mapping[str, str]
    total: float


@dataclass(frozen=True, slots=True)
class Expected:
    """How much a pack must hold; None is not checked."""

    rows: int | None = None
    areas: int | None = None
    records: int | None = None
    documents: int | None = None
    checks: tuple[Total, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """The content of `pack.yml`."""

    title: str
    kind: Kind
    compiled: str
    terms: str
    expected: Expected
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Documents:
    documents: tuple[Document, ...] = field(default_factory=tuple)


def builtin() -> tuple[Path, ...]:
    """Return the folders of the packs that come with stocktake, by id."""
    return tuple(sorted(path.parent for path in BUILTIN.glob("*/pack.yml")))


def digest(folder: Path) -> str:
    """Return the sha256 over the names and bytes of the pack's files. Nothing is parsed."""
    found = hashlib.sha256()
    for path in sorted(folder / name for name in set().union(*FILES.values())):
        if path.is_file():
            content = path.read_bytes()
            found.update(f"{path.name} {len(content)}\n".encode())
            found.update(content)
    return found.hexdigest()


def read(folder: Path) -> Pack:
    """Return the pack of a folder.

    CatalogError for its YAML and for a file that is missing, DataError for its figures and records and for unexpected counts.
    """
    about = yaml_file.read(folder / "pack.yml", About)
    if missing := [name for name in FILES[about.kind] if not (folder / name).is_file()]:
        raise CatalogError(f"{folder.name}: {missing[0]} is missing; a pack of {about.kind} has {', '.join(FILES[about.kind])}")
    figures, sources = _figures(folder) if about.kind == "figures" else (None, ())
    records, documents = _records(folder) if about.kind == "records" else ((), ())
    words = (about.title, about.kind, about.compiled, about.terms, about.notes)
    pack = Pack(folder.name, *words, digest(folder), figures, sources, records, documents)
    _refuse_surprises(pack, about.expected)
    return pack


def _figures(folder: Path) -> tuple[pa.Table, tuple[Source, ...]]:
    sources = observation_file.read_sources(folder / "sources.csv")
    return observation_file.read(folder / "observations.csv", folder.name, sources), sources


def _records(folder: Path) -> tuple[tuple[Record, ...], tuple[Document, ...]]:
    documents = yaml_file.read(folder / "documents.yml", _Documents).documents
    return record_file.read(folder / "records.jsonl", documents), documents


def _refuse_surprises(pack: Pack, expected: Expected) -> None:
    """Raise DataError for the first count or total that is not what `pack.yml` expects."""
    for name, found in _counts(pack).items():
        wanted = getattr(expected, name)
        if wanted is not None and wanted != found:
            raise DataError(f'{pack.id}: holds {found} {name}, not {wanted}; mend the pack, or "expected.{name}" in pack.yml')
    for check in expected.checks:
        _refuse_other_total(pack, check)


def _counts(pack: Pack) -> Mapping[str, int]:
    counts = {"records": len(pack.records), "documents": len(pack.documents)}
    if pack.figures is not None:
        counts |= {"rows": pack.figures.num_rows, "areas": pc.count_distinct(pack.figures["ref_area"]).as_py()}
    return counts


def _refuse_other_total(pack: Pack, check: Total) -> None:
    rows = schema.SCHEMA.empty_table() if pack.figures is None else pack.figures
    for column, code in check.where.items():
        if column not in COLUMNS:
            raise CatalogError(f'{pack.id}/pack.yml: expected.checks: "{column}" is no column; write one of {", ".join(COLUMNS)}')
        rows = rows.filter(pc.equal(rows[column], code))
    total = pc.sum(rows["obs_value"], min_count=0).as_py()
    if not math.isclose(total, check.total, rel_tol=1e-9):
        where = ", ".join(f"{column} {code}" for column, code in check.where.items())
        raise DataError(
            f"{pack.id}: the {rows.num_rows} rows with {where} add up to {total:.15g}, not {check.total:.15g}; "
            'correct the rows, or "expected.checks" in pack.yml'
        )


def check(
    pack: Pack,
    indicators: Container[str],
    areas: Container[str],
    commitments: Container[str],
    units: Container[str],
) -> None:
    """Raise DataError for the first indicator, area, commitment or unit that a pack names and nobody knows."""
    if pack.figures is not None:
        observation_file.check(f"{pack.id}/observations.csv", pack.figures, indicators, areas, units)
    record_file.check(f"{pack.id}/records.jsonl", pack.records, areas, commitments)
