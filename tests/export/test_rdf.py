"""The graphs hold what they must (SHACL, run by pyshacl), and say the same in Turtle and JSON-LD (read by rdflib)."""

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from export.given import EDITIONS, HOSTILE, NOW, facts, few
from stocktake.export import dcat, json_ld, skos
from stocktake.export.address import Addresses
from stocktake.export.holding import Tally, used

SHAPES = Path(__file__).parent / "shapes.ttl"
FILES = (dcat.File("observations.csv", "text/csv", 120, "ab" * 32),)
LICENCES = {"CC BY 4.0": "CC-BY-4.0"}
QB = Namespace("http://purl.org/linked-data/cube#")


@pytest.fixture(scope="module")
def concepts():
    return skos.graph(facts(), Addresses("https://example.org"))


def catalogue():
    tally = Tally()
    list(tally.over([few()]))
    return dcat.graph(used(EDITIONS, tally), tally.extents, FILES, LICENCES, Addresses(), NOW)


def told(graph):
    conforms, _, text = validate(graph, shacl_graph=str(SHAPES), advanced=True)
    return "" if conforms else text


def test_the_catalogue_holds_what_catalogues_ask_for():
    assert told(catalogue()) == ""


@pytest.mark.parametrize("predicate", [DCTERMS.rights, DCTERMS.publisher, DCTERMS.bibliographicCitation])
def test_a_catalogue_that_lacks_terms_publisher_or_citation_is_found_out(predicate):
    graph = catalogue()
    graph.remove((None, predicate, None))
    assert str(predicate).rpartition("/")[2] in told(graph)


def test_a_known_licence_has_an_address_and_any_other_keeps_its_words():
    graph = catalogue()
    licences = {str(one): str(licence) for one, licence in graph.subject_objects(DCTERMS.license) if "dataset" in str(one)}
    assert licences == {"urn:stocktake:dataset:s:1": "https://spdx.org/licenses/CC-BY-4.0"}
    other = URIRef("urn:stocktake:dataset:t:2025-06-04")
    assert str(graph.value(other, DCTERMS.rights)) == "own terms"
    assert "Mind the gap." in str(graph.value(other, DCTERMS.description))
    assert {str(one) for one in graph.objects(other, DCTERMS.spatial)} == {
        "urn:stocktake:area:MDA",
        "urn:stocktake:area:unhcr%3AUNK",
    }
    assert graph.value(URIRef("urn:stocktake:dataset:s:1"), DCTERMS.issued) == Literal(
        "2024-05", datatype=URIRef("http://www.w3.org/2001/XMLSchema#gYearMonth")
    )


def test_every_concept_has_a_scheme_a_notation_and_labels(concepts):
    assert told(concepts) == ""
    assert len(set(concepts.subjects(RDF.type, SKOS.Concept))) == len(list(concepts.subjects(RDF.type, SKOS.Concept))) > 500


def test_a_concept_without_label_is_found_out(concepts):
    graph = Graph()
    graph += concepts
    graph.remove((URIRef("https://example.org/gcm/20"), SKOS.prefLabel, None))
    assert "prefLabel" in told(graph)


def test_no_concept_is_above_itself(concepts):
    above = {}
    for child, parent in concepts.subject_objects(SKOS.broader):
        above.setdefault(child, set()).add(parent)
        assert (parent, SKOS.narrower, child) in concepts
    for start in above:
        seen, ahead = set(), set(above[start])
        while ahead:
            one = ahead.pop()
            assert one != start, start
            if one not in seen:
                seen.add(one)
                ahead |= above.get(one, set())


def test_areas_carry_names_in_six_languages_and_targets_the_addresses_of_the_united_nations(concepts):
    names = {label.language: str(label) for label in concepts.objects(URIRef("https://example.org/area/MDA"), SKOS.prefLabel)}
    assert set(names) == {"en", "fr", "es", "ru", "zh", "ar"}
    assert names["fr"] == "République de Moldova"
    assert (URIRef("https://example.org/sdg/10.7"), SKOS.exactMatch, URIRef("http://metadata.un.org/sdg/10.7")) in concepts
    assert (URIRef("https://example.org/indicator/10.7.2"), SKOS.broadMatch, URIRef("https://example.org/sdg/10.7")) in concepts


def test_what_was_not_verified_says_so(concepts):
    notes = [str(one) for one in concepts.objects(URIRef("https://example.org/sdg/2.3"), SKOS.editorialNote)]
    assert len(notes) == 1
    assert notes[0].startswith("not verified")


@pytest.mark.parametrize("graph", [catalogue, lambda: skos.graph(facts(), Addresses())], ids=["catalogue", "concepts"])
def test_turtle_and_json_ld_say_the_same(graph):
    original = graph()
    turtle = Graph().parse(data=original.serialize(format="turtle"), format="turtle")
    linked = Graph().parse(data=json_ld.of_graph(original), format="json-ld")
    assert isomorphic(original, turtle)
    assert isomorphic(original, linked)


def test_figures_as_json_ld_are_observations_of_a_data_cube(tmp_path):
    json_ld.write([few().slice(0, 2), few().slice(2)], tmp_path / "o.jsonld", Addresses("https://example.org/"))
    graph = Graph().parse(tmp_path / "o.jsonld", format="json-ld")
    found = list(graph.subjects(RDF.type, QB.Observation))
    assert len(found) == 5
    assert told(graph) == ""
    measure = URIRef("http://purl.org/linked-data/sdmx/2009/measure#obsValue")
    assert sorted(float(one) for one in graph.objects(None, measure)) == [0.1, 1.0, 1.0, 1e22]
    area = URIRef("http://purl.org/linked-data/sdmx/2009/dimension#refArea")
    assert set(graph.objects(None, area)) == {
        URIRef("https://example.org/area/MDA"),
        URIRef("https://example.org/area/unhcr%3AUNK"),
    }
    assert Literal(HOSTILE) in set(graph.objects(None, URIRef("https://example.org/property/comment_obs")))


def test_without_figures_the_document_is_still_one(tmp_path):
    json_ld.write([], tmp_path / "o.jsonld", Addresses())
    assert len(Graph().parse(tmp_path / "o.jsonld", format="json-ld")) == 0


def test_the_catalogue_knows_its_files():
    graph = catalogue()
    given = [str(one) for one in graph.objects(None, DCAT.downloadURL)]
    assert given == ["urn:stocktake:download:observations.csv"] * 2
