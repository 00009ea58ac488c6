"""Indices of flow tables that can be worked out in the head, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flow_factory as flows
from stocktake.errors import DataError
from stocktake.flows import index
from stocktake.flows.method import estimate

EVEN = np.ones((4, 4))
ONE_WAY = np.array([[0, 10, 0], [0, 0, 0], [0, 0, 0]], float)
PEOPLE = np.array([100.0, 100, 100, 100])
LINE = np.abs(np.arange(4.0)[:, None] - np.arange(4.0))


def test_even_flows_change_nothing_and_are_all_connected():
    found = index.connectivity(EVEN)
    assert (found.connectivity, found.inequality, found.gini, found.variation) == (1, 0, 0, 0)
    assert found.inequality_expected == pytest.approx(0)
    assert index.impact(EVEN, PEOPLE).effectiveness == 0


def test_one_flow_alone_is_as_uneven_as_can_be():
    found = index.connectivity(ONE_WAY)
    assert found.connectivity == pytest.approx(1 / 6)
    assert found.inequality == pytest.approx(5 / 6)
    assert found.gini == pytest.approx(1)
    assert found.gini_outflow == found.gini_inflow == pytest.approx(1)
    assert index.impact(ONE_WAY, PEOPLE[:3]).effectiveness == pytest.approx(100)


def test_impact_and_intensity_are_shares_of_the_people():
    assert index.impact(ONE_WAY, PEOPLE[:3]).net_rate == pytest.approx(100 * 10 / 300)
    assert index.intensity(ONE_WAY, PEOPLE[:3]).crude == pytest.approx(100 * 10 / 300)
    assert index.intensity(ONE_WAY, PEOPLE[:3]).courgeau == pytest.approx(100 * 10 / 300 / np.log(9))
    assert index.impact(EVEN, PEOPLE).preference == pytest.approx(16)
    assert index.impact(EVEN, PEOPLE).velocity == pytest.approx(12 * 400 / 100**2)


def test_distances_are_those_of_moves():
    moves = np.array([[0, 2, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], float)
    found = index.distance(moves + np.diag([9.0] * 4), LINE)
    assert found.mean == pytest.approx((2 * 1 + 3) / 3)
    assert found.median == pytest.approx(1 + 2 * 0.5 / 1.5)


@given(st.floats(-2.5, 1.0))
@settings(deadline=None, max_examples=25)
def test_the_decay_that_made_flows_is_found_again(slope):
    sizes = np.array([3e4, 1e5, 2e4, 6e4, 8e4])
    line = np.abs(np.arange(5.0)[:, None] - np.arange(5.0)) + 1
    moves = np.rint(np.outer(sizes, sizes**1.1) * line**slope / 1e3)
    np.fill_diagonal(moves, 0)
    assert index.distance(moves, line).decay == pytest.approx(slope, abs=1e-3)


@given(st.integers(3, 10), st.integers(0, 200), st.sampled_from([0.5, 100.0]))
@settings(deadline=None)
def test_evenness_does_not_depend_on_the_unit(places, seed, times):
    table = estimate(flows.made_up(places, seed), "closed-minimum").flows
    one, other = index.connectivity(table), index.connectivity(table * times)
    for name in ("connectivity", "inequality", "gini", "gini_rows", "gini_columns", "gini_outflow", "variation"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-6)
    assert 0 <= one.gini <= 1


def test_differences_in_order_are_those_of_all_pairs():
    values = np.array([[3.0, 1, 4, 1, 5, 9]])
    assert index._all_differences(values)[0] == np.abs(values[0][:, None] - values[0]).sum()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: index.intensity(np.diag([5.0, 5]), PEOPLE[:2]), "at least one above 0"),
        (lambda: index.impact(-EVEN, PEOPLE), "0 or more"),
        (lambda: index.impact(EVEN, np.array([1.0, 0, 1, 1])), "a place without people"),
        (lambda: index.connectivity(np.ones((2, 2))), "at least three places"),
        (lambda: index.distance(EVEN, np.zeros((4, 4))), "give it above 0"),
        (lambda: index.distance(EVEN, np.ones((4, 4))), "all distances are the same"),
    ],
)
def test_is_refused(call, said):
    with pytest.raises(DataError, match=said):
        call()
