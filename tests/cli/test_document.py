"""`stocktake document read`: what it gives out, and what it says of bad input."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stocktake.cli import main

REPORT = Path(__file__).parents[1] / "extract" / "report.txt"
FIELDS = ["id", "type", "doc", "lines", "title", "summary", "reported_by", "actors", "countries", "gcm", "sdg", "figures", "year"]


def run(*arguments):
    return CliRunner().invoke(main, ["document", "read", "--dry-run", *map(str, arguments)])


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
        pytest.param((REPORT, REPORT.parent / "other" / REPORT.name), 2, 'two files are called "report"', id="one name twice"),
        pytest.param((REPORT, "other.txt", "--id", "x"), 2, "--id names one document", id="one id for two"),
        pytest.param((REPORT, "--id", "a b"), 2, '"a b" cannot name a document', id="an id that is none"),
        pytest.param((REPORT, "--format", "xml"), 2, "Invalid value", id="no such form"),
        pytest.param((REPORT, "--format", "jsonl", "--out", "."), 1, "is a folder", id="a folder to write to"),
    ],
)
def test_bad_input_is_told_in_one_line(arguments, code, said):
    ran = run(*arguments)
    assert ran.exit_code == code
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) <= 2


def test_a_file_of_500_mb_is_refused_in_one_line(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(500_000_000)  # takes no room on the disk
    ran = run(path)
    assert ran.exit_code == 1
    assert "huge.txt: has 500 MB; a text file of more than" in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


# What is taken in, and the person who decides.


@pytest.fixture
def taken_in(program):
    """Give the program with the report taken in to its workspace."""
    finished = program("document", "read", REPORT, "--publisher", "A ministry", "--year", "2026", "--format", "jsonl")
    assert finished.returncode == 0, finished.stderr
    assert " new, 0 as before" in finished.stderr
    return program


def test_a_document_that_has_not_changed_is_not_read_again_unless_asked(taken_in):
    assert "has not changed since it was read" in taken_in("document", "read", REPORT).stderr
    again = taken_in("document", "read", REPORT, "--again").stderr
    assert "0 new" in again
    assert "0 no longer proposed" in again


def test_another_file_of_the_same_name_gets_an_id_of_its_own_and_it_is_said(taken_in, tmp_path):
    other = tmp_path / "elsewhere" / REPORT.name
    other.parent.mkdir()
    other.write_text(REPORT.read_text(encoding="utf-8") + "\nKenya asked for help.\n", encoding="utf-8")
    said = taken_in("document", "read", other).stderr
    assert 'report.txt: "report" was read from another file; this one is "report-2" here.' in said
    assert "report-2: 13 new" in said
    assert "report: 0 new, 13 as before" in taken_in("document", "read", other, "--id", "report").stderr


def test_a_run_that_was_stopped_goes_on_with_the_documents_that_lack(taken_in, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(REPORT.read_text(encoding="utf-8"), encoding="utf-8")
    said = taken_in("document", "read", REPORT, other).stderr
    assert "report: has not changed" in said
    assert "other: " in said


def typed(tmp_path, keys, *arguments):
    """Run the review of candidates in a terminal of its own, press keys as they are asked for, and return what the terminal showed."""
    import os
    import pty
    import select
    import subprocess
    import sys
    import time

    ours, theirs = pty.openpty()
    environment = {**os.environ, "STOCKTAKE_HOME": str(tmp_path / "stocktake-workspace"), "TERM": "dumb", "COLUMNS": "120"}
    command = [sys.executable, "-m", "stocktake", "document", "review", "--as", "Ada", *arguments]
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=tmp_path, close_fds=True)
    os.close(theirs)
    shown, rest, until = "", list(keys), time.monotonic() + 90
    asked = 0
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                shown += os.read(ours, 65536).decode(errors="replace")
            except OSError:
                break
        elif child.poll() is not None:
            break
        if rest and shown.count("? help") > asked:
            asked = shown.count("? help")
            os.write(ours, rest.pop(0).encode())
    if child.poll() is None:
        child.kill()
    child.wait(timeout=20)
    os.close(ours)
    assert child.returncode == 0, shown
    return shown


def decided(tmp_path):
    """Return how many records have which status, read from the database by nobody of ours."""
    import sqlite3

    with sqlite3.connect(tmp_path / "stocktake-workspace" / "records.sqlite") as database:
        return dict(database.execute("SELECT status, count(*) FROM records_record WHERE origin = 'machine' GROUP BY status"))


def test_a_person_works_through_twenty_candidates_in_a_terminal(taken_in, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(REPORT.read_text(encoding="utf-8"), encoding="utf-8")
    assert taken_in("document", "read", other).returncode == 0
    before = decided(tmp_path)["candidate"]
    keys = [*"aaaaaaaaaaaar", "m\n", "m\n", "s", "u", "m\n", "eA title of mine\n" + "\n" * 5, *"arq"]
    shown = typed(tmp_path, keys)
    assert decided(tmp_path) == {"accepted": 14, "rejected": 2, "candidate": before - 18}
    assert "taken back" in shown
    assert "1 edited and accepted" in shown
    assert "3 merged, 1 taken back" in shown
    listed = json.loads(taken_in("search", "title", "mine", "--exact", "--format", "json").stdout)
    assert listed[0]["title"] == "A title of mine"


def test_a_pipe_decides_too_and_the_end_of_it_stops(taken_in, tmp_path):
    import subprocess
    import sys

    finished = subprocess.run(
        [sys.executable, "-m", "stocktake", "document", "review", "--workspace", tmp_path / "stocktake-workspace", "--as", "Ada"],
        input="a\nr\nz\n?\n", capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    assert "1 accepted, 1 rejected" in finished.stderr
    assert '"z" does nothing' in finished.stdout
    assert (decided(tmp_path)["accepted"], decided(tmp_path)["rejected"]) == (1, 1)


def test_what_a_person_accepted_is_found_by_the_search(taken_in, tmp_path):
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "-m", "stocktake", "document", "review", "--workspace", tmp_path / "stocktake-workspace", "--as", "Ada"],
        input="a" * 50, capture_output=True, text=True, check=True, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    found = json.loads(taken_in("search", "--document", "report", "--most", "100", "--format", "json").stdout)
    assert len(found) == decided(tmp_path)["accepted"] > 5
    assert taken_in("document", "review").stdout.startswith("No candidate waits")


def test_only_candidates_of_a_document_or_type_are_shown_where_named(taken_in):
    assert "No candidate waits" in taken_in("document", "review", "--document", "nowhere").stdout
    finished = taken_in("document", "review", "--type", "poem")
    assert (finished.returncode, "is no type of record" in finished.stderr) == (2, True)


def test_a_document_may_be_called_otherwise_than_its_file(taken_in):
    assert "minutes: 13 new" in taken_in("document", "read", REPORT, "--id", "minutes").stderr
    finished = taken_in("search", "--document", "minutes", "--format", "json")
    assert json.loads(finished.stdout) == []  # nobody has accepted any yet
    assert "minutes, line" in taken_in("document", "review", "--document", "minutes").stdout
