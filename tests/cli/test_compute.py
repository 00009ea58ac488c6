"""`stocktake compute` as a person runs it: figures from a file, faults by line, forms and exit codes."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from stocktake.catalog import area, catalog
from stocktake.cli import main
from stocktake.sources import pack

pytestmark = pytest.mark.filterwarnings("ignore:'get_binary_stream' is deprecated:DeprecationWarning")

SERVICES = """sending,receiving,time_period,provider,service,cost,transparent,days,accessible,weight
ARE,IND,2023-Q3,Quick,cash,3.2,yes,1,yes,300
ARE,IND,2023-Q3,Quick,app,2.6,yes,2,yes,300
ARE,IND,2023-Q3,Bank A,account,6.0,yes,1,yes,300
ARE,IND,2023-Q3,Bank B,account,2.5,yes,7,yes,300
ARE,IND,2023-Q3,Hidden,cash,,no,1,yes,300
SAU,PAK,2023-Q3,Bank A,account,1.0,yes,1,yes,
"""
WORKERS = """ref_area,time_period,worker,cost,earnings,sex
GTM,2024,w1,1200,400,F
GTM,2024,w2,3000,500,M
GTM,2024,w3,900,300,F
GTM,2024,w4,4500,450,M
GTM,2024,w5,600,600,
"""
COUNTS = """ref_area,time_period,refugees,others_in_need,population,population_date
SYR,2024,5000000,0,20000000,2025-01-01
IRQ,2024,,0,45000000,2025-01-01
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Give the program in an empty folder, in this process: a new one for each of so many commands would take long."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        result = CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)
        return SimpleNamespace(returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr)

    return run


@pytest.fixture
def compute(program, tmp_path):
    """Give the program with the three files beside it."""
    for name, content in {"services.csv": SERVICES, "workers.csv": WORKERS, "counts.csv": COUNTS}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return lambda *arguments: program("compute", *arguments)


def rows(finished):
    return list(csv.DictReader(io.StringIO(finished.stdout)))


def test_corridors(compute):
    finished = compute("10.c.1", "services.csv", "--format", "csv")
    assert (finished.returncode, finished.stderr) == (0, "")
    india, pakistan = rows(finished)
    assert float(india["cost"]) == pytest.approx(3.575)
    assert float(india["smart"]) == pytest.approx(3.9333, abs=1e-4)
    assert (india["limit_status"], india["services"], india["counted"], india["qualifying"]) == ("met", "5", "4", "3")
    assert (pakistan["smart"], pakistan["limit_status"], pakistan["reason_key"]) == ("", "no_data", "fewer_than_three")
    assert pakistan["reason"].startswith("Fewer than three services")
    assert (india["corridor_limit"], india["smart_services"], india["smart_days"]) == ("5", "3", "5")  # what it was held against


@pytest.mark.parametrize(
    ("written", "said", "found"),
    [
        pytest.param("", "counts.csv is empty; write a CSV that begins with ref_area, time_period", None, id="an empty file"),
        pytest.param(" \n\n", "counts.csv is empty", None, id="a file of blanks"),
        pytest.param("HEADER", "counts.csv holds nothing below its header: nothing is computed", [], id="a header alone"),
        pytest.param("a;b\n1;2\n", 'line 1: column "ref_area" is missing', None, id="another header"),
        pytest.param("\ufeffHEADER\nSYR,2024,5,15\n", "", ["25000"], id="a mark before the header"),
        pytest.param("HEADER\nSYR;2024;5;15\n", "", ["25000"], id="semicolons"),
        pytest.param("HEADER\nSYR;2024;5,5;15\n", '"5,5" is not a number', [], id="a decimal comma"),
        pytest.param("HEADER\nAtlantis,2024,5,15\nSYR,2024,5,15\n", '"Atlantis" is not a known area', ["25000"], id="an unknown area"),
        pytest.param("HEADER\n202,2024,5,15\n", "is no country or territory", [], id="a region"),
        pytest.param("HEADER\nSYR,2024,-5,15\n", '"-5" is below zero', [], id="a negative count"),
        pytest.param("HEADER\nSYR,2024,,15\n", "", [""], id="a blank is not zero"),
    ],
)  # fmt: skip
def test_odd_files_of_counts(compute, tmp_path, written, said, found):
    header = "ref_area,time_period,refugees,population"
    text = written.replace("HEADER", header.replace(",", ";") if ";" in written else header)
    (tmp_path / "counts.csv").write_text(text, encoding="utf-8")
    finished = compute("10.7.4", "counts.csv", "--format", "csv")
    assert (finished.returncode, len(finished.stderr.splitlines())) == ((1, 1) if said else (0, 0))
    assert said in finished.stderr
    assert finished.stdout == "" if found is None else [row["value"] for row in rows(finished)] == found


def test_no_money_is_sent_from_an_area_to_itself(compute, tmp_path):
    (tmp_path / "services.csv").write_text(SERVICES + "SAU,SAU,2023-Q3,Bank C,account,2,yes,1,yes,\n", encoding="utf-8")
    finished = compute("10.c.1", "services.csv", "--format", "csv")
    assert (
        finished.stderr
        == "stocktake: services.csv, line 8: sending and receiving are both SAU; correct one; the line is left out\n"
    )
    assert [row["receiving"] for row in rows(finished)] == ["IND", "PAK"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        pytest.param("receiving", {"IND": 3.575, "PAK": 1.0}, id="receiving areas"),
        pytest.param("sending", {"ARE": 3.575, "SAU": 1.0}, id="sending areas"),
        pytest.param("region", {"034": 3.06, "062": 3.06, "142": 3.06}, id="regions average services"),
        pytest.param("world", {"WLD": 3.06}, id="the world"),
    ],
)
def test_averages(compute, by, expected):
    found = {
        row["ref_area"]: float(row["cost"]) for row in rows(compute("10.c.1", "services.csv", "--by", by, "--format", "csv"))
    }
    assert found == pytest.approx(expected)


def test_a_fault_is_named_by_line_the_rest_is_computed_and_the_exit_code_says_so(compute, tmp_path):
    (tmp_path / "services.csv").write_text(SERVICES + "SAU,PAK,2023-Q3,Bank C,account,n/a,yes,1,yes,\n", encoding="utf-8")
    finished = compute("10.c.1", "services.csv", "--format", "csv")
    assert finished.returncode == 1
    assert finished.stderr.startswith('stocktake: services.csv, line 8, column "cost": "n/a" is not a number;')
    assert [row["receiving"] for row in rows(finished)] == ["IND", "PAK"]


def test_many_faults_are_counted(compute, tmp_path):
    faulty = "".join(f"SAU,PAK,2023-Q3,B{n},a,x,yes,1,yes,\n" for n in range(30))
    (tmp_path / "services.csv").write_text(SERVICES + faulty, encoding="utf-8")
    lines = compute("10.c.1", "services.csv").stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "stocktake: and 10 more like these"


@pytest.mark.parametrize(
    ("arguments", "expected", "code"),
    [
        pytest.param(["10.c.1", "nowhere.csv"], "nowhere.csv: cannot be read", 1, id="no such file"),
        pytest.param(["10.c.1", "counts.csv"], 'counts.csv, line 1: column "sending" is missing', 1, id="another file"),
        pytest.param(["10.c.1"], "Missing argument 'SERVICES.csv'", 2, id="no file"),
        pytest.param(["10.c.1", "services.csv", "--by", "planet"], "'planet' is not one of", 2, id="no such level"),
        pytest.param(
            ["10.7.1", "workers.csv", "--split", "age"], "the file has no column age", 2, id="a split that is not there"
        ),
        pytest.param(["10.7.2", "workers.csv"], "No such command '10.7.2'", 2, id="no such indicator"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(compute, arguments, expected, code):
    finished = compute(*arguments)
    assert (finished.returncode, len(finished.stderr.splitlines())) == (code, 1)
    assert expected in finished.stderr


def test_workers(compute, tmp_path):
    (row,) = rows(compute("10.7.1", "workers.csv", "--format", "csv"))
    assert (float(row["mean"]), row["median"], row["fourth_quintile"], row["counted"]) == (pytest.approx(4.6), "3", "8", "5")
    (tmp_path / "workers.csv").write_text(WORKERS + "GTM,2024,w6,700,,F\n", encoding="utf-8")
    finished = compute("10.7.1", "workers.csv", "--split", "sex", "--format", "csv")
    assert finished.returncode == 0  # what is not known is no fault of the file
    assert "worker w6 (GTM, 2024) is left out and not counted as zero: The earnings are not known." in finished.stderr
    assert [(row["sex"], row["counted"], row["left_out"]) for row in rows(finished)] == [
        ("F", "2", "1"),
        ("M", "2", "0"),
        ("_U", "1", "0"),
    ]


def test_refugees(compute):
    finished = compute("10.7.4", "counts.csv", "--format", "json")
    iraq, syria = json.loads(finished.stdout)
    assert (syria["value"], syria["refugees"], syria["reason"], syria["caution"]) == (20_000.0, 5_000_000, None, None)
    assert (iraq["value"], iraq["reason_key"]) == (None, "no_refugees")
    region = {row["ref_area"]: row for row in rows(compute("10.7.4", "counts.csv", "--by", "region", "--format", "csv"))}
    assert (region["145"]["value"], region["145"]["areas"], region["145"]["without"]) == ("20000", "1", "17")
    assert (region["145"]["caution_key"], region["145"]["minimum_share_of_areas"]) == ("coverage", "0.5")
    (world,) = rows(compute("10.7.4", "counts.csv", "--by", "world", "--format", "csv"))
    assert (world["area"], world["value"], world["areas"], world["without"]) == ("World", "20000", "1", "249")


def test_a_table_shows_what_a_person_needs(compute):
    shown = compute("10.c.1", "services.csv", "--by", "world").stdout
    assert "ref area" in shown
    assert "World" in shown
    assert "weighted share" not in shown


def test_a_stream_can_be_piped_in(tmp_path):
    import subprocess
    import sys

    finished = subprocess.run(
        [sys.executable, "-m", "stocktake", "compute", "10.7.4", "-", "--format", "csv"], input=COUNTS, cwd=tmp_path,
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert [row["ref_area"] for row in rows(finished)] == ["IRQ", "SYR"]


@pytest.mark.parametrize(
    ("command", "file", "count"),
    [("10.c.1", "services.csv", 4), ("10.7.1", "workers.csv", 3), ("10.7.4", "counts.csv", 2)],
)
def test_observations_make_a_pack(compute, tmp_path, command, file, count):
    folder = tmp_path / "mine"
    folder.mkdir()
    finished = compute(command, file, "--observations", "--format", "csv", "--out", "mine/observations.csv")
    assert finished.returncode == 0
    (folder / "sources.csv").write_text(f"id,vintage,title,publisher\ncomputed,{file},Our figures,Us\n", encoding="utf-8")
    (folder / "pack.yml").write_text(
        f"title: Ours\nkind: figures\ncompiled: '2026-11-21'\nterms: ours\nexpected: {{rows: {count}}}\n", encoding="utf-8"
    )
    facts = catalog.load()
    found = pack.read(folder)
    known = {one.id for framework in facts.frameworks.values() for one in framework.commitments}
    pack.check(found, facts.indicators, area.areas(), known, facts.codelists["unit_measure"])
    assert found.figures.num_rows == count
