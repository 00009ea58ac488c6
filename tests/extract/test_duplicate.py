"""Records that may be one are shown together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.extract.duplicate import near
from stocktake.model.provenance import Locator
from stocktake.model.record import Record


def a_record(id, title, type="practice"):
    return Record(id, type, title, "", (Locator("d", 1, 1),))


def words(record):
    return record.title.lower().split()


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        pytest.param(("one stop shop", "one stop shop"), {"0": ("1",), "1": ("0",)}, id="the same"),
        pytest.param(("one stop shop", "one stop shops for migrants"), {}, id="two of six words"),
        pytest.param(
            ("one stop shop for workers", "a stop shop for workers"), {"0": ("1",), "1": ("0",)}, id="four of six words"
        ),
        pytest.param(("", ""), {}, id="no words"),
    ],
)
def test_records_are_near_when_half_their_words_are_one(titles, expected):
    assert near([a_record(str(place), title) for place, title in enumerate(titles)], words) == expected


def test_records_of_two_types_are_not_one():
    assert near([a_record("a", "one stop shop"), a_record("b", "one stop shop", "offer")], words) == {}


def test_the_most_alike_comes_first():
    found = near([a_record("a", "x y z w"), a_record("b", "x y z v"), a_record("c", "x y z w")], words)
    assert found["a"] == ("c", "b")


@given(st.lists(st.text("abc ", max_size=12), max_size=8), st.randoms())
def test_being_near_is_mutual_and_no_matter_of_order(titles, random):
    records = [a_record(str(place), title) for place, title in enumerate(titles)]
    found = near(records, words)
    assert all(one in found[other] for one, others in found.items() for other in others)
    random.shuffle(records)
    assert near(records, words) == found
