"""What workers paid for a job abroad becomes SDG indicator 10.7.1."""

import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raw_factory import recruitment_formula, worker_table, workers
from stocktake.catalog.catalog import load
from stocktake.measure import recruitment
from stocktake.model.observation import COLUMNS
from stocktake.tables.schema import SCHEMA

FORMULA = recruitment_formula()
WORKED = [(1200, 400), (3000, 500), (900, 300), (4500, 450), (600, 600)]


def summed(table, split=()):
    """Return the rows of a summary, in order."""
    return recruitment.summary(table, FORMULA, split).order_by([*recruitment.KEY, *split]).to_pyarrow().to_pylist()


def of(*ratios):
    """Return the summary of workers who earn 1 and pay these ratios; one of None has no earnings."""
    (row,) = summed(workers(*((1, None) if ratio is None else (ratio, 1) for ratio in ratios)))
    return row


def test_the_worked_example():
    found = recruitment.ratios(workers(*WORKED)).order_by("worker").to_pyarrow()["ratio"].to_pylist()
    assert found == [3.0, 6.0, 3.0, 10.0, 1.0]
    (row,) = summed(workers(*WORKED))
    assert (row["mean"], row["median"], row["counted"]) == (pytest.approx(4.6), 3.0, 5)


def test_the_ratio_of_the_totals_is_another_number():
    of_totals = sum(cost for cost, _ in WORKED) / sum(earnings for _, earnings in WORKED)
    assert of_totals == pytest.approx(4.5333, abs=1e-4)
    assert summed(workers(*WORKED))[0]["mean"] != pytest.approx(of_totals, abs=0.05)


@pytest.mark.parametrize(
    ("ratios", "mean", "median", "fourth"),
    [
        pytest.param([2], 2, 2, 2, id="one worker"),
        pytest.param([1, 3], 2, 2, 3, id="two workers: the median is between them"),
        pytest.param([1, 2, 9], 4, 2, 9, id="three workers"),
        pytest.param([1, 2, 3, 4, 5], 3, 3, 4.5, id="exactly four in five: the mean of the fourth and the fifth"),
        pytest.param([1, 2, 3, 4, 5, 6], 3.5, 3.5, 5, id="more than four in five"),
        pytest.param(range(1, 11), 5.5, 5.5, 8.5, id="ten workers"),
        pytest.param([0, 0, 0, 0, 5], 1, 0, 2.5, id="who paid nothing counts as zero"),
        pytest.param([7, 7, 7], 7, 7, 7, id="all alike"),
        pytest.param([2, None, 4], 3, 3, 4, id="who has no earnings is left out and not zero"),
    ],
)
def test_summary(ratios, mean, median, fourth):
    row = of(*ratios)
    assert row["mean"] == pytest.approx(mean)
    assert (row["median"], row["fourth_quintile"]) == (pytest.approx(median), pytest.approx(fourth))
    assert (row["workers"], row["left_out"]) == (len(ratios), list(ratios).count(None))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param({"cost": 900, "earnings": 300}, None, id="both known"),
        pytest.param({"cost": 0, "earnings": 300}, None, id="paid nothing"),
        pytest.param({"cost": None, "earnings": 300}, "no_cost", id="no cost"),
        pytest.param({"cost": -1, "earnings": 300}, "cost_below_zero", id="cost below zero"),
        pytest.param({"cost": 900, "earnings": None}, "no_earnings", id="no earnings"),
        pytest.param({"cost": 900, "earnings": float("nan")}, "no_earnings", id="earnings that are no number"),
        pytest.param({"cost": 900, "earnings": 0}, "earnings_not_above_zero", id="earned nothing"),
        pytest.param({"cost": None, "earnings": None}, "no_cost", id="neither: the cost is named first"),
        pytest.param({"cost": 900, "earnings": 300, "weight": None}, "no_weight", id="a weight that is not known"),
        pytest.param({"cost": 900, "earnings": 300, "weight": 0.0}, "no_weight", id="a weight of zero"),
    ],
)
def test_a_worker_without_a_ratio_is_named_with_the_reason(facts, reason):
    table = worker_table([{"weight": 1.0, **facts}, {"weight": 1.0, "cost": 1, "earnings": 1}])
    found = recruitment.left_out(table).to_pyarrow().to_pylist()
    assert [(row["worker"], row["reason"]) for row in found] == ([] if reason is None else [("w0", reason)])
    assert reason is None or reason in recruitment.REASONS


def test_a_group_in_which_nobody_has_a_ratio_has_no_figure():
    (row,) = summed(workers((100, None), (None, 200)))
    assert (row["mean"], row["median"], row["fourth_quintile"], row["reason"], row["left_out"]) == (
        None,
        None,
        None,
        "no_ratio",
        2,
    )


def test_no_workers_give_no_rows():
    assert summed(workers()) == []
    assert recruitment.observations(recruitment.summary(workers(), FORMULA)).to_pyarrow().num_rows == 0


def test_countries_and_periods_stay_apart():
    rows = [{"cost": n, "earnings": 1, "ref_area": area, "time_period": period}
            for n, (area, period) in enumerate([("GTM", "2022"), ("GTM", "2024"), ("HND", "2024")])]  # fmt: skip
    assert [(row["ref_area"], row["time_period"], row["mean"]) for row in summed(worker_table(rows))] == [
        ("GTM", "2022", 0.0),
        ("GTM", "2024", 1.0),
        ("HND", "2024", 2.0),
    ]


def test_a_split_gives_a_row_a_value_and_a_blank_is_unknown_and_no_total():
    rows = [{"cost": cost, "earnings": 1, "sex": sex} for cost, sex in [(2, "F"), (4, "F"), (9, "M"), (1, None), (3, "")]]
    assert [(row["sex"], row["mean"]) for row in summed(worker_table(rows), ["sex"])] == [("F", 3.0), ("M", 9.0), ("_U", 2.0)]


@pytest.mark.parametrize(
    ("weights", "mean", "median", "fourth"),
    [
        pytest.param([1, 1, 1, 1], 2.5, 2.5, 4, id="all alike"),
        pytest.param([2, 2, 2, 2], 2.5, 2.5, 4, id="only the relation counts"),
        pytest.param([5, 1, 1, 1], 1.75, 1, 3, id="the cheapest stands for many"),
        pytest.param([0.1, 0.1, 0.1, 0.7], 3.4, 4, 4, id="the dearest stands for many"),
        pytest.param([3, 1, 1, 1], 2, 1.5, 3, id="half ends with the first"),
    ],
)
def test_weights(weights, mean, median, fourth):
    rows = [{"cost": n + 1, "earnings": 1, "weight": weight} for n, weight in enumerate(weights)]
    (row,) = summed(worker_table(rows))
    assert (row["mean"], row["median"], row["fourth_quintile"]) == tuple(map(pytest.approx, (mean, median, fourth)))


def test_figures_become_observations():
    rows = [
        {"cost": 3, "earnings": 1, "sex": "F", "education": "low"},
        {"cost": 1, "earnings": None, "sex": "F", "education": "low"},
    ]
    split = ["sex", "education"]
    found = recruitment.observations(recruitment.summary(worker_table(rows), FORMULA, split), split, "mine", "2024")
    table = found.to_pyarrow().cast(SCHEMA)
    assert table.schema.names == list(COLUMNS)
    rows = table.to_pylist()
    assert {row["other_dims"]: row["comment_obs"] for row in rows} == {
        "education=low": "mean of 1 of 2 workers",
        "education=low;statistic=median": "median of 1 of 2 workers",
        "education=low;statistic=fourth_quintile": "fourth quintile of 1 of 2 workers",
    }
    assert {(row["series"], row["sex"], row["unit_measure"]) for row in rows} == {("SL_EMP_RCOST_MO", "F", "MONTHS_EARNED")}


def test_without_a_split_the_mean_is_a_total_and_the_others_are_not():
    found = recruitment.observations(recruitment.summary(workers(*WORKED), FORMULA)).to_pyarrow().to_pylist()
    assert {row["other_dims"]: row["obs_value"] for row in found} == {
        "_T": pytest.approx(4.6),
        "statistic=median": 3.0,
        "statistic=fourth_quintile": 8.0,
    }


def test_what_is_written_is_known_to_the_catalog():
    facts = load()
    assert [one.code for one in facts.indicators["10.7.1"].series] == ["SL_EMP_RCOST_MO"]
    assert "statistic" in facts.codelists["disaggregation"]


pairs = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 900)), min_size=1, max_size=15)
few = settings(max_examples=8, deadline=None)


@few
@given(pairs)
def test_mean_and_median_are_those_of_the_ratios(found):
    (row,) = summed(workers(*found))
    ratios = [cost / earnings for cost, earnings in found]
    assert row["mean"] == pytest.approx(statistics.mean(ratios))
    assert row["median"] == pytest.approx(statistics.median(ratios))
    below = sum(ratio <= row["fourth_quintile"] + 1e-12 for ratio in ratios)
    assert below >= 0.8 * len(ratios)
    assert row["median"] <= row["fourth_quintile"]


@few
@given(pairs, st.sampled_from([0.25, 2, 64]))
def test_the_currency_does_not_matter(found, by):
    before, after = summed(workers(*found)), summed(workers(*((cost * by, earnings * by) for cost, earnings in found)))
    assert before == [{**row, "mean": pytest.approx(row["mean"])} for row in after]


@few
@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_workers_does_not_matter(found, chance):
    shuffled = random.Random(chance.random()).sample(found, len(found))
    before, after = summed(workers(*found)), summed(workers(*shuffled))
    assert before == [{**row, "mean": pytest.approx(row["mean"])} for row in after]


@few
@given(pairs)
def test_a_weight_of_two_is_a_worker_who_stands_there_twice(found):
    rows = [{"cost": cost, "earnings": earnings, "weight": 2.0 if n % 2 else 1.0} for n, (cost, earnings) in enumerate(found)]
    twice = [pair for n, pair in enumerate(found) for _ in range(2 if n % 2 else 1)]
    (weighted,), (repeated,) = summed(worker_table(rows)), summed(workers(*twice))
    for name in recruitment.STATISTICS:
        assert weighted[name] == pytest.approx(repeated[name])
