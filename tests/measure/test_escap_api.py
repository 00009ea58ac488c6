"""The Anticipated Progress Index: the line, its weights and its interval, and the classes of the gap. Worked examples: test_side_by_side."""

from math import sqrt
from statistics import linear_regression

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import judged

DOWN, UP = {"direction": "down"}, {"direction": "up"}
MAINTAIN, ACCELERATE, REVERSE = "maintain", "accelerate", "reverse"

CASES = {
    # the gap
    "leads there": ({2015: 0, 2020: 5}, UP | {"target": 15}, {"statistic": 0.0, "class_key": MAINTAIN, "projected_value": 15.0}),
    "leads beyond": ({2015: 0, 2020: 6}, UP | {"target": 15}, {"statistic": 0.0, "class_key": MAINTAIN, "projected_value": 18.0}),
    "leads half the way": ({2015: 0, 2020: 5}, UP | {"target": 30}, {"statistic": 50.0, "class_key": ACCELERATE}),
    "leads nowhere": ({2015: 4, 2020: 4}, UP | {"target": 8}, {"statistic": 100.0, "class_key": ACCELERATE}),
    "leads back": ({2015: 4, 2020: 3}, UP | {"target": 8}, {"statistic": 175.0, "class_key": REVERSE, "standing": "wrong_way"}),
    "across zero": ({2015: -5, 2020: 0}, UP | {"target": 10}, {"statistic": 0.0, "class_key": MAINTAIN}),
    # the line
    "from 2000 on": ({1999: 50, 2000: 1, 2015: 1, 2020: 1}, UP | {"target": 2}, {"years": 3, "statistic": 100.0, "first_year": 2015}),
    "one value since 2000": ({1990: 1, 2020: 2}, UP | {"target": 4}, {"class_key": None, "reason_key": "one_value", "years": 1}),
    "no interval from two values": ({2015: 0, 2020: 5}, UP | {"target": 15}, {"projected_low": None, "projection_key": "regression"}),
    "no width where there is no scatter": ({2014: 3, 2016: 5, 2020: 9}, UP | {"target": 15}, {"projected_low": 19.0, "projected_high": 19.0}),
    "leads away, ends nearer": (
        {2005: 5, 2010: 8, 2015: 20, 2016: 10, 2023: 13},
        DOWN | {"target": 3},
        {"class_key": ACCELERATE, "reason_key": "line_leads_away"},
    ),
    # met, lost, missed
    "met": ({2015: 9, 2020: 2}, DOWN | {"target": 3}, {"class_key": "target_met", "reason_key": "meets_target"}),
    "met, leading away": ({2015: 2, 2023: 2.8}, DOWN | {"target": 3}, {"class_key": "target_met", "reason_key": "leaving_target"}),
    "fell through, the gap is small": (
        {2015: 2, 2023: 3.05},
        DOWN | {"target": 3},
        {"class_key": REVERSE, "reason_key": "fell_through", "statistic": 96.875},
    ),
    "fell through, the gap is large": ({2015: 2, 2023: 3.6}, DOWN | {"target": 3}, {"class_key": REVERSE, "reason_key": None}),
    "fell through, but comes back": ({2015: 2, 2016: 12, 2020: 5, 2024: 3.5}, DOWN | {"target": 3}, {"class_key": MAINTAIN}),
    "was there": ({2015: 3, 2023: 3.6}, DOWN | {"target": 3}, {"class_key": "moved_away", "statistic": None, "standing": "wrong_way"}),
    "was there, but comes back": ({2015: 3, 2016: 9, 2020: 5, 2024: 3.5}, DOWN | {"target": 3}, {"class_key": MAINTAIN, "statistic": 0.0}),
    "missed": (
        {2010: 20, 2015: 8, 2020: 2.1},
        DOWN | {"target": 2, "target_year": 2020},
        {"class_key": "target_missed", "reason_key": "target_year_missed", "projected_value": 2.1, "statistic": 100 * 0.1 / 6},
    ),
    # what it leaves out
    "no number": ({2015: 3, 2020: 4}, UP, {"class_key": None, "reason_key": "no_number", "projected_value": 6.0}),
    "a no": ({2015: 0, 2020: 0}, UP | {"unit_measure": "BINARY"}, {"class_key": None, "reason_key": "yes_or_no", "projected_value": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return judged({name: case[:2] for name, case in CASES.items()}, method="escap-api")


@pytest.mark.parametrize(("name", "expected"), [pytest.param(name, case[2], id=name) for name, case in CASES.items()])
def test_verdicts(found, name, expected):
    row = found[name]
    assert {key: row[key] for key in expected} == {
        key: pytest.approx(value) if isinstance(value, float) else value for key, value in expected.items()
    }


TREND = {2005: 40.0, 2010: 44.0, 2015: 52.0, 2016: 50.0, 2020: 61.0, 2023: 60.0}


def weighted_line(values, growth, at):
    """Return the weighted least-squares line at a year, from its definition: the normal equations, no shortcut."""
    weights = {year: (1 + growth) ** (year - max(values)) for year in values}
    total = sum(weights.values())
    x, y = (sum(w * pick(year) for year, w in weights.items()) / total for pick in (lambda year: year, values.__getitem__))
    slope = sum(w * (year - x) * (values[year] - y) for year, w in weights.items())
    return y + slope / sum(w * (year - x) ** 2 for year, w in weights.items()) * (at - x)


@pytest.mark.parametrize("growth", [0, 0.05, 0.5])
def test_recent_years_can_be_given_more_weight(growth):
    row = judged({"x": (TREND, UP | {"target": 100})}, method="escap-api", weight_growth=growth)["x"]
    assert row["projected_value"] == pytest.approx(weighted_line(TREND, growth, 2030))


def test_the_more_weight_recent_years_have_the_more_the_line_follows_them():
    case = {"x": ({2005: 10, 2010: 20, 2015: 30, 2020: 31, 2023: 31}, UP | {"target": 100})}
    found = [judged(case, method="escap-api", weight_growth=one)["x"]["projected_value"] for one in (0, 0.1, 0.5)]
    assert found == sorted(found, reverse=True)


def test_weights_have_no_effect_on_two_values():
    case = {"x": ({2015: 7.52, 2023: 6.18}, DOWN | {"target": 3})}
    assert judged(case, method="escap-api", weight_growth=0.3)["x"]["projected_value"] == pytest.approx(5.0075)


def test_the_interval_is_that_of_a_prediction_by_least_squares():
    slope, start = linear_regression(TREND.keys(), TREND.values())
    rest = sum((value - start - slope * year) ** 2 for year, value in TREND.items()) / (len(TREND) - 2)
    mean = sum(TREND) / len(TREND)
    spread = 1 + 1 / len(TREND) + (2030 - mean) ** 2 / sum((year - mean) ** 2 for year in TREND)
    half = 1.533206 * sqrt(rest * spread)  # the 90 % point of Student's t with 4 degrees of freedom
    row = judged({"x": (TREND, UP | {"target": 100})}, method="escap-api")["x"]
    assert (row["projected_low"], row["projected_high"]) == (
        pytest.approx(start + slope * 2030 - half),
        pytest.approx(start + slope * 2030 + half),
    )


@pytest.mark.parametrize(("tolerance", "key"), [(0, ACCELERATE), (9.9, ACCELERATE), (10, MAINTAIN), (20, MAINTAIN)])
def test_a_small_gap_can_be_let_pass(tolerance, key):
    case = {"x": ({2015: 0, 2020: 6}, UP | {"target": 20})}
    row = judged(case, method="escap-api", tolerance=tolerance)["x"]
    assert (row["class_key"], row["statistic"]) == (key, pytest.approx(10))


def test_the_first_year_of_the_line_is_a_parameter():
    case = {"x": ({2005: 90, 2015: 0, 2020: 5}, UP | {"target": 15})}
    assert judged(case, method="escap-api", since_year=2010)["x"]["statistic"] == pytest.approx(0)
    assert judged(case, method="escap-api")["x"]["statistic"] > 100


numbers = st.floats(-1000, 1000).map(lambda value: round(value, 3))
lines = st.lists(st.dictionaries(st.integers(2000, 2026), numbers, min_size=3, max_size=20), min_size=5, max_size=30)


@settings(max_examples=3, deadline=None)
@given(lines)
def test_a_large_number_added_to_all_values_moves_the_prediction_by_as_much(found):
    """A thousand million: the sums must not lose the small differences in it."""
    cases = {
        f"{n} {by}": ({year: value + by for year, value in one.items()}, UP | {"target": 1.0})
        for n, one in enumerate(found)
        for by in (0, 1e9)
    }
    rows = judged(cases, method="escap-api")
    for n, _ in enumerate(found):
        near, far = rows[f"{n} 0"], rows[f"{n} 1000000000.0"]
        assert far["projected_value"] - 1e9 == pytest.approx(near["projected_value"], rel=1e-5, abs=1e-3)
        assert far["projected_high"] - far["projected_low"] == pytest.approx(
            near["projected_high"] - near["projected_low"], rel=1e-5, abs=1e-3
        )
