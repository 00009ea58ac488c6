"""A table meets the sums of its rows and columns, or says by how much it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.flows.balancing import balance, proportional


@given(st.integers(2, 12), st.integers(0, 1000))
def test_sums_are_met_and_ratios_kept(size, seed):
    draws = np.random.default_rng(seed)
    table, wanted = np.exp(draws.normal(0, 3, (2, size, size)))
    found = balance(table, wanted.sum(axis=1), wanted.sum(axis=0))
    assert found.gap < 1e-9
    assert (found.table >= 0).all()
    ratios = np.log(found.table / table)
    assert np.abs(ratios - ratios[:, :1] - ratios[:1] + ratios[0, 0]).max() < 1e-6


def test_zeros_stay_and_empty_rows_and_columns_are_left_alone():
    table = np.array([[5.0, 0, 3], [2, 4, 0], [0, 0, 0]])
    found = balance(table, np.array([6.0, 7, 0]), np.array([8.0, 5, 0]))
    assert found.table[2].tolist() == found.table[:, 2].tolist() == [0, 0, 0]
    assert found.table.sum(axis=0) == pytest.approx([8, 5, 0])
    assert found.table[0, 1] == 0


def test_what_cannot_be_met_is_left_over():
    found = balance(np.eye(2) * 100, np.array([60.0, 40]), np.array([50.0, 50]))
    assert found.column_gap == pytest.approx([0, 0])
    assert found.row_gap == pytest.approx([10, -10])
    assert found.gap == pytest.approx(0.1)


def test_an_empty_table_stays_empty():
    assert not balance(np.zeros((2, 2)), np.zeros(2), np.zeros(2)).table.any()


def test_a_nearly_empty_table_is_met_at_its_edge():
    """The only table with these sums has a zero where the seed has none: it is met in the end, all the same."""
    found = balance(np.array([[1.0, 1], [1, 0]]), np.array([5.0, 5]), np.array([5.0, 5]))
    assert found.table == pytest.approx(np.array([[0.0, 5], [5, 0]]), abs=0.01)


def test_passes_that_end_early_are_near():
    table, rows, columns = np.array([[50.0, 2], [1, 70]]), np.array([40.0, 83]), np.array([60.0, 63])
    early, late = proportional(table, rows, columns, 0.1), balance(table, rows, columns).table
    assert 1e-3 < np.abs(early - late).max() < 5
