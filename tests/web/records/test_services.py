from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake.errors import CatalogError, StocktakeError
from stocktake.model.provenance import Locator
from stocktake_web.records import models as rows
from stocktake_web.records import services
from stocktake_web.records.services import Loaded, accepted_records, decide, documents, load_pack, loaded_digest
from web.evidence import REPORT, SUMMARY, a_full_record, a_record, load, numbered

ONE = a_record("one")
TWO = a_full_record("two")


def row(record_id):
    return rows.Record.objects.get(id=record_id)


# Packs.


def test_a_pack_is_loaded_whole(database):
    assert load([TWO, ONE]) == Loaded(added=2)
    assert accepted_records() == (ONE, TWO)
    assert documents() == (REPORT, SUMMARY)
    assert {row("one").origin, row("two").pack_id} == {"pack", "dialogues"}


def test_a_database_knows_which_edition_of_a_pack_it_holds(database):
    assert loaded_digest("dialogues") is None
    load([ONE], digest="1")
    load([ONE], digest="2")
    assert (loaded_digest("dialogues"), loaded_digest("others")) == ("2", None)


def test_loading_the_same_again_changes_nothing(database):
    load([ONE, TWO])
    assert load([ONE, TWO]) == Loaded(unchanged=2)
    assert accepted_records() == (ONE, TWO)


def test_a_newer_edition_adds_changes_and_withdraws(database):
    load([ONE, TWO])
    newer = replace(TWO, title="Said anew", areas=("ROU",), figures=(), participant=None)
    assert load([newer, a_record("three")], digest="2") == Loaded(added=1, changed=1, withdrawn=1)
    assert accepted_records() == (a_record("three"), newer)


def test_a_withdrawn_record_is_kept_and_comes_back_with_its_pack(database):
    load([ONE])
    load([], digest="2")
    assert accepted_records() == ()
    assert row("one").withdrawn_at is not None
    assert load([ONE], digest="3") == Loaded(changed=1)
    assert accepted_records() == (ONE,)


def test_a_record_is_withdrawn_once(database):
    load([ONE])
    load([], digest="2")
    assert load([], digest="3") == Loaded()


def test_two_packs_do_not_touch_each_other(database):
    load([ONE], "first")
    load([TWO], "second")
    assert load([], "first", digest="2") == Loaded(withdrawn=1)
    assert accepted_records() == (TWO,)


def test_a_newer_edition_says_anew_what_a_document_is(database):
    load([ONE])
    load_pack("dialogues", "2", [replace(REPORT, title="The report"), SUMMARY], [ONE])
    assert documents()[0].title == "The report"


def test_a_pack_takes_over_what_a_machine_found_and_nobody_decided_about(database):
    rows.Record.objects.create(id="one", type="need", title="Found", summary="", status="candidate", origin="machine")
    assert load([ONE]) == Loaded(changed=1)
    assert (row("one").origin, accepted_records()) == ("pack", (ONE,))


def test_more_records_than_one_statement_may_name_can_change_and_go(database):
    load(numbered(1100, figures=()))  # the lowest limit of any SQLite is 999
    assert load(numbered(1100, figures=(), title="Said anew"), digest="2") == Loaded(changed=1100)
    assert load([], digest="3") == Loaded(withdrawn=1100)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        pytest.param([ONE, ONE], '"one" is there 2 times', id="an id twice"),
        pytest.param([a_record(locators=(Locator("nowhere", 1, 2),))], 'stands in document "nowhere"', id="an unknown document"),
        pytest.param([TWO], 'the id "two" belongs to a record of pack "others"', id="an id of another pack"),
    ],
)
def test_a_pack_that_cannot_be_right_is_refused_and_leaves_nothing(database, made, told):
    load([TWO], "others")
    with pytest.raises(CatalogError, match=f'pack "dialogues": .*{told}'):
        load(made)
    assert accepted_records() == (TWO,)
    assert loaded_digest("dialogues") is None


# The word of a person.


@pytest.mark.parametrize("status", ["accepted", "rejected", "candidate"])
def test_no_pack_changes_a_record_a_person_decided_about(database, status):
    load([ONE])
    decide("one", status, by="Ana")
    assert load([replace(ONE, title="Said anew")], digest="2") == Loaded(kept_as_decided=1)
    assert (row("one").title, row("one").status, row("one").decided_by) == ("A practice", status, "Ana")


def test_no_pack_takes_away_a_record_a_person_decided_about(database):
    load([ONE])
    decide("one", "accepted", by="Ana")
    assert load([], digest="2") == Loaded()
    assert accepted_records() == (ONE,)


def test_no_pack_changes_what_a_person_wrote(database):
    said = {"title": "A person's own words", "summary": "", "status": "accepted"}
    rows.Record.objects.create(id="one", type="need", origin="person", decided_by="Ana", decided_at=timezone.now(), **said)
    assert load([ONE]) == Loaded(kept_as_decided=1)
    assert accepted_records()[0].title == "A person's own words"


def test_a_person_can_bring_back_a_withdrawn_record(database):
    load([ONE])
    load([], digest="2")
    decide("one", "accepted", by="Ana")
    assert accepted_records() == (ONE,)


def test_a_decision_is_written_down_with_its_time(database):
    load([ONE])
    before = timezone.now()
    decide("one", "rejected", by="Ana")
    assert before <= row("one").decided_at <= timezone.now()
    assert accepted_records() == ()


def test_an_unknown_record_cannot_be_decided_about(database):
    with pytest.raises(services.RecordNotFound, match='there is no record "nobody"'):
        decide("nobody", "accepted", by="Ana")


def test_a_decision_needs_a_name(database):
    load([ONE])
    with pytest.raises(StocktakeError, match="needs the name of who took it"):
        decide("one", "accepted", by=" ")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"decided_by": "Ana"}, id="a person without a time"),
        pytest.param({"decided_at": timezone.now()}, id="a time without a person"),
        pytest.param(
            {"decided_by": "Ana", "decided_at": timezone.now(), "withdrawn_at": timezone.now()}, id="decided and withdrawn"
        ),
    ],
)
def test_the_database_itself_holds_to_the_rules(database, facts):
    load([ONE])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.Record.objects.filter(id="one").update(**facts)


IDS = ("a", "b", "c")
editions = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["first words", "other words"]))
decisions = st.tuples(st.sampled_from(IDS), st.sampled_from(["accepted", "rejected"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(editions | decisions, max_size=8))
def test_whatever_happens_a_record_reads_as_decided_or_as_in_the_last_edition(database, steps):
    rows.Record.objects.all().delete()
    seen, decided, edition = {}, {}, {}
    for step in steps:
        if isinstance(step, dict):
            load([a_record(id_, title=title) for id_, title in step.items()])
            edition, seen = step, seen | {id_: title for id_, title in step.items() if id_ not in decided}
        elif step[0] in seen:
            decide(*step, by="Ana")
            decided[step[0]] = step[1]
    expected = {id_: seen[id_] for id_ in IDS if decided.get(id_, "accepted" if id_ in edition else "") == "accepted"}
    assert {record.id: record.title for record in accepted_records()} == expected


# Reading.


PRACTICE = a_record("practice", areas=("MDA", "CHE"), commitments=("gcm:19", "sdg:10.7"))
NEED = a_record("need", type="need", areas=("MDA",), commitments=("gcm:1",))
NOWHERE = a_record("nowhere", type="need")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({}, [NEED, NOWHERE, PRACTICE], id="everything"),
        pytest.param({"areas": ["MDA"]}, [NEED, PRACTICE], id="an area"),
        pytest.param({"areas": ["MDA", "CHE"]}, [NEED, PRACTICE], id="any of two areas, each record once"),
        pytest.param({"commitments": ["sdg:10.7"]}, [PRACTICE], id="a commitment"),
        pytest.param({"types": ["need"]}, [NEED, NOWHERE], id="a type"),
        pytest.param({"types": ["need"], "areas": ["MDA"]}, [NEED], id="a type and an area"),
        pytest.param({"areas": ["ROU"]}, [], id="an area without records"),
    ],
)
def test_accepted_records_are_read_through_filters(database, wanted, expected):
    load([PRACTICE, NEED, NOWHERE])
    assert accepted_records(**wanted) == tuple(expected)


@pytest.mark.parametrize("status", ["candidate", "rejected"])
def test_records_that_are_not_accepted_are_not_read(database, status):
    load([replace(ONE, status=status)])
    assert accepted_records() == ()


def test_records_come_in_order_of_id_on_any_database(database):
    ids = ["report-a", "report-a-1", "report-a1", "report-b", "reporta"]
    load([a_record(id_) for id_ in reversed(ids)])
    assert [record.id for record in accepted_records()] == sorted(ids)


def test_what_was_loaded_is_told_in_a_sentence():
    told = "1 added, 2 changed, 3 unchanged, 4 kept as people decided, 5 withdrawn"
    assert str(Loaded(1, 2, 3, 4, 5)) == told
