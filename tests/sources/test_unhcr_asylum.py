"""UNHCR asylum: applications and decisions, persons and cases kept apart."""

import pyarrow.compute as pc
import pytest

from published import reading, real_files, values, written
from stocktake.errors import DataError
from stocktake.sources import about

FACTS = about.about("unhcr-asylum")


@pytest.fixture(scope="module")
def real(shared):
    return real_files(shared, "unhcr-asylum")


APPLIED = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,procedure_type,app_type,dec_level,app_pc,applied"
DECIDED = (
    "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,procedure_type,dec_level,dec_pc,"
    "dec_recognized,dec_other,dec_rejected,dec_closed,dec_total"
)


def test_every_application_of_the_real_file_is_taken_in(real):
    found = real("unhcr/asylum_applications.csv.gz")
    assert (found.rows, found.table.num_rows, found.left_out, found.issues) == (120_597, 120_597, {}, ())
    units = {one["values"]: one["counts"] for one in pc.value_counts(found.table["unit_measure"]).to_pylist()}
    assert units == {"PS": 113_635, "CASES": 6_962}


def test_every_decision_of_the_real_file_is_taken_in_with_its_parts(real):
    found = real("unhcr/asylum_decisions.csv.gz")
    assert (found.rows, found.table.num_rows, found.left_out) == (113_929 * 5, 113_929 * 5, {})
    assert [(issue.text.partition(";")[0], issue.count) for issue in found.issues] == [
        ("the parts of a decision do not add up to its total", 444)
    ]


def test_the_older_layout_of_both_is_read_as_one_folder(real):
    found = real("unhcr/hdx_sample")
    assert (found.rows, found.vintage) == (300 + 334 * 5, "2019-part")
    assert found.rows == found.table.num_rows + sum(found.left_out.values())


def test_persons_and_cases_of_one_country_are_two_series_and_are_not_added(tmp_path):
    rows = [f"2020,,,AGO,,,USA,G,N,FI,{unit},{value}" for unit, value in (("P", 7), ("C", 5))]
    found = reading("unhcr-asylum", written(tmp_path, "asylum_applications.csv", APPLIED, *rows))
    assert values(found, unit_measure="PS") == [7]
    assert values(found, unit_measure="CASES") == [5]
    assert found.table.num_rows == 2


def test_the_total_of_a_decision_has_no_part_and_its_parts_name_themselves(tmp_path):
    found = reading("unhcr-asylum", written(tmp_path, "asylum_decisions.csv", DECIDED, "2020,,,AGO,,,DEU,G,FI,P,1,2,3,4,10"))
    assert dict(zip(found.table["other_dims"].to_pylist(), found.table["obs_value"].to_pylist(), strict=True)) == {
        "dec_level=FI;procedure_type=G": 10,
        "dec_level=FI;decision=recognized;procedure_type=G": 1,
        "dec_level=FI;decision=other_protection;procedure_type=G": 2,
        "dec_level=FI;decision=rejected;procedure_type=G": 3,
        "dec_level=FI;decision=closed;procedure_type=G": 4,
    }
    assert found.issues == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param("2020,,,AGO,,,DEU,G,N,FI,X,5", '"X" is neither P, persons, nor C, cases', id="unit"),
        pytest.param("2020,,,AGO,,,DEU,Q,N,FI,P,5", 'procedure_type: the code "Q" is not known', id="procedure"),
        pytest.param("2020,,,AGO,,,DEU,G,Q,FI,P,5", 'app_type: the code "Q" is not known', id="type"),
        pytest.param("2020,,,AGO,,,DEU,G,N,Q,P,5", 'dec_level: the code "Q" is not known', id="instance"),
        pytest.param("2020,,,QQQ,,,DEU,G,N,FI,P,5", '"QQQ" is no area known here', id="origin"),
        pytest.param("2020,,,AGO,,,DEU,G,N,FI,P,some", '"some" is not a number', id="figure"),
    ],
)
def test_what_is_not_expected_is_an_issue(tmp_path, row, said):
    found = reading("unhcr-asylum", written(tmp_path, "asylum_applications.csv", APPLIED, row))
    assert any(said in str(issue) for issue in found.issues)


def test_rows_without_a_known_unit_are_left_out(tmp_path):
    found = reading("unhcr-asylum", written(tmp_path, "asylum_applications.csv", APPLIED, "2020,,,AGO,,,DEU,G,N,FI,X,5"))
    assert (found.left_out, found.table.num_rows) == ({"no_unit": 1}, 0)


def test_a_blank_figure_stays_as_missing(tmp_path):
    found = reading("unhcr-asylum", written(tmp_path, "asylum_applications.csv", APPLIED, "2020,,,AGO,,,DEU,G,N,FI,P,"))
    assert found.table.select(["obs_value", "obs_status"]).to_pylist() == [{"obs_value": None, "obs_status": "O"}]


def test_a_column_that_is_missing_is_told(tmp_path):
    with pytest.raises(DataError, match='column "app_pc" is missing; the layout has changed'):
        reading("unhcr-asylum", written(tmp_path, "asylum_applications.csv", APPLIED.replace("app_pc", "unit")))


def test_another_file_is_told(tmp_path):
    with pytest.raises(DataError, match=r'column "[a-z_]+" is missing; the layout has changed'):
        reading("unhcr-asylum", written(tmp_path, "asylum_applications.csv", "year,coo_iso,coa_iso"))
