"""Figures of one's own: what is wrong is named with line and series, and the rest is read."""

import math

import pyarrow as pa
import pytest
from pyarrow import parquet

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import figure_file

HEADER = "indicator,ref_area,time_period,obs_value,unit_measure,sex"
GOOD = "10.c.1,MDA,2015,7.5,PT,_T"


def read(folder, *lines, header=HEADER):
    path = folder / "own.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return figure_file.read(path, areas())


def test_what_is_left_out_has_its_default(tmp_path):
    (row,) = read(tmp_path, GOOD).table.to_pylist()
    assert (row["series"], row["source"], row["age"], row["obs_status"]) == ("10.c.1", "own.csv", "_T", "A")
    assert row["obs_value"] == 7.5


def test_an_empty_value_is_missing_and_no_fault(tmp_path):
    found = read(tmp_path, GOOD, "10.c.1,MDA,2016,,PT,_T")
    assert (found.faults, found.table["obs_value"].to_pylist()) == ((), [7.5, None])


@pytest.mark.parametrize(
    ("lines", "said", "kept"),
    [
        pytest.param(["10.c.1,MDA,2016,nan,PT,_T"], ['line 3, series 10.c.1:MDA, 2016 "nan"', "no finite number"], 1, id="NaN"),
        pytest.param(["10.c.1,MDA,2016,inf,PT,_T"], ["line 3", "no finite number"], 1, id="infinity"),
        pytest.param(["10.c.1,MDA,2016,1e999,PT,_T"], ["line 3", "no finite number"], 1, id="too large to be a number"),
        pytest.param(["10.c.1,MDA,2016,<2.5,PT,_T"], ["line 3", "no finite number"], 1, id="a censored value"),
        pytest.param(["10.c.1,XXX,2016,7,PT,_T"], ["line 3, series 10.c.1:XXX", "no area"], 1, id="no area"),
        pytest.param(["10.c.1,Congo,2016,7,PT,_T"], ["line 3, series 10.c.1:Congo", "more than one"], 1, id="an ambiguous name"),
        pytest.param(["10.c.1,MDA,201x,7,PT,_T"], ["line 3", "period"], 1, id="no period"),
        pytest.param([",MDA,2016,7,PT,_T"], ["line 3", 'column "indicator" is empty'], 1, id="no indicator"),
        pytest.param(["10.c.1,MDA,2016,7"], ["line 3", "4 cells where the header has 6"], 1, id="cells missing"),
        pytest.param(["10.c.1,MDA,2015,8,PT,_T"], ["line 2", "line 3", "more than once"], 0, id="a key twice"),
        pytest.param(["10.c.1,MDA,2016,8,USD,_T"], ["line 2", "line 3", "two units"], 0, id="two units"),
        pytest.param(["10.c.1,MDA,2015,8,PT,F"], [], 2, id="another series of the same year"),
        pytest.param(["10.c.1,MDA,2016,8,USD,F"], [], 2, id="another series in another unit"),
    ],
)
def test_a_fault_is_named_and_the_rest_is_read(tmp_path, lines, said, kept):
    found = read(tmp_path, GOOD, *lines)
    assert found.table.num_rows == kept
    assert bool(found.faults) == bool(said)
    assert all(any(part in fault for fault in found.faults) for part in said)


def test_one_fault_a_line_and_lines_stay_right_after_a_broken_one(tmp_path):
    found = read(tmp_path, GOOD, "10.c.1,MDA", "10.c.1,MDA,2017,nan,PT,_T", "10.c.1,MDA,20,nan,PT,_T")
    assert [fault.split(",")[1].split(":")[0].strip() for fault in found.faults] == ["line 3", "line 4", "line 5"]


def test_parquet_is_read_too_and_its_rows_are_numbered(tmp_path):
    columns = {
        "indicator": ["x"] * 3,
        "ref_area": ["MDA"] * 3,
        "time_period": ["2015", "2016", "2017"],
        "unit_measure": ["PT"] * 3,
    }
    parquet.write_table(pa.table({**columns, "obs_value": [1.0, math.nan, math.inf]}), tmp_path / "own.parquet")
    found = figure_file.read(tmp_path / "own.parquet", areas())
    assert found.table["obs_value"].to_pylist() == [1.0]
    assert ["line 2" in found.faults[0], "line 3" in found.faults[1]] == [True, True]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        pytest.param("indicator,ref_area,time_period,obs_value", 'column "unit_measure" is missing', id="a column missing"),
        pytest.param(f"{HEADER},colour", 'unknown column "colour"', id="a column too many"),
    ],
)
def test_wrong_columns_are_refused(tmp_path, header, said):
    with pytest.raises(DataError, match=said):
        read(tmp_path, "x" + "," * header.count(","), header=header)


def test_a_file_that_is_none_is_refused_in_one_line(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        figure_file.read(tmp_path / "nowhere.csv", areas())
