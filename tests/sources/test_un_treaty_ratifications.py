"""Ratification of human rights treaties: the real files where they are at hand, and small ones of our own."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

SOURCE = "un-treaty-ratifications"
HEADER = "iso2,member,state party,year ratification or accession,signatory,no action,status,note"


def settled(path):
    facts = about.about(SOURCE)
    return settling.settled(about.reader(SOURCE).read(path, facts), facts, "2026-11-21")


@pytest.fixture(scope="module")
def real(shared):
    def real(name="."):
        path = shared / "data" / "policy" / "ratification" / name
        if not path.exists():
            pytest.skip("the ratifications are not in the reference material")
        return settled(path)

    return real


@pytest.fixture
def treaty(tmp_path):
    def treaty(*rows, name="hr_status_icmw.csv", header=HEADER):
        path = tmp_path / name
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return treaty


def values(found, series="CONVENTION_MIGRANT_WORKERS"):
    table = found.table.filter(pc.equal(found.table["series"], series))
    return {row["ref_area"]: row["obs_value"] for row in table.to_pylist()}


def said(found):
    return [str(issue) for issue in found.issues]


def test_the_convention_on_migrant_workers_has_57_parties_of_193_states(real):
    found = real("hr_status_icmw.csv")
    status, since = values(found), values(found, "CONVENTION_MIGRANT_WORKERS_YEAR")
    assert [list(status.values()).count(one) for one in (2, 1, 0)] == [57, 11, 125]
    assert status.keys() >= {"NAM", "TLS", "SSD"}
    assert (status["TLS"], since["TLS"]) == (2, 2004)
    assert {area for area, one in status.items() if one == 2} == since.keys()
    assert (found.rows, found.left_out, found.issues) == (386, {"not_a_party": 136}, ())


def test_all_eighteen_treaties_are_read(real):
    found = real()
    assert (found.rows, found.vintage, found.left_out) == (18 * 193 * 2, "2022", {"not_a_party": 1170})
    assert pc.count_distinct(found.table["series"]).as_py() == 36
    assert not [code for code in pc.unique(found.table["ref_area"]).to_pylist() if ":" in code]


def test_the_real_rows_that_contradict_themselves_have_no_status(real):
    found = real()
    lost = found.table.filter(found.table["obs_value"].is_null())
    assert sorted((row["series"], row["ref_area"]) for row in lost.to_pylist()) == [
        ("TREATY_ICCPR_OP1", "JAM"),
        ("TREATY_ICCPR_OP1", "TTO"),
        ("TREATY_OP_CEDAW", "ZWE"),
        ("TREATY_OP_CEDAW_YEAR", "ZWE"),
    ]


@pytest.mark.parametrize(
    ("row", "status", "since", "word"),
    [
        pytest.param("NA,Namibia,1,1999,0,0,state party,", {"NAM": 2}, {"NAM": 1999}, "", id="Namibia is not missing"),
        pytest.param("TP,East Timor,1,2004,0,0,state party,", {"TLS": 2}, {"TLS": 2004}, "", id="a former code"),
        pytest.param("GA,Gabon,0,,1,0,signatory state,", {"GAB": 1}, {}, "", id="signed"),
        pytest.param("GA,Gabon,0,,0,1,no action,", {"GAB": 0}, {}, "", id="neither"),
        pytest.param("BE,Belgium,0,2014,0,0,state party,", {"BEL": 2}, {"BEL": 2014}, "flags", id="flag forgotten"),
        pytest.param("BE,Belgium,1,,0,0,state party,", {"BEL": 2}, {"BEL": None}, "", id="party, year not told"),
        pytest.param(
            "BE,Belgium,0,,0,0,state party,", {"BEL": None}, {"BEL": None}, "neither year nor flag", id="party in word only"
        ),
        pytest.param("BE,Belgium,0,2014,0,1,no action,", {"BEL": None}, {"BEL": 2014}, "the reverse", id="a year without party"),
        pytest.param(
            "JM,Jamaica,1,1975,0,1,state party,Denounced 1997", {"JAM": None}, {"JAM": 1975}, "denounced", id="denounced"
        ),
        pytest.param("BE,Belgium,0,,0,1,thinking,", {"BEL": None}, {}, '"thinking" is none', id="unknown status"),
        pytest.param("XA,Atlantis,0,,0,1,no action,", {"un:XA": 0}, {}, "no area known", id="unknown area"),
    ],
)
def test_a_row(treaty, row, status, since, word):
    found = settled(treaty(row))
    assert (values(found), values(found, "CONVENTION_MIGRANT_WORKERS_YEAR")) == (status, since)
    assert (word in " ".join(said(found))) if word else not found.issues


def test_a_row_that_is_there_twice_counts_once(treaty):
    row = "GA,Gabon,1,2000,0,0,state party,"
    found = settled(treaty(row, row))
    assert (values(found), found.rows, found.left_out) == ({"GAB": 2}, 4, {"repeated": 2})


def test_a_year_later_than_the_edition_makes_it_a_later_edition(treaty):
    found = settled(treaty("GA,Gabon,1,2031,0,0,state party,"))
    assert found.vintage == "2031"
    assert "a year of 2031 is later than the edition, first in hr_status_icmw.csv" in said(found)


def test_another_treaty_is_called_after_its_file_and_needs_no_notes(treaty):
    path = treaty("GA,Gabon,1,2000,0,0,state party", name="hr_status_op_crc_ic.csv", header=HEADER.removesuffix(",note"))
    assert values(settled(path), "TREATY_OP_CRC_IC_YEAR") == {"GAB": 2000}


def test_of_a_folder_only_treaties_are_read_and_the_rest_is_named(treaty, tmp_path):
    with pytest.raises(DataError, match="holds no file named as hr_status_icmw"):
        settled(tmp_path)
    treaty("GA,Gabon,1,2000,0,0,state party,")
    (tmp_path / "notes.txt").write_text("not read")
    assert 'file "notes.txt" was not read, first in ' in said(settled(tmp_path))[0]


@pytest.mark.parametrize(
    ("name", "header", "message"),
    [
        pytest.param("hr_status_nothing.csv", HEADER, "not named after a treaty", id="unknown treaty"),
        pytest.param("table.csv", HEADER, "not named after a treaty", id="another name"),
        pytest.param("hr_status_edition.csv", HEADER, "not named after a treaty", id="a word of our own"),
        pytest.param(
            "hr_status_icmw.csv", HEADER.replace("signatory", "signed"), 'column "signatory" is missing', id="lost column"
        ),
        pytest.param("hr_status_icmw.csv", HEADER.removesuffix(",note"), "cannot be read as CSV", id="more cells than columns"),
    ],
)
def test_another_file_is_refused(treaty, name, header, message):
    with pytest.raises(DataError, match=message):
        settled(treaty("GA,Gabon,1,2000,0,0,state party,", name=name, header=header))
