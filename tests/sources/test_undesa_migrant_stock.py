"""UN DESA's migrant stock: the real workbooks of two editions, where they are at hand."""

import pyarrow.compute as pc
import pytest

from stocktake.sources import about, settling

SOURCE = "undesa-migrant-stock"


@pytest.fixture(scope="module")
def read(shared):
    def read(name):
        path = shared / "data" / "undesa" / name
        if not path.is_file():
            pytest.skip(f"{name} is not in the reference material")
        facts = about.about(SOURCE)
        return settling.settled(about.reader(SOURCE).read(path, facts), facts, "2026-11-21")

    return read


def value(found, **where):
    table = found.table
    for name, code in {"sex": "_T", **where}.items():
        table = table.filter(pc.equal(table[name], code))
    (row,) = table.select(["obs_value"]).to_pylist()
    return row["obs_value"]


def test_the_edition_of_2020(read):
    found = read("undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx")
    assert (found.vintage, found.rows, found.table.num_rows, found.left_out) == ("2020", 5943, 5901, {"repeated": 42})
    assert value(found, ref_area="WLD", time_period="2020") == 280598105
    assert value(found, ref_area="DEU", time_period="2020") == 15762457
    assert value(found, ref_area="WLD", time_period="1990", sex="M") == 77563467
    assert len(settling.checked(found, about.about(SOURCE))) == 4


def test_the_edition_of_2019_has_another_layout(read):
    found = read("UN_MigrantStockTotal_2019.xlsx")
    assert (found.vintage, found.rows, found.left_out) == ("2019", 5943, {"heading": 84, "repeated": 84})
    assert value(found, ref_area="WLD", time_period="2019") == 271642105


def test_only_groups_by_income_and_development_have_no_area_here(read):
    found = read("undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx")
    unplaced = [code for code in pc.unique(found.table["ref_area"]).to_pylist() if ":" in code]
    assert sorted(unplaced) == [f"undesa:{code}" for code in ("1500", "1501", "1502", "1503", "1517", "902", "934", "948")]


def test_a_workbook_cut_off_is_not_taken_in():
    facts = about.about(SOURCE)
    found = settling.settled(about.reader(SOURCE).read(about.sample(SOURCE), facts), facts, "2026-11-21")
    with pytest.raises(Exception, match=r"81 figures were read, at least 4000 were expected; .* nothing was taken in"):
        settling.checked(found, facts)
