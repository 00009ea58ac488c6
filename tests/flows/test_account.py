"""Accounts balance: nobody appears or vanishes but by birth, death, or a move from or to the outside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flow_factory as flows
from stocktake.errors import DataError
from stocktake.flows.account import account, by_birthplace
from stocktake.flows.method import METHODS, estimate
from stocktake.flows.treatment import Treatment

ACCOUNTED = [name for name, one in METHODS.items() if one.matching]
TREATMENTS = [
    Treatment(),
    Treatment(births="spread"),
    Treatment(births="native-or-spread", world="after"),
    Treatment(world="before-whole"),
]


@given(st.integers(3, 12), st.integers(0, 300), st.sampled_from(ACCOUNTED), st.sampled_from(TREATMENTS))
@settings(deadline=None)
def test_every_account_balances(places, seed, name, treatment):
    held = flows.made_up(places, seed)
    found = account(estimate(held, name, treatment), held)
    assert found.gap <= 1e-8 * held.start.sum()
    assert found.table[:places].sum(axis=1) == pytest.approx(held.start.sum(axis=0), rel=1e-6)
    assert found.table[:, :places].sum(axis=0) == pytest.approx(held.end.sum(axis=0), rel=1e-6)
    assert found.table[places, :places] == pytest.approx(held.births)
    assert found.table[:places, places] == pytest.approx(held.deaths)


def test_a_world_that_did_not_add_up_says_by_how_many_people_it_was_put_right():
    held = flows.four(births=[50, 40, 30, 40])
    found = account(estimate(held, "closed-minimum"), held)
    assert found.gap < 1e-9
    assert found.start_correction.sum() == pytest.approx(-10)
    assert found.end_correction.sum() == pytest.approx(10)
    assert found.start - found.start_correction == pytest.approx([570, 350, 250, 130])


def test_those_who_left_the_world_are_a_column_and_those_who_entered_a_row():
    held = flows.four()
    found = account(estimate(held, "open-minimum"), held)
    assert found.origins[-2:] == ("births", "outside")
    assert found.destinations[-2:] == ("deaths", "outside")
    rows, others = held.start.sum(axis=1), held.end.sum(axis=1)
    dead = (held.start * (np.array(flows.DEATHS) / held.start.sum(axis=0))).sum(axis=1)
    surplus = rows - dead - (others - held.births)
    assert found.table[:, -1].sum() == pytest.approx(np.maximum(surplus, 0).sum())
    assert found.table[-1].sum() == pytest.approx(np.maximum(-surplus, 0).sum())


@pytest.mark.parametrize("name", ACCOUNTED)
def test_the_layers_of_birthplaces_add_up_to_the_account(name):
    held = flows.four()
    found = estimate(held, name, Treatment(births="spread"))
    layers = by_birthplace(found)
    assert layers.shape == (6, 6, 4)
    assert layers.sum(axis=2) == pytest.approx(account(found, held).table)


def test_the_newborn_of_a_layer_are_born_there():
    layers = by_birthplace(estimate(flows.four(), "open-minimum"))
    assert layers[4, :4].tolist() == np.diag(flows.BIRTHS).tolist()


def test_in_open_accounts_every_birthplace_balances_in_every_place():
    held = flows.four()
    layers = by_birthplace(estimate(held, "open-minimum"))
    assert layers[:4].sum(axis=1) == pytest.approx(held.start.T)
    assert layers[:, :4].sum(axis=0) == pytest.approx(held.end.T)


def test_a_method_without_accounts_says_so():
    with pytest.raises(DataError, match='method "stock-drop" keeps no accounts'):
        account(estimate(flows.four(), "stock-drop"), flows.four())
