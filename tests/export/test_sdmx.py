"""What is given out in SDMX says the same to other libraries: pysdmx, kept by the BIS, and sdmx1."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from export.given import EDITIONS, NOW, facts, few, tables
from stocktake.export import sdmx, sdmx_csv, sdmx_ml, structure
from stocktake.export.holding import Tally, used
from stocktake.model import identifier

DIMENSIONS = [one.id for one in sdmx.of_role("dimension", "time")]


@pytest.fixture
def bundle(tmp_path):
    tally = Tally()
    sdmx_csv.write(tally.over([few()]), tmp_path / "o.csv")
    sdmx_ml.write([few()], tmp_path / "o.xml", NOW)
    (tmp_path / "s.xml").write_bytes(structure.written(facts(), tally.codes, NOW))
    return tmp_path


def as_pysdmx(path):
    """Return the rows that pysdmx finds, one mapping each, nothing for what is empty."""
    from pysdmx.io import read_sdmx

    frame = read_sdmx(path, validate=True).data[0].data
    return [
        {name: str(value) for name, value in row.items() if str(value) not in ("", "nan", "None", "<NA>")}
        for row in frame.to_dict("records")
    ]


def by_sdmx1(path, structured):
    """Return what sdmx1 finds, asked in a process of its own."""
    finished = subprocess.run(
        [sys.executable, Path(__file__).parent / "by_sdmx1.py", path, structured],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(finished.stdout)


def ours(table):
    return [
        {name: str(value) for name, value in row.items() if value not in (None, "")} for row in sdmx.brought(table).to_pylist()
    ]


def alike(found, expected):
    """Say whether two rows are one: texts to the letter, the value as a number."""
    texts = [{name: text for name, text in row.items() if name != "OBS_VALUE"} for row in (found, expected)]
    values = [float(row.get("OBS_VALUE", "nan")) for row in (found, expected)]
    return texts[0] == texts[1] and (values[0] == values[1] or all(map(math.isnan, values)))


@pytest.mark.parametrize("name", ["o.csv", "o.xml"])
def test_pysdmx_reads_every_row_back(bundle, name):
    found, expected = as_pysdmx(bundle / name), ours(few())
    assert len(found) == len(expected)
    assert all(map(alike, found, expected)), (found, expected)


@pytest.mark.parametrize("name", ["o.csv", "o.xml"])
def test_sdmx1_reads_every_key_and_value_back(bundle, name):
    found = {tuple(key): value for key, value in by_sdmx1(bundle / name, bundle / "s.xml")["rows"]}
    expected = {tuple(row[one] for one in DIMENSIONS): row.get("OBS_VALUE") for row in ours(few())}
    assert set(found) == set(expected)
    for key, value in expected.items():
        assert (found[key] in (None, "") or math.isnan(float(found[key]))) if value is None else float(found[key]) == float(value)


def test_the_structure_holds_for_other_libraries_and_lists_every_code_that_figures_carry(bundle):
    from pysdmx.io import read_sdmx

    found = by_sdmx1(bundle / "o.xml", bundle / "s.xml")
    assert found["dimensions"] == DIMENSIONS
    assert found["lists"]["CL_AREA"]["MDA"] == "Republic of Moldova"
    assert found["lists"]["CL_COMPOSITE_BREAKDOWN"]["MS_MIGRANT"] == "migrants"
    for name, column in {"CL_AREA": "ref_area", "CL_INDICATOR": "indicator", "CL_UNIT_MEASURE": "unit_measure"}.items():
        codes = set(found["lists"][name])
        assert {identifier.to_sdmx(one) for one in few()[column].to_pylist()} <= codes
    assert len(read_sdmx(bundle / "s.xml", validate=True).structures) == 12


def test_every_code_of_ours_fits_the_ids_of_sdmx():
    import re

    for name, labels in structure.code_lists(facts(), {"ref_area": ["unhcr:UNK", "eurostat:EU 27, all"]}).items():
        for code in labels:
            assert re.fullmatch(r"[A-Za-z0-9_@$-]+", identifier.to_sdmx(code)), (name, code)
            assert identifier.from_sdmx(identifier.to_sdmx(code)) == code


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_any_figures_come_back_from_both_forms(tmp_path, table):
    sdmx_csv.write([table], tmp_path / "o.csv")
    sdmx_ml.write([table], tmp_path / "o.xml", NOW)
    for found, kept in ((read_csv(tmp_path / "o.csv"), str), (read_xml(tmp_path / "o.xml"), replaced)):
        for one, other in zip(found, ours(table), strict=True):
            assert alike(one, {name: kept(text) for name, text in other.items()})


def read_csv(path):
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return [{name: text for name, text in row.items() if text and name not in sdmx_csv.NAMES} for row in csv.DictReader(file)]


def read_xml(path):
    """Return the observations of a message, read by the standard library: each with the attributes of its series."""
    from xml.etree import ElementTree

    series = ElementTree.parse(path).getroot().iter("Series")
    return [{**one.attrib, **seen.attrib} for one in series for seen in one]


def replaced(text):
    return sdmx_ml._UNFIT.sub("�", text)


def test_rows_come_in_parts_as_they_come_in_one(tmp_path):
    rows = few()
    parts = [rows.slice(0, 3), rows.slice(3)]
    assert [part["indicator"].to_pylist() for part in parts] == [["10.c.1"] * 3, ["x"] * 2]
    for module, arguments in ((sdmx_csv, ()), (sdmx_ml, (NOW,))):
        module.write([rows], tmp_path / "one", *arguments)
        module.write(parts, tmp_path / "two", *arguments)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_tally_knows_how_far_each_edition_reaches():
    tally = Tally()
    assert pa.concat_tables(tally.over([few()])).num_rows == tally.rows == 5
    first = tally.extents["s", "1"]
    assert (first.rows, first.areas, first.first, first.last) == (3, {"MDA"}, "2020/2024", "2024-Q2")
    assert [one.source.title for one in used(EDITIONS, tally)] == ["Figures of S", "Figures of T"]
    assert [one.source.title for one in used((), tally)] == ["s", "t"]
