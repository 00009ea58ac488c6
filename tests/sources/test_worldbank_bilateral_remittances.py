"""The matrices of remittances: which side sends, totals beside parts, blank against zero, both layouts."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "worldbank-bilateral-remittances"
FACTS = about.about(SOURCE)
MATRIX = ("Sending;India;Mali;Total", "Germany;40.25;;40.25", "Mali;0;-;0", "Total Remittances;40.25;0;40.25")


def reading(path):
    return about.reader(SOURCE).read(path, FACTS)


def written(tmp_path, *lines, name="matrix_2010.csv"):
    path = tmp_path / name
    path.write_bytes("\r\n".join(lines).encode("latin-1"))
    return path


def listed(found):
    return {
        (row["series"].removeprefix("BILATERAL_REMITTANCES_"), row["ref_area"], row["counterpart_area"]): row["obs_value"]
        for row in found.table.to_pylist()
    }


def said(found):
    return [str(issue) for issue in found.issues]


def value(table, **where):
    for column, code in where.items():
        table = table.filter(pc.equal(table[column], code))
    return table["obs_value"].to_pylist()


def test_the_matrix_of_2017_holds_its_known_figures(shared):
    found = settling.settled(reading(shared / "data/worldbank/WB_Bilateral_Remittance_Estimates_2017.xlsx"), FACTS, "2026-11-21")
    settling.checked(found, FACTS)
    assert (found.vintage, found.table.num_rows, found.issues) == ("2018-04", 215 * 215, ())
    assert round(value(found.table, ref_area="WLD", counterpart_area="_T")[0]) == 613466
    assert found.left_out == {"words": 6}


@pytest.mark.parametrize(
    ("series", "short"),
    [
        pytest.param("BILATERAL_REMITTANCES_RECEIVED", 0.0, id="received"),
        pytest.param("BILATERAL_REMITTANCES_SENT", 2.038, id="sent: what is published adds up to two million less"),
    ],
)
def test_the_totals_of_2017_add_up_to_that_of_the_world(shared, series, short):
    table = reading(shared / "data/worldbank/WB_Bilateral_Remittance_Estimates_2017.xlsx").table
    totals = table.filter(pc.and_(pc.equal(table["series"], series), pc.equal(table["counterpart_area"], "_T")))
    world = value(table, ref_area="WLD", counterpart_area="_T")[0]
    parts = totals.filter(pc.not_equal(totals["ref_area"], "WLD"))["obs_value"]
    assert world - pc.sum(parts).as_py() == pytest.approx(short, abs=0.001)


def test_the_older_matrix_is_read_the_same_way_round(shared):
    found = reading(shared / "data/worldbank/bilateral_remittances_semicolon_2010_style.csv")
    assert (found.vintage, found.rows, found.left_out) == ("", 217 * 214, {"blank": 12460})
    assert round(value(found.table, ref_area="WLD", counterpart_area="_T")[0]) == 463599
    assert round(value(found.table, ref_area="IND", counterpart_area="_T", series="BILATERAL_REMITTANCES_RECEIVED")[0]) == 54035
    assert said(found) == [
        "the file says no year; 2010 is taken from its name, first in bilateral_remittances_semicolon_2010_style.csv",
        'sending area: "Netherlands Antilles" is no area known here; it is kept as it stands, 157 times',
    ]


def test_money_goes_from_rows_to_columns_and_totals_stand_beside_their_parts(tmp_path):
    found = reading(written(tmp_path, *MATRIX))
    assert listed(found) == {
        ("RECEIVED", "IND", "DEU"): 40.25,
        ("SENT", "DEU", "_T"): 40.25,
        ("RECEIVED", "IND", "MLI"): 0.0,
        ("RECEIVED", "MLI", "MLI"): None,
        ("SENT", "MLI", "_T"): 0.0,
        ("RECEIVED", "IND", "_T"): 40.25,
        ("RECEIVED", "MLI", "_T"): 0.0,
        ("RECEIVED", "WLD", "_T"): 40.25,
    }


def test_blank_is_left_out_zero_is_kept_and_a_mark_has_no_value(tmp_path):
    found = reading(written(tmp_path, *MATRIX))
    assert (found.rows, found.left_out) == (9, {"blank": 1})
    assert sorted(found.table["obs_status"].to_pylist()) == ["E"] * 7 + ["O"]


def test_the_year_of_a_file_without_a_title_is_that_of_its_name(tmp_path):
    found = reading(written(tmp_path, *MATRIX))
    assert found.table["time_period"].unique().to_pylist() == ["2010"]
    assert said(found) == ["the file says no year; 2010 is taken from its name, first in matrix_2010.csv"]


@pytest.mark.parametrize(
    ("lines", "name", "fault"),
    [
        pytest.param(MATRIX, "matrix.csv", "says no year", id="no year"),
        pytest.param(("Receiving;India", "Germany;1"), "m_2010.csv", "corner of the matrix", id="the other way round"),
        pytest.param(("Sending;India;Mali", "Germany;1"), "m_2010.csv", "cannot be read as CSV", id="cut off"),
        pytest.param(MATRIX, "matrix_2010.xlsx", "is no workbook", id="no workbook"),
    ],
)
def test_a_file_that_is_no_such_matrix_is_refused(tmp_path, lines, name, fault):
    with pytest.raises(DataError, match=fault):
        reading(written(tmp_path, *lines, name=name))


def test_a_cell_that_is_no_number_and_a_name_that_is_no_area_are_told(tmp_path):
    issues = said(reading(written(tmp_path, *MATRIX, "Nowhere;much;1;1")))
    assert 'remittances: "much" is not a number' in issues
    assert 'sending area: "Nowhere" is no area known here; it is kept as it stands, 3 times' in issues


def test_a_folder_with_matrices_of_several_editions_is_refused(tmp_path):
    written(tmp_path, *MATRIX)
    (tmp_path / "m.xlsx").write_bytes(about.sample(SOURCE).read_bytes())
    with pytest.raises(DataError, match=r"several editions \(2021-05, undated\); read them one by one"):
        reading(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"holds no file that ends with \.csv or \.xlsx"):
        reading(tmp_path)
