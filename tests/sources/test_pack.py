"""Packs: what is read of a folder, and what is said when it cannot be right."""

import re

import pytest

from sources import folders
from stocktake.errors import CatalogError, DataError
from stocktake.model.observation import COLUMNS
from stocktake.model.provenance import Document, Locator, Source
from stocktake.model.record import Record
from stocktake.sources import pack


def cells(row: str, **changed: str) -> str:
    """Return a line of observations with some cells changed."""
    return ",".join({**dict(zip(folders.HEADER.split(","), row.split(","), strict=True)), **changed}.values())


# --- a pack as it should be


def test_a_pack_of_figures_is_read_with_its_sources(tmp_path):
    found = pack.read(folders.figures(tmp_path))
    assert (found.id, found.title, found.kind, found.records) == ("figs", "A pack", "figures", ())
    assert found.sources == (Source("s", "1", "A table", "Somebody", released="2024-06"),)
    assert found.figures.column_names == list(COLUMNS)


def test_what_the_file_leaves_out_is_filled_in(tmp_path):
    row = pack.read(folders.figures(tmp_path)).figures.to_pylist()[0]
    told = {name: row[name] for name in ("ref_area", "sex", "obs_status", "released", "locator")}
    assert told == {"ref_area": "MDA", "sex": "_T", "obs_status": "A", "released": "2024-06", "locator": "figs:2"}


def test_a_locator_in_the_file_stays(tmp_path):
    folder = folders.figures(tmp_path, rows=[f"{folders.ROW},list:7"], header=f"{folders.HEADER},locator")
    assert pack.read(folder).figures["locator"].to_pylist() == ["list:7"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.5", 1.5), ("-3", -3.0), ("0", 0.0), ("153916063", 153916063.0), ("128000000000", 1.28e11), ("1e-3", 0.001)],
)
def test_numbers_are_read_as_written(tmp_path, text, number):
    folder = folders.figures(tmp_path, rows=[cells(folders.ROW, obs_value=text)])
    assert pack.read(folder).figures["obs_value"].to_pylist() == [number]


def test_an_empty_value_is_null_where_the_status_says_missing(tmp_path):
    folder = folders.figures(tmp_path, rows=[f"{cells(folders.ROW, obs_value='')},O"], header=f"{folders.HEADER},obs_status")
    assert pack.read(folder).figures["obs_value"].to_pylist() == [None]


def test_two_vintages_of_one_observation_stand_side_by_side(tmp_path):
    sources = folders.SOURCES + "s,2,A table,Somebody,2025-06\n"
    found = pack.read(folders.figures(tmp_path, rows=[folders.ROW, cells(folders.ROW, vintage="2")], sources=sources))
    assert found.figures["released"].to_pylist() == ["2024-06", "2025-06"]


def test_a_pack_of_records_is_read_with_its_documents(tmp_path):
    found = pack.read(folders.records(tmp_path))
    assert found.records == (Record("r1", "need", "t", "s", (Locator("d", 1, 2),)),)
    assert found.documents == (Document("d", "A text", "Somebody", "2018"),)
    assert (found.figures, found.sources) == (None, ())


# --- the digest


def test_the_digest_of_a_pack_is_that_of_its_folder(tmp_path):
    folder = folders.figures(tmp_path)
    assert pack.read(folder).digest == pack.digest(folder)


@pytest.mark.parametrize("name", ["pack.yml", "observations.csv", "sources.csv"])
def test_a_change_in_any_file_changes_the_digest(tmp_path, name):
    folder = folders.figures(tmp_path)
    before = pack.digest(folder)
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    assert pack.digest(folder) != before


def test_a_file_that_is_no_part_of_a_pack_does_not_change_the_digest(tmp_path):
    folder = folders.figures(tmp_path)
    before = pack.digest(folder)
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert pack.digest(folder) == before


# --- pack.yml


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "holds no keys", id="empty"),
        pytest.param("title: [", "is not YAML", id="no YAML"),
        pytest.param("kind: figures", "is missing, write it", id="a key missing"),
        pytest.param(
            folders.ABOUT.format(kind="pictures", expected="{}"), "kind: invalid enum value 'pictures'", id="a kind nobody knows"
        ),
        pytest.param(
            folders.ABOUT.format(kind="figures", expected="{lines: 1}"), 'unknown key "expected.lines"', id="an unknown key"
        ),
    ],
)
def test_a_bad_pack_yml_is_told(tmp_path, text, message):
    folder = folders.figures(tmp_path)
    (folder / "pack.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        pack.read(folder)


@pytest.mark.parametrize("name", ["observations.csv", "sources.csv"])
def test_a_missing_file_is_told(tmp_path, name):
    folder = folders.figures(tmp_path)
    (folder / name).unlink()
    with pytest.raises(
        CatalogError, match=f"figs: {name} is missing; a pack of figures has pack.yml, observations.csv, sources.csv"
    ):
        pack.read(folder)


# --- observations.csv and sources.csv


def refused(folder) -> str:
    """Return the one line in which the pack is refused."""
    with pytest.raises(DataError) as caught:
        pack.read(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def case(message: str, id: str, **changed: str):
    return pytest.param(changed, message, id=id)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        case(
            'column "obs_value": "n/a" is not a number; if it is missing leave it empty and set obs_status to O',
            "words",
            obs_value="n/a",
        ),
        case('column "obs_value": "1,5" is not a number', "decimal comma", obs_value='"1,5"'),
        case('column "obs_value": "<2.5" is not a number', "censored", obs_value="<2.5"),
        case('column "obs_value": "nan" is not a number', "not a number", obs_value="nan"),
        case('column "obs_value": "" is empty; give a number, or set obs_status to O', "empty without a word", obs_value=""),
        case(
            'column "time_period": "2024-13" is not a period; write 2024, 2024-Q1, 2024-06 or 2020/2024',
            "month 13",
            time_period="2024-13",
        ),
        case('column "time_period": "2024/2020" is not a period', "backwards", time_period="2024/2020"),
        case('column "time_period": "" is not a period', "no period", time_period=""),
        case('column "ref_area": "" is empty; write a code', "no area", ref_area=""),
        case(
            'column "vintage": "2" is not a vintage of this source in sources.csv; add or correct it',
            "unknown vintage",
            vintage="2",
        ),
        case('column "vintage": "1" is not a vintage of this source', "unknown source", source="t"),
    ],
)
def test_a_bad_cell_is_told_with_its_line(tmp_path, changed, message):
    rows = [cells(folders.ROW, ref_area="ALB"), cells(folders.ROW, **changed)]
    assert f"figs/observations.csv, line 3, {message}" in refused(folders.figures(tmp_path, rows=rows))


@pytest.mark.parametrize("dims", ["", "T", "route", "b=1;a=2", "a=1;", "Route=a", "a=1,b=2", "a=b=c"])
def test_further_dimensions_have_one_way_to_be_written(tmp_path, dims):
    folder = folders.figures(tmp_path, rows=[f'{folders.ROW},"{dims}"'], header=f"{folders.HEADER},other_dims")
    assert re.search(r'line 2, column "other_dims": .* is (not _T or `key=code;key=code` sorted by key|empty)', refused(folder))


def test_a_repeated_observation_is_told_with_the_later_line(tmp_path):
    rows = [folders.ROW, cells(folders.ROW, ref_area="ALB"), cells(folders.ROW, obs_value="2")]
    assert "line 4" in (words := refused(folders.figures(tmp_path, rows=rows)))
    assert "repeats an earlier line in everything but the value" in words


@pytest.mark.parametrize(
    ("header", "message"),
    [
        pytest.param(
            f"{folders.HEADER},colour", 'line 1: unknown column "colour"; take it out, or write one of indicator', id="unknown"
        ),
        pytest.param(f"{folders.HEADER},vintage", 'line 1: column "vintage" stands there twice', id="twice"),
        pytest.param(f"{folders.HEADER},released", 'line 1: unknown column "released"', id="belongs to the source"),
        pytest.param(folders.HEADER.removesuffix(",vintage"), 'line 1: column "vintage" is missing; add it', id="missing"),
        pytest.param("", 'line 1: column "indicator" is missing', id="no header"),
    ],
)
def test_a_bad_header_is_told(tmp_path, header, message):
    assert message in refused(folders.figures(tmp_path, header=header))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(f"{folders.ROW},more", "line 2: 9 cells where the header has 8", id="too many"),
        pytest.param("x,X", "line 2: 2 cells where the header has 8", id="too few"),
        pytest.param("", 'line 2, column "indicator": "" is empty', id="empty line"),
    ],
)
def test_a_line_of_the_wrong_length_is_told(tmp_path, row, message):
    assert message in refused(folders.figures(tmp_path, rows=[row, folders.ROW]))


def test_a_file_in_another_encoding_is_told(tmp_path):
    folder = folders.figures(tmp_path)
    path = folder / "observations.csv"
    path.write_bytes(path.read_bytes() + cells(folders.ROW, ref_area="Å").encode("latin-1"))
    assert "figs/observations.csv: cannot be read as CSV in UTF-8" in refused(folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            "s,1,B,B,",
            'sources.csv, line 3, column "id": "s" is listed twice with this vintage; make the vintages differ',
            id="twice",
        ),
        pytest.param("s,2,B,B,June 2024", 'sources.csv, line 3, column "released": "June 2024" is not a date', id="no date"),
        pytest.param("s,2,B,B,2024-6", 'column "released": "2024-6" is not a date', id="no ISO date"),
    ],
)
def test_a_bad_source_is_told(tmp_path, line, message):
    assert message in refused(folders.figures(tmp_path, sources=f"{folders.SOURCES}{line}\n"))


# --- records.jsonl


def record(**changed: str) -> str:
    """Return the line of a record with some of its text replaced."""
    line = folders.RECORD
    for old, new in changed.items():
        line = line.replace(old, new)
    return line


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{", "is not a record (Input data was truncated)", id="half a line"),
        pytest.param("", "is not a record", id="empty line"),
        pytest.param("[]", "is not a record (Expected object, got array)", id="no object"),
        pytest.param(record(need="session"), "is not a record (Invalid enum value 'session' - at $.type)", id="unknown type"),
        pytest.param(record(summary="words"), "is not a record (Object missing required field summary)", id="a field missing"),
        pytest.param(
            record(first_line="page"), "is not a record (Object missing required field first_line", id="a field deep down"
        ),
        pytest.param(record(**{'"id"': '"gcm":[1],"id"'}), 'is not a record (unknown key "gcm")', id="unknown field"),
        pytest.param(record(), 'the id "r1" stands on an earlier line', id="id twice"),
        pytest.param(
            record(r1="r2", **{'"type"': '"merged_ids":["r1"],"type"'}),
            'the id "r1" stands on an earlier line',
            id="merged, still there",
        ),
        pytest.param(record(r1="r2", **{'"d"': '"e"'}), 'the document "e" is not in documents.yml', id="unknown document"),
        pytest.param(record(r1="r2", **{'_line":1': '_line":3'}), "lines 3 to 2 are no lines", id="backwards"),
        pytest.param(record(r1="r2", **{'_line":1': '_line":0'}), "lines 0 to 2 are no lines; count from 1", id="line 0"),
        pytest.param(
            '{"id":"r2","type":"need","title":"t","summary":"s","locators":[]}',
            '"r2" has no locator; say where it stands',
            id="nowhere",
        ),
    ],
)
def test_a_bad_record_is_told_with_its_line(tmp_path, line, message):
    assert f"recs/records.jsonl, line 2: {message}" in refused(folders.records(tmp_path, lines=[folders.RECORD, line]))


# --- what pack.yml expects


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        pytest.param("{rows: 2}", 'figs: holds 1 rows, not 2; mend the pack, or "expected.rows" in pack.yml', id="rows"),
        pytest.param("{areas: 2}", "figs: holds 1 areas, not 2", id="areas"),
        pytest.param("{records: 1}", "figs: holds 0 records, not 1", id="records"),
        pytest.param(
            "{checks: [{where: {ref_area: MDA}, total: 2}]}", "the 1 rows with ref_area MDA add up to 1.5, not 2", id="a total"
        ),
        pytest.param(
            "{checks: [{where: {ref_area: ALB}, total: 2}]}", "the 0 rows with ref_area ALB add up to 0, not 2", id="of no rows"
        ),
    ],
)
def test_a_pack_that_holds_something_else_is_refused(tmp_path, expected, message):
    assert message in refused(folders.figures(tmp_path, expected=expected))


def test_a_pack_that_holds_what_is_expected_is_read(tmp_path):
    expected = "{rows: 1, areas: 1, checks: [{where: {ref_area: MDA, time_period: '2024'}, total: 1.5}]}"
    assert pack.read(folders.figures(tmp_path, expected=expected)).figures.num_rows == 1


def test_an_expectation_of_a_column_that_is_none_is_told(tmp_path):
    with pytest.raises(CatalogError, match='"area" is no column'):
        pack.read(folders.figures(tmp_path, expected="{checks: [{where: {area: MDA}, total: 1}]}"))


# --- ids that must exist elsewhere

KNOWN = {"indicators": {"x"}, "areas": {"MDA"}, "commitments": {"gcm:20"}, "units": {"PT"}}


def test_a_pack_that_names_only_what_is_known_passes(tmp_path):
    pack.check(pack.read(folders.figures(tmp_path)), **KNOWN)
    pack.check(pack.read(folders.records(tmp_path)), **KNOWN)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        case('column "indicator": "y" is not an indicator of data/indicators; add or correct it', "indicator", indicator="y"),
        case('column "ref_area": "XYZ" is not a known area; correct the code', "area", ref_area="XYZ"),
        case('column "ref_area": "_T" is not a known area', "no total of areas", ref_area="_T"),
        case('column "unit_measure": "KG" is not a unit of data/codelists/unit_measure.csv', "unit", unit_measure="KG"),
    ],
)
def test_a_code_nobody_knows_is_told_with_its_line(tmp_path, changed, message):
    found = pack.read(folders.figures(tmp_path, rows=[cells(folders.ROW, time_period="2023"), cells(folders.ROW, **changed)]))
    with pytest.raises(DataError, match=re.escape(f"figs/observations.csv, line 3, {message}")):
        pack.check(found, **KNOWN)


@pytest.mark.parametrize(("area", "is_known"), [("_T", True), ("MDA", True), ("XYZ", False)])
def test_a_counterpart_is_an_area_or_the_total(tmp_path, area, is_known):
    found = pack.read(folders.figures(tmp_path, rows=[f"{folders.ROW},{area}"], header=f"{folders.HEADER},counterpart_area"))
    if is_known:
        pack.check(found, **KNOWN)
    else:
        with pytest.raises(DataError, match='column "counterpart_area": "XYZ" is not a known area'):
            pack.check(found, **KNOWN)


@pytest.mark.parametrize(("field", "code", "name"), [("areas", "XYZ", "area"), ("commitments", "gcm:99", "commitment")])
def test_a_record_about_what_nobody_knows_is_told_with_its_line(tmp_path, field, code, name):
    line = record(**{'"type"': f'"{field}":["{code}"],"type"'})
    with pytest.raises(DataError, match=f'recs/records.jsonl, line 1: "{code}" is not a known {name}; correct it in "r1"'):
        pack.check(pack.read(folders.records(tmp_path, lines=[line])), **KNOWN)
