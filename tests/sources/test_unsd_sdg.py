"""The SDG Global Database: the real releases of 2019 and 2020 where they are at hand, and layouts that have changed."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from stocktake.catalog import indicator
from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "unsd-sdg"
LONG = "SeriesCode,IndicatorCode,SeriesRelease,Sex_Code,Nature_Code,Units_Code,GeoArea_Code,Year,Value"
TOTALS = {"sex": "_T", "age": "_T", "migratory_status": "_T", "disability": "_T", "other_dims": "_T"}


def reading(path):
    facts = about.about(SOURCE)
    return settling.settled(about.reader(SOURCE).read(path, facts), facts, "2026-11-21")


def read_text(folder, text, name="x_long.csv", encoding="utf-8"):
    (folder / name).write_bytes(text.encode(encoding))
    return reading(folder / name)


def rows(found, *columns, **where):
    table = found.table
    for name, code in where.items():
        table = table.filter(pc.equal(table[name], code))
    return [tuple(row.values()) for row in table.select(columns).to_pylist()]


@pytest.fixture(scope="module")
def read(shared):
    found = {}

    def read(name):
        path = shared / "data" / "sdg_global" / name
        if not path.exists():
            pytest.skip(f"{name} is not in the reference material")
        if name not in found:
            found[name] = reading(path)
        return found[name]

    return read


def test_the_release_of_2020_whole(read):
    found = read("ddf_2020_all_series.parquet")
    assert (found.vintage, found.rows, found.table.num_rows, found.left_out) == ("2020", 1128726, 1128726, {})
    count = {name: pc.count_distinct(found.table[name]).as_py() for name in ("series", "ref_area")}
    assert count == {"series": 472, "ref_area": 337}
    assert pc.sum(pc.equal(found.table["obs_status"], "X")).as_py() == 3434
    assert pc.sum(pc.equal(found.table["obs_status"], "O")).as_py() == 2914
    assert found.table["obs_value"].null_count == 3434 + 2914
    assert len(rows(found, "ref_area", series="SM_DTH_MIGR")) == 1668
    assert rows(found, "obs_value", "unit_measure", series="SM_DTH_MIGR", ref_area="WLD", time_period="2014") == [(5290.0, "PS")]


def test_the_release_of_2020_as_datapoints_says_what_the_whole_says(read):
    whole, parts = read("ddf_2020_all_series.parquet"), read("ddf_2020")
    assert (parts.vintage, parts.rows) == ("2020", 38424)
    columns = [name for name in parts.table.column_names if name != "locator"]
    wanted = whole.table.filter(pc.is_in(whole.table["series"], pc.unique(parts.table["series"]))).select(columns)
    keys = [(name, "ascending") for name in columns]
    assert wanted.sort_by(keys).equals(parts.table.select(columns).sort_by(keys))


def test_the_release_of_2019_whole(read):
    found = read("unsd_2019q1_all_long.parquet")
    assert (found.vintage, found.rows, found.left_out) == ("2019.q1.g", 305265, {"repeated": 29004})
    assert {name: pc.count_distinct(found.table[name]).as_py() for name in ("series", "ref_area")} == {
        "series": 317,
        "ref_area": 315,
    }
    assert len(rows(found, "obs_value", indicator="17.3.2")) == 5097


def test_the_release_of_2019_as_csv_says_what_the_whole_says(read):
    whole, parts = read("unsd_2019q1_all_long.parquet"), read("unsd_2019q1")
    columns = [name for name in parts.table.column_names if name != "locator"]
    wanted = whole.table.filter(pc.is_in(whole.table["series"], pc.unique(parts.table["series"]))).select(columns)
    keys = [(name, "ascending") for name in columns]
    assert wanted.sort_by(keys).equals(parts.table.select(columns).sort_by(keys))
    assert "a file has a header and no row, 2 times, first in 8.7.1-SL_TLF_CHLDEA_long.csv" in map(str, parts.issues)


@pytest.mark.parametrize("name", ["unsd_2019q1_all_long.parquet", "ddf_2020_all_series.parquet"])
def test_no_figure_stands_there_twice_and_every_code_but_areas_is_known(read, name):
    texts = [one.text for one in read(name).issues if not one.text.startswith("area:")]
    assert texts in ([], ['sex: "X" has no code here; it is kept in other_dims'])


@pytest.mark.parametrize("name", ["unsd_2019q1_all_long.parquet", "ddf_2020_all_series.parquet"])
def test_the_series_of_our_indicators_come_under_their_indicator_in_their_unit(read, name):
    ours = {
        (series.code, one.id, series.unit_measure)
        for one in indicator.indicators().values()
        if not one.same_as
        for series in one.series
    }
    named = {code for code, _, _ in ours}
    found = (
        read(name)
        .table.select(["series", "indicator", "unit_measure"])
        .group_by(["series", "indicator", "unit_measure"])
        .aggregate([])
    )
    odd = {tuple(row.values()) for row in found.to_pylist() if row["series"] in named} - ours
    insured = {(code, "8.8.1", "PER_100K_INSURED") for code in ("SL_EMP_INJUR", "SL_EMP_FTLINJUR")}
    assert odd == (insured if "2019" in name else set())


def test_a_series_under_three_indicators_is_kept_once(read):
    found = read("unsd_2019q1_all_long.parquet")
    assert {one for (one,) in rows(found, "indicator", series="VC_DSR_MTMP")} == {"11.5.1"}
    assert len(rows(found, "obs_value", series="VC_DSR_MTMP")) == 854


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_either_encoding_gives_the_same(tmp_path, encoding):
    text = f'{LONG},Footnotes\nSM_DTH_MIGR,10.7.3,2019.Q1.G.01,,G,NUMBER,384,2017.0,"1,873.51",Côte\n'
    found = read_text(tmp_path, text, encoding=encoding)
    assert rows(found, "ref_area", "time_period", "obs_value", "comment_obs") == [("CIV", "2017", 1873.51, "nature G; Côte")]


@pytest.mark.parametrize(
    ("nature", "value", "status", "comment"),
    [
        pytest.param("C", "1", "A", "", id="country data"),
        pytest.param("CA", "1", "A", "nature CA", id="country data adjusted"),
        pytest.param("E", "1", "E", "", id="estimate"),
        pytest.param("M", "1", "E", "nature M", id="model"),
        pytest.param("NA", "1", "A", "nature NA", id="nature not available"),
        pytest.param("NA", "NA", "O", "published as NA; nature NA", id="value not available"),
        pytest.param("E", "<2.5", "X", "published as <2.5", id="below a limit, estimated"),
        pytest.param("C", "", "O", "", id="empty"),
        pytest.param("ZZ", "1", "A", "nature ZZ", id="unknown"),
    ],
)
def test_status_says_what_nature_and_value_say(tmp_path, nature, value, status, comment):
    found = read_text(tmp_path, f"{LONG}\nSM_DTH_MIGR,10.7.3,2019.Q1.G.01,,{nature},NUMBER,516,2017.0,{value}\n")
    assert rows(found, "ref_area", "obs_status", "comment_obs") == [("NAM", status, comment)]
    assert [str(one) for one in found.issues] == (['nature: "ZZ" has no code here'] if nature == "ZZ" else [])


def test_one_key_with_two_values_is_kept_and_told(tmp_path):
    line = "SM_DTH_MIGR,10.7.3,2019.Q1.G.01,,G,NUMBER,8,2017.0"
    found = read_text(tmp_path, f"{LONG}\n{line},1\n{line},1\n{line},2\n")
    assert (found.rows, found.table.num_rows, found.left_out) == (3, 2, {"repeated": 1})
    assert "a figure stands there more than once" in str(found.issues[-1])


def test_unknown_columns_are_told_and_a_dimension_is_kept(tmp_path):
    found = read_text(tmp_path, f"{LONG},Shape_Code,Mood\nSM_DTH_MIGR,10.7.3,2019.Q1.G.01,ALIEN,G,NUMBER,8,2017.0,1,ROUND,good\n")
    assert rows(found, "sex", "other_dims") == [("_T", "sex=ALIEN;shape=ROUND")]
    assert sorted(one.text for one in found.issues) == [
        'column "Mood" is neither read nor ignored',
        'column "Shape_Code" is neither read nor ignored; it is kept as a dimension',
        'sex: "ALIEN" has no code here; it is kept in other_dims',
    ]


def test_a_series_that_nobody_knows_gets_an_id_of_its_own(tmp_path):
    found = read_text(
        tmp_path, "geo_area,nature,units,year,zz_new\n8,c,number,2020,1\n", "ddf--datapoints--zz_new--by--geo_area.csv"
    )
    assert rows(found, "indicator", "series", "unit_measure") == [("unsd-zz-new", "ZZ_NEW", "NUMBER")]
    assert 'series "ZZ_NEW" has no indicator here; it is kept under an id of its own' in map(str, found.issues)


def test_the_edition_of_datapoints_is_the_year_in_the_name_of_their_folder(tmp_path):
    folder = tmp_path / "sdg-2021"
    folder.mkdir()
    text = "geo_area,nature,units,year,sm_dth_migr\n8,c,number,2020,1\n"
    assert read_text(folder, text, "ddf--datapoints--sm_dth_migr--by--geo_area.csv").vintage == "2021"
    assert reading(folder).vintage == "2021"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(LONG.replace("GeoArea_Code", "Place") + "\nX,1.1.1,,,C,N,8,2017.0,1\n", 'no column for "geo_area"', id="a column missing"),
        pytest.param(f"{LONG},Sex\nX,1.1.1,,,C,N,8,2017.0,1,M\n", '"Sex_Code" and "Sex" have one meaning', id="a meaning twice"),
        pytest.param(f"{LONG}\nX,1.1.1,,,C,N,8,2017.0,1\nX,1.1.1,,", "cannot be read as CSV", id="cut off"),
        pytest.param(f"{LONG}\nX,1.1.1,2019.Q1.G,,C,N,8,2017,1\nX,1.1.1,2019.Q2.G,,C,N,8,2017,1\n", "releases 2019.Q1.G, 2019.Q2.G", id="two"),
        pytest.param("", "is empty", id="empty"),
    ],
)  # fmt: skip
def test_a_changed_layout_is_refused(tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        read_text(tmp_path, text)


def test_a_broken_parquet_file_is_refused(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match=r"x\.parquet: cannot be read as Parquet"):
        reading(tmp_path / "x.parquet")


def test_a_folder_without_figures_is_refused(tmp_path):
    (tmp_path / "ddf--concepts--continuous.csv").write_text("concept\nx\n")
    with pytest.raises(DataError, match=r"holds no \.csv and no \.parquet of figures"):
        reading(tmp_path)


def test_a_folder_with_two_releases_is_refused(tmp_path):
    for quarter in "12":
        (tmp_path / f"{quarter}.csv").write_text(f"{LONG}\nX,1.1.1,2019.Q{quarter}.G.01,,C,N,8,2017.0,1\n")
    with pytest.raises(DataError, match=r"holds the releases 2019\.q1\.g, 2019\.q2\.g"):
        reading(tmp_path)


def test_parquet_with_numbers_for_text_reads_the_same(tmp_path):
    columns = {
        "series": ["sm_dth_migr"],
        "geo_area": [8],
        "nature": ["g"],
        "units": ["number"],
        "year": [2020.0],
        "value": [3.5],
        "sex": [None],
    }
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    assert rows(reading(tmp_path / "x.parquet"), "ref_area", "time_period", "obs_value", **TOTALS) == [("ALB", "2020", 3.5)]


def test_a_file_of_the_two_thousandth_row_begins_a_new_piece_and_nothing_is_lost(tmp_path, monkeypatch):
    from stocktake.sources.unsd_sdg import layout

    monkeypatch.setattr(layout, "BATCH", 2)
    lines = [f"SM_DTH_MIGR,10.7.3,2019.Q1.G.01,,G,NUMBER,9999,{year},1" for year in range(2001, 2006)]
    found = read_text(tmp_path, "\n".join([LONG, *lines]) + "\n")
    assert [one for (one,) in rows(found, "locator")] == ["row 2", "row 3", "row 4", "row 5", "row 6"]
    assert [str(one) for one in found.issues] == ['area: "9999" is no area known here; it is kept as it stands, 5 times']
