"""The averages of corridors as DataBank gives them out: what is a price, what is none, and which way the money goes."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

HEADER = (
    "Sending Countries Name,Sending Countries Code,Series Name,Series Code,Receiving Countries  Name,Receiving Countries  Code,"
    "2019Q3 [YR2019Q3],2019Q4 [YR2019Q4]"
)
FACTS = about.about("worldbank-remittance-prices")


def reading(path):
    return about.reader("worldbank-remittance-prices").read(path, FACTS)


def written(tmp_path, *rows, header=HEADER):
    path = tmp_path / "corridors.csv"
    path.write_text("\ufeff" + "\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def corridor(first, second, *, sending="ARE", receiving="IND", series="ATCR.CORR"):
    return f"Anywhere,{sending},Average,{series},Elsewhere,{receiving},{first},{second}"


def said(found):
    return [str(issue) for issue in found.issues]


def test_the_published_file_holds_its_known_figures(shared):
    found = reading(shared / "data/worldbank/rpw_corridors_databank_2011_2020.csv")
    settled = settling.settled(found, FACTS, "2026-11-21")
    settling.checked(settled, FACTS)
    values = settled.table["obs_value"]
    assert (found.vintage, found.rows) == ("2020-12-07", 5328 * 35 + 5)
    assert (len(values) - values.null_count, len(values)) == (10417, 377 * 35)
    assert [round(pc.min_max(values)[end].as_py(), 1) for end in ("min", "max")] == [-11.4, 34.4]
    assert pc.count_distinct(settled.table["time_period"]).as_py() == 35
    assert said(settled) == ['receiving area: "ANT" is no area known here; it is kept as it stands, 35 times']
    assert found.rows == found.table.num_rows + sum(found.left_out.values())


def test_a_corridor_stands_under_the_area_that_receives(tmp_path):
    row = reading(written(tmp_path, corridor("5.5", "-1.25"))).table.to_pylist()[1]
    assert (row["ref_area"], row["counterpart_area"], row["time_period"], row["obs_value"]) == ("IND", "ARE", "2019-Q4", -1.25)


def test_a_quarter_without_a_price_is_marked_and_a_corridor_without_any_is_left_out(tmp_path):
    found = reading(
        written(tmp_path, corridor("..", "3"), corridor("..", "..", receiving="PAK"), corridor("", "", receiving="NPL"))
    )
    assert [(row["obs_value"], row["obs_status"]) for row in found.table.to_pylist()] == [(None, "O"), (3.0, "A")]
    assert (found.rows, found.left_out) == (6, {"never_priced": 4})


@pytest.mark.parametrize(
    ("footer", "vintage"),
    [
        pytest.param("Last Updated: 12/07/2020,,,,,,,", "2020-12-07", id="month comes before day"),
        pytest.param("Data from database: Prices,,,,,,,", "", id="no day"),
    ],
)
def test_the_line_below_the_table_says_the_edition(tmp_path, footer, vintage):
    found = reading(written(tmp_path, corridor("1", "2"), footer))
    assert (found.vintage, found.left_out) == (vintage, {"footer": 1})
    assert any("may be cut off" in text for text in said(found)) == (vintage == "")


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        pytest.param(corridor("1", "x"), 'cost: "x" is not a number', id="no number"),
        pytest.param(corridor("1", "2", sending="QQQ"), 'sending area: "QQQ" is no area known here', id="no area"),
        pytest.param(corridor("1", "2", series="NEW"), 'series "NEW" is not known; its rows are left out', id="no series"),
    ],
)
def test_what_is_not_expected_is_told(tmp_path, row, issue):
    assert any(issue in text for text in said(reading(written(tmp_path, corridor("1", "2"), row))))


def test_a_column_nobody_named_is_told(tmp_path):
    found = reading(written(tmp_path, corridor("1", "2") + ",x", header=HEADER + ",Remarks"))
    assert 'column "Remarks" is neither read nor ignored, first in corridors.csv' in said(found)


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        pytest.param(HEADER.replace("Series Code", "Series"), 'column "Series Code" is missing', id="a column is gone"),
        pytest.param(HEADER.replace("2019Q3", "Third").replace("2019Q4", "Last"), "no column is a quarter", id="no quarters"),
        pytest.param("nonsense", "column .* is missing|cannot be read", id="another file"),
    ],
)
def test_a_changed_layout_is_refused(tmp_path, header, fault):
    with pytest.raises(DataError, match=fault):
        reading(written(tmp_path, header=header))


def test_line_ends_of_another_kind_are_refused_in_one_line(tmp_path):
    path = written(tmp_path, corridor("1", "2"))
    path.write_bytes(path.read_bytes().replace(b",", b"\t").replace(b"\n", b"\r"))
    with pytest.raises(DataError, match="cannot be read"):
        reading(path)


def test_a_row_cut_off_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read as CSV"):
        reading(written(tmp_path, corridor("1", "2"), "Anywhere,ARE,Ave"))
