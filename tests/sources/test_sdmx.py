"""Files in SDMX: three formats say the same, other libraries read the same from them, hostile files are refused in one line."""

import csv
import gzip
import io
import json
import subprocess
import sys
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake.errors import DataError
from stocktake.model.observation import COLUMNS
from stocktake.sources import about, cells, settling
from stocktake.sources.sdmx import csv_message, json_message, ml_message

SOURCE = "sdmx"
FACTS = about.about(SOURCE)
SAMPLE = about.folder(SOURCE) / "sample"
EDITION = ("source", "vintage", "released", "retrieved")
HEADER = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,SERIES,REF_AREA,SEX,AGE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS,COMMENT_OBS"
DEFAULT = {
    "STRUCTURE": "dataflow", "STRUCTURE_ID": "A:B(1.0)", "ACTION": "I", "FREQ": "A", "SERIES": "S", "REF_AREA": "DE", "SEX": "_T",
    "AGE": "_T", "TIME_PERIOD": "2020", "OBS_VALUE": "1", "UNIT_MEASURE": "PS", "OBS_STATUS": "A",
}  # fmt: skip
XML = (
    '<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/{version}/message" '
    'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/{version}/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/{version}/data/structurespecific">'
    '<m:Header><m:ID>x</m:ID><m:Prepared>2026-02-03T04:05:06Z</m:Prepared><m:Sender id="OFFICE"/>'
    '<m:Structure structureID="S" dimensionAtObservation="{at}"><c:Structure>'
    "<URN>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=OFFICE:FLOW(2.0)</URN></c:Structure></m:Structure></m:Header>"
    "<m:DataSet {whole}>{content}</m:DataSet></m:StructureSpecificData>"
)


def reading(path):
    return about.reader(SOURCE).read(path, FACTS)


def refusal(path):
    """Return why a file is refused, nothing where it is read."""
    try:
        settling.settled(reading(path), FACTS, "2026-11-21")
    except DataError as fault:
        return str(fault)
    return ""


def rows(found, *names):
    return [tuple(row[name] for name in names) for row in found.table.to_pylist()]


def said(found):
    return [str(issue) for issue in found.issues]


def written(tmp_path, content, name="file"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line(header=HEADER, **given):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([{**DEFAULT, **given}.get(name, "") for name in header.split(",")])
    return out.getvalue()


def one(tmp_path, **given):
    found = reading(written(tmp_path, f"{HEADER}\n{line(**given)}"))
    return found.table.to_pylist()[0], said(found)


def xml(content, at="TIME_PERIOD", version="v2_1", whole=""):
    return XML.format(content=content, at=at, version=version, whole=whole)


def message(module, path):
    """Return every row of a message as it stands, without what is not said."""
    pieces = [piece.table for piece in module.pieces(path, frozenset())]
    found = [row for table in pieces for row in table.to_pylist()]
    return [{name: text for name, text in row.items() if text not in (None, "") and name != "ACTION"} for row in found]


# --- the three formats ---


@pytest.mark.parametrize("name", ["migration.xml", "migration.json"])
def test_all_formats_say_the_same(name):
    columns = [column for column in COLUMNS if column not in (*EDITION, "locator")]
    assert rows(reading(SAMPLE / name), *columns) == rows(reading(SAMPLE / "migration.csv"), *columns)


@pytest.mark.parametrize(
    ("name", "vintage", "publisher"),
    [
        ("migration.csv", "", "NSO_X"),
        ("migration.xml", "2026-03-01", "Statistical office of a made-up place"),
        ("migration.json", "2026-03-01", "Statistical office of a made-up place"),
    ],
)
def test_a_file_says_its_origin(name, vintage, publisher):
    found = reading(SAMPLE / name)
    assert (found.vintage, found.origin.id, found.origin.title) == (vintage, "nso-x-migration", "NSO_X:MIGRATION(1.0)")
    assert (found.origin.publisher, found.origin.licence) == (publisher, "")


@pytest.mark.parametrize("name", ["migration.csv", "migration.xml", "migration.json"])
def test_the_format_is_told_by_the_beginning_and_not_by_the_name(tmp_path, name):
    content = (SAMPLE / name).read_bytes()
    plain, packed = written(tmp_path, content, "a.txt"), written(tmp_path, gzip.compress(content), "b.dat")
    assert reading(plain).table == reading(packed).table == reading(SAMPLE / name).table


def test_a_folder_of_two_data_flows_is_refused(tmp_path):
    written(tmp_path, f"{HEADER}\n{line()}", "a.csv")
    written(tmp_path, f"{HEADER}\n{line(STRUCTURE_ID='A:C(1.0)')}", "b.csv")
    with pytest.raises(DataError, match=r"several data flows \(a-b, a-c\); read them one by one"):
        reading(tmp_path)


# --- what columns and codes mean ---


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"REF_AREA": "NA"}, {"ref_area": "NAM"}, id="NA is Namibia"),
        pytest.param({"REF_AREA": "276"}, {"ref_area": "DEU"}, id="m49"),
        pytest.param({"REF_AREA": "1"}, {"ref_area": "WLD"}, id="m49 of the world without zeros"),
        pytest.param({"REF_AREA": "EL"}, {"ref_area": "GRC"}, id="EL"),
        pytest.param({"REF_AREA": "ASIKHM"}, {"ref_area": "sdmx:ASIKHM"}, id="an area that is not known"),
        pytest.param({"SERIES": "SM_DTH_MIGR"}, {"indicator": "10.7.3", "series": "SM_DTH_MIGR"}, id="a series of ours"),
        pytest.param({"SERIES": "OTHER"}, {"indicator": "a-b", "series": "OTHER"}, id="any other series"),
        pytest.param({"SEX": "F", "AGE": "Y15-64"}, {"sex": "F", "age": "Y15T64"}, id="sex and age"),
        pytest.param({"AGE": "Y3T71"}, {"age": "_T", "other_dims": "age=Y3T71"}, id="an age without a code"),
        pytest.param({"UNIT_MULT": "3"}, {"obs_value": 1000.0, "comment_obs": "published in units of 1000"}, id="thousands"),
        pytest.param({"OBS_VALUE": "46526.2", "UNIT_MULT": "6"}, {"obs_value": 46526200000.0}, id="scaled and rounded once"),
        pytest.param({"OBS_VALUE": "1.5E2", "UNIT_MULT": "-2"}, {"obs_value": 1.5}, id="hundredths"),
        pytest.param({"UNIT_MEASURE": "THS_PER"}, {"obs_value": 1000.0, "unit_measure": "PS"}, id="a unit with its power"),
        pytest.param({"OBS_VALUE": "NaN"}, {"obs_value": None, "obs_status": "O", "comment_obs": ""}, id="NaN"),
        pytest.param({"OBS_VALUE": ""}, {"obs_value": None, "obs_status": "O"}, id="empty"),
        pytest.param({"OBS_VALUE": "", "OBS_STATUS": "M"}, {"obs_value": None, "obs_status": "M"}, id="missing for a reason"),
        pytest.param(
            {"OBS_VALUE": "5", "OBS_STATUS": "M"},
            {"obs_value": None, "obs_status": "M", "comment_obs": "published as 5 marked as missing"},
            id="marked as missing beside a value",
        ),
        pytest.param({"OBS_VALUE": "<5"}, {"obs_value": None, "obs_status": "X"}, id="a limit"),
        pytest.param({"OBS_VALUE": "1,234"}, {"obs_value": None, "comment_obs": "published as 1,234"}, id="a comma is no SDMX"),
        pytest.param({"OBS_STATUS": "A;E"}, {"obs_status": "E", "comment_obs": ""}, id="several statuses"),
        pytest.param({"OBS_STATUS": "B;E"}, {"obs_status": "B", "comment_obs": "status B;E"}, id="two that count"),
        pytest.param({"OBS_STATUS": "X"}, {"obs_value": 1.0, "obs_status": "A", "comment_obs": "status X"}, id="X is ours alone"),
        pytest.param({"TIME_PERIOD": "2020-01-01/P5Y"}, {"time_period": "2020/2024"}, id="a time range"),
        pytest.param({"TIME_PERIOD": "2020-W05"}, {"time_period": "2020-W05"}, id="a week"),
        pytest.param({"COMMENT_OBS": "two\nlines"}, {"comment_obs": "two lines"}, id="a comment on two lines"),
    ],
)
def test_a_row(tmp_path, given, expected):
    row, _ = one(tmp_path, **given)
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"REF_AREA": "ASIKHM"}, 'area: "ASIKHM" is no area known here; it is kept as it stands'),
        ({"UNIT_MEASURE": "TONNES"}, 'unit "TONNES" is not in our list; it is kept as it stands'),
        ({"UNIT_MULT": "many"}, 'unit multiplier: "many" is no power of ten known here; it is not applied'),
        ({"OBS_STATUS": "y"}, 'observation status: "y" has no code here; the comment keeps it'),
        ({"SEX": "9"}, 'sex: "9" has no code here; it is kept in other_dims'),
        ({"OBS_VALUE": "1,234"}, 'value: "1,234" is not a number'),
        ({"OBS_VALUE": "INF"}, 'value: "INF" is not a number'),
    ],
)
def test_what_is_not_known_is_told(tmp_path, given, sentence):
    assert one(tmp_path, **given)[1] == [sentence]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"ACTION": "D"}, "deleted"),
        ({"TIME_PERIOD": "", "OBS_VALUE": ""}, "partial"),
        ({"TIME_PERIOD": "soon"}, "undated"),
        ({"REF_AREA": " "}, "placeless"),
    ],
)
def test_what_is_no_figure_is_left_out_by_rule(tmp_path, given, rule):
    found = reading(written(tmp_path, f"{HEADER}\n{line()}{line(**given)}"))
    assert (found.rows, found.table.num_rows, found.left_out) == (2, 1, {rule: 1})


@pytest.mark.parametrize(
    ("code", "status", "other"),
    [("MS_MIGRANT", "MS_MIGRANT", "_T"), ("_T", "_T", "_T"), ("CB_X", "_T", "composite_breakdown=CB_X")],
)
def test_migratory_status_is_taken_from_the_composite_breakdown(tmp_path, code, status, other):
    header = HEADER.replace("AGE", "COMPOSITE_BREAKDOWN")
    found = reading(written(tmp_path, f"{header}\n{line(header, COMPOSITE_BREAKDOWN=code)}"))
    assert rows(found, "migratory_status", "other_dims") == [(status, other)]


def test_both_ends_of_a_flow_have_their_column_and_other_dimensions_keep_their_names(tmp_path):
    header = "DATAFLOW,geo,citizen,c_birth,reason,TIME_PERIOD,OBS_VALUE,OBS_FLAG"
    found = reading(
        written(tmp_path, f"{header}\nESTAT:X(1.0),EL,TR,SY,A;B=C,2020,4,bd\nESTAT:X(1.0),UK,TOTAL,TOTAL,TOTAL,2020,5,\n")
    )
    assert rows(found, "ref_area", "counterpart_area", "other_dims", "obs_status", "comment_obs") == [
        ("GRC", "TUR", "c_birth=SY;reason=A,B C", "B", "status bd"),
        ("GBR", "_T", "_T", "A", ""),
    ]


def test_labels_are_cut_from_codes_and_not_from_words(tmp_path):
    header = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA: Area,SEX: Sex,TIME_PERIOD: Time,OBS_VALUE: Value,COMMENT_OBS: Remark"
    content = f"{header}\ndataflow,A:B(1.0): Of people,I,DE: Germany: all,F: Women,2020,4,Note: from a survey\n"
    found = reading(written(tmp_path, content))
    assert rows(found, "ref_area", "sex", "comment_obs") == [("DEU", "F", "Note: from a survey")]
    assert found.origin.title == "Of people"


def test_a_column_may_have_any_name(tmp_path):
    found = reading(written(tmp_path, 'DATAFLOW,REF_AREA,#,##,"a\nb",Sex,TIME_PERIOD,OBS_VALUE\nA:B,DE,1,2,3,F,2020,4\n'))
    assert rows(found, "sex", "other_dims", "locator") == [("F", "#=1;##=2;a\nb=3", "row 2")]


def test_a_data_flow_may_stand_without_its_agency(tmp_path):
    found = reading(written(tmp_path, "DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nFLOW_X,DE,2020,4\n"))
    assert (found.origin.id, found.origin.title, found.origin.publisher) == ("flow-x", "FLOW_X", "not stated in the file")


def test_what_stands_behind_the_value_is_an_attribute_and_what_stands_before_it_a_dimension(tmp_path):
    found = reading(written(tmp_path, "DATAFLOW,REF_AREA,HAZARD,TIME_PERIOD,OBS_VALUE,REVIEWED\nA:B(1),DE,FLOOD,2020,4,yes\n"))
    assert rows(found, "other_dims") == [("hazard=FLOOD",)]
    assert 'attribute "REVIEWED" is neither read nor ignored, first in file' in said(found)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(
            "DATAFLOW,CURRENCY,TIME_PERIOD,OBS_VALUE\nECB:EXR(1.0),USD,2020,1\n",
            "no column names an area; expected one of REF_AREA",
            id="area",
        ),
        pytest.param(
            "DATAFLOW,GEO,OBS_VALUE\nA:B(1),DE,1\n", "no column holds the period; expected one of TIME_PERIOD", id="period"
        ),
        pytest.param(
            "DATAFLOW,GEO,TIME_PERIOD,MEASURE\nA:B(1),DE,2020,1\n", "no column holds the value; expected OBS_VALUE", id="value"
        ),
        pytest.param(
            "DATAFLOW,GEO,GEO,TIME_PERIOD,OBS_VALUE\nA:B(1),DE,DE,2020,1\n", 'column "GEO" stands there twice', id="twice"
        ),
        pytest.param("DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE\nA:B(1),DE,2020\n", "cannot be read as CSV", id="a short row"),
        pytest.param(
            "DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE\nA:B(1),DE,2020,1\nA:C(1),DE,2020,1\n", "several data flows", id="two flows"
        ),
        pytest.param("YEAR,GEO\n2020,DE\n", "is no file of SDMX; expected CSV whose first column is", id="another CSV"),
        pytest.param("", "is no file of SDMX", id="empty"),
        pytest.param("PK\x03\x04", "is a ZIP file; unpack it", id="zip"),
        pytest.param("<html><body/></html>", "is XML, but no message of SDMX; it begins with <html>", id="a page"),
        pytest.param("{}", "is JSON, but no data message of SDMX", id="other JSON"),
        pytest.param(
            '{"errors": [{"title": "No\\nresults"}]}', "expected an object with dataSets; it says: No results", id="an error"
        ),
        pytest.param('{"data": {"dataflows": []}}', "holds a structure, no figures", id="a structure in JSON"),
        pytest.param('{"dataSets": [{}]}', "does not say what its keys mean", id="JSON without a structure"),
        pytest.param("{", "cannot be read as JSON", id="half JSON"),
        pytest.param(XML.replace("{version}", "v2_0"), "is SDMX-ML of a version that is not read", id="2.0"),
        pytest.param(xml("<Series>"), "is broken XML", id="half XML"),
    ],
)
def test_what_is_no_file_of_figures_is_refused(tmp_path, content, sentence):
    with pytest.raises(DataError, match=sentence.replace("(", r"\(")):
        reading(written(tmp_path, content))


@pytest.mark.parametrize("name", ["migration.csv", "migration.xml", "migration.json"])
def test_a_header_without_rows_has_no_figures_and_does_not_become_a_snapshot(tmp_path, name):
    content = {
        "migration.csv": (SAMPLE / name).read_text().splitlines()[0] + "\n",
        "migration.xml": xml(""),
        "migration.json": json.dumps({"structure": {"dimensions": {}}, "dataSets": [{}]}),
    }[name]
    found = reading(written(tmp_path, content))
    assert found.table.num_rows == 0
    with pytest.raises(DataError, match="0 figures were read"):
        settling.checked(settling.settled(found, FACTS, "2026-11-21"), FACTS)


# --- SDMX-ML ---


def series(area, observations, **attributes):
    said_ = " ".join(f'{name}="{text}"' for name, text in attributes.items())
    return f'<Series REF_AREA="{area}" {said_}>{observations}</Series>'


OBS = '<Obs TIME_PERIOD="2020" OBS_VALUE="1"/>'


@pytest.mark.parametrize("version", ["v2_1", "v3_0"])
def test_attributes_of_groups_belong_to_their_series_alone(tmp_path, version):
    groups = '<Group REF_AREA="DE" TITLE="of Germany"/><Group REF_AREA="FR" SEX="F" TITLE="of women"/>'
    content = groups + series("DE", OBS, SEX="F") + series("FR", OBS, SEX="F") + series("FR", OBS, SEX="M")
    found = reading(written(tmp_path, xml(content, version=version, whole='UNIT_MULT="3"')))
    assert rows(found, "ref_area", "sex", "obs_value", "comment_obs") == [
        ("DEU", "F", 1000, "published in units of 1000; of Germany"),
        ("FRA", "F", 1000, "published in units of 1000; of women"),
        ("FRA", "M", 1000, "published in units of 1000"),
    ]


def test_what_a_series_says_comes_before_what_its_group_says(tmp_path):
    content = '<Group REF_AREA="DE" UNIT_MEASURE="PS"/>' + series("DE", OBS, UNIT_MEASURE="PT")
    assert rows(reading(written(tmp_path, xml(content))), "unit_measure") == [("PT",)]


def test_the_groups_of_a_data_set_end_with_it(tmp_path):
    content = '<Group REF_AREA="DE" TITLE="first"/>' + series("DE", OBS) + "</m:DataSet><m:DataSet>" + series("DE", OBS, SEX="F")
    assert rows(reading(written(tmp_path, xml(content))), "sex", "comment_obs") == [("_T", "first"), ("F", "")]


def test_a_flat_message_says_the_same_as_one_in_series(tmp_path):
    flat = '<Obs REF_AREA="DE" SEX="F" TIME_PERIOD="2020" OBS_VALUE="1" OBS_STATUS="E"/>'
    in_series = series("DE", '<Obs TIME_PERIOD="2020" OBS_VALUE="1" OBS_STATUS="E"/>', SEX="F")
    first = reading(written(tmp_path, xml(flat, "AllDimensions", "v3_0"), "a"))
    assert first.table == reading(written(tmp_path, xml(in_series, version="v3_0"), "b")).table
    assert rows(first, "ref_area", "sex", "other_dims", "obs_status") == [("DEU", "F", "_T", "E")]


@pytest.mark.parametrize(
    "content", [series("DE", OBS * 3000), OBS.replace("<Obs", '<Obs REF_AREA="DE"') * 3000], ids=["series", "flat"]
)
def test_no_observation_is_lost_where_elements_are_let_go(tmp_path, content):
    numbered = "".join(part + f'<Obs N="{place}" ' for place, part in enumerate(content.split("<Obs ")))
    found = message(ml_message, written(tmp_path, xml(numbered.rsplit("<Obs ", 1)[0])))
    assert [int(row["N"]) for row in found] == list(range(3000))


@pytest.mark.parametrize("place", ["data set", "series", "observation"])
def test_what_is_to_be_deleted_is_left_out(tmp_path, place):
    marks = {one: 'ss:action="Delete"' if one == place else "" for one in ("data set", "series", "observation")}
    content = f'<Series REF_AREA="DE" {marks["series"]}><Obs TIME_PERIOD="2020" {marks["observation"]}/></Series>'
    assert reading(written(tmp_path, xml(content, version="v3_0", whole=marks["data set"]))).left_out == {"deleted": 1}


# --- hostile files ---

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))
LAUGHING = f"<!DOCTYPE a [{LAUGHS}]>"
KINDS = [f"D{place}" for place in range(200)]
HOSTILE = {
    "a DOCTYPE": f"<!DOCTYPE a>{xml(series('DE', OBS))}",
    "an entity": f'<?xml version="1.0"?><!-- {"x" * 100} --><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]>{xml("&f;")}',
    "laughs": LAUGHING + xml("&l8;" + series("DE", OBS)),
    "laughs in an attribute": LAUGHING + xml("", whole='X="&l8;"'),
    "a DOCTYPE behind a long comment": f"<!--{'x' * 200_000}-->{LAUGHING}{xml(series('DE', OBS))}",
    "a DOCTYPE in UTF-16": f'<?xml version="1.0" encoding="utf-16"?>{LAUGHING}{xml("&l8;")}'.encode("utf-16"),
    "deep XML": xml("<a>" * 100_000),
    "a long text": xml(series("DE", OBS, TITLE="x" * 12_000_000)),
    "deep JSON": "{" + '"a":{' * 200_000,
    "a deep list": '{"dataSets":' + "[" * 200_000,
    "a crowd": xml("<a/>" * 300_000),
    "a crowd in the header": XML.partition("<m:ID>")[0].replace("{version}", "v3_0") + "<a/>" * 300_000,
    "a wide header": "DATAFLOW," + ",".join(map(str, range(100_000))),
    "groups of many kinds": xml(
        "".join(f'<Group {name}=""/>' for name in KINDS) + series("DE", OBS, **dict.fromkeys(KINDS, "x"))
    ),
    "packed nothing": gzip.compress(bytes(40_000_000)),
    "packed spaces": gzip.compress(b"{" + b" " * 40_000_000),
    "packed XML": gzip.compress(xml("<a>" + "x" * 9_000_000 + "</a>" + " " * 30_000_000).encode()),
    "packed and cut": gzip.compress((SAMPLE / "migration.csv").read_bytes())[:-20],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(tmp_path, name):
    with pytest.raises(DataError) as refused:
        reading(written(tmp_path, HOSTILE[name], "f"))
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 700


def peak(path):
    """Return the most memory that reading the pieces of a message took, in megabytes, when none of them is kept."""
    words = "import resource, sys, pathlib; from stocktake.sources.sdmx import ml_message\n"
    words += "for piece in ml_message.pieces(pathlib.Path(sys.argv[1]), ()): pass\n"
    words += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    found = subprocess.run([sys.executable, "-c", words, str(path)], capture_output=True, text=True, check=True)
    return int(found.stdout) / (1000 if sys.platform.startswith("linux") else 1_000_000)


@pytest.mark.parametrize("is_flat", [True, False])
def test_a_long_message_takes_no_more_memory_than_a_piece_of_it(tmp_path, is_flat):
    observation = OBS.replace("<Obs", '<Obs REF_AREA="DE"') if is_flat else OBS
    few, many = (observation * count if is_flat else series("DE", observation * count) for count in (1_000, 250_000))
    assert peak(written(tmp_path, xml(many), "many")) < peak(written(tmp_path, xml(few), "few")) + 60


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["migration.csv", "migration.xml", "migration.json"]),
    st.integers(0),
    st.integers(0, 3),
    st.binary(min_size=1, max_size=6),
)
def test_a_spoilt_file_is_read_or_refused_in_one_line(tmp_path, name, place, way, noise):
    content = (SAMPLE / name).read_bytes()
    place %= len(content)
    spoilt = [
        content[:place],
        content[:place] + noise + content[place + len(noise) :],
        content[:place] + noise + content[place:],
        gzip.compress(content)[: place + 1],
    ][way]
    assert "\n" not in refusal(written(tmp_path, spoilt))


# --- what is written comes back ---

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(lambda text: " ".join(text.split()))
ROW = st.fixed_dictionaries(
    {
        "SERIES": st.sampled_from(["S", "T_2"]),
        "REF_AREA": st.sampled_from(["DEU", "276", "FR", "XYZ"]),
        "SEX": st.sampled_from(["F", "M", "_T"]),
        "TIME_PERIOD": st.sampled_from(["2020", "2020-Q1", "2021-05"]),
        "OBS_VALUE": st.floats(allow_nan=False, allow_infinity=False),
        "COMMENT_OBS": TEXT,
    }
)
PLACES = {"DEU": "DEU", "276": "DEU", "FR": "FRA", "XYZ": "sdmx:XYZ"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_a_table_written_as_csv_comes_back(tmp_path, table, between):
    out, names = io.StringIO(), sorted(table[0])
    writer = csv.writer(out, delimiter=between)
    writer.writerow(["DATAFLOW", *names])
    writer.writerows(["A:B(1.0)", *(str(row[name]) for name in names)] for row in table)
    found = rows(
        reading(written(tmp_path, out.getvalue())), "series", "ref_area", "sex", "time_period", "obs_value", "comment_obs"
    )
    wanted = [(r["SERIES"], PLACES[r["REF_AREA"]], r["SEX"], r["TIME_PERIOD"], r["OBS_VALUE"], r["COMMENT_OBS"]) for r in table]
    assert found == list(dict.fromkeys(wanted))


OWN_COLUMNS = {
    "INDICATOR": "indicator", "SERIES": "series", "REF_AREA": "ref_area", "SEX": "sex", "AGE": "age",
    "MIGRATORY_STATUS": "migratory_status", "DISABILITY_STATUS": "disability", "COUNTERPART_AREA": "counterpart_area",
    "OTHER_DIMS": "other_dims", "UNIT_MEASURE": "unit_measure", "SOURCE": "source", "TIME_PERIOD": "time_period",
    "OBS_VALUE": "obs_value", "OBS_STATUS": "obs_status", "COMMENT_OBS": "comment_obs", "VINTAGE": "vintage", "RELEASED": "released",
    "RETRIEVED": "retrieved", "LOCATOR": "locator",
}  # fmt: skip


def exported(table):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", *OWN_COLUMNS])
    for row in table:
        values = ["" if row[name] is None else row[name] for name in OWN_COLUMNS.values()]
        writer.writerow(["dataflow", "STOCKTAKE:OBSERVATIONS(1.0)", "I", "A", *values])
    return out.getvalue()


@pytest.mark.parametrize("source", [one for one in about.known() if one not in ("sdmx", "hxl")])
def test_our_own_export_comes_back_as_it_was(tmp_path, source):
    if not (about.folder(source) / "expected.csv").exists():
        pytest.skip(f"{source} has no expected rows")
    facts = about.about(source)
    table = settling.settled(about.reader(source).read(about.sample(source), facts), facts, "2026-11-21").table
    wanted, _ = cells.once(table)
    found = reading(written(tmp_path, exported(wanted.to_pylist())))
    assert rows(found, *COLUMNS) == [tuple(row[name] for name in COLUMNS) for row in wanted.to_pylist()]


def test_an_export_keeps_commas_and_lines_in_a_comment_and_the_order_of_other_dimensions(tmp_path):
    row = dict.fromkeys(COLUMNS, "_T") | {"time_period": "2020", "obs_value": 0.1, "obs_status": "A", "ref_area": "unhcr:UNK"}
    row |= {
        "comment_obs": 'a, "b"\n c  d',
        "other_dims": "b=2;a=1: x",
        "indicator": "own-id",
        "source": "s",
        "unit_measure": "PER",
    }
    found = reading(written(tmp_path, exported([row])))
    assert found.table.select(list(COLUMNS)).to_pylist() == [row]
    assert found.issues == ()


@pytest.mark.parametrize(("vintage", "edition"), [("2019.q1.g", "2019.q1.g"), ("../../x", ""), ("", "")])
def test_the_edition_of_an_export_is_kept_where_it_can_name_a_snapshot(tmp_path, vintage, edition):
    row = dict.fromkeys(COLUMNS, "_T") | {
        "time_period": "2020",
        "obs_value": 1,
        "obs_status": "A",
        "ref_area": "DEU",
        "vintage": vintage,
    }
    assert reading(written(tmp_path, exported([row]))).vintage == edition


def test_an_export_of_several_sources_and_of_a_place_that_nobody_knows_is_told(tmp_path):
    row = dict.fromkeys(COLUMNS, "_T") | {"time_period": "2020", "obs_value": 1, "obs_status": "A", "ref_area": "XX1"}
    table = [row | {"source": "a"}, row | {"source": "b"}]
    assert said(reading(written(tmp_path, exported(table)))) == [
        'area: "XX1" is no area known here; it is kept as it stands, 2 times',
        "holds figures of several sources (a, b); each keeps its own",
    ]


# --- other libraries read the same ---


def sdmx1_rows(path):
    import sdmx

    found = sdmx.read_sdmx(path)
    return [
        {name: str(one.value) for name, one in obs.key.values.items()}
        | {name: str(one.value) for name, one in obs.attrib.items() if one.value is not None}
        | ({"OBS_VALUE": str(obs.value)} if obs.value is not None else {})
        for data_set in found.data
        for obs in data_set.obs
    ]


def pysdmx_rows(path):
    from pysdmx.io import read_sdmx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = read_sdmx(path, validate=False)
    frames = [one.data.astype(str) for one in found.data]
    return [
        {name: text for name, text in row.items() if text not in ("", "nan", "None")}
        for frame in frames
        for row in frame.to_dict("records")
    ]


def as_numbers(found):
    return [{**row, "OBS_VALUE": float(row["OBS_VALUE"])} if "OBS_VALUE" in row else row for row in found]


ORACLES = [
    pytest.param("ECB_EXR/1/M.USD.EUR.SP00.A.xml", ml_message, sdmx1_rows, 252, id="generic 2.1, sdmx1"),
    pytest.param("ECB_EXR/1/M.USD.EUR.SP00.A.xml", ml_message, pysdmx_rows, 252, id="generic 2.1, pysdmx"),
    pytest.param("WB/gh-78.xml", ml_message, sdmx1_rows, 1, id="generic 2.1 with attributes of the data set, sdmx1"),
    pytest.param("ESTAT/NAMA_10_GDP-ss.xml", ml_message, sdmx1_rows, 4, id="structure-specific 2.1, sdmx1"),
    pytest.param("ESTAT/NAMA_10_GDP-ss.xml", ml_message, pysdmx_rows, 4, id="structure-specific 2.1, pysdmx"),
    pytest.param("ESTAT/demography-xs.xml", ml_message, sdmx1_rows, 60, id="measures as types, sdmx1"),
    pytest.param("v3/xml/ECB_EXR0.xml", ml_message, pysdmx_rows, 116, id="structure-specific 3.0, pysdmx"),
    pytest.param("OECD/data-PART2-all-all.json", json_message, sdmx1_rows, 7, id="JSON 1.0, sdmx1"),
    *[
        pytest.param(f"v3/csv/example-{number}.csv", csv_message, pysdmx_rows, count, id=f"CSV 2.0 {number}, pysdmx")
        for number, count in (("01", 2), ("13", 2), ("15", 2))
    ],
]


@pytest.mark.parametrize(("name", "module", "oracle", "count"), ORACLES)
def test_another_library_reads_the_same(shared, name, module, oracle, count):
    path = shared / "data" / "sdmx" / name
    found = as_numbers(message(module, path))
    wanted = as_numbers(oracle(path))
    for row in (*found, *wanted):
        row.pop("STRUCTURE_ID", None)
    assert len(found) == count
    assert found == wanted


def test_only_the_values_of_multiple_attributes_differ_from_another_library(shared):
    """The other one gives the element with several values as a text of its own."""
    path = shared / "data/sdmx/v3/xml/ECB_EXR_CA.xml"
    several = ("OBS_STATUS", "TITLE", "SOURCE_AGENCY", "SOURCE_PUB")
    found = message(ml_message, path)
    assert [row["OBS_STATUS"] for row in found] == ["A;F", "J;U;N", "A"]
    assert found[0]["TITLE"] == "Some English Text;Additional English Text where lang defaults to en"
    plain = [{name: text for name, text in row.items() if name not in several} for row in found]
    assert plain == [{name: text for name, text in row.items() if name != "Comp"} for row in pysdmx_rows(path)]


# --- the real files, where they are at hand ---

NO_AREA = "no column names an area"
CASES = {
    "01": NO_AREA, "02": NO_AREA, "03": NO_AREA, "04": NO_AREA, "05": NO_AREA, "06": NO_AREA,
    "07": NO_AREA, "08": "several data flows", "09A": "several data flows", "09B": "several data flows", "10": NO_AREA, "11": NO_AREA,
    "12": NO_AREA, "13": NO_AREA, "14": NO_AREA, "15": NO_AREA, "16": "", "17": "", "18": "", "19A": "", "19B": "",
}  # fmt: skip


@pytest.mark.parametrize("number", CASES)
def test_the_cases_of_the_standard_are_read_or_refused_for_the_right_reason(shared, number):
    path = shared / "data/sdmx/v3/csv" / f"example-{number}.csv"
    why = refusal(path)
    assert CASES[number] in why
    if not why:
        found = reading(path)
        assert found.left_out == {"deleted": found.rows}


PLAIN = {"DIM_1": "A", "DIM_2": "B", "DIM_3": "2014-01", "OBS_VALUE": "12.4"}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            "01",
            PLAIN
            | {"ATTR_2": "Y", "ATTR_3": "Normal, special and other values", "ATTR_1": "N", "UPDATED": "2021-01-22T13:15:41Z"},
        ),
        ("03", {"DIM_1": "A", "DIM_2": "B", "DIM_3": "2014-01", "OBS_VALUE1": "12.4", "OBS_VALUE2": "12.5", "ATTR_1": "N"}),
        ("04", PLAIN | {"ATTR_2": "Y", "ATTR_1": "N", "STRUCTURE_ID": "ESTAT:NA_MAIN(1.6.0)"}),
        ("05", {"DIM_1": "A", "DIM_3": "2014-01-01", "OBS_VALUE": "12.4", "ATTR_2": "Y"}),
        ("06", PLAIN | {"ATTR_1": "Y", "ATTR_2": "Normal, special and other values", "ATTR_3": "N"}),
        ("07", PLAIN | {"ATTR_1": "Value X;Value Y", "ATTR_3": "A;B;C"}),
        ("08", PLAIN | {"ATTR_1": "en:Any Value;fr:N'importe quelle Valeur"}),
        ("15", PLAIN | {"ATTR_1": '<p>This is some "xhtml" with a line\nbreak</p>'}),
    ],
)
def test_separators_labels_and_quotes_of_the_standard_are_understood(shared, number, expected):
    first = message(csv_message, shared / "data/sdmx/v3/csv" / f"example-{number}.csv")[0]
    assert {name: first[name] for name in expected} == expected


READ = {
    "NAMA_10_GDP-ss.xml": 4, "demography-xs.xml": 60, "22_289.xml": 8, "gh-78.xml": 1, "agri.json": 12,
    "example-16.csv": 0, "example-17.csv": 0, "example-18.csv": 0, "example-19A.csv": 0, "example-19B.csv": 0,
}  # fmt: skip


def test_every_published_file_is_read_or_refused_in_one_line(shared):
    files = [path for path in sorted((shared / "data/sdmx").rglob("*")) if path.suffix in (".csv", ".xml", ".json")]
    found = {path: refusal(path) for path in files}
    assert len(files) == 84
    assert {path.name: reading(path).table.num_rows for path, why in found.items() if not why} == READ
    assert all(why.startswith(path.name) and "\n" not in why for path, why in found.items() if why)
    assert sum("holds a structure, no figures" in why for why in found.values()) > 30


def test_figures_of_published_messages(shared):
    folder = shared / "data/sdmx"
    found = reading(folder / "ESTAT/demography-xs.xml").table.to_pylist()
    births = [row for row in found if row["other_dims"] == "demo=LBIRTHST" and (row["ref_area"], row["sex"]) == ("BEL", "_T")]
    assert [(row["time_period"], row["obs_value"], row["obs_status"]) for row in births] == [
        ("2007", 124095, "A"),
        ("2008", 124991, "P"),
        ("2009", 126000, "P"),
    ]
    rice = reading(folder / "v3/json/data/agri.json").table.to_pylist()
    assert (rice[0]["obs_value"], rice[0]["unit_measure"], rice[0]["comment_obs"]) == (
        350154.0,
        "TONES",
        "published in units of 1000",
    )
    italy = reading(folder / "ISTAT/22_289.xml").table.to_pylist()
    assert [(row["obs_value"], row["obs_status"]) for row in italy[2:4]] == [(28866226.0, "A"), (28747417.0, "E")]


@pytest.mark.parametrize(
    "name", ["asylum_applicants_total", "temporary_protection_beneficiaries_monthly", "employment_by_citizenship"]
)
def test_tables_of_eurostat_come_out_as_their_own_reader_gives_them(shared, name):
    path = shared / "data/eurostat" / f"{name}.csv"
    facts = about.about("eurostat-migration")
    own = about.reader("eurostat-migration").read(path, facts)
    same = ("series", "ref_area", "time_period", "sex", "age", "other_dims", "obs_value", "unit_measure", "obs_status")

    def plain(found):
        return sorted((*row[:-1], row[-1].split(":")[-1]) for row in rows(found, *same, "counterpart_area"))

    assert [tuple(map(str, row)) for row in plain(reading(path))] == [tuple(map(str, row)) for row in plain(own)]
