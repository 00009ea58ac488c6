"""Ensembles: the same from the same seed, wherever their members are worked out."""

import shutil
import sys

import numpy as np
import pytest

import flow_factory as flows
from stocktake.errors import DataError
from stocktake.flows import ensemble
from stocktake.flows.ensemble import Plan, Spread
from stocktake.flows.method import estimate

PLAN = Plan(Spread(0.1, births=0.02, deaths=0.02, shared=0.5), members=120, methods=("closed-minimum", "open-minimum"), seed=7)


def held():
    return flows.made_up(6, 3)


def same(one, other):
    for name in one:
        for part in ("mean", "deviation", "low", "high", "totals"):
            assert np.allclose(getattr(one[name], part), getattr(other[name], part), rtol=1e-9, atol=1e-9), (name, part)
    return True


def members(plan=PLAN):
    return np.stack([estimate(ensemble.member(held(), plan, number), "closed-minimum").flows for number in range(plan.members)])


def test_the_outcome_is_that_of_all_members_side_by_side():
    found, all_of_them = ensemble.run(held(), PLAN)["closed-minimum"], members()
    assert found.members == 120
    assert found.mean == pytest.approx(all_of_them.mean(axis=0))
    assert found.deviation == pytest.approx(all_of_them.std(axis=0, ddof=1), rel=1e-4, abs=1e-3)
    assert found.low == pytest.approx(np.quantile(all_of_them, 0.05, axis=0), rel=1e-5)
    assert found.high == pytest.approx(np.quantile(all_of_them, 0.95, axis=0), rel=1e-5)
    assert found.totals == pytest.approx(all_of_them.sum(axis=(1, 2)))


def test_a_seed_gives_the_same_and_another_seed_another():
    assert same(ensemble.run(held(), PLAN), ensemble.run(held(), PLAN))
    other = Plan(PLAN.spread, 120, PLAN.methods, seed=8)
    assert not np.array_equal(
        ensemble.run(held(), PLAN)["closed-minimum"].mean, ensemble.run(held(), other)["closed-minimum"].mean
    )


def test_the_size_of_batches_and_their_order_do_not_matter():
    pieces = [ensemble.summary(held(), PLAN, range(first, first + 30)) for first in (90, 0, 60, 30)]
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = ensemble.merged(whole, piece, PLAN)
    assert same(ensemble.outcome(whole, held(), PLAN), ensemble.run(held(), PLAN))


def test_two_processes_give_what_one_gives():
    assert same(ensemble.run_in_processes(held(), PLAN, 2), ensemble.run(held(), PLAN))


def test_without_errors_every_member_is_the_estimate():
    plan = Plan(Spread(0.0), members=3, methods=("closed-minimum",))
    found = ensemble.run(held(), plan)["closed-minimum"]
    expected = estimate(held(), "closed-minimum").flows
    assert found.low == pytest.approx(expected, rel=1e-6)
    assert found.high == pytest.approx(expected, rel=1e-6)
    assert found.deviation == pytest.approx(np.zeros_like(expected), abs=1e-3 * expected.max())


def test_members_keep_the_populations_and_are_around_the_figures():
    given = held()
    starts = np.stack([ensemble.member(given, PLAN, number).start for number in range(400)])
    assert starts.sum(axis=1) == pytest.approx(np.tile(given.start.sum(axis=0), (400, 1)))
    off = ~np.eye(6, dtype=bool)
    assert starts.mean(axis=0)[off] == pytest.approx(given.start[off], rel=0.03)
    assert (starts.std(axis=0) / starts.mean(axis=0))[off] == pytest.approx(0.1, rel=0.25)


def test_what_both_dates_share_does_not_look_like_migration():
    def spread_of(shared):
        plan = Plan(Spread(0.1, shared=shared), members=60, methods=("stock-drop",))
        return ensemble.run(held(), plan)["stock-drop"].totals.std()

    assert spread_of(1.0) < 0.5 * spread_of(0.0)


def test_members_that_cannot_be_estimated_are_counted_with_the_reason():
    given = flows.four(births=[50, 40, 30, 89.5], deaths=[20, 30, 20, 79.5])
    plan = Plan(Spread(0.0, births=0.02), members=40, methods=("closed-minimum",))
    found = ensemble.run(given, plan)["closed-minimum"]
    assert 2 <= found.members < 40
    assert found.members + len(found.refused) == 40
    assert "more births than native born at the end: West" in found.refused[0][1]


def test_an_ensemble_of_refusals_is_refused_with_the_reason():
    given = flows.four(births=[50, 40, 30, 100], deaths=[20, 30, 20, 90])
    with pytest.raises(DataError, match="0 of 10 members could be estimated: more births than native born"):
        ensemble.run(given, Plan(Spread(0.0), members=10, methods=("closed-minimum",)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Spread(-0.1),
        lambda: Spread(0.1, shared=1.5),
        lambda: Plan(Spread(0.1), members=1),
        lambda: Plan(Spread(0.1), within=1.0),
        lambda: Plan(Spread(0.1), methods=()),
    ],
)
def test_plans_that_say_nothing_are_refused(make):
    with pytest.raises(DataError):
        make()


@pytest.mark.spark
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not here")
def test_a_cluster_gives_what_one_process_gives():
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: requirements/spark.txt")
    session = sql.SparkSession.builder.master("local[2]").appName("stocktake").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.pythonExec = sys.executable  # where stocktake is installed
    try:
        assert same(ensemble.run_on_spark(held(), PLAN, session.sparkContext), ensemble.run(held(), PLAN))
    finally:
        session.stop()
