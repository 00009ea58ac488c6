"""Evidence as JSON-LD, CSV and Parquet says what the records say, and is read by the libraries of others."""

import csv
import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import DCTERMS, PROV, RDF, SKOS, Graph, Literal, Namespace, URIRef

from export.given import HOSTILE, facts
from stocktake.export import skos
from stocktake.export.address import Addresses
from stocktake.export.dcat import File
from stocktake.export.evidence import json_ld, package, readme, table
from stocktake.export.evidence.holding import CAVEATS, Evidence, Holding, Pack
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor, Participant, Record, StatedFigure

SHAPES = Path(__file__).parent / "shapes.ttl"
SITE = "https://example.org/"
SCHEMA, OA = Namespace("https://schema.org/"), Namespace("http://www.w3.org/ns/oa#")
DOCUMENTS = (
    Document("d1", "Report & more", "Office {A}", "2018", "https://example.org/d 1", terms="all rights reserved"),
    Document("d2", "Réunion", "Office B", "2019/2020", language="fr"),
    Document("never-named", "Other", "Office C", "2001"),
)
FULL = Evidence(
    Record(
        id="r/1",
        type="practice",
        title=HOSTILE,
        summary="A summary.",
        locators=(Locator("d1", 3, 5), Locator("d1", 9, 9), Locator("d2", 1, 2)),
        reported_by="Moldova",
        actors=(Actor("IOM", "intergovernmental"), Actor("IOM", "un-network")),
        areas=("MDA", "202"),
        commitments=("gcm:20", "sdg:10.c"),
        figures=(StatedFigure(0.1, "per cent", "of what", 2017), StatedFigure(3.0, "", "people")),
        year=2016,
        participant=Participant("A. Person", "Minister", "Ministry", "speaker", "Panel 1"),
        merged_ids=("r/0",),
    ),
    "machine",
    decided_at="2026-11-21T12:00:00Z",
)
BARE = Evidence(Record("r2", "term", "Title", "Words.", (Locator("d2", 7, 7),)), "pack", "p")


def holding(base=SITE):
    return Holding(
        {one.id: one for one in DOCUMENTS},
        {"p": Pack("p", "Pack P", "own terms", ("Drawn by hand.",))},
        {"MDA": "Republic of Moldova"},
        {"gcm:20": "Remittances"},
        Addresses(base),
        datetime(2026, 11, 21, tzinfo=UTC),
    )


def graph(tmp_path, *found, base=SITE):
    one = holding(base)
    json_ld.write(one.tally.over([[record] for record in found]), tmp_path / "e.jsonld", one)
    return Graph().parse(tmp_path / "e.jsonld", format="json-ld")


def told(graph):
    conforms, _, text = validate(graph, shacl_graph=str(SHAPES), advanced=True)
    return "" if conforms else text


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("base", ["urn:stocktake:", SITE])
def test_the_graph_holds_what_evidence_needs(tmp_path, base):
    assert told(graph(tmp_path, FULL, BARE, base=base)) == ""


@pytest.mark.parametrize(
    "predicate",
    [
        PROV.wasDerivedFrom,
        PROV.qualifiedDerivation,
        DCTERMS.bibliographicCitation,
        SCHEMA.creativeWorkStatus,
        DCTERMS.rights,
        DCTERMS.publisher,
        RDF.value,
    ],
)
def test_evidence_without_its_document_lines_status_terms_or_citation_is_found_out(tmp_path, predicate):
    found = graph(tmp_path, FULL, BARE)
    found.remove((None, predicate, None))
    assert f":{re.split('[/#]', predicate)[-1]}" in told(found)


def test_a_statement_says_where_it_stands_who_reported_it_and_who_decided(tmp_path):
    found = graph(tmp_path, FULL)
    one = URIRef(f"{SITE}record/r%2F1")
    assert set(found.objects(one, PROV.wasDerivedFrom)) == {URIRef(f"{SITE}document/d1"), URIRef(f"{SITE}document/d2")}
    assert set(found.objects(one, PROV.wasAttributedTo)) == {URIRef(f"{SITE}agent/Moldova")}
    assert set(found.objects(one, DCTERMS.subject)) == {URIRef(f"{SITE}gcm/20"), URIRef(f"{SITE}sdg/10.c")}
    assert set(found.objects(one, DCTERMS.spatial)) == {URIRef(f"{SITE}area/MDA"), URIRef(f"{SITE}area/202")}
    assert found.value(one, DCTERMS.title) == Literal(HOSTILE, lang="en")
    decision = found.value(one, PROV.wasInfluencedBy)
    assert found.value(decision, PROV.wasAssociatedWith) is None  # a name is given to nobody
    assert str(found.value(decision, PROV.endedAtTime)).startswith("2026-11-21")
    numbers = sorted(float(value) for value in found.objects(None, SCHEMA.value))
    assert numbers == [0.1, 3.0]


def test_lines_stand_as_numbers_that_count_from_one_and_as_borders_that_count_from_nought(tmp_path):
    found = graph(tmp_path, FULL)
    first, last = (URIRef(f"{SITE}property/{name}") for name in ("first_line", "last_line"))
    places = {
        (int(found.value(one, first)), int(found.value(one, last)), str(found.value(found.value(one, OA.hasSelector), RDF.value)))
        for one in found.subjects(RDF.type, PROV.Derivation)
    }
    assert places == {(3, 5, "line=2,5"), (9, 9, "line=8,9"), (1, 2, "line=0,2")}


def test_what_a_record_has_not_is_not_there(tmp_path):
    found = graph(tmp_path, BARE)
    one = URIRef(f"{SITE}record/r2")
    for predicate in (PROV.wasAttributedTo, PROV.wasInfluencedBy, SCHEMA.temporalCoverage, DCTERMS.subject, DCTERMS.replaces):
        assert found.value(one, predicate) is None
    assert URIRef(f"{SITE}document/d1") not in set(found.subjects())


def test_objectives_and_areas_are_the_concepts_of_the_other_export(tmp_path):
    found = graph(tmp_path, FULL)
    concepts = set(skos.graph(facts(), Addresses(SITE)).subjects(RDF.type, SKOS.Concept))
    assert set(found.objects(None, DCTERMS.subject)) | set(found.objects(None, DCTERMS.spatial)) <= concepts


def written(tmp_path, *found):
    """Write records both ways, the CSV with its descriptor."""
    one = holding()
    table.write_csv(one.tally.over([[record] for record in found]), tmp_path, one)
    files = [
        File(path.name, "text/csv", path.stat().st_size, sha256(path.read_bytes()).hexdigest())
        for path in sorted(tmp_path.glob("*.csv"))
    ]
    (tmp_path / "datapackage.json").write_bytes(package.written(files, one))
    table.write_parquet([found], tmp_path, one)
    return tmp_path


def test_a_row_of_csv_holds_the_record_and_its_parts_stand_beside(tmp_path):
    folder = written(tmp_path, FULL, BARE)
    full, bare = rows(folder / "records.csv")
    assert (full["title"], full["areas"], full["objectives"]) == (HOSTILE, "MDA;202", "gcm:20;sdg:10.c")
    assert (full["year"], bare["year"], bare["reported_by"], bare["decided_at"]) == ("2016", "", "", "")
    assert full["address"] == f"{SITE}record/r%2F1"
    assert full["participant_organization"] == "Ministry"
    assert [(one["record"], one["document"], one["first_line"], one["last_line"]) for one in rows(folder / "places.csv")] == [
        ("r/1", "d1", "3", "5"),
        ("r/1", "d1", "9", "9"),
        ("r/1", "d2", "1", "2"),
        ("r2", "d2", "7", "7"),
    ]
    assert [one["kind"] for one in rows(folder / "actors.csv")] == ["intergovernmental", "un-network"]
    assert [one["name"] for one in rows(folder / "areas.csv")] == ["Republic of Moldova", "202"]
    assert [one["year"] for one in rows(folder / "figures.csv")] == ["2017", ""]
    assert [one["id"] for one in rows(folder / "documents.csv")] == ["d1", "d2"]


def test_parquet_says_the_same_with_the_parts_in_the_row(tmp_path):
    folder = written(tmp_path, FULL, BARE)
    full, bare = pq.read_table(folder / "records.parquet").to_pylist()
    plain = rows(folder / "records.csv")
    shared = {"id", "address", "type", "title", "summary", "reported_by", "status", "origin", "pack", "decided_at", "citation"}
    for one, flat in zip((full, bare), plain, strict=True):
        assert {name: one[name] for name in shared} == {name: flat[name] for name in shared}
    assert full["figures"][0] == {"value": 0.1, "unit": "per cent", "of": "of what", "year": 2017}
    assert (full["places"][2]["document"], full["areas"], bare["areas"], bare["participant"]) == ("d2", ["MDA", "202"], [], None)
    assert pq.read_table(folder / "documents.parquet").num_rows == 2


def test_a_citation_names_every_place_and_says_whose_words_it_is():
    assert holding().citation(FULL.record) == (
        "Office {A}, Report & more, 2018, lines 3–5; Office {A}, Report & more, 2018, line 9; "
        "Office B, Réunion, 2019/2020, lines 1–2. Summarised by stocktake, record r/1."
    )


def test_frictionless_finds_nothing_wrong_with_the_package(tmp_path):
    from frictionless import Package

    report = Package(str(written(tmp_path, FULL, BARE) / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])


@pytest.mark.parametrize(("file", "old"), [("places.csv", "d2"), ("actors.csv", "r/1")])
def test_frictionless_finds_a_part_that_points_nowhere(tmp_path, file, old):
    from frictionless import Package

    path = written(tmp_path, FULL, BARE) / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, "zz", 1), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert "foreign-key" in {kind for (kind,) in report.flatten(["type"])}


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(title=TEXTS, name=TEXTS, id_=TEXTS)
def test_any_words_come_back_as_they_were(tmp_path_factory, title, name, id_):
    folder = tmp_path_factory.mktemp("any")
    odd = Evidence(Record(id_, "offer", title, name, (Locator("d1", 1, 1),), actors=(Actor(name, "state"),)), "pack", "p")
    written(folder, odd)
    (row,) = rows(folder / "records.csv")
    assert (row["id"], row["title"], row["summary"]) == (id_, title, name)
    found = graph(folder, odd)
    (statement,) = found.subjects(RDF.type, SCHEMA.Statement)
    assert found.value(statement, DCTERMS.title) == Literal(title, lang="en")
    assert found.value(statement, DCTERMS.identifier) == Literal(id_)


@pytest.mark.parametrize("pages", [[[FULL, BARE]], [[FULL], [BARE]], [[FULL], [], [BARE]]])
def test_how_records_are_paged_does_not_matter(tmp_path, pages):
    one = holding()
    json_ld.write(one.tally.over(pages), tmp_path / "e.jsonld", one)
    ids = [node["identifier"] for node in json.loads((tmp_path / "e.jsonld").read_text(encoding="utf-8"))["@graph"]]
    assert ids == ["r/1", "r2", "d1", "d2", "p", "stocktake-evidence"]


def test_the_page_says_what_to_mind_the_terms_and_how_to_cite():
    one = holding()
    list(one.tally.over([[FULL, BARE]]))
    page = readme.text("Evidence", ["a file"], one)
    assert "2 records from 2 documents" in page
    assert all(caveat in page for caveat in CAVEATS)
    assert "- Pack P (p): own terms\n- Records entered or accepted here: not stated" in page
    assert "all rights reserved" in page
    assert "Pack P: Drawn by hand." in page
    assert "never-named" not in page


def test_terms_are_those_of_the_packs_alone_where_every_record_came_with_one():
    one = holding()
    list(one.tally.over([[BARE]]))
    assert package.terms(one) == ("Pack P (p): own terms",)
