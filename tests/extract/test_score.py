"""How candidates are matched with what readers recorded."""

import random

import pytest

from stocktake.extract.score import Counts, counts, overlap, pairs
from stocktake.model.provenance import Locator
from stocktake.model.record import Record


def record(type_, first, last, document="d", id_=""):
    return Record(id_ or f"{type_}-{first}-{last}", type_, "", "", (Locator(document, first, last),))


@pytest.mark.parametrize(
    ("candidates", "records", "paired"),
    [
        pytest.param([("need", 1, 3)], [("need", 3, 5)], 1, id="one line in common"),
        pytest.param([("need", 1, 2)], [("need", 3, 5)], 0, id="no line in common"),
        pytest.param([("offer", 1, 3)], [("need", 1, 3)], 0, id="another type"),
        pytest.param([("need", 1, 9)], [("need", 1, 2), ("need", 3, 4)], 1, id="one candidate fits one record only"),
        pytest.param(
            [("need", 1, 4), ("need", 1, 2)], [("need", 1, 4), ("need", 3, 4)], 2, id="the most pairs, not the first ones"
        ),
        pytest.param([], [("need", 1, 2)], 0, id="nothing proposed"),
    ],
)
def test_candidates_and_records_are_paired_one_to_one(candidates, records, paired):
    held = counts([record(*one) for one in candidates], [record(*one) for one in records])
    assert held == Counts(len(candidates), len(records), paired)


def test_documents_are_kept_apart():
    assert pairs([record("need", 1, 2, "a")], [record("need", 1, 2, "b")]) == []


def test_the_order_of_candidates_does_not_change_how_many_pair():
    shuffled = random.Random(3)
    wanted = [record("need", place, place + shuffled.randrange(5)) for place in range(0, 60, 2)]
    found = [record("need", place, place + shuffled.randrange(4)) for place in range(0, 60, 3)]
    assert len(pairs(found, wanted)) == len(pairs(found[::-1], wanted[::-1]))


def test_without_anything_to_count_there_is_no_figure():
    assert (Counts(0, 0, 0).precision, Counts(0, 0, 0).recall, Counts(0, 0, 0).f1) == (None, None, None)


def test_sets_are_compared_element_by_element():
    assert overlap([["PER", "CHL"], []], [["PER"], ["CUB"]]) == Counts(2, 2, 1)
