"""The search gives the same hits in the same order on every database, and knows each change."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from stocktake.catalog import area
from stocktake.catalog.thesaurus import thesaurus
from stocktake.model.area import Areas
from stocktake.model.thesaurus import Thesaurus
from stocktake.search import entry
from stocktake.search.widen import Widener
from stocktake_web.records import index, queue, services
from stocktake_web.records import models as rows
from web.evidence import a_record, load

RECORDS = (
    a_record(
        "a",
        title="Assisted voluntary return from Libya",
        summary="IOM helps people home.",
        areas=("LBY",),
        commitments=("gcm:21",),
    ),
    a_record(
        "b",
        title="Lower cost of remittances",
        summary="An app compares prices.",
        areas=("MDA",),
        commitments=("gcm:20",),
        year=2018,
    ),
    a_record(
        "c", title="Alternatives to detention", summary="Families live in the community.", commitments=("gcm:13",), type="offer"
    ),
    a_record(
        "d", title="Против торговли людьми", summary="Горячая линия для пострадавших.", language="ru", commitments=("gcm:10",)
    ),
    a_record(
        "e",
        title="Retornos voluntarios asistidos",
        summary="Acompañamiento de personas.",
        language="es",
        areas=("GTM",),
        commitments=("gcm:21",),
    ),
    a_record("f", title="مكافحة الاتجار بالأشخاص", summary="وخطٌّ ساخن للضحايا.", language="ar", commitments=("gcm:10",)),
    a_record("g", title="降低汇款成本", summary="比较价格的应用程序。", language="zh", commitments=("gcm:20",)),
)
WIDE = Widener(thesaurus(), area.areas())
PLAIN = Widener(Thesaurus(()), Areas(()))


def ids(query, widener=WIDE, **narrowed):
    return [one.id for one in index.search(widener.widen(query), narrowed).records]


@pytest.fixture
def held(database):
    load(RECORDS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("voluntary return", ["a", "e"]),
        ("retours volontaires", ["a", "e"]),
        ("العودة الطوعية", ["a", "e"]),
        ("добровольного возвращения", ["a", "e"]),
        ("自愿返回", ["a", "e"]),
        ("retorno voluntario", ["a", "e"]),
        ("human trafficking", ["d", "f"]),
        ("traite des êtres humains", ["d", "f"]),
        ("والاتجار بالبشر", ["d", "f"]),
        ("人口贩运", ["d", "f"]),
        ("remittance costs", ["b", "g"]),
        ("汇款", ["b", "g"]),
        ("centres de détention", ["c"]),
        ("содержание под стражей", ["c"]),
    ],
)
def test_a_query_in_any_language_finds_records_in_all(held, query, found):
    assert sorted(ids(query)) == found


@pytest.mark.parametrize(("query", "found"), [("remittance", ["b"]), ("remesas", []), ("VOLUNTARY, returns", ["a"])])
def test_without_the_thesaurus_only_the_words_count(held, query, found):
    assert ids(query, PLAIN) == found


def test_an_area_is_found_by_its_code_whatever_it_is_called(held):
    assert ids("Молдова") == ["b"]
    assert ids("危地马拉 voluntary return") == ["e"]


def test_where_nothing_answers_all_of_it_what_answers_some_is_given_and_said(held):
    found = index.search(WIDE.widen("detention remittances"), {})
    assert ({one.id for one in found.records}, found.is_whole) == ({"b", "c", "g"}, False)
    assert index.search(WIDE.widen("detention families"), {}).is_whole
    assert index.search(PLAIN.widen("xylophone"), {}) == index.Found((), (), 0, True)


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"type": ["offer"]}, ["c"]),
        ({"objective": ["gcm:20", "gcm:13"]}, ["b", "c", "g"]),
        ({"objective": ["gcm:20"], "year": ["2018"]}, ["b"]),
        ({"document": ["nowhere"]}, []),
        ({}, list("abcdefg")),
    ],
)
def test_without_words_all_that_passes_the_facets_is_given(held, narrowed, found):
    assert ids("", **narrowed) == found


def test_hits_are_counted_by_facet(held):
    found = index.search(WIDE.widen("voluntary return"), {}, kinds=("area", "objective"))
    assert found.facets == {"area=LBY": 1, "area=GTM": 1, "objective=gcm:21": 2}


def test_pages_follow_one_another(held):
    first, second = (index.search((), {}, first=place, most=4) for place in (0, 4))
    assert [one.id for one in (*first.records, *second.records)] == list("abcdefg")
    assert (first.total, second.total) == (7, 7)


def test_what_changes_goes_or_is_rejected_is_known_at_once(held):
    assert ids("remittances", PLAIN) == ["b"]
    load([*RECORDS[:1], replace(RECORDS[1], title="Cheaper transfers", summary="."), *RECORDS[3:]], digest="2")
    assert ids("remittances", PLAIN) == []
    assert ids("transfers", PLAIN) == ["b"]
    assert ids("detention") == []
    services.decide("a", "rejected", "Ada")
    assert ids("voluntary return") == ["e"]
    services.decide("a", "accepted", "Ada")
    assert sorted(ids("voluntary return")) == ["a", "e"]


def test_a_merged_record_is_found_as_the_one_it_became(held):
    queue.merge("e", "a", "Ada")
    assert ids("voluntary return") == ["a"]
    queue.undo("Ada")
    assert sorted(ids("voluntary return")) == ["a", "e"]


def test_the_more_a_word_says_of_a_record_the_higher_it_stands(database):
    load(
        [
            a_record("title", title="Detention", summary="Of people."),
            a_record("long", title="Report", summary="Many matters, " * 30 + "detention among them."),
            a_record("text", title="Report", summary="On detention of people."),
        ]
    )
    assert ids("detention") == ["title", "text", "long"]


def test_records_like_one_are_found_and_it_is_not_among_them(held):
    load([*RECORDS, a_record("h", title="Voluntary return from Libya and Niger", summary="People go home.")], digest="2")
    assert [one.id for one in index.like("a").records] == ["h", "e"]  # "voluntarios" and "voluntary" have one stem
    assert [one.id for one in index.like("c").records] == []
    with pytest.raises(services.RecordNotFound):
        index.like("nowhere")


def test_each_word_of_a_record_finds_it(held):
    for record in RECORDS:
        for word in entry.impacts(record):
            if "=" not in word:
                assert record.id in ids(word, PLAIN) or record.language != "en", word


def test_a_search_changes_nothing_when_nothing_changed(held, queries_of):
    index.search((), {})
    statements = queries_of(lambda: index.search(WIDE.widen("detention"), {}))
    assert not [one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE"))]
    assert rows.SearchDue.objects.count() == 0


@pytest.mark.parametrize("query", ["detention", "voluntary return Libya remittances"])
def test_a_search_takes_few_statements_whatever_it_finds(held, queries_of, query):
    index.search((), {})
    asked = queries_of(lambda: index.search(WIDE.widen(query), {"type": ["practice", "offer"]}))
    assert len([one for one in asked if one.startswith(("SELECT", "WITH"))]) <= 5


def test_a_search_waits_for_no_writer(file):
    from stocktake_web.database import open_database

    open_database(file)
    load(RECORDS)
    index.refresh()
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert ids("detention") == ["c"]


def test_both_databases_give_the_same_hits_in_the_same_order(tmp_path, postgresql):
    from stocktake_web.database import close_database, open_database

    answers = []
    for address in (tmp_path / "records.sqlite", postgresql.emptied()):
        open_database(address)
        load([replace(one, id=f"{one.id}{number}") for number in range(5) for one in RECORDS])
        found = [
            index.search(WIDE.widen(query), {}, most=50) for query in ("return", "detention people", "汇款", "Libya", "IOM app")
        ]
        answers.append([([one.id for one in page.records], page.scores, page.total) for page in found])
        close_database()
    assert answers[0] == answers[1]
    assert [total for *_, total in answers[0]] == [10, 10, 10, 5, 10]
