"""Bundles: the files of each format, with what goes with them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from stocktake.catalog import area, catalog
from stocktake.cli import filling
from stocktake.cli.clock import now
from stocktake.cli.progress import Tell
from stocktake.errors import DataError
from stocktake.export import data_package, dcat, json_ld, readme, sdmx_csv, sdmx_ml, skos, structure, table
from stocktake.export.address import Addresses
from stocktake.export.holding import Edition, Facts, Tally, used
from stocktake.sources import about
from stocktake.tables import schema, series, snapshot

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


def bundle(workspace: Path, base: str, tell: Tell) -> Bundle:
    """Return what the workspace holds; DataError where `base` cannot begin an address."""
    if ":" not in base or any(sign.isspace() or sign in '<>"{}|\\^`' for sign in base):
        raise DataError(f'--base: "{base}" cannot begin an address; give one as https://example.org/ or urn:example:')
    opened = filling.open_filled(workspace, tell)
    facts = catalog.load()
    explained = Facts(area.areas(), facts.indicators, facts.frameworks, facts.codelists)
    tell("checking the figures")
    return Bundle(series.observations(opened.figures), editions(opened.figures), explained, Addresses(base), now())


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
