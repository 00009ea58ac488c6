"""The terms of an indicator, and how they meet its series."""

import pytest

from factories import indicator, observations, term
from stocktake.measure import terms


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"direction": "up"}, {"direction": 1}, id="up"),
        pytest.param({"direction": "down"}, {"direction": -1}, id="down"),
        pytest.param({"direction": "none"}, {"direction": 0}, id="no way is better"),
        pytest.param({"target": 3}, {"target_value": 3.0, "target_year": 2030}, id="target"),
        pytest.param(
            {"target": None, "target_year": 2020}, {"target_value": None, "target_year": 2020}, id="a year without a number"
        ),
        pytest.param({"target_year": "2025-Q2"}, {"target_year": 2025}, id="a quarter to reach it in"),
        pytest.param({"target_year": "2026/2030"}, {"target_year": 2030}, id="a span is over at its end"),
        pytest.param({"limit": 100}, {"limit_value": 100.0}, id="limit"),
        pytest.param({"unit_measure": "BINARY"}, {"is_binary": True}, id="yes or no"),
        pytest.param({"unit_measure": "PT"}, {"is_binary": False}, id="not yes or no"),
        pytest.param({"is_graded": False}, {"is_graded": False}, id="not graded"),
        pytest.param({"ungraded": ["C"]}, {"is_graded": True, "ungraded_series": ["C"]}, id="one series not graded"),
    ],
)
def test_table(facts, expected):
    (row,) = term(**facts).to_pylist()
    assert expected.items() <= row.items()


def test_no_indicators_give_an_empty_table_with_all_columns():
    assert terms.table([]).schema == terms.SCHEMA
    assert terms.table([]).num_rows == 0


@pytest.mark.parametrize(
    ("series", "known", "expected"),
    [
        pytest.param("A", [indicator("x", "down", ungraded=["B"])], (True, -1, 2030), id="known"),
        pytest.param("B", [indicator("x", "down", ungraded=["B"])], (False, -1, 2030), id="a series that may not be graded"),
        pytest.param("A", [indicator("y")], (False, 0, 2040), id="another indicator"),
        pytest.param("A", [], (False, 0, 2040), id="no terms at all"),
    ],
)
def test_join(series, known, expected):
    t = observations({2015: 1}, series=series)
    (row,) = terms.join(t, terms.table(known), target_year=2040).to_pyarrow().to_pylist()
    assert (row["is_graded"], row["direction"], row["target_year"]) == expected
