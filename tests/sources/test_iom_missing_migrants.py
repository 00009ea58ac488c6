"""Incidents of the Missing Migrants Project: the real files of both layouts where they are at hand, and small ones of our own."""

import csv
import json

import pyarrow.compute as pc
import pytest

from published import reading, real_files
from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "iom-missing-migrants"
WITHOUT_DATE = 16
"""People in the 15 incidents without a date: they count in a year, in no month."""

INCIDENT = {
    "web_id": "2015.MMP00001",
    "region": "Europe",
    "reported_date": "2015-01-02",
    "number_dead": "2",
    "number_missing": "",
    "total_dead_and_missing": "2",
    "number_of_female": "",
    "number_of_male": "",
    "number_of_children": "",
    "country_of_incident": "Spain",
    "unsd_geographic_grouping": "Southern Europe",
    "migration_route": "",
}
OLDER = {
    "Web ID": "101",
    "Region of Incident": "US-Mexico Border",
    "Reported Date": "2-Jan-19",
    "Number Dead": "",
    "Minimum Estimated Number of Missing": "3",
    "Total Dead and Missing": "3",
    "Number of Females": "",
    "Number of Males": "",
    "Number of Children": "",
    "Migration Route": "Central Mediterranean",
    "UNSD Geographical Grouping": "Central Africa",
}


@pytest.fixture(scope="module")
def real(shared):
    return real_files(shared, "iom-missing-migrants", "iom_missing_migrants")


def values(found, **where):
    """Return the values of years and months by period: of the world, not split, where nothing else is said."""
    key = {"ref_area": "WLD", "sex": "_T", "age": "_T", "counterpart_area": "_T", "other_dims": "_T"}
    table = found.table
    if "series" not in where:
        table = table.filter(pc.not_equal(table["series"], "MISSING_MIGRANTS_CUMULATIVE"))
    for name, code in {**key, **where}.items():
        table = table.filter(pc.equal(table[name], code))
    return {row["time_period"]: row["obs_value"] for row in table.to_pylist()}


@pytest.fixture
def newer(tmp_path):
    def newer(*changes, name="2015.json"):
        path = tmp_path / name
        path.write_text(json.dumps([{**INCIDENT, **change} for change in changes]), encoding="utf-8")
        return path

    return newer


def whole_year(year, **change):
    """Return two incidents that reach from the first days of a year to its last."""
    ends = (("00001", "01-02"), ("00009", "12-30"))
    return [{**change, "web_id": f"{year}.MMP{number}", "reported_date": f"{year}-{day}"} for number, day in ends]


def said(found):
    return [str(issue) for issue in found.issues]


def test_all_incidents_are_counted_once_or_left_out_by_rule(real):
    found = real()
    assert (found.rows, found.left_out, found.vintage) == (17846, {"no_number": 38}, "2025-09-08")
    assert sum(n for period, n in values(found).items() if len(period) == 7) == 71237 - WITHOUT_DATE
    assert "an incident has no date; it is counted in the year of its number, in no month, 15 times" in said(found)
    assert len(settling.checked(found, about.about(SOURCE))) == 2


def test_the_years_that_are_whole_have_the_sums_of_the_files(real):
    years = {period: n for period, n in values(real()).items() if len(period) == 4}
    assert years == {
        "2014": 5548, "2015": 6750, "2016": 8084, "2017": 6290, "2018": 5008,
        "2019": 5420, "2020": 4302, "2021": 6201, "2022": 7141, "2023": 8606,
    }  # fmt: skip


def test_the_shipwreck_of_april_2015_is_not_lost_to_the_comma_between_its_thousands(real):
    assert values(real("2015.json"))["2015"] == 6750
    assert values(real("2015.json"), ref_area="LBY")["2015-04"] >= 1022


def test_the_sum_over_years_is_over_whole_years_only(real):
    assert values(real(), series="MISSING_MIGRANTS_CUMULATIVE") == {"2014/2023": 63350}


def test_the_older_layout_gives_the_same_years(real):
    found = real("missing_migrants_2014_2020_legacy_layout.csv")
    assert (found.rows, found.vintage, found.left_out) == (6339, "2020-01-13", {"no_number": 10})
    assert sum(values(found, series="MISSING_MIGRANTS_CUMULATIVE").values()) + values(found)["2020-01"] == 34688
    assert {period for period in values(found, ref_area="017") if len(period) == 4} == {"2017", "2018"}


def test_every_country_of_incident_is_an_area_known_here(real):
    assert not [code for code in pc.unique(real().table["ref_area"]).to_pylist() if ":" in code]


def test_a_file_of_one_year_is_enough(newer):
    found = reading(SOURCE, newer(*whole_year(2015)))
    assert values(found) == {"2015": 4, "2015-01": 2, "2015-12": 2}
    assert values(found, ref_area="ESP", other_dims="_T")["2015"] == 4
    assert values(found, series="MISSING_MIGRANTS_CUMULATIVE") == {}


def test_months_are_a_series_of_their_own(newer):
    found = reading(SOURCE, newer(*whole_year(2015)))
    lengths = {(row["indicator"], row["series"], len(row["time_period"])) for row in found.table.to_pylist()}
    assert lengths == {("10.7.3", "SM_DTH_MIGR", 4), ("missing-migrants-monthly", "MISSING_MIGRANTS_MONTHLY", 7)}


def test_years_add_up_only_from_the_first_one_and_up_to_a_gap(newer, tmp_path):
    for year in (2014, 2015, 2017):
        newer(*whole_year(year), name=f"{year}.json")
    assert values(reading(SOURCE, tmp_path), series="MISSING_MIGRANTS_CUMULATIVE") == {"2014/2015": 8}


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        pytest.param({"number_dead": "", "total_dead_and_missing": "0"}, {"no_number": 1}, id="no number is not zero"),
        pytest.param({"number_dead": "0", "total_dead_and_missing": "0"}, {}, id="zero is zero"),
        pytest.param({"number_dead": "3", "number_missing": "-3", "total_dead_and_missing": "0"}, {}, id="found since"),
        pytest.param({"total_dead_and_missing": ""}, {"no_number": 1}, id="no total"),
        pytest.param({"total_dead_and_missing": "many"}, {"no_number": 1}, id="a total that is no number"),
        pytest.param({"reported_date": "", "web_id": "x"}, {"no_date": 1}, id="no year at all"),
        pytest.param({"reported_date": "soon", "web_id": "x"}, {"no_date": 1}, id="a date that is none"),
        pytest.param({"reported_date": ""}, {}, id="the year of its number"),
    ],
)
def test_an_incident_is_counted_or_left_out_by_rule(newer, change, left_out):
    assert reading(SOURCE, newer(*whole_year(2015), change)).left_out == left_out


def test_an_incident_without_a_date_counts_in_its_year_and_in_no_month(newer):
    found = values(reading(SOURCE, newer(*whole_year(2015), {"reported_date": ""})))
    assert found == {"2015": 6, "2015-01": 2, "2015-12": 2}


def test_a_year_that_breaks_off_has_no_figure_and_its_last_month_is_provisional(newer):
    found = reading(SOURCE, newer({}, {"reported_date": "2015-07-28"}))
    status = {row["time_period"]: row["obs_status"] for row in found.table.to_pylist()}
    assert status == {"2015-01": "A", "2015-07": "P"}
    assert "2015 has incidents from 2015-01-02 to 2015-07-28: its months have figures, the year has none" in said(found)[-1]


def test_parts_of_one_incident_all_count_and_are_told(newer):
    found = reading(SOURCE, newer(*whole_year(2015), {}))
    assert values(found)["2015"] == 6
    assert any("repeats an incident number" in issue for issue in said(found))


def test_a_region_is_an_area_only_where_the_publisher_names_one(newer):
    found = reading(SOURCE, newer({}, {"unsd_geographic_grouping": "Uncategorized"}, {"unsd_geographic_grouping": "Atlantis"}))
    assert values(found, ref_area="039") == {"2015-01": 2}
    assert values(found, ref_area="iom:Atlantis") == {"2015-01": 2}
    assert values(found) == {"2015-01": 6}


def test_a_route_that_is_not_told_is_undefined(newer):
    found = reading(SOURCE, newer({}, {"migration_route": "Türkiye-Europe land route"}))
    assert values(found, other_dims="route=undefined") == values(found, other_dims="route=turkiye-europe-land-route")


def test_a_namibian_is_from_namibia(newer):
    assert values(reading(SOURCE, newer({"country_origin": "Namibia"})), counterpart_area="NAM") == {"2015-01": 2}


def test_a_total_that_is_not_the_sum_of_its_parts_is_told(newer):
    assert "the total is not the dead and the missing together; the total is counted" in said(
        reading(SOURCE, newer({"number_missing": "1"}))
    )


def test_the_older_layout_has_other_names_and_dates(tmp_path):
    path = tmp_path / "older.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(OLDER))
        writer.writeheader()
        writer.writerow(OLDER)
    found = reading(SOURCE, path)
    assert values(found, ref_area="017") == {"2019-01": 3}
    assert values(found, other_dims="place=us-mexico-border") == {"2019-01": 3}
    assert {row["locator"] for row in found.table.to_pylist()} == {"older.csv, row 2"}


def test_a_new_key_is_told_and_a_lost_one_stops_the_reading(newer, tmp_path):
    assert any(
        'column "weather" is neither read nor ignored' in issue for issue in said(reading(SOURCE, newer({"weather": "fine"})))
    )
    lost = {name: text for name, text in INCIDENT.items() if name != "migration_route"}
    (tmp_path / "lost.json").write_text(json.dumps([lost]))
    with pytest.raises(DataError, match='column "migration_route" is missing'):
        reading(SOURCE, tmp_path / "lost.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('[{"web_id": "2015', "cannot be read as JSON", id="cut off"),
        pytest.param("{}", "no list of objects", id="no list"),
        pytest.param("[1]", "no list of objects", id="a list of numbers"),
        pytest.param("[]", "is missing", id="no incident"),
        pytest.param('[{"web_id": ["a"]}]', "holds a list or an object", id="a list in a cell"),
        pytest.param("[" * 100_000, "cannot be read as JSON", id="endless depth"),
    ],
)
def test_another_file_is_refused(tmp_path, content, message):
    path = tmp_path / "2015.json"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        reading(SOURCE, path)


def test_a_folder_without_incidents_is_refused_and_other_files_are_named(newer, tmp_path):
    with pytest.raises(DataError, match="holds no JSON file of incidents"):
        reading(SOURCE, tmp_path)
    (tmp_path / "notes.txt").write_text("not read")
    newer({})
    assert any('file "notes.txt" was not read' in issue for issue in said(reading(SOURCE, tmp_path)))
