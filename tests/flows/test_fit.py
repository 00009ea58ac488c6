"""Fits to given margins: what they meet, and what they refuse."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.errors import DataError
from stocktake.flows import fit, net

TWO = np.array([[5.0, 2.0], [1.0, 7.0]])
START = np.array([[8.0, 2], [1, 9]])
END = np.array([[6.0, 4], [3, 7]])


def a(*values):
    return np.array(values, float)


def margins(size, seed):
    drawn = np.random.default_rng(seed).uniform(1, 100, (size, size))
    return drawn.sum(axis=1), drawn.sum(axis=0)


@given(st.integers(2, 8), st.integers(0, 500))
def test_two_margins_are_met_by_both_ways(size, seed):
    pattern, (rows, columns) = np.random.default_rng(seed + 1).uniform(0.1, 9, (size, size)), margins(size, seed)
    fitted, factored = fit.two_margins(pattern, rows, columns), fit.conditional(pattern, rows, columns)
    assert fitted.table.sum(axis=1) == pytest.approx(rows)
    assert fitted.table.sum(axis=0) == pytest.approx(columns)
    assert factored.table == pytest.approx(fitted.table, rel=1e-6)
    assert factored.table == pytest.approx(pattern * np.outer(factored.rows, factored.columns))


def test_one_margin_is_enough():
    assert fit.two_margins(TWO, columns=a(12, 18)).table.sum(axis=0).tolist() == pytest.approx([12, 18])


def test_three_margins_are_met_for_every_birthplace():
    found = fit.three_margins(START, END).table
    assert found.sum(axis=1) == pytest.approx(START.T)
    assert found.sum(axis=0) == pytest.approx(END.T)


def test_as_many_stay_as_can():
    found = fit.quasi_independence(START, END).table
    assert found[[0, 1], [0, 1]] == pytest.approx(np.minimum(START, END).T)
    assert found[0, 1].tolist() == [2, 0]
    assert found[1, 0].tolist() == [0, 2]


def test_stayers_may_be_given():
    stayers = np.array([[5.0, 1], [0, 6]])
    found = fit.quasi_independence(START, END, stayers=stayers).table
    assert found[[0, 1], [0, 1]] == pytest.approx(stayers.T)
    assert found.sum(axis=0) == pytest.approx(END.T)


def test_diagonals_scaled_to_as_a_third_margin_come_near_and_say_how_near():
    short, long = fit.quasi_independence_scaled(START, END, passes=5), fit.quasi_independence_scaled(START, END, passes=5000)
    exact = fit.quasi_independence(START, END).table
    assert np.abs(short.table - exact).max() > np.abs(long.table - exact).max()
    assert short.gap > long.gap > 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fit.two_margins(TWO, a(18, 20), a(16, 21)), "totals differ: rows and columns add up to 38 and 37"),
        (lambda: fit.conditional(TWO, a(18, 20), a(16, 23)), "totals differ: rows and columns add up to 38 and 39"),
        (lambda: fit.two_margins(TWO), "there is nothing to fit to"),
        (lambda: fit.two_margins(np.eye(2), a(18, 20), a(16, 22)), "look for zeros in the seed"),
        (lambda: fit.conditional(np.eye(2), a(18, 20), a(16, 22)), "look for zeros in the seed"),
        (lambda: fit.three_margins(START, END + 1), "totals differ for birthplaces number 1, number 2: start and end add up to 10 and 12"),
        (lambda: fit.three_margins(START, END * [[1], [2]], places=("Nord", "East")), "totals differ for birthplaces East: start and"),
        (lambda: fit.quasi_independence(START, END * [[1], [2]], places=("Nord", "East")), "totals differ for birthplaces East"),
        (lambda: fit.quasi_independence(START, END, stayers=START), "more people stay than are there at both ends"),
        (lambda: net.fit(a(5, -4), TWO), "net migration adds up to 1, expected 0"),
        (lambda: net.rescale(a(5, 4)), "only gains or only losses"),
    ],
)  # fmt: skip
def test_is_refused(call, said):
    with pytest.raises(DataError, match=re.escape(said)):
        call()


@given(st.integers(0, 300))
def test_flows_fitted_to_net_migration_have_it(seed):
    draws = np.random.default_rng(seed)
    wanted, pattern = draws.normal(0, 5, 5), draws.uniform(1, 9, (5, 5))
    wanted -= wanted.mean()
    found = net.fit(wanted, pattern)
    assert found.table.sum(axis=0) - found.table.sum(axis=1) == pytest.approx(wanted, abs=1e-5)


def test_flows_fitted_to_net_migration_may_have_a_total_too():
    found = net.fit(a(3, -1, -2), np.full((3, 3), 4.0), total=100.0)
    assert found.table.sum() == pytest.approx(100)
    assert found.table.sum(axis=0) - found.table.sum(axis=1) == pytest.approx([3, -1, -2])


def test_net_migration_of_a_world_adds_up_to_nothing():
    assert net.rescale(a(60, -40)).tolist() == [50, -50]
    assert net.rescale(a(60, -40), "free").tolist() == [50, -50]
    assert net.rescale(a(7, -7)).tolist() == [7, -7]
