"""UN DESA's migrants by origin: the copies in circulation, where they are at hand, and the workbooks as others describe them."""

import gzip
import json

import pyarrow.compute as pc
import pytest
import xlsxwriter

from stocktake.errors import DataError
from stocktake.sources import about, settling

FACTS = about.about("undesa-migrant-stock-by-origin")
PAIRS = "year,origin,origin_region,destination,destination_region,sex,stock\n"


def reading(path):
    return settling.settled(about.reader(FACTS.id).read(path, FACTS), FACTS, "2026-11-21")


@pytest.fixture(scope="module")
def read(shared):
    def read(name):
        path = shared / "data" / "undesa" / name
        if not path.is_file():
            pytest.skip(f"{name} is not in the reference material")
        return reading(path)

    return read


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def total(found, **where):
    table = found.table
    for name, code in where.items():
        table = table.filter(pc.equal(table[name], code))
    return pc.sum(table["obs_value"]).as_py()


def told(found):
    return {
        (one["ref_area"], one["counterpart_area"], one["time_period"], one["sex"]): one["obs_value"]
        for one in found.table.to_pylist()
    }


def test_the_copy_by_sex_of_the_edition_of_2020(read):
    found = read("undesa_2020_bilateral_stock_by_sex_tidy.csv.gz")
    assert (found.vintage, found.rows, found.table.num_rows, found.left_out, found.issues) == ("2020", 223056, 223056, {}, ())
    assert total(found, time_period="2020", sex="_T") == 267940954
    assert total(found, time_period="2020", sex="_T", ref_area="DEU") == 15628769
    assert total(found, time_period="2020", sex="_T", ref_area="FRA") == 8524876
    assert len(settling.checked(found, FACTS)) == 3


def test_the_origins_of_france_add_up_to_what_the_other_workbook_says(read, shared):
    other = about.about("undesa-migrant-stock")
    path = shared / "data" / "undesa" / "undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
    published = about.reader(other.id).read(path, other)
    origins = read("undesa_2020_bilateral_stock_by_sex_tidy.csv.gz")
    where = {"time_period": "2020", "sex": "_T", "ref_area": "FRA"}
    assert total(published, **where) == total(origins, **where)


def test_the_matrices_hold_the_same_figures_for_both_sexes(read):
    matrices, pairs = read("undesa_2020_bilateral_stock_matrix.json"), read("undesa_2020_bilateral_stock_by_sex_tidy.csv.gz")
    assert (matrices.rows, matrices.left_out, matrices.issues) == (7 * 243**2, {"region": 36575, "zero": 301168}, ())
    both = pairs.table.filter(pc.equal(pairs.table["sex"], "_T"))
    key = ["ref_area", "counterpart_area", "time_period", "obs_value"]
    assert sorted(matrices.table.select(key).to_pylist(), key=repr) == sorted(both.select(key).to_pylist(), key=repr)


def test_the_copy_of_the_edition_of_2019_names_every_area(read):
    found = read("UN_MigrantStockByOriginAndDestination_2019_clean.csv")
    assert (found.vintage, found.rows, found.left_out, found.issues) == ("2019", 1659 * 232, {"zero": 304921}, ())
    assert found.table["obs_value"].null_count == 345
    groups = ("005", "029", "054", "057", "061")
    assert total(found, time_period="2019") - sum(total(found, time_period="2019", ref_area=code) for code in groups) == 260283744
    assert not [code for code in pc.unique(found.table["ref_area"]).to_pylist() if ":" in code]
    assert len(settling.checked(found, FACTS)) == 3


def test_the_row_over_all_origins_is_a_total_and_groups_of_origins_are_left_out():
    found = reading(about.sample(FACTS.id))
    values = told(found)
    assert values["FRA", "_T", "2020", "_T"] == 700
    assert values["WLD", "_T", "2020", "F"] == 600
    assert values["FRA", "undesa:OTHERS", "2020", "_T"] == 13
    assert ("WLD", "002", "2020", "_T") not in values
    assert found.left_out["group"] == 6
    assert {one["obs_status"] for one in found.table.to_pylist() if one["ref_area"] == "TON"} == {"I"}


def test_a_name_that_is_no_area_is_kept_and_told(tmp_path):
    found = reading(written(tmp_path, "a.csv", PAIRS + "2020,Atlantis,-,France,-,total,5\n2020,Congo,-,France,-,total,6\n"))
    assert told(found) == {("FRA", "undesa:Atlantis", "2020", "_T"): 5, ("FRA", "COG", "2020", "_T"): 6}
    assert [str(one) for one in found.issues] == ['origin: "Atlantis" is no area known here; it is kept as it stands']


def test_a_sex_that_is_not_known_is_kept_and_told(tmp_path):
    found = reading(written(tmp_path, "a.csv", PAIRS + "2020,Mali,-,France,-,all,5\n"))
    assert found.table["sex"].to_pylist() == ["undesa:all"]
    assert [str(one) for one in found.issues] == ['sex: "all" is not known']


def test_marks_and_zeros_of_a_full_copy(tmp_path):
    found = reading(written(tmp_path, "a.csv", 'Year,Dest, Mali,Niger\n2019,France,..,0\n2019,Chad,"1,022",\n'))
    assert told(found) == {("FRA", "MLI", "2019", "_T"): None, ("TCD", "MLI", "2019", "_T"): 1022}
    assert (found.rows, found.left_out) == (4, {"zero": 1, "blank": 1})


def old_workbook(path):
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("CONTENTS")
    heading = ["Year", "Sort order", "Major area, region, country or area of destination", "Notes", "Code", "Type of data (a)"]
    for place, name in enumerate(("Table 1", "Table 2", "Table 3")):
        sheet = book.add_worksheet(name)
        sheet.write_row(14, 0, [*heading, "Country or area of origin"])
        sheet.write_row(15, 6, ["Total", "Other North", "Other South", "Mali", "Niger"])
        sheet.write_row(16, 0, [2019, 1, "WORLD", "", 900, "", 90 + place, 1, 2, 30, 57])
        sheet.write_row(17, 0, ["", 2, "By region"])
        sheet.write_row(18, 0, [2019, 3, "France", "(1)", 250, "B R", 50 + place, "", "", 20, ".."])
    book.close()
    return path


def test_the_workbook_of_2019_has_one_sheet_a_sex_and_headings_in_two_rows(tmp_path):
    found = reading(old_workbook(tmp_path / "UN_MigrantStockByOriginAndDestination_2019.xlsx"))
    values = told(found)
    assert (found.vintage, found.rows, found.left_out, found.issues) == ("2019", 45, {"heading": 15, "blank": 6}, ())
    assert [values["WLD", "_T", "2019", sex] for sex in ("_T", "M", "F")] == [90, 91, 92]
    assert (values["FRA", "MLI", "2019", "F"], values["FRA", "NER", "2019", "F"]) == (20, None)
    assert values["WLD", "undesa:OTHER_SOUTH", "2019", "M"] == 2


def changed(tmp_path, old, new):
    """Write a workbook of the later layout in which one heading is another."""
    path = tmp_path / "changed.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Table 1")
    group = "Region, development group, country or area of"
    heading = ["Index", f"{group} destination", "Location code of destination", "Data type", f"{group} origin"]
    heading += ["Location code of origin", "2020", "2024", "2020", "2024", "2020", "2024"]
    sheet.write_row(10, 0, [new if one == old else one for one in heading])
    sheet.write_row(11, 0, [1, "France", 250, "B", "Mali", 466, 10, 12, 4, 5, 6, 7])
    book.close()
    return path


def test_a_later_edition_may_order_its_columns_anew(tmp_path):
    found = reading(changed(tmp_path, "", ""))
    assert (found.vintage, found.issues) == ("2024", ())
    assert told(found)["FRA", "MLI", "2024", "F"] == 7


def test_an_unknown_column_of_a_workbook_is_told(tmp_path):
    assert [str(one) for one in reading(changed(tmp_path, "Index", "Mood")).issues] == [
        'column "Mood" is neither read nor ignored, first in changed.xlsx'
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Location code of destination", "Code", 'column "Location code of destination" is missing'),
        ("2024", "later", "found no row of years|2020"),
        ("Location code of origin", "Code", 'found no heading "Year"'),
    ],
)
def test_a_workbook_of_another_layout_is_refused(tmp_path, old, new, said):
    if (old, new) == ("2024", "later"):
        assert reading(changed(tmp_path, old, new)).vintage == "2020"
        return
    with pytest.raises(DataError, match=said):
        reading(changed(tmp_path, old, new))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("[]", 'is no JSON with "names"', id="a list"),
        pytest.param(json.dumps({"names": ["Mali"], "regions": [], "matrix": {"2020": [[1, 2]]}}), "is no JSON", id="not square"),
        pytest.param('{"names": ["Mali"', "is no JSON", id="cut off"),
    ],
)
def test_a_json_without_square_matrices_is_refused(tmp_path, content, said):
    with pytest.raises(DataError, match=said):
        reading(written(tmp_path, "a.json", content))


def test_a_csv_of_another_layout_is_refused(tmp_path):
    with pytest.raises(DataError, match='column "Dest" is missing'):
        reading(written(tmp_path, "a.csv", "year,place\n2020,France\n"))


def test_a_packed_file_cut_off_is_refused(tmp_path):
    whole = gzip.compress((PAIRS + "2020,Mali,-,France,-,total,5\n" * 500).encode())
    (tmp_path / "a.csv.gz").write_bytes(whole[:60])
    with pytest.raises(DataError, match="cannot be read"):
        reading(tmp_path / "a.csv.gz")


def test_a_folder_is_refused_for_each_file_is_an_edition_or_a_copy_of_one(tmp_path):
    with pytest.raises(DataError, match="name the file itself"):
        reading(tmp_path)


def test_too_few_figures_are_not_taken_in():
    with pytest.raises(DataError, match=r"66 figures were read, at least 10000 were expected"):
        settling.checked(reading(about.sample(FACTS.id)), FACTS)
