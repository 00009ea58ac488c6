"""Wording that is advised against is found where it is used, and left in peace where it is quoted or means something else."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import term
from stocktake.extract import wording

STRICT = wording.lexicon(term.advices())
ALL = wording.lexicon(term.advices(), strict=False)


def found(text, looked_for=STRICT):
    return [(mark.found, mark.prefer) for mark in wording.find(text, looked_for)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Illegal migrants came.", ("Illegal migrants", "migrants in an irregular situation"), id="English plural"),
        pytest.param("an illegal\n  migrant", ("illegal migrant", "migrant in an irregular situation"), id="over a line break"),
        pytest.param("illegal-migrant", ("illegal-migrant", "migrant in an irregular situation"), id="hyphen"),
        pytest.param("legal pathways", ("legal pathways", "pathways for regular migration"), id="regular, not legal"),
        pytest.param(
            "a flood of refugees", ("flood of refugees", "arrival of many migrants (with the number)"), id="picture of water"
        ),
        pytest.param("DES MIGRANTS ILLÉGAUX", ("MIGRANTS ILLÉGAUX", "migrants en situation irrégulière"), id="French capitals"),
        pytest.param(
            "plus d’immigrés clandestins", ("immigrés clandestins", "migrants en situation irrégulière"), id="French elision"
        ),
        pytest.param("las migrantes ilegales", ("migrantes ilegales", "migrantes en situación irregular"), id="Spanish plural"),
        pytest.param(
            "нелегальных мигрантов", ("нелегальных мигрантов", "мигрантов с неурегулированным статусом"), id="Russian case"
        ),
        pytest.param("الهجرة غير الشرعية", ("الهجرة غير الشرعية", "الهجرة غير النظامية"), id="Arabic"),
        pytest.param("وبالهجرة غير الشرعية", ("وبالهجرة غير الشرعية", "الهجرة غير النظامية"), id="Arabic, joined"),
        pytest.param("والهجرة غير الشرعيّة", ("والهجرة غير الشرعيّة", "الهجرة غير النظامية"), id="Arabic with a vowel sign"),
        pytest.param("打击非法移民的措施", ("非法移民", "非正常移民"), id="Chinese inside a sentence"),
    ],
)
def test_wording_that_is_used_is_marked(text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("illegal logging and illegal fishing", id="an act, not a person"),
        pytest.param("the “illegal migrants” of the headlines", id="quoted"),
        pytest.param('the "illegal migrants" of the headlines', id="straight quotation marks"),
        pytest.param("les « migrants illégaux »", id="French quotation marks"),
        pytest.param("avoid the term illegal migrant", id="spoken about"),
        pytest.param("irregular rather than illegal migration", id="the contrary of advice"),
        pytest.param("“非法移民”一词", id="Chinese, spoken about"),
        pytest.param("the Illegal Immigration Act", id="name of a law"),
        pytest.param("It is illegal. Migrants came.", id="two sentences"),
        pytest.param("illegal\n\nmigrants", id="two paragraphs"),
        pytest.param("paralegal migrants", id="inside a word"),
        pytest.param("migrants in an irregular situation", id="what is to be preferred"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_use_of_the_wording_is_not_marked(text):
    assert found(text) == []


def test_a_longer_wording_goes_before_a_shorter_one_inside_it():
    assert found("illegal migrant workers") == [("illegal migrant workers", "migrant workers in an irregular situation")]


def test_a_preference_is_marked_only_where_it_is_asked_for():
    assert found("capacity-building") == []
    assert found("capacity-building", ALL) == [("capacity-building", "capacity development")]
    assert found("the capacity-building mechanism", ALL) == []


def test_only_the_languages_that_are_named_are_looked_at():
    french = wording.lexicon(term.advices(), ["fr"])
    assert found("illegal migrants, migrants illégaux", french) == [("migrants illégaux", "migrants en situation irrégulière")]


def test_a_mark_says_its_place():
    (mark,) = wording.find("one\ntwo illegal migrants\n", STRICT)
    assert (mark.line, mark.column, mark.start, mark.end) == (2, 5, 8, 24)


def test_lines_begin_where_the_reader_of_the_document_says():
    (mark,) = wording.find("one\ftwo illegal migrants", STRICT, (0, 4))
    assert (mark.line, mark.column) == (2, 5)


def test_nothing_to_be_preferred_is_itself_marked():
    for advice in term.advices().advices:
        for one in (one for wordings in advice.words.values() for one in wordings):
            assert found(one.prefer, ALL) == [], one.prefer


def test_every_wording_is_found_in_a_sentence_of_its_own():
    for advice in term.advices().advices:
        for wordings in advice.words.values():
            for row in (row for one in wordings for avoid in one.avoid for row in wording.rows(avoid)):
                assert found(f"({' '.join(row)}).", ALL), row


words = st.sampled_from(
    ["illegal", "migrants", "migrant", "legal", "pathways", "«", "»", '"', "the term", "非法移民", "هجرة", "غير", "\n", "."]
)


@given(st.lists(words, max_size=12).map(" ".join))
def test_marks_stand_in_order_apart_and_where_they_say(text):
    marks = wording.find(text, ALL)
    assert all(one.end <= other.start for one, other in pairwise(marks))
    for mark in marks:
        assert " ".join(text[mark.start : mark.end].split()) == mark.found
        assert text.split("\n")[mark.line - 1][mark.column - 1 :].startswith(text[mark.start])


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text):
    assert all(text[mark.start : mark.end] for mark in wording.find(text, ALL))


@pytest.mark.parametrize("text", ["des migrants illégaux", "las inmigraciones, la inmigración ilegal"])
def test_how_accents_are_encoded_does_not_matter(text):
    marks = wording.find(unicodedata.normalize("NFD", text), STRICT)
    assert len(marks) == len(found(text)) == 1
