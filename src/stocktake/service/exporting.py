"""Bundles: the files of each format, with what goes with them."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from stocktake.catalog import area, catalog, yaml_file
from stocktake.errors import DataError
from stocktake.export import data_package, dcat, json_ld, readme, sdmx_csv, sdmx_ml, skos, structure, table
from stocktake.export.address import Addresses
from stocktake.export.evidence import bibliography, package
from stocktake.export.evidence import json_ld as evidence_json_ld
from stocktake.export.evidence import readme as evidence_readme
from stocktake.export.evidence import table as evidence_table
from stocktake.export.evidence.holding import Evidence, Holding, Pack
from stocktake.export.holding import Edition, Facts, Tally, used
from stocktake.model.provenance import Document
from stocktake.service.clock import now
from stocktake.service.progress import Tell, silently
from stocktake.sources import about, pack
from stocktake.tables import schema, series, snapshot
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from rdflib import Graph

_SDMX_ML = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"
_STANDARDS = {"observations.xml": _SDMX_ML, "structure.xml": _SDMX_ML}


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is given out: the figures, the editions they may come from, the facts, and a tally of what went by."""

    observations: "ir.Table"
    editions: tuple[Edition, ...]
    facts: Facts
    addresses: Addresses
    prepared: datetime
    tally: Tally = field(default_factory=Tally)

    @property
    def licences(self) -> Mapping[str, str]:
        """The code of the SPDX list for each licence by its label."""
        return {label: code for code, label in self.facts.codelists["licence"].items()}


def bundle(opened: Workspace, base: str, tell: Tell = silently) -> Bundle:
    """Return what an open workspace holds; DataError where `base` cannot begin an address."""
    begin = addresses(base)
    facts = catalog.load()
    explained = Facts(area.areas(), facts.indicators, facts.frameworks, facts.codelists)
    tell("checking the figures")
    return Bundle(series.observations(opened.figures), editions(opened.figures), explained, begin, now())


def addresses(base: str) -> Addresses:
    """Return the addresses that begin with `base`; DataError where it cannot begin one."""
    if ":" not in base or any(sign.isspace() or sign in '<>"{}|\\^`' for sign in base):
        raise DataError(f'--base: "{base}" cannot begin an address; give one as https://example.org/ or urn:example:')
    return Addresses(base)


def chosen(
    one: Bundle, codes: Mapping[str, Sequence[str]], *, every_edition: bool = False, tell: Tell = silently
) -> Iterator[pa.Table]:
    """Return the observations that have, in each column of `codes`, one of its codes, in parts; a column without codes lets all pass.

    Without `every_edition` only the newest of each counts. The bundle's tally takes note of what goes by.
    """
    table = one.observations
    for column, wanted in codes.items():
        if wanted:
            table = table.filter(table[column].isin(list(wanted)))
    one_each: Callable[[ir.Table], ir.Table] = series.every_vintage if every_edition else series.latest_vintage
    return _told(one.tally.over(series.in_parts(table, one_each)), one, tell)


def _told(parts: Iterator[pa.Table], one: Bundle, tell: Tell) -> Iterator[pa.Table]:
    for part in parts:
        tell(f"writing figure {one.tally.rows}")
        yield part


def editions(figures: Path) -> tuple[Edition, ...]:
    """Return every edition of the current snapshots, as its publisher asks to be cited, with what to mind."""
    found: dict[tuple[str, str], Edition] = {}
    for dataset, one in snapshot.current(figures).items():
        facts = _about(dataset)
        for source in one.built_from.sources:
            citation = facts.citation if facts and source.publisher == facts.publisher else source.citation
            caveats = facts.caveats if facts else ()
            found.setdefault((source.id, source.vintage), Edition(source, citation, tuple(caveats)))
    return tuple(found[key] for key in sorted(found))


def _about(dataset: str) -> about.About | None:
    name = dataset.split(".")[0]
    return about.about(name) if name in about.known() else None


def _sdmx_csv(one: Bundle, parts: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    sdmx_csv.write(parts, stage / "observations.csv")
    return _with_structure(one, stage, "observations.csv: figures as SDMX-CSV 2.0, one row an observation")


def _sdmx_ml(one: Bundle, parts: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    sdmx_ml.write(parts, stage / "observations.xml", one.prepared)
    return _with_structure(one, stage, "observations.xml: figures as SDMX-ML 3.0, structure-specific, in series")


def _with_structure(one: Bundle, stage: Path, told: str) -> Sequence[str]:
    (stage / "structure.xml").write_bytes(structure.written(one.facts, one.tally.codes, one.prepared))
    words = (
        "structure.xml: code lists, concepts and data structure as SDMX-ML 3.0; migratory status stands in COMPOSITE_BREAKDOWN"
    )
    return _finished(one, stage, "Figures in SDMX", (told, words))


def _parquet(one: Bundle, parts: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    with pq.ParquetWriter(stage / "observations.parquet", schema.SCHEMA, compression="zstd") as file:
        for part in parts:
            file.write_table(part)
    return _finished(one, stage, "Figures as Parquet", ("observations.parquet: one row an observation",))


def _csv(one: Bundle, parts: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    from pyarrow import csv

    with csv.CSVWriter(stage / "observations.csv", schema.SCHEMA, write_options=csv.WriteOptions(quoting_style="needed")) as file:
        for part in parts:
            file.write_table(part)
    beside = {
        "sources.csv": table.sources(used(one.editions, one.tally), one.tally.extents),
        "areas.csv": table.areas(one.facts, one.tally),
        "indicators.csv": table.indicators(one.facts, one.tally),
        "codes.csv": table.codes(one.facts, one.tally),
    }
    for name, content in beside.items():
        table.write(content, stage / name)
    columns = {"observations.csv": schema.SCHEMA.names, **{name: content.column_names for name, content in beside.items()}}
    described = data_package.written(
        [_file(stage / name) for name in columns], columns, used(one.editions, one.tally), one.licences, one.prepared
    )
    (stage / "datapackage.json").write_bytes(described)
    told = ("observations.csv: one row an observation", "areas.csv, indicators.csv, codes.csv: what its codes mean")
    return _finished(one, stage, "Figures as CSV", (*told, "datapackage.json: every column, described"))


def _json_ld(one: Bundle, parts: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    json_ld.write(parts, stage / "observations.jsonld", one.addresses)
    return _finished(one, stage, "Figures as JSON-LD", ("observations.jsonld: observations of the RDF Data Cube vocabulary",))


def _dcat(one: Bundle, parts: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    for _ in parts:  # only how far they reach is wanted
        pass
    _write_graph(_catalogue(one, ()), stage, "catalogue")
    return _finished(
        one, stage, "Catalogue of the figures", ("catalogue.ttl, catalogue.jsonld: every edition as a data set (DCAT 3)",)
    )


def _skos(one: Bundle, _: Iterator[pa.Table], stage: Path) -> Sequence[str]:
    _write_graph(skos.graph(one.facts, one.addresses), stage, "concepts")
    told = "concepts.ttl, concepts.jsonld: frameworks, indicators, areas and code lists (SKOS); what was not verified says so"
    return _finished(one, stage, "Frameworks and code lists as concepts", (told,))


WRITERS: Mapping[str, Callable[[Bundle, Iterator[pa.Table], Path], Sequence[str]]] = {
    "sdmx-csv": _sdmx_csv,
    "sdmx-ml": _sdmx_ml,
    "parquet": _parquet,
    "csv": _csv,
    "json-ld": _json_ld,
    "dcat": _dcat,
    "skos": _skos,
}
"""What writes each format into a folder and returns the names of its files."""


def _finished(one: Bundle, stage: Path, title: str, told: Sequence[str]) -> Sequence[str]:
    """Add to a bundle of figures its sources, its catalogue and a page to read first; return the names of all its files."""
    from_where = used(one.editions, one.tally)
    lines = list(told)
    if from_where and not (stage / "sources.csv").exists():
        table.write(table.sources(from_where, one.tally.extents), stage / "sources.csv")
        lines.append("sources.csv: the edition each figure comes from, its terms, citation and caveats")
    if from_where and not (stage / "catalogue.ttl").exists():
        files = [_file(path) for path in sorted(stage.iterdir())]
        _write_graph(_catalogue(one, files), stage, "catalogue")
        lines.append("catalogue.ttl, catalogue.jsonld: the same for catalogues of data (DCAT 3)")
    text = readme.text(title, lines, from_where, one.tally.extents, one.prepared)
    (stage / "README.md").write_text(text, encoding="utf-8")
    return sorted(path.name for path in stage.iterdir())


def _catalogue(one: Bundle, files: Sequence[dcat.File]) -> "Graph":
    return dcat.graph(used(one.editions, one.tally), one.tally.extents, files, one.licences, one.addresses, one.prepared)


def _write_graph(graph: "Graph", stage: Path, name: str) -> None:
    graph.serialize(stage / f"{name}.ttl", format="turtle")
    (stage / f"{name}.jsonld").write_bytes(json_ld.of_graph(graph))


def _file(path: Path) -> dcat.File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return dcat.File(path.name, _MEDIA[path.suffix], path.stat().st_size, digest, _STANDARDS.get(path.name, ""))


_MEDIA = {
    ".csv": "text/csv",
    ".xml": "application/xml",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown",
    ".ttl": "text/turtle",
}


# Evidence: records with the documents they were drawn from.

Pages = Iterator[Sequence[Evidence]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records are wanted: a record passes when it has one of the values of each; an empty filter lets every record pass."""

    areas: Sequence[str] = ()
    objectives: Sequence[str] = ()
    types: Sequence[str] = ()
    documents: Sequence[str] = ()


def holding(opened: Workspace, documents: Iterable[Document], base: str) -> Holding:
    """Return what explains the records of an open workspace; DataError where `base` cannot begin an address."""
    frameworks = catalog.load().frameworks.values()
    return Holding(
        documents={one.id: one for one in documents},
        packs={one.id: one for one in _packs(opened)},
        areas={one.code: one.name for one in area.areas()},
        objectives={one.id: one.name for framework in frameworks for one in framework.commitments},
        addresses=addresses(base),
        prepared=now(),
    )


def _packs(opened: Workspace) -> Iterator[Pack]:
    """Yield what the packs of records say of themselves; one whose folder has gone is known by its id alone."""
    for path in (*pack.builtin(), *opened.own_packs()):
        told = yaml_file.read(path / "pack.yml", pack.About)
        if told.kind == "records":
            yield Pack(path.name, told.title, told.terms, told.notes)


def write_evidence(form: str, one: Holding, asked: Asked, pages: Pages, stage: Path, tell: Tell = silently) -> Sequence[str]:
    """Write the accepted records of `pages`, which are those that were `asked` for; return the names of the files.

    DataError where there are none, or a document is asked for that is not there.
    """
    if unknown := [name for name in asked.documents if name not in one.documents]:
        raise DataError(f'there is no document "{unknown[0]}" here; there are {", ".join(sorted(one.documents)) or "none"}')
    title, write, told = EVIDENCE_WRITERS[form]
    write(_told_pages(one.tally.over(pages), one, tell), stage, one)
    if not one.tally.records:
        raise DataError("there are no such records here: leave out a filter, or see `stocktake search`")
    page = evidence_readme.text(title, told, one)
    (stage / "README.md").write_text(page, encoding="utf-8")
    return sorted(path.name for path in stage.iterdir())


def _told_pages(pages: Pages, one: Holding, tell: Tell) -> Pages:
    for page in pages:
        tell(f"writing record {one.tally.records}")
        yield page


def _evidence_csv(pages: Pages, stage: Path, one: Holding) -> None:
    evidence_table.write_csv(pages, stage, one)
    described = package.written([_file(path) for path in sorted(stage.iterdir())], one)
    (stage / "datapackage.json").write_bytes(described)


_Writer = Callable[[Pages, Path, Holding], None]
EVIDENCE_WRITERS: Mapping[str, tuple[str, _Writer, Sequence[str]]] = {
    "json-ld": (
        "Evidence as JSON-LD",
        lambda pages, stage, one: evidence_json_ld.write(pages, stage / "evidence.jsonld", one),
        ("evidence.jsonld: records, the documents they were drawn from, and the packs they came with (schema.org, DCMI, PROV)",),
    ),
    "csv": (
        "Evidence as CSV",
        _evidence_csv,
        (
            "records.csv: one row a record",
            "places.csv: the documents and lines it stands in",
            "actors.csv, areas.csv, objectives.csv, figures.csv: who acts in it, what it is about, what it bears on, the numbers it states",
            "documents.csv: the documents, with their terms",
            "datapackage.json: every column, described, and what points where",
        ),
    ),
    "parquet": (
        "Evidence as Parquet",
        evidence_table.write_parquet,
        (
            "records.parquet: one row a record; what it has several of is a list",
            "documents.parquet: the documents, with their terms",
        ),
    ),
    "ris": (
        "Evidence as RIS",
        lambda pages, stage, one: bibliography.write_ris(pages, stage / "evidence.ris", one),
        ("evidence.ris: one reference a record, to its document and lines, then one a document",),
    ),
    "bibtex": (
        "Evidence as BibTeX",
        lambda pages, stage, one: bibliography.write_bibtex(pages, stage / "evidence.bib", one),
        ("evidence.bib: one reference a record, to its document and lines, then one a document",),
    ),
}
"""Of each format of evidence: the title of its page, what writes it into a folder, and what its files are."""
