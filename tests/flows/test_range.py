"""A figure comes with its range, and each end with the methods that give it."""

import numpy as np
import pytest

import flow_factory as flows
from stocktake.errors import DataError
from stocktake.flows import range as over_methods
from stocktake.flows.method import RANGE, estimates
from stocktake.flows.range import Span


def ranged():
    return over_methods.over(estimates(flows.four()))


def test_all_moves_have_a_range_over_methods():
    total = ranged().total
    assert (total.low, total.low_by) == (20, ("stock-drop",))
    assert total.high_by == ("closed-independence",)
    assert ranged().methods == RANGE


def test_a_flow_has_a_range_and_equal_ends_name_all_their_methods():
    span = ranged().between("Nord", "East")
    assert span.low == 0
    assert span.low_by == ("stock-drop", "stock-reverse", "open-minimum", "closed-minimum")
    assert span.high == pytest.approx(43.46, abs=0.01)


def test_sums_of_a_place_are_ranges_of_sums_and_not_sums_of_ranges():
    found = ranged()
    assert found.into("West").high == pytest.approx(found.flows[:, :, 3].sum(axis=1).max())
    assert found.out_of("East").low == pytest.approx(found.flows[:, 1].sum(axis=1).min())
    assert found.total.high <= found.high.sum()


def test_the_ends_hold_every_method():
    found = ranged()
    assert (found.low <= found.flows).all()
    assert (found.flows <= found.high).all()


def test_pairs_without_any_flow_are_left_out():
    pairs = {(origin, destination) for origin, destination, _ in ranged().spans()}
    assert ("Nord", "Nord") not in pairs
    assert len(pairs) == 12
    alone = over_methods.over(estimates(flows.four(), ("stock-drop",)))
    assert [(origin, destination) for origin, destination, _ in alone.spans()] == [
        ("East", "Nord"), ("East", "West"), ("West", "Nord"),
    ]  # fmt: skip


def test_a_range_of_one_method_has_two_equal_ends():
    span = over_methods.over(estimates(flows.four(), ("stock-drop",))).between("East", "Nord")
    assert span == Span(10, ("stock-drop",), 10, ("stock-drop",))
    assert str(span) == "10 (stock-drop) to 10 (stock-drop)"


def test_what_has_no_range_is_refused():
    with pytest.raises(DataError, match="needs at least one"):
        over_methods.over([])
    with pytest.raises(DataError, match="different places"):
        over_methods.over([*estimates(flows.four(), ("stock-drop",)), *estimates(flows.made_up(4), ("stock-drop",))])
    with pytest.raises(DataError, match='"Nowhere" is not among the places'):
        ranged().into("Nowhere")


def test_low_is_not_above_high():
    assert np.all(ranged().low <= ranged().high)
