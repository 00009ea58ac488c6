"""What anybody may read of records: the same on every database, in few statements, and nothing of who decided."""

from dataclasses import fields, replace

import pytest

from stocktake.model.provenance import Locator
from stocktake_web.records import index, queue, reading, services
from stocktake_web.records.convert import RecordNotFound
from web.evidence import REPORT, SUMMARY, a_full_record, a_record, load, numbered

A_NEED = a_record("need", type="need", title="Österreich asks", areas=("AUT",), locators=(Locator("report-2018", 90, 95),))
A_SMALL = a_record("small", title="apples", year=2018, commitments=("gcm:19",), locators=(Locator("summary-2023", 4, 5),))
A_BIG = a_record(
    "big", title="Bridges", areas=("MDA", "AUT"), locators=(Locator("summary-2023", 9, 9), Locator("report-2018", 2, 3))
)
A_FULL = a_full_record("said")
NOT_YET = a_record("not-yet", title="Aardvarks", status="candidate")


@pytest.fixture
def held(database):
    load([A_BIG, NOT_YET, A_NEED, A_FULL, A_SMALL])


def ids(listing):
    return [one.id for one in listing.records]


# One record.


def test_a_record_is_read_with_how_it_came(held):
    found = reading.record("said")
    assert (found.record, found.origin, found.pack, found.decided_at) == (A_FULL, "pack", "dialogues", None)


def test_who_decided_is_told_to_nobody(held):
    services.decide("big", "accepted", by="Ana Secret")
    told = (reading.record("big"), reading.records_by({}), reading.records_of_document("report-2018"), reading.counts())
    assert "Ana Secret" not in repr(told)
    assert [one.name for one in fields(reading.Accepted)] == ["record", "origin", "pack", "decided_at"]


@pytest.mark.parametrize("record_id", ["nobody", "not-yet", "", "a\0b", "\ud800", "x" * 10_000, "%", "' OR 1=1 --"])
def test_what_is_not_there_or_not_accepted_is_not_found(held, record_id):
    with pytest.raises(RecordNotFound):
        reading.record(record_id)


def test_a_record_that_was_rejected_or_has_gone_is_not_found(held):
    services.decide("big", "rejected", by="Ana")
    load([A_NEED], digest="2")
    for gone in ("big", "small"):
        with pytest.raises(RecordNotFound):
            reading.record(gone)


def test_the_address_of_a_merged_record_leads_to_the_one_it_became(held):
    queue.merge("small", "big", by="Ana")
    assert reading.record("small").record.id == "big"
    assert reading.record("report-2018-participation-077").record.id == "said"


# Lists.


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        pytest.param({}, ["need", "said", "small", "big"], id="everything, by type, then title whatever its capitals"),
        pytest.param({"type": ["need", "practice"]}, ["need", "small", "big"], id="types"),
        pytest.param({"type": ["practice"], "area": ["AUT"]}, ["big"], id="a type and an area"),
        pytest.param({"area": ["AUT", "MDA"]}, ["need", "said", "big"], id="any of two areas, each record once"),
        pytest.param({"objective": ["gcm:19"]}, ["said", "small"], id="an objective"),
        pytest.param({"actor": ["Moldova"]}, ["said"], id="an actor"),
        pytest.param({"year": ["2018"]}, ["said", "small"], id="a year"),
        pytest.param({"document": ["summary-2023"]}, ["said", "small", "big"], id="a document"),
        pytest.param({"area": []}, ["need", "said", "small", "big"], id="no codes of a facet"),
        pytest.param({"year": ["x", "9" * 30]}, [], id="years that are none"),
        pytest.param({"area": ["A\0T", "\ud800"]}, [], id="signs that no text holds"),
    ],
)
def test_records_are_listed_through_facets(held, narrowed, expected):
    found = reading.records_by(narrowed)
    assert (ids(found), found.total, found.first) == (expected, len(expected), 0)


def test_titles_stand_in_one_order_on_every_database(database):
    titles = ["b-a", "B a", "ba", "Ba b", "äb", "Zb", "汇款", "_a", "Éa"]
    load([a_record(f"r{number}", title=title) for number, title in enumerate(titles)])
    found = [one.title for one in reading.records_by({}).records]
    assert found == ["_a", "B a", "b-a", "ba", "Ba b", "Zb", "Éa", "äb", "汇款"]  # signs beyond ASCII after all others


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_parts_of_a_list_follow_one_another(held, most):
    parts = [reading.records_by({}, first, most) for first in range(0, 4, most)]
    assert [one for part in parts for one in ids(part)] == ["need", "said", "small", "big"]
    assert {part.total for part in parts} == {4}


@pytest.mark.parametrize("first", [4, 10**30])
def test_behind_the_end_of_a_list_there_is_nothing(held, first):
    assert reading.records_by({}, first) == reading.Listing((), 4, 4)


def test_records_of_a_document_stand_as_in_the_document(held):
    assert ids(reading.records_of_document("report-2018")) == ["big", "said", "need"]
    assert ids(reading.records_of_document("summary-2023", first=1)) == ["big", "said"]
    assert reading.records_of_document("nowhere").total == 0


def test_a_record_that_stands_twice_in_a_document_is_listed_once(database):
    load([replace(A_NEED, locators=(Locator("report-2018", 90, 95), Locator("report-2018", 1, 1))), A_BIG])
    found = reading.records_of_document("report-2018")
    assert (ids(found), found.total) == (["need", "big"], 2)


# Documents and counts.


def test_documents_are_those_of_accepted_records_with_their_number(held):
    assert reading.documents_in_use() == ((REPORT, 3), (SUMMARY, 3))
    assert reading.document("report-2018") == REPORT


@pytest.mark.parametrize("document_id", ["nowhere", "summary-2023", "\0"])
def test_a_document_without_accepted_records_is_not_shown(database, document_id):
    load([A_NEED, replace(A_SMALL, status="rejected")])
    assert reading.documents_in_use() == ((REPORT, 1),)
    with pytest.raises(reading.DocumentNotFound):
        reading.document(document_id)


def test_records_are_counted_by_facet_the_most_first(held):
    found = reading.counts()
    assert found["type"] == {"practice": 2, "need": 1, "participation": 1}
    assert list(found["area"].items()) == [("AUT", 2), ("MDA", 2), ("CHE", 1)]
    assert found["objective"] == {"gcm:19": 2, "sdg:10.7": 1}
    assert found["document"] == {"report-2018": 3, "summary-2023": 3}


def test_counts_know_each_change_and_can_be_narrowed(held):
    services.decide("big", "rejected", by="Ana")
    assert reading.counts({"area": ["AUT"]})["type"] == {"need": 1}
    assert reading.counts({"area": ["A\0"]})["type"] == {}


def test_a_search_narrowed_by_signs_that_no_text_holds_finds_nothing(held):
    assert index.search((), {"actor": ["\0", "\ud800"]}).total == 0


@pytest.mark.parametrize(
    ("read", "most"),
    [
        pytest.param(lambda: reading.record("report-2018-participation-00001"), 3, id="a record"),
        pytest.param(lambda: reading.records_by({"area": ["MDA"]}, most=50), 4, id="a list"),
        pytest.param(lambda: reading.records_of_document("report-2018", most=50), 4, id="a document's records"),
        pytest.param(lambda: reading.document("report-2018"), 1, id="a document"),
        pytest.param(reading.documents_in_use, 5, id="documents"),
        pytest.param(reading.counts, 4, id="counts"),
    ],
)
def test_reading_takes_few_statements_however_many_records(database, queries_of, read, most):
    load(numbered(100))
    index.refresh()
    asked = [one for one in queries_of(read) if one.startswith(("SELECT", "WITH"))]
    assert len(asked) <= most
