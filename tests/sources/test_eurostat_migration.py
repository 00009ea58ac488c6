"""Tables of Eurostat: codes and labels say the same, flags become a status, thousands become persons, aggregates stay apart."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "eurostat-migration"
FACTS = about.about(SOURCE)
HEADER = "DATAFLOW,LAST UPDATE,freq,unit,sex,age,citizen,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
DEFAULT = {
    "DATAFLOW": "ESTAT:LFSA_UGAN(1.0)", "freq": "A", "unit": "PER", "sex": "T", "age": "TOTAL", "citizen": "TOTAL", "geo": "AT",
    "TIME_PERIOD": "2020", "OBS_VALUE": "1",
}  # fmt: skip


def reading(path):
    return about.reader(SOURCE).read(path, FACTS)


def row(**cells):
    return ",".join({**DEFAULT, **cells}.get(name, "") for name in HEADER.split(","))


def written(tmp_path, *rows, header=HEADER, name="table.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def one(tmp_path, **cells):
    return reading(written(tmp_path, row(**cells))).table.to_pylist()[0]


def said(found):
    return [str(issue) for issue in found.issues]


def value(found, **where):
    table = found.table
    for column, code in where.items():
        table = table.filter(pc.equal(table[column], code))
    return table["obs_value"].to_pylist()


@pytest.mark.parametrize(
    ("name", "rows", "areas", "vintage", "last"),
    [
        pytest.param("asylum_applicants_total", 1080, 33, "", "2024", id="asylum"),
        pytest.param("temporary_protection_beneficiaries_monthly", 1136, 31, "", "2025-03", id="temporary protection"),
        pytest.param("employment_by_citizenship", 2841, 36, "", "2024", id="employment"),
        pytest.param("unemployment_by_citizenship", 5719, 38, "2025-03-13", "2023", id="unemployment"),
        pytest.param("migrants_illegally_present", 2535, 35, "", "2023", id="present irregularly"),
        pytest.param("migrants_refused_entry_at_the_border", 327, 34, "", "2023", id="refused at the border"),
        pytest.param("migration_permits_issued", 387, 33, "2025-03-03", "2023", id="permits"),
        pytest.param("immigration_by_citizenship", 133311, 47, "", "2023", id="immigration"),
    ],
)
def test_the_published_files_are_read_whole(shared, name, rows, areas, vintage, last):
    found = settling.settled(reading(shared / "data/eurostat" / f"{name}.csv"), FACTS, "2026-11-21")
    settling.checked(found, FACTS)
    assert (found.rows, found.table.num_rows, found.vintage) == (rows, rows, vintage)
    assert (pc.count_distinct(found.table["ref_area"]).as_py(), pc.max(found.table["time_period"]).as_py()) == (areas, last)
    assert [text for text in said(found) if "taken from its name" not in text] == []


def test_figures_of_the_published_files_are_those_that_stand_there(shared):
    folder = shared / "data/eurostat"
    assert value(
        reading(folder / "immigration_by_citizenship.csv"), ref_area="DEU", time_period="2015", counterpart_area="_T"
    ) == [1549937]
    employed = reading(folder / "employment_by_citizenship.csv")
    assert value(employed, ref_area="AUT", time_period="1996", sex="F", age="Y15T64") == [1555100]
    assert value(reading(folder / "migration_permits_issued.csv"), ref_area="GBR", time_period="2016") == [529876]


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        pytest.param({"sex": "F"}, {"sex": "Females"}, id="sex"),
        pytest.param({"age": "Y15-64"}, {"age": "From 15 to 64 years"}, id="an age we have a code for"),
        pytest.param({"age": "Y15-74"}, {"age": "From 15 to 74 years"}, id="an age we have none for"),
        pytest.param({"unit": "THS_PER"}, {"unit": "Thousand persons"}, id="unit"),
        pytest.param({"geo": "EL"}, {"geo": "Greece"}, id="Greece"),
        pytest.param({"geo": "UK"}, {"geo": "United Kingdom"}, id="United Kingdom"),
        pytest.param({"geo": "EU27_2020"}, {"geo": "European Union - 27 countries (from 2020)"}, id="an aggregate"),
        pytest.param({"citizen": "NAT"}, {"citizen": "Reporting country"}, id="nationals"),
        pytest.param({"citizen": "TOTAL"}, {"citizen": "Total"}, id="all citizenships"),
    ],
)
def test_codes_and_labels_say_the_same(tmp_path, codes, labels):
    assert one(tmp_path, **codes) == one(tmp_path, **labels)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"geo": "EL"}, {"ref_area": "GRC"}, id="Greece"),
        pytest.param({"citizen": "NA"}, {"counterpart_area": "NAM"}, id="Namibia"),
        pytest.param({"citizen": "STLS"}, {"counterpart_area": "eurostat:STLS"}, id="stateless people are no area"),
        pytest.param({"geo": "EU27_2020"}, {"ref_area": "eurostat:EU27_2020"}, id="an aggregate stays as it is"),
        pytest.param({"unit": "THS_PER", "OBS_VALUE": "1555.1"}, {"obs_value": 1555100.0, "unit_measure": "PS"}, id="thousands"),
        pytest.param({"age": "Y15-74"}, {"age": "_T", "other_dims": "age=Y15-74"}, id="an age without a code of ours"),
        pytest.param({"TIME_PERIOD": "2022-07"}, {"time_period": "2022-07"}, id="a month"),
    ],
)
def test_dimensions_end_in_our_terms(tmp_path, cells, expected):
    found = one(tmp_path, **cells)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("cells", "status", "comment"),
    [
        pytest.param({}, "A", "", id="none"),
        pytest.param({"OBS_FLAG": "b"}, "B", "", id="break"),
        pytest.param({"OBS_FLAG": "e"}, "E", "", id="estimated"),
        pytest.param({"OBS_FLAG": "p"}, "P", "", id="provisional"),
        pytest.param({"OBS_FLAG": "u"}, "U", "", id="low reliability"),
        pytest.param({"OBS_FLAG": "d"}, "D", "", id="definition differs"),
        pytest.param({"OBS_FLAG": "bd"}, "B", "flags b, d", id="two"),
        pytest.param({"OBS_FLAG": "r"}, "A", "flags r", id="revised, which has no status"),
        pytest.param({"OBS_VALUE": ""}, "O", "", id="nothing"),
        pytest.param({"OBS_VALUE": ":", "OBS_FLAG": "d"}, "O", "flags d", id="a mark with a flag"),
        pytest.param({"OBS_VALUE": "", "CONF_STATUS": "C"}, "Q", "", id="confidential"),
        pytest.param({"OBS_VALUE": ":", "OBS_FLAG": "z"}, "M", "", id="not applicable"),
    ],
)
def test_flags_become_a_status(tmp_path, cells, status, comment):
    found = one(tmp_path, **cells)
    assert (found["obs_status"], found["comment_obs"]) == (status, comment)
    assert (found["obs_value"] is None) == (status in "OQM")


def test_a_total_stands_beside_its_parts_and_nothing_is_added_up(tmp_path):
    rows = (row(OBS_VALUE="10"), row(sex="F", OBS_VALUE="4"), row(sex="M", OBS_VALUE="6"), row(citizen="UA", OBS_VALUE="3"))
    found = reading(written(tmp_path, *rows))
    assert [(each["sex"], each["counterpart_area"], each["obs_value"]) for each in found.table.to_pylist()] == [
        ("_T", "_T", 10), ("F", "_T", 4), ("M", "_T", 6), ("_T", "UKR", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "issue"),
    [
        pytest.param({"geo": "XX"}, 'area: "XX" is no area known here; it is kept as it stands', id="area"),
        pytest.param({"citizen": "Q9"}, 'citizen: "Q9" is no area known here; it is kept as it stands', id="citizenship"),
        pytest.param({"unit": "EUR"}, 'unit "EUR" is not known here; it is kept as it stands', id="unit"),
        pytest.param({"OBS_FLAG": "y"}, 'flag "y" is not known here; the comment keeps it', id="flag"),
        pytest.param({"OBS_VALUE": "many"}, 'value: "many" is not a number', id="value"),
        pytest.param({"TIME_PERIOD": "2020-X1"}, 'period: "2020-X1" is none; it is kept as it stands', id="period"),
        pytest.param({"DATAFLOW": "ESTAT:NEW_TABLE(1.0)"}, 'table "NEW_TABLE" is not named here', id="table"),
    ],
)
def test_what_is_not_expected_is_told(tmp_path, cells, issue):
    assert any(issue in text for text in said(reading(written(tmp_path, row(**cells)))))


def test_the_day_of_the_last_update_is_the_edition(tmp_path):
    assert reading(written(tmp_path, row(**{"LAST UPDATE": "03/12/25 23:00:00"}))).vintage == "2025-12-03"


def test_a_tsv_gives_values_and_flags_and_leaves_out_bare_colons(tmp_path):
    rows = ("A,PER,UA,EL\t12.5 bd\t: ", "A,PER,TOTAL,UK\t: c\t7")
    found = reading(
        written(tmp_path, *rows, header="freq,unit,citizen,geo\\TIME_PERIOD\t2019 \t2020 ", name="estat_migr_imm1ctz.tsv")
    )
    told = ("series", "ref_area", "counterpart_area", "time_period", "obs_value", "obs_status")
    assert [tuple(each[name] for name in told) for each in found.table.to_pylist()] == [
        ("MIGR_IMM1CTZ", "GRC", "UKR", "2019", 12.5, "B"),
        ("MIGR_IMM1CTZ", "GBR", "_T", "2019", None, "Q"),
        ("MIGR_IMM1CTZ", "GBR", "_T", "2020", 7.0, "A"),
    ]  # fmt: skip
    assert (found.rows, found.left_out) == (4, {"empty": 1})


@pytest.mark.parametrize(
    ("header", "rows", "name", "fault"),
    [
        pytest.param(HEADER.replace("OBS_VALUE", "VALUE"), (), "a.csv", 'column "OBS_VALUE" is missing', id="no value"),
        pytest.param(HEADER.replace("geo", "place"), (), "a.csv", 'dimension "geo" is missing', id="no area"),
        pytest.param(HEADER.replace("unit", "how"), (), "a.csv", 'dimension "unit" is missing', id="no unit"),
        pytest.param("a,b", ("1,2",), "a.csv", 'column "TIME_PERIOD" is missing', id="another file"),
        pytest.param(HEADER, ("ESTAT:LFSA_UGAN(1.0),,A,PER",), "a.csv", "cannot be read as CSV", id="cut off"),
        pytest.param("Country of citizenship,geo,year,Migrants number", (), "a.csv", "does not say which table", id="tidied"),
        pytest.param("unit,geo\t2019", ("PER,AT\t1",), "a.tsv", "not headed like", id="no TSV of Eurostat"),
        pytest.param("unit,geo\\TIME_PERIOD\t2019", ("PER\t1",), "a.tsv", "has not the 2 dimensions", id="a dimension too few"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, header, rows, name, fault):
    with pytest.raises(DataError, match=fault):
        reading(written(tmp_path, *rows, header=header, name=name))


def test_a_column_nobody_named_is_told(tmp_path):
    found = reading(written(tmp_path, row() + ",x", header=HEADER + ",Remarks"))
    assert 'column "Remarks" is neither read nor ignored, first in table.csv' in said(found)
