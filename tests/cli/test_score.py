"""`stocktake score` as a person meets it: real commands on files of answers."""

import csv
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from click.testing import CliRunner

from stocktake.catalog.area import areas
from stocktake.catalog.population import populations, source
from stocktake.catalog.questionnaire import FOLDER, questionnaire
from stocktake.cli import main

pytestmark = pytest.mark.filterwarnings("ignore:'get_binary_stream' is deprecated:DeprecationWarning")

POLICIES = questionnaire("10.7.2")
QUESTIONS = [question.id for _, question in POLICIES.questions()]
HEADER = "ref_area,time_period,question,answer"


def sheet(area, period, answer, **others):
    """Return the rows of an area that gives one answer to everything but `others`, written as q1a."""
    given = {question: others.get(f"q{question}", answer) for question in QUESTIONS}
    return [f"{area},{period},{question},{one}" for question, one in given.items()]


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Give the program in an empty folder, in this process: a new one for each of so many commands would take a minute."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        result = CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)
        return SimpleNamespace(returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr)

    return run


@pytest.fixture
def answers(tmp_path):
    """Write a file of answers; returns its name."""

    def write(*rows, name="answers.csv", header=HEADER):
        (tmp_path / name).write_text("".join(f"{row}\n" for row in (header, *rows)), encoding="utf-8")
        return name

    return write


def scored(program, *arguments, code=0):
    """Return what the command says in JSON, and its words."""
    finished = program("score", *arguments, "--format", "json")
    assert finished.returncode == code, finished.stderr
    return json.loads(finished.stdout), finished.stderr


def test_a_file_of_answers_becomes_values_and_classes_by_domain(program, answers):
    file = answers(*sheet("MDA", 2019, "yes", q1a="legal only", q2a="no", q2b=""))
    rows, words = scored(program, "10.7.2", file)
    assert words == ""
    assert [(row["domain"], row["value"], row["class_name"]) for row in rows] == [
        ("PD_1", 90, "Meets"),
        ("PD_2", 60, "Partially meets"),
        ("PD_3", 100, "Fully meets"),
        ("PD_4", 100, "Fully meets"),
        ("PD_5", 100, "Fully meets"),
        ("PD_6", 100, "Fully meets"),
        ("_T", pytest.approx(275 / 3), "Meets"),
    ]
    second = rows[1]
    assert (second["missing"], second["no"], second["class_at_best"]) == (1, 1, "Meets")
    assert second["reason"] == "Missing answers count as 0; the class at best is that with a yes to each of them."
    assert {row["area"] for row in rows} == {"Republic of Moldova"}


def test_legal_status_only_throughout_domain_1_is_50(program, answers):
    others = {f"q1{letter}": "0.5" for letter in "abcde"}
    rows, _ = scored(program, "10.7.2", answers(*sheet("MDA", 2019, 1, **others)))
    assert (rows[0]["value"], rows[0]["class_name"], rows[0]["partly"]) == (50, "Partially meets", 5)


def test_the_terminal_shows_a_table(program, answers):
    finished = program("score", "10.7.2", answers(*sheet("MDA", 2019, "yes")))
    assert finished.returncode == 0
    assert "Republic of Moldova" in finished.stdout
    assert finished.stdout.count("Fully meets") == 14
    assert finished.stderr == ""


def test_areas_stand_in_the_order_of_their_names_and_not_of_their_scores(program, answers):
    file = answers(*sheet("FRA", 2019, "no"), *sheet("AUT", 2019, "yes"), *sheet("COG", 2019, "no"), *sheet("ALB", 2019, ""))
    rows, _ = scored(program, "10.7.2", file)
    assert [row["ref_area"] for row in rows[::7]] == ["ALB", "AUT", "COG", "FRA"]
    assert [row["class_name"] for row in rows[:7]] == [None] * 7


def test_sorting_by_score_is_not_offered(program, answers):
    file = answers(*sheet("MDA", 2019, "yes"))
    for name in ("10.7.2", "mgi"):
        finished = program("score", name, file, "--sort", "score")
        assert finished.returncode == 2
        assert "No such option" in finished.stderr


def test_a_bad_cell_is_named_the_rest_is_scored_and_the_exit_code_says_so(program, answers):
    file = answers(*sheet("MDA", 2019, "yes", q2c="maybe"), "Atlantis,2019,1a,yes", "MDA,2019,1a,no")
    rows, words = scored(program, "10.7.2", file, code=1)
    assert words.splitlines() == [
        'stocktake: answers.csv, line 9, column "answer": "maybe" is not an answer to 2c; write one of yes, no, or leave it blank; until '
        "then it counts as missing",
        'stocktake: answers.csv, line 32, column "ref_area": area "Atlantis" is not a known area: did you mean ALB (Albania), DEU '
        "(Germany), MYS (Malaysia), ALA (Åland Islands)?",
        'stocktake: answers.csv, line 33, column "question": 1a of MDA in 2019 is answered on line 2 already, and otherwise; take one '
        "out: until then it counts as missing",
    ]
    assert {row["domain"]: row["missing"] for row in rows} == {
        "PD_1": 1,
        "PD_2": 1,
        "_T": 2,
        **{f"PD_{n}": 0 for n in (3, 4, 5, 6)},
    }


def test_many_faults_are_counted(program, answers):
    rows, words = scored(program, "10.7.2", answers(*sheet("Atlantis", 2019, "yes")), code=1)
    assert rows == []
    assert words.splitlines()[-1] == "stocktake: and 10 more like these"
    assert len(words.splitlines()) == 21


def test_it_works_in_a_pipe_and_says_what_was_left_out(answers, tmp_path):
    file = tmp_path / answers(*sheet("MDA", 2019, "yes"), "Atlantis,2019,1a,yes")
    command = [sys.executable, "-m", "stocktake", "score", "10.7.2", "-", "--format", "csv"]
    finished = subprocess.run(command, input=file.read_bytes(), capture_output=True, check=False, cwd=tmp_path)
    assert [row["class_code"] for row in csv.DictReader(io.StringIO(finished.stdout.decode()))] == ["4"] * 7
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith('stocktake: standard input, line 32, column "ref_area"')


def test_a_template_is_filled_in_and_scored(program, tmp_path):
    finished = program("score", "10.7.2", "--template", "--area", "Moldova", "--period", 2025, "--out", "t.csv")
    assert (finished.returncode, finished.stdout) == (0, "")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["question"] for row in rows] == QUESTIONS
    assert rows[0]["text"].startswith("Essential or emergency health care")
    assert {(row["ref_area"], row["time_period"], row["answer"]) for row in rows} == {("MDA", "2025", "")}
    unanswered, _ = scored(program, "10.7.2", "t.csv")
    assert {(row["value"], row["reason_key"]) for row in unanswered} == {(None, "not_answered")}
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "answer": "yes"} for row in rows)
    assert [row["value"] for row in scored(program, "10.7.2", "t.csv")[0]] == [100] * 7


def test_one_area_or_those_of_a_region_can_be_chosen(program, answers):
    file = answers(*sheet("MDA", 2019, "yes"), *sheet("GTM", 2019, "yes"), *sheet("KEN", 2021, "yes"))
    for chosen, expected in (("MDA", ["MDA"]), ("Americas", ["GTM"]), ("World", ["GTM", "KEN", "MDA"])):
        rows, _ = scored(program, "10.7.2", file, "--area", chosen)
        assert [row["ref_area"] for row in rows[::7]] == expected
    rows, _ = scored(program, "10.7.2", file, "--as-of", 2020)
    assert [row["ref_area"] for row in rows[::7]] == ["GTM", "MDA"]


def test_shares_are_of_the_areas_that_answered(program, answers):
    file = answers(*sheet("KEN", 2019, "no"), *sheet("KEN", 2021, "yes"), *sheet("UGA", 2019, "no"), *sheet("RWA", 2019, ""))
    rows, _ = scored(program, "10.7.2", file, "--by", "region", "--area", 202)
    overall = {row["class_group"]: row for row in rows if row["domain"] == "_T"}
    assert {key: (row["areas"], row["share"]) for key, row in overall.items()} == {
        "requires_further_progress": (1, 50),
        "partially_meets": (0, 0),
        "meets_or_fully_meets": (1, 50),
    }
    row = overall["partially_meets"]
    assert (row["answered"], row["not_answered"], row["asked"]) == (2, 46, 48)
    assert (row["coverage"], row["first_period"], row["last_period"]) == (pytest.approx(200 / 48), "2019", "2021")
    earlier, _ = scored(program, "10.7.2", file, "--by", "region", "--area", 202, "--as-of", 2020)
    assert {row["share"] for row in earlier if row["class_group"] == "requires_further_progress"} == {100}


def test_the_regions_are_those_that_are_published(program, answers):
    rows, _ = scored(program, "10.7.2", answers(*sheet("KEN", 2019, "yes")), "--by", "region")
    assert len(rows) == 8 * 7 * 3
    asked = {row["ref_area"]: row["asked"] for row in rows}
    assert asked == {"202": 48, "747": 24, "062": 14, "753": 16, "419": 33, "009": 16, "513": 46, "WLD": 197}
    assert {row["share"] for row in rows if row["ref_area"] == "062"} == {None}


def test_the_share_of_people_comes_from_a_file(program, answers, tmp_path):
    (tmp_path / "people.csv").write_text("ref_area,population\nKEN,30\nUGA,10\n", encoding="utf-8")
    file = answers(*sheet("KEN", 2019, "yes"))
    rows, _ = scored(program, "10.7.2", file, "--by", "region", "--area", 202, "--population", "people.csv")
    assert {(row["people_covered"], row["without_population"]) for row in rows} == {(75, 46)}
    assert {row["people_from"] for row in rows} == {"people.csv"}


def test_without_a_file_the_share_of_people_comes_from_the_population_built_in_and_says_so(program, answers):
    file = answers(*sheet("KEN", 2019, "yes"))
    rows, _ = scored(program, "10.7.2", file, "--by", "region", "--area", 202)
    people = {one.code: populations()[one.code].people for one in areas().members("202") if one.code in POLICIES.recipients.codes}
    covered = pytest.approx(100 * people["KEN"] / sum(people.values()))
    assert [row["people_covered"] for row in rows] == [covered] * len(rows)
    assert {(row["without_population"], row["people_from"]) for row in rows} == {(0, source())}
    shown = program("score", "10.7.2", file, "--by", "region", "--area", "202")
    assert "people covered: UN DESA, International Migrant Stock 2020" in shown.stderr


def test_an_area_that_is_not_asked_is_named_and_left_out_of_the_shares(program, answers):
    file = answers(*sheet("ABW", 2019, "yes"))
    rows, words = scored(program, "10.7.2", file, "--by", "region", code=1)
    assert "ABW (Aruba) is not among the Governments asked: it is left out of the shares" in words
    assert {row["answered"] for row in rows} == {0}


PROFILE = ["MDA,2016,1.1,potential", "MDA,2016,1.2,well developed", "MDA,2020,1.1,Well-developed area", "MDA,2020,1.3,potential"]


def test_a_profile_stands_beside_what_the_same_area_said_before(program, answers):
    rows, _ = scored(program, "mgi", answers(*PROFILE, "GTM,2020,1.1,potential"))
    assert [(row["ref_area"], row["time_period"]) for row in rows[::27]] == [("GTM", "2020"), ("MDA", "2016"), ("MDA", "2020")]
    now = {row["question"]: row for row in rows if (row["ref_area"], row["time_period"]) == ("MDA", "2020")}
    assert [now[question]["change"] for question in ("1.1", "1.2", "1.3", "1.4")] == ["changed", "dropped", "new", None]
    first = now["1.1"]
    assert (first["earlier_period"], first["earlier_answer_name"], first["answer_name"]) == (
        "2016",
        "Area with potential for further development",
        "Well-developed area",
    )
    assert now["1.2"]["answer_name"] == "missing"
    assert {row["change"] for row in rows if row["ref_area"] == "GTM"} == {None}


def test_a_profile_carries_no_score(program, answers):
    rows, _ = scored(program, "mgi", answers(*PROFILE))
    assert {type(value) for row in rows for value in row.values()} == {str, type(None)}
    assert not {"value", "score", "class_code", "class_name", "rank"} & set(rows[0])


def test_questions_of_ones_own_come_from_a_file(program, answers, tmp_path):
    content = yaml.safe_load((FOLDER / "mgi.yml").read_text(encoding="utf-8"))
    for domain in content["domains"]:
        domain["scale"] = "yes_no"
        domain["questions"] = [{"id": f"q{domain['number']}.{place}", "text": "Is there a law?"} for place in range(15)]
    (tmp_path / "own.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    rows, _ = scored(program, "mgi", answers("MDA,2020,q6.14,yes"), "--questions", "own.yml")
    assert len(rows) == 90
    assert [row["question"] for row in rows if row["answer"]] == ["q6.14"]


def test_the_four_words_are_said_to_be_unverified(program, answers):
    rows, words = scored(program, "mgi", answers("MDA,2020,1.1,emerging"), "--scale", "own_levels")
    assert rows[0]["answer_name"] == "emerging"
    assert words.startswith("scale own_levels: not verified")
    assert "not a rating by IOM" in words


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["10.7.2"], 2, "Name a CSV of answers, or - for standard input", id="no file"),
        pytest.param(["10.7.2", "none.csv"], 1, "none.csv: cannot be read (No such file", id="no such file"),
        pytest.param(["10.7.2", "answers.csv", "--area", "Atlantis"], 2, 'area "Atlantis" is not a known area', id="area"),
        pytest.param(
            ["10.7.2", "answers.csv", "--area", "FRA"], 1, "there are those of MDA 2019; correct --area", id="none of it"
        ),
        pytest.param(["10.7.2", "answers.csv", "--as-of", "2000"], 1, "there are those of MDA 2019", id="none so early"),
        pytest.param(["10.7.2", "answers.csv", "--by", "region", "--area", "MDA"], 2, "is no region", id="a country's areas"),
        pytest.param(
            ["10.7.2", "answers.csv", "--by", "region", "--area", "WB_SAS"], 1, "WB_SAS: holds none of the Gov", id="nobody"
        ),
        pytest.param(["10.7.2", "answers.csv", "--population", "p.csv"], 2, "--population needs --by region", id="people alone"),
        pytest.param(
            ["10.7.2", "answers.csv", "--by", "region", "--population", "p.csv"], 1, "p.csv: cannot be read", id="people"
        ),
        pytest.param(["10.7.2", "answers.csv", "--period", "2025"], 2, "--period needs --template", id="period alone"),
        pytest.param(["10.7.2", "answers.csv", "--by", "score"], 2, "Invalid value for '--by'", id="by score"),
        pytest.param(["10.7.2", "--template"], 2, "--area says whose answers", id="template of nobody"),
        pytest.param(["10.7.2", "--template", "--area", "202"], 2, "is no country or territory", id="template of a region"),
        pytest.param(["10.7.2", "--template", "--area", "MDA", "--period", "soon"], 2, '"soon" is not a time period', id="when"),
        pytest.param(["10.7.2", "answers.csv", "--template", "--area", "MDA"], 2, "--template takes no file", id="both"),
        pytest.param(["mgi", "answers.csv", "--scale", "stars"], 2, "give one of headings, yes_no, own_levels", id="scale"),
        pytest.param(["mgi", "answers.csv", "--questions", "none.yml"], 1, "none.yml: cannot be read", id="no such questions"),
        pytest.param(
            ["mgi", "answers.csv", "--questions", str(FOLDER / "10.7.2.yml")], 1, "have no score", id="questions with values"
        ),
        pytest.param(["mgi", "answers.csv"], 1, '"1a" is not a question; they run from 1.1 to 6.4', id="answers of 10.7.2"),
        pytest.param(["mipex", "answers.csv"], 2, "No such command", id="another questionnaire"),
    ],
)
def test_bad_input_gets_one_line_and_an_exit_code(program, answers, arguments, code, said):
    answers("MDA,2019,1a,yes")
    finished = program("score", *arguments)
    assert finished.returncode == code
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert "Traceback" not in finished.stderr


DOCS = Path(__file__).parents[2] / "docs"
FILE_ON_PAGE = re.compile(r"`([\w.-]+)`:\n\n```(?:csv|yaml)\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def shown(page):
    """Yield each command on a page and the lines it is said to print."""
    for block in CONSOLE.findall(page):
        for part in block.split("$ stocktake ")[1:]:
            command, *printed = part.rstrip("\n").split("\n")
            yield shlex.split(command), printed


@pytest.mark.parametrize("name", ["howto/score-answers.md", "reference/questionnaires.md"])
def test_the_commands_on_a_page_print_what_it_says(program, tmp_path, name):
    page = (DOCS / name).read_text(encoding="utf-8")
    for file, content in FILE_ON_PAGE.findall(page):
        (tmp_path / file).write_text(content, encoding="utf-8")
    commands = list(shown(page))
    assert commands
    for arguments, printed in commands:
        finished = program(*arguments)
        said = [line for line in (finished.stdout + finished.stderr).splitlines() if line]
        assert said == printed
