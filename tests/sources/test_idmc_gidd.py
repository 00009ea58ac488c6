"""IDMC: stock and flow, conflict and disasters, and 22,119 events, none lost and nothing added that must not be."""

import json

import pyarrow.compute as pc
import pytest

from published import reading, real_files, values, written
from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import about

FACTS = about.about("idmc-gidd")


@pytest.fixture(scope="module")
def real(shared):
    return real_files(shared, "idmc-gidd")


YEARS = "iso3,country_name,year,new_displacement,new_displacement_rounded,total_displacement,total_displacement_rounded"
EVENTS = (
    "iso3,country_name,year,start_date,start_date_accuracy,end_date,end_date_accuracy,event_name,hazard_category,hazard_category_name,"
    "hazard_sub_category,hazard_sub_category_name,hazard_type,hazard_type_name,hazard_sub_type,hazard_subtype_name,"
    "new_displacement,new_displacement_rounded,total_displacement,total_displacement_rounded,event_codes"
)
CODES = [area.code for area in areas() if area.kind == "country"][:90]


def event(area="COL", name="Flood", new="10", stock="", year="2020"):
    return f"{area},,{year},2020-01-01,Day,2020-01-02,Month,{name},2,W,3,H,10,Flood,13,,{new},,{stock},,[]"


def test_the_countries_and_years_of_the_real_file(real):
    found = real("idmc/gidd_idps_by_country_year.csv")
    computed = pc.sum(pc.equal(found.table["locator"], "computed")).as_py()
    assert found.rows == 961 * 2 == found.table.num_rows - computed
    assert (found.vintage, found.left_out, found.issues) == ("2024", {}, ())
    assert values(found, indicator="idps-idmc", ref_area="WLD", time_period="2024") == [73_505_422]
    assert values(found, indicator="idps-idmc", ref_area="AFG", time_period="2024") == [4_186_882]
    assert set(found.table["other_dims"].to_pylist()) == {"cause=conflict"}
    assert "idmc:AB9" in found.table["ref_area"].to_pylist()


def test_every_disaster_event_of_the_real_file_is_taken_in_once(real):
    found = real("idmc/gidd_disaster_events.csv")
    events = found.table.filter(pc.equal(found.table["series"], "DISASTER_EVENT"))
    assert events.num_rows == 22_119
    assert (
        pc.count_distinct(
            pc.binary_join_element_wise(events["ref_area"], events["time_period"], events["other_dims"], "|")
        ).as_py()
        == 22_119
    )
    assert found.left_out == {"no_stock": 15_911}
    assert found.issues == ()
    assert values(found, indicator="new-displacements", ref_area="WLD", time_period="2024") == [45_762_169]
    assert values(found, indicator="new-displacements", ref_area="COL", time_period="2010")[0] >= 3_000_000
    assert values(found, indicator="idps-idmc") == []


def test_the_pages_of_an_answer_are_one_table(real):
    found, pages = real("idmc/gidd_idps_by_country_year.csv"), real("api_payloads/idmc_gidd")
    for year in ("2009", "2015", "2024"):
        where = {"indicator": "idps-idmc", "ref_area": "WLD", "time_period": year}
        assert values(pages, **where) == values(found, **where) != []
    assert pages.vintage == "2025-05-13-part"
    assert [str(issue) for issue in pages.issues] == [
        "events: there are 400 rows of 22119: it is taken for a part of an edition, and nothing is added up"
    ]
    assert values(pages, indicator="new-displacements", other_dims="cause=disaster") == []


def test_the_workbooks_of_2020_carry_a_row_of_tags(real):
    years, events = real("idmc/idmc_displacement_all_dataset.xlsx"), real("idmc/idmc_disaster_all_dataset.xlsx")
    assert (years.rows, years.table.num_rows, years.left_out) == (21, 18, {"tags": 3})
    assert values(years, ref_area="AFG", time_period="2018", other_dims="cause=disaster") == [435_000]
    assert values(years, ref_area="AFG", time_period="2018", indicator="idps-idmc") == [2_598_000]
    assert (events.rows, events.table.num_rows, events.left_out) == (7, 6, {"tags": 1})


def test_a_stock_that_is_blank_is_missing_beside_a_flow_of_zero(tmp_path):
    found = reading("idmc-gidd", written(tmp_path, "a.csv", YEARS, "AGO,Angola,2009,0,,,"))
    assert values(found, indicator="new-displacements") == [0]
    assert found.table.filter(pc.equal(found.table["indicator"], "idps-idmc")).select(
        ["obs_value", "obs_status"]
    ).to_pylist() == [{"obs_value": None, "obs_status": "O"}]


def test_events_alike_in_every_cell_are_both_kept(tmp_path):
    found = reading("idmc-gidd", written(tmp_path, "a.csv", EVENTS, event(), event(name="Storm"), event()))
    assert sorted(found.table["other_dims"].to_pylist()) == [
        "cause=disaster;event=Flood #2;hazard=flood", "cause=disaster;event=Flood;hazard=flood", "cause=disaster;event=Storm;hazard=flood",
    ]  # fmt: skip
    assert found.issues[1:] == ()


def test_the_name_of_an_event_cannot_break_the_dimensions(tmp_path):
    found = reading("idmc-gidd", written(tmp_path, "a.csv", EVENTS, event(name="a=b; c;sex=F"), event(name="")))
    assert sorted(found.table["other_dims"].to_pylist()) == [
        "cause=disaster;event=a b c sex F;hazard=flood", "cause=disaster;event=without a name;hazard=flood",
    ]  # fmt: skip


def test_a_whole_file_of_events_is_added_up_by_area_and_for_the_world(tmp_path):
    found = reading(
        "idmc-gidd",
        written(
            tmp_path,
            "a.csv",
            EVENTS,
            *(event(code) for code in CODES),
            event(CODES[0], new="5", stock="3"),
            event(CODES[1], new=""),
        ),
    )
    totals = found.table.filter(pc.equal(found.table["indicator"], "new-displacements"))
    said = {row["ref_area"]: (row["obs_value"], row["comment_obs"]) for row in totals.to_pylist()}
    assert said["WLD"] == (905, "computed: sum of 91 events, 1 more have no figure")
    assert said[CODES[0]] == (15, "computed: sum of 2 events")
    assert said[CODES[1]] == (10, "computed: sum of 1 events, 1 more have no figure")
    assert set(totals["unit_measure"].to_pylist()) == {"MOVEMENTS"}


def test_events_of_a_few_areas_are_a_part_and_are_not_added_up(tmp_path):
    found = reading("idmc-gidd", written(tmp_path, "a.csv", EVENTS, *(event(code) for code in CODES[:79])))
    assert (found.vintage, values(found, indicator="new-displacements")) == ("2020-part", [])


def test_a_row_that_stands_in_two_files_is_taken_in_once(tmp_path):
    for name in ("displacement_0.json", "displacement_1.json"):
        result = {**dict.fromkeys(YEARS.split(",")), "iso3": "COL", "year": 2020, "new_displacement": 5, "total_displacement": 7}
        (tmp_path / name).write_text(
            json.dumps({"last_updated": "2025-01-01", "count": 2, "results": [result]}), encoding="utf-8"
        )
    assert reading("idmc-gidd", tmp_path).left_out == {"repeated": 2}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param(
            "a.csv",
            YEARS.replace("iso3", "code") + "\n",
            'column "iso3" is missing; the layout has changed',
            id="a column missing",
        ),
        pytest.param("a.csv", "iso,t,v\nCOL,2020,4\n", 'column "year" is missing', id="points of events"),
        pytest.param("a.csv", YEARS + "\nCOL,Col", "cannot be read as CSV", id="cut off"),
        pytest.param("a.json", '{"results": [', "is no answer of the service", id="an answer cut off"),
        pytest.param("a.json", '[{"iso3": "IND"}]', "is no answer of the service", id="updates, another product"),
        pytest.param("a.xlsx", "no workbook", "is no workbook", id="no workbook"),
    ],
)
def test_another_file_is_told(tmp_path, name, content, said):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        reading("idmc-gidd", tmp_path / name)


def test_a_column_that_is_new_is_an_issue(tmp_path):
    found = reading("idmc-gidd", written(tmp_path, "a.csv", YEARS + ",returns", "COL,Colombia,2020,5,5,7,7,1"))
    assert any('column "returns" is neither read nor ignored' in str(issue) for issue in found.issues)
