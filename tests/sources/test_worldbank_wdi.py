"""World Development Indicators: three layouts, groups beside countries, years without a figure."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "worldbank-wdi"
FACTS = about.about(SOURCE)
SERVICE = (
    '\ufeff"Data Source","World Development Indicators",\n\n"Last Updated Date","2022-02-02",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",\n'
)
DATABANK = "\ufeffCountry Name,Country Code,Series Name,Series Code,2019 [YR2019],2020 [YR2020]\n"
TIDIED = "Country Name,Country Code,Year,Value\n"


def reading(path):
    return about.reader(SOURCE).read(path, FACTS)


def written(tmp_path, text, name="API.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def service(*rows):
    return SERVICE + "".join(f'"{area}","{code}","Paid","{series}","{a}","{b}",\n' for area, code, series, a, b in rows)


def listed(found):
    return {(row["ref_area"], row["time_period"]): row["obs_value"] for row in found.table.to_pylist()}


def said(found):
    return [str(issue) for issue in found.issues]


@pytest.mark.parametrize(
    ("name", "vintage", "rows", "left_out", "values", "issues"),
    [
        pytest.param(
            "API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv",
            "2021-09-15",
            266 * 61,
            {"never_reported": 20 * 61},
            8581,
            0,
            id="paid",
        ),
        pytest.param("population.csv", "", 17195, {}, 17195, 1, id="people"),
    ],
)
def test_the_published_files_hold_their_known_figures(shared, name, vintage, rows, left_out, values, issues):
    found = settling.settled(reading(shared / "data/worldbank" / name), FACTS, "2026-11-21")
    settling.checked(found, FACTS)
    assert (found.vintage, found.rows, found.left_out) == (vintage, rows, left_out)
    assert (pc.count(found.table["obs_value"]).as_py(), len(found.issues)) == (values, issues)


@pytest.mark.parametrize(
    ("text", "name", "series"),
    [
        pytest.param(service(("Mali", "MLI", "SP.POP.TOTL", "1", "2")), "API.csv", "SP_POP_TOTL", id="of the service"),
        pytest.param(
            DATABANK + "Mali,MLI,Population,SP.POP.TOTL,1,2\n,,,,,\nLast Updated: 12/07/2020,,,,,\n",
            "a.csv",
            "SP_POP_TOTL",
            id="of DataBank",
        ),
        pytest.param(TIDIED + "Mali,MLI,2019,1\nMali,MLI,2020,2\n", "population.csv", "SP_POP_TOTL", id="tidied"),
    ],
)
def test_the_three_layouts_say_the_same(tmp_path, text, name, series):
    found = reading(written(tmp_path, text, name))
    assert listed(found) == {("MLI", "2019"): 1.0, ("MLI", "2020"): 2.0}
    assert found.table["series"].unique().to_pylist() == [series]
    assert found.rows == found.table.num_rows + sum(found.left_out.values())


@pytest.mark.parametrize(
    ("text", "name", "vintage"),
    [
        pytest.param(service(("Mali", "MLI", "SP.POP.TOTL", "1", "2")), "a.csv", "2022-02-02", id="above the table"),
        pytest.param(
            DATABANK + "Mali,MLI,P,SP.POP.TOTL,1,2\nLast Updated: 12/07/2020,,,,,\n", "a.csv", "2020-12-07", id="below it"
        ),
        pytest.param(TIDIED + "Mali,MLI,2019,1\n", "population.csv", "", id="nowhere"),
    ],
)
def test_the_edition_is_the_day_of_the_last_update(tmp_path, text, name, vintage):
    assert reading(written(tmp_path, text, name)).vintage == vintage


def test_a_year_without_a_figure_is_marked_and_an_area_without_any_is_left_out(tmp_path):
    rows = (("Mali", "MLI", "SP.POP.TOTL", "", "0"), ("Not classified", "INX", "SP.POP.TOTL", "", ""))
    found = reading(written(tmp_path, service(*rows)))
    assert listed(found) == {("MLI", "2019"): None, ("MLI", "2020"): 0.0}
    assert found.left_out == {"never_reported": 2}


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        pytest.param("XKX", "XKX", id="an area"),
        pytest.param("WLD", "WLD", id="the world"),
        pytest.param("CHI", "830", id="an area by a code of its own"),
        pytest.param("SSF", "WB_SSF", id="a group we know"),
        pytest.param("EUU", "worldbank:EUU", id="a group we do not"),
    ],
)
def test_groups_stand_beside_areas_and_are_no_surprise(tmp_path, code, ours):
    found = reading(written(tmp_path, service(("It", code, "SP.POP.TOTL", "1", "2"))))
    assert (found.table["ref_area"].unique().to_pylist(), said(found)) == ([ours], [])


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        pytest.param(("It", "QQQ", "SP.POP.TOTL", "1", "2"), 'area: "QQQ" is no area known here', id="no area"),
        pytest.param(("It", "MLI", "NEW.ONE", "1", "2"), 'series "NEW.ONE" is not known; its rows are left out', id="no series"),
        pytest.param(("It", "MLI", "SP.POP.TOTL", "1", "much"), 'value: "much" is not a number', id="no number"),
    ],
)
def test_what_is_not_expected_is_told(tmp_path, row, issue):
    assert any(issue in text for text in said(reading(written(tmp_path, service(row)))))


def test_a_year_that_is_none_is_kept_and_told(tmp_path):
    found = reading(written(tmp_path, TIDIED + "Mali,MLI,some day,1\n", "population.csv"))
    assert listed(found) == {("MLI", "some day"): 1.0}
    assert 'period: "some day" is none; it is kept as it stands' in said(found)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("a,b\n1,2\n", 'column "Country Code" is missing', id="another file"),
        pytest.param(SERVICE.replace("Indicator Code", "Code"), 'column "Indicator Code" is missing', id="a column is gone"),
        pytest.param(TIDIED, "does not say which indicator", id="nobody knows of what"),
        pytest.param(SERVICE + '"Mali","MLI","Pa', "cannot be read as CSV", id="cut off"),
        pytest.param("", 'column "Country Code" is missing', id="empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, text, fault):
    with pytest.raises(DataError, match=fault):
        reading(written(tmp_path, text))


def test_files_about_the_indicator_in_a_folder_are_left_alone(tmp_path):
    written(tmp_path, service(("Mali", "MLI", "SP.POP.TOTL", "1", "2")))
    written(tmp_path, "INDICATOR_CODE,INDICATOR_NAME\nx,y\n", "Metadata_Indicator_API.csv")
    assert reading(tmp_path).rows == 2
