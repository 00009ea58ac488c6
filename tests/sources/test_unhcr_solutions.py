"""UNHCR solutions: returns, resettlement and naturalisation, each a figure of the right country."""

import pyarrow.compute as pc
import pytest

from published import reading, real_files, values, written
from stocktake.errors import DataError
from stocktake.sources import about, settling

FACTS = about.about("unhcr-solutions")


@pytest.fixture(scope="module")
def real(shared):
    return real_files(shared, "unhcr-solutions")


HEADER = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,returned_refugees,resettlement,naturalisation,returned_idps"


def test_the_real_file_agrees_with_the_population_file(real):
    found = real("unhcr/solutions.csv.gz")
    computed = pc.sum(pc.equal(found.table["locator"], "computed")).as_py()
    assert found.rows == 21_258 * 4 == found.table.num_rows - computed + sum(found.left_out.values())
    assert values(found, indicator="unhcr-returned-refugees", ref_area="WLD", time_period="2024") == [1_615_821]
    assert values(found, indicator="unhcr-returned-idps", ref_area="WLD", time_period="2024") == [8_219_597]
    assert found.issues == ()
    assert len(settling.checked(found, FACTS)) == 4


def test_the_older_layout_is_read_as_a_part(real):
    found = real("unhcr/hdx_sample/HDX_Solutions.csv")
    assert (found.rows, found.vintage) == (151 * 4, "2019-part")
    assert found.rows == found.table.num_rows + sum(found.left_out.values())


@pytest.mark.parametrize(
    ("cells", "series", "ref_area", "counterpart"),
    [
        pytest.param("9,,,", "RETURNED_REFUGEES", "AGO", "ZMB", id="to their country"),
        pytest.param(",9,,", "RESETTLEMENT", "ZMB", "AGO", id="in the country that took them"),
        pytest.param(",,9,", "NATURALISATION", "ZMB", "AGO", id="citizens of the country they live in"),
    ],
)
def test_each_solution_is_a_figure_of_the_country_where_people_are_now(tmp_path, cells, series, ref_area, counterpart):
    found = reading("unhcr-solutions", written(tmp_path, "solutions.csv", HEADER, f"2020,,,AGO,,,ZMB,{cells}"))
    assert found.table.select(["series", "ref_area", "counterpart_area", "obs_value"]).to_pylist() == [
        {"series": series, "ref_area": ref_area, "counterpart_area": counterpart, "obs_value": 9}
    ]


def test_displaced_people_who_went_home_have_no_other_country(tmp_path):
    found = reading("unhcr-solutions", written(tmp_path, "solutions.csv", HEADER, "2020,,,COL,,,COL,,,,700"))
    assert values(found, ref_area="COL", counterpart_area="_T") == [700]


def test_a_column_that_is_missing_is_told(tmp_path):
    with pytest.raises(DataError, match='column "resettlement" is missing; the layout has changed'):
        reading("unhcr-solutions", written(tmp_path, "solutions.csv", HEADER.replace("resettlement", "moved")))


def test_a_column_that_is_new_is_an_issue(tmp_path):
    found = reading("unhcr-solutions", written(tmp_path, "solutions.csv", HEADER + ",visas", "2020,,,COL,,,COL,,,,700,1"))
    assert any('column "visas" is neither read nor ignored' in str(issue) for issue in found.issues)
