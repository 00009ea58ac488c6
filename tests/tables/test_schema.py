"""The columns of a table of observations."""

import pyarrow as pa
import pytest

from stocktake.model.observation import COLUMNS
from stocktake.tables import schema

KEY = {"indicator": ["x"], "series": ["X"], "ref_area": ["WLD"], "time_period": ["2024"]}


def test_a_column_left_out_holds_the_default_of_an_observation():
    row = schema.complete(pa.table({**KEY, "obs_value": [1.5]})).to_pylist()[0]
    assert (row["sex"], row["obs_status"], row["comment_obs"], row["obs_value"]) == ("_T", "A", "", 1.5)


def test_the_columns_are_those_of_an_observation_in_their_order():
    shuffled = pa.table({"more": [1], **dict(reversed(KEY.items()))})
    assert schema.complete(shuffled).column_names == list(COLUMNS)


def test_whole_numbers_become_floating_ones_and_a_missing_value_stays_null():
    table = pa.table({name: column * 2 for name, column in KEY.items()} | {"obs_value": pa.array([3, None])})
    assert schema.complete(table)["obs_value"].to_pylist() == [3.0, None]


@pytest.mark.parametrize("name", KEY)
def test_a_column_without_a_default_must_be_there(name):
    with pytest.raises(KeyError, match=name):
        schema.complete(pa.table(KEY).drop_columns([name]))


def test_rows_are_sorted_by_series_then_period():
    table = schema.complete(
        pa.table(
            {**dict.fromkeys(("indicator", "series"), ["x"] * 3), "ref_area": ["B", "A", "A"], "time_period": ["1", "2", "1"]}
        )
    )
    rows = schema.in_order(table).select(["ref_area", "time_period"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("A", "1"), ("A", "2"), ("B", "1")]
