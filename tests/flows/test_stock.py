"""Stocks that cannot be what they should be are refused, with the names of the places."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import flow_factory as flows
from stocktake.errors import DataError
from stocktake.flows.stock import foreign_born, negative_native, stocks

TURNED_START, TURNED_END = np.array(flows.START).T, np.array(flows.END).T


def changed(table, place, value):
    other = np.array(table, float)
    other[place] = value
    return other


def thousands(values):
    return np.array(values) / 1000


def test_what_was_given_is_held():
    held = flows.four()
    assert held.net.tolist() == [30, 0, -15, -15]
    assert held.gap == 0
    assert negative_native(held) == ""


def test_without_births_and_deaths_there_were_none():
    held = flows.four(births=None, deaths=None)
    assert held.births.tolist() == held.deaths.tolist() == [0, 0, 0, 0]
    assert held.gap == -60


@pytest.mark.parametrize(
    ("other", "said"),
    [
        pytest.param({"places": ("Nord", "East", "South", "East")}, "named twice: East", id="a place twice"),
        pytest.param({"start": [[1, 2], [3, 4]]}, "start are 2 x 2, expected 4 x 4", id="a table of another shape"),
        pytest.param({"births": [1, 2]}, "births: 2 numbers for 4 places", id="births of another length"),
        pytest.param({"births": [50, 40, float("nan"), 20]}, "births: not a number: South; missing is not zero", id="no births"),
        pytest.param({"deaths": [20, -30, 20, 10]}, "deaths: negative: East", id="negative deaths"),
        pytest.param(
            {"end": changed(flows.END, (1, 0), float("nan"))}, "not numbers for birthplaces: East", id="a missing stock"
        ),
        pytest.param({"end": changed(flows.END, (2, 0), -5)}, "negative stocks at the end for birthplaces: South", id="negative"),
        pytest.param({"start": TURNED_START}, "start are transposed: rows add up", id="start transposed"),
        pytest.param({"end": TURNED_END}, "end are transposed: rows add up", id="end transposed"),
        pytest.param({"start": TURNED_START, "end": TURNED_END}, "start are transposed", id="both transposed"),
        pytest.param(
            {"population": ([570, 351, 250, 130], flows.POPULATION[1])}, "population at the start: East", id="another population"
        ),
        pytest.param(
            {"population": (thousands(flows.POPULATION[0]), thousands(flows.POPULATION[1]))},
            "probably in thousands",
            id="populations in thousands",
        ),
        pytest.param({"deaths": [20, 30, 251, 10]}, "more deaths than people at the start: South", id="more deaths than people"),
        pytest.param({"births": [50, 40, 30, 126]}, "more births than people at the end: West", id="more births than people"),
    ],
)
def test_is_refused(other, said):
    with pytest.raises(DataError, match=re.escape(said)):
        flows.four(**other)


def test_one_table_transposed_is_refused_also_where_populations_were_added_up_from_it():
    turned = np.array(flows.made_up(8).end.T)
    held = flows.made_up(8)
    with pytest.raises(DataError, match="one of the two stock tables is transposed"):
        stocks(held.places, held.start, turned, (held.start.sum(axis=0), turned.sum(axis=0)))


@pytest.mark.parametrize("what", ["births", "deaths"])
def test_births_and_deaths_in_thousands_are_refused(what):
    held = flows.made_up(12)
    given_ = {"births": held.births, "deaths": held.deaths, what: thousands(getattr(held, what))}
    population = (held.start.sum(axis=0), held.end.sum(axis=0))
    with pytest.raises(DataError, match=f"{what} are .* too few: give them in people, not in thousands"):
        stocks(held.places, held.start, held.end, population, **given_)


def test_births_of_one_place_in_thousands_are_refused_by_its_name():
    held = flows.made_up(12)
    births = held.births.copy()
    births[3] /= 1000
    with pytest.raises(DataError, match=r"births are too few for the population: P003; "):
        stocks(held.places, held.start, held.end, (held.start.sum(axis=0), held.end.sum(axis=0)), births, held.deaths)


def test_tables_in_different_units_are_refused():
    held = flows.made_up(6)
    end = thousands(held.end)
    with pytest.raises(DataError, match="at the start and the end are in different units: P000, P001"):
        stocks(held.places, held.start, end, (held.start.sum(axis=0), end.sum(axis=0)))


def test_foreign_born_in_people_and_populations_in_thousands_are_refused():
    held = flows.made_up(6)
    start, end = held.start * 40, held.end * 40
    with pytest.raises(DataError, match=r"more foreign born than people at the start in most places: .*give both in people"):
        foreign_born(held.places, start, end, (thousands(held.start.sum(axis=0)), thousands(held.end.sum(axis=0))))


def test_native_born_are_the_population_without_the_foreign_born():
    held = flows.four()
    bare = [changed(table, np.diag_indices(4), 7.0) for table in (held.start, held.end)]
    again = foreign_born(flows.PLACES, *bare, flows.POPULATION, flows.BIRTHS, flows.DEATHS)
    assert again.start.tolist() == held.start.tolist()
    assert again.end.tolist() == held.end.tolist()


def test_native_born_below_zero_are_held_and_told():
    held = flows.four(
        start=changed(flows.START, (3, 3), -20), population=([570, 350, 250, 10], flows.POPULATION[1]), deaths=[20, 30, 20, 0]
    )
    assert "more foreign born than people in West" in negative_native(held)


@given(st.integers(3, 12), st.integers(0, 50))
def test_transposed_tables_are_always_refused(places, seed):
    held = flows.made_up(places, seed)
    population = (held.start.sum(axis=0), held.end.sum(axis=0))
    for start, end in ((held.start.T, held.end), (held.start, held.end.T), (held.start.T, held.end.T)):
        if np.allclose(start.sum(axis=0), population[0], atol=1) and np.allclose(end.sum(axis=0), population[1], atol=1):
            continue
        with pytest.raises(DataError, match=r"transposed|do not add up"):
            stocks(held.places, start, end, population, held.births, held.deaths)
