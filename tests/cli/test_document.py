"""`stocktake document read`: what it gives out, and what it says of bad input."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stocktake.cli import main

REPORT = Path(__file__).parents[1] / "extract" / "report.txt"
FIELDS = ["id", "type", "doc", "lines", "title", "summary", "reported_by", "actors", "countries", "gcm", "sdg", "figures", "year"]


def run(*arguments):
    return CliRunner().invoke(main, ["document", "read", *map(str, arguments)])


def test_json_lines_have_the_fields_of_the_evidence_files_and_how_each_was_found():
    ran = run(REPORT, "--format", "jsonl")
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.exit_code == 0
    assert list(rows[0])[: len(FIELDS)] == FIELDS
    assert {"chars", "confidence", "found_by"} <= set(rows[0])
    assert all(0 <= row["confidence"] <= 1 for row in rows)
    assert next(row["participant"]["name"] for row in rows if row["type"] == "participation") == "Juana Perez"


def test_counts_of_each_type_go_to_standard_error():
    ran = run(REPORT, "--format", "csv")
    assert "report: " in ran.stderr
    assert "participation 4" in ran.stderr
    assert ran.stdout.splitlines()[0].replace('"', "").startswith("id,type,doc,lines,page,chars,confidence,found_by,title")


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_a_file_is_written_whole(tmp_path, form):
    ran = run(REPORT, "--format", form, "--out", tmp_path / "new" / "out")
    assert ran.exit_code == 0
    assert "report-practice-001" in (tmp_path / "new" / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("nowhere.txt",), 1, "cannot be read", id="no such file"),
        pytest.param((), 2, "Missing argument", id="no path"),
        pytest.param((REPORT, "--format", "xml"), 2, "Invalid value", id="no such form"),
        pytest.param((REPORT, "--format", "jsonl", "--out", "."), 1, "is a folder", id="a folder to write to"),
    ],
)
def test_bad_input_is_told_in_one_line(arguments, code, said):
    ran = run(*arguments)
    assert ran.exit_code == code
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) <= 2
