"""Frameworks, indicators, areas and code lists as concepts (SKOS)."""

from collections.abc import Iterable, Mapping

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from stocktake.export.address import Addresses
from stocktake.export.holding import Facts
from stocktake.model.area import LANGUAGES, Area
from stocktake.model.framework import Commitment, Framework
from stocktake.model.indicator import Indicator
from stocktake.model.provenance import Verification

_UN = "http://metadata.un.org/sdg/"
"""Where the United Nations keep the goals and targets as concepts."""


def graph(facts: Facts, addresses: Addresses) -> Graph:
    """Return all concepts in one graph: a scheme each for every framework, the indicators, the areas and every code list.

    What was not verified says so in an editorial note. Targets of the 2030 Agenda name the concepts of metadata.un.org they are.
    """
    found = Graph(bind_namespaces="none")
    for prefix, space in (("skos", SKOS), ("dcterms", DCTERMS)):
        found.bind(prefix, space)
    writer = _Writer(found, addresses)
    for framework in facts.frameworks.values():
        writer.framework(framework)
    writer.indicators(facts.indicators.values())
    writer.areas(facts.areas)
    for name, labels in facts.codelists.items():
        writer.codelist(name, labels)
    return found


class _Writer:
    """Writes concepts into a graph."""

    def __init__(self, found: Graph, addresses: Addresses) -> None:
        self._graph, self._addresses = found, addresses

    def framework(self, framework: Framework) -> None:
        scheme = self._scheme(framework.id, framework.title)
        self._add(scheme, DCTERMS.publisher, framework.publisher)
        self._add(scheme, DCTERMS.identifier, framework.instrument)
        for one in framework.sources:
            if one.url:
                self._graph.add((scheme, DCTERMS.source, URIRef(one.url)))
        for commitment in framework.commitments:
            self._commitment(commitment, framework, scheme)

    def _commitment(self, commitment: Commitment, framework: Framework, scheme: URIRef) -> None:
        concept = self._concept(scheme, commitment.number, commitment.name, framework.id, commitment.number)
        self._top(concept, scheme)
        if commitment.short_title:
            self._add(concept, SKOS.definition, commitment.title, "en")
        self._add(concept, DCTERMS.type, commitment.kind)
        self._notes(concept, commitment.notes, commitment.verification)
        if framework.id == "sdg":
            self._graph.add((concept, SKOS.exactMatch, URIRef(_UN + commitment.number)))
        for part in commitment.parts:
            child = self._concept(scheme, f"{commitment.number}/{part.key}", part.name, framework.id, commitment.number, part.key)
            self._under(child, concept)
            self._notes(child, (*part.points, *part.notes), part.verification)

    def indicators(self, indicators: Iterable[Indicator]) -> None:
        scheme = self._scheme("indicator", "Indicators")
        for one in indicators:
            concept = self._concept(scheme, one.id, one.title, "indicator", one.id)
            self._top(concept, scheme)
            self._notes(concept, one.notes, one.verification)
            for commitment in one.commitments:
                self._graph.add((concept, SKOS.broadMatch, self._of_commitment(commitment)))
            for commitment in one.editorial_commitments:
                self._graph.add((concept, SKOS.relatedMatch, self._of_commitment(commitment)))

    def areas(self, areas: Iterable[Area]) -> None:
        scheme = self._scheme("area", "Reference areas")
        for one in areas:
            concept = self._concept(scheme, one.code, one.name, "area", one.code)
            for language in LANGUAGES[1:]:
                self._add(concept, SKOS.prefLabel, one.names.get(language, ""), language)
            for notation in (one.m49, one.iso2):
                self._add(concept, SKOS.altLabel, notation)
            self._add(concept, SKOS.note, one.note, "en")
            for parent in one.parents:
                self._under(concept, URIRef(self._addresses.of("area", parent)))
            if not one.parents:
                self._top(concept, scheme)

    def codelist(self, name: str, labels: Mapping[str, str]) -> None:
        scheme = self._scheme(name, name.replace("_", " "))
        for code, label in labels.items():
            self._top(self._concept(scheme, code, label, name, code), scheme)

    def _scheme(self, name: str, title: str) -> URIRef:
        scheme = URIRef(self._addresses.of("scheme", name))
        self._graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        self._add(scheme, DCTERMS.title, title, "en")
        return scheme

    def _concept(self, scheme: URIRef, notation: str, label: str, *path: str) -> URIRef:
        concept = URIRef(self._addresses.of(*path))
        self._graph.add((concept, RDF.type, SKOS.Concept))
        self._graph.add((concept, SKOS.inScheme, scheme))
        self._add(concept, SKOS.notation, notation)
        self._add(concept, SKOS.prefLabel, label, "en")
        return concept

    def _of_commitment(self, commitment: str) -> URIRef:
        framework, _, number = commitment.partition(":")
        return URIRef(self._addresses.of(framework, number))

    def _top(self, concept: URIRef, scheme: URIRef) -> None:
        self._graph.add((concept, SKOS.topConceptOf, scheme))
        self._graph.add((scheme, SKOS.hasTopConcept, concept))

    def _under(self, concept: URIRef, parent: URIRef) -> None:
        self._graph.add((concept, SKOS.broader, parent))
        self._graph.add((parent, SKOS.narrower, concept))

    def _notes(self, concept: URIRef, notes: Iterable[str], verification: Verification) -> None:
        for note in notes:
            self._add(concept, SKOS.note, note, "en")
        if not verification.is_sure:
            self._add(concept, SKOS.editorialNote, str(verification), "en")

    def _add(self, subject: URIRef, predicate: URIRef, text: str, language: str | None = None) -> None:
        if text:
            self._graph.add((subject, predicate, Literal(text, lang=language)))
