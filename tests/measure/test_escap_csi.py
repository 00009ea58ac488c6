"""The Current Status Index: the number itself, and the classes we set beside it. Worked examples: test_side_by_side."""

import ibis
import pytest

from factories import judged, method_with, table
from stocktake.measure import assessment, escap_csi, series, terms

DOWN, UP = {"direction": "down"}, {"direction": "up"}
ON_COURSE, BEHIND, REGRESSION, REACHED = "on_course", "behind", "regression", "reached"

CASES = {
    "nothing yet": ({2015: 4, 2020: 4}, UP | {"target": 8}, {"statistic": 0.0, "class_key": BEHIND, "standing": "too_slow"}),
    "half the way in a third of the time": ({2015: 4, 2020: 6}, UP | {"target": 8}, {"statistic": 5.0, "class_key": ON_COURSE}),
    "exactly where the line is": ({2015: 4, 2020: 5}, UP | {"target": 7}, {"statistic": 10 / 3, "class_key": ON_COURSE}),
    "just below": ({2015: 4, 2020: 4.999}, UP | {"target": 7}, {"class_key": BEHIND}),
    "worse": ({2015: 4, 2020: 3}, UP | {"target": 8}, {"statistic": -2.5, "class_key": REGRESSION, "standing": "wrong_way"}),
    "there": ({2015: 4, 2020: 8}, UP | {"target": 8}, {"statistic": 10.0, "class_key": REACHED, "reason_key": "meets_target"}),
    "beyond": ({2015: 4, 2020: 9}, UP | {"target": 8}, {"statistic": 12.5, "class_key": REACHED}),
    "down": ({2015: 8, 2020: 6}, DOWN | {"target": 4}, {"statistic": 5.0, "class_key": ON_COURSE}),
    "a target of zero": ({2015: 8, 2020: 6}, DOWN | {"target": 0}, {"statistic": 2.5, "class_key": BEHIND}),
    "across zero": ({2015: -4, 2020: 2}, UP | {"target": 8}, {"statistic": 5.0, "class_key": ON_COURSE}),
    "still better than the target": ({2015: 2, 2020: 2.5}, DOWN | {"target": 3}, {"statistic": -5.0, "class_key": REACHED}),
    "no longer": ({2015: 2, 2020: 3.5}, DOWN | {"target": 3}, {"statistic": -15.0, "class_key": REGRESSION}),
    "was there, and is": ({2015: 3, 2020: 3}, DOWN | {"target": 3}, {"statistic": None, "class_key": REACHED}),
    "was there": ({2015: 3, 2020: 4}, DOWN | {"target": 3}, {"statistic": None, "class_key": "moved_away", "reason_key": "moved_away"}),
    "no number": ({2015: 3, 2020: 4}, UP, {"class_key": None, "reason_key": "no_number", "projected_value": 6.0}),
    "a yes": ({2015: 0, 2020: 1}, UP | {"unit_measure": "BINARY"}, {"class_key": REACHED, "projected_value": None}),
    "a no": ({2015: 0, 2020: 0}, UP | {"unit_measure": "BINARY"}, {"class_key": None, "reason_key": "yes_or_no"}),
    "a later base": ({2018: 4, 2022: 6}, UP | {"target": 10}, {"statistic": 10 / 3, "class_key": ON_COURSE, "reason_key": "late_base"}),
    "an earlier base": ({2012: 4, 2021: 6}, UP | {"target": 8}, {"class_key": ON_COURSE, "reason_key": "nearest_before"}),
    "an earlier base, a little less": ({2012: 4, 2021: 5.9}, UP | {"target": 8}, {"class_key": BEHIND}),
    "nearly there in the target year": (
        {2015: 8, 2020: 2.1},
        DOWN | {"target": 2, "target_year": 2020},
        {"class_key": BEHIND, "reason_key": "target_year_missed", "statistic": 10 * 5.9 / 6},
    ),
    "carried on": ({2015: 8, 2020: 6}, DOWN | {"target": 1}, {"projected_value": 2.0, "projection_key": "straight", "rate": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return judged({name: case[:2] for name, case in CASES.items()}, method="escap-csi")


@pytest.mark.parametrize(("name", "expected"), [pytest.param(name, case[2], id=name) for name, case in CASES.items()])
def test_verdicts(found, name, expected):
    row = found[name]
    assert {key: row[key] for key in expected} == {
        key: pytest.approx(value) if isinstance(value, float) else value for key, value in expected.items()
    }


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [((2015, 9), (2023, 8), 5.333333), ((2015, 9), (2030, 8), 10.0), ((2018, 9), (2024, 8), 5.0)],
)
def test_the_expected_index_grows_on_a_straight_line(first, last, expected):
    t = ibis.memtable({"first_year": [first[0]], "last_year": [last[0]], "target_year": [2030]})
    assert t.select(found=escap_csi.expected(t)).to_pyarrow()["found"].to_pylist() == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("now", "base", "expected"), [(0.92, 0.8, 6.0), (1.1, 0.8, 5.0), (0.8, 0.8, 0.0), (1.3, 0.8, -5.0), (0.9, 1.0, None)]
)
def test_parity_is_missed_on_both_sides(now, base, expected):
    t = ibis.memtable({"now": [now], "base": [base], "target": [1.0]})
    (index,) = t.select(found=escap_csi.parity_index(t.now, t.base, t.target)).to_pyarrow()["found"].to_pylist()
    assert index == (None if expected is None else pytest.approx(expected))


def test_no_observations_give_no_verdicts():
    prepared = series.prepare(table([]), terms.table([]), 2026)
    assert assessment.assess(prepared, [method_with("escap-csi")]).to_pyarrow().num_rows == 0
