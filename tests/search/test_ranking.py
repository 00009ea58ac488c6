"""Ranking over arrays says what a plain count over records says."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.model.provenance import Locator
from stocktake.model.record import Actor, Record
from stocktake.search import entry, ranking
from stocktake.search.entry import FULL
from stocktake.search.widen import Part, Phrase

WORDS = "abcdef"


def a_record(id, title, **facts):
    return Record(id, "practice", title, "", (Locator("d", 1, 1),), **facts)


def held(records):
    """Return the postings of a list of records, numbered by their places."""
    postings = {}
    for number, words in enumerate(records):
        for word, impact in words.items():
            postings.setdefault(word, []).append((number, impact))
    return {word: np.array(found, ranking.POSTING) for word, found in postings.items()}


def part(*phrases, areas=()):
    """Return a part of a query; a phrase is its weight and its words, each a string of one-letter tokens."""
    made = tuple(Phrase(tuple(tuple(word) for word in words), weight, "own") for weight, *words in phrases)
    return Part(0, 1, made, (), tuple(areas))


def plainly(parts, records):
    """Return number and score of each record that answers, worked out one by one."""
    found = {}
    for number, words in enumerate(records):
        scores = [max((_of_phrase(phrase, words, records) for phrase in one.phrases), default=0) for one in parts]
        found[number] = (sum(scores), all(scores))
    whole = {number: score for number, (score, is_whole) in found.items() if is_whole}
    return whole or {number: score for number, (score, _) in found.items() if score}


def _of_phrase(phrase, words, records):
    scores = [max((_of_token(token, words, records) for token in word), default=0) for word in phrase.words]
    return phrase.weight * sum(scores) if all(scores) else 0


def _of_token(token, words, records):
    holders = sum(token in one for one in records)
    rarity = math.log1p((len(records) - holders + 0.5) / (holders + 0.5))
    return words[token] / FULL * max(rarity, 0.01) if token in words else 0


RECORDS = st.lists(st.dictionaries(st.sampled_from(WORDS), st.integers(1, FULL), max_size=5), min_size=1, max_size=12)
PHRASES = st.tuples(
    st.sampled_from([1.0, 0.7, 0.4]), st.text(WORDS, min_size=1, max_size=2), st.text(WORDS, min_size=1, max_size=2)
)
PARTS = st.lists(st.lists(PHRASES, min_size=1, max_size=3).map(lambda phrases: part(*phrases)), min_size=1, max_size=3)


@settings(deadline=None)
@given(RECORDS, PARTS)
def test_hits_and_their_order_are_those_of_a_plain_count(records, parts):
    found = ranking.hits(parts, (), held(records), len(records), len(records))
    expected = plainly(parts, records)
    assert dict(zip(found.numbers.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(expected, abs=1e-4)
    assert list(np.round(found.scores, 4)) == sorted(np.round(found.scores, 4), reverse=True)


@settings(deadline=None)
@given(RECORDS, st.sets(st.sampled_from(WORDS), min_size=1))
def test_what_is_narrowed_holds_one_of_each_group(records, group):
    found = ranking.hits((), [sorted(group)], held(records), len(records), len(records))
    assert found.numbers.tolist() == [number for number, words in enumerate(records) if group & set(words)]


def test_an_area_that_is_named_is_found_by_its_code():
    records = [entry.impacts(a_record("x", "Clinics", areas=("MDA",))), entry.impacts(a_record("y", "Clinics"))]
    found = ranking.hits([part((1.0, "z"), areas=["MDA"])], (), held(records), 2, 2)
    assert found.numbers.tolist() == [0]


@pytest.mark.parametrize(
    ("title", "word", "more_than"),
    [
        pytest.param("Clinic", "clinic", "Clinic for migrants in many towns", id="in a shorter text"),
        pytest.param("Clinic and clinic", "clinic", "Clinic and school", id="more than once"),
    ],
)
def test_a_word_counts_more(title, word, more_than):
    assert entry.impacts(a_record("x", title))[word] > entry.impacts(a_record("y", more_than))[word]


def test_facets_are_words_that_no_text_holds():
    record = a_record(
        "x",
        "area=MDA type=practice",
        areas=("KEN",),
        year=2018,
        actors=(Actor("IOM", "intergovernmental"),),
        commitments=("gcm:1",),
    )
    facets = {word for word in entry.impacts(record) if "=" in word}
    assert facets == {"type=practice", "area=KEN", "year=2018", "actor=IOM", "objective=gcm:1", "document=d"}


def test_a_very_long_name_is_cut_to_what_a_database_can_hold():
    assert len(entry.facet("actor", "x" * 1000)) == entry.LONGEST


def test_the_telling_words_of_a_record_are_the_rare_ones():
    records = [entry.impacts(a_record(str(n), "migrants and clinics" if n else "migrants and lighthouses")) for n in range(10)]
    parts = ranking.telling(a_record("0", "migrants and lighthouses"), held(records), 10, most=1)
    assert [one.phrases[0].words for one in parts] == [(("lighthous",),)]
