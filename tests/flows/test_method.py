"""Every method on four places that can be followed by hand, and what must hold for any stocks."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import flow_factory as flows
from stocktake.errors import DataError
from stocktake.flows import differencing, method, rate
from stocktake.flows.demographic import prepare
from stocktake.flows.method import METHODS, PUBLISHED, RANGE, estimate, estimates
from stocktake.flows.stock import Stocks
from stocktake.flows.treatment import Treatment

ACCOUNTED = [name for name, one in METHODS.items() if one.matching]
CLOSED = [name for name, one in METHODS.items() if one.matching == "closed"]
NOT_NEGATIVE = [name for name in METHODS if name not in ("steady-rate", "open-crossed-minimum")]


def worlds():
    """Draw stocks of a closed world, and the number that drew them."""
    return st.builds(flows.made_up, st.integers(3, 14), st.integers(0, 400))


def near(flows_, expected, allowed=1e-6):
    return np.abs(flows_ - expected).max() <= allowed * max(1.0, np.abs(expected).max())


def test_falls_of_stocks_are_dropped_or_turned_round():
    held = flows.four()
    assert differencing.drop_negative(held).tolist() == [[0, 0, 0, 0], [10, 0, 0, 5], [0, 0, 0, 0], [5, 0, 0, 0]]
    assert differencing.reverse_negative(held).tolist() == [[0, 0, 0, 0], [20, 0, 0, 15], [0, 5, 0, 5], [5, 0, 0, 0]]


def test_native_born_count_in_differences_where_asked_for():
    assert np.diag(differencing.drop_negative(flows.four(), native=True)).tolist() == [45, 30, 5, 0]
    assert np.diag(differencing.reverse_negative(flows.four(), native=True)).tolist() == [45, 30, 5, 10]


def test_moves_are_shared_out_as_stocks_are():
    found = rate.shared_out(flows.four())
    assert found.sum() == pytest.approx(30)
    assert found[1].tolist() == pytest.approx([6, 0, 1.5, 3])
    assert rate.shared_out(flows.four(), 400).sum() == pytest.approx(400)


def test_steady_rates_lead_from_the_start_to_the_end():
    held = flows.four(births=None, deaths=None)
    leading = rate.steady(held) / held.start.sum(axis=0)[:, None]
    found = held.start @ leading
    others = np.linalg.solve(held.start, held.end)
    assert near(found, held.start @ (others - np.diag(np.diag(others))))


def test_the_fewest_moves_of_one_birthplace_can_be_followed_by_hand():
    """Two of ten went: those of B lost 2, those of C and D won 1 each; nobody else moved."""
    start = [[100, 10, 0, 0], [0, 50, 0, 0], [0, 0, 50, 0], [0, 0, 0, 50]]
    end = [[100, 8, 1, 1], [0, 50, 0, 0], [0, 0, 50, 0], [0, 0, 0, 50]]
    held = flows.four(
        places="ABCD", start=start, end=end, population=([100, 60, 50, 50], [100, 58, 51, 51]), births=None, deaths=None
    )
    expected = [[0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    for name in ("closed-minimum", "open-minimum"):
        assert near(estimate(held, name).flows, np.array(expected, float))


def test_the_mix_is_thirteen_hundredths_of_independence():
    low, mixed, high = estimates(flows.four(), ("closed-minimum", "pseudo-bayesian", "closed-independence"))
    assert near(mixed.flows, 0.87 * low.flows + 0.13 * high.flows, 1e-12)
    assert mixed.stayers == pytest.approx(0.87 * low.stayers + 0.13 * high.stayers)


def test_an_estimate_carries_its_method_and_what_was_done_to_the_figures():
    held = flows.four(births=None, deaths=None)
    found = estimate(held, "closed-minimum")
    assert found.method.source == "Abel and Sander (2014)"
    assert found.method.note.startswith("a lower bound")
    assert found.cautions == (
        "the world had +60 people beside its births and deaths; native born took up half of it at each end",
    )


def test_the_six_have_the_names_of_the_published_files():
    assert [METHODS[name].column for name in PUBLISHED] == [
        "sd_drop_neg", "sd_rev_neg", "mig_rate", "da_min_open", "da_min_closed", "da_pb_closed",
    ]  # fmt: skip
    assert set(PUBLISHED) < set(RANGE)


def test_shared_work_changes_nothing():
    held = flows.made_up(9)
    for one in estimates(held, METHODS):
        assert np.array_equal(one.flows, estimate(held, one.method.id).flows)


@pytest.mark.parametrize("name", ACCOUNTED)
def test_layers_add_up_to_the_table(name):
    found = estimate(flows.four(), name)
    whole = method.array(found)
    assert whole.shape == (4, 4, 4)
    assert near(whole.sum(axis=2) - np.diag(found.stayers), found.flows, 1e-9)
    for index, place in enumerate(found.places):
        assert near(method.of_birthplace(found, place), whole[:, :, index], 1e-9)


@pytest.mark.parametrize("name", ACCOUNTED)
def test_flows_by_type_are_those_of_the_whole_array(name):
    found, by_type = estimate(flows.four(), name), method.types(estimate(flows.four(), name))
    whole = method.array(found)
    for i, j in ((0, 1), (1, 0), (2, 3), (3, 0)):
        assert by_type.back[i, j] == pytest.approx(whole[i, j, j], abs=1e-9)
        assert by_type.outward[i, j] == pytest.approx(whole[i, j, i], abs=1e-9)
    assert near(by_type.outward + by_type.back + by_type.transit, found.flows, 1e-9)


@pytest.mark.parametrize("name", ["stock-drop", "migration-rate"])
def test_methods_that_trace_nobody_say_so(name):
    found = estimate(flows.four(), name)
    for way in (method.types, method.array):
        with pytest.raises(DataError, match="does not tell where those who moved were born"):
            way(found)
    with pytest.raises(DataError, match="takes no seed"):
        method.seeded(flows.four(), name, np.ones((4, 4)))


def test_unknown_names_are_refused():
    with pytest.raises(DataError, match='"gravity" is not a method of flows: one of stock-drop'):
        estimate(flows.four(), "gravity")
    with pytest.raises(DataError, match='"Nowhere" is not among the places'):
        method.of_birthplace(estimate(flows.four(), "closed-minimum"), "Nowhere")


@pytest.mark.parametrize("name", CLOSED)
def test_a_world_that_does_not_add_up_is_refused_where_asked_for(name):
    with pytest.raises(DataError, match=r"the totals differ: the world has \+60 people beside its births and deaths"):
        estimate(flows.four(births=None, deaths=None), name, Treatment(world="refuse"))


def test_births_above_the_native_born_are_refused_by_name_and_can_be_spread():
    held = flows.four(births=[50, 40, 30, 95], deaths=[20, 30, 20, 85])
    with pytest.raises(DataError, match=r"more births than native born at the end: West; .* in proportion") as refused:
        estimate(held, "closed-minimum")
    assert refused.value.details == ("West: births 95, native born 90",)
    births = prepare(held, "open", Treatment(births="native-or-spread")).births
    assert births.sum(axis=0).tolist() == pytest.approx([50, 40, 30, 95])
    assert births[0].tolist() == [50, 0, 0, 0]
    assert births[:, 3].tolist() == pytest.approx([0, 95 * 25 / 125, 95 * 10 / 125, 95 * 90 / 125])


def lonely() -> Stocks:
    """Return four places of which one has its own people at the end alone."""
    start, end = np.array(flows.START, float), np.array(flows.END, float)
    start[3], end[3] = 0, [0, 0, 0, 60]
    start[0, 0] += 50
    end[0, 0] += 5
    end[1, 1] += 10
    end[2, 2] += 25
    end[0, 3] += 40
    return flows.given(start, end, np.zeros(4), np.zeros(4), flows.PLACES)


def test_a_birthplace_at_one_end_only_is_refused_by_name_or_dropped_and_told():
    held = lonely()
    with pytest.raises(DataError, match="people of a birthplace are at one end only: West; no closed method can trace them"):
        estimate(held, "closed-minimum")
    found = estimate(held, "closed-minimum", Treatment(one_end="drop"))
    assert any("born in West are at one end only; nobody traced them" in caution for caution in found.cautions)
    assert not method.of_birthplace(found, "West").any()
    assert estimate(held, "open-minimum").total > 0


def test_an_empty_birthplace_is_nobody():
    start, end = np.array(flows.START, float), np.array(flows.END, float)
    start[3] = end[3] = 0
    held = flows.given(start, end, np.array([50.0, 40, 30, 0]), np.array(flows.DEATHS, float), flows.PLACES)
    for one in estimates(held, RANGE):
        assert np.isfinite(one.flows).all()
    assert not method.of_birthplace(estimate(held, "closed-minimum"), "West").any()


def test_zeros_that_are_in_the_way_are_told_with_the_places():
    """Nobody of Nord and East is anywhere else, nor anybody else there: their totals cannot be made to meet."""
    apart = [[500, 0, 0, 0], [0, 300, 0, 0], [0, 0, 200, 10], [0, 0, 30, 100]]
    other = [[520, 0, 0, 0], [0, 280, 0, 0], [0, 0, 205, 10], [0, 0, 25, 100]]
    held = flows.given(np.array(apart, float), np.array(other, float), np.zeros(4), np.zeros(4), flows.PLACES)
    with pytest.raises(DataError, match=r"cannot be met: Nord.*the zeros of the table are in the way"):
        estimate(held, "closed-minimum")


def test_native_born_below_zero_are_put_right_and_told():
    start = np.array(flows.START, float)
    start[3, 3] = -5
    held = flows.given(
        start, np.array(flows.END, float), np.array(flows.BIRTHS, float), np.array([20.0, 30, 20, 5]), flows.PLACES
    )
    found = estimate(held, "closed-minimum")
    assert found.cautions[0] == "more foreign born than people in West: foreign born were scaled down to the population"
    assert (found.flows >= 0).all()


def test_spread_by_the_other_table_says_where_it_takes_too_many():
    """Nobody born in West lived in Nord at the start, five did at the end; people born in West left the world."""
    said = ("more people left than were there in Nord; flows there may be negative",)
    assert estimate(flows.four(), "open-crossed-minimum").cautions == said
    assert estimate(flows.four(), "open-minimum").cautions == ()


@pytest.mark.parametrize("name", ["closed-minimum", "closed-independence", "open-independence"])
def test_a_seed_of_ones_changes_nothing_and_one_that_draws_home_does(name):
    held = flows.four()
    assert near(method.seeded(held, name, np.ones((4, 4))).flows, estimate(held, name).flows, 1e-6)
    drawn = method.seeded(held, name, 1 + 9 * np.eye(4) + np.arange(16).reshape(4, 4))
    assert not near(drawn.flows, estimate(held, name).flows, 1e-3)
    assert "flows were drawn towards a seed" in drawn.cautions


def test_a_seed_whose_zeros_are_in_the_way_is_refused():
    with pytest.raises(DataError, match="the seed does not lead from one stock table to the other"):
        method.seeded(flows.four(), "closed-independence", np.eye(4))


def test_a_gap_beyond_the_native_born_is_refused():
    start, end = np.array([[10.0, 500], [500, 10]]), np.array([[10.0, 1500], [1500, 10]])
    held = flows.given(start, end, np.zeros(2), np.zeros(2), ("Nord", "East"))
    with pytest.raises(DataError, match="the world is out by 2,000 people, more than native born can take up"):
        estimate(held, "closed-minimum")


@pytest.mark.parametrize("world", ["before", "before-whole", "after"])
def test_a_closed_world_adds_up_whatever_was_done(world):
    held = flows.four(births=[50, 40, 30, 30])
    found = prepare(held, "closed", Treatment(world=world))
    assert found.start.sum(axis=1) == pytest.approx(found.end.sum(axis=1))
    assert found.start.sum() == pytest.approx(found.end.sum())


def test_deaths_by_accounting_make_birthplaces_add_up():
    """Whoever of a birthplace is missing at the end has died: nobody is left to move between birthplaces."""
    held = flows.four(end=[[530, 20, 9, 0], [45, 330, 8, 19], [28, 8, 215, 10], [0, 17, 28, 103]],
                      population=([570, 350, 250, 130], [603, 375, 260, 132]), deaths=[17, 15, 20, 18])  # fmt: skip
    found = prepare(held, "open", Treatment(deaths="accounting"))
    assert found.deaths.sum(axis=0) == pytest.approx([17, 15, 20, 18])
    assert found.start.sum(axis=1) == pytest.approx(found.end.sum(axis=1))
    assert found.left.sum() + found.entered.sum() == pytest.approx(0, abs=1e-6)


def test_deaths_by_accounting_below_zero_are_refused_by_name():
    with pytest.raises(DataError, match="deaths by accounting are negative for birthplaces: "):
        prepare(flows.four(births=[0, 40, 30, 20]), "open", Treatment(deaths="accounting"))


@given(worlds(), st.sampled_from(NOT_NEGATIVE))
@settings(deadline=None)
def test_flows_are_never_negative(held, name):
    found = estimate(held, name)
    assert (found.flows >= 0).all()
    assert found.stayers is None or (found.stayers >= -1e-9 * held.start.sum()).all()
    assert not np.diag(found.flows).any()


@given(worlds(), st.sampled_from([name for name in ACCOUNTED if name != "open-crossed-minimum"]))
@settings(deadline=None)
def test_margins_are_met_for_every_birthplace(held, name):
    found = estimate(held, name)
    whole = method.array(found)
    scale = held.start.sum()
    assert np.abs(whole.sum(axis=1) - found.prepared.start.T).max() <= 1e-8 * scale
    assert np.abs(whole.sum(axis=0) - found.prepared.end.T).max() <= 1e-8 * scale


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", [name for name in ACCOUNTED if name != "open-crossed-minimum"])
def test_margins_are_met_where_half_of_the_stocks_are_empty(seed, name):
    held = flows.made_up(40, seed, filled=0.5)
    found = estimate(held, name)
    scale = held.start.sum()
    assert (found.flows >= 0).all()
    whole = method.array(found)
    assert np.abs(whole.sum(axis=1) - found.prepared.start.T).max() <= 1e-8 * scale
    assert np.abs(whole.sum(axis=0) - found.prepared.end.T).max() <= 1e-8 * scale
    assert not (whole * ((held.start.T == 0)[:, None, :] & ~np.eye(40, dtype=bool)[:, :, None])).any(), (
        "nobody leaves where none was"
    )


@given(worlds(), st.sampled_from(CLOSED))
@settings(deadline=None)
def test_net_migration_of_every_place_is_kept_by_closed_methods(held, name):
    found = estimate(held, name).flows
    assert found.sum(axis=0) - found.sum(axis=1) == pytest.approx(held.net, abs=1e-8 * held.start.sum())


@given(worlds(), st.sampled_from(list(METHODS)), st.sampled_from([0.25, 3.0, 1000.0]))
@settings(deadline=None)
def test_a_thousand_times_the_people_are_a_thousand_times_the_flows(held, name, times):
    assume(name != "steady-rate")
    larger = replace(held, start=held.start * times, end=held.end * times, births=held.births * times, deaths=held.deaths * times)
    assert near(estimate(larger, name).flows, estimate(held, name).flows * times, 1e-6)


@given(worlds(), st.sampled_from(list(METHODS)), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_places_does_not_matter(held, name, random):
    assume(name != "steady-rate")
    order = list(range(len(held.places)))
    random.shuffle(order)
    turned = replace(
        held, places=tuple(held.places[index] for index in order), start=held.start[np.ix_(order, order)],
        end=held.end[np.ix_(order, order)], births=held.births[order], deaths=held.deaths[order],
    )  # fmt: skip
    assert near(estimate(turned, name).flows, estimate(held, name).flows[np.ix_(order, order)], 1e-6)


@given(worlds())
@settings(deadline=None)
def test_the_minimum_is_below_independence_in_all_and_the_mix_between(held):
    low, mixed, high = (one.total for one in estimates(held, ("closed-minimum", "pseudo-bayesian", "closed-independence")))
    assert low <= mixed * (1 + 1e-9)
    assert mixed <= high * (1 + 1e-9)


def test_every_method_says_what_its_figures_can_be_taken_for():
    for one in METHODS.values():
        assert re.search(r"[a-z]", one.note)
        assert one.source
