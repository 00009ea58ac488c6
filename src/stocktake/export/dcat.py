"""The catalogue of what is given out: one data set an edition, with its terms and how to get it (DCAT 3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from stocktake.export.address import Addresses
from stocktake.export.holding import Edition, Extent

SPDX = Namespace("http://spdx.org/rdf/terms#")
_VERSION = URIRef(f"{DCAT}version")  # of DCAT 3; rdflib's list is older
_LICENCES = "https://spdx.org/licenses/"
_TITLE = "stocktake: figures on migration commitments"
_DESCRIPTION = (
    "Figures on the Global Compact for Migration and the migration-related targets of the 2030 Agenda, as their publishers give them out, "
    "each with its edition and where it stands in it. Every data set has the terms of its publisher."
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that is given out: its name, media type, size in bytes, and sha256; `standard` is an IRI it conforms to."""

    name: str
    media_type: str
    size: int
    sha256: str
    standard: str = ""


def graph(
    editions: Sequence[Edition],
    extents: Mapping[tuple[str, str], Extent],
    files: Iterable[File],
    licences: Mapping[str, str],
    addresses: Addresses,
    prepared: datetime,
) -> Graph:
    """Return the catalogue. `licences` are the codes of the SPDX list by label; of any other licence the words are given."""
    found = Graph(bind_namespaces="none")
    for prefix, space in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("spdx", SPDX), ("xsd", XSD)):
        found.bind(prefix, space)
    writer = _Writer(found, addresses, licences)
    catalogue = writer.catalogue(prepared)
    given = tuple(files)
    for edition in editions:
        extent = extents.get((edition.source.id, edition.source.vintage), Extent())
        dataset = writer.dataset(edition, extent)
        found.add((catalogue, DCAT.dataset, dataset))
        for file in given:
            writer.distribution(dataset, edition, file)
    return found


class _Writer:
    """Writes data sets into a graph."""

    def __init__(self, found: Graph, addresses: Addresses, licences: Mapping[str, str]) -> None:
        self._graph, self._addresses, self._licences = found, addresses, licences

    def catalogue(self, prepared: datetime) -> URIRef:
        one = URIRef(self._addresses.of("catalogue"))
        self._add(one, (RDF.type, DCAT.Catalog), (DCTERMS.title, Literal(_TITLE, lang="en")))
        self._add(one, (DCTERMS.description, Literal(_DESCRIPTION, lang="en")), (DCTERMS.publisher, self._agent("stocktake")))
        self._add(one, (DCTERMS.modified, Literal(prepared.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD.dateTime)))
        return one

    def dataset(self, edition: Edition, extent: Extent) -> URIRef:
        source = edition.source
        one = URIRef(self._addresses.of("dataset", source.id, source.vintage))
        reach = (
            f"{extent.rows} figures, {len(extent.areas)} areas, {extent.first} to {extent.last}" if extent.rows else "no figures"
        )
        text = " ".join(
            (f"{source.publisher}, {source.title}, edition {source.vintage or 'undated'}: {reach}.", *edition.caveats)
        )
        self._add(one, (RDF.type, DCAT.Dataset), (DCTERMS.title, Literal(source.title, lang="en")))
        self._add(one, (DCTERMS.description, Literal(text, lang="en")), (DCTERMS.publisher, self._agent(source.publisher)))
        self._add(one, (DCTERMS.identifier, Literal(":".join(filter(None, (source.id, source.vintage))))))
        self._add(one, (DCTERMS.bibliographicCitation, Literal(edition.citation)), *self._terms(source.licence))
        for predicate, value in ((_VERSION, source.vintage), (DCTERMS.issued, source.released)):
            if value:
                self._add(one, (predicate, _dated(value) if predicate == DCTERMS.issued else Literal(value)))
        if source.url:
            self._add(one, (DCAT.landingPage, URIRef(source.url)), (DCTERMS.source, URIRef(source.url)))
        if extent.rows:
            self._add(one, (DCTERMS.temporal, self._span(one, extent)))
            for area in sorted(extent.areas):
                self._add(one, (DCTERMS.spatial, URIRef(self._addresses.of("area", area))))
        return one

    def distribution(self, dataset: URIRef, edition: Edition, file: File) -> None:
        one = URIRef(self._addresses.of("distribution", edition.source.id, edition.source.vintage, file.name))
        checksum = URIRef(f"{one}#sha256")
        address = URIRef(self._addresses.of("download", file.name))
        self._add(dataset, (DCAT.distribution, one))
        self._add(one, (RDF.type, DCAT.Distribution), (DCTERMS.title, Literal(file.name)), (DCAT.accessURL, address))
        self._add(one, (DCAT.downloadURL, address), (DCAT.mediaType, _media(file)), *self._terms(edition.source.licence))
        self._add(one, (DCAT.byteSize, Literal(file.size, datatype=XSD.nonNegativeInteger)), (SPDX.checksum, checksum))
        self._add(checksum, (SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        self._add(checksum, (SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))
        if file.standard:
            self._add(one, (DCTERMS.conformsTo, URIRef(file.standard)))

    def _terms(self, licence: str) -> tuple[tuple[URIRef, Node], ...]:
        """Return what is said of the terms: the licence where it is a known one, and its words, or that none were stated."""
        words = (DCTERMS.rights, Literal(licence or "terms not stated", lang="en"))
        code = self._licences.get(licence)
        return ((DCTERMS.license, URIRef(_LICENCES + code)), words) if code else (words,)

    def _agent(self, name: str) -> URIRef:
        one = URIRef(self._addresses.of("agent", name))
        self._add(one, (RDF.type, FOAF.Agent), (FOAF.name, Literal(name)))
        return one

    def _span(self, dataset: URIRef, extent: Extent) -> URIRef:
        span = URIRef(f"{dataset}#period")
        self._add(span, (RDF.type, DCTERMS.PeriodOfTime))
        self._add(span, (DCAT.startDate, Literal(extent.first[:4], datatype=XSD.gYear)))
        self._add(span, (DCAT.endDate, Literal(extent.last[-4:] if "/" in extent.last else extent.last[:4], datatype=XSD.gYear)))
        return span

    def _add(self, subject: Node, *pairs: tuple[URIRef, Node]) -> None:
        for predicate, value in pairs:
            self._graph.add((subject, predicate, value))


def _media(file: File) -> URIRef:
    return URIRef(f"http://www.iana.org/assignments/media-types/{file.media_type}")


def _dated(text: str) -> Literal:
    return Literal(text, datatype={4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}.get(len(text), XSD.string))
