"""An Open SDG site's folder: the real one of the United Kingdom where it is at hand, and what other sites may do."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "open-sdg-site"


def reading(path):
    facts = about.about(SOURCE)
    return settling.settled(about.reader(SOURCE).read(path, facts), facts, "2026-11-21")


def read_text(folder, text, name="indicator_10-7-3.csv", country="uk"):
    (folder / country).mkdir(parents=True, exist_ok=True)
    (folder / country / name).write_text(text, encoding="utf-8")
    return reading(folder / country / name)


def rows(found, *columns, **where):
    table = found.table
    for name, code in where.items():
        table = table.filter(pc.equal(table[name], code))
    return [tuple(row.values()) for row in table.select(columns).to_pylist()]


@pytest.fixture(scope="module")
def uk(shared):
    path = shared / "data" / "sdg_national" / "uk"
    if not path.is_dir():
        pytest.skip("the folder of a site is not in the reference material")
    return reading(path)


def test_the_folder_of_the_united_kingdom(uk):
    assert (uk.vintage, uk.rows, uk.table.num_rows, uk.left_out) == ("gbr", 21216, 21211, {"data_gap": 5})
    assert pc.unique(uk.table["ref_area"]).to_pylist() == ["GBR"]
    assert pc.count_distinct(uk.table["indicator"]).as_py() == 17
    assert uk.table["obs_value"].null_count == 937
    assert pc.sum(pc.equal(uk.table["obs_status"], "Q")).as_py() == 16


def test_the_headline_is_the_row_that_nothing_splits(uk):
    whole = {"sex": "_T", "age": "_T", "other_dims": "_T"}
    deaths = rows(uk, "time_period", "obs_value", "unit_measure", indicator="10.7.3", **whole)
    assert (deaths[0], len(deaths)) == (("2014", 17.0, "PS"), 9)
    cost = rows(uk, "time_period", "obs_value", "unit_measure", indicator="10.c.1", **whole)
    assert (cost[0], len(cost)) == (("2013-Q1", 7.96, "PT"), 39)


def test_only_one_survey_gives_a_figure_twice(uk):
    (issue,) = uk.issues
    assert (issue.count, issue.first.split(":")[:2]) == (16, ["8.5.1", "2_ANNUAL_POPULATION_SURVEY_APS"])


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        pytest.param("uk", "GBR", id="a name that the source maps"),
        pytest.param("DEU", "DEU", id="alpha-3"),
        pytest.param("germany", "DEU", id="a name"),
        pytest.param("276", "DEU", id="M49"),
        pytest.param("Germany/data", "DEU", id="data inside the folder of the country"),
    ],
)
def test_the_folder_names_the_country(tmp_path, folder, code):
    found = read_text(tmp_path, "Year,Units,Value\n2020,Number,1\n", country=folder)
    assert rows(found, "ref_area", "series", "unit_measure") == [(code, "OPEN_SDG_10_7_3", "PS")]
    assert found.vintage == code.lower()


def test_a_folder_that_names_no_country_is_refused(tmp_path):
    with pytest.raises(DataError, match=r'folder "sdg-site": its name is no country, .* as DEU or Germany'):
        read_text(tmp_path, "Year,Units,Value\n2020,Number,1\n", country="sdg-site")


@pytest.mark.parametrize(
    ("year", "period", "comment"),
    [
        pytest.param("2013 Q1", "2013-Q1", "", id="quarter"),
        pytest.param("2002/03", "2002/2003", "", id="fiscal year"),
        pytest.param("2019/20 [Note 5]", "2019/2020", "year published as 2019/20 [Note 5]", id="with a note"),
    ],
)
def test_years_are_periods(tmp_path, year, period, comment):
    found = read_text(tmp_path, f"Year,Units,Value\n{year},Number,1\n")
    assert rows(found, "time_period", "comment_obs") == [(period, comment)]


def test_a_sentence_is_a_gap_and_no_value(tmp_path):
    found = read_text(tmp_path, "Year,Value\nThere is nothing yet,\nlater,4\n2020,\n")
    assert (found.rows, found.left_out) == (3, {"data_gap": 1, "undated": 1})
    assert rows(found, "time_period", "obs_value", "obs_status") == [("2020", None, "O")]
    assert sorted(one.text for one in found.issues) == ["indicator 10.7.3: the file names no unit", 'year: "later" is no period']


@pytest.mark.parametrize(
    ("status", "value", "expected"),
    [
        pytest.param("Normal value", "1", "A", id="normal"),
        pytest.param("Normal Value", "", "O", id="normal, without a figure"),
        pytest.param("Missing value; suppressed", "", "Q", id="suppressed"),
        pytest.param("Provisional value", "1", "P", id="provisional"),
        pytest.param("E", "1", "E", id="a code of SDMX"),
        pytest.param("", "1", "A", id="none"),
    ],
)
def test_the_status_is_told_in_codes(tmp_path, status, value, expected):
    found = read_text(tmp_path, f"Year,Observation status,Units,Value\n2020,{status},Number,{value}\n")
    assert (rows(found, "obs_status"), found.issues) == ([(expected,)], ())


def test_any_other_column_splits_and_its_words_become_codes(tmp_path):
    found = read_text(
        tmp_path, 'Year,SEX,Age,"Path, or road",Units,GeoCode,Value\n2020,F,Under 18,"By sea; by air",Number,X1,1\n'
    )
    assert rows(found, "sex", "age", "other_dims") == [("F", "Y0T17", "path_or_road=by-sea-by-air")]
    assert found.issues == ()


def test_the_unit_multiplier_is_worked_in(tmp_path):
    found = read_text(tmp_path, "Year,Unit multiplier,Units,Value\n2020,Thousands,Number,1.5\n2021,Dozens,Number,1\n")
    assert rows(found, "time_period", "obs_value") == [("2020", 1500.0), ("2021", 1.0)]
    assert [str(one) for one in found.issues] == ['multiplier: "Dozens" has no code here, first in indicator_10-7-3.csv']


def test_the_same_word_is_another_unit_under_another_indicator(tmp_path):
    text = "Year,Units,Value\n2020,Number,1\n"
    assert rows(read_text(tmp_path, text), "unit_measure") == [("PS",)]
    assert rows(read_text(tmp_path, text, "indicator_17-18-1.csv"), "unit_measure") == [("Number",)]


def test_an_indicator_that_is_the_same_as_another_is_kept_under_that(tmp_path):
    found = read_text(tmp_path, "Year,Units,Value\n2020,Number,1\n", "indicator_13-1-1.csv")
    assert rows(found, "indicator") == [("11.5.1",)]


def test_files_and_columns_without_a_name_are_told(tmp_path):
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk" / "notes.csv").write_text("a\n1\n")
    read_text(tmp_path, "Year,Units,Value,\n2020,Number,1,x\n")
    assert [one.text for one in reading(tmp_path / "uk").issues] == [
        "a column has no name and is not read",
        'file "notes.csv" is named after no indicator and is not read',
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("indicator_10-7-3.csv", "Year,Units\n2020,Number\n", 'column "Value" is missing', id="no values"),
        pytest.param("indicator_10-7-3.csv", "Time,Value\n2020,1\n", 'column "Year" is missing', id="no years"),
        pytest.param("indicator_10-7-3.csv", "Year,Value\n2020,1\n2021", "cannot be read as CSV", id="cut off"),
        pytest.param("figures.csv", "Year,Value\n2020,1\n", r"no file named as indicator_10-7-3\.csv", id="another name"),
    ],
)
def test_a_changed_layout_is_refused(tmp_path, name, text, said):
    with pytest.raises(DataError, match=said):
        read_text(tmp_path, text, name)
