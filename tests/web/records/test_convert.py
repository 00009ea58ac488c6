import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor, ActorKind, Participant, Record, RecordType, StatedFigure, Status
from stocktake_web.database import open_database
from stocktake_web.records import convert
from stocktake_web.records import models as rows
from web.evidence import DOCUMENTS, a_full_record, a_record, load, numbered

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
name = text.filter(bool)
year = st.none() | st.integers(1900, 2100)
number = st.floats(allow_nan=False, allow_infinity=False)


def several(values):
    return st.lists(values, max_size=3).map(tuple)


records = st.builds(
    Record,
    id=st.text("abc-123", min_size=1, max_size=8),
    type=st.sampled_from(RecordType.__args__),
    title=text,
    summary=text,
    locators=several(
        st.builds(Locator, st.sampled_from([one.id for one in DOCUMENTS]), st.integers(1, 9999), st.integers(1, 9999))
    ),
    reported_by=st.none() | name,
    actors=several(st.builds(Actor, text, st.sampled_from(ActorKind.__args__))),
    areas=several(st.sampled_from(["MDA", "CHE", "202"])),
    commitments=several(st.sampled_from(["gcm:19", "sdg:10.7"])),
    figures=several(st.builds(StatedFigure, number, text, text, year)),
    year=year,
    participant=st.none() | st.builds(Participant, text, text, text, text, text),
    status=st.sampled_from(Status.__args__),
    language=st.sampled_from(["en", "ar"]),
    merged_ids=several(st.text("abc-123", max_size=8)),
)


def read_all():
    return convert.to_records(rows.Record.objects.order_by("id"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(made=st.lists(records, max_size=5, unique_by=lambda record: record.id))
def test_records_come_back_as_they_were_written(database, made):
    rows.Record.objects.all().delete()
    load(made)
    assert sorted(read_all(), key=lambda record: record.id) == sorted(made, key=lambda record: record.id)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.builds(Document, st.just("x"), text, text, st.just("2018"), text, st.just("en"), text))
def test_a_document_comes_back_as_it_was_written(database, made):
    rows.Document.objects.all().delete()
    convert.from_document(made).save()
    assert convert.to_documents(rows.Document.objects.all()) == (made,)


def test_a_record_the_document_itself_says_is_reported_by_nobody(database):
    load([a_record(reported_by=None)])
    assert read_all()[0].reported_by is None


def test_the_parts_of_a_record_keep_their_order(database):
    load([a_full_record(commitments=("gcm:23", "gcm:1", "sdg:10.7"))])
    assert read_all()[0].commitments == ("gcm:23", "gcm:1", "sdg:10.7")


def test_records_come_in_the_order_of_the_query(database):
    load(numbered(3))
    assert [record.id[-1] for record in convert.to_records(rows.Record.objects.order_by("-id"))] == ["2", "1", "0"]


def test_a_slice_of_a_query_is_read_with_its_own_parts_only(database):
    made = numbered(5)
    load(made)
    assert convert.to_records(rows.Record.objects.order_by("id")[1:3]) == tuple(made[1:3])


@pytest.mark.parametrize("count", [1, 50])
def test_reading_takes_two_queries_however_many_records(file, count, queries_of):
    open_database(file)
    load(numbered(count))
    assert len(queries_of(read_all)) == 2
