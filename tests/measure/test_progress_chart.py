"""The Progress Chart's trend: its score, its base, and what counts as met. Worked examples: test_side_by_side."""

import pytest

from factories import judged

DOWN, UP = {"direction": "down"}, {"direction": "up"}
ON_TRACK, FAIR, STAGNATION, REGRESSION = "met_or_on_track", "fair_progress", "stagnation", "regression"

CASES = {
    # without a target: 2 and 0.5 per cent a year
    "two per cent a year": ({2015: 50, 2016: 51}, UP, {"class_key": ON_TRACK, "score": 3.0, "statistic_key": "CAGR"}),
    "half a per cent a year": ({2015: 1000, 2016: 1005}, UP, {"class_key": FAIR, "score": 2.0}),
    "less": ({2015: 1000, 2016: 1004}, UP, {"class_key": STAGNATION, "score": 1.0, "standing": "too_slow"}),
    "none": ({2015: 1000, 2016: 1000}, UP, {"class_key": STAGNATION, "score": 1.0, "statistic": 0.0}),
    "worse": ({2015: 1000, 2016: 999}, UP, {"class_key": REGRESSION, "score": 1.0, "standing": "wrong_way"}),
    "below zero": ({2015: -4, 2016: -2}, UP, {"class_key": ON_TRACK, "reason_key": "both_negative", "statistic": 0.5}),
    # with a target: q
    "there by then": ({2015: 1, 2020: 2}, UP | {"target": 8}, {"class_key": ON_TRACK, "statistic": 1.0, "projected_value": 8.0}),
    "half the way": ({2015: 1, 2020: 2}, UP | {"target": 15}, {"class_key": FAIR, "statistic": 0.5, "statistic_key": "q"}),
    "hardly any of the way": ({2015: 1, 2020: 2}, UP | {"target": 141}, {"class_key": STAGNATION, "statistic": 0.05, "score": 1.0}),
    "the other way": ({2015: 8, 2020: 4}, UP | {"target": 15}, {"class_key": REGRESSION, "statistic": -1.0, "score": 1.0}),
    "a target of zero": ({2015: 8, 2020: 4}, DOWN | {"target": 0}, {"class_key": FAIR, "statistic": 0.875}),
    "a target beyond zero": ({2015: 8, 2020: 4}, DOWN | {"target": -6}, {"class_key": FAIR, "statistic": 0.5}),
    "from better than the target to worse": ({2015: 2, 2020: 4}, DOWN | {"target": 3}, {"class_key": REGRESSION, "statistic": -14.0}),
    # met
    "met, whatever the trend": ({2015: 9, 2020: 5}, UP | {"target": 4}, {"class_key": ON_TRACK, "score": 3.0, "reason_key": "meets_target"}),
    "a point from 100 per cent": ({2015: 99.5, 2020: 99}, UP | {"target": 100}, {"class_key": ON_TRACK, "reason_key": "near_target"}),
    "a point from 0 per cent": ({2015: 3, 2020: 1}, DOWN | {"target": 0}, {"class_key": ON_TRACK, "reason_key": "near_target"}),
    "more than a point": ({2015: 99.5, 2020: 98.9}, UP | {"target": 100}, {"class_key": REGRESSION}),
    "a point from another number": ({2015: 8, 2020: 8}, UP | {"target": 9}, {"class_key": STAGNATION}),
    "one value near the target": ({2022: 99.5}, UP | {"target": 100}, {"class_key": ON_TRACK, "first_year": None}),
    # base
    "2015 counts": ({2014: 9, 2015: 4, 2016: 9, 2020: 8}, UP, {"first_year": 2015, "years": 3, "reason_key": None}),
    "else the nearest after": ({2012: 9, 2016: 4, 2020: 8}, UP, {"first_year": 2016, "years": 2, "reason_key": "late_base"}),
    "else the nearest before": ({2014: 4, 2018: 9, 2020: 8}, UP, {"first_year": 2014, "years": 3, "reason_key": "nearest_before"}),
    "of two the later": ({2013: 9, 2017: 4, 2020: 8}, UP, {"first_year": 2017}),
    "that leaves two values": ({2012: 4, 2016: 8}, UP, {"first_year": 2012, "last_year": 2016, "class_key": ON_TRACK}),
    "no value later than 2015": ({2012: 4, 2015: 8}, UP, {"class_key": None, "first_year": None, "reason_key": "one_value"}),
    # no rate
    "from zero": ({2015: 0, 2020: 4}, UP | {"target": 8}, {"class_key": None, "reason_key": "zero_start", "score": None}),
    "from zero, but met": ({2015: 0, 2020: 9}, UP | {"target": 8}, {"class_key": ON_TRACK, "rate": None, "statistic": None}),
    "at a target of zero, then not": ({2015: 0, 2020: 4}, DOWN | {"target": 0}, {"class_key": "moved_away", "score": 1.0}),
    # the target year
    "nearly met in the target year": (
        {2015: 8, 2020: 2.1},
        DOWN | {"target": 2, "target_year": 2020},
        {"class_key": ON_TRACK, "score": 3.0, "reason_key": "nearly_met"},
    ),
    "judged up to the target year": (
        {2015: 8, 2018: 6, 2022: 1},
        DOWN | {"target": 2, "target_year": 2020},
        {"class_key": FAIR, "last_year": 2018, "reason_key": "target_year_passed", "projected_value": 6 * 0.75 ** (2 / 3)},
    ),
    # yes or no
    "yes": ({2022: 1}, UP | {"unit_measure": "BINARY"}, {"class_key": ON_TRACK, "score": 3.0, "rate": None}),
    "no": ({2015: 1, 2022: 0}, UP | {"unit_measure": "BINARY"}, {"class_key": "condition_not_met", "score": 1.0}),
    "no, why": ({2022: 0}, UP | {"unit_measure": "BINARY"}, {"reason_key": "target_not_met"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return judged({name: case[:2] for name, case in CASES.items()}, method="progress-chart-2023")


@pytest.mark.parametrize(("name", "expected"), [pytest.param(name, case[2], id=name) for name, case in CASES.items()])
def test_verdicts(found, name, expected):
    row = found[name]
    assert {key: row[key] for key in expected} == {
        key: pytest.approx(value) if isinstance(value, float) else value for key, value in expected.items()
    }


def test_a_review_of_a_year_before_the_base_year_says_so():
    row = judged({"x": ({2010: 4, 2012: 5}, UP)}, as_of=2014, method="progress-chart-2023")["x"]
    assert (row["class_key"], row["reason_key"]) == (None, "as_of_before_base")


@pytest.mark.parametrize(("points", "key"), [(0, REGRESSION), (1, ON_TRACK)])
def test_how_near_the_end_counts_as_met_is_a_parameter(points, key):
    case = {"x": ({2015: 99.5, 2020: 99.2}, UP | {"target": 100})}
    assert judged(case, method="progress-chart-2023", end_tolerance=points)["x"]["class_key"] == key
