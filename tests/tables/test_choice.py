"""Some rows of the current figures, read at once."""

import pyarrow as pa
import pytest

from factories import rows as observations
from stocktake.errors import WorkspaceError
from stocktake.tables import choice, schema, snapshot

FROM = snapshot.BuiltFrom("abc", "0.1")


def written(folder, name, *many):
    rows = [{column: getattr(one, column) for column in schema.SCHEMA.names} for each in many for one in each]
    snapshot.write(folder, name, pa.Table.from_pylist(rows, schema=schema.SCHEMA), FROM)


@pytest.fixture
def folder(tmp_path):
    written(
        tmp_path,
        "one",
        observations({2015: 1.0, 2020: 2.0}, indicator="x", ref_area="MDA"),
        observations({2020: 3.0}, indicator="x", ref_area="DEU"),
        observations({2020: 4.0}, indicator="x", ref_area="MDA", sex="F", other_dims="cause=flood;event=E1"),
        observations({2021: None}, indicator="x", ref_area="FRA"),
    )
    written(tmp_path, "two", observations({2022: 9.0}, indicator="y", ref_area="MDA"))
    return tmp_path


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({}, {1.0, 2.0, 3.0, 4.0, None, 9.0}),
        ({"indicator": ["x"], "ref_area": ["MDA", "DEU"]}, {1.0, 2.0, 3.0, 4.0}),
        ({"indicator": ["x"], "split": [""]}, {1.0, 2.0, 3.0, None}),
        ({"split": ["sex;cause;event;"]}, {4.0}),
        ({"indicator": []}, set()),
        ({"indicator": ["x' or '1' = '1"]}, set()),
    ],
)
def test_only_rows_that_have_one_of_the_texts_in_each_column_are_read(folder, narrowed, expected):
    assert set(choice.rows(folder, narrowed)["obs_value"].to_pylist()) == expected


def test_rows_come_in_the_order_and_columns_of_a_snapshot(folder):
    found = choice.rows(folder, {"indicator": ["x"]})
    assert found.schema == schema.SCHEMA
    assert found.equals(schema.in_order(found))


def test_extents_say_how_far_each_area_goes_and_leave_out_what_has_no_value(folder):
    found = {(row["ref_area"], row["split"]): row for row in choice.extents(folder, {"indicator": ["x"]}).to_pylist()}
    assert set(found) == {("MDA", ""), ("DEU", ""), ("MDA", "sex;cause;event;")}
    assert (found["MDA", ""]["first"], found["MDA", ""]["last"], found["MDA", ""]["count"]) == ("2015", "2020", 2)


def test_reach_counts_areas_by_indicator(folder):
    assert [(row["indicator"], row["areas"], row["last"]) for row in choice.reach(folder).to_pylist()] == [
        ("x", 2, "2020"),
        ("y", 1, "2022"),
    ]


def test_a_folder_without_figures_gives_no_rows(tmp_path):
    assert choice.rows(tmp_path, {"indicator": ["x"]}).num_rows == 0
    assert choice.extents(tmp_path, {}).num_rows == choice.reach(tmp_path).num_rows == choice.editions(tmp_path, {}).num_rows == 0


def test_a_file_that_is_gone_is_told(folder):
    next((folder / "two").glob("*.parquet")).unlink()
    with pytest.raises(WorkspaceError, match="is missing"):
        choice.rows(folder, {})


def test_a_folder_may_have_signs_in_its_name_that_mean_something_elsewhere(tmp_path):
    folder = tmp_path / "o'neill [1]*"
    written(folder, "one", observations({2020: 1.0}))
    assert choice.rows(folder, {}).num_rows == 1


def test_of_several_editions_the_newest_counts():
    both = [
        *observations({2020: 1.0}, vintage="2021", released="2021"),
        *observations({2020: 2.0}, vintage="2022", released="2022"),
    ]
    table = pa.Table.from_pylist(
        [{name: getattr(one, name) for name in schema.SCHEMA.names} for one in both], schema=schema.SCHEMA
    )
    assert choice.newest(table)["obs_value"].to_pylist() == [2.0]
