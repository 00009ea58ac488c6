"""`stocktake term check` as a person runs it."""

import csv
import io
import json
import subprocess
import sys

import docx
import pytest


@pytest.fixture
def statement(tmp_path):
    path = tmp_path / "statement.txt"
    path.write_text("Excellencies,\nwe support illegal migrants.\nCapacity-building helps.\n", encoding="utf-8")
    return path


def test_a_place_is_told_as_a_compiler_tells_it(program, statement):
    finished = program("term", "check", statement)
    assert finished.returncode == 1
    assert finished.stdout.startswith(
        f'{statement}:2:12: "illegal migrants" → "migrants in an irregular situation"; an act can be'
    )
    assert "idm2017-workshop1-summary, line 75 (read in the original)" in finished.stdout
    assert finished.stderr == "1 place to look at, in 1 file\n"


def test_a_text_without_such_wording_is_fine(program, tmp_path):
    path = tmp_path / "fine.txt"
    path.write_text("Migrants in an irregular situation; illegal logging.\n", encoding="utf-8")
    finished = program("term", "check", path)
    assert (finished.returncode, finished.stdout) == (0, "")


def test_preferences_of_some_are_told_with_all(program, statement):
    finished = program("term", "check", "--all", statement)
    assert "consider: agencies prefer capacity development" in finished.stdout
    assert len(finished.stdout.splitlines()) == 2


def test_machines_get_every_column(program, statement):
    rows = json.loads(program("term", "check", statement, "--format", "json").stdout)
    assert [(row["line"], row["column"], row["advice"], row["language"]) for row in rows] == [(2, 12, "illegal-migrant", "en")]
    (row,) = csv.DictReader(io.StringIO(program("term", "check", statement, "--format", "csv").stdout))
    assert row["sources"].count(";") == 3


def test_a_docx_is_read(program, tmp_path):
    document = docx.Document()
    document.add_paragraph("Mesures contre")
    document.add_paragraph("les migrants illégaux")
    document.save(tmp_path / "note.docx")
    finished = program("term", "check", "note.docx")
    assert finished.returncode == 1
    assert '"migrants illégaux" → "migrants en situation irrégulière"' in finished.stdout


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        pytest.param(b"Illegal migrants.\n", 1, "-:1:1:", id="text"),
        pytest.param(b"", 0, "", id="empty"),
        pytest.param(b"%PDF-1.7", 1, "give the path of the file", id="a PDF"),
    ],
)
def test_standard_input_is_read(tmp_path, content, code, told):
    command = [sys.executable, "-m", "stocktake", "term", "check", "-"]
    finished = subprocess.run(command, cwd=tmp_path, input=content, capture_output=True, check=False, timeout=60)
    assert finished.returncode == code
    assert told in (finished.stdout + finished.stderr).decode()


def test_a_file_that_is_not_there_is_one_line(program):
    finished = program("term", "check", "nowhere.txt")
    assert finished.returncode == 1
    assert finished.stderr.startswith("stocktake: nowhere.txt: ")
    assert len(finished.stderr.splitlines()) == 1


def test_a_language_nobody_knows_is_wrong_usage(program, statement):
    assert program("term", "check", statement, "--language", "de").returncode == 2
